"""The product's words exist in every language, with the same parts to fill in."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from commonground.domain.document import Locator
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.theme import EntryState
from commonground.errors import InternalError
from commonground.exports.wording import place_in_words, printed_day, word

WORDS = tomllib.loads(files("commonground.exports").joinpath("wording.toml").read_text("utf-8"))


@pytest.mark.parametrize("key", WORDS)
def test_a_word_exists_in_six_languages(key: str) -> None:
    assert set(WORDS[key]) == set(OFFICIAL_LANGUAGES)
    parts = {tuple(sorted(re.findall(r"\{\w+\}", form))) for form in WORDS[key].values()}
    assert len(parts) == 1
    assert all(form.strip() for form in WORDS[key].values())


def test_every_state_has_a_word() -> None:
    assert all(word(f"state_{state}", "ar") for state in EntryState)


def test_an_unknown_word_is_a_fault_of_ours() -> None:
    with pytest.raises(InternalError):
        word("no-such-word", "en")


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
def test_a_day_is_printed_in_words_and_other_texts_stay(language: str) -> None:
    assert len(WORDS["months"][language].split("|")) == 12
    assert "2020" in printed_day("2020-12-31", language)
    assert printed_day("2020-13-31", language) == "2020-13-31"


def test_chinese_days_are_numbers() -> None:
    assert printed_day("2020-05-18", "zh") == "2020年5月18日"


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
def test_every_place_in_a_document_has_words(language: str) -> None:
    everywhere = Locator(
        part="header",
        page=1,
        paragraph=2,
        row=4,
        column=5,
        sheet="A",
        cell="B7",
        line=6,
        record="/x",
    )
    said = place_in_words(everywhere, language)
    assert language == "en" or not {"row", "column", "header", "record"} & set(said.split())
    for number in ("1", "2", "4", "5", "A", "B7", "6", "/x"):
        assert number in said
    if language == "en":
        assert said == str(everywhere)
        assert place_in_words(Locator(paragraph=1, table=3, row=4), language) == "table 3, row 4"
