"""Vectors of the embedded model: the ones pinned, the same whatever the batch, the case and the width of letters."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.errors import NotAvailable
from commonground.matching.embedding import default, weights
from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.fast import FastEncoder
from commonground.matching.embedding.loading import load_encoder
from commonground.matching.embedding.threads import cores

PINNED = json.loads((Path(__file__).parents[3] / "data/embedding/ten.json").read_text(encoding="utf-8"))
TEXTS = tuple(entry["text"] for entry in PINNED["vectors"])
PATHS = ("exact", "fast", "default")


def vectors(path: str, *texts: str) -> Vectors:
    return load_encoder(path).encode(texts)


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


@pytest.mark.parametrize("path", ["exact", "fast"])
def test_ten_vectors_are_the_pinned_ones(path: str) -> None:
    wanted = np.array([entry[path] for entry in PINNED["vectors"]])
    assert np.abs(vectors(path, *TEXTS)[:, : wanted.shape[1]] - wanted).max() < 2e-4


@pytest.mark.parametrize("path", PATHS)
@given(choice=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=12), together=st.integers(1, 12))
@settings(max_examples=8, deadline=None)
def test_equal_texts_give_equal_rows_in_any_batch(path: str, choice: list[str], together: int) -> None:
    whole = vectors(path, *choice)
    parts = [vectors(path, *choice[at : at + together]) for at in range(0, len(choice), together)]
    assert np.array_equal(whole, np.concatenate(parts))
    assert np.array_equal(whole[::-1], vectors(path, *reversed(choice)))


@pytest.mark.parametrize("path", PATHS)
def test_case_and_width_of_letters_do_not_matter(path: str) -> None:
    written = vectors(path, *TEXTS)
    for other in (str.upper, str.title, full_width):
        assert np.array_equal(written, vectors(path, *map(other, TEXTS)))


@pytest.mark.parametrize("path", PATHS)
def test_tatweel_and_invisible_marks_do_not_matter(path: str) -> None:
    assert np.array_equal(vectors(path, "الاتصالات"), vectors(path, "\u200fالاتـصـالات\ufeff\ud800"))


@pytest.mark.parametrize("path", PATHS)
def test_texts_without_words_give_zeros_and_others_length_one(path: str) -> None:
    rows = vectors(path, "", "  \n", "... —", "5G", "x" * 5000, "气" * 3000, "สวัสดี")
    assert np.linalg.norm(rows, axis=1) == pytest.approx([0, 0, 0, 1, 1, 1, 1], abs=1e-5)
    assert vectors(path).shape == (0, 512)


@pytest.mark.parametrize("path", ["fast", "default"])
def test_a_text_of_a_million_characters_is_taken(path: str) -> None:
    text = "Telecommunication networks in rural areas need spectrum and power. "
    long = vectors(path, text * (1_000_000 // len(text)))
    assert float(long[0] @ vectors(path, text * 40)[0]) > 0.9


def test_a_long_text_is_encoded_exactly_in_segments() -> None:
    text = "Telecommunication networks in rural areas need spectrum and power. "
    assert float(vectors("exact", text * 60)[0] @ vectors("exact", text * 30)[0]) > 0.95


def test_fast_vectors_lie_near_exact_ones_in_all_six_languages() -> None:
    likeness = np.einsum("ij,ij->i", vectors("fast", *TEXTS), vectors("exact", *TEXTS))
    assert likeness.min() > 0.88
    assert likeness.mean() > 0.94


def test_the_meaning_is_found_across_languages() -> None:
    subjects = ("cybersecurity", "climate change", "smart cities")
    others = ("кибербезопасность", "changement climatique", "智慧城市")
    for path in PATHS:
        assert (vectors(path, *others) @ vectors(path, *subjects).T).argmax(axis=1).tolist() == [0, 1, 2]


def test_default_is_exact_for_the_short_and_fast_for_the_long() -> None:
    short, long = "Cybersecurity", " ".join(TEXTS)
    assert np.array_equal(vectors("default", short, long)[0], vectors("exact", short)[0])
    assert np.array_equal(vectors("default", short, long)[1], vectors("fast", long)[0])


def test_weights_of_another_version_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "CHECKSUM", "0" * 64)
    with pytest.raises(NotAvailable, match=r"another version.*install"):
        weights.load_weights.__wrapped__()


def test_each_path_says_what_it_is() -> None:
    encoders = [load_encoder(path) for path in PATHS]
    assert (
        len({encoder.model for encoder in encoders}) == len({encoder.checksum for encoder in encoders}) == 3
    )
    assert all(len(encoder.checksum) == 64 and encoder.dimension == 512 for encoder in encoders)


def test_labels_seen_before_come_back_to_the_last_bit_however_many_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    labels = [f"label {number}" for number in range(12)]
    exact = vectors("exact", *labels)
    for kept in (5, 8, 12, 100):
        monkeypatch.setattr(default, "_KEPT", kept)
        encoder = default.DefaultEncoder()
        for part in (labels[:4], labels[2:9], labels, labels[::-1]):
            wanted = exact[[labels.index(label) for label in part]]
            assert np.array_equal(encoder.encode(part), wanted)
            assert np.array_equal(encoder.encode([*part, *part]), np.concatenate([wanted, wanted]))


def test_what_is_given_back_can_be_changed_without_harm() -> None:
    vectors("default", "spectrum")[:] = 0
    assert vectors("default", "spectrum").any()


def test_new_words_learnt_on_several_cores_are_the_same() -> None:
    texts = [f"{text} number{number}" for number in range(60) for text in TEXTS]
    alone = FastEncoder().encode(texts)
    with cores(3):
        assert np.array_equal(FastEncoder().encode(texts), alone)
