"""Words that no item says, read as the words of like meaning that the titles of the work use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonground.matching.embedding.encoder import Vectors
from commonground.matching.item import Item, ItemKind
from commonground.matching.lexical.token import tokens_of
from commonground.matching.search.query import alternatives

WORDS_MAX = 4000  # of the titles of work, the commonest; documents say the same words again
_LENGTH_MIN = 3  # letters of a word that has a meaning of its own outside its title
_NEAR = 0.74  # cosine of two words that mean the same in two languages: "desastres" and "disaster" have 0.89
_NEAREST = 3


class TitleWord(NamedTuple):
    """A word of titles, and the terms that may stand for it."""

    surface: str
    terms: tuple[str, ...]


def title_words(items: Iterable[Item]) -> tuple[TitleWord, ...]:
    """The words of the titles of all work but documents, the commonest first, each once."""
    counts: Counter[str] = Counter()
    terms: dict[str, tuple[str, ...]] = {}
    for item in items:
        if item.kind is ItemKind.DOCUMENT:
            continue
        for token in tokens_of(item.title, item.language):
            surface = item.title[token.start : token.end].lower()
            if len(surface) >= _LENGTH_MIN and surface.isalpha():
                counts[surface] += 1
                terms.setdefault(surface, alternatives(token))
    ranked = sorted(counts, key=lambda surface: (-counts[surface], surface))[:WORDS_MAX]
    return tuple(TitleWord(surface, terms[surface]) for surface in ranked)


def to_details(words: Iterable[TitleWord]) -> list[list[Any]]:
    """The words as JSON keeps them."""
    return [[word.surface, list(word.terms)] for word in words]


def from_details(details: Iterable[Sequence[Any]]) -> tuple[TitleWord, ...]:
    """The inverse of `to_details`."""
    return tuple(TitleWord(str(surface), tuple(terms)) for surface, terms in details)


def nearest(
    vector: NDArray[np.float32], words: Sequence[TitleWord], vectors: Vectors
) -> dict[TitleWord, float]:
    """The words that mean what the vector means, with their cosines; none where nothing comes near."""
    if not words:
        return {}
    cosines = np.round(vectors @ vector, 4)
    order = np.argsort(-cosines, kind="stable")[:_NEAREST]
    return {words[place]: float(cosines[place]) for place in order.tolist() if cosines[place] >= _NEAR}
