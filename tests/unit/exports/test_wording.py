"""The product's words exist in every language, with the same parts to fill in."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.theme import EntryState
from commonground.errors import InternalError
from commonground.exports.wording import printed_day, word

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
