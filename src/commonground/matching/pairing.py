"""Which items of one set belong to which of another: features of every pair, and one ranking that needs no training.

One rule serves every kind of set. Pairs in one language lean on words and letters as well as on meaning; pairs in two
languages lean on meaning, with the numbers and Latin words that translations leave standing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.matching.embedding.encoder import Encoder
from commonground.matching.hubness import csls
from commonground.matching.item import Item
from commonground.matching.lexical.alignment import aligned_words
from commonground.matching.lexical.bm25 import FieldIndex, shared_terms
from commonground.matching.lexical.ngram import NgramIndex
from commonground.matching.lexical.side import FIELDS, Side, TermsByField, content_of, headed, phrases_of
from commonground.matching.lexical.term_list import TermList, shared_concepts

Matrix = NDArray[np.float32]
Encoders = Mapping[str, Encoder]  # by field; all in one space

# Shares in the likeness of a title and of other fields: within a language, across languages.
_TITLE_SHARES = {
    "letters": (0.19, 0.09),
    "words": (0.15, 0.03),
    "words_back": (0.07, 0.03),
    "phrases": (0.15, 0.03),
    "meaning": (0.19, 0.34),
    "aligned": (0.125, 0.24),
    "aligned_back": (0.125, 0.24),
}
_FIELD_SHARES = {"letters": (1 / 3, 0.2), "words": (1 / 3, 0.1), "meaning": (1 / 3, 0.7)}
_TEXT, _PARENT, _SAME_TITLE = 0.2, 0.15, 0.3  # weights beside the title's 1
_CROSSED, _TERMS, _APART = 0.8, 0.1, 1.0
_LITTLE = 300_000  # characters that are worth the slower, exact vectors: some seconds of one core
_SHORT_LIST = 30  # best right items among which hubs are corrected for
_NEIGHBOURS = 10  # right items by which an absent body is judged


@dataclass(frozen=True)
class PairFeatures:
    """Named matrices (left items x right items), float32, each 0 to 1 unless said otherwise.

    For each field (title, text, parent): `<field>_letters` cosine of character n-grams, `<field>_words` BM25 as a share
    of what the left side could reach, `<field>_meaning` cosine of vectors (-1 to 1). Of titles also `title_words_back`
    (the share that the right side could reach), `title_phrases` (pairs of neighbouring words, mean of both shares),
    `title_aligned` and `title_aligned_back` (words set against their nearest, see `lexical.alignment`).
    `crossed` is title against body where only one side has a body. Over all fields `numbers` and `terms` shared,
    weighted by rarity; `same_title`, `same_language`, `both_texts`, `kept_apart` are 0 or 1.
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


def pair_features(
    left: Sequence[Item], right: Sequence[Item], encoder: Encoder, vocabulary: TermList | None = None
) -> PairFeatures:
    """The features of every pair. Memory: 4 bytes x left x right x 20 features; hand large sets over in parts.

    What depends on a collection (rarity of words and n-grams) is counted over the right side.
    """
    lefts, rights = Side(left), Side(right)
    found = _features(lefts, rights, dict.fromkeys(FIELDS, encoder), vocabulary)
    return PairFeatures(
        {name: matrix[np.ix_(lefts.place, rights.place)] for name, matrix in found.items()},
        (len(left), len(right)),
    )


def _features(left: Side, right: Side, encoders: Encoders, vocabulary: TermList | None) -> dict[str, Matrix]:
    shape = (len(left), len(right))
    found: dict[str, Matrix] = {"same_language": _same_language(left, right)}
    is_same = found["same_language"] > 0
    found |= _word_likeness(left.terms(), right.terms())
    if not is_same.all():
        across = _word_likeness(left.forms(), right.forms())
        found |= {name: np.where(is_same, found[name], matrix) for name, matrix in across.items()}
    found["title_aligned"], found["title_aligned_back"] = aligned_words(
        left.written(), right.written(), encoders["title"]
    )
    found |= _whole_likeness(left, right, encoders)
    found["numbers"] = shared_terms(left.numbers(), right.numbers())
    found["same_title"] = _equal(left.titles(), right.titles())
    found["both_texts"] = np.outer(left.present("text"), right.present("text")).astype(np.float32)
    found["terms"] = found["kept_apart"] = np.zeros(shape, dtype=np.float32)
    if vocabulary is not None:
        one, other = _concepts(left, vocabulary), _concepts(right, vocabulary)
        found["terms"] = shared_concepts(one, other)
        found["kept_apart"] = vocabulary.kept_apart(one, other)
    return found


def _same_language(left: Side, right: Side) -> Matrix:
    spoken = [left.spoken(), right.spoken()]
    places = {
        code: place
        for place, code in enumerate(sorted({code for side in spoken for row in side for code in row}))
    }
    known = [np.zeros((len(side), max(len(places), 1)), dtype=np.float32) for side in spoken]
    for matrix, side in zip(known, spoken, strict=True):
        for row, codes in enumerate(side):
            matrix[row, [places[code] for code in codes]] = 1.0
    return (known[0] @ known[1].T > 0).astype(np.float32)


def _word_likeness(left: TermsByField, right: TermsByField) -> dict[str, Matrix]:
    index = FieldIndex(right)
    found = {f"{name}_words": index.shares(name, left[name]) for name in FIELDS}
    found["title_words_back"] = _share(right["title"], left["title"]).T
    one, other = phrases_of(left["title"]), phrases_of(right["title"])
    found["title_phrases"] = np.float32(0.5) * (_share(one, other) + _share(other, one).T)
    return found


def _share(asking: list[list[str]], offering: list[list[str]]) -> Matrix:
    return FieldIndex({"title": offering}).shares("title", asking)


def _whole_likeness(left: Side, right: Side, encoders: Encoders) -> dict[str, Matrix]:
    """Letters and meaning of each field; and of title against body where only one side has a body."""
    found: dict[str, Matrix] = {}
    for name in FIELDS:
        if left.present(name).any() and right.present(name).any():
            found[f"{name}_letters"] = NgramIndex(right.fields[name]).likeness(left.fields[name])
            found[f"{name}_meaning"] = (
                left.vectors(name, encoders[name]) @ right.vectors(name, encoders[name]).T
            )
        else:
            found[f"{name}_letters"] = found[f"{name}_meaning"] = np.zeros(
                (len(left), len(right)), dtype=np.float32
            )
    found["crossed"] = np.zeros((len(left), len(right)), dtype=np.float32)
    here, there = left.present("text"), right.present("text")
    for one, other, rows, columns in (
        ("title", "text", np.flatnonzero(~here), np.flatnonzero(there)),
        ("text", "title", np.flatnonzero(here), np.flatnonzero(~there)),
    ):
        if len(rows) and len(columns):
            index = NgramIndex([right.fields[other][column] for column in columns])
            letters = index.likeness([left.fields[one][row] for row in rows])
            meaning = (
                left.vectors(one, encoders[one])[rows] @ right.vectors(other, encoders[other])[columns].T
            )
            found["crossed"][np.ix_(rows, columns)] = (letters + meaning) / 2
    return found


def _equal(left: Sequence[str], right: Sequence[str]) -> Matrix:
    numbers: dict[str, int] = {}
    one = np.array([numbers.setdefault(text, len(numbers)) if text else -1 for text in left], dtype=np.int64)
    other = np.array(
        [numbers.setdefault(text, len(numbers)) if text else -2 for text in right], dtype=np.int64
    )
    return np.asarray(one[:, None] == other[None, :], dtype=np.float32)


def _concepts(side: Side, vocabulary: TermList) -> list[frozenset[int]]:
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
    little, and identical titles come first, bodies deciding among them. In a short list hubs are corrected for over
    both sets: a right item near many left ones gives way to one near this left item alone. The order of the items,
    repeated items and the case or width of letters change nothing; ties are broken by folded title, text and id.
    """
    if not left or not right:
        width = min(len(right), top) if top is not None else len(right)
        return Rankings(np.zeros((len(left), width), np.int32), np.zeros((len(left), width), np.float32))
    ours, theirs = headed(left, right)
    lefts, rights = Side(ours), Side(theirs)
    encoders = {name: _finest(encoder, [*lefts.fields[name], *rights.fields[name]]) for name in FIELDS}
    fused = fuse(_features(lefts, rights, encoders, vocabulary))
    scores = _settled(np.round(fused, 5), _hubs(len(lefts)))[np.ix_(lefts.place, rights.place)]
    keys = [(*content_of(item)[:3], item.id) for item in right]
    fixed = np.array(sorted(range(len(right)), key=keys.__getitem__), dtype=np.int64)
    order = fixed[np.argsort(-scores[:, fixed], axis=1, kind="stable")][:, :top]
    return Rankings(order.astype(np.int32), np.take_along_axis(scores, order, axis=1))


def _finest(encoder: Encoder, texts: Sequence[str]) -> Encoder:
    """The default encoder's exact half where there is little to read: there its short cut costs a point for seconds."""
    from commonground.matching.embedding.default import DefaultEncoder
    from commonground.matching.embedding.loading import load_encoder

    is_little = sum(map(len, texts)) <= _LITTLE
    return load_encoder("exact") if is_little and isinstance(encoder, DefaultEncoder) else encoder


def _settled(fused: Matrix, hubs: int) -> Matrix:
    """The likeness corrected for hubs in each row's short list, and below it, in its own order, the rest."""
    width = fused.shape[1]
    shortest = np.partition(fused, max(width - _SHORT_LIST, 0), axis=1)[:, max(width - _SHORT_LIST, 0)]
    is_listed = fused >= shortest[:, None]
    corrected = csls(fused, hubs)
    floor = np.where(is_listed, corrected, np.inf).min(axis=1) - 0.001
    ceiling = np.where(is_listed, -np.inf, fused).max(axis=1, initial=-np.inf)
    shift = np.where(np.isfinite(ceiling), floor - ceiling, 0.0)
    return np.round(np.where(is_listed, corrected, fused + shift[:, None]), 5).astype(np.float32)


def _hubs(items: int) -> int:
    """How many nearest tell a hub: those of a fortieth of the left items, for that many seldom share a counterpart."""
    return min(max(round(items / 40), 3), 10)


def fuse(features: Mapping[str, Matrix]) -> Matrix:
    """One likeness of every pair from its features, not yet corrected for hubs: about 0 to 1.6."""
    title = _likeness(features, "title", _TITLE_SHARES)
    text, parent = (_likeness(features, name, _FIELD_SHARES) for name in ("text", "parent"))
    # An item may say in its title what the other says in its body.
    title = np.maximum(title, _CROSSED * features["crossed"])
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
    last = max(title.shape[1] - _NEIGHBOURS, 0)
    is_near = present & (
        ranked >= np.partition(ranked, last, axis=1)[:, last, None]
    )  # all of a tie, whatever its order
    usual = np.where(is_near, text, 0.0).sum(axis=1) / np.maximum(is_near.sum(axis=1), 1)
    return np.where(present, text, usual[:, None]).astype(np.float32)
