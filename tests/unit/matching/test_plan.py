from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.domain.link import Link, Predicate
from commonground.domain.suggestion import Relation, pair_key
from commonground.errors import BadInput
from commonground.matching.item import Item, ItemKind
from commonground.matching.plan import propose
from commonground.matching.score import Scorer

from .conftest import WordEncoder

TITLES = (
    "e-waste recycling",
    "human exposure to emf",
    "spectrum monitoring",
    "child online protection",
    "e-health",
)
LEFT = tuple(
    Item(id=f"T{n}", title=title, text=f"Studies {title}.", kind=ItemKind.QUESTION, sector="T", group="T SG1")
    for n, title in enumerate(TITLES)
)
RIGHT = tuple(
    Item(id=f"D{n}", title=f"{title} in rural areas", kind=ItemKind.QUESTION, sector="D", group="D SG1")
    for n, title in enumerate((*TITLES, "gender", "satellite orbits"))
)
ENCODER = WordEncoder()


def test_each_item_finds_its_counterpart_first_with_a_reason() -> None:
    found = propose(LEFT, RIGHT, encoder=ENCODER, top=1, threshold=0.0)
    assert {(s.left, s.right) for s in found} == {(f"T{n}", f"D{n}") for n in range(len(TITLES))}
    assert all(s.explanation.sentence() and s.explanation.left and s.explanation.right for s in found)
    assert [s.probability for s in found] == sorted((s.probability for s in found), reverse=True)


def test_areas_are_named_by_their_titles_in_each_language() -> None:
    area = Item(
        id="area:iot-cities",
        title="Internet of things (IoT)",
        language="en",
        kind=ItemKind.AREA,
        labels={"fr": "Internet des objets (IoT)"},
        areas=("iot-cities",),
    )
    left, right = (replace(side[0], areas=("iot-cities",)) for side in (LEFT, RIGHT))
    (found,) = propose([left], [right], encoder=ENCODER, threshold=0.0, areas=[area])
    assert "a source files both under “Internet of things (IoT)”" in found.explanation.sentence().replace(
        "A s", "a s"
    )
    assert "« Internet des objets (IoT) »" in found.explanation.sentence("fr")


def test_a_word_that_all_the_work_says_is_no_reason() -> None:
    common = [replace(item, title=f"{item.title} and access to networks") for item in (*LEFT, *RIGHT)]
    found = propose(common[:5], common[5:], encoder=ENCODER, top=7, threshold=0.0)
    assert all("access" not in f" {term.left} ".split() for s in found for term in s.explanation.terms)


def test_what_sources_link_with_both_is_named() -> None:
    links = (Link("T0", Predicate.LIAISES_WITH, "X"), Link("D6", Predicate.LIAISES_WITH, "X"))
    found = propose(LEFT[:1], RIGHT[6:], encoder=ENCODER, stated=links, threshold=0.0)
    assert "ources link both with X" in found[0].explanation.sentence()


def test_stated_links_take_no_place_from_new_ones() -> None:
    links = tuple(Link("T0", Predicate.OVERLAPS, f"D{n}") for n in (3, 4, 5))
    found = propose(LEFT[:1], RIGHT, encoder=ENCODER, stated=links, top=1, threshold=0.0)
    assert {s.right for s in found if s.is_stated} == {"D3", "D4", "D5"}
    assert [s.right for s in found if not s.is_stated] == ["D0"]


def test_probability_is_that_of_the_scorer_for_the_features_given() -> None:
    found = propose(LEFT, RIGHT, encoder=ENCODER, threshold=0.0)[0]
    assert Scorer.load().probability(found.explanation.features) == pytest.approx(found.probability, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(left=st.permutations(LEFT * 2), right=st.permutations(RIGHT * 2))
def test_order_and_repetition_change_nothing(left: list[Item], right: list[Item]) -> None:
    links = (Link("T0", Predicate.OVERLAPS, "D5"),)
    expected = propose(LEFT, RIGHT, encoder=ENCODER, stated=links, threshold=0.0)
    assert propose(left, right, encoder=ENCODER, stated=links, threshold=0.0) == expected


@settings(max_examples=20, deadline=None)
@given(
    blocked=st.sets(
        st.tuples(st.sampled_from([i.id for i in RIGHT]), st.sampled_from([i.id for i in LEFT])), max_size=20
    )
)
def test_blocked_pairs_never_come_back(blocked: set[tuple[str, str]]) -> None:
    keys = frozenset(pair_key(one, other) for one, other in blocked)
    found = propose(LEFT, RIGHT, encoder=ENCODER, blocked=keys, threshold=0.0, top=3)
    assert not {s.key for s in found} & keys
    assert len(found) == sum(min(3, sum(pair_key(i.id, o.id) not in keys for o in RIGHT)) for i in LEFT)


def test_stated_link_comes_before_what_is_only_alike() -> None:
    links = (Link("D6", Predicate.LIAISES_WITH, "T0"),)
    found = propose(LEFT, RIGHT, encoder=ENCODER, stated=links, top=2, threshold=0.0)
    assert (found[0].left, found[0].right, found[0].is_stated) == ("T0", "D6", True)
    assert not found[1].is_stated


def test_earlier_state_lends_its_link_but_is_not_proposed() -> None:
    later = replace(LEFT[0], id="T0", predecessors=("T0@1",))
    earlier = replace(LEFT[0], id="T0@1")
    links = (Link("T0@1", Predicate.OVERLAPS, "D5"),)
    found = propose([later, earlier], RIGHT, encoder=ENCODER, stated=links, top=9, threshold=0.0)
    assert {s.left for s in found} == {"T0"}
    without = propose([later, earlier], RIGHT, encoder=ENCODER, top=9, threshold=0.0)
    chances = [next(s.probability for s in every if s.right == "D5") for every in (found, without)]
    assert chances[0] > chances[1]


def test_text_of_a_sector_carries_out_that_of_the_highest_body() -> None:
    words = (
        "Resolves to study the role of telecommunications in climate change and to report on it every year."
    )
    high = Item(
        id="PP 1", title="Climate change", text=words, kind=ItemKind.INSTRUMENT, group="PP", is_highest=True
    )
    low = Item(id="WTSA 1", title="Climate change", text=words, kind=ItemKind.INSTRUMENT, group="WTSA")
    found = propose([low], [high], encoder=ENCODER, threshold=0.0)
    assert [s.relation for s in found] == [Relation.CARRIES_OUT]


def test_nothing_is_proposed_below_the_threshold_or_of_nothing() -> None:
    assert propose(LEFT, RIGHT, encoder=ENCODER, threshold=1.0) == ()
    assert propose((), RIGHT, encoder=ENCODER) == ()
    assert propose(LEFT, (), encoder=ENCODER) == ()
    assert propose([Item(id="a")], [Item(id="b")], encoder=ENCODER, threshold=0.5) == ()
    with pytest.raises(BadInput, match="0 proposals"):
        propose(LEFT, RIGHT, encoder=ENCODER, top=0)


def test_item_is_not_proposed_to_itself() -> None:
    found = propose(LEFT, LEFT, encoder=ENCODER, threshold=0.0, top=9)
    assert all(s.left != s.right for s in found)
    assert len({s.key for s in found}) == len(found)
