"""What checking a draft found: existing work it overlaps, whom to consult, what looks new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from commonground.domain.document import Locator
from commonground.domain.language import Labels
from commonground.domain.reference import LocatedReference
from commonground.domain.suggestion import Explanation, Relation


class Strength(StrEnum):
    """How strongly a draft overlaps with existing work."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"

    @classmethod
    def of(cls, probability: float) -> Strength:
        """The word for a probability.

        >>> Strength.of(0.8), Strength.of(0.3)
        (<Strength.STRONG: 'strong'>, <Strength.WEAK: 'weak'>)
        """
        if probability >= 0.7:
            return cls.STRONG
        return cls.MODERATE if probability >= 0.4 else cls.WEAK


@dataclass(frozen=True, slots=True)
class DraftPassage:
    """A piece of the draft's own text and where it stands."""

    text: str
    locator: Locator = Locator()

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {"text": self.text, "locator": self.locator.to_json()}


@dataclass(frozen=True, slots=True)
class DraftOverlap:
    """Existing work that the draft overlaps, how strongly, and why: passages of both sides with their spans."""

    item: str
    title: str
    kind: str
    sector: str
    group: str
    period: str
    relation: Relation
    probability: float
    explanation: Explanation  # its left side is the draft
    is_cited: bool = False  # the draft names it
    places: tuple[Locator, ...] = ()  # of the passages of the draft on the explanation's left side
    labels: Labels = field(default_factory=dict)  # the title in further languages

    @property
    def strength(self) -> Strength:
        """How strongly, in a word."""
        return Strength.of(self.probability)

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {
            "item": self.item,
            "title": self.title,
            "kind": self.kind,
            "sector": self.sector,
            "group": self.group,
            "period": self.period,
            "relation": str(self.relation),
            "probability": round(self.probability, 4),
            "strength": str(self.strength),
            "is_cited": self.is_cited,
            "explanation": self.explanation.to_json(),
            "places": [place.to_json() for place in self.places],
        }


@dataclass(frozen=True, slots=True)
class Consultation:
    """A group to ask before the draft goes further, and the work of it that the draft touches."""

    group: str
    sector: str
    score: float  # the probability of its likeliest item
    items: tuple[str, ...]
    name: str = ""
    labels: Labels = field(default_factory=dict)  # its name per language
    is_cited: bool = False  # the draft names the group or its work

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {
            "group": self.group,
            "name": self.name,
            "sector": self.sector,
            "score": round(self.score, 4),
            "strength": str(Strength.of(self.score)),
            "items": list(self.items),
            "is_cited": self.is_cited,
        }


@dataclass(frozen=True, slots=True)
class DraftReport:
    """Everything a check of one draft found, strongest first."""

    name: str  # of the file
    title: str
    language: str | None
    overlaps: tuple[DraftOverlap, ...] = ()
    consult: tuple[Consultation, ...] = ()
    new: tuple[DraftPassage, ...] = ()  # passages without a good match, in reading order
    passages: int = 0  # how many were compared
    references: tuple[LocatedReference, ...] = ()
    areas: tuple[tuple[str, float], ...] = ()  # labels of areas of mutual interest it falls under
    notes: tuple[str, ...] = ()  # what was not read, in words

    @property
    def by_sector(self) -> Mapping[str, tuple[DraftOverlap, ...]]:
        """The overlaps per Sector, the Sector with the strongest one first."""
        found: dict[str, list[DraftOverlap]] = {}
        for overlap in self.overlaps:
            found.setdefault(overlap.sector, []).append(overlap)
        return {sector: tuple(overlaps) for sector, overlaps in found.items()}

    def to_json(self) -> dict[str, Any]:
        """As printed by `check --json`."""
        return {
            "name": self.name,
            "title": self.title,
            "language": self.language,
            "overlaps": [overlap.to_json() for overlap in self.overlaps],
            "consult": [consultation.to_json() for consultation in self.consult],
            "new": [passage.to_json() for passage in self.new],
            "passages": self.passages,
            "references": [found.reference.to_json(found.locator) for found in self.references],
            "areas": [{"label": label, "probability": round(p, 4)} for label, p in self.areas],
            "notes": list(self.notes),
        }
