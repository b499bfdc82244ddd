"""Measures count ties against the system and agree with worked examples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.bench import evaluation
from commonground.errors import BadInput


def test_a_tie_counts_against_the_system() -> None:
    assert evaluation.worst_ranks([1.0, 1.0, 1.0], {0}).tolist() == [3]
    assert evaluation.worst_ranks([1.0, 1.0, 0.5], {0, 1}).tolist() == [1, 2]


def test_a_score_that_is_no_number_stands_last() -> None:
    assert evaluation.worst_ranks([np.nan, 0.1, -5.0], {0}).tolist() == [3]


def test_a_gold_item_that_is_not_ranked_counts_as_missed() -> None:
    ranks = [evaluation.worst_ranks([0.5, 0.4], {0, 7})]
    assert evaluation.recall_at(ranks, 20) == 0.5
    assert evaluation.mean_average_precision(ranks) == 0.5
    assert evaluation.mean_reciprocal_rank([evaluation.worst_ranks([0.5], {3})]) == 0.0


def test_measures_of_a_worked_example() -> None:
    ranks = [np.array([1, 4]), np.array([2])]
    measured = evaluation.ranking_measures(ranks)
    assert measured == {"h1": 0.5, "h10": 1.0, "r20": 1.0, "map": round((0.75 + 0.5) / 2, 4), "n": 2}
    assert evaluation.mean_reciprocal_rank(ranks) == 0.75
    ideal = 1 + 1 / np.log2(3)
    expected = ((1 + 1 / np.log2(5)) / ideal + 1 / np.log2(3)) / 2
    assert evaluation.ndcg_at(ranks, 10) == pytest.approx(expected)


def test_nothing_to_measure_is_said() -> None:
    with pytest.raises(BadInput):
        evaluation.hits_at([], 1)
    with pytest.raises(BadInput):
        evaluation.accuracy(["a"], [])


def test_macro_f1_weighs_every_class_alike() -> None:
    truth = ["a", "a", "a", "b"]
    guess = ["a", "a", "a", "a"]
    assert evaluation.accuracy(truth, guess) == 0.75
    assert evaluation.macro_f1(truth, guess) == pytest.approx((6 / 7 + 0) / 2)


def test_calibration_error_of_honest_and_of_boastful_probabilities() -> None:
    assert evaluation.expected_calibration_error([0.5, 0.5], [1, 0]) == 0.0
    assert evaluation.expected_calibration_error([1.0, 1.0], [0, 0]) == 1.0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.data())
def test_no_order_of_the_list_helps(scores: list[int], data: st.DataObject) -> None:
    gold = data.draw(st.sets(st.integers(0, len(scores) - 1), min_size=1))
    moved = data.draw(st.permutations(range(len(scores))))
    ranks = evaluation.worst_ranks(scores, gold)
    again = evaluation.worst_ranks([scores[i] for i in moved], {moved.index(place) for place in gold})
    assert ranks.tolist() == again.tolist()
