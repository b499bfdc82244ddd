"""A register computes the vector of a text once, and never mixes versions of a model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from tests.fake_encoder import FakeEncoder

from commonground.matching.embedding.compact import expand
from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.weights import MODEL
from commonground.register import models
from commonground.register.vectors import StoredEncoder, as_codes

TEXTS = ["e-waste recycling", "rural access", "", "émissions"]


@pytest.mark.usefixtures("register")
def test_a_text_is_computed_once_whatever_its_spaces() -> None:
    inner = FakeEncoder()
    first = StoredEncoder(inner).encode([*TEXTS, "rural access", "rural\u00a0 access"])
    again = StoredEncoder(inner).encode(TEXTS)
    assert sorted(inner.asked) == sorted(TEXTS)
    assert np.array_equal(first[:4], again)
    assert np.array_equal(first[1], first[4])
    assert models.Vector.objects.count() == 4


@pytest.mark.usefixtures("register")
def test_a_row_is_the_same_computed_or_read_back_in_whatever_batch() -> None:
    encoder = StoredEncoder(FakeEncoder())
    together = encoder.encode(TEXTS)
    alone = np.vstack([StoredEncoder(FakeEncoder(), keeps=False).encode([text]) for text in TEXTS])
    assert np.array_equal(together, alone)
    assert not together[2].any()


@pytest.mark.usefixtures("register")
def test_vectors_of_another_version_are_computed_anew_and_that_is_said_once() -> None:
    StoredEncoder(FakeEncoder("a" * 64)).encode(TEXTS)
    told: list[str] = []
    inner = FakeEncoder("b" * 64)
    newer = StoredEncoder(inner, tell=told.append)
    newer.encode(TEXTS)
    newer.encode(TEXTS)
    assert len(inner.asked) == 4
    assert len(told) == 1
    assert "4 stored vectors are of another version" in told[0]
    assert set(models.Vector.objects.values_list("checksum", flat=True)) == {"b" * 64}
    assert models.Vector.objects.count() == 4


@pytest.mark.usefixtures("register")
def test_vectors_of_two_models_stand_side_by_side() -> None:
    StoredEncoder(FakeEncoder()).encode(TEXTS)
    StoredEncoder(FakeEncoder(model="another/model")).encode(TEXTS)
    assert models.Vector.objects.count() == 8


@pytest.mark.usefixtures("register")
def test_nothing_is_kept_when_asked_not_to() -> None:
    StoredEncoder(FakeEncoder(), keeps=False).encode(TEXTS)
    assert not models.Vector.objects.exists()


@pytest.mark.usefixtures("register")
def test_no_texts_give_no_rows() -> None:
    assert StoredEncoder(FakeEncoder()).encode([]).shape == (0, FakeEncoder.dimension)


@pytest.mark.usefixtures("register")
def test_a_killed_run_keeps_what_was_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonground.register.vectors.TEXTS_A_WRITE", 2)

    class Killed(FakeEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            if len(self.asked) >= 2:
                raise KeyboardInterrupt
            return super().encode(texts)

    with pytest.raises(KeyboardInterrupt):
        StoredEncoder(Killed()).encode(TEXTS)
    resumed = FakeEncoder()
    StoredEncoder(resumed).encode(TEXTS)
    assert len(resumed.asked) == 2


@pytest.mark.usefixtures("register")
def test_vectors_of_the_embedded_model_take_128_bytes() -> None:
    class Embedded(FakeEncoder):
        dimension = 512

    encoder = StoredEncoder(Embedded(model=f"{MODEL}/default-1"))
    assert encoder.encode(TEXTS).shape == (4, encoder.dimension) == (4, 128)
    assert {len(codes) for codes in models.Vector.objects.values_list("codes", flat=True)} == {128}
    assert encoder.model.endswith("/main-128")


@given(arrays.arrays(np.float32, (3, 16), elements=st.floats(-1, 1, width=32)))
@settings(max_examples=50, deadline=None)
def test_codes_keep_the_direction(vectors: Vectors) -> None:
    lengths = np.linalg.norm(vectors, axis=1)
    back = expand(as_codes(vectors))
    for row, read, length in zip(vectors, back, lengths, strict=True):
        if length > 1e-20:
            assert float(row @ read) / float(length) > 0.99
