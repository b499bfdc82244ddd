"""What differs between two states: each record once, with what was, what is, and by whose new judgement."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commonground.analysis.edition_difference import (
    Because,
    DifferenceKind,
    Record,
    RecordKind,
    RegisterState,
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
    return RegisterState.of(name, "2026-06-01T00:00:00+00:00", records)


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
