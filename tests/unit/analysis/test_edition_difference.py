"""What differs between two states: each record once, with what was, what is, and by whose new judgement."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from commonground.analysis.edition_difference import (
    Because,
    DifferenceKind,
    Record,
    RecordKind,
    RegisterState,
    StateTitle,
    compare_states,
)

TEXTS = st.text("abc", max_size=3)
RECORDS = st.lists(
    st.builds(
        Record,
        st.sampled_from(RecordKind),
        TEXTS,
        TEXTS,
        st.dictionaries(st.sampled_from(["state", "title", "note"]), TEXTS),
    ),
    max_size=8,
)


def state(records: list[Record], name: str = "A") -> RegisterState:
    return RegisterState.of(StateTitle(name, "2026-06-01T00:00:00+00:00"), records)


def shown(one: Record) -> dict[str, str]:
    return {name: text for name, text in one.fields.items() if text}


@given(RECORDS)
def test_a_state_differs_from_itself_in_nothing(records: list[Record]) -> None:
    assert compare_states(state(records), state(records)).differences == ()


@given(RECORDS, RECORDS)
def test_the_older_state_and_the_difference_give_the_newer(old: list[Record], new: list[Record]) -> None:
    before, after = state(old), state(new, "B")
    found = compare_states(before, after)
    fields = {key: shown(record) for key, record in before.records.items()}
    for one in found.differences:
        key = one.kind, one.id
        assert (key in fields) is (one.change is not DifferenceKind.ADDED)
        if one.change is DifferenceKind.REMOVED:
            del fields[key]
            continue
        told = fields.setdefault(key, {})
        for name, (was, now) in one.fields.items():
            assert told.get(name, "") == was != now
            told[name] = now
    assert {key: {n: t for n, t in told.items() if t} for key, told in fields.items()} == {
        key: shown(record) for key, record in after.records.items()
    }


@given(RECORDS, RECORDS)
def test_the_other_way_round_added_is_removed(old: list[Record], new: list[Record]) -> None:
    there = compare_states(state(old), state(new)).counts()
    back = compare_states(state(new), state(old)).counts()
    turned = {
        DifferenceKind.ADDED: DifferenceKind.REMOVED,
        DifferenceKind.REMOVED: DifferenceKind.ADDED,
        DifferenceKind.CHANGED: DifferenceKind.CHANGED,
        DifferenceKind.CARRIED_OVER: DifferenceKind.CARRIED_OVER,
    }
    assert {kind: {turned[c]: n for c, n in of.items()} for kind, of in there.items()} == back


def test_only_judgements_that_are_new_are_told() -> None:
    earlier = Because("ITU-D", "focal-point", "2026-05-01T00:00:00+00:00", "accept")
    later = Because("ITU-T", "focal-point", "2026-07-01T00:00:00+00:00", "reject", "Ours is another subject")
    old = Record(RecordKind.LINK, "c0de", "A — B", {"state": "proposed"}, (earlier,))
    new = Record(RecordKind.LINK, "c0de", "A — B", {"state": "disputed"}, (earlier, later))
    (one,) = compare_states(state([old]), state([new])).differences
    assert (one.fields, one.because) == ({"state": ("proposed", "disputed")}, (later,))


def test_kinds_come_in_the_order_of_reports() -> None:
    records = [Record(kind, "x", "x", {"state": "y"}) for kind in reversed(RecordKind)]
    assert [one.kind for one in compare_states(state([]), state(records)).differences] == list(RecordKind)


def link(code: str, state: str, period: str = "", *earlier: str, **fields: Any) -> Record:
    return Record(RecordKind.LINK, code, code, {"state": state}, earlier=earlier, period=period, **fields)


def test_a_link_carried_into_a_new_period_is_one_difference_and_no_removal() -> None:
    old, new = link("old", "agreed"), link("new", "to-be-confirmed", "2026-2029", "old")
    (one,) = compare_states(state([old]), state([new])).differences
    assert (one.change, one.id, one.continues) == (DifferenceKind.CARRIED_OVER, "new", ("old",))
    assert one.fields == {"state": ("agreed", "to-be-confirmed")}


def test_a_link_is_followed_through_periods_that_neither_state_saw_and_through_mergers() -> None:
    olds = [link("one", "agreed"), link("two", "proposed")]
    new = link("new", "to-be-confirmed", "2030-2033", "between", "one", "two")
    (one,) = compare_states(state(olds), state([new])).differences
    assert (one.change, one.continues) == (DifferenceKind.CARRIED_OVER, ("one", "two"))


def test_a_split_gives_one_difference_for_each_successor() -> None:
    new = [link(code, "to-be-confirmed", "2026-2029", "old") for code in ("a", "b")]
    found = compare_states(state([link("old", "agreed")]), state(new)).differences
    assert [(one.id, one.change) for one in found] == [
        ("a", DifferenceKind.CARRIED_OVER),
        ("b", DifferenceKind.CARRIED_OVER),
    ]


def test_a_link_that_is_judged_anew_in_its_period_is_changed_and_not_carried() -> None:
    (one,) = compare_states(
        state([link("old", "agreed")]), state([link("new", "to-be-confirmed", "", "old")])
    ).differences
    assert one.change is DifferenceKind.CHANGED


def test_suggestions_nobody_judged_are_counted_and_those_judged_since_are_told() -> None:
    old = [link("gone", "proposed", is_unjudged=True), link("judged", "proposed", is_unjudged=True)]
    new = [link("judged", "agreed"), link("fresh", "proposed", is_unjudged=True)]
    found = compare_states(state(old), state(new))
    assert [one.id for one in found.differences] == ["judged"]
    assert found.unjudged[DifferenceKind.ADDED] == found.unjudged[DifferenceKind.REMOVED] == 1
    assert found.unjudged[DifferenceKind.CHANGED] == 0


def test_the_log_of_the_later_state_tells_why_even_of_what_is_gone() -> None:
    retired = Because("", "secretariat", "2026-07-02T00:00:00+00:00", reason="merged", action="fact-retired")
    record = Record(RecordKind.BODY, "SG9", "SG9", {"name": "SG9"}, traces=("Body:9",))
    after = RegisterState.of(StateTitle("B", "2026-08-01T00:00:00+00:00"), [], {"Body:9": (retired,)}, 7)
    before = state([record])
    for one, two, change in (
        (before, after, DifferenceKind.REMOVED),
        (after, before, DifferenceKind.ADDED),
    ):
        (found,) = compare_states(one, two).differences
        assert (found.change, found.because) == (change, (retired,))
