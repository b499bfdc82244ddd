"""Vectors that a register keeps: each text is encoded once, by whichever run meets it first."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from commonground.matching.embedding.compact import LENGTH, compress, expand
from commonground.matching.embedding.encoder import Encoder, Vectors
from commonground.matching.embedding.weights import MODEL
from commonground.register import models

# A killed run loses no more than the vectors of this many texts; those before are in the register.
TEXTS_A_WRITE = 2000
# SQLite takes at least 999 values in one statement.
HASHES_A_QUERY = 900

T = TypeVar("T")


def _silent(_: str) -> None:
    """Nobody listens."""


def as_codes(vectors: Vectors) -> NDArray[np.int8]:
    """The rows as signed bytes, each scaled so that its largest number becomes 127; rows of zeros stay zeros."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
    scaled = np.zeros_like(vectors)
    np.divide(vectors * np.float32(127), largest, out=scaled, where=largest > 0)
    return np.rint(scaled).astype(np.int8)


@dataclass(frozen=True, slots=True)
class Form:
    """How vectors are stored as signed bytes and read back as rows of length 1."""

    name: str
    length: int  # 0: as many bytes as the vectors have numbers
    pack: Callable[[Vectors], NDArray[np.int8]]
    unpack: Callable[[NDArray[np.int8]], Vectors]


COMPACT = Form("main-128", LENGTH, compress, expand)
WHOLE = Form("whole", 0, as_codes, expand)  # of models whose main directions are not known


class StoredEncoder:
    """An encoder that looks vectors up in the open register, and keeps the ones it had to compute.

    Rows are those of the wrapped encoder in their stored form (for the embedded model 128 signed bytes): a row is
    the same whether it was computed now or read back. Vectors of the same model with another checksum are computed
    anew, which `tell` is told once.
    With `keeps` False nothing is written: for texts that will not be asked for again.
    """

    def __init__(
        self,
        encoder: Encoder,
        *,
        keeps: bool = True,
        tell: Callable[[str], None] = _silent,
    ) -> None:
        self._encoder = encoder
        self._form = COMPACT if encoder.model.startswith(f"{MODEL}/") else WHOLE
        self._keeps = keeps
        self._tell = tell
        self._has_told = False

    @property
    def model(self) -> str:
        """Id of the wrapped model, and of the form its vectors are stored in."""
        return f"{self._encoder.model}/{self._form.name}"

    @property
    def checksum(self) -> str:
        """SHA-256 of the wrapped model's weights."""
        return self._encoder.checksum

    @property
    def dimension(self) -> int:
        """Numbers a vector in its stored form."""
        return self._form.length or self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order; each distinct text is computed at most once."""
        normalised = [_normalised(text) for text in texts]
        names = [text_hash(text) for text in normalised]
        wanted = dict(zip(names, normalised, strict=True))
        codes = self._held(wanted)
        missing = {name: text for name, text in wanted.items() if name not in codes}
        for batch in _batches(missing.items(), TEXTS_A_WRITE):
            made = self._form.pack(self._encoder.encode([text for _, text in batch]))
            fresh = {name: row for (name, _), row in zip(batch, made, strict=True)}
            if self._keeps:
                self._keep(fresh)
            codes |= fresh
        if not names:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._form.unpack(np.stack([codes[name] for name in names]))

    def _held(self, names: Iterable[str]) -> dict[str, NDArray[np.int8]]:
        found: dict[str, NDArray[np.int8]] = {}
        stale = 0
        for batch in _batches(names, HASHES_A_QUERY):
            rows = models.Vector.objects.filter(model=self.model, text_hash__in=batch)
            for name, checksum, data in rows.values_list("text_hash", "checksum", "codes"):
                codes = np.frombuffer(data, dtype=np.int8)
                if checksum == self.checksum and codes.size == self.dimension:
                    found[name] = codes
                else:
                    stale += 1
        if stale and not self._has_told:
            self._has_told = True
            self._tell(
                f"{stale} stored vectors are of another version of {self.model}: they are computed anew"
            )
        return found

    def _keep(self, fresh: dict[str, NDArray[np.int8]]) -> None:
        rows = (
            models.Vector(text_hash=name, model=self.model, checksum=self.checksum, codes=codes.tobytes())
            for name, codes in fresh.items()
        )
        with transaction.atomic():
            models.Vector.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["text_hash", "model"],
                update_fields=["checksum", "codes"],
            )


def text_hash(text: str) -> str:
    """SHA-256 of a text, under which its vector is kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
