"""What large parts of the work have in common brings no sentence near to it."""

from __future__ import annotations

import numpy as np
from tests.fake_encoder import FakeEncoder

from commonground.analysis.draft_likeness import likeness_to_work
from commonground.matching.item import Item

FEW = tuple(Item(f"Q {n}", title) for n, title in enumerate(("Old batteries", "Rural networks", "Spam")))
MANY = tuple(Item(f"Q {n}", f"Assistance to developing countries in subject{n}") for n in range(120)) + tuple(
    Item(f"R {n}", f"Matter{n} of orbits") for n in range(120)
)


def test_a_sentence_is_nearest_to_the_work_it_speaks_of() -> None:
    found = likeness_to_work(["Batteries that are old", ""], FEW, FakeEncoder())
    assert found.shape == (2, 3)
    assert int(found[0].argmax()) == 0
    assert not found[1].any()


def test_words_of_half_of_all_work_count_less_than_one_of_its_own() -> None:
    common, own = likeness_to_work(
        ["Assistance to developing countries in farming", "Help in subject7"], MANY, FakeEncoder()
    )
    assert int(own.argmax()) == 7
    assert own.max() > 1.5 * common.max()


def test_the_order_of_the_work_makes_no_difference() -> None:
    sentences = ["Help in subject7", "Matter3 and its orbits"]
    one, other = (likeness_to_work(sentences, work, FakeEncoder()) for work in (MANY, MANY[::-1]))
    assert np.allclose(one, other[:, ::-1], atol=1e-3)
