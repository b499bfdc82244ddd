"""Vectors of the embedded model in 128 bytes each: their main directions, one signed byte a number.

Measured on labels in six languages: no loss of accuracy against 512 numbers of four bytes.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from commonground.errors import BadInput
from commonground.matching.embedding.encoder import Vectors

LENGTH = 128
_LARGEST = 127


def compress(vectors: Vectors) -> NDArray[np.int8]:
    """The vectors (n, 512) as bytes (n, 128), zeros for a row of zeros.

    Raises BadInput for vectors of another model's length.
    """
    mean, directions = _basis()
    if vectors.ndim != 2 or vectors.shape[1] != len(mean):
        raise BadInput(
            f"vectors of {vectors.shape[-1]} numbers do not fit the basis of {len(mean)}",
            advice="store the vectors of another model as they are",
        )
    rows = (vectors - mean) @ directions
    rows[~vectors.any(axis=1)] = 0
    largest = np.abs(rows).max(axis=1, keepdims=True, initial=0)
    return np.rint(rows * (_LARGEST / np.where(largest > 0, largest, 1))).astype(np.int8)


def expand(codes: NDArray[np.int8]) -> Vectors:
    """The stored bytes (n, 128) as rows of length 1, whose products are the cosines to compare; zeros stay zeros."""
    rows = codes.astype(np.float32)
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    return np.asarray(rows / np.where(length > 0, length, 1)[:, None], dtype=np.float32)


@cache
def _basis() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    path = resources.files("commonground.matching.embedding.data").joinpath("basis.npz")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return stored["mean"].astype(np.float32), stored["directions"].astype(np.float32)
