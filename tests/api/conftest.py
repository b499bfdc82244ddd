"""A register with people of every role, and a client that asks as one of them."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PEOPLE: dict[str, dict[str, str]] = {
    "delegate": {"role": "delegate"},
    "focal-point ITU-R": {"role": "focal-point", "sector": "ITU-R"},
    "focal-point ITU-T": {"role": "focal-point", "sector": "ITU-T"},
    "focal-point ITU-D": {"role": "focal-point", "sector": "ITU-D"},
    "focal-point GS": {"role": "focal-point", "sector": "General Secretariat"},
    "counsellor ITU-T SG5": {"role": "counsellor", "sector": "ITU-T", "body": "ITU-T SG5"},
    "secretariat": {"role": "secretariat"},
    "administrator": {"role": "administrator"},
}
VISITOR = "visitor"
INVITED = "the secret of an invitation"
LINK = ("ITU-T Q7/5", "ITU-D SG2")


SAMPLES: dict[str, dict[str, Any]] = {
    "area": {"label": "Sample area", "labels": {"en": "Sample area", "fr": "Domaine"}},
    "theme": {"code": "sample", "area": "Sample area", "labels": {"en": "Sample area"}},
    "body": {
        "code": "ITU-T FG-X",
        "kind": "focus-group",
        "sectors": ["ITU-T"],
        "names": {"en": "Focus Group X"},
    },
    "mandate": {"body": "ITU-T SG5", "period": "2025-2028", "title": "Environment"},
    "question": {
        "code": "ITU-T Q99/5",
        "period": "2017-2020",
        "sector": "ITU-T",
        "body": "ITU-T SG5",
        "title": "Sample",
    },
    "instrument": {
        "code": "ITU-T Resolution 999",
        "kind": "resolution",
        "body": "WTSA",
        "sector": "ITU-T",
        "number": "999",
    },
    "revision": {"instrument": "ITU-T Resolution 999", "label": "Sample, 2030", "year": 2030},
    "work-item": {"code": "L.1050", "title": "Waste", "sector": "ITU-T", "body": "ITU-T SG5"},
    "link": {"subject": "ITU-T SG5", "predicate": "liaises-with", "object": "ITU-R WP 6A"},
}
"""A fact of each kind, of ITU-T where it is a Sector's, that nothing else names."""


@dataclass(frozen=True)
class Peopled:
    """A register, and the tokens of its people."""

    path: Path
    tokens: dict[str, str]


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory, itu_register: Path) -> Peopled:
    """A register file with people, links of several states, documents of all access levels; to be copied."""
    from commonground.register.opening import close_register, open_register

    path = tmp_path_factory.mktemp("peopled") / "register.sqlite"
    shutil.copyfile(itu_register, path)
    open_register(path)
    tokens = {name: _person(name, values) for name, values in PEOPLE.items()}
    _fill()
    close_register()
    return Peopled(path, tokens)


def _person(name: str, values: dict[str, str]) -> str:
    from commonground.register.workflows.accounts import AskedToken, Post, add_account, create_token
    from commonground.register.workflows.actor import Actor, utc_now

    host = Actor("administrator")
    address = f"{name.lower().replace(' ', '.')}@example.org"
    account = add_account(address, Post(**values), host, utc_now)
    scopes = ("read", "write", "admin") if values["role"] == "administrator" else ("read", "write")
    return create_token(account, AskedToken("tests", scopes, days=30), host, utc_now)[1]


def _fill() -> None:
    from commonground.register import models
    from commonground.register.accounts import secret_hash
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.agreement import Proposed, propose_link
    from commonground.register.workflows.editing import add_fact

    delegate = Actor("delegate")
    propose_link(Proposed(*LINK, note="both on e-waste"), delegate, utc_now)
    doubtful = propose_link(Proposed("ITU-T SG5", "ITU-D SG1"), delegate, utc_now)
    doubtful.suspect_since, doubtful.suspect_because = NOW, {"left": "its title changed"}
    doubtful.save()
    for level in ("public", "members", "internal"):
        row = models.Document.objects.create(
            sha256=level.ljust(64, "0"),
            name=f"{level}.docx",
            title=f"A {level} paper",
            media_type="text/plain",
            added_at=NOW,
            tool_version="0",
            access=level,
        )
        passage = models.Passage.objects.create(document=row, position=0, text="ITU-T SG5", kind="paragraph")
        models.Reference.objects.create(
            passage=passage, text="ITU-T SG5", start=0, end=9, kind="body", entity="ITU-T SG5"
        )
    secretariat = Actor("secretariat")
    for level in ("public", "internal"):
        values = {
            "code": f"week-{level}",
            "kind": "event",
            "title": f"{level.title()} week",
            "sectors": ["ITU-T"],
            "starts_on": "2026-10-05",
            "ends_on": "2026-10-09",
            "access": level,
        }
        add_fact("activity", values, secretariat, utc_now)
    _add_instrument()
    for kind, values in SAMPLES.items():
        if kind not in ("instrument", "revision"):
            add_fact(kind, values, secretariat, utc_now)
    _add_suggestion(propose_link(Proposed("ITU-T SG20", "ITU-D SG2"), delegate, utc_now))
    edition = _freeze("Earlier")
    models.EditionFile.objects.create(
        edition=edition, name="areas.csv", media_type="text/csv", sha256="0" * 64, content=b"area\n"
    )
    models.Invitation.objects.create(
        email="invited@example.org",
        secret_hash=secret_hash(INVITED),
        role="delegate",
        invited_at=NOW,
        expires_at=datetime(2999, 1, 1, tzinfo=UTC),
    )
    delegates = models.Account.objects.get(email="delegate@example.org")
    models.Job.objects.create(
        kind="suggest", state="queued", role="secretariat", asked_at=NOW, account=delegates
    )


def _freeze(name: str) -> Any:
    """An edition of the register as it stands, its papers aside: these take long."""
    from commonground.register import models
    from commonground.register.past import state_models
    from commonground.register.portable import write_portable
    from commonground.register.routing import steady_view

    file = io.BytesIO()
    with steady_view() as view:
        write_portable(file, state_models(), view, NOW)
    return models.Edition.objects.create(
        name=name,
        at=NOW,
        last_change=1,
        published_by="secretariat",
        tool_version="0",
        sha256=hashlib.sha256(file.getvalue()).hexdigest(),
        content=file.getvalue(),
    )


def _add_suggestion(link: Any) -> None:
    from commonground.register import models

    explanation = {
        "sentences": {"en": "Both speak of e-waste.", "fr": "Les deux parlent de déchets."},
        **{name: [] for name in ("left", "right", "terms", "references")},
        "features": {"lexical": 0.5},
    }
    models.Suggestion.objects.create(
        key=link.key,
        left=link.left,
        right=link.right,
        sectors=link.sectors,
        relation=link.relation,
        probability=0.75,
        explanation=explanation,
        titles=[link.left_title, link.right_title],
        model="test",
        tool_version="0",
        run="1",
        made_at=NOW,
    )
    link.probability = 0.75
    link.save()


def _add_instrument() -> None:
    from commonground.register import models

    row = models.Instrument.objects.create(**SAMPLES["instrument"])
    models.Revision.objects.create(instrument=row, position=0, label="Earlier, 2026", year=2026)
    models.Revision.objects.create(
        **{**SAMPLES["revision"], "instrument": row}, position=1, title="A sample resolution"
    )


@pytest.fixture
def served(tmp_path: Path, peopled: Peopled) -> Iterator[Peopled]:
    """An open copy of that register, and no limits on how often one asks."""
    from commonground.register.opening import close_register, open_register

    path = tmp_path / "register.sqlite"
    shutil.copyfile(peopled.path, path)
    open_register(path)
    cache.clear()
    with override_settings(
        ALLOWED_HOSTS=["localhost"], API_RATES={"visitor": "99999/m", "account": "99999/m"}
    ):
        yield Peopled(path, peopled.tokens)
    cache.clear()
    close_register()


class Asking:
    """Requests of one person."""

    def __init__(self, token: str = "", **headers: str) -> None:
        self.headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **headers}
        self.client = Client(SERVER_NAME="localhost", raise_request_exception=False)

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        content_type: str = "application/json",
        **headers: str,
    ) -> Any:
        """The answer to a request; `headers` are named with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path if path.startswith("/api/") else f"/api/v1{path}"
        options: dict[str, Any] = {"headers": {**self.headers, **named}}
        if raw is not None:
            options |= {"data": raw, "content_type": content_type}
        elif body is not None:
            options |= {"data": body, "content_type": "application/json"}
        return getattr(self.client, method.lower())(address, **options)

    def send(self, path: str, field: str, name: str, *contents: bytes, **headers: str) -> Any:
        """The answer to an upload of files of this name, one for each content."""
        named = {header.replace("_", "-"): value for header, value in headers.items()}
        files = [SimpleUploadedFile(name, content) for content in contents]
        return self.client.post(f"/api/v1{path}", {field: files}, headers={**self.headers, **named})


Ask = Any


@pytest.fixture
def ask(served: Peopled) -> Any:
    """A function from a person's name to their requests; of a visitor without one."""

    def asking(name: str = VISITOR, **headers: str) -> Asking:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return Asking(served.tokens.get(name, ""), **named)

    return asking


@pytest.fixture
def link(served: Peopled) -> str:
    """The code of a proposed link between a Question of ITU-T and one of ITU-D."""
    from commonground.domain.suggestion import pair_key
    from commonground.register import models

    return models.LinkStanding.objects.get(key=pair_key(*LINK)).code
