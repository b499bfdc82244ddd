"""An outline finds what comparing whole states finds; any part of it, told by itself, reads as it does in the whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hypothesis import given
from hypothesis import strategies as st

from commonground.analysis.difference_outline import (
    DifferenceOutline,
    Outlined,
    Sketch,
    Sketches,
    outline_difference,
)
from commonground.analysis.edition_difference import (
    Difference,
    DifferenceKind,
    Record,
    RecordKind,
    RegisterState,
    StateTitle,
    compare_states,
)

TITLES = StateTitle("A", "2026-06-01T00:00:00+00:00"), StateTitle("B", "2026-07-01T00:00:00+00:00")
NAMES = st.text("abc", min_size=1, max_size=2)
FIELDS = st.dictionaries(st.sampled_from(["state", "title"]), st.text("xy", max_size=1))
FACTS = st.builds(Record, st.sampled_from([RecordKind.AREA, RecordKind.QUESTION]), NAMES, NAMES, FIELDS)
LINKS = st.builds(
    Record,
    st.just(RecordKind.LINK),
    NAMES,
    NAMES,
    FIELDS,
    earlier=st.lists(NAMES, max_size=2, unique=True).map(tuple),
    period=st.sampled_from(["", "2026-2029"]),
    is_unjudged=st.booleans(),
)
RECORDS = st.lists(FACTS | LINKS, max_size=9)


def state(records: Sequence[Record], place: int) -> RegisterState:
    return RegisterState.of(TITLES[place], records)


def sketched(records: Sequence[Record], noise: int) -> Sketches:
    """With a noise other than the other state's, all marks differ, though fields may not."""
    found: dict[RecordKind, dict[str, Sketch]] = {}
    for one in records:
        texts = frozenset((name, text) for name, text in one.fields.items() if text)
        found.setdefault(one.kind, {})[one.id] = Sketch(
            one.label, hash((texts, noise)), None, one, one.earlier, one.period, one.is_unjudged
        )
    return found


def told(chosen: Collection[Outlined]) -> tuple[Difference, ...]:
    old = [sketch.whole for one in chosen for _, sketch in one.before if sketch.whole]
    new = [one.after.whole for one in chosen if one.after is not None and one.after.whole]
    return compare_states(state(old, 0), state(new, 1)).differences


def outlined(old: Sequence[Record], new: Sequence[Record], noise: int = 0) -> DifferenceOutline:
    def differing(doubtful: Collection[Outlined]) -> set[tuple[RecordKind, str]]:
        both = ((one, one.before[0][1].whole, one.after and one.after.whole) for one in doubtful)
        return {(one.kind, one.id) for one, was, now in both if was and now and shown(was) != shown(now)}

    return outline_difference(TITLES, sketched(old, 0), sketched(new, noise), differing)


def shown(record: Record) -> dict[str, str]:
    return {name: text for name, text in record.fields.items() if text}


@given(RECORDS, RECORDS, st.integers(0, 1))
def test_an_outline_finds_what_whole_states_tell(old: list[Record], new: list[Record], noise: int) -> None:
    whole = compare_states(state(old, 0), state(new, 1))
    found = outlined(old, new, noise)
    assert found.counts() == whole.counts()
    assert found.unjudged == whole.unjudged
    listed = [(one.kind, one.change, one.id) for rows in found.groups.values() for one in rows]
    assert listed == sorted(
        ((one.kind, one.change, one.id) for one in whole.differences),
        key=lambda one: (list(RecordKind).index(one[0]), list(DifferenceKind).index(one[1])),
    )
    as_json = whole.to_json()
    assert found.to_json() == {**as_json, "differences": []}


@given(RECORDS, RECORDS)
def test_each_is_told_by_itself_as_in_the_whole(old: list[Record], new: list[Record]) -> None:
    whole = {(one.kind, one.id): one for one in compare_states(state(old, 0), state(new, 1)).differences}
    groups = outlined(old, new).groups
    assert sum(map(len, groups.values())) == len(whole)
    for rows in groups.values():
        for one in rows:
            assert told([one]) == (whole[one.kind, one.id],)
