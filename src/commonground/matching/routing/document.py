"""What is routed, what is learnt from, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from commonground.domain.suggestion import MatchedPassage


@dataclass(frozen=True, slots=True)
class Document:
    """A text whose responsible group is asked for: its title and what follows it (abstract, scope, body)."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A document whose responsible groups are known.

    `year` (2018.5 = the middle of 2018) lets newer examples count more; None: as much as the newest ones.
    """

    document: Document
    groups: tuple[str, ...]
    year: float | None = None
    id: str = ""  # shown as evidence, never read as words


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A known document of a group that is like the routed one: `likeness` 0 to 1."""

    example: Example
    likeness: float

    def to_json(self) -> dict[str, Any]:
        """As printed in exchange files."""
        return {
            "id": self.example.id,
            "title": self.example.document.title,
            "groups": list(self.example.groups),
            "likeness": round(self.likeness, 4),
        }


@dataclass(frozen=True, slots=True)
class Route:
    """A group that may be responsible, how likely, and why.

    `passages` are parts of the routed document with the spans of the words that speak for the group;
    `neighbours` are its known documents that are most alike.
    """

    group: str
    probability: float
    passages: tuple[MatchedPassage, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As printed in exchange files."""
        return {
            "group": self.group,
            "probability": round(self.probability, 4),
            "passages": [passage.to_json() for passage in self.passages],
            "neighbours": [neighbour.to_json() for neighbour in self.neighbours],
        }
