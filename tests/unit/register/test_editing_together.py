"""Facts that belong together are added, retired and put back together, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from commonground.errors import BadInput, Conflict, NotAllowed, StaleVersion
from commonground.register import models
from commonground.register.fact_kinds import FACT_KINDS
from commonground.register.pointers import pointers_of, retirement_of
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.editing import Act, Edit, retire_fact
from commonground.register.workflows.editing_together import (
    edit_together,
    restore_with_parts,
    retire_with_parts,
)

pytestmark = pytest.mark.usefixtures("register")
SECRETARIAT = Actor("secretariat")
TEXT = {
    "code": "ITU-T Resolution 901",
    "kind": "resolution",
    "body": "WTSA",
    "sector": "ITU-T",
    "number": "901",
}
REVISIONS = ("Geneva, 2022", "Rev. New Delhi, 2024")


def now() -> datetime:
    return datetime(2026, 6, 1, 12, tzinfo=UTC)


def later() -> datetime:
    return datetime(2026, 6, 2, 12, tzinfo=UTC)


def edits(*labels: str) -> list[Edit]:
    """The revisions before their text: the order of edits does not matter."""
    parts: list[dict[str, Any]] = [{"instrument": TEXT["code"], "label": label} for label in labels]
    return [
        *(Edit("revision", Act.ADD, values=part) for part in parts),
        Edit("instrument", Act.ADD, values=TEXT),
    ]


def added() -> models.Instrument:
    edit_together(edits(*REVISIONS), SECRETARIAT, now)
    return models.Instrument.objects.get(code=TEXT["code"])


def retired(row: models.Instrument, actor: Actor = SECRETARIAT) -> None:
    kind = FACT_KINDS["instrument"]
    retire_with_parts(kind, row, (row.code,), row.version, actor, now, reason="suppressed")


def labels() -> list[str]:
    rows = models.Revision.objects.filter(instrument__code=TEXT["code"]).order_by("pk")
    return list(rows.values_list("label", flat=True))


def test_a_text_and_its_revisions_may_name_each_other_in_any_order() -> None:
    added()
    assert labels() == list(REVISIONS)


def test_one_that_is_refused_refuses_all() -> None:
    before = models.Change.objects.count()
    with pytest.raises(BadInput, match="needs label"):
        edit_together(edits("Geneva, 2022", ""), SECRETARIAT, now)
    assert not models.Instrument.everything.filter(code=TEXT["code"]).exists()
    assert models.Change.objects.count() == before


def test_parts_go_and_come_with_the_whole_but_not_those_that_went_before() -> None:
    row = added()
    retire_fact("revision", (row.code, REVISIONS[0]), SECRETARIAT, now)
    kind = FACT_KINDS["instrument"]
    retire_with_parts(kind, row, (row.code,), row.version, SECRETARIAT, later, reason="suppressed")
    assert labels() == []
    told = retirement_of(kind, (row.code,), ["public", "members"])
    assert told is not None
    assert (told.reason, told.role, told.at) == ("suppressed", "secretariat", later())
    row = models.Instrument.everything.get(code=row.code)
    restore_with_parts(kind, row, SECRETARIAT, later)
    assert labels() == [REVISIONS[1]]


def test_who_may_not_and_who_saw_another_version_retires_nothing() -> None:
    row = added()
    with pytest.raises(NotAllowed):
        retired(row, Actor("focal-point", "ITU-R"))
    row.version = 9
    with pytest.raises(StaleVersion):
        retired(row)
    assert labels() == list(REVISIONS)


def test_what_others_name_stays() -> None:
    row = models.Body.objects.get(code="ITU-T SG5")
    found = pointers_of(FACT_KINDS["body"], row, SECRETARIAT)
    assert {one.kind for one in found.parts} == {"mandate"}
    assert {"question", "body"} <= {one.kind for one in found.holding}
    assert found.links > 0
    with pytest.raises(Conflict, match="still named by"):
        retire_with_parts(
            FACT_KINDS["body"], row, (row.code,), row.version, SECRETARIAT, now, reason="merged"
        )
    assert models.Mandate.objects.filter(body=row).exists()


def test_an_area_is_named_by_its_theme_and_by_texts_filed_under_it() -> None:
    row = models.Area.objects.get(label="Climate change")
    found = pointers_of(FACT_KINDS["area"], row, SECRETARIAT)
    assert {"theme", "revision"} <= {one.kind for one in found.naming}
    assert found.holding == ()
