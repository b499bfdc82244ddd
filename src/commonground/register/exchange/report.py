"""What came of an import, row by row, or would come of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from commonground.errors import CommongroundError
from commonground.register.exchange.asked import Fault, Place

UNCHANGED, REFUSED = "unchanged", "refused"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row."""

    place: Place
    done: str  # added, changed, retired, restored, proposed, withdrawn, judged, examined, stated
    subject: str
    changes: tuple[tuple[str, str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the interfaces print it."""
        return {
            "sheet": self.place.sheet,
            "row": self.place.row,
            "done": self.done,
            "subject": self.subject,
            "changes": [{"field": name, "old": old, "new": new} for name, old, new in self.changes],
        }


@dataclass(slots=True)
class ImportReport:
    """What came of a file: rows = done + unchanged + refused. `is_applied` False: the register is as it was."""

    file: str
    form: str
    rows: int = 0
    is_dry_run: bool = False
    is_applied: bool = False
    done: list[RowOutcome] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, place: Place, error: CommongroundError) -> None:
        """Keep what is wrong with a row."""
        self.refused.append(Fault(place, error))

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came to what."""
        counted = Counter(outcome.done for outcome in self.done)
        found = {name: counted[name] for name in sorted(counted)}
        return {"rows": self.rows, **found, UNCHANGED: self.unchanged, REFUSED: len(self.refused)}

    def to_json(self) -> dict[str, Any]:
        """As the interfaces print it."""
        return {
            "file": self.file,
            "format": self.form,
            "is_dry_run": self.is_dry_run,
            "is_applied": self.is_applied,
            "counts": self.counts,
            "rows": [outcome.to_json() for outcome in self.done],
            "refused": [
                {"sheet": fault.place.sheet, "row": fault.place.row, "error": fault.error.to_json()}
                for fault in self.refused
            ],
            "notes": self.notes,
        }
