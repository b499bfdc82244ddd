"""Two mapping tables brought together: the values of what each says of a pair, and how they stand to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from commonground.domain.area import Origin
from commonground.domain.suggestion import Relation, pair_key

NONE = "none"
"""The relation of a pair of which a table says that there is nothing."""
_INVERSE: Mapping[str, str] = {
    Relation.BROADER: Relation.NARROWER,
    Relation.NARROWER: Relation.BROADER,
    Relation.ASKS: Relation.ANSWERS,
    Relation.ANSWERS: Relation.ASKS,
}


class Outcome(StrEnum):
    """How two tables stand to each other on one pair."""

    CONFLICT = "conflict"  # another relation, or one says that there is none
    ONLY_FIRST = "only-first"
    ONLY_SECOND = "only-second"
    AGREE = "agree"


@dataclass(frozen=True, slots=True)
class SaidPair:
    """What one table says of a pair, and where it says so."""

    left: str
    right: str
    relation: str  # of left to right; `NONE` where it says that there is none
    origin: Origin
    text: str = ""  # as printed there

    @property
    def key(self) -> str:
        """The pair, whichever way round."""
        return pair_key(self.left, self.right)

    @property
    def ordered(self) -> SaidPair:
        """The same, with the ids in order; a relation that has a direction is turned with them.

        >>> SaidPair("B", "A", "broader", Origin("x")).ordered.relation
        'narrower'
        """
        if self.left <= self.right:
            return self
        turned = str(_INVERSE.get(self.relation, self.relation))
        return SaidPair(self.right, self.left, turned, self.origin, self.text)

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {"relation": self.relation, "text": self.text, **self.origin.to_json()}


@dataclass(frozen=True, slots=True)
class MergedPair:
    """One pair, with all that either table says of it."""

    left: str
    right: str
    outcome: Outcome
    first: tuple[SaidPair, ...] = ()
    second: tuple[SaidPair, ...] = ()
    is_left_blank: bool = False  # the other table has both works, and does not link them

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {
            "left": self.left,
            "right": self.right,
            "outcome": str(self.outcome),
            "first": [said.to_json() for said in self.first],
            "second": [said.to_json() for said in self.second],
            "is_left_blank": self.is_left_blank,
        }


@dataclass(frozen=True, slots=True)
class MergedTables:
    """The two tables brought together, conflicts first; `names` are those of the two files."""

    names: tuple[str, str]
    pairs: tuple[MergedPair, ...]
    unread: tuple[tuple[str, str], ...] = ()  # place and text of filled cells that name nothing known

    def of(self, outcome: Outcome) -> tuple[MergedPair, ...]:
        """The pairs with this outcome."""
        return tuple(pair for pair in self.pairs if pair.outcome is outcome)

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs have which outcome."""
        return {str(outcome): len(self.of(outcome)) for outcome in Outcome}

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {
            "first": self.names[0],
            "second": self.names[1],
            "counts": self.counts,
            "pairs": [pair.to_json() for pair in self.pairs],
            "unread": [{"where": where, "text": text} for where, text in self.unread],
        }
