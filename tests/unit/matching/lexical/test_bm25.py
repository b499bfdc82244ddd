"""BM25 over fields: rare words count, fields have weights, and nothing depends on order."""

from __future__ import annotations

import numpy as np
import pytest

from commonground.matching.lexical.bm25 import FieldIndex, shared_terms

TITLES = [["waste", "management"], ["radio", "astronomy"], ["waste", "of", "spectrum"], []]
TEXTS = [["old", "telephones"], ["telescopes"], ["radio", "spectrum", "spectrum"], ["waste"]]


def test_the_item_with_more_of_the_rare_words_comes_first() -> None:
    index = FieldIndex({"title": TITLES})
    assert index.scores([["radio", "astronomy"]]).argmax() == 1
    assert index.scores([["management", "waste"]])[0].tolist()[1] == 0.0


def test_fields_have_their_own_weights() -> None:
    fields = {"title": TITLES, "text": TEXTS}
    query = [["radio"]]
    by_title = FieldIndex(fields, {"title": 1.0, "text": 0.1}).scores(query)[0]
    by_text = FieldIndex(fields, {"title": 0.1, "text": 1.0}).scores(query)[0]
    assert by_title.argmax() == 1
    assert by_text.argmax() == 2
    added = FieldIndex(fields)
    assert added.scores(query) == pytest.approx(
        added.field_scores("title", query) + added.field_scores("text", query)
    )


def test_shares_are_full_for_the_same_words_and_nothing_for_others() -> None:
    shares = FieldIndex({"title": TITLES}).shares("title", [["waste", "management"], ["unheard"], []])
    assert shares[0, 0] >= 0.95
    assert shares[1:].max() == 0.0
    assert shares.max() <= 1.0


def test_empty_collections_and_queries_are_no_error() -> None:
    assert FieldIndex({"title": []}).scores([["word"]]).shape == (1, 0)
    assert FieldIndex({"title": [[], []]}).scores([["word"], []]).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert FieldIndex({}).scores([]).shape == (0, 0)


def test_order_of_the_items_does_not_change_scores() -> None:
    straight = FieldIndex({"title": TITLES}).scores([["waste", "radio"]])
    turned = FieldIndex({"title": TITLES[::-1]}).scores([["radio", "waste"]])
    assert straight[0] == pytest.approx(turned[0][::-1])


def test_shared_terms_weigh_by_rarity() -> None:
    likeness = shared_terms([["5g", "imt2020"]], [["5g", "imt2020"], ["5g"], ["6g"], []])[0]
    assert likeness[0] == pytest.approx(1.0)
    assert 0 < likeness[1] < 1
    assert likeness[2:].tolist() == [0.0, 0.0]
    assert shared_terms([], []).shape == (0, 0)
    assert np.isfinite(shared_terms([[]], [[]])).all()
