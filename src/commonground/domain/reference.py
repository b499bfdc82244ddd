"""References: mentions of bodies, Questions and instruments in a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from commonground.domain.document import Locator


class ReferenceKind(StrEnum):
    """What a reference names. Stored in registers and printed in JSON: never rename a value."""

    SECTOR = "sector"
    BODY = "body"
    QUESTION = "question"
    RESOLUTION = "resolution"
    DECISION = "decision"
    OPINION = "opinion"
    RECOMMENDATION = "recommendation"
    SERIES = "series"
    REPORT = "report"
    ACTION_LINE = "action-line"
    SDG = "sdg"


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of an entity, with its span in the source text; doubt is a value.

    `id` is None when nothing or more than one thing fits; then `candidates` holds all that fit, best first.
    When `id` is set, `candidates` holds just that id.
    """

    text: str
    start: int
    end: int
    kind: ReferenceKind
    id: str | None = None
    candidates: tuple[str, ...] = ()
    language: str | None = None
    revision: str = ""  # as normalised, for instance "Rev. Busan, 2014", "RA-19", "Rev.WRC-12"
    is_known: bool = False  # the profile holds this entity

    @property
    def is_ambiguous(self) -> bool:
        """More than one entity fits and the context does not decide."""
        return self.id is None and len(self.candidates) > 1

    def to_json(self, locator: Locator | None = None) -> dict[str, Any]:
        """The object printed by `refs --json`."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "kind": str(self.kind),
            "id": self.id,
            "candidates": list(self.candidates),
            "language": self.language,
            "locator": locator.to_json() if locator else {},
            "revision": self.revision,
            "known": self.is_known,
        }


@dataclass(frozen=True, slots=True)
class LocatedReference:
    """A reference and the passage it stands in."""

    reference: Reference
    locator: Locator
    passage_index: int


@dataclass(frozen=True, slots=True)
class ReferenceContext:
    """What is known of the place a text stands in, to decide between candidates; every field may be empty."""

    sector: str | None = None  # of the table column or the document, for instance "ITU-D"
    language: str | None = None
    year: int | None = None  # of the document, to choose the study period
    body: str | None = None  # a body named just before, for instance in the same cell: "ITU-T SG5"
