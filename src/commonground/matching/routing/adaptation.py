"""Let the texts of one batch speak to each other: new subjects show in several new texts before any example has them.

Self-training in a few steps: where a text's group is clear, texts of the batch that share its words follow it (in the
spirit of label spreading, Zhou et al. 2004, "Learning with local and global consistency"). No known group of any text
in the batch is used, and the cost grows with the words of the batch alone.
"""

from __future__ import annotations

import numpy as np

from commonground.matching.routing.features import Rows
from commonground.matching.routing.regression import Floats, softmax

_STRENGTH = 3.0  # how far a text with many like it may move
_RESERVE = 3.0  # texts' worth of likeness that holds a text where it is
_STEPS = 2
# Share of the batch's common pull that is taken out: with none large groups grow, with all of it a batch of one group
# would be driven apart.
_LEVELLED = 0.5


def adapted(scores: Floats, rows: Rows, scale: float) -> Floats:
    """The scores of a batch after its clear texts have pulled those that share words with them."""
    if len(scores) < 2:
        return scores
    blocks = (rows.words, rows.title)
    near = np.mean([block @ block.sum(axis=0) for block in blocks], axis=0)
    share = np.float32(_STRENGTH) / (np.float32(_RESERVE) + near[:, None])
    moved = scores
    for _ in range(_STEPS):
        pull = softmax(moved, scale) - scores
        pull -= np.float32(_LEVELLED) * pull.mean(axis=0)
        moved = scores + share * np.mean([block @ (block.T @ pull) for block in blocks], axis=0)
    return np.asarray(moved, dtype=np.float32)
