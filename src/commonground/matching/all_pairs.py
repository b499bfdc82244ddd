"""For every item of a collection the others most like it, by meaning and by words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from commonground.matching.embedding.encoder import Encoder
from commonground.matching.embedding.threads import one_thread
from commonground.matching.item import Item
from commonground.matching.search import meaning, postings
from commonground.matching.search.beside import BESIDE_MIN, beside
from commonground.matching.search.neighbourhood import neighbourhoods

Indices = NDArray[np.int32]
Scores = NDArray[np.float32]

_EXACT_MAX = 40_000  # items of which all pairs are compared; above it, those that share a neighbourhood
_BLOCK = 256  # rows compared at a time: fixed, so that the result does not depend on the number of threads
_MEANING_SHARE = 0.5
_COMMON = 0.02  # a term in a larger share of the items opens no comparison; with at least _COMMON_MIN items
_COMMON_MIN = 100
_RARE_MAX = 64  # above _EXACT_MAX, items with a term that so few have are compared
_RARE_TOP = 40
_LEAF = 1024  # items of a neighbourhood
_TREES = 12
_DECIMALS = 5


@dataclass(frozen=True, slots=True)
class Collection:
    """Items as numbers, in the fixed order of their words and ids."""

    codes: NDArray[np.float32]  # (n, d), small whole numbers: their products are exact in any order of adding
    lengths: NDArray[np.float32]  # (n,) of the rows of codes
    words: Any  # (n, terms) sparse float32 rows of length 1
    links: Any  # the same without the commonest terms


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
    with beside(postings.build, items, is_worth=processes > 1 and len(items) >= BESIDE_MIN) as built:
        codes = meaning.item_codes(items, encoder).astype(np.float32)
        words = _word_rows(built(), len(items))
    lengths = np.sqrt(np.einsum("ij,ij->i", codes, codes))
    common = np.diff(words.tocsc().indptr) > max(_COMMON_MIN, _COMMON * len(items))
    links = words.copy()
    links.data[common[links.indices]] = 0
    links.eliminate_zeros()
    return Collection(codes, np.where(lengths > 0, lengths, 1), words, links)


def _word_rows(arrays: dict[str, NDArray[Any]], count: int) -> Any:
    held = np.diff(arrays["starts"])
    rarity = np.log1p((count - held + 0.5) / (held + 0.5))
    data = (arrays["shares"] * np.repeat(rarity, held)).astype(np.float32)
    by_term = sparse.csc_array((data, arrays["rows"], arrays["starts"]), shape=(count, len(held)))
    rows = by_term.tocsr()
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(rows.indptr)).astype(np.float32)
    return rows


def _in_threads(
    work: Callable[[NDArray[np.int64]], tuple[Indices, Scores]], count: int, processes: int
) -> tuple[Indices, Scores]:
    blocks = [np.arange(start, min(start + _BLOCK, count)) for start in range(0, count, _BLOCK)]
    with one_thread(), ThreadPoolExecutor(max(1, processes)) as pool:
        parts = list(pool.map(work, blocks))
    return np.concatenate([found for found, _ in parts]), np.concatenate([scores for _, scores in parts])


def _of_block(collection: Collection, rows: NDArray[np.int64], top: int) -> tuple[Indices, Scores]:
    likeness = collection.codes[rows] @ collection.codes.T
    likeness /= collection.lengths[rows, None]
    likeness /= collection.lengths[None, :]
    likeness *= np.float32(_MEANING_SHARE)
    shared = collection.links[rows] @ collection.links.T
    shared.data *= np.float32(1 - _MEANING_SHARE)
    _add_sparse(likeness, shared)
    likeness[np.arange(len(rows)), rows] = -1
    return _best(likeness, top, np.arange(likeness.shape[1], dtype=np.int32))


def _add_sparse(dense: Scores, addition: Any) -> None:
    row_of = np.repeat(np.arange(dense.shape[0]), np.diff(addition.indptr))
    dense[row_of, addition.indices] += addition.data


def _best(likeness: Scores, top: int, names: Indices) -> tuple[Indices, Scores]:
    # Per row the `top` columns with the highest likeness, under their names; -1 where there are not so many.
    height, width = likeness.shape
    found = np.full((height, top), -1, dtype=np.int32)
    scores = np.zeros((height, top), dtype=np.float32)
    kept = min(top, width - 1)
    if kept < 1:
        return found, scores
    np.round(likeness, _DECIMALS, out=likeness)
    least = np.partition(likeness, width - kept, axis=1)[:, width - kept]
    for row in range(height):
        columns = np.flatnonzero(likeness[row] >= least[row])
        columns = columns[np.argsort(-likeness[row, columns], kind="stable")][:kept]
        found[row, :kept] = names[columns]
        scores[row, :kept] = np.clip(likeness[row, columns], 0, 1)
    return found, scores


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
    codes, lengths = collection.codes[rows], collection.lengths[rows]
    likeness = codes @ codes.T
    likeness /= lengths[:, None]
    likeness /= lengths[None, :]
    likeness *= np.float32(_MEANING_SHARE)
    links = collection.links[rows]
    shared = links @ links.T
    shared.data *= np.float32(1 - _MEANING_SHARE)
    _add_sparse(likeness, shared)
    np.fill_diagonal(likeness, -1)
    return _best(likeness, top, rows.astype(np.int32))


def _rare(collection: Collection) -> Any:
    rare = collection.links.copy()
    held = np.diff(collection.links.tocsc().indptr)
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
    whole = np.float32(_MEANING_SHARE) * near + np.float32(1 - _MEANING_SHARE) * shared
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
