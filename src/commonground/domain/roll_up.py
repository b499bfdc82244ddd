"""How much two parts of an organization have in common, added up from their items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RollUp:
    """A symmetric matrix of Sectors or groups; every table has one row and one column a name.

    `counts` holds how many pairs of items are linked, `weights` the sum of their probabilities (1 for a link
    that a source states or people agreed), `centred` the weights without what row and column have in general.
    """

    level: str  # "sector" or "group"
    names: tuple[str, ...]
    sectors: tuple[str, ...]  # of each name
    counts: tuple[tuple[int, ...], ...]
    weights: tuple[tuple[float, ...], ...]
    centred: tuple[tuple[float | None, ...], ...]  # None where two parts were never compared

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {
            "level": self.level,
            "names": list(self.names),
            "sectors": list(self.sectors),
            "counts": [list(row) for row in self.counts],
            "weights": [[round(value, 4) for value in row] for row in self.weights],
            "centred": [[None if v is None else round(v, 4) for v in row] for row in self.centred],
        }
