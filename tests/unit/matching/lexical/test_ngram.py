"""Character n-grams see past endings, accents, case and width."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.matching.lexical.ngram import NgramIndex, ngrams_of

TEXTS = ["Radiocommunication services", "Electronic waste", "Sécurité des réseaux", "网络安全", ""]


def test_a_text_is_nearest_to_its_other_spelling() -> None:
    index = NgramIndex(TEXTS)
    likeness = index.likeness(["radio-communication service", "e-waste", "SECURITE RESEAU", "安全", ""])
    assert likeness[:3].argmax(axis=1).tolist() == [0, 1, 2]
    assert likeness[4].max() == 0.0


def test_the_same_text_is_fully_alike_whatever_case_accents_and_width() -> None:
    index = NgramIndex(TEXTS)
    assert index.likeness(["RADIOCOMMUNICATION  services"])[0, 0] == pytest.approx(1.0, abs=1e-5)
    assert index.likeness(["securite des reseaux"])[0, 2] == pytest.approx(1.0, abs=1e-5)
    assert index.likeness(["Ｅｌｅｃｔｒｏｎｉｃ waste"])[0, 1] == pytest.approx(1.0, abs=1e-5)


def test_short_words_have_an_ngram_of_their_own() -> None:
    assert ngrams_of("a") == (" a ",)
    assert ngrams_of("5g") == (" 5g", "5g ", " 5g ")


def test_nothing_to_index_is_no_error() -> None:
    assert NgramIndex([]).likeness(["word"]).shape == (1, 0)
    assert NgramIndex(["", "!"]).likeness(["word"]).tolist() == [[0.0, 0.0]]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_likeness_is_a_cosine(texts: list[str]) -> None:
    likeness = NgramIndex(texts).likeness(texts)
    assert likeness.min() >= 0.0
    assert likeness.max() <= 1.0001
