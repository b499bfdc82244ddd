from __future__ import annotations

import pytest

from commonground.domain.link import Link, Predicate
from commonground.matching.item import Item, ItemKind
from commonground.matching.stated import (
    CITED,
    FAMILY,
    HABIT,
    INHERITED,
    LINKED,
    SHARED_AREAS,
    SHARED_GOVERNING,
    SHARED_REFERENCES,
    STATED_FEATURES,
    WHOLE_GROUPS,
    StatedGraph,
    bare_key,
)


def _question(
    identifier: str,
    group: str,
    references: tuple[str, ...] = (),
    governing: tuple[str, ...] = (),
    areas: tuple[str, ...] = (),
    predecessors: tuple[str, ...] = (),
) -> Item:
    return Item(
        id=identifier,
        kind=ItemKind.QUESTION,
        group=group,
        sector=group[0],
        references=references,
        governing=governing,
        areas=areas,
        predecessors=predecessors,
    )


ITEMS = (
    Item(id="A", kind=ItemKind.BODY, group="A", sector="A"),
    Item(id="B", kind=ItemKind.BODY, group="B", sector="B"),
    _question("A1", "A", references=("B1", "X"), governing=("R1",), areas=("waste",)),
    _question("A2", "A", predecessors=("A2@1",)),
    _question("A2@1", "A"),
    _question("B1", "B"),
    _question("B2", "B", references=("X",), governing=("R1",), areas=("waste",)),
    _question("B3", "B"),
)
LINKS = (Link("A2@1", Predicate.OVERLAPS, "B3"), Link("A", Predicate.LIAISES_WITH, "B2"))
BY_ID = {item.id: item for item in ITEMS}


def _feature(name: str, left: str, right: str, hidden: frozenset[str] = frozenset()) -> float:
    graph = StatedGraph(ITEMS, LINKS, hidden)
    return float(graph.features([BY_ID[left]], [BY_ID[right]])[name][0, 0])


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        (LINKED, "A", "B2"),
        (CITED, "A1", "B1"),
        (INHERITED, "A2", "B3"),
        (FAMILY, "A1", "B2"),
        (SHARED_REFERENCES, "A1", "B2"),
        (SHARED_GOVERNING, "A1", "B2"),
        (SHARED_AREAS, "A1", "B2"),
        (HABIT, "A2", "B2"),
        (WHOLE_GROUPS, "A", "B"),
    ],
)
def test_what_is_stated_speaks_in_both_directions(name: str, left: str, right: str) -> None:
    assert _feature(name, left, right) > 0
    assert _feature(name, right, left) == _feature(name, left, right)


def test_link_of_a_predecessor_is_no_link_of_the_successor_itself() -> None:
    assert _feature(LINKED, "A2", "B3") == 0
    assert _feature(LINKED, "A2@1", "B3") == 1


def test_hiding_a_pair_removes_every_statement_of_it_and_no_other() -> None:
    hidden = frozenset({bare_key("B1", "A1"), bare_key("A2", "B3")})
    assert _feature(CITED, "A1", "B1", hidden) == 0
    assert _feature(INHERITED, "A2", "B3", hidden) == 0
    assert _feature(LINKED, "A", "B2", hidden) == 1


def test_rare_shared_reference_says_more_than_a_common_one() -> None:
    crowd = [_question(f"C{n}", "C", references=("Y",)) for n in range(20)]
    one = _question("D1", "D", references=("X", "Y"))
    rare, common = _question("E1", "E", references=("X",)), _question("E2", "E", references=("Y",))
    values = StatedGraph([one, rare, common, *crowd]).features([one], [rare, common, *crowd])
    assert values[SHARED_REFERENCES][0, 0] > values[SHARED_REFERENCES][0, 1] > 0


def test_features_lie_between_0_and_1_and_are_the_same_in_any_order() -> None:
    graph, turned = StatedGraph(ITEMS, LINKS), StatedGraph(ITEMS[::-1], LINKS[::-1])
    features, backwards = graph.features(ITEMS, ITEMS), turned.features(ITEMS[::-1], ITEMS[::-1])
    for name in STATED_FEATURES:
        assert features[name].min() >= 0
        assert features[name].max() <= 1
        assert (features[name] == backwards[name][::-1, ::-1]).all()
