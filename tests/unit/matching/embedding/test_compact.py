"""Vectors in 128 bytes."""

from __future__ import annotations

import numpy as np
import pytest

from commonground.errors import BadInput
from commonground.matching.embedding.compact import LENGTH, compress, expand
from commonground.matching.embedding.loading import load_encoder

TEXTS = (
    "Cybersecurity",
    "La cybersécurité",
    "climate change",
    "изменение климата",
    "智慧城市",
    "smart cities",
    "",
)


def test_stored_vectors_keep_who_is_nearest() -> None:
    vectors = load_encoder("exact").encode(TEXTS)
    codes = compress(vectors)
    assert codes.shape == (len(TEXTS), LENGTH)
    assert codes.dtype == np.int8
    stored = expand(codes)
    likeness = stored @ stored.T
    np.fill_diagonal(likeness, -1)
    assert likeness[:6].argmax(axis=1).tolist() == [1, 0, 3, 2, 5, 4]


def test_rows_have_length_one_and_zeros_stay_zeros() -> None:
    stored = expand(compress(load_encoder("exact").encode(TEXTS)))
    assert np.linalg.norm(stored, axis=1) == pytest.approx([1] * 6 + [0], abs=1e-6)
    assert expand(compress(np.zeros((0, 512), dtype=np.float32))).shape == (0, LENGTH)


def test_vectors_of_another_length_are_refused() -> None:
    with pytest.raises(BadInput, match="384"):
        compress(np.zeros((1, 384), dtype=np.float32))
