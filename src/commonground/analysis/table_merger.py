"""Two mapping tables of the same work side by side: what both say, where they conflict, what only one has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from commonground.domain.link import Predicate
from commonground.domain.merged_tables import NONE, MergedPair, MergedTables, Outcome, SaidPair
from commonground.domain.suggestion import Relation

_UNSPECIFIC = frozenset(
    {str(Predicate.OVERLAPS), str(Relation.SAME_SUBJECT)}
)  # a mark says no more than this


def merge_tables(
    first: Sequence[SaidPair],
    second: Sequence[SaidPair],
    names: tuple[str, str],
    unread: Iterable[tuple[str, str]] = (),
) -> MergedTables:
    """Every pair that either table speaks of, once: conflicts, then what only one has, then what both say.

    A bare mark ("overlaps") agrees with any relation: it says that there is one, not which.
    """
    ours, theirs = _by_pair(first), _by_pair(second)
    works = tuple({end for said in one for end in (said.left, said.right)} for one in (first, second))
    merged = [_merged(key, ours.get(key, ()), theirs.get(key, ()), works) for key in {**ours, **theirs}]
    order = list(Outcome)
    merged.sort(key=lambda pair: (order.index(pair.outcome), pair.left, pair.right))
    return MergedTables(names, tuple(merged), tuple(unread))


def _by_pair(said: Iterable[SaidPair]) -> dict[str, tuple[SaidPair, ...]]:
    found: dict[str, list[SaidPair]] = {}
    for one in said:
        found.setdefault(one.key, []).append(one.ordered)
    return {key: tuple(ones) for key, ones in found.items()}


def _merged(
    key: str, ours: tuple[SaidPair, ...], theirs: tuple[SaidPair, ...], works: Sequence[set[str]]
) -> MergedPair:
    one = (*ours, *theirs)[0]
    if ours and theirs:
        outcome = Outcome.AGREE if _agree(ours, theirs) else Outcome.CONFLICT
        return MergedPair(one.left, one.right, outcome, ours, theirs)
    other = works[1] if ours else works[0]
    is_left_blank = {one.left, one.right} <= other
    outcome = Outcome.ONLY_FIRST if ours else Outcome.ONLY_SECOND
    return MergedPair(one.left, one.right, outcome, ours, theirs, is_left_blank)


def _agree(ours: Iterable[SaidPair], theirs: Iterable[SaidPair]) -> bool:
    """Whether neither says something that the other does not."""
    left, right = {one.relation for one in ours}, {one.relation for one in theirs}
    if (NONE in left) != (NONE in right) or len(left & {NONE}) != len(right & {NONE}):
        return False
    exact_left, exact_right = left - _UNSPECIFIC - {NONE}, right - _UNSPECIFIC - {NONE}
    if NONE in left and (left | right) - {NONE}:
        return False
    return not exact_left or not exact_right or bool(exact_left & exact_right)
