"""Every item's terms as one sparse row, read at the speed that comparing all with all asks for.

The weights are those of `postings`; a stretch of text between blanks is cut into terms once, however often it stands.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from commonground.matching.item import Item
from commonground.matching.lexical.token import language_of, tokens_in
from commonground.matching.search.postings import FIELDS, Field

_SAMPLE = 400  # characters of an item that tell its language
_SATURATION = 1.2  # BM25's k1, as in the index


def word_rows(items: Sequence[Item]) -> Any:
    """A csr_array (items, terms) float32 of BM25 shares times rarity, rows of length 1 or empty.

    An item is read in one language, told from its title and the beginning of its text; a name in a further language
    in its own.
    """
    reader = _Reader()
    parts = []
    for field, (counts, lengths) in zip(FIELDS, _fields(items, reader), strict=True):
        counts.resize((len(items), reader.terms))
        counts.data *= np.repeat(_factors(field, lengths), np.diff(counts.indptr))
        parts.append(counts)
    rows = sum(parts[1:], parts[0])
    rows.data /= rows.data + np.float32(_SATURATION)
    held = np.bincount(rows.indices, minlength=reader.terms)
    rarity = np.log1p((len(items) - held + 0.5) / (held + 0.5)).astype(np.float32)
    rows.data *= rarity[rows.indices]
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(rows.indptr)).astype(np.float32)
    return rows


def _fields(items: Sequence[Item], reader: _Reader) -> list[tuple[Any, NDArray[Any]]]:
    # For each of FIELDS how often each term stands in each item, and the field's length in terms.
    languages = [language_of(f"{item.title}\n{item.text}"[:_SAMPLE], item.language) for item in items]
    names = [list(_names(item, language)) for item, language in zip(items, languages, strict=True)]
    owners = np.repeat(np.arange(len(items)), [len(row) for row in names])
    title = _most_of_one_name(reader.counts(chain.from_iterable(names)), owners, len(items))
    texts = reader.counts(zip((item.text for item in items), languages, strict=True))
    parents = reader.counts(zip((item.parent for item in items), languages, strict=True))
    return [title, (texts, texts.sum(axis=1)), (parents, parents.sum(axis=1))]


def _names(item: Item, language: str) -> Iterable[tuple[str, str]]:
    yield item.title, language
    for code, label in sorted(item.labels.items()):
        yield label, language_of(label, code)
    for alias in item.aliases:
        yield alias, language


def _most_of_one_name(counts: Any, owners: NDArray[np.int64], items: int) -> tuple[Any, NDArray[Any]]:
    # A term counts as often as in the one name that has it most; the first name with words gives the length.
    width = max(counts.shape[1], 1)
    keys = np.repeat(owners, np.diff(counts.indptr)) * width + counts.indices
    order = np.argsort(keys, kind="stable")
    keys, starts = np.unique(keys[order], return_index=True)
    most = np.maximum.reduceat(counts.data[order], starts) if len(starts) else counts.data
    sizes = counts.sum(axis=1)
    worded = np.flatnonzero(sizes)
    first, place = np.unique(owners[worded], return_index=True)
    lengths = np.zeros(items, dtype=np.float64)
    lengths[first] = sizes[worded[place]]
    shape = (items, counts.shape[1])
    return sparse.csr_array((most, (keys // width, keys % width)), shape=shape), lengths


def _factors(field: Field, lengths: NDArray[Any]) -> NDArray[np.float32]:
    mean = lengths[lengths > 0].mean() if (lengths > 0).any() else 1.0
    factors = field.weight / (1 - field.length_penalty + field.length_penalty * lengths / mean)
    return np.asarray(factors, dtype=np.float32)


class _Reader:
    """Counts terms; what it has cut once it remembers."""

    def __init__(self) -> None:
        self._stretches: dict[str, _Stretches] = {}
        self._numbers: dict[str, int] = {}
        self._cut: list[list[int]] = []  # the terms of each stretch, in all languages

    @property
    def terms(self) -> int:
        """How many terms it has met; they are numbered in that order."""
        return len(self._numbers)

    def counts(self, texts: Iterable[tuple[str, str]]) -> Any:
        """How often each term stands in each text, given with its language: a csr_array (texts, terms met)."""
        found, lengths = array("i"), [0]
        for text, language in texts:
            stretches = text.split()
            found.extend(map(self._known(language).__getitem__, stretches))
            lengths.append(len(stretches))
        by_stretch = _csr(np.array(found, dtype=np.int32), lengths, len(self._cut))
        terms = np.fromiter(chain.from_iterable(self._cut), dtype=np.int32)
        counted = by_stretch @ _csr(terms, [0, *map(len, self._cut)], self.terms)
        counted.sort_indices()
        return counted

    def _known(self, language: str) -> _Stretches:
        if language not in self._stretches:
            self._stretches[language] = _Stretches(language, self._numbers, self._cut)
        return self._stretches[language]


def _csr(columns: NDArray[np.int32], lengths: Sequence[int], width: int) -> Any:
    starts = np.cumsum(lengths, dtype=np.int64)
    shape = (len(lengths) - 1, width)
    return sparse.csr_array((np.ones(len(columns), np.float32), columns, starts), shape=shape)


class _Stretches(dict[str, int]):
    """Stretch of text to its number; it is cut into terms when it is first asked for."""

    def __init__(self, language: str, numbers: dict[str, int], cut: list[list[int]]) -> None:
        super().__init__()
        self._language, self._numbers, self._all = language, numbers, cut

    def __missing__(self, stretch: str) -> int:
        numbers = self._numbers
        tokens = tokens_in(stretch, self._language)
        self._all.append([numbers.setdefault(token.term, len(numbers)) for token in tokens])
        place = self[stretch] = len(self._all) - 1
        return place
