"""Which items of one set belong to which of another: features of every pair, and one ranking that needs no training.

One rule serves every kind of set. Pairs in one language lean on words and letters as well as on meaning; pairs in two
languages lean on meaning, with the numbers and Latin words that translations leave standing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from commonground.matching.embedding.encoder import Encoder, Vectors
from commonground.matching.hubness import csls
from commonground.matching.item import Item
from commonground.matching.lexical.alignment import Word, aligned_words
from commonground.matching.lexical.bm25 import FieldIndex, shared_terms
from commonground.matching.lexical.ngram import NgramIndex, words_of_letters
from commonground.matching.lexical.term_list import TermList, shared_concepts
from commonground.matching.lexical.token import Token, language_of, shared_forms, tokens_of

Matrix = NDArray[np.float32]
Words = dict[str, list[list[str]]]

_FIELDS = ("title", "text", "parent")
_READ = 6000  # characters of a text whose meaning is read; words and letters are taken from all of it
_HEAD = 300  # characters of a text that stand in for a missing title

# Shares in the likeness of a title and of other fields: within a language, across languages.
_TITLE_SHARES = {
    "letters": (0.15, 0.1),
    "words": (0.2, 0.05),
    "words_back": (0.1, 0.05),
    "phrases": (0.2, 0.05),
    "meaning": (0.15, 0.35),
    "aligned": (0.1, 0.2),
    "aligned_back": (0.1, 0.2),
}
_FIELD_SHARES = {"letters": (1 / 3, 0.2), "words": (1 / 3, 0.1), "meaning": (1 / 3, 0.7)}
_TEXT, _PARENT, _SAME_TITLE = 0.2, 0.15, 0.3  # weights beside the title's 1
_TERMS, _APART = 0.1, 1.0
_NEIGHBOURS = 10  # right items by which an absent body is judged
_HUBS = 6  # nearest by which a hub is told: few, since few items of one set share a counterpart


@dataclass(frozen=True)
class PairFeatures:
    """Named matrices (left items x right items), float32, each 0 to 1 unless said otherwise.

    For each field (title, text, parent): `<field>_letters` cosine of character n-grams, `<field>_words` BM25 as a share
    of what the left side could reach, `<field>_meaning` cosine of vectors (-1 to 1). Of titles also `title_words_back`
    (the share that the right side could reach), `title_phrases` (pairs of neighbouring words, mean of both shares),
    `title_aligned` and `title_aligned_back` (words set against their nearest, see `lexical.alignment`). Over all
    fields `numbers` and `terms` shared, weighted by rarity; `same_title`, `same_language`, `both_texts`, `kept_apart`
    are 0 or 1.
    """

    matrices: Mapping[str, Matrix]
    shape: tuple[int, int]

    def __getitem__(self, name: str) -> Matrix:
        return self.matrices[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.matrices)

    def of(self, left: int, right: int) -> dict[str, float]:
        """The features of one pair by name."""
        return {name: float(matrix[left, right]) for name, matrix in self.matrices.items()}


@dataclass(frozen=True)
class Rankings:
    """For each left item the places of right items, best first, and their falling scores: (left, top)."""

    places: NDArray[np.int32]
    scores: Matrix


class _Side:
    """One set's words, read once: distinct contents only, so that a repeated item changes nothing."""

    def __init__(self, items: Sequence[Item]) -> None:
        numbers: dict[tuple[object, ...], int] = {}
        self.place = np.array(
            [numbers.setdefault(_content(item), len(numbers)) for item in items], dtype=np.int64
        )
        firsts = {number: item for item, number in zip(reversed(items), reversed(self.place), strict=True)}
        self.items = [firsts[number] for number in range(len(numbers))]
        self.languages = [language_of(f"{item.title} {item.text}", item.language) for item in self.items]
        self.fields = {
            "title": [item.title if item.title.strip() else item.text[:_HEAD] for item in self.items],
            "text": [item.text for item in self.items],
            "parent": [item.parent for item in self.items],
        }
        self.tokens = {name: self._tokens(name) for name in _FIELDS}

    def _tokens(self, field: str) -> list[list[Token]]:
        return [
            [
                *tokens_of(text, language),
                *(self._other_names(item) if field == "title" else ()),
            ]
            for text, language, item in zip(self.fields[field], self.languages, self.items, strict=True)
        ]

    @staticmethod
    def _other_names(item: Item) -> Iterator[Token]:
        for language, label in item.labels.items():
            yield from tokens_of(label, language)
        for alias in item.aliases:
            yield from tokens_of(alias)

    def terms(self) -> Words:
        return {name: [[token.term for token in row] for row in rows] for name, rows in self.tokens.items()}

    def forms(self) -> Words:
        return {name: [shared_forms(row) for row in rows] for name, rows in self.tokens.items()}

    def written(self) -> list[list[Word]]:
        """The words of the titles as they are written, which is how an encoder knows them."""
        return [
            [(said(text[token.start : token.end]), language) for token in tokens_of(text, language)]
            for text, language in zip(self.fields["title"], self.languages, strict=True)
        ]

    def present(self, field: str) -> NDArray[np.bool_]:
        return np.array([bool(text.strip()) for text in self.fields[field]], dtype=bool)

    def titles(self) -> list[str]:
        return [" ".join(words_of_letters(text)) for text in self.fields["title"]]

    def vectors(self, field: str, encoder: Encoder) -> Vectors:
        """A title's vector is the mean over all languages that the item has it in."""
        texts = [[said(text)] for text in self.fields[field]]
        if field == "title":
            for names, item in zip(texts, self.items, strict=True):
                names += [said(label) for label in item.labels.values() if label.strip()]
        distinct = {text: None for names in texts for text in dict.fromkeys(names) if text}
        rows = dict(zip(distinct, encoder.encode(list(distinct)) if distinct else (), strict=True))
        nothing = np.zeros(encoder.dimension, dtype=np.float32)
        means = np.stack(
            [sum((rows.get(text, nothing) for text in dict.fromkeys(names)), nothing) for names in texts]
        )
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        return np.asarray(means / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)

    def spoken(self) -> list[frozenset[str]]:
        return [
            frozenset({language, *item.labels})
            for language, item in zip(self.languages, self.items, strict=True)
        ]


def said(text: str) -> str:
    """A text as it is handed to an encoder: case and width of letters made alike, no tatweel, cut off where long."""
    return " ".join(unicodedata.normalize("NFKC", text[:_READ]).lower().replace("\u0640", "").split())


def _content(item: Item) -> tuple[object, ...]:
    labels = tuple((code, said(label)) for code, label in sorted(item.labels.items()))
    words = tuple(
        unicodedata.normalize("NFKC", text).lower() for text in (item.title, item.text, item.parent)
    )
    return (*words, item.language, labels, item.aliases)


def pair_features(
    left: Sequence[Item], right: Sequence[Item], encoder: Encoder, vocabulary: TermList | None = None
) -> PairFeatures:
    """The features of every pair. Memory: 4 bytes x left x right x 19 features; hand large sets over in parts.

    What depends on a collection (rarity of words and n-grams) is counted over the right side.
    """
    lefts, rights = _Side(left), _Side(right)
    found = _features(lefts, rights, encoder, vocabulary)
    return PairFeatures(
        {name: matrix[np.ix_(lefts.place, rights.place)] for name, matrix in found.items()},
        (len(left), len(right)),
    )


def _features(left: _Side, right: _Side, encoder: Encoder, vocabulary: TermList | None) -> dict[str, Matrix]:
    shape = (len(left.items), len(right.items))
    found: dict[str, Matrix] = {"same_language": _same_language(left, right)}
    is_same = found["same_language"] > 0
    found |= _word_likeness(left.terms(), right.terms())
    if not is_same.all():
        across = _word_likeness(left.forms(), right.forms())
        found |= {name: np.where(is_same, found[name], matrix) for name, matrix in across.items()}
    found["title_aligned"], found["title_aligned_back"] = aligned_words(
        left.written(), right.written(), encoder
    )
    for name in _FIELDS:
        if not (left.present(name).any() and right.present(name).any()):
            letters = meaning = np.zeros(shape, dtype=np.float32)
        else:
            letters = NgramIndex(right.fields[name]).likeness(left.fields[name])
            meaning = left.vectors(name, encoder) @ right.vectors(name, encoder).T
        found |= {f"{name}_letters": letters, f"{name}_meaning": meaning}
    found["numbers"] = shared_terms(_numbers(left), _numbers(right))
    found["same_title"] = _equal(left.titles(), right.titles())
    found["both_texts"] = np.outer(left.present("text"), right.present("text")).astype(np.float32)
    terms, apart = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
    if vocabulary is not None:
        one, other = _concepts(left, vocabulary), _concepts(right, vocabulary)
        terms = shared_concepts(one, other)
        apart = np.array([[vocabulary.are_kept_apart(a, b) for b in other] for a in one], dtype=np.float32)
    return found | {"terms": terms, "kept_apart": apart.reshape(shape)}


def _same_language(left: _Side, right: _Side) -> Matrix:
    codes = {code: place for place, code in enumerate(sorted(set().union(*left.spoken(), *right.spoken())))}

    def speaks(side: _Side) -> Matrix:
        known = np.zeros((len(side.items), max(len(codes), 1)), dtype=np.float32)
        for row, spoken in enumerate(side.spoken()):
            known[row, [codes[code] for code in spoken]] = 1.0
        return known

    return (speaks(left) @ speaks(right).T > 0).astype(np.float32)


def _word_likeness(left: Words, right: Words) -> dict[str, Matrix]:
    found = {f"{name}_words": matrix for name, matrix in _shares(left, right).items()}
    found["title_words_back"] = _shares({"title": right["title"]}, {"title": left["title"]})["title"].T
    one, other = _phrases(left), _phrases(right)
    found["title_phrases"] = np.float32(0.5) * (_shares(one, other)["title"] + _shares(other, one)["title"].T)
    return found


def _phrases(side: Words) -> Words:
    return {"title": [[f"{a} {b}" for a, b in pairwise(terms)] for terms in side["title"]]}


def _shares(asking: Words, offering: Words) -> dict[str, Matrix]:
    """BM25 of each field as a share of the highest score that the asking text's words allow."""
    index = FieldIndex(offering)
    return {
        name: np.asarray(
            index.field_scores(name, asked) / np.maximum(index.ceiling(asked), 1e-6)[:, None],
            dtype=np.float32,
        )
        for name, asked in asking.items()
    }


def _numbers(side: _Side) -> list[list[str]]:
    return [
        [
            token.form
            for name in ("title", "text")
            for token in side.tokens[name][row]
            if _has_digit(token.form)
        ]
        for row in range(len(side.items))
    ]


def _has_digit(form: str) -> bool:
    return any(char.isdigit() for char in form)


def _equal(left: Sequence[str], right: Sequence[str]) -> Matrix:
    numbers: dict[str, int] = {}
    one = np.array([numbers.setdefault(text, len(numbers)) if text else -1 for text in left], dtype=np.int64)
    other = np.array(
        [numbers.setdefault(text, len(numbers)) if text else -2 for text in right], dtype=np.int64
    )
    return np.asarray(one[:, None] == other[None, :], dtype=np.float32)


def _concepts(side: _Side, vocabulary: TermList) -> list[frozenset[int]]:
    return [
        vocabulary.concepts_of(f"{title}\n{text}", language)
        for title, text, language in zip(
            side.fields["title"], side.fields["text"], side.languages, strict=True
        )
    ]


def rank_pairs(
    left: Sequence[Item],
    right: Sequence[Item],
    encoder: Encoder,
    vocabulary: TermList | None = None,
    top: int | None = None,
) -> Rankings:
    """For each left item the right items, best first (all, or the `top` best): needs no training, one rule for all.

    Likeness of a field is a weighted mean of letters, words and meaning; the title counts fully, body and parent
    little, and identical titles come first, bodies deciding among them. Hubs are corrected for over both sets. The
    order of the items, repeated items and the case or width of letters change nothing; ties are broken by folded
    title, text and id.
    """
    lefts, rights = _Side(left), _Side(right)
    if not lefts.items or not rights.items:
        return Rankings(np.zeros((len(left), 0), np.int32), np.zeros((len(left), 0), np.float32))
    fused = fuse(_features(lefts, rights, encoder, vocabulary))
    scores = np.round(csls(fused, _HUBS), 5)[np.ix_(lefts.place, rights.place)]
    keys = [(*_content(item)[:3], item.id) for item in right]
    fixed = np.array(sorted(range(len(right)), key=keys.__getitem__), dtype=np.int64)
    order = fixed[np.argsort(-scores[:, fixed], axis=1, kind="stable")][:, :top]
    return Rankings(order.astype(np.int32), np.take_along_axis(scores, order, axis=1))


def fuse(features: Mapping[str, Matrix]) -> Matrix:
    """One likeness of every pair from its features, not yet corrected for hubs: about 0 to 1.6."""
    title = _likeness(features, "title", _TITLE_SHARES)
    text, parent = (_likeness(features, name, _FIELD_SHARES) for name in ("text", "parent"))
    fused = title + _TEXT * _completed(text, title, features["both_texts"] > 0) + _PARENT * parent
    fused += (
        _SAME_TITLE * features["same_title"] + _TERMS * features["terms"] - _APART * features["kept_apart"]
    )
    return np.asarray(fused, dtype=np.float32)


def _likeness(features: Mapping[str, Matrix], name: str, shares: Mapping[str, tuple[float, float]]) -> Matrix:
    is_same = features["same_language"] > 0
    total = np.zeros_like(features["same_language"])
    for part, (within, across) in shares.items():
        total += np.where(is_same, np.float32(within), np.float32(across)) * features[f"{name}_{part}"]
    return total


def _completed(text: Matrix, title: Matrix, present: NDArray[np.bool_]) -> Matrix:
    """Likeness of bodies; where one is absent, the mean of those right items that are nearest by title.

    An item without a body is thus neither preferred nor put behind its siblings that have one.
    """
    ranked = np.where(present, title, -np.inf)
    width = title.shape[1]
    nearest = np.argpartition(-ranked, min(_NEIGHBOURS, width) - 1, axis=1)[:, :_NEIGHBOURS]
    is_known = np.take_along_axis(present, nearest, axis=1)
    known = np.where(is_known, np.take_along_axis(text, nearest, axis=1), 0.0)
    usual = known.sum(axis=1) / np.maximum(is_known.sum(axis=1), 1)
    return np.where(present, text, usual[:, None]).astype(np.float32)
