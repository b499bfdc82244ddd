"""Items read as sparse rows of terms."""

from __future__ import annotations

import numpy as np
import pytest

from commonground.matching.item import Item
from commonground.matching.search import postings
from commonground.matching.search.word_rows import word_rows

ITEMS = (
    Item("a", "Spectrum for IMT-2020", "Requirements of the spectrum, and of e-waste.", language="en"),
    Item("b", "网络安全", "网络和频谱管理的研究", language="zh"),
    Item(
        "c",
        "Waste",
        "",
        "Environment > Waste of telephones",
        "en",
        labels={"fr": "Déchets"},
        aliases=("WEEE",),
    ),
    Item("d"),
    Item("e", "Spectrum", "Spectrum spectrum requirements", language="en"),
)


def test_each_item_has_as_many_terms_as_in_the_index_and_length_one() -> None:
    rows = word_rows(ITEMS)
    built = postings.build(ITEMS)
    assert np.diff(rows.indptr).tolist() == np.bincount(built["rows"], minlength=len(ITEMS)).tolist()
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    assert lengths == pytest.approx([1, 1, 1, 0, 1], abs=1e-5)


def test_items_that_share_words_are_alike_and_others_not() -> None:
    likeness = (word_rows(ITEMS) @ word_rows(ITEMS).T).toarray()
    assert likeness[0, 4] > 0.2
    assert likeness[0, 1] == 0


def test_no_items_give_no_rows() -> None:
    assert word_rows([]).shape[0] == 0
    assert word_rows([Item("a"), Item("b")]).nnz == 0
