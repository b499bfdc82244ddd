"""Any sentence-transformers model that is on this machine, from the optional package of that name."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from commonground.errors import NotAvailable
from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.unit import in_unit_rows, of_wordless_texts

_LONGEST = 20_000  # characters; no model reads more


class TransformerEncoder:
    """Vectors of a sentence-transformers model, texts as written. Nothing is ever downloaded.

    Raises NotAvailable when the package or the model is not on this machine.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._model = _loaded(name)

    @property
    def model(self) -> str:
        """Name or folder of the model."""
        return f"sentence-transformers:{self._name}"

    @property
    def checksum(self) -> str:
        """SHA-256 of the name: the package does not say what it loaded."""
        return hashlib.sha256(self.model.encode()).hexdigest()

    @property
    def dimension(self) -> int:
        """Numbers a vector."""
        return int(self._model.get_sentence_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        rows = np.asarray(self._model.encode([text[:_LONGEST] for text in texts]), dtype=np.float32)
        rows[of_wordless_texts(texts)] = 0
        return in_unit_rows(rows)


def _loaded(name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise NotAvailable(
            "the package sentence-transformers is not installed",
            advice='install it with: pip install "commonground[transformers]"',
        ) from error
    try:
        return SentenceTransformer(name, local_files_only=True)
    except (OSError, ValueError) as error:
        raise NotAvailable(
            f"the model is not on this machine: {error}",
            where=name,
            advice="name a folder that holds it, or fetch it once",
        ) from error
