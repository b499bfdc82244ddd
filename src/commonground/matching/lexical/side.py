"""One side of a comparison, read once: its distinct items, their languages, words and vectors by field."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from commonground.matching.embedding.encoder import Encoder, Vectors
from commonground.matching.item import Item
from commonground.matching.lexical.alignment import Word
from commonground.matching.lexical.ngram import words_of_letters
from commonground.matching.lexical.token import Token, language_of, shared_forms, tokens_in

FIELDS = ("title", "text", "parent")

_READ = 6000  # characters of a text whose meaning is read; words and letters are taken from all of it
_HEAD = 600  # characters of a text that stand in for its title
_FEW = 10  # items below which nothing is said of a set's titles

TermsByField = dict[str, list[list[str]]]


class Side:
    """A set's distinct contents, so that a repeated item changes nothing; item i of the set is row `place[i]` here."""

    def __init__(self, items: Sequence[Item]) -> None:
        numbers: dict[tuple[object, ...], int] = {}
        self.place = np.array(
            [numbers.setdefault(content_of(item), len(numbers)) for item in items], dtype=np.int64
        )
        firsts = {number: item for item, number in zip(reversed(items), reversed(self.place), strict=True)}
        self.items = [firsts[number] for number in range(len(numbers))]
        self.languages = [language_of(f"{item.title} {item.text}", item.language) for item in self.items]
        self.fields = {
            "title": [item.title if item.title.strip() else item.text[:_HEAD] for item in self.items],
            "text": [item.text for item in self.items],
            "parent": [item.parent for item in self.items],
        }
        self._tokens = {
            name: [tokens_in(text, code) for text, code in zip(texts, self.languages, strict=True)]
            for name, texts in self.fields.items()
        }
        self._names = [list(_other_names(item)) for item in self.items]
        self._vectors: dict[tuple[str, str], Vectors] = {}

    def __len__(self) -> int:
        return len(self.items)

    def terms(self) -> TermsByField:
        """Stems by field; a title's include those of its further languages and of its aliases."""
        return {name: [[token.term for token in row] for row in rows] for name, rows in self._all_tokens()}

    def forms(self) -> TermsByField:
        """Words as all languages write them: numbers, identifiers, Latin letters."""
        return {name: [shared_forms(row) for row in rows] for name, rows in self._all_tokens()}

    def _all_tokens(self) -> Iterator[tuple[str, list[list[Token]]]]:
        for name, rows in self._tokens.items():
            yield (
                name,
                [[*a, *b] for a, b in zip(rows, self._names, strict=True)] if name == "title" else rows,
            )

    def written(self) -> list[list[Word]]:
        """The words of the titles as they are written, which is how an encoder knows them."""
        return [
            [(said(text[token.start : token.end]), code) for token in tokens]
            for text, code, tokens in zip(
                self.fields["title"], self.languages, self._tokens["title"], strict=True
            )
        ]

    def numbers(self) -> list[list[str]]:
        """Numbers and names with digits in title and text."""
        rows = zip(self._tokens["title"], self._tokens["text"], strict=True)
        return [
            [t.form for tokens in pair for t in tokens if not t.form.isalpha() and t.form] for pair in rows
        ]

    def present(self, field: str) -> NDArray[np.bool_]:
        """Which items have the field."""
        return np.array([bool(text.strip()) for text in self.fields[field]], dtype=bool)

    def titles(self) -> list[str]:
        """The titles folded, to tell equal ones."""
        return [" ".join(words_of_letters(text)) for text in self.fields["title"]]

    def spoken(self) -> list[frozenset[str]]:
        """The languages each item's title is known in."""
        return [
            frozenset({code, *item.labels}) for code, item in zip(self.languages, self.items, strict=True)
        ]

    def vectors(self, field: str, encoder: Encoder) -> Vectors:
        """One vector of length 1 an item; a title's is the mean over all languages that the item has it in."""
        key = (field, encoder.model)
        if key not in self._vectors:
            self._vectors[key] = self._encoded(field, encoder)
        return self._vectors[key]

    def _encoded(self, field: str, encoder: Encoder) -> Vectors:
        texts = [[said(text)] for text in self.fields[field]]
        if field == "title":
            for names, item in zip(texts, self.items, strict=True):
                names.extend(said(label) for label in item.labels.values())
        distinct = sorted({text for names in texts for text in names if text})
        rows = dict(zip(distinct, encoder.encode(distinct) if distinct else (), strict=True))
        nothing = np.zeros(encoder.dimension, dtype=np.float32)
        means = np.array(
            [sum((rows.get(text, nothing) for text in sorted(set(names))), nothing) for names in texts],
            dtype=np.float32,
        ).reshape(len(texts), encoder.dimension)
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        return np.asarray(means / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


def headed(left: Sequence[Item], right: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Both sets as they are, or, where a set's titles are mere headings, with texts as titles under those headings.

    A set whose items have texts but share their titles with each other by half or more (sections of a standard, say) is
    told apart by its texts: there a title belongs to the chain above the item.
    """
    if not (_has_headings(left) or _has_headings(right)):
        return list(left), list(right)
    return [_under_heading(item) for item in left], [_under_heading(item) for item in right]


def _has_headings(items: Sequence[Item]) -> bool:
    distinct = {
        content_of(item): said(item.title) for item in items if item.title.strip() and item.text.strip()
    }
    return len(distinct) >= _FEW and len(set(distinct.values())) * 2 <= len(distinct)


def _under_heading(item: Item) -> Item:
    if not item.text.strip():
        return item
    chain = " > ".join(part for part in (item.parent, item.title) if part.strip())
    rest = item.text if len(item.text) > _HEAD else ""
    return replace(item, title=item.text[:_HEAD], text=rest, parent=chain)


def said(text: str) -> str:
    """A text as it is handed to an encoder: case and width of letters made alike, no tatweel, cut off where long."""
    return " ".join(unicodedata.normalize("NFKC", text[:_READ]).lower().replace("\u0640", "").split())


def content_of(item: Item) -> tuple[object, ...]:
    """All that is read of an item, with case and width of letters made alike; items of equal content are one."""
    labels = tuple((code, said(label)) for code, label in sorted(item.labels.items()))
    words = tuple(
        unicodedata.normalize("NFKC", text).lower() for text in (item.title, item.text, item.parent)
    )
    return (*words, item.language or "", labels, item.aliases)


def phrases_of(texts: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pairs of neighbouring terms of each text."""
    return [[f"{one} {other}" for one, other in pairwise(terms)] for terms in texts]


def _other_names(item: Item) -> Iterator[Token]:
    for code, label in item.labels.items():
        if label != item.title:
            yield from tokens_in(label, code)
    for alias in item.aliases:
        yield from tokens_in(alias, language_of(alias, None))
