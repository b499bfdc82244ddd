"""What a file asks of the register, row by row, and what is wrong with it: the common form of all import formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commonground.errors import CommongroundError
from commonground.register.workflows.agreement import Decision, Proposed
from commonground.register.workflows.editing import Edit
from commonground.register.workflows.examining import Looked


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the file, the sheet ("" where it has none) and the row, from 1."""

    file: str
    sheet: str
    row: int

    def at(self, column: str = "") -> str:
        """The place in a message: "areas.xlsx, sheet Areas, row 5, Under"."""
        parts = [
            self.file,
            f"sheet {self.sheet}" if self.sheet else "",
            f"row {self.row}" if self.row else "",
            column,
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that a row proposes."""

    proposed: Proposed


@dataclass(frozen=True, slots=True)
class LinkChange:
    """Fields of a link that a row gives other values; `is_withdrawn`: the link is taken out of use."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class NewVerdict:
    """A verdict that a row gives: on which link (code, key or "A | B"), for which Sector ("": the actor's)."""

    link: str
    sector: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """A link that a file states, with the evidence it gives for it."""

    values: Mapping[str, str]
    evidence: tuple[Mapping[str, Any], ...]  # rows of `models.LinkEvidence`, without the link


Asking = Edit | NewLink | LinkChange | NewVerdict | Looked | StatedClaim


@dataclass(frozen=True, slots=True)
class Asked:
    """One row that asks for something."""

    place: Place
    subject: str  # what it is about, for people
    asking: Asking
    changes: tuple[tuple[str, str, str], ...] = ()  # field, old, new, as cells show them


@dataclass(frozen=True, slots=True)
class Fault:
    """One row, or sheet, that cannot be used."""

    place: Place
    error: CommongroundError

    def headed(self, headings: Mapping[str, str]) -> Fault:
        """The same, with the column named as it is headed in the sheet."""
        before, comma, last = self.error.where.rpartition(", ")
        if last not in headings:
            return self
        error = type(self.error)(
            self.error.message, where=f"{before}{comma}{headings[last]}", advice=self.error.advice
        )
        return Fault(self.place, error)


@dataclass(slots=True)
class Reading:
    """All that a file asks: rows = asked + unchanged + the rows among the faults."""

    form: str
    rows: int = 0
    asked: list[Asked] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)
    headings: dict[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # by sheet: what stands above each column
