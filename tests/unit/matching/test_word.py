"""Forms of one word fall together, forms of different words stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.matching.word import concept_of, fold_text, stem_word, words_of


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("standards", "standardization"),
        ("regulations", "regulatory"),
        ("plan", "plans"),
        ("planning", "plans"),
        ("harmonisation", "harmonization"),
        ("cities", "city"),
        ("preparations", "preparation"),
        ("membership", "members"),
        ("normalisation", "standardization"),
        ("стандартизация", "стандартизации"),
        ("الاتصالات", "اتصالات"),
    ],
)
def test_forms_of_one_word_share_their_stem(a: str, b: str) -> None:
    assert stem_word(a) == stem_word(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("publications", "public"),
        ("accessibility", "access"),
        ("emergency", "emerging"),
        ("communications", "community"),
        ("mobilization", "mobile"),
        ("international", "national"),
    ],
)
def test_different_words_keep_different_stems(a: str, b: str) -> None:
    assert stem_word(a) != stem_word(b)


def test_synonyms_share_their_concept() -> None:
    assert concept_of("cooperation") == concept_of("coordination")
    assert concept_of("emergency") == concept_of("disaster")


def test_folding_forgives_case_accents_dashes_and_closing_stops() -> None:
    assert fold_text(" Égalité   hommes–femmes. ") == "egalite hommes-femmes"


def test_numbers_and_words_for_numbers_are_one() -> None:
    assert {word.stem for word in words_of("6 UN languages")} >= {"six"}
    assert {word.stem for word in words_of("the six official languages")} >= {"six"}


def test_a_leading_e_means_electronic() -> None:
    assert [word.stem for word in words_of("e-meetings")] == [
        word.stem for word in words_of("electronic meetings")
    ]


def test_chinese_is_compared_by_pairs_of_characters() -> None:
    assert [word.stem for word in words_of("气候变化")] == ["气候", "候变", "变化"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_words(text: str) -> None:
    folded = fold_text(text)
    assert fold_text(folded) == folded or len(fold_text(folded)) <= len(folded)
    for word in words_of(text):
        assert word.stem
