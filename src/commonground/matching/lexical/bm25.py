"""BM25 over several fields of a collection, each with its own weight: which items share rare words with a query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Terms = Sequence[str]

_K1 = 1.2
_B = 0.75


class FieldIndex:
    """An index of items with named fields of terms; scores are added over the fields by weight.

    Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond" (2009). A term's rarity is counted
    over whole items, so that a word means the same in a title as in a body; its frequency and the length it is set
    against are those of the field. Memory: one float32 and one int32 for each different term of a field.
    """

    def __init__(
        self,
        fields: Mapping[str, Sequence[Terms]],
        weights: Mapping[str, float] | None = None,
        *,
        k1: float = _K1,
        b: float = _B,
    ) -> None:
        self.weights = {name: (weights or {}).get(name, 1.0) for name in fields}
        self.size = max((len(texts) for texts in fields.values()), default=0)
        self.places: dict[str, int] = {}
        columns = {name: columns_of(texts, self.places, grow=True) for name, texts in fields.items()}
        counts = {name: counts_of(found, len(self.places)) for name, found in columns.items()}
        self.rarity = self._rarity(list(counts.values()))
        self._matrices = {name: self._weighted(matrix, k1, b) for name, matrix in counts.items()}

    def _rarity(self, counts: Sequence[csr_matrix]) -> NDArray[np.float32]:
        width = max(len(self.places), 1)
        # An item that says a term in two fields counts once.
        said = [
            np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr)) * width
            + matrix.indices
            for matrix in counts
        ]
        frequency = (
            np.bincount(np.unique(np.concatenate(said)) % width, minlength=width) if said else np.zeros(1)
        )
        return np.log1p((self.size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)

    def _weighted(self, counts: csr_matrix, k1: float, b: float) -> csr_matrix:
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        filled = lengths[lengths > 0]
        mean = float(filled.mean()) if len(filled) else 1.0
        per_entry = np.repeat(k1 * (1 - b + b * lengths / mean), np.diff(counts.indptr))
        counts.data = counts.data * (k1 + 1) / (counts.data + per_entry) * self.rarity[counts.indices]
        counts.data = counts.data.astype(np.float32)
        transposed: csr_matrix = counts.T.tocsr()
        return transposed

    def scores(self, queries: Sequence[Terms]) -> NDArray[np.float32]:
        """Score of every item (columns) for every query (rows), float32; 0 where no term is shared."""
        total = np.zeros((len(queries), self.size), dtype=np.float32)
        asked = count_matrix(queries, self.places)
        for name, weight in self.weights.items():
            if weight:
                total += weight * (asked @ self._matrices[name]).toarray()
        return total

    def field_scores(self, name: str, queries: Sequence[Terms]) -> NDArray[np.float32]:
        """As `scores`, of one field alone and without its weight."""
        asked = count_matrix(queries, self.places)
        found: NDArray[np.float32] = (asked @ self._matrices[name]).toarray()
        return found

    def shares(self, name: str, queries: Sequence[Terms]) -> NDArray[np.float32]:
        """As `field_scores`, set against what a text of mean length would score that says each term once: 0 to 1."""
        unknown = float(np.log1p(2.0 * self.size + 1.0))  # rarity of a term that no item has
        places, rarity = self.places, self.rarity
        full = [sum(rarity[places[t]] if t in places else unknown for t in query) for query in queries]
        ceiling = np.maximum(np.array(full, dtype=np.float32), np.float32(1e-6))[:, None]
        return np.minimum(self.field_scores(name, queries) / ceiling, np.float32(1.0))


def shared_terms(left: Sequence[Terms], right: Sequence[Terms]) -> NDArray[np.float32]:
    """Rarity-weighted Dice coefficient of the terms of each pair, float32 (left, right), 0 to 1.

    Rarity is counted over both sides together; how often a side says a term does not matter.
    """
    both = count_matrix([*left, *right])
    both.data[:] = 1.0
    frequency = np.bincount(both.indices, minlength=both.shape[1])
    rarity = np.log1p(both.shape[0] / np.maximum(frequency, 1)).astype(np.float32)
    mass = both @ rarity
    weighted = both.copy()
    weighted.data = rarity[both.indices]
    shared = (weighted[: len(left)] @ both[len(left) :].T).toarray()
    total = np.maximum(mass[: len(left), None] + mass[None, len(left) :], 1e-9)
    return np.asarray(2 * shared / total, dtype=np.float32)


def count_matrix(texts: Sequence[Terms], places: dict[str, int] | None = None) -> csr_matrix:
    """Counts of terms, csr float32, one row a text, one column a place; without places each new term gets one."""
    known = {} if places is None else places
    columns = columns_of(texts, known, grow=places is None)
    return counts_of(columns, len(known))


def columns_of(
    texts: Sequence[Terms], places: dict[str, int], *, grow: bool
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Where each text's terms start in the list of all terms' places, and that list; `grow` adds unknown terms."""
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    columns: list[int] = []
    for row, terms in enumerate(texts):
        if grow:
            columns.extend([places.setdefault(term, len(places)) for term in terms])
        else:
            columns.extend([places[term] for term in terms if term in places])
        starts[row + 1] = len(columns)
    return starts, np.array(columns, dtype=np.int32)


def counts_of(columns: tuple[NDArray[np.int64], NDArray[np.int32]], width: int) -> csr_matrix:
    """The csr matrix of counts (texts, places) of what `columns_of` found."""
    from scipy.sparse import csr_matrix

    starts, places = columns
    ones = np.ones(len(places), dtype=np.float32)
    matrix = csr_matrix((ones, places, starts), shape=(len(starts) - 1, max(width, 1)))
    matrix.sum_duplicates()
    return matrix
