"""What groups have in common: sums of what their items have, without what large groups have with everybody."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.analysis.rollup import double_centred, roll_up_groups, roll_up_sectors, weights_of
from commonground.domain.suggestion import Explanation, Relation, Suggestion, pair_key
from commonground.domain.theme import EntryState

SECTORS = {"r1": "R", "r2": "R", "t1": "T", "t2": "T", "d1": "D", "d2": "D"}
GROUPS = {**{f"{group}{n}": group for group in SECTORS for n in range(4)}}


def suggestion(left: str, right: str, probability: float, *, is_stated: bool = False) -> Suggestion:
    return Suggestion(left, right, Relation.SAME_SUBJECT, probability, Explanation({"en": "."}), is_stated)


def test_a_pair_counts_once_and_for_what_is_decided() -> None:
    proposed = [
        suggestion("a", "b", 0.4),
        suggestion("c", "d", 0.4),
        suggestion("e", "f", 0.4),
        suggestion("g", "h", 0.3, is_stated=True),
        suggestion("i", "j", 0.3, is_stated=True),
    ]
    states = {
        pair_key("c", "d"): EntryState.AGREED,
        pair_key("e", "f"): EntryState.REJECTED,
        pair_key("i", "j"): EntryState.REJECTED,
    }
    weights = weights_of(proposed, [("b", "a"), ("y", "x")], states)
    assert weights == (("a", "b", 1.0), ("c", "d", 1.0), ("g", "h", 1.0), ("x", "y", 1.0))


def test_a_group_that_meets_everybody_does_not_light_up() -> None:
    # r1 is general: it has two links with every group. d1 and t1 have three with each other.
    weights = [(f"r1{n}", f"{other}{n}", 1.0) for other in ("t1", "t2", "d1", "d2") for n in range(2)]
    weights += [(f"d1{n}", f"t1{n}", 1.0) for n in range(3)]
    rolled = roll_up_groups(weights, GROUPS, SECTORS, list(SECTORS))
    value = {
        (a, b): rolled.centred[i][j] for i, a in enumerate(rolled.names) for j, b in enumerate(rolled.names)
    }
    assert value["r1", "r2"] is None  # of one Sector: never compared
    special, general = value["d1", "t1"], value["r1", "t2"]
    assert special is not None
    assert general is not None
    assert special > 1.0 > general
    assert rolled.counts[0][2] == 2


def test_links_inside_a_sector_do_not_count() -> None:
    rolled = roll_up_sectors([("a", "b", 1.0), ("a", "c", 0.5)], {"a": "R", "b": "R", "c": "T"}, ["R", "T"])
    assert rolled.counts == ((0, 1), (1, 0))
    assert rolled.weights == ((0.0, 0.5), (0.5, 0.0))


def test_without_links_everything_is_zero() -> None:
    rolled = roll_up_groups([], GROUPS, SECTORS, ["r1", "t1"])
    assert rolled.weights == ((0.0, 0.0), (0.0, 0.0))
    assert roll_up_groups([], {}, {}, []).names == ()


def test_the_formula_is_that_of_torgerson_and_gower() -> None:
    values = np.array([[1.0, 5.0, 2.0], [0.0, 3.0, 4.0]])
    expected = values - values.mean(1, keepdims=True) - values.mean(0, keepdims=True) + values.mean()
    assert double_centred(values) == pytest.approx(expected)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.floats(0, 9), min_size=5, max_size=5), min_size=4, max_size=4),
    st.integers(0, 3),
    st.integers(0, 4),
)
def test_rows_and_columns_sum_to_zero_and_general_levels_vanish(
    rows: list[list[float]], missing_row: int, missing_column: int
) -> None:
    values = np.array(rows)
    present = np.ones(values.shape, dtype=bool)
    present[missing_row, missing_column] = False
    centred = double_centred(values, present)
    assert np.isnan(centred[missing_row, missing_column])
    assert np.nansum(centred, axis=0) == pytest.approx(0, abs=1e-6)
    assert np.nansum(centred, axis=1) == pytest.approx(0, abs=1e-6)
    shifted = values + np.arange(4)[:, None] + 10 * np.arange(5)[None, :]
    assert double_centred(shifted, present) == pytest.approx(centred, abs=1e-6, nan_ok=True)


@settings(max_examples=20, deadline=None)
@given(st.permutations([("r10", "t10", 0.5), ("r20", "d10", 0.25), ("t11", "d20", 1.0), ("r11", "t11", 0.1)]))
def test_the_order_of_the_links_makes_no_difference(weights: list[tuple[str, str, float]]) -> None:
    rolled = roll_up_groups(weights, GROUPS, SECTORS, list(SECTORS))
    assert rolled == roll_up_groups(sorted(weights), GROUPS, SECTORS, list(SECTORS))
    assert all(rolled.weights[i][j] == rolled.weights[j][i] for i in range(6) for j in range(6))
