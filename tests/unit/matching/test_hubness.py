"""Likeness corrected for hubs."""

from __future__ import annotations

import numpy as np
import pytest

from commonground.matching.hubness import csls, shared_out


def test_a_hub_loses_to_the_text_that_is_near_one_alone() -> None:
    hub_first = np.array([[0.80, 0.79, 0.1], [0.80, 0.1, 0.79], [0.8, 0.1, 0.1]], dtype=np.float32)
    assert hub_first.argmax(axis=1).tolist() == [0, 0, 0]
    assert csls(hub_first, 2).argmax(axis=1).tolist() == [1, 2, 0]
    assert shared_out(hub_first).argmax(axis=1).tolist() == [1, 2, 0]


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 1), (2, 30), (30, 2)])
def test_any_shape_is_kept(shape: tuple[int, int]) -> None:
    likeness = np.linspace(0, 1, shape[0] * shape[1], dtype=np.float32).reshape(shape)
    for corrected in (csls(likeness), shared_out(likeness)):
        assert corrected.shape == shape
        assert corrected.dtype == np.float32
        assert np.isfinite(corrected).all()


def test_both_sides_are_treated_alike() -> None:
    likeness = np.random.default_rng(0).random((8, 5)).astype(np.float32)
    turned = csls(np.ascontiguousarray(likeness.T)).T
    assert csls(likeness) == pytest.approx(turned, abs=1e-6)


def test_what_is_near_one_alone_keeps_all_of_its_likeness() -> None:
    shared = shared_out(np.array([[0.9, -0.9], [-0.9, 0.9]], dtype=np.float32))
    assert np.diag(shared) == pytest.approx(0, abs=1e-6)
    assert (shared <= 1e-6).all()


def test_order_makes_no_difference_to_the_shares() -> None:
    likeness = np.random.default_rng(1).random((40, 60)).astype(np.float32)
    turned = shared_out(np.ascontiguousarray(likeness[::-1, ::-1]))[::-1, ::-1]
    assert shared_out(likeness) == pytest.approx(turned, abs=1e-6)
