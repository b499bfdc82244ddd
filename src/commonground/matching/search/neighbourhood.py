"""Vectors cut into small neighbourhoods, so that near ones are found without comparing all with all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_SAMPLE = 256  # rows by which a cut is placed
_ROUNDS = 4


def neighbourhoods(vectors: NDArray[np.float32], size: int, tree: int) -> Iterator[NDArray[np.int64]]:
    """All rows, once each, in groups of at most `size` near ones; another `tree` cuts in other places.

    Each group too large is halved at the median between two centres found in a sample of it, so that the work grows as
    n log n (in the manner of random projection trees, Dasgupta and Freund, STOC 2008). Same rows, same groups.
    """
    waiting = [np.arange(len(vectors), dtype=np.int64)]
    chance = np.random.default_rng(tree)  # a fixed row of numbers for each tree, nothing secret
    while waiting:
        rows = waiting.pop()
        if len(rows) <= size:
            yield rows
            continue
        across = vectors[rows] @ _direction(vectors, rows, chance)
        order = np.argsort(across, kind="stable")
        half = len(rows) // 2
        waiting += [np.sort(rows[order[half:]]), np.sort(rows[order[:half]])]


def _direction(
    vectors: NDArray[np.float32], rows: NDArray[np.int64], chance: np.random.Generator
) -> NDArray[np.float32]:
    # From one centre of a sample to the other, found by a few rounds of 2-means from two rows drawn by lot.
    sample = vectors[np.sort(chance.choice(rows, min(_SAMPLE, len(rows)), replace=False))]
    first, second = sample[chance.choice(len(sample), 2, replace=False)]
    for _ in range(_ROUNDS):
        away = second - first
        near_second = (sample - (first + second) / 2) @ away > 0
        if near_second.all() or not near_second.any():
            break
        first, second = sample[~near_second].mean(axis=0), sample[near_second].mean(axis=0)
    direction = np.asarray(second - first, dtype=np.float32)
    if not direction.any():  # all rows of the sample are one
        direction = np.asarray(chance.standard_normal(vectors.shape[1]), dtype=np.float32)
    return direction
