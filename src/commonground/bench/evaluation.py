"""Measures of rankings, classifications and probabilities; ties always count against the system measured.

A ranking is measured through the ranks of its gold items: `worst_ranks` gives them, one array a query, and
every measure of rankings takes a sequence of such arrays, so each is computed from the same facts.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonground.errors import BadInput

Ranks = NDArray[np.int64]
"""Rising 1-based ranks of one query's gold items."""

ABSENT = int(np.iinfo(np.int64).max)
"""The rank of a gold item that the ranking does not hold at all."""


def worst_ranks(scores: ArrayLike, gold: Collection[int]) -> Ranks:
    """Rising 1-based ranks of the gold places of one list of scores (higher is better), in the worst order of a tie.

    Among items of equal score gold items stand last; a score that is no number stands below all others. Gold places
    outside the list get `ABSENT`.

    >>> worst_ranks([0.9, 0.5, 0.5], {1}).tolist()
    [3]
    """
    values = np.asarray(scores, dtype=np.float64)
    values = np.where(np.isnan(values), -np.inf, values)
    wanted = np.array(sorted({place for place in gold if 0 <= place < len(values)}), dtype=np.int64)
    is_gold = np.zeros(len(values), dtype=bool)
    is_gold[wanted] = True
    order = np.lexsort((is_gold, -values))
    ranks = np.flatnonzero(is_gold[order]).astype(np.int64) + 1
    return np.concatenate([ranks, np.full(len(set(gold)) - len(ranks), ABSENT, dtype=np.int64)])


def _checked(ranks: Sequence[Ranks]) -> Sequence[Ranks]:
    if not ranks or any(len(found) == 0 for found in ranks):
        raise BadInput("nothing to measure", advice="give at least one query, each with a gold item")
    return ranks


def hits_at(ranks: Sequence[Ranks], k: int) -> float:
    """Share of queries with a gold item within rank `k`, 0 to 1; accuracy@1 for k = 1."""
    return float(np.mean([found[0] <= k for found in _checked(ranks)]))


def recall_at(ranks: Sequence[Ranks], k: int) -> float:
    """Share of a query's gold items within rank `k`, mean over queries, 0 to 1."""
    return float(np.mean([np.mean(found <= k) for found in _checked(ranks)]))


def mean_average_precision(ranks: Sequence[Ranks]) -> float:
    """Average precision over a query's gold items, mean over queries, 0 to 1."""
    return float(np.mean([_average_precision(found) for found in _checked(ranks)]))


def _average_precision(found: Ranks) -> float:
    present = found[found != ABSENT]
    return float(np.sum(np.arange(1, len(present) + 1) / present) / len(found))


def mean_reciprocal_rank(ranks: Sequence[Ranks]) -> float:
    """Mean over queries of 1 / rank of the first gold item (0 where none is found)."""
    return float(np.mean([0.0 if found[0] == ABSENT else 1.0 / found[0] for found in _checked(ranks)]))


def ndcg_at(ranks: Sequence[Ranks], k: int) -> float:
    """Normalised discounted cumulative gain at `k` with gain 1 a gold item, mean over queries, 0 to 1.

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), discount log2(1 + rank).
    """
    return float(np.mean([_ndcg(found, k) for found in _checked(ranks)]))


def _ndcg(found: Ranks, k: int) -> float:
    gained = np.sum(1.0 / np.log2(1.0 + found[found <= k].astype(np.float64)))
    ideal = np.sum(1.0 / np.log2(2.0 + np.arange(min(k, len(found)))))
    return float(gained / ideal)


def ranking_measures(ranks: Sequence[Ranks]) -> dict[str, float | int]:
    """h1, h10, r20, map (rounded to 4 places) and n, as sets of pairs are scored."""
    return {
        "h1": round(hits_at(ranks, 1), 4),
        "h10": round(hits_at(ranks, 10), 4),
        "r20": round(recall_at(ranks, 20), 4),
        "map": round(mean_average_precision(ranks), 4),
        "n": len(ranks),
    }


def accuracy(truth: Sequence[Hashable], guess: Sequence[Hashable]) -> float:
    """Share of guesses that are right, 0 to 1."""
    _check_lengths(truth, guess)
    return sum(t == g for t, g in zip(truth, guess, strict=True)) / len(truth)


def macro_f1(truth: Sequence[Hashable], guess: Sequence[Hashable]) -> float:
    """F1 of each class that occurs in truth or guess, mean over classes, 0 to 1."""
    _check_lengths(truth, guess)
    right: dict[Hashable, int] = {}
    occurrences: dict[Hashable, int] = {}
    for true, guessed in zip(truth, guess, strict=True):
        for label in (true, guessed):
            occurrences[label] = occurrences.get(label, 0) + 1
        if true == guessed:
            right[true] = right.get(true, 0) + 1
    return sum(2 * right.get(label, 0) / count for label, count in occurrences.items()) / len(occurrences)


def expected_calibration_error(probabilities: ArrayLike, outcomes: ArrayLike, bins: int = 15) -> float:
    """How far probabilities are from the shares that come true, 0 (calibrated) to 1.

    Guo et al., "On calibration of modern neural networks" (2017): `bins` bins of equal width, the difference of
    mean probability and share of true outcomes in each, weighted by its size.
    """
    given = np.asarray(probabilities, dtype=np.float64)
    came_true = np.asarray(outcomes, dtype=np.float64)
    _check_lengths(given, came_true)
    place = np.clip(np.ceil(given * bins).astype(np.int64) - 1, 0, bins - 1)
    gap = np.bincount(place, weights=given - came_true, minlength=bins)
    return float(np.abs(gap).sum() / len(given))


def _check_lengths(truth: Any, guess: Any) -> None:
    if len(truth) != len(guess) or len(truth) == 0:
        raise BadInput(
            f"{len(truth)} true values but {len(guess)} guesses",
            advice="give one guess for each true value, and at least one",
        )
