"""Rows of length 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.preparation import prepare


def in_unit_rows(rows: Vectors) -> Vectors:
    """The rows scaled to length 1; rows of zeros stay as they are."""
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    return np.asarray(rows / np.where(length > 0, length, 1)[:, None], dtype=np.float32)


def of_wordless_texts(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which texts hold no letter or digit."""
    return np.fromiter((not prepare(text) for text in texts), dtype=bool, count=len(texts))
