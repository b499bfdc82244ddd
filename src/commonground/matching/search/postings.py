"""Which items hold which terms, and how much a term says of an item: BM25 over weighted fields.

Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields" (CIKM 2004): the counts of a
term in the fields are weighted and normalised by each field's length, then saturated once.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.matching.item import Item
from commonground.matching.lexical.token import terms_of

_SATURATION = 1.2  # BM25's k1
_STEPS = 255  # a share of 0 to 1 is kept as a byte


@dataclass(frozen=True, slots=True)
class Field:
    """A part of an item: how much a word in it counts, and how much the part's length takes away (BM25's b)."""

    name: str
    weight: float
    length_penalty: float


FIELDS = (Field("title", 4.0, 0.5), Field("text", 1.0, 0.75), Field("parent", 0.7, 0.5))


def hashed(term: str) -> int:
    """The number a term is kept under: 64 bits of BLAKE2b, the same on every machine."""
    return int.from_bytes(
        hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


def counts_of(item: Item) -> tuple[tuple[Mapping[str, int], int], ...]:
    """For each of FIELDS how often each term stands in it, and the field's length in terms.

    Names in further languages and aliases are the title said again: a term counts as often as in the one name that
    has it most, and the title keeps its own length, so that translations do not make it long.
    """
    title = Counter(terms_of(item.title, item.language))
    length = title.total()
    names = [terms_of(label, code) for code, label in sorted(item.labels.items())]
    names += [terms_of(alias, item.language) for alias in item.aliases]
    for name in names:
        title |= Counter(name)
        length = length or len(name)
    text, parent = Counter(terms_of(item.text, item.language)), Counter(terms_of(item.parent, item.language))
    return (title, length), (text, text.total()), (parent, parent.total())


def build(items: Iterable[Item]) -> dict[str, NDArray[Any]]:
    """Arrays of the inverted index: `terms` (t,) uint64 rising, `starts` (t+1,), `rows` and `shares` (postings,).

    A share is the saturated count of a term in an item, 0 to 255; rows rise within a term.
    """
    numbers: dict[str, int] = {}
    rows, terms = array("i"), array("i")
    weights = [array("H") for _ in FIELDS]
    lengths = [array("i") for _ in FIELDS]
    count = 0
    for row, item in enumerate(items):
        count = row + 1
        fields = counts_of(item)
        for kept, (_, length) in zip(lengths, fields, strict=True):
            kept.append(length)
        for term in dict.fromkeys(term for counts, _ in fields for term in counts):
            rows.append(row)
            terms.append(numbers.setdefault(term, len(numbers)))
            for kept_counts, (counts, _) in zip(weights, fields, strict=True):
                kept_counts.append(min(counts.get(term, 0), 65_535))
    row_of = np.frombuffer(rows, dtype=np.int32) if rows else np.zeros(0, np.int32)
    said = np.zeros(len(row_of), dtype=np.float32)
    for field, kept_counts, kept in zip(FIELDS, weights, lengths, strict=True):
        said += _normalised(field, kept_counts, kept, row_of)
    shares = np.rint(_STEPS * said / (_SATURATION + said)).astype(np.uint8)
    return _by_term(numbers, np.array(terms, dtype=np.int64), row_of, shares, count)


def _normalised(
    field: Field, counts: array[int], lengths: array[int], rows: NDArray[Any]
) -> NDArray[np.float32]:
    sizes = np.array(lengths, dtype=np.float64)
    mean = sizes[sizes > 0].mean() if (sizes > 0).any() else 1.0
    factor = field.weight / (1 - field.length_penalty + field.length_penalty * sizes / mean)
    return np.asarray(np.array(counts, dtype=np.float64) * factor[rows], dtype=np.float32)


def _by_term(
    numbers: Mapping[str, int], terms: NDArray[Any], rows: NDArray[Any], shares: NDArray[Any], count: int
) -> dict[str, NDArray[Any]]:
    keys = np.fromiter((hashed(term) for term in numbers), dtype=np.uint64, count=len(numbers))
    ranked = np.argsort(keys, kind="stable")
    rank = np.empty_like(ranked)
    rank[ranked] = np.arange(len(ranked))
    place = rank[terms]
    order = np.argsort(place * max(count, 1) + rows, kind="stable")
    starts = np.zeros(len(keys) + 1, dtype=np.int64)
    np.cumsum(np.bincount(place, minlength=len(keys)), out=starts[1:])
    return {
        "terms": keys[ranked],
        "starts": starts,
        "rows": rows[order].astype(np.int32),
        "shares": shares[order],
    }


@dataclass(frozen=True, slots=True)
class Postings:
    """The inverted index of `count` items over mapped arrays."""

    terms: NDArray[np.uint64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    shares: NDArray[np.uint8]
    count: int

    def place(self, term: str) -> int | None:
        """The number of a term; None when no item holds it."""
        key = np.uint64(hashed(term))
        place = int(np.searchsorted(self.terms, key))
        return place if place < len(self.terms) and self.terms[place] == key else None

    def holds(self, terms: Sequence[str]) -> bool:
        """Whether an item says one of the terms."""
        return any(self.place(term) is not None for term in terms)

    def rarity(self, terms: Sequence[str]) -> float:
        """BM25's idf of the commonest of the terms, which are taken for one another; the highest where none is held."""
        held = (place for term in terms if (place := self.place(term)) is not None)
        most = max((int(self.starts[place + 1] - self.starts[place]) for place in held), default=0)
        return float(np.log1p((self.count - most + 0.5) / (most + 0.5)))

    def add(self, scores: NDArray[np.float32], terms: Sequence[str], weight: float) -> None:
        """Add `weight` times the share of the best of the terms to each item's score, in place."""
        places = sorted({place for term in terms if (place := self.place(term)) is not None})
        if len(places) == 1:
            span = slice(self.starts[places[0]], self.starts[places[0] + 1])
            scores[self.rows[span]] += self.shares[span] * np.float32(weight / _STEPS)
        elif places:
            best = np.zeros(self.count, dtype=np.uint8)
            for place in places:
                span = slice(self.starts[place], self.starts[place + 1])
                rows = self.rows[span]
                best[rows] = np.maximum(best[rows], self.shares[span])
            scores += best * np.float32(weight / _STEPS)
