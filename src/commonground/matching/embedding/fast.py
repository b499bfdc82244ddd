"""Fast vectors: what a word adds to a text is worked out once and kept, and a text is the sum over its words.

A word is sent through the convolutions with the mean of running text around it instead of its real
neighbours. One matrix, fitted by `scripts/fit_embedding.py` on openly licensed text, takes the sum to what
the whole text would have given; the model's own head does the rest. So fast and exact vectors lie in one
space and can be compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import chain
from threading import Lock

import numpy as np
from scipy import sparse

from commonground.errors import NotAvailable
from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.network import DIMENSION, Floats, features, head, product
from commonground.matching.embedding.preparation import prepare
from commonground.matching.embedding.splitting import Splitter
from commonground.matching.embedding.threads import do_all, one_thread
from commonground.matching.embedding.weights import CHECKSUM, MODEL, load_tokenizer, load_weights

_DATA = "commonground.matching.embedding.data"
_KEPT = 1 << 17  # words, 270 MB when full; then they are forgotten and gathered anew
_TEXTS = 1024  # texts a step
_LEARNT = 256  # words a step
_CHARACTERS = 1 << 20  # characters a step, but for a text that is longer alone


@dataclass(frozen=True, eq=False)
class Correction:
    """What `scripts/fit_embedding.py` fits: from the features of single words to the sum of a text."""

    around: Floats  # (2, 768): the mean that the two convolutions see beside a word
    matrix: Floats  # (1280, 512): features to their share in the text
    per_piece: Floats  # (512,)
    once: Floats  # (512,): share of the beginning and end of a text
    offset: Floats  # (512,): added after dividing by the root of the number of pieces
    checksum: str

    @staticmethod
    def load() -> Correction:
        """The one that is shipped. Raises NotAvailable when its file is missing."""
        try:
            content = resources.files(_DATA).joinpath("correction.npz")
            with content.open("rb") as file:
                checksum = hashlib.sha256(file.read()).hexdigest()
                file.seek(0)
                with np.load(file, allow_pickle=False) as stored:
                    arrays = {name: stored[name].astype(np.float32) for name in stored.files}
        except (OSError, ModuleNotFoundError) as error:
            raise NotAvailable(
                "the fitted part of the fast vectors is missing",
                where="correction.npz",
                advice="install Commonground again",
            ) from error
        return Correction(checksum=checksum, **arrays)


class _Words(dict[str, int]):
    """Word to row; a word not yet known gets the next row and is noted in `new`."""

    def __init__(self) -> None:
        super().__init__()
        self.new: list[str] = []

    def __missing__(self, word: str) -> int:
        row = self[word] = len(self)
        self.new.append(word)
        return row


class FastEncoder:
    """The embedded model's vectors, word by word: 10,000 texts of 150 words a second and core once words are known.

    Cosine to the exact vector: 0.97 in the mean, short or long. Equal texts give rows equal to the last bit in
    any batch; case and width of letters make no difference.
    """

    model = f"{MODEL}/fast-1"
    dimension = DIMENSION

    def __init__(self) -> None:
        self._weights = load_weights()
        self._splitter = Splitter(load_tokenizer())
        self._correction = Correction.load()
        self._start = self._share([[1, 2]])[0] + self._correction.once  # the marks of beginning and end
        self._shares: Floats = np.empty((0, DIMENSION), dtype=np.float32)
        self._pieces: Floats = np.empty(0, dtype=np.float32)
        self._lock = Lock()  # the words are shared by all who call
        self._forget()

    @property
    def checksum(self) -> str:
        """SHA-256 over the checksums of the weights and of the fitted part."""
        return hashlib.sha256((CHECKSUM + self._correction.checksum).encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order."""
        return self.encode_prepared([prepare(text) for text in texts])

    def encode_prepared(self, texts: Sequence[str]) -> Vectors:
        """The same for texts that `prepare` has prepared."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        with self._lock, one_thread():
            for places in _steps(texts):
                vectors[places] = self._summed([self._splitter.words(texts[place]) for place in places])
        return vectors

    def _summed(self, texts: list[list[str]]) -> Floats:
        """The vectors of texts given as words, none of them empty."""
        if len(self._words) > _KEPT:
            self._forget()
        lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
        rows = np.fromiter(
            map(self._words.__getitem__, chain.from_iterable(texts)), dtype=np.int32, count=int(lengths.sum())
        )
        if self._words.new:
            self._learn()
        bounds = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        known = len(self._words)
        counts = sparse.csr_array(
            (np.ones(rows.size, dtype=np.float32), rows, bounds), shape=(len(texts), known)
        )
        pieces = 2 + np.add.reduceat(self._pieces[rows], bounds[:-1])
        sums = self._start + counts @ self._shares[:known]
        means = sums / np.sqrt(pieces)[:, None] + self._correction.offset
        return head(self._weights, np.asarray(means, dtype=np.float32))

    def _learn(self) -> None:
        """Works out the shares of the words that are new."""
        new, self._words.new = self._words.new, []
        first = len(self._words) - len(new)
        if len(self._words) > len(self._shares):
            room = max(2 * len(self._shares), len(self._words)) - len(self._shares)
            self._shares = np.concatenate([self._shares, np.empty((room, DIMENSION), dtype=np.float32)])
            self._pieces = np.concatenate([self._pieces, np.empty(room, dtype=np.float32)])
        try:
            pieces = [self._splitter.pieces(word) for word in new]
            self._pieces[first : len(self._words)] = [len(word) for word in pieces]
            self._shares[first : len(self._words)] = self._share(pieces)
        except BaseException:  # a word noted but not worked out would be wrong ever after
            self._forget()
            raise

    def _share(self, texts: list[list[int]]) -> Floats:
        correction = self._correction
        counts = np.fromiter(map(len, texts), dtype=np.float32, count=len(texts))[:, None]
        out = np.empty((len(texts), DIMENSION), dtype=np.float32)

        def work_out(part: slice) -> None:
            sums = features(self._weights, texts[part], correction.around)
            out[part] = product(sums, correction.matrix) + counts[part] * correction.per_piece

        do_all(work_out, [slice(at, at + _LEARNT) for at in range(0, len(texts), _LEARNT)])
        return out

    def _forget(self) -> None:
        self._words = _Words()
        self._shares = np.empty((1 << 10, DIMENSION), dtype=np.float32)
        self._pieces = np.empty(1 << 10, dtype=np.float32)


def _steps(texts: Sequence[str]) -> Iterator[list[int]]:
    """The places of the texts that are not empty, in steps that take a bounded room."""
    places: list[int] = []
    characters = 0
    for place, text in enumerate(texts):
        if not text:
            continue
        if places and (len(places) == _TEXTS or characters + len(text) > _CHARACTERS):
            yield places
            places, characters = [], 0
        places.append(place)
        characters += len(text)
    if places:
        yield places
