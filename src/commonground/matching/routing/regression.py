"""Weighted ridge regression from rows of features to groups, solved through the likeness of the texts to each other.

With n texts and any number of features the solution needs one n x n system, the same for all groups (Saunders,
Gammerman and Vovk 1998, "Ridge regression learning algorithm in dual variables"): some seconds for 6,000 texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.matching.routing.features import Rows

Floats = NDArray[np.float32]

BLOCKS = (1.0, 1.5, 2.0)  # how much words, title words and pieces count in the likeness of two texts
_CONSTANT = 0.3  # likeness of any two texts: gives every group a level of its own


def likeness(left: Rows, right: Rows) -> Floats:
    """How alike texts are, (left x right): the weighted sum of the cosines of their blocks."""
    total = np.full((left.words.shape[0], right.words.shape[0]), _CONSTANT, dtype=np.float32)
    for weight, ours, theirs in zip(BLOCKS, left.blocks(), right.blocks(), strict=True):
        shared = min(ours.shape[1], theirs.shape[1])  # columns beyond belong to words of one side only
        total += np.float32(weight) * (ours[:, :shared] @ theirs[:, :shared].T).toarray()
    return total


def solve(alike: Floats, weights: Floats, targets: Floats, penalty: float) -> Floats:
    """The share of every text in every group's score, (texts x groups); heavier texts are followed more closely."""
    from scipy.linalg import cho_factor, cho_solve

    system = alike.copy()
    system[np.diag_indices_from(system)] += np.float32(penalty) / weights
    factor = cho_factor(system, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, targets, check_finite=False), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Linear:
    """What each feature says for each group: one (features x groups) table a block, and each group's level."""

    tables: tuple[Floats, ...]
    level: Floats

    @classmethod
    def of(cls, rows: Rows, shares: Floats) -> Linear:
        """The tables that give the same scores as the likeness to the learnt texts would."""
        tables = tuple(
            np.asarray(np.float32(weight) * (block.T @ shares), dtype=np.float32)
            for weight, block in zip(BLOCKS, rows.blocks(), strict=True)
        )
        return cls(tables, np.float32(_CONSTANT) * shares.sum(axis=0))

    def scores(self, rows: Rows) -> Floats:
        """The score of every text for every group, (texts x groups)."""
        parts: Sequence[Floats] = [
            block @ np.pad(table, ((0, block.shape[1] - len(table)), (0, 0)))
            for block, table in zip(rows.blocks(), self.tables, strict=True)
        ]
        return np.asarray(sum(parts) + self.level, dtype=np.float32)


def softmax(scores: Floats, scale: float) -> Floats:
    """Scores as probabilities: rows of the same order that sum to 1."""
    raised = np.exp(scale * (scores - scores.max(axis=1, keepdims=True)))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
