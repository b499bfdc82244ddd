"""Pairs are ranked alike whatever the order, repetition, case or width of what is handed in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fake_encoder import FakeEncoder

from commonground.matching.embedding.loading import load_encoder
from commonground.matching.item import Item
from commonground.matching.lexical.term_list import TermList
from commonground.matching.pairing import pair_features, rank_pairs

LEFT = [
    Item("l1", "Management of electronic waste", "How old telephones are collected."),
    Item("l2", "Protection of radio astronomy", "Bands that observatories need."),
    Item("l3", "Numbering plans", "", parent="Operations"),
]
RIGHT = [
    Item("r1", "Frequencies for radio astronomy", "Observatories and the bands they need."),
    Item("r2", "Recycling of electronic waste", "Collection of old telephones and their reuse."),
    Item("r3", "Security of networks", "Threats to networks."),
    Item("r4", "Numbering plans", "Country codes.", parent="Operations"),
    Item("r5", "Numbering plans", "Tariffs of parcels.", parent="Postal history"),
]


def best(left: list[Item], right: list[Item]) -> list[str]:
    """Id of the best right item for each left item."""
    rankings = rank_pairs(left, right, FakeEncoder())
    return [right[places[0]].id for places in rankings.places]


def listed(left: list[Item], right: list[Item]) -> dict[str, list[str]]:
    """Ids of the right items in their order, for each left item."""
    rankings = rank_pairs(left, right, FakeEncoder())
    return {
        item.id: [right[place].id for place in places]
        for item, places in zip(left, rankings.places, strict=True)
    }


def test_each_item_finds_its_counterpart() -> None:
    assert best(LEFT, RIGHT) == ["r2", "r1", "r4"]


def test_identical_titles_come_first_and_parents_decide_among_them() -> None:
    assert listed(LEFT, RIGHT)["l3"][:2] == ["r4", "r5"]


def test_bodies_decide_among_identical_titles() -> None:
    left = [Item("l", "General aspects", "Lightning and surges on cables.")]
    right = [
        Item("a", "General aspects", "Postal rates and parcels."),
        Item("b", "General aspects", "Surges by lightning on overhead cables."),
    ]
    assert best(left, right) == ["b"]


def test_titles_that_all_share_are_headings() -> None:
    texts = ["Rotate keys yearly", "Store passwords hashed", "Validate every input", "Log failed attempts",
             "Limit upload sizes", "Encrypt all traffic", "Expire idle sessions", "Escape all output",
             "Scan uploaded files", "Review access rights"]  # fmt: skip
    right = [Item(f"r{n}", "Requirements", text) for n, text in enumerate(texts)]
    left = [Item(f"l{n}", text) for n, text in enumerate(texts)]
    assert best(left, right) == [item.id for item in right]


def test_order_of_the_sets_changes_nothing() -> None:
    expected = listed(LEFT, RIGHT)

    @settings(max_examples=12, deadline=None, derandomize=True)
    @given(st.permutations(LEFT), st.permutations(RIGHT))
    def check(left: list[Item], right: list[Item]) -> None:
        assert listed(left, right) == expected

    check()


def test_repeated_items_change_nothing() -> None:
    again = [*LEFT, Item("l4", LEFT[0].title.upper(), LEFT[0].text)]
    found = listed(again, [*RIGHT, Item("r6", RIGHT[2].title, RIGHT[2].text)])
    expected = listed(LEFT, RIGHT)
    assert found["l4"] == found["l1"]
    assert {name: [r for r in found[name] if r != "r6"] for name in expected} == expected


def test_case_and_width_change_nothing() -> None:
    wide = {ord(char): ord(char) + 0xFEE0 for char in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    shouted = [Item(i.id, i.title.upper(), i.text.upper(), i.parent) for i in LEFT]
    widened = [Item(i.id, i.title.translate(wide), i.text, i.parent) for i in LEFT]
    assert listed(shouted, RIGHT) == listed(widened, RIGHT) == listed(LEFT, RIGHT)


def test_top_cuts_the_lists_and_scores_fall() -> None:
    rankings = rank_pairs(LEFT, RIGHT, FakeEncoder(), top=2)
    assert rankings.places.shape == rankings.scores.shape == (3, 2)
    assert (np.diff(rankings.scores, axis=1) <= 0).all()


def test_beyond_the_short_list_scores_go_on_falling() -> None:
    words = ["waste", "radio", "numbering", "security", "cables", "climate", "tariffs"]
    right = [Item(f"{a} {b}", f"{a} {b}") for a in words for b in words]
    rankings = rank_pairs(LEFT, right, FakeEncoder())
    assert (np.diff(rankings.scores, axis=1) <= 0).all()
    assert all(sorted(places) == list(range(len(right))) for places in rankings.places.tolist())
    turned = rank_pairs(LEFT, right[::-1], FakeEncoder())
    assert (len(right) - 1 - turned.places).tolist() == rankings.places.tolist()


@pytest.mark.parametrize("text", ["", "word", "…", "x " * 50_000])
def test_odd_items_are_ranked_too(text: str) -> None:
    rankings = rank_pairs([Item("l", text)], [*RIGHT, Item("odd", "", text)], FakeEncoder())
    assert sorted(rankings.places[0].tolist()) == list(range(6))
    assert np.isfinite(rankings.scores).all()


def test_empty_sets_are_no_error() -> None:
    assert rank_pairs([], RIGHT, FakeEncoder()).places.shape == (0, 5)
    assert rank_pairs(LEFT, [], FakeEncoder()).places.shape == (3, 0)
    assert pair_features([], [], FakeEncoder()).shape == (0, 0)


def test_features_are_named_and_bounded() -> None:
    features = pair_features([*LEFT, LEFT[0]], RIGHT, FakeEncoder())
    assert features.shape == (4, 5)
    for name in features:
        assert features[name].shape == (4, 5)
        assert features[name].dtype == np.float32
        assert features[name].min() >= -1.0001
        assert features[name].max() <= 1.0001
    assert features.of(2, 3)["same_title"] == 1.0
    assert features.of(0, 1) == features.of(3, 1)


def test_a_body_is_found_in_a_title() -> None:
    left = [Item("l", "Verify that old telephones are collected and recycled")]
    right = [
        Item("r1", "Waste", "Verify that old telephones are collected and recycled."),
        Item("r2", "Old", "Numbering plans of countries."),
    ]
    assert pair_features(left, right, FakeEncoder())["crossed"][0, 0] > 0.9
    assert best(left, right) == ["r1"]


def test_terms_bring_together_and_keep_apart() -> None:
    left = [Item("l", "ITSys in cities")]
    right = [Item("r1", "Intelligent transport systems"), Item("r2", "ITSys of the sea")]
    terms = TermList(
        ((("en", "intelligent transport systems"), (None, "ITSys")), (("en", "cities"),), (("en", "sea"),)),
        (("cities", "sea"),),
    )
    features = pair_features(left, right, FakeEncoder(), terms)
    assert features["terms"][0, 0] > 0
    assert features["kept_apart"][0].tolist() == [0.0, 1.0]
    rankings = rank_pairs(left, right, FakeEncoder(), terms)
    assert rankings.places[0].tolist() == [0, 1]


def test_six_languages_find_each_other_by_meaning() -> None:
    english = ["Electronic waste", "Network security", "Radio astronomy", "Rural connectivity"]
    others = {
        "fr": ["Déchets électroniques", "Sécurité des réseaux", "Radioastronomie", "Connectivité rurale"],
        "es": ["Residuos electrónicos", "Seguridad de las redes", "Radioastronomía", "Conectividad rural"],
        "ru": ["Электронные отходы", "Безопасность сетей", "Радиоастрономия", "Связь в сельских районах"],
        "ar": ["النفايات الإلكترونية", "أمن الشبكات", "علم الفلك الراديوي", "التوصيلية في المناطق الريفية"],
        "zh": ["电子废物", "网络安全", "射电天文学", "农村连接"],
    }
    right = [Item(str(n), title, language="en") for n, title in enumerate(english)]
    left = [
        Item(f"{code}{n}", t, language=code) for code, titles in others.items() for n, t in enumerate(titles)
    ]
    rankings = rank_pairs(left, right, load_encoder("exact"))
    right_answers = [
        right[places[0]].id == item.id[2:] for item, places in zip(left, rankings.places, strict=True)
    ]
    assert sum(right_answers) >= 19
