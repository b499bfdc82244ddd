"""Words are set against their nearest on the other side."""

from __future__ import annotations

import numpy as np
import pytest
from tests.fake_encoder import FakeEncoder

from commonground.matching.lexical.alignment import aligned_words

LEFT = [[("waste", "en"), ("policy", "en")], [("16", "en")], []]
RIGHT = [
    [("waste", "en")],
    [("waste", "en"), ("policy", "en"), ("telephones", "en")],
    [("17", "en")],
    [("16", "fr")],
]


def test_equal_words_are_fully_alike_and_the_rest_is_missing() -> None:
    there, back = aligned_words(LEFT, RIGHT, FakeEncoder())
    assert there.shape == back.shape == (3, 4)
    assert there[0, 1] == pytest.approx(1.0, abs=1e-5)
    assert there[0, 0] < 1.0
    assert back[0, 0] == pytest.approx(1.0, abs=1e-5)
    assert back[0, 1] < 1.0
    assert not there[2].any()


def test_numbers_are_alike_only_when_equal() -> None:
    there, _ = aligned_words(LEFT, RIGHT, FakeEncoder())
    assert there[1].tolist() == pytest.approx([0.0, 0.0, 0.0, 1.0])


def test_no_words_are_no_error() -> None:
    there, back = aligned_words([[]], [[], []], FakeEncoder())
    assert there.tolist() == back.tolist() == [[0.0, 0.0]]


def test_order_of_texts_changes_nothing() -> None:
    there, back = aligned_words(LEFT, RIGHT, FakeEncoder())
    turned, turned_back = aligned_words(LEFT[::-1], RIGHT[::-1], FakeEncoder())
    np.testing.assert_allclose(there, turned[::-1, ::-1], atol=1e-5)
    np.testing.assert_allclose(back, turned_back[::-1, ::-1], atol=1e-5)
