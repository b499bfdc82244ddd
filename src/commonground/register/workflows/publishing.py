"""Publish an edition: a named, frozen state of the register with its papers, written in one transaction."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from commonground import __version__
from commonground.analysis.consolidation import area_id
from commonground.domain.role import Access, Action
from commonground.errors import BadInput, Conflict, Said
from commonground.register import models
from commonground.register.past import nameless, reading_content, reading_edition, state_models
from commonground.register.permissions import require
from commonground.register.portable import Kept, Row, write_portable
from commonground.register.routing import steady_view
from commonground.register.sight import levels_up_to, seeing
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.log import record_change

EDITION_PUBLISHED = "edition-published"
NAME_LENGTH = 120
PAPERS_SHOW = levels_up_to(Access.MEMBERS)
"""The levels of the records that papers of an edition show: they are handed round."""
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "ttl": "text/turtle",
}
FORMATS = ("docx", "xlsx", "html", "csv", "json")


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one paper of an edition when it was made again."""

    name: str
    is_intact: bool  # its bytes have the checksum they were stored with
    is_reproduced: bool  # this version makes the same bytes from the frozen state


def publish_edition(
    name: str,
    actor: Actor,
    clock: Clock,
    *,
    note: str = "",
    progress: Callable[[int], None] = lambda done: None,
) -> models.Edition:
    """The new edition: the state of this moment, and its papers in English as they are written today.

    Others may go on writing meanwhile. `progress` is told of every paper done. Raises NotAllowed, BadInput for a
    name that is empty, too long or no part of an address, Conflict for one that is taken.
    """
    require(actor, Action.PUBLISH, where=name)
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise BadInput(
            Said("an edition needs a name of 1 to %(number)s letters", number=NAME_LENGTH),
            advice=Said('such as "ISCG 2020-06"'),
        )
    if "/" in name or name in (".", ".."):  # not even escaped: servers and browsers undo that
        raise BadInput(
            Said("an edition's name is a part of addresses"), where=name, advice=Said("write it without /")
        )
    _check_free(name)
    at = clock()
    content, last = _frozen(at)
    sha256 = hashlib.sha256(content).hexdigest()
    files: list[tuple[str, bytes]] = []
    with reading_content(content, sha256), seeing(PAPERS_SHOW):
        for paper in edition_papers():
            files.append(paper)
            progress(1)
    try:
        return _store(name, note, at, last, content, files, actor, clock)
    except IntegrityError as error:
        raise _taken(name) from error


@transaction.atomic
def _store(
    name: str,
    note: str,
    at: datetime,
    last: int,
    content: bytes,
    files: list[tuple[str, bytes]],
    actor: Actor,
    clock: Clock,
) -> models.Edition:
    _check_free(name)
    edition = models.Edition.objects.create(
        name=name,
        at=at,
        last_change=last,
        published_by=str(actor.role),
        note=note,
        tool_version=__version__,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    models.EditionFile.objects.bulk_create(
        models.EditionFile(
            edition=edition,
            name=file,
            media_type=MEDIA_TYPES[file.rpartition(".")[2]],
            sha256=hashlib.sha256(data).hexdigest(),
            content=data,
        )
        for file, data in files
    )
    detail = {"sha256": edition.sha256, "files": len(files), "state_of": at.isoformat()}
    record_change(actor, clock, EDITION_PUBLISHED, name, detail, reason=note, access=Access.PUBLIC)
    return edition


def _check_free(name: str) -> None:
    if models.Edition.objects.filter(name__iexact=name).exists():
        raise _taken(name)


def _taken(name: str) -> Conflict:
    return Conflict(
        Said("there is an edition of this name"),
        where=name,
        advice=Said("give another name; an edition never changes"),
    )


def _frozen(at: datetime) -> tuple[bytes, int]:
    """The state as seen at one moment, and the newest entry of the log that it holds."""
    with tempfile.TemporaryFile() as file:
        with steady_view() as view:
            last = models.Change.objects.using(view).order_by("-pk").values_list("pk", flat=True).first() or 0
            latest = set(
                models.SectorStanding.objects.using(view)
                .exclude(judgement=None)
                .values_list("judgement_id", flat=True)
            )
            write_portable(file, state_models(), view, at, kept=_kept(latest))
        file.seek(0)
        return file.read(), last


def _kept(latest: set[int]) -> dict[str, Kept]:
    """What an edition holds of each row: no account, no internal reason, of judgements the latest of each Sector."""

    def judgement(row: Row) -> Row | None:
        is_of_link = str(row["subject"]).startswith("pair:")
        return _shown(row) if not is_of_link or row["id"] in latest else None

    def change(row: Row) -> Row:
        shown = _shown(row)
        return shown if row["access"] != Access.INTERNAL else {**shown, "detail": {}, "old": {}, "new": {}}

    return {
        "register.judgement": judgement,
        "register.change": change,
        "register.examination": nameless,
        "register.succession": nameless,
    }


def _shown(row: Row) -> Row:
    reason = "" if row["access"] == Access.INTERNAL else row["reason"]
    return {**nameless(row), "reason": reason}


def edition_papers() -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the papers of the state being read: areas, matrices, mapping tables, exchange files."""
    from commonground.register.mapping_papers import mapping_papers
    from commonground.register.papers import PaperOptions, exchange_file, matrix_paper, report_paper

    options = PaperOptions()
    for form in FORMATS:
        yield f"areas.{form}", report_paper("areas", form, options)
    for theme in models.Theme.objects.order_by("pk"):
        for form in FORMATS:
            yield f"matrix-{area_id(theme.area)}.{form}", matrix_paper(theme.area, form, options)
    yield from mapping_papers("all", options)
    yield "links.sssom.tsv", exchange_file("sssom")
    yield "areas.skos.ttl", exchange_file("skos")
    yield "register.json", exchange_file("json")


def verify_edition(
    edition: models.Edition, progress: Callable[[int], None] = lambda done: None
) -> tuple[Checked, ...]:
    """For the frozen state and each paper of the edition, whether it is intact and this version makes it again."""
    content = bytes(edition.content)
    found = [Checked("state", hashlib.sha256(content).hexdigest() == edition.sha256, is_reproduced=True)]
    stored: dict[str, Any] = {file.name: file for file in edition.files.order_by("pk")}
    with reading_edition(edition), seeing(PAPERS_SHOW):
        made = {}
        for name, data in edition_papers():
            made[name] = hashlib.sha256(data).hexdigest()
            progress(1)
    for name, file in stored.items():
        intact = hashlib.sha256(bytes(file.content)).hexdigest() == file.sha256
        found.append(Checked(name, intact, made.get(name) == file.sha256))
    return tuple(found)
