"""How much Sectors and groups have in common, added up from the links of their items and double-centred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.domain.mapping_table import MappedPair
from commonground.domain.roll_up import RollUp
from commonground.domain.suggestion import Suggestion
from commonground.domain.theme import EntryState
from commonground.matching.item import Item

_ROUNDS = 200
_SETTLED = 1e-10
_WEIGHTS = {EntryState.AGREED: 1.0, EntryState.STATED: 1.0, EntryState.REJECTED: 0.0}
Weighted = tuple[str, str, float]  # two ids of items, and how likely their link is


def weights_of(
    suggestions: Iterable[Suggestion],
    links: Iterable[tuple[str, str]] = (),
    states: Mapping[str, EntryState] | None = None,
) -> tuple[Weighted, ...]:
    """One weight a pair: 1 where a source states the link or all agreed, 0 where refused, else its probability.

    `states` are by pair key. A link and a suggestion of the same pair count once.
    """
    known = states or {}
    found: dict[tuple[str, str], float] = {}
    for left, right in links:
        found[min(left, right), max(left, right)] = 1.0
    for suggestion in suggestions:
        pair = min(suggestion.left, suggestion.right), max(suggestion.left, suggestion.right)
        weight = _WEIGHTS.get(known.get(suggestion.key, EntryState.PROPOSED), suggestion.probability)
        found[pair] = max(found.get(pair, 0.0), 1.0 if suggestion.is_stated and weight else weight)
    return tuple((*pair, found[pair]) for pair in sorted(found) if found[pair] > 0)


def weights_of_pairs(pairs: Iterable[MappedPair]) -> tuple[Weighted, ...]:
    """The weights of the pairs of mapping tables."""
    return tuple(
        (p.row, p.column, weight)
        for p in pairs
        if (weight := _WEIGHTS.get(p.state, p.probability or 0.0)) > 0
    )


def roll_up_sectors(
    weights: Iterable[Weighted], sector_of: Mapping[str, str], sectors: Sequence[str]
) -> RollUp:
    """The matrix of the Sectors, in their order; links inside a Sector, which are not looked for, do not count.

    A Sector's own cell is 0 and takes part in the centring, as in Gower's formula: of three Sectors nothing at all
    would remain once rows and columns are fitted to the three other cells alone.
    """
    listed = list(weights)
    return _rolled("sector", listed, sector_of, list(sectors), {name: name for name in sectors})


def roll_up_groups(
    weights: Iterable[Weighted],
    group_of: Mapping[str, str],
    sector_of_group: Mapping[str, str],
    groups: Sequence[str],
) -> RollUp:
    """The matrix of the groups, in their order; groups of one Sector, which are not compared, have no value."""
    return _rolled("group", list(weights), group_of, list(groups), sector_of_group)


def places_of(items: Iterable[Item]) -> tuple[dict[str, str], dict[str, str]]:
    """By id of an item, its Sector and its group; items without one are left out."""
    listed = list(items)
    return (
        {item.id: item.sector for item in listed if item.sector},
        {item.id: item.group for item in listed if item.group},
    )


def double_centred(values: NDArray[Any], present: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """The matrix without what its rows and columns have in general: every row and column sums to zero.

    Shape (n, m) in and out, same unit. With all cells present, b_ij = a_ij - a_i. - a_.j + a_.. where a dot is
    the mean over that index (W. S. Torgerson, Psychometrika 17, 1952; J. C. Gower, Biometrika 53, 1966). With
    cells missing, row and column means over the present cells are removed in turn until they vanish, which is
    the least-squares fit of the same additive model; missing cells are NaN.

    >>> double_centred(np.array([[1.0, 2.0], [3.0, 4.0]])).round(6) + 0.0
    array([[0., 0.],
           [0., 0.]])
    """
    centred = np.array(values, dtype=np.float64)
    mask = np.ones(centred.shape, dtype=bool) if present is None else present
    centred[~mask] = 0.0
    per_row, per_column = mask.sum(1, keepdims=True), mask.sum(0, keepdims=True)
    for _ in range(_ROUNDS):
        row_means = centred.sum(1, keepdims=True) / np.maximum(per_row, 1)
        centred -= np.where(mask, row_means, 0.0)
        column_means = centred.sum(0, keepdims=True) / np.maximum(per_column, 1)
        centred -= np.where(mask, column_means, 0.0)
        if max(np.abs(row_means).max(initial=0.0), np.abs(column_means).max(initial=0.0)) < _SETTLED:
            break
    centred[~mask] = np.nan
    return centred


def _rolled(
    level: str,
    weights: Sequence[Weighted],
    place_of: Mapping[str, str],
    names: list[str],
    sectors: Mapping[str, str],
) -> RollUp:
    index = {name: position for position, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)), dtype=np.int64)
    sums = np.zeros((len(names), len(names)))
    for left, right, weight in sorted(weights):
        row, column = index.get(place_of.get(left, "")), index.get(place_of.get(right, ""))
        if row is None or column is None or sectors.get(names[row]) == sectors.get(names[column]):
            continue
        for i, j in {(row, column), (column, row)}:
            counts[i, j] += 1
            sums[i, j] += weight
    centred = double_centred(sums, _compared(level, names, sectors))
    return RollUp(
        level=level,
        names=tuple(names),
        sectors=tuple(sectors.get(name, "") for name in names),
        counts=tuple(tuple(map(int, row)) for row in counts),
        weights=tuple(tuple(map(float, row)) for row in sums),
        centred=tuple(tuple(None if np.isnan(v) else float(v) + 0.0 for v in row) for row in centred),
    )


def _compared(level: str, names: Sequence[str], sectors: Mapping[str, str]) -> NDArray[np.bool_]:
    present = np.ones((len(names), len(names)), dtype=bool)
    if level == "group":
        np.fill_diagonal(present, False)
        for i, j in combinations(range(len(names)), 2):
            if sectors.get(names[i]) == sectors.get(names[j]):
                present[i, j] = present[j, i] = False
    return present
