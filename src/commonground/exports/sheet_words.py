"""Names of the register's sheets and columns in six languages, and which of them a heading is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.errors import InternalError, Said
from commonground.exports.wording import check_language


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = files("commonground.exports").joinpath("sheet_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def sheet_word(key: str, language: str, **parts: str) -> str:
    """The wording in that language, with the parts in braces filled in.

    A key with a language after a full stop is for texts in that language.

    >>> sheet_word("labels.fr", "en")
    'Label (fr)'
    """
    stem, _, of_language = key.partition(".")
    forms = _words().get(stem)
    if forms is None:
        raise InternalError(Said("there is no wording %(stem)s", stem=repr(stem)))
    check_language(language)
    if of_language:
        parts["language"] = of_language
    return forms[language].format(**parts) if parts else forms[language]


def has_word(key: str) -> bool:
    """Whether there is a wording of this key."""
    return key in _words()


def folded(text: str) -> str:
    """A heading for comparison: case and spaces aside."""
    return " ".join(text.casefold().split())


def headings(keys: Iterable[str]) -> dict[str, str]:
    """Folded heading -> key, for the keys named, in all six languages; a key itself is its own heading too."""
    found: dict[str, str] = {}
    for key in keys:
        found.setdefault(folded(key), key)
        for language in OFFICIAL_LANGUAGES:
            found.setdefault(folded(sheet_word(key, language)), key)
    return found
