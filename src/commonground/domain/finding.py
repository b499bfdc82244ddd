"""Findings: slips, gaps and overlaps, each with its place and a mend."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commonground.domain.document import Locator


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at: what, where, and the suggested mend."""

    code: str  # stable, for instance "wrong-sector-column"
    message: str
    document: str = ""
    locator: Locator = Locator()
    suggestion: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)  # machine-readable parts of the message

    @property
    def key(self) -> str:
        """A short name that stays while it says the same of the same place."""
        parts = (self.code, self.document, str(self.locator.to_json()), self.message)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]

    def to_json(self) -> dict[str, Any]:
        """As printed by `findings`, `gaps` and `overlaps` with `--json`."""
        return {
            "code": self.code,
            "message": self.message,
            "document": self.document,
            "locator": self.locator.to_json(),
            "suggestion": self.suggestion,
            **self.detail,
        }
