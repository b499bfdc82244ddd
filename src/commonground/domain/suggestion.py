"""What a machine proposes: a link between two pieces of work, how likely, of what kind, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Relation(StrEnum):
    """How two pieces of work overlap. Stored in registers: never rename a value."""

    SAME_TEXT = "same-text"  # the same words twice
    SAME_SUBJECT = "same-subject"  # one subject, seen from another side
    CARRIES_OUT = "carries-out"  # a Sector's resolution implements another's; never a duplicate
    ASKS = "asks"
    ANSWERS = "answers"
    BROADER = "broader"  # the subject of the link is wider than its object
    NARROWER = "narrower"
    SUCCEEDS = "succeeds"  # the subject of the link carries on what its object was

    @property
    def skos(self) -> str:
        """The SKOS mapping property that says the same (W3C Recommendation, 18 August 2009)."""
        return _SKOS[self]

    @property
    def strm(self) -> str:
        """The set relationship of NIST IR 8477 that says the same."""
        return _STRM[self]


_SKOS = {
    Relation.SAME_TEXT: "skos:exactMatch",
    Relation.SAME_SUBJECT: "skos:closeMatch",
    Relation.CARRIES_OUT: "skos:relatedMatch",
    Relation.ASKS: "skos:relatedMatch",
    Relation.ANSWERS: "skos:relatedMatch",
    Relation.BROADER: "skos:narrowMatch",  # "A narrowMatch B": B is the narrower one
    Relation.NARROWER: "skos:broadMatch",
    Relation.SUCCEEDS: "skos:closeMatch",
}

_STRM = {
    Relation.SAME_TEXT: "equal",
    Relation.SAME_SUBJECT: "intersects with",
    Relation.CARRIES_OUT: "intersects with",
    Relation.ASKS: "intersects with",
    Relation.ANSWERS: "intersects with",
    Relation.BROADER: "superset of",
    Relation.NARROWER: "subset of",
    Relation.SUCCEEDS: "intersects with",
}


@dataclass(frozen=True, slots=True)
class MatchedPassage:
    """A piece of an item's own text with the spans (start, end; characters of `text`) that make the case."""

    item: str
    part: str  # "title", "text", "parent", or "label:fr" for a title in a further language
    text: str
    spans: tuple[tuple[int, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As printed in exchange files."""
        return {
            "item": self.item,
            "part": self.part,
            "text": self.text,
            "spans": [list(span) for span in self.spans],
        }


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A term that both sides use, each in its own words; `why` tells how the two were told to be one."""

    left: str
    right: str
    why: str  # "same-word", "acronym", "vocabulary", "meaning"
    weight: float = 0.0  # share of the likeness that this term makes up, 0 to 1

    def to_json(self) -> dict[str, Any]:
        """As printed in exchange files."""
        return {"left": self.left, "right": self.right, "why": self.why, "weight": round(self.weight, 4)}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two items are proposed as one subject: a plain sentence, and what it rests on.

    `sentences` holds the same sentence by language code; English is always there.
    """

    sentences: Mapping[str, str]
    left: tuple[MatchedPassage, ...] = ()
    right: tuple[MatchedPassage, ...] = ()
    terms: tuple[SharedTerm, ...] = ()
    references: tuple[str, ...] = ()  # ids that both sides refer to, or that one states of the other
    features: Mapping[str, float] = field(default_factory=dict)

    def sentence(self, language: str = "en") -> str:
        """The sentence in that language, else in English."""
        return self.sentences.get(language) or self.sentences["en"]

    def to_json(self) -> dict[str, Any]:
        """As printed in exchange files."""
        return {
            "sentence": self.sentence(),
            "sentences": dict(self.sentences),
            "left": [passage.to_json() for passage in self.left],
            "right": [passage.to_json() for passage in self.right],
            "terms": [term.to_json() for term in self.terms],
            "references": list(self.references),
            "features": {name: round(value, 4) for name, value in self.features.items()},
        }


def pair_key(left: str, right: str) -> str:
    """The key under which judgements of a pair are kept, the same for both directions.

    >>> pair_key("ITU-T Q7/5", "ITU-D Q2/1") == pair_key("ITU-D Q2/1", "ITU-T Q7/5")
    True
    """
    return "pair:" + " | ".join(sorted((left, right)))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A link a machine proposes between two items; never published until judged."""

    left: str  # id of an item
    right: str
    relation: Relation
    probability: float  # that a person who knows the work would accept it, 0 to 1
    explanation: Explanation
    is_stated: bool = False  # a source states the link; likeness only adds to it

    @property
    def key(self) -> str:
        """The key of its judgements."""
        return pair_key(self.left, self.right)

    def to_json(self) -> dict[str, Any]:
        """As printed by `suggest --json`."""
        return {
            "key": self.key,
            "left": self.left,
            "right": self.right,
            "relation": str(self.relation),
            "skos": self.relation.skos,
            "strm": self.relation.strm,
            "probability": round(self.probability, 4),
            "is_stated": self.is_stated,
            "explanation": self.explanation.to_json(),
        }
