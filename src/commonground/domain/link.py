"""Links between entities, and the evidence, suggestions and judgements around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from commonground.domain.area import Origin


class Predicate(StrEnum):
    """What a link claims. Stored in registers: never rename a value."""

    ADDRESSES = "addresses"  # a body or Question works on an area
    MANDATES = "mandates"  # an instrument charges bodies with an area
    OVERLAPS = "overlaps"
    CONTRIBUTES_TO = "contributes-to"
    LIAISES_WITH = "liaises-with"
    CARRIES_OUT = "carries-out"  # a Sector's resolution implements another's; never a duplicate


class EvidenceKind(StrEnum):
    """Why a link is claimed. Stored in registers: never rename a value."""

    STATED = "stated"
    CITED = "cited"
    LEXICAL = "lexical"
    SEMANTIC = "semantic"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a claim comes from: a place, the words there, the kind, and a strength from 0 to 1."""

    origin: Origin
    text: str
    kind: EvidenceKind
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """A claim about two entities, with its evidence."""

    subject: str
    predicate: Predicate
    object: str
    period: str = ""
    theme: str = ""
    evidence: tuple[Evidence, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As printed in exchange files."""
        return {
            "subject": self.subject,
            "predicate": str(self.predicate),
            "object": self.object,
            "period": self.period,
            "theme": self.theme,
            "evidence": [
                {**e.origin.to_json(), "text": e.text, "kind": str(e.kind), "strength": e.strength}
                for e in self.evidence
            ],
        }


class Verdict(StrEnum):
    """What a person decides. Stored in registers: never rename a value."""

    ACCEPT = "accept"
    REJECT = "reject"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision by a role on behalf of a Sector; append-only."""

    subject: str  # key of the proposal or link judged
    verdict: Verdict
    role: str
    sector: str
    at: datetime  # aware UTC
    reason: str = ""
