"""Editing of facts: what is checked, what the log keeps, and who may do it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from commonground.errors import BadInput, CommongroundError, Conflict, NotAllowed, NotFound, StaleVersion
from commonground.register import models
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.editing import Act, Edit, FactEdits, add_fact, change_fact, retire_fact

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
OFFICE = Actor()
QUESTION: dict[str, Any] = {
    "code": "ITU-D Q9/1",
    "period": "2022-2025",
    "sector": "ITU-D",
    "body": "ITU-D SG1",
    "title": "Kites over villages",
}


def clock() -> datetime:
    return AT


def test_an_added_question_is_there_with_its_entry_in_the_log(register: Path) -> None:
    assert register.exists()
    row = add_fact("question", QUESTION, OFFICE, clock, reason="WTDC decided")
    assert models.Question.objects.get(code="ITU-D Q9/1").title == "Kites over villages"
    entry = models.Change.objects.latest("pk")
    assert (entry.action, entry.table, entry.row, entry.old) == ("fact-added", "Question", row.pk, {})
    assert entry.new["body"] == "ITU-D SG1"
    assert entry.reason == "WTDC decided"
    assert row.added_at == AT


def test_a_change_keeps_old_and_new_and_counts_the_version_up(register: Path) -> None:
    assert register.exists()
    old = models.Area.objects.get(label="Climate change").aliases
    row = change_fact("area", ["Climate change"], {"aliases": ["Climate", "Heat"]}, OFFICE, clock, version=1)
    assert row.version == 2
    entry = models.Change.objects.latest("pk")
    assert (entry.action, entry.old, entry.new) == (
        "fact-changed",
        {"aliases": old},
        {"aliases": ["Climate", "Heat"]},
    )
    assert models.Area.objects.get(label="Climate change").aliases == ["Climate", "Heat"]


def test_a_change_of_nothing_leaves_version_and_log_as_they_are(register: Path) -> None:
    assert register.exists()
    count = models.Change.objects.count()
    row = change_fact("body", ["ITU-T SG5"], {"kind": "study-group"}, OFFICE, clock, version=1)
    assert (row.version, models.Change.objects.count()) == (1, count)


def test_an_old_version_is_refused(register: Path) -> None:
    assert register.exists()
    change_fact("body", ["ITU-T SG5"], {"sources": ["a"]}, OFFICE, clock, version=1)
    with pytest.raises(StaleVersion, match="version 1, now 2"):
        change_fact("body", ["ITU-T SG5"], {"sources": ["b"]}, OFFICE, clock, version=1)
    assert models.Body.objects.get(code="ITU-T SG5").sources == ["a"]


def test_a_retired_fact_is_left_out_and_can_come_back(register: Path) -> None:
    assert register.exists()
    add_fact("question", QUESTION, OFFICE, clock)
    retire_fact("question", ["ITU-D Q9/1", "2022-2025"], OFFICE, clock, version=1, reason="closed")
    assert not models.Question.objects.filter(code="ITU-D Q9/1").exists()
    assert models.Question.everything.get(code="ITU-D Q9/1").retired_at == AT
    assert models.Change.objects.latest("pk").action == "fact-retired"
    back = add_fact("question", {**QUESTION, "title": "Balloons"}, OFFICE, clock)
    assert (back.version, models.Question.objects.get(code="ITU-D Q9/1").title) == (3, "Balloons")
    assert models.Change.objects.latest("pk").old["title"] == "Kites over villages"


def test_a_body_that_others_name_is_not_retired(register: Path) -> None:
    assert register.exists()
    with pytest.raises(Conflict, match="still named by"):
        retire_fact("body", ["ITU-T SG5"], OFFICE, clock)


def test_a_circle_of_bodies_is_refused_naming_the_chain(register: Path) -> None:
    assert register.exists()
    for code, parent in (("ITU-T AA", None), ("ITU-T BB", "ITU-T AA"), ("ITU-T CC", "ITU-T BB")):
        values = {"code": code, "kind": "other", "sectors": ["ITU-T"], "parent": parent}
        add_fact("body", values, OFFICE, clock)
    with pytest.raises(BadInput, match="ITU-T AA → ITU-T CC → ITU-T BB → ITU-T AA"):
        change_fact("body", ["ITU-T AA"], {"parent": "ITU-T CC"}, OFFICE, clock)


@pytest.mark.parametrize(
    ("kind", "values", "says"),
    [
        ("question", {**QUESTION, "body": "ITU-D SG77"}, "body: no body 'ITU-D SG77'"),
        ("question", {**QUESTION, "sector": "ITU-Q"}, "sector: no sector 'ITU-Q'"),
        ("question", {**QUESTION, "period": "1999-2000"}, "no study period '1999-2000'"),
        ("question", {**QUESTION, "names": {"xx": "x"}}, "names: no language 'xx'"),
        ("question", {**QUESTION, "colour": "red"}, "no field 'colour'"),
        ("question", {**QUESTION, "code": ""}, "needs code"),
        ("body", {"code": "ITU-T ZZ", "kind": "choir", "sectors": ["ITU-T"]}, "'choir' is not allowed"),
        ("body", {"code": "ITU-T ZZ", "kind": "other", "sectors": []}, "needs sectors"),
        ("body", {"code": "X" * 300, "kind": "other", "sectors": ["ITU-T"]}, "longer than 120"),
        ("area", {"label": "Kites"}, "needs labels"),
        ("revision", {"instrument": "PP Resolution 9999", "label": "x"}, "no instrument"),
        ("choir", {}, "no kind of fact"),
        ("area", {"label": "Climate change", "labels": {"en": "x"}}, "already"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_changes(
    register: Path, kind: str, values: dict[str, Any], says: str
) -> None:
    assert register.exists()
    before = models.Change.objects.count()
    with pytest.raises(CommongroundError) as refused:
        add_fact(kind, values, OFFICE, clock)
    assert says in str(refused.value)
    assert models.Change.objects.count() == before


def test_a_missing_fact_is_not_found(register: Path) -> None:
    assert register.exists()
    with pytest.raises(NotFound):
        change_fact("body", ["ITU-T SG99"], {"sources": ["a"]}, OFFICE, clock)


def test_a_focal_point_edits_what_touches_the_own_sector_only(register: Path) -> None:
    assert register.exists()
    theirs, ours = Actor("focal-point", "ITU-R"), Actor("focal-point", "ITU-D")
    with pytest.raises(NotAllowed):
        add_fact("question", QUESTION, theirs, clock)
    add_fact("question", QUESTION, ours, clock)
    with pytest.raises(NotAllowed):
        change_fact("question", ["ITU-D Q9/1", "2022-2025"], {"title": "x"}, theirs, clock)
    with pytest.raises(NotAllowed):
        add_fact("area", {"label": "Kites", "labels": {"en": "Kites"}}, Actor("delegate"), clock)


def test_a_body_moved_to_another_sector_needs_both(register: Path) -> None:
    assert register.exists()
    add_fact("body", {"code": "ITU-T ZZ", "kind": "other", "sectors": ["ITU-T"]}, OFFICE, clock)
    with pytest.raises(NotAllowed):
        change_fact("body", ["ITU-T ZZ"], {"sectors": ["ITU-R"]}, Actor("focal-point", "ITU-T"), clock)


def test_edits_that_name_each_other_may_stand_in_any_order(register: Path) -> None:
    assert register.exists()
    child = {"code": "ITU-T WP Z", "kind": "working-party", "sectors": ["ITU-T"], "parent": "ITU-T SGZ"}
    parent = {"code": "ITU-T SGZ", "kind": "study-group", "sectors": ["ITU-T"]}
    mandate = {"body": "ITU-T SGZ", "period": "2022-2024", "title": "Kites"}
    asked = [
        Edit("mandate", Act.ADD, values=mandate),
        *(Edit("body", Act.ADD, values=values) for values in (child, parent)),
    ]
    with transaction.atomic():
        edits = FactEdits(OFFICE)
        edits.expect(asked)
        edits.write([edits.plan(edit) for edit in asked], AT)
    assert models.Body.objects.get(code="ITU-T WP Z").parent == "ITU-T SGZ"
    assert models.Mandate.objects.get(body__code="ITU-T SGZ").title == "Kites"


def test_a_stated_link_makes_a_link_to_judge_and_its_retirement_takes_it_back(register: Path) -> None:
    assert register.exists()
    key = ["ITU-D Q2/1", "overlaps", "ITU-R SG6", "", ""]
    values = dict(zip(("subject", "predicate", "object", "period", "theme"), key, strict=True))
    before = models.LinkStanding.objects.filter(is_current=True).count()
    add_fact("link", values, OFFICE, clock)
    link = models.LinkStanding.objects.get(left="ITU-D Q2/1", right="ITU-R SG6")
    assert (link.is_stated, link.state, link.sectors) == (True, "stated", ["ITU-D", "ITU-R"])
    retire_fact("link", key, OFFICE, clock)
    assert models.LinkStanding.objects.filter(is_current=True).count() == before


def test_a_themes_decision_needs_its_reason(register: Path) -> None:
    assert register.exists()
    with pytest.raises(BadInput, match="reason"):
        change_fact("theme", ["Climate change"], {"decision": "continue"}, OFFICE, clock)
    row = change_fact(
        "theme",
        ["Climate change"],
        {
            "decision": "continue",
            "decision_reason": "useful",
            "owner_role": "focal-point",
            "indicators": ["n"],
        },
        OFFICE,
        clock,
    )
    assert row.version == 2


def test_dates_numbers_and_yes_and_no_come_out_as_they_went_in(register: Path) -> None:
    assert register.exists()
    event = {
        "code": "week-1",
        "kind": "event",
        "title": "Kite week",
        "sectors": ["ITU-T", "ITU-D"],
        "starts_on": "2026-09-01",
        "ends_on": "2026-09-05",
    }
    add_fact("activity", event, OFFICE, clock)
    with pytest.raises(BadInput, match="ends before it starts"):
        change_fact("activity", ["week-1"], {"ends_on": "2026-08-01"}, OFFICE, clock)
    assert str(models.Activity.objects.get(code="week-1").starts_on) == "2026-09-01"
    change_fact("revision", ["PP Resolution 35", "Kyoto, 1994"], {"asks_coordination": "yes"}, OFFICE, clock)
    assert models.Revision.objects.get(
        instrument__code="PP Resolution 35", label="Kyoto, 1994"
    ).asks_coordination


def test_another_title_marks_the_links_of_the_question_for_review(register: Path) -> None:
    assert register.exists()
    link = models.LinkStanding.objects.filter(left="ITU-D Q6/2", is_current=True).earliest("pk")
    period = models.Question.objects.filter(code="ITU-D Q6/2").latest("period").period
    change_fact("question", ["ITU-D Q6/2", period], {"title": "Kites over villages"}, OFFICE, clock)
    link.refresh_from_db()
    assert link.suspect_since == AT


def test_text_search_finds_what_was_edited_and_no_longer_what_was_there(register: Path) -> None:
    from commonground.register.fulltext import search_texts

    assert register.exists()
    assert search_texts("zeppelin") == ()
    add_fact("question", QUESTION, OFFICE, clock)
    assert [hit.entity for hit in search_texts("kites villages")] == ["ITU-D Q9/1"]
    change_fact(
        "question", ["ITU-D Q9/1", "2022-2025"], {"title": "Zeppelin masts"}, OFFICE, clock, version=1
    )
    assert [hit.entity for hit in search_texts("zeppelins")] == ["ITU-D Q9/1"]
    assert search_texts("kites villages") == ()
    change_fact("area", ["Climate change"], {"aliases": ["Zeppelin"]}, OFFICE, clock, version=1)
    assert {hit.kind for hit in search_texts("zeppelin")} == {"question", "area"}


def test_only_the_secretariat_takes_an_area_out_of_force(register: Path) -> None:
    assert register.exists()
    focal_point = Actor("focal-point", "ITU-T")
    changed = change_fact("area", ["Climate change"], {"aliases": ["Heat"]}, focal_point, clock, version=1)
    with pytest.raises(NotAllowed, match="roles that may: secretariat"):
        retire_fact("area", ["Climate change"], focal_point, clock, version=changed.version)
    assert models.Area.objects.filter(label="Climate change").exists()


def test_a_text_without_a_revision_yet_breaks_nothing(register: Path) -> None:
    assert register.exists()
    instrument = {
        "code": "WTSA Resolution 999", "kind": "resolution", "body": "WTSA", "sector": "ITU-T", "number": "999",
    }  # fmt: skip
    add_fact("instrument", instrument, OFFICE, clock)
    add_fact("question", QUESTION, OFFICE, clock)
    add_fact(
        "revision",
        {"instrument": "WTSA Resolution 999", "label": "Somewhere, 2028", "title": "On kites"},
        OFFICE,
        clock,
    )
    from commonground.register.facts import read_profile

    assert "WTSA Resolution 999" in {instrument.id for instrument in read_profile().instruments}
