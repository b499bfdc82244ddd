"""The one interface of everything that turns texts into vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]  # one row a text, rows of length 1; a row of zeros for a text without words


class Encoder(Protocol):
    """Turns texts into vectors. Equal texts give equal rows, whatever else is in the batch."""

    @property
    def model(self) -> str:
        """Id of the model and of the path through it, stored beside every vector."""

    @property
    def checksum(self) -> str:
        """SHA-256 of the weights (or of what identifies them), stored beside every vector."""

    @property
    def dimension(self) -> int:
        """Numbers a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order."""
