"""Terms of an organization are found in every language, by any of their names, and some never match."""

from __future__ import annotations

import pytest

from commonground.matching.lexical.term_list import TermList, shared_concepts
from commonground.profiles import load_profile

TERMS = TermList(
    groups=(
        (
            ("en", "intelligent transport systems"),
            (None, "ITSys"),
            ("fr", "systèmes de transport intelligents"),
        ),
        (("en", "e-waste"), ("zh", "电子废物"), ("ar", "النفايات الإلكترونية")),
        (("en", "maritime service"),),
        (("en", "radio astronomy"),),
    ),
    must_not_match=(("maritime service", "radio astronomy"),),
)


@pytest.mark.parametrize(
    ("text", "language", "group", "words"),
    [
        ("Work on Intelligent Transport System standards", "en", 0, "Intelligent Transport System"),
        ("Les systèmes de transport intelligents", "fr", 0, "systèmes de transport intelligents"),
        ("ITSys", None, 0, "ITSys"),
        ("关于电子废物的研究", "zh", 1, "电子废物"),
        ("إدارة النفايات الإلكترونية", "ar", 1, "النفايات الإلكترونية"),
    ],
)
def test_a_term_is_found_by_any_of_its_names(text: str, language: str | None, group: int, words: str) -> None:
    hits = TERMS.find(text, language)
    assert [hit.group for hit in hits] == [group]
    assert text[hits[0].start : hits[0].end] == words


def test_texts_without_terms_name_nothing() -> None:
    assert TERMS.find("") == ()
    assert TERMS.concepts_of("transport of goods", "en") == frozenset()
    assert TermList().find("anything") == ()


def test_things_that_must_not_match_are_kept_apart_in_both_directions() -> None:
    sea, stars, both = (
        TERMS.concepts_of(text, "en")
        for text in ("the maritime service", "radio astronomy", "radio astronomy and the maritime service")
    )
    assert TERMS.kept_apart([sea, stars, both], [sea, stars, both]).tolist() == [
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, 0],
    ]


def test_shared_concepts_are_a_share() -> None:
    likeness = shared_concepts([frozenset({0, 1})], [frozenset({0, 1}), frozenset({1}), frozenset()])[0]
    assert likeness[0] == pytest.approx(1.0)
    assert 0 < likeness[1] < 1
    assert likeness[2] == 0


def test_a_profile_gives_its_names_in_all_languages() -> None:
    terms = TermList.of_profile(load_profile("itu"))
    english = terms.concepts_of("Artificial intelligence", "en")
    assert english
    for text, language in (
        ("Intelligence artificielle", "fr"),
        ("人工智能", "zh"),
        ("الذكاء الاصطناعي", "ar"),
    ):
        assert english & terms.concepts_of(text, language)
