"""The plain words of an explanation in the six official languages, read once from `phrasing.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.text.direction import set_apart


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("commonground.matching").joinpath("phrasing.toml").read_text(encoding="utf-8"))


def phrase(key: str, language: str, **parts: str) -> str:
    """The phrase in that language, with the parts in braces filled in.

    >>> phrase("both_cite", "en", names="Resolution 182")
    'both cite Resolution 182'
    """
    return _phrases()[key][language].format(**parts)


def quoted(text: str, language: str) -> str:
    """The text in the quotation marks of the language."""
    return phrase("quoted", language, text=set_apart(text, language))


def enumerated(names: Sequence[str], language: str) -> str:
    """The names one after the other, with the comma of the language."""
    return phrase("comma", language).join(names)


def sentence_of(clauses: Sequence[tuple[str, Mapping[str, object]]]) -> dict[str, str]:
    """The clauses as one sentence in each official language.

    A clause is a key and its parts; a part is a text that is the same in every language, or a function of the
    language.
    """
    return {language: _sentence(clauses, language) for language in OFFICIAL_LANGUAGES}


def _sentence(clauses: Sequence[tuple[str, Mapping[str, object]]], language: str) -> str:
    said = [
        phrase(key, language, **{name: _part(part, language) for name, part in parts.items()})
        for key, parts in clauses
    ]
    whole = phrase("joint", language).join(said)
    return whole[:1].upper() + whole[1:] + phrase("stop", language)


def _part(part: object, language: str) -> str:
    return str(part(language)) if callable(part) else str(part)
