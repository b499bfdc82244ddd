"""A text to search with, read once: its telling words, and the passages its meaning is taken from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from commonground.matching.lexical.token import Token, is_shared_writing, stem, tokens_of

_PASSAGE = 800  # characters; some 120 words, the length the encoders know best
_PASSAGES_MAX = 160  # of a longer text the beginning is read, and pieces from all of the rest
_EMBEDDED_MAX = 12
_WORD = re.compile(r"\w")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_LATIN = ("en", "fr", "es")


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word of the query: the terms any of which stands for it, and how often it is said."""

    surface: str
    terms: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Query:
    """A text to search with. `words` are in order of first mention; `passages` are to be embedded.

    Both are empty when the text holds no letter or digit; `words` alone when it holds only filler words.
    """

    words: tuple[QueryWord, ...]
    passages: tuple[str, ...]
    is_long: bool  # a draft rather than a subject


def read_query(text: str, language: str | None = None) -> Query:
    """The query in any language, mixed or not; `language` helps where the words themselves do not tell.

    Letter case, width and control characters make no difference. Of a text over some 128,000 characters the beginning
    and evenly spread pieces are read, so that the cost stays bounded.
    """
    plain = _CONTROL.sub(" ", unicodedata.normalize("NFKC", _sampled(text))).lower()
    if not _WORD.search(plain):
        return Query((), (), False)
    passages = _passages(plain)
    found: dict[tuple[str, ...], QueryWord] = {}
    for passage in passages:
        for token in tokens_of(passage, language):
            terms = alternatives(token)
            known = found.get(terms)
            surface = known.surface if known else passage[token.start : token.end]
            found[terms] = QueryWord(surface, terms, known.count + 1 if known else 1)
    return Query(tuple(found.values()), _spread(passages, _EMBEDDED_MAX), len(passages) > 1)


def alternatives(token: Token) -> tuple[str, ...]:
    """The terms one word may be kept under: a short text does not tell in which language it is to be stemmed."""
    if not is_shared_writing(token.form):
        return (token.term,)
    stems = (stem(token.form, language) for language in _LATIN)
    return tuple(dict.fromkeys((token.term, *stems)))


def _sampled(text: str) -> str:
    room = _PASSAGE * _PASSAGES_MAX
    if len(text) <= room:
        return text
    half, step = room // 2, (len(text) - room // 2) // (_PASSAGES_MAX // 2)
    pieces = [text[half + k * step : half + k * step + _PASSAGE] for k in range(_PASSAGES_MAX // 2)]
    return " ".join([text[:half], *pieces])


def _passages(text: str) -> tuple[str, ...]:
    # Cut at blanks; a text without any is cut where it must be.
    passages: list[str] = []
    start = 0
    while start < len(text):
        end = min(start + _PASSAGE, len(text))
        if end < len(text):
            blank = text.rfind(" ", start + _PASSAGE // 2, end)
            end = blank + 1 if blank > 0 else end
        piece = text[start:end].strip()
        if _WORD.search(piece):
            passages.append(piece)
        start = end
    return tuple(passages)


def _spread(passages: Iterable[str], most: int) -> tuple[str, ...]:
    # Evenly over the text, the first always among them: it holds the title.
    every = tuple(dict.fromkeys(passages))
    if len(every) <= most:
        return every
    return tuple(every[k * len(every) // most] for k in range(most))
