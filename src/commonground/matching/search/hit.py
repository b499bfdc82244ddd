"""What a search finds: an item, how well it fits, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from commonground.domain.suggestion import MatchedPassage, SharedTerm
from commonground.matching.item import Item


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found, with its evidence. Scores lie between 0 and 1 and compare hits of one search only."""

    item: Item
    score: float
    lexical: float  # share of the query's words, weighted by rarity, that the item says
    semantic: float  # likeness of meaning: the cosine of the vectors
    references: tuple[str, ...] = ()  # of those asked for, what the item cites or is
    terms: tuple[SharedTerm, ...] = ()  # left the query's words, right the item's; heaviest first
    passages: tuple[MatchedPassage, ...] = ()  # of the item, with the spans of the terms
    sentence: str = ""

    def to_json(self) -> dict[str, Any]:
        """As printed by `find --json`."""
        return {
            "id": self.item.id,
            "kind": str(self.item.kind),
            "title": self.item.title,
            "sector": self.item.sector,
            "group": self.item.group,
            "period": self.item.period,
            "score": round(self.score, 4),
            "lexical": round(self.lexical, 4),
            "semantic": round(self.semantic, 4),
            "references": list(self.references),
            "terms": [term.to_json() for term in self.terms],
            "passages": [passage.to_json() for passage in self.passages],
            "sentence": self.sentence,
        }
