"""From likeness to rankings, a block of rows at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from scripts.peers.contract import Answer

ROWS = 512  # rows of likeness held at a time


def add_best(answer: Answer, left: Any, right: Any, top: int) -> None:
    """Add each left row's `top` best columns of left @ right; either may be dense or sparse."""
    for start in range(0, left.shape[0], ROWS):
        likeness = left[start : start + ROWS] @ right
        scores = likeness if isinstance(likeness, np.ndarray) else likeness.toarray()
        kept = min(top, scores.shape[1])
        places = np.argpartition(-scores, kept - 1, axis=1)[:, :kept]
        found = np.take_along_axis(scores, places, axis=1)
        order = np.argsort(-found, axis=1, kind="stable")
        for row, by_score in enumerate(order):
            answer.add(places[row, by_score], found[row, by_score])
