"""The neighbours of every item, whatever their order, copies and number of processes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fake_encoder import FakeEncoder

from commonground.matching import all_pairs
from commonground.matching.all_pairs import top_pairs
from commonground.matching.item import Item

_SUBJECTS = (
    "waste of telephones",
    "satellites",
    "security of networks",
    "rural broadband",
    "child protection",
)
_WORDS = (
    "study",
    "report",
    "limits",
    "methods",
    "guidelines",
    "measurement",
    "planning",
    "policy",
    "training",
)


def _items(count: int) -> list[Item]:
    chance = np.random.default_rng(4)
    return [
        Item(
            f"item {number}",
            f"{_SUBJECTS[number % 5]} {' '.join(chance.choice(_WORDS, 2))}",
            " ".join(chance.choice(_WORDS, 12)),
        )
        for number in range(count)
    ]


def test_neighbours_are_of_the_same_subject_and_never_the_item_itself() -> None:
    items = _items(60)
    found, scores = top_pairs(items, FakeEncoder(), top=5)
    assert found.shape == scores.shape == (60, 5)
    assert found.dtype == np.int32
    assert scores.dtype == np.float32
    for row, others in enumerate(found.tolist()):
        assert row not in others
        assert len(set(others)) == 5
    assert np.mean(found[:, 0] % 5 == np.arange(60) % 5) > 0.9
    assert (np.diff(scores, axis=1) <= 0).all()
    assert scores.min() >= 0
    assert scores.max() <= 1


@settings(max_examples=12, deadline=None)
@given(order=st.permutations(range(25)), processes=st.integers(1, 3), block=st.sampled_from([4, 7, 256]))
def test_order_and_number_of_processes_make_no_difference(
    order: list[int], processes: int, block: int
) -> None:
    items = _items(25)
    found, scores = top_pairs(items, FakeEncoder(), top=6, processes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(all_pairs, "_BLOCK", block)
        other, other_scores = top_pairs([items[place] for place in order], FakeEncoder(), 6, processes)
    assert np.array_equal(np.array(order)[other], found[order])
    assert np.array_equal(other_scores, scores[order])


def test_copies_are_each_others_nearest() -> None:
    items = [*_items(20), Item("copy", *(getattr(_items(20)[3], name) for name in ("title", "text")))]
    found, scores = top_pairs(items, FakeEncoder(), top=3)
    assert found[20, 0] == 3
    assert found[3, 0] == 20
    assert scores[3, 0] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("count", [0, 1, 2, 4])
def test_rows_end_with_nothing_where_there_are_few_items(count: int) -> None:
    found, scores = top_pairs(_items(count), FakeEncoder(), top=5)
    assert found.shape == scores.shape == (count, 5)
    others = max(count - 1, 0)
    assert ((found >= 0).sum(axis=1) == others).all()
    assert (found[:, others:] == -1).all()
    assert (scores[:, others:] == 0).all()


def test_items_without_words_have_likeness_0() -> None:
    _, scores = top_pairs([Item("a"), Item("b"), *_items(3)], FakeEncoder(), top=2)
    assert (scores[:2] == 0).all()


def test_neighbourhoods_find_what_comparing_all_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    items = _items(600)
    exact, best = top_pairs(items, FakeEncoder(), top=5)
    monkeypatch.setattr(all_pairs, "_EXACT_MAX", 100)
    monkeypatch.setattr(all_pairs, "_LEAF", 150)
    near, scores = top_pairs(items, FakeEncoder(), top=5)
    again, _ = top_pairs(items, FakeEncoder(), top=5, processes=1)
    assert np.array_equal(near, again)
    assert (scores <= best + 1e-4).all()
    assert (scores[:, 0] >= best[:, 0] - 1e-4).mean() > 0.95
    shared = [len(set(a) & set(b)) for a, b in zip(exact.tolist(), near.tolist(), strict=True)]
    assert np.mean(shared) > 4


def test_words_read_in_another_process_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    items = _items(30)
    alone, scores = top_pairs(items, FakeEncoder(), top=4, processes=1)
    monkeypatch.setattr(all_pairs, "BESIDE_MIN", 10)
    beside, other = top_pairs(items, FakeEncoder(), top=4, processes=2)
    assert np.array_equal(alone, beside)
    assert np.array_equal(scores, other)
