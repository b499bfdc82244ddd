"""Subjects of several Sectors that no area covers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fake_encoder import FakeEncoder

from commonground.analysis.discovery import discover
from commonground.matching.embedding.loading import load_encoder
from commonground.matching.item import Item, ItemKind

_QUANTUM = (
    Item("T q", "Quantum key distribution networks", "Keys sent by photons.", sector="T", group="T SG17"),
    Item("R q", "Quantum key distribution by satellites", "Photons carry keys.", sector="R", group="R SG4"),
)
_WASTE = (
    Item("T w", "Recycling of electronic waste", "Old telephones.", sector="T", group="T SG5"),
    Item(
        "D w",
        "Policies for recycling electronic waste",
        "Old telephones in villages.",
        sector="D",
        group="D SG2",
    ),
)
_OTHERS = (
    Item("T n", "Numbering plans for subscribers", "Digits and prefixes.", sector="T", group="T SG2"),
    Item("R a", "Protection of radio astronomy", "Observatories need silence.", sector="R", group="R SG7"),
    Item("D f", "Financing of rural broadband", "Funds and tariffs.", sector="D", group="D SG1"),
)
_ITEMS = (*_QUANTUM, *_WASTE, *_OTHERS)
_AREAS = (Item("area:waste", "Electronic waste", kind=ItemKind.AREA, labels={"fr": "Déchets électroniques"}),)


def test_a_subject_of_two_sectors_without_area_is_found_and_named() -> None:
    (found,) = discover(_ITEMS, _AREAS, FakeEncoder())
    assert set(found.items) == {"T q", "R q"}
    assert found.sectors == ("R", "T")
    assert found.groups == ("R SG4", "T SG17")
    assert found.terms["en"] == ("Quantum key distribution",)
    assert found.name == "Quantum key distribution"
    assert found.nearest_area == "area:waste"
    assert 0 < found.cohesion <= 1


def test_chance_words_make_no_subject() -> None:
    chance = (
        Item("D c", "Migration to digital terrestrial broadcasting", sector="D", group="D SG1"),
        Item("T c", "Digital aspects of distributed ledgers", sector="T", group="T SG16"),
        Item("R p", "Work programme of the groups", sector="R", group="R SG1"),
        Item("T p", "Work programme and planning", sector="T", group="T SG9"),
    )
    found = discover((*_ITEMS, *chance), (), FakeEncoder())
    assert not {"D c", "T c", "R p", "T p"} & {item for one in found for item in one.items}


def test_an_area_far_from_the_subject_is_not_told() -> None:
    (found,) = discover(_ITEMS, _AREAS, FakeEncoder())
    assert found.nearest_area == "area:waste"
    assert "nearest area" not in found.sentence


def test_its_evidence_lies_in_the_items() -> None:
    (found,) = discover(_ITEMS, _AREAS, FakeEncoder())
    items = {item.id: item for item in _ITEMS}
    assert {passage.item for passage in found.passages} == set(found.items)
    for passage in found.passages:
        assert passage.text in (items[passage.item].title, items[passage.item].text)
        assert all(passage.text[start:end].strip() for start, end in passage.spans)
    assert "2 Sectors" in found.sentence
    assert "R (1), T (1)" in found.sentence


def test_without_areas_every_shared_subject_is_new() -> None:
    found = discover(_ITEMS, (), FakeEncoder())
    assert {frozenset(one.items) for one in found} == {frozenset({"T q", "R q"}), frozenset({"T w", "D w"})}
    assert all(one.nearest_area is None for one in found)


def test_what_sources_file_under_areas_is_not_new() -> None:
    filed = [replace(item, areas=("quantum",)) if "Quantum" in item.title else item for item in _ITEMS]
    assert discover(filed, _AREAS, FakeEncoder()) == ()


def test_one_sector_alone_or_a_successor_makes_no_discovery() -> None:
    same = [replace(item, sector="T") for item in _ITEMS]
    assert discover(same, (), FakeEncoder()) == ()
    first, second = _QUANTUM
    chained = (first, replace(second, predecessors=(first.id,)), *_OTHERS)
    assert discover(chained, (), FakeEncoder()) == ()


def test_names_of_bodies_that_tell_only_numbers_make_none() -> None:
    bodies = [
        Item(f"{sector} {number}", f"Working Party {number}", kind=ItemKind.BODY, sector=sector)
        for sector in "TR"
        for number in range(1, 16)
    ]
    assert discover(bodies, (), FakeEncoder()) == ()


@pytest.mark.parametrize("items", [(), _QUANTUM[:1]])
def test_too_few_items_make_no_discovery(items: tuple[Item, ...]) -> None:
    assert discover(items, _AREAS, FakeEncoder()) == ()


@settings(max_examples=10, deadline=None)
@given(st.permutations(_ITEMS))
def test_order_of_items_makes_no_difference(items: list[Item]) -> None:
    assert discover(items, (), FakeEncoder()) == discover(_ITEMS, (), FakeEncoder())


def test_texts_of_two_languages_come_together_by_meaning() -> None:
    items = (
        Item("T e", "Protection of children on the Internet", sector="T", language="en"),
        Item("D f", "Protection des enfants sur Internet", sector="D", language="fr"),
        *_OTHERS,
    )
    (found,) = discover(items, _AREAS, load_encoder("exact"))
    assert set(found.items) == {"T e", "D f"}
    assert set(found.terms) == {"en", "fr"}
