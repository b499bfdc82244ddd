"""What differs between two states of a real register, and why: every kind of change is told with who, when and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.fake_encoder import FakeEncoder

from commonground.analysis.edition_difference import (
    Difference,
    DifferenceKind,
    EditionDifference,
    RecordKind,
)
from commonground.domain.link import Verdict
from commonground.domain.role import Access
from commonground.domain.succession import SuccessionKind, SuccessionRow
from commonground.domain.suggestion import Explanation, Relation, Suggestion
from commonground.errors import BadInput, NotFound
from commonground.exports.edition_words import field_lines, why_lines
from commonground.register import models
from commonground.register.comparing import compare_named
from commonground.register.past import forget_past
from commonground.register.workflows import suggesting
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.agreement import (
    Decision,
    Proposed,
    judge_link,
    propose_link,
    withdraw_link,
)
from commonground.register.workflows.editing import add_fact, change_fact, retire_fact
from commonground.register.workflows.publishing import publish_edition
from commonground.register.workflows.reviewing import Keep, clear_review
from commonground.register.workflows.succession import record_successions
from commonground.register.workflows.suggesting import Asked, suggest

pytestmark = pytest.mark.usefixtures("register", "_no_copies")
OFFICER, D, R, T = Actor("secretariat"), *(Actor("focal-point", f"ITU-{one}") for one in "DRT")
PAIR = "pair:ITU-D Q7/1 | ITU-R WP 6A"
STATED = "pair:ITU-D Q6/2 | ITU-T Q7/5"


class Clock:
    """A clock that goes on by a day whenever it is read."""

    def __init__(self) -> None:
        self.at = datetime(2100, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(days=1)
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def _no_copies() -> Iterator[None]:
    yield
    forget_past()


def differing(clock: Clock, before: str = "A", after: str = "now") -> EditionDifference:
    return compare_named(before, after, clock())


def of_kind(found: EditionDifference, kind: RecordKind) -> list[Difference]:
    return [one for one in found.differences if one.kind is kind]


def why(one: Difference) -> list[str]:
    """The lines that say why, without the days."""
    return [re.sub(r" \(\d+ January 2100\)$", "", text) for text, _ in why_lines(one, "en")]


def agreed(clock: Clock) -> None:
    propose_link(Proposed("ITU-D Q7/1", "ITU-R WP 6A", note="Both on access"), OFFICER, clock)
    judge_link(PAIR, Decision(Verdict.ACCEPT), D, clock)
    judge_link(PAIR, Decision(Verdict.ACCEPT), R, clock)


def ended(kind: SuccessionKind, successor: str = "") -> list[SuccessionRow]:
    further: dict[str, Any] = {"title": "Access for all", "start": 2026, "end": 2029} if successor else {}
    period = "2026-2029" if successor else ""
    return [
        SuccessionRow(
            kind, "ITU-D Q7/1", "2022-2025", successor, period, reason="WTDC-25", place="row 2", **further
        )
    ]


def test_every_edit_of_a_fact_is_told_with_role_sector_and_reason(clock: Clock) -> None:
    publish_edition("A", OFFICER, clock)
    change_fact(
        "question", ("ITU-D Q6/2", "2018-2021"), {"title": "E-waste"}, D, clock, reason="As adopted by WTDC"
    )
    mandate = models.Mandate.objects.select_related("body").get(body__code="ITU-T SG5", period="2022-2024")
    change_fact(
        "mandate", (mandate.body.code, "2022-2024"), {"scope": "Climate"}, T, clock, reason="New text"
    )
    add_fact("area", {"label": "Quantum", "labels": {"en": "Quantum"}}, OFFICER, clock, reason="TSAG asked")
    add_fact(
        "work-item",
        {"code": "L.1", "title": "Cables", "sector": "ITU-T", "body": "ITU-T SG5"},
        T,
        clock,
        reason="Begun",
    )
    revision = models.Revision.objects.select_related("instrument").filter(position__gt=0).order_by("pk")[0]
    key = (revision.instrument.code, revision.label)
    retire_fact("revision", key, OFFICER, clock, reason="Never adopted")
    found = differing(clock)
    told = {one.kind: why(one) for one in found.differences}
    assert told[RecordKind.QUESTION] == ["Focal point, ITU-D: edited", "As adopted by WTDC"]
    assert told[RecordKind.BODY][1] == "New text"
    assert told[RecordKind.AREA] == ["Secretariat: added", "TSAG asked"]
    assert told[RecordKind.WORK_ITEM] == ["Focal point, ITU-T: added", "Begun"]
    assert told[RecordKind.INSTRUMENT][1] == "Never adopted"
    assert all(one.because for one in found.differences)
    (body,) = of_kind(found, RecordKind.BODY)
    assert any(line.startswith("Mandate (2022-2024): ") for line in field_lines(body, "en"))


def test_told_backwards_the_reasons_are_the_same(clock: Clock) -> None:
    publish_edition("A", OFFICER, clock)
    retire_fact("link", _stated_key(), OFFICER, clock, reason="Printed by mistake")
    judge_link(STATED, Decision(Verdict.REJECT, reason="Ours is recycling"), T, clock)
    there, back = differing(clock), differing(clock, "now", "A")
    assert {(one.kind, one.id): why(one) for one in there.differences} == {
        (one.kind, one.id): why(one) for one in back.differences
    }


def _stated_key() -> tuple[str, ...]:
    row = models.Link.objects.filter(subject__startswith="ITU-").order_by("pk")[0]
    return (row.subject, row.predicate, row.object, row.period, row.theme)


def test_a_carried_link_is_one_record_with_the_succession_as_its_reason(clock: Clock) -> None:
    agreed(clock)
    publish_edition("A", OFFICER, clock)
    record_successions(ended(SuccessionKind.RENUMBERED, "ITU-D Q9/1"), OFFICER, clock)
    found = differing(clock)
    links = of_kind(found, RecordKind.LINK)
    assert {one.change for one in links} == {DifferenceKind.CARRIED_OVER}
    one = next(one for one in links if "WP 6A" in one.label)
    lines = list(field_lines(one, "en"))
    assert lines[0].startswith("Carried over from ITU-D Q7/1: ")
    assert "State: agreed → to be confirmed" in lines
    assert why(one)[:2] == ["Secretariat: succession recorded", "WTDC-25"]


def test_a_link_that_was_agreed_again_in_the_new_period_says_by_whose_judgement(clock: Clock) -> None:
    agreed(clock)
    publish_edition("A", OFFICER, clock)
    record_successions(ended(SuccessionKind.CONTINUED, "ITU-D Q7/1"), OFFICER, clock)
    judge_link(PAIR, Decision(Verdict.ACCEPT, reason="Still so"), D, clock)
    judge_link(PAIR, Decision(Verdict.ACCEPT), R, clock)
    one = next(o for o in of_kind(differing(clock), RecordKind.LINK) if "WP 6A" in o.label)
    assert one.change is DifferenceKind.CARRIED_OVER
    assert "state" not in one.fields  # agreed before and after
    assert [(b.sector, b.verdict) for b in one.because if b.verdict] == [
        ("ITU-D", "accept"),
        ("ITU-R", "accept"),
    ]


def test_links_of_closed_work_and_withdrawn_ones_are_removed_with_the_reason(clock: Clock) -> None:
    agreed(clock)
    other = propose_link(Proposed("ITU-D Q1/1", "ITU-R WP 6A"), OFFICER, clock)
    publish_edition("A", OFFICER, clock)
    record_successions(ended(SuccessionKind.CLOSED), OFFICER, clock)
    withdraw_link(other.code, "Nobody works on it", OFFICER, clock)
    removed = {
        one.id: why(one)
        for one in of_kind(differing(clock), RecordKind.LINK)
        if one.change is DifferenceKind.REMOVED
    }
    assert removed[other.code] == ["Secretariat: withdrawn", "Nobody works on it"]
    closed = models.LinkStanding.objects.get(key=PAIR)
    assert "WTDC-25" in removed[closed.code]


def test_a_link_to_be_judged_anew_is_changed_and_a_mark_for_review_is_told(clock: Clock) -> None:
    agreed(clock)
    publish_edition("A", OFFICER, clock)
    change_fact("question", ("ITU-D Q7/1", "2022-2025"), {"title": "Access for all"}, OFFICER, clock)
    publish_edition("B", OFFICER, clock)
    clear_review(PAIR, D, clock, keep=Keep.NOTHING, reason="Read anew")
    marked = next(o for o in of_kind(differing(clock, "A", "B"), RecordKind.LINK) if "WP 6A" in o.label)
    assert "Review: – → to be reviewed" in field_lines(marked, "en")
    assert any("Access for all" in line for line in why(marked))
    anew = next(o for o in of_kind(differing(clock, "B"), RecordKind.LINK) if "WP 6A" in o.label)
    assert anew.change is DifferenceKind.CHANGED
    assert "State: agreed → to be confirmed" in field_lines(anew, "en")
    assert why(anew)[1] == "Read anew"


def test_an_internal_reason_stays_internal_and_the_verdict_is_told(clock: Clock) -> None:
    publish_edition("A", OFFICER, clock)
    judge_link(
        STATED, Decision(Verdict.REJECT, "other", reason="Do not print", access=Access.INTERNAL), T, clock
    )
    found = differing(clock)
    assert "Do not print" not in str(found.to_json())
    (link,) = of_kind(found, RecordKind.LINK)
    assert why(link) == ["Focal point, ITU-T: refuses"]


def test_suggestions_are_counted_until_somebody_judges_one(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(left: Sequence[Any], right: Sequence[Any], **_: Any) -> tuple[Suggestion, ...]:
        empty = Explanation(
            sentences={"en": "Alike."}, left=(), right=(), terms=(), references=(), features={}
        )
        pairs = list(zip(left, right, strict=False))[:3]
        return tuple(Suggestion(a.id, b.id, Relation.SAME_SUBJECT, 0.8, empty) for a, b in pairs)

    publish_edition("A", OFFICER, clock)
    monkeypatch.setattr(suggesting, "propose", look)
    suggest(Asked(("ITU-D", "ITU-R")), FakeEncoder(), OFFICER, clock)
    found = differing(clock)
    number = models.LinkStanding.objects.filter(origin="suggested").count()
    assert found.unjudged[DifferenceKind.ADDED] == number >= 2
    assert of_kind(found, RecordKind.LINK) == []
    one = models.LinkStanding.objects.filter(origin="suggested").order_by("pk")[0]
    judge_link(one.code, Decision(Verdict.ACCEPT), Actor("focal-point", one.sectors[0]), clock)
    found = differing(clock)
    assert [link.id for link in of_kind(found, RecordKind.LINK)] == [one.code]
    assert found.unjudged[DifferenceKind.ADDED] == number - 1


def test_a_date_is_a_state_and_a_name_that_is_none_is_refused_with_those_there_are(clock: Clock) -> None:
    publish_edition("A", OFFICER, clock)
    agreed(clock)
    found = differing(clock, "2100-01-03", "2100-01-20")
    assert (found.before.published_by, found.after.name) == ("", "2100-01-20")
    assert [one.change for one in of_kind(found, RecordKind.LINK)] == [DifferenceKind.ADDED]
    with pytest.raises(NotFound, match="editions here: A"):
        differing(clock, "B")


@pytest.mark.parametrize("name", ["ITU 2020/06", ".", "..", "", "  ", "x" * 121])
def test_an_edition_whose_name_is_no_part_of_an_address_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        publish_edition(name, OFFICER, Clock())
    assert not models.Edition.objects.exists()
