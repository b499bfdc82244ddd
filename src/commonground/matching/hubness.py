"""Likeness corrected for hubs: texts that are near everything are near nothing in particular."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def csls(similarity: NDArray[np.float32], k: int = 10) -> NDArray[np.float32]:
    """Twice the likeness less the mean likeness of either side to its k nearest (Conneau et al., ICLR 2018).

    Takes and returns a matrix (left, right) of cosines; the order within a row is what changes, not the meaning of 1.
    """
    if 0 in similarity.shape:
        return similarity.copy()
    rows = _mean_of_nearest(similarity, k)
    columns = _mean_of_nearest(similarity.T, k)
    return np.asarray(2 * similarity - rows[:, None] - columns[None, :], dtype=np.float32)


def shared_out(similarity: NDArray[np.float32], width: float = 0.03) -> NDArray[np.float32]:
    """Each likeness less what its row and its column have in all, by the inverted softmax (Smith et al., ICLR 2017).

    0 where two texts are near each other and nothing else, below it where either has others as near. `width` is the
    difference of likeness that counts: what is much less near than the nearest takes no share. For long lists of
    short texts, each of which has a partner or none.
    """
    if 0 in similarity.shape:
        return similarity.copy()
    scaled = similarity / np.float32(width)
    scaled -= _in_all(scaled, axis=1)
    scaled -= _in_all(scaled, axis=0)
    return np.asarray(scaled * np.float32(width), dtype=np.float32)


def _in_all(scaled: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    most = scaled.max(axis=axis, keepdims=True)
    # Summed in float64, so that the order of the texts does not show.
    whole = np.exp(scaled - most).sum(axis=axis, keepdims=True, dtype=np.float64)
    return np.asarray(most + np.log(whole), dtype=np.float32)


def _mean_of_nearest(similarity: NDArray[np.float32], k: int) -> NDArray[np.float32]:
    width = similarity.shape[1]
    nearest = np.partition(similarity, width - min(k, width), axis=1)[:, width - min(k, width) :]
    nearest.sort(axis=1)  # summed in one order whatever the order of the texts
    return np.asarray(nearest.mean(axis=1), dtype=np.float32)
