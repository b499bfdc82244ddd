"""What is written from an edition is the same byte for byte, however much changed since: every kind, every format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection

from commonground.domain.link import Verdict
from commonground.domain.succession import SuccessionKind, SuccessionRow
from commonground.errors import BadInput
from commonground.register import models
from commonground.register.comparing import difference_paper
from commonground.register.mapping_papers import mapping_papers
from commonground.register.papers import (
    EXCHANGES,
    REPORTS,
    PaperOptions,
    exchange_file,
    matrix_paper,
    report_paper,
)
from commonground.register.past import forget_past, reading_as_of
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import (
    Decision,
    Proposed,
    judge_link,
    propose_link,
    withdraw_link,
)
from commonground.register.workflows.creation import upgrade_register
from commonground.register.workflows.editing import add_fact, change_fact, retire_fact
from commonground.register.workflows.examining import Looked, record_examination
from commonground.register.workflows.judging import consolidated, judge_proposal, key_of
from commonground.register.workflows.publishing import FORMATS, publish_edition
from commonground.register.workflows.reviewing import find_suspects
from commonground.register.workflows.succession import record_successions

OFFICER, D, T = Actor("secretariat"), Actor("focal-point", "ITU-D"), Actor("focal-point", "ITU-T")
LINK = "pair:ITU-D Q6/2 | ITU-T Q7/5"


def all_exports() -> Iterator[tuple[str, bytes]]:
    """Every paper and exchange file that is made of the state being read, by name."""
    options = PaperOptions()
    for kind in REPORTS:
        for form in FORMATS:
            if (data := _report(kind, form, options)) is not None:
                yield f"{kind}.{form}", data
    for language in ("en", "ar"):
        for form in FORMATS:
            yield f"matrix.{language}.{form}", matrix_paper("Climate change", form, PaperOptions(language))
    yield from mapping_papers("all", options)
    for kind in EXCHANGES:
        yield f"export.{kind}", exchange_file(kind)


def _report(kind: str, form: str, options: PaperOptions) -> bytes | None:
    try:
        return report_paper(kind, form, options)
    except BadInput:  # a format that the report has not
        return None


def differences(moment: str) -> bytes:
    """The paper of what differs between the edition and a moment after it, made a year later."""
    return difference_paper("First", moment, "docx", PaperOptions("fr"), utc_now() + timedelta(days=400))


def change_much(path: Path) -> None:
    """Edits, retirements, verdicts, a study period, and an upgrade: all that happens to a register over the years."""
    change_fact("question", ("ITU-D Q6/2", "2018-2021"), {"title": "Another title"}, OFFICER, utc_now)
    change_fact("body", ("ITU-T SG5",), {"names": {"en": "Study Group Five"}}, OFFICER, utc_now)
    change_fact(
        "area", (models.Area.objects.order_by("pk")[0].label,), {"aliases": ["Alias"]}, OFFICER, utc_now
    )
    theme = models.Theme.objects.get()
    change_fact("theme", (theme.code,), {"sub_topics": theme.sub_topics[:3]}, OFFICER, utc_now)
    add_fact("area", {"label": "Quantum", "labels": {"en": "Quantum"}}, OFFICER, utc_now)
    retire_fact("area", ("Quantum",), OFFICER, utc_now)
    revision = models.Revision.objects.select_related("instrument").order_by("-pk")[0]
    retire_fact("revision", (revision.instrument.code, revision.label), OFFICER, utc_now)
    stated = models.Link.objects.order_by("pk")[0]
    key = (stated.subject, stated.predicate, stated.object, stated.period, stated.theme)
    retire_fact("link", key, OFFICER, utc_now)
    judge_link(LINK, Decision(Verdict.REJECT, reason="Not any more"), D, utc_now)
    judge_link(LINK, Decision(Verdict.REJECT), T, utc_now)
    propose_link(Proposed("ITU-D Q7/1", "ITU-R WP 6A"), OFFICER, utc_now)
    withdraw_link("pair:ITU-D Q7/1 | ITU-R WP 6A", "not meant", OFFICER, utc_now)
    judge_proposal(key_of(consolidated().undecided[0]), Verdict.ACCEPT, OFFICER, utc_now)
    record_examination(Looked("Energy", "ITU-D", "Climate change", found=True), OFFICER, utc_now)
    find_suspects(OFFICER, utc_now)
    row = SuccessionRow(
        SuccessionKind.RENUMBERED,
        "ITU-D Q7/1",
        "2022-2025",
        "ITU-D Q9/1",
        "2026-2029",
        "Access for all",
        start=2026,
        end=2029,
        place="row 2",
    )
    record_successions([row], OFFICER, utc_now)
    if connection.vendor == "sqlite":
        upgrade_register(path, utc_now)


def test_everything_made_from_an_edition_is_the_same_after_years_of_changes(register: Path) -> None:
    judge_link(LINK, Decision(Verdict.ACCEPT, reason="Both on e-waste"), D, utc_now)
    edition = publish_edition("First", OFFICER, utc_now)
    judge_link(LINK, Decision(Verdict.ACCEPT), T, utc_now)
    moment = utc_now().isoformat()
    with reading_as_of(edition="First"):
        made = dict(all_exports())
    papers = differences(moment)
    now = {kind: exchange_file(kind) for kind in ("sssom", "json")}
    change_much(register)
    forget_past()
    with reading_as_of(edition="First"):
        again = dict(all_exports())
    assert [name for name, data in made.items() if again.get(name) != data] == []
    assert again.keys() == made.keys()
    assert len(made) > 50
    kept = {file.name: bytes(file.content) for file in edition.files.all()}
    assert [name for name in kept.keys() & again.keys() if kept[name] != again[name]] == []
    assert differences(moment) == papers
    assert [kind for kind, data in now.items() if exchange_file(kind) == data] == []
    forget_past()
