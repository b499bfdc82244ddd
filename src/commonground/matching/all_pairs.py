"""For every item of a collection the others most like it, by meaning and by words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.matching.embedding.encoder import Encoder
from commonground.matching.embedding.threads import cores, one_thread
from commonground.matching.item import Item
from commonground.matching.search import meaning
from commonground.matching.search.beside import BESIDE_MIN, beside
from commonground.matching.search.neighbourhood import neighbourhoods
from commonground.matching.search.word_rows import word_rows

Indices = NDArray[np.int32]
Scores = NDArray[np.float32]

_EXACT_MAX = 40_000  # items of which all pairs are compared; above it, those that share a neighbourhood
_BLOCK = 256  # rows compared at a time: fixed, so that the result does not depend on the number of threads
_MEANING_SHARE = np.float32(0.5)
_COMMON = 0.02  # a term in a larger share of the items opens no comparison; with at least _COMMON_MIN items
_COMMON_MIN = 100
_RARE_MAX = 64  # above _EXACT_MAX, items with a term that so few have are compared
_RARE_TOP = 40
_LEAF = 1024  # items of a neighbourhood
_TREES = 12
_DECIMALS = 5
_GROUP = 32  # columns of which the best one is looked at before all are


@dataclass(frozen=True, slots=True)
class Collection:
    """Items as numbers, in the fixed order of their words and ids."""

    codes: NDArray[np.float32]  # (n, d), small whole numbers: their products are exact in any order of adding
    lengths: NDArray[np.float32]  # (n,) of the rows of codes
    links: Any  # (n, terms) sparse float32 rows: the words but for the commonest
    by_term: Any  # (terms, n) the same, turned


def top_pairs(
    items: Sequence[Item], encoder: Encoder, top: int = 20, processes: int = 2
) -> tuple[Indices, Scores]:
    """Positions (n, top) int32 and likeness (n, top) float32 of the items most like each, best first.

    No item is its own neighbour; where fewer than `top` others exist, rows end with position -1 and likeness 0.
    Order of the items and number of `processes` make no difference; ties are in the order of folded title, folded text
    and id. All pairs are compared up to some 40,000 items; above, those that share a neighbourhood of meaning or a rare
    term, so that the work grows as n log n.
    """
    count = len(items)
    indices = np.full((count, top), -1, dtype=np.int32)
    likeness = np.zeros((count, top), dtype=np.float32)
    if count < 2 or top < 1:
        return indices, likeness
    order = sorted(range(count), key=lambda place: _key(items[place]))
    collection = _collection([items[place] for place in order], encoder, processes)
    if count <= _EXACT_MAX:
        found, scores = _in_threads(lambda rows: _of_block(collection, rows, top), count, processes)
    else:
        found, scores = _near(collection, top, processes)
    back = np.array([*order, -1], dtype=np.int32)
    indices[order] = back[found]
    likeness[order] = scores
    return indices, likeness


def _key(item: Item) -> tuple[str, str, str]:
    return item.title.casefold(), item.text.casefold(), item.id


def _collection(items: Sequence[Item], encoder: Encoder, processes: int) -> Collection:
    with (
        cores(processes),
        beside(word_rows, items, is_worth=processes > 1 and len(items) >= BESIDE_MIN) as read,
    ):
        codes = meaning.item_codes(items, encoder).astype(np.float32)
        words = read()
    lengths = np.sqrt(np.einsum("ij,ij->i", codes, codes))
    held = np.bincount(words.indices, minlength=words.shape[1])
    links = words.copy()
    links.data[held[links.indices] > max(_COMMON_MIN, _COMMON * len(items))] = 0
    links.eliminate_zeros()
    return Collection(codes, np.where(lengths > 0, lengths, 1), links, links.T.tocsr())


def _in_threads(
    work: Callable[[NDArray[np.int64]], tuple[Indices, Scores]], count: int, processes: int
) -> tuple[Indices, Scores]:
    blocks = [np.arange(start, min(start + _BLOCK, count)) for start in range(0, count, _BLOCK)]
    with one_thread(), ThreadPoolExecutor(max(1, processes)) as pool:
        parts = list(pool.map(work, blocks))
    return np.concatenate([found for found, _ in parts]), np.concatenate([scores for _, scores in parts])


def _of_block(collection: Collection, rows: NDArray[np.int64], top: int) -> tuple[Indices, Scores]:
    likeness = _compared(collection, rows, collection.codes.T, collection.lengths, collection.by_term)
    likeness[np.arange(len(rows)), rows] = -1
    return _best(likeness, top, np.arange(likeness.shape[1], dtype=np.int32))


def _compared(
    collection: Collection, rows: NDArray[np.int64], codes: Scores, lengths: Scores, by_term: Any
) -> Scores:
    # Likeness of the rows to the columns, rounded only where the best are chosen.
    likeness = collection.codes[rows] @ codes
    likeness *= _MEANING_SHARE / lengths
    likeness *= 1 / collection.lengths[rows, None]
    shared = collection.links[rows] @ by_term
    shared.data *= 1 - _MEANING_SHARE
    likeness += shared.toarray()
    return likeness


def _best(likeness: Scores, top: int, names: Indices) -> tuple[Indices, Scores]:
    # Per row the `top` columns with the highest likeness, under their names; -1 where there are not so many.
    height, width = likeness.shape
    found = np.full((height, top), -1, dtype=np.int32)
    scores = np.zeros((height, top), dtype=np.float32)
    kept = min(top, width - 1)
    if kept < 1:
        return found, scores
    reached = np.flatnonzero(likeness >= _floor(likeness, kept)[:, None])  # far faster than in two dimensions
    places, columns = np.divmod(reached, width)
    values = np.round(likeness.ravel()[reached], _DECIMALS)
    order = np.lexsort((columns, -values, places))
    places, columns, values = places[order], columns[order], values[order]
    starts = np.searchsorted(places, np.arange(height))
    chosen = starts[:, None] + np.arange(kept)
    found[:, :kept] = names[columns[chosen]]
    scores[:, :kept] = np.clip(values[chosen], 0, 1)
    return found, scores


def _floor(likeness: Scores, kept: int) -> Scores:
    # A little below what at least `kept` columns of each row reach: the least of as many best of separate groups.
    height, width = likeness.shape
    groups = max(width // _GROUP, 1)
    if groups < 4 * kept:
        best = likeness
    else:
        size = groups * (width // groups)
        best = likeness[:, :size].reshape(height, -1, groups).max(axis=1)
    least = np.partition(best, best.shape[1] - kept, axis=1)[:, best.shape[1] - kept]
    return np.asarray(least - np.float32(2 * 10**-_DECIMALS), dtype=np.float32)


def _near(collection: Collection, top: int, processes: int) -> tuple[Indices, Scores]:
    count = collection.codes.shape[0]
    unit = collection.codes / collection.lengths[:, None]
    rare = _rare(collection)

    def by_words(rows: NDArray[np.int64]) -> tuple[Indices, Scores]:
        return _by_rare_terms(collection, rare, rows)

    found, scores = _in_threads(by_words, count, processes)
    for tree in range(_TREES):
        groups = list(neighbourhoods(unit, _LEAF, tree))
        more, likeness = np.full((count, top), -1, np.int32), np.zeros((count, top), np.float32)

        def within(rows: NDArray[np.int64], more: Indices = more, likeness: Scores = likeness) -> None:
            more[rows], likeness[rows] = _of_group(collection, rows, top)

        with one_thread(), ThreadPoolExecutor(max(1, processes)) as pool:
            list(pool.map(within, groups))
        found, scores = _merged(found, scores, more, likeness, top)
    return found[:, :top], scores[:, :top]


def _of_group(collection: Collection, rows: NDArray[np.int64], top: int) -> tuple[Indices, Scores]:
    codes, by_term = collection.codes[rows].T, collection.links[rows].T.tocsr()
    likeness = _compared(collection, rows, codes, collection.lengths[rows], by_term)
    np.fill_diagonal(likeness, -1)
    return _best(likeness, top, rows.astype(np.int32))


def _rare(collection: Collection) -> Any:
    rare = collection.links.copy()
    held = np.bincount(collection.links.indices, minlength=collection.links.shape[1])
    rare.data[held[rare.indices] > _RARE_MAX] = 0
    rare.eliminate_zeros()
    return rare


def _by_rare_terms(collection: Collection, rare: Any, rows: NDArray[np.int64]) -> tuple[Indices, Scores]:
    # The items that share most by rare terms, with their whole likeness.
    found = np.full((len(rows), _RARE_TOP), -1, dtype=np.int32)
    shared = rare[rows] @ rare.T
    for place, row in enumerate(rows):
        span = slice(shared.indptr[place], shared.indptr[place + 1])
        columns, likeness = shared.indices[span], np.round(shared.data[span], _DECIMALS)
        columns, likeness = columns[columns != row], likeness[columns != row]
        chosen = columns[np.lexsort((columns, -likeness))][:_RARE_TOP]
        found[place, : len(chosen)] = chosen
    left, right = np.repeat(rows, _RARE_TOP), found.ravel()
    held = np.flatnonzero(right >= 0)
    scores = np.zeros(found.size, dtype=np.float32)
    scores[held] = _likeness(collection, left[held], right[held])
    return found, scores.reshape(found.shape)


def _likeness(collection: Collection, left: NDArray[np.int64], right: Indices) -> Scores:
    near = np.einsum("ij,ij->i", collection.codes[left], collection.codes[right])
    near /= collection.lengths[left]
    near /= collection.lengths[right]
    shared = np.asarray(collection.links[left].multiply(collection.links[right]).sum(axis=1)).ravel()
    whole = _MEANING_SHARE * near + (1 - _MEANING_SHARE) * shared
    return np.asarray(np.clip(np.round(whole, _DECIMALS), 0, 1), dtype=np.float32)


def _merged(
    found: Indices, scores: Scores, more: Indices, likeness: Scores, top: int
) -> tuple[Indices, Scores]:
    # The best of two lists per row, each neighbour once; ties by position.
    names, values = np.concatenate([found, more], axis=1), np.concatenate([scores, likeness], axis=1)
    order = np.lexsort((-values, names), axis=1)
    names, values = np.take_along_axis(names, order, axis=1), np.take_along_axis(values, order, axis=1)
    again = np.zeros(names.shape, dtype=bool)
    again[:, 1:] = names[:, 1:] == names[:, :-1]
    values[again | (names < 0)] = -1
    names[again] = -1
    order = np.lexsort((names, -values), axis=1)[:, : max(top, _RARE_TOP)]
    names, values = np.take_along_axis(names, order, axis=1), np.take_along_axis(values, order, axis=1)
    return names, np.maximum(values, 0)
