"""The product's own words in the six official languages, read once from `wording.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from commonground.domain.document import Locator
from commonground.domain.language import OFFICIAL_LANGUAGES, RIGHT_TO_LEFT
from commonground.errors import BadInput, InternalError, Said

# The letter that ends a document number in each language: "TDAG-20/13-F" is the French one.
LANGUAGE_LETTERS = {"ar": "A", "zh": "C", "en": "E", "fr": "F", "ru": "R", "es": "S"}


@cache
def _wordings() -> Mapping[str, Mapping[str, str]]:
    text = files("commonground.exports").joinpath("wording.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def word(key: str, language: str, **parts: str) -> str:
    """The wording in that language, with the parts in braces filled in.

    >>> word("list", "fr", number="1.3")
    'Liste 1.3'
    """
    forms = _wordings().get(key)
    if forms is None:
        raise InternalError(Said("there is no wording %(key)s", key=repr(key)))
    check_language(language)
    return forms[language].format(**parts) if parts else forms[language]


def place_in_words(locator: Locator, language: str) -> str:
    """Where something stands in a document: "tableau 2, ligne 5, colonne 4"; "" for nowhere.

    The paragraph of a table's cell is left out.

    >>> place_in_words(Locator(table=2, row=5), "fr")
    'tableau 2, ligne 5'
    """
    parts = [
        word(f"place_{locator.part}", language) if has_wording(f"place_{locator.part}") else locator.part
    ]
    for name, value in locator.to_json().items():
        if name != "part" and not (name == "paragraph" and locator.table):
            parts.append(word(f"place_{name}", language, number=str(value)))
    return joined([part for part in parts if part], language)


def has_wording(key: str) -> bool:
    """Whether there is a wording of this key."""
    return key in _wordings()


def check_language(language: str) -> None:
    """Nothing, when papers can be printed in the language; else an error that names those that can."""
    if language not in OFFICIAL_LANGUAGES:
        raise BadInput(
            Said("no papers are printed in language %(language)s", language=repr(language)),
            advice=Said(
                "choose one of %(languages)s",
                languages=", ".join(OFFICIAL_LANGUAGES),
            ),
        )


def direction_of(language: str) -> str:
    """ "rtl" or "ltr".

    >>> direction_of("ar")
    'rtl'
    """
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def joined(parts: list[str], language: str) -> str:
    """The parts as one enumeration, with the comma of the language.

    >>> joined(["气候", "能源"], "zh")
    '气候、能源'
    """
    return {"zh": "、", "ar": "، "}.get(language, ", ").join(parts)


def headed(heading: str, text: str, language: str) -> str:
    """A heading and what it heads, with the colon of the language.

    >>> headed("来源", "主席", "zh")
    '来源：主席'
    """
    return f"{heading}：{text}" if language == "zh" else f"{heading}: {text}".rstrip()


def printed_day(day: str, language: str) -> str:
    """A day written as in ISO 8601, as papers print it; any other text as it is.

    >>> printed_day("2020-05-18", "es"), printed_day("spring 2020", "es")
    ('18 de mayo de 2020', 'spring 2020')
    """
    try:
        value = date.fromisoformat(day)
    except ValueError:
        return day
    months = word("months", language).split("|")
    return word("day", language, day=str(value.day), month=months[value.month - 1], year=str(value.year))
