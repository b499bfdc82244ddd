"""What a search found, gathered from items to their groups and from groups to Sectors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from commonground.matching.search.hit import Hit

_BEST = 4  # hits that count towards a group's score
_DISCOUNT = 0.3  # of each hit after the one before it


@dataclass(frozen=True, slots=True)
class GroupHits:
    """The items of one group that a search found, best first."""

    group: str  # "" for items that belong to no group
    score: float
    hits: tuple[Hit, ...]

    def to_json(self) -> dict[str, Any]:
        """As printed by `find --json`."""
        hits = [hit.to_json() for hit in self.hits]
        return {"group": self.group, "score": round(self.score, 4), "hits": hits}


@dataclass(frozen=True, slots=True)
class SectorHits:
    """The groups of one Sector that a search led to, best first."""

    sector: str  # "" for items that belong to no Sector
    score: float
    groups: tuple[GroupHits, ...]

    def to_json(self) -> dict[str, Any]:
        """As printed by `find --json`."""
        groups = [group.to_json() for group in self.groups]
        return {"sector": self.sector, "score": round(self.score, 4), "groups": groups}


def discounted(scores: Iterable[float]) -> float:
    """The weighted mean of the best few scores, the first counting most; what is missing counts as 0.

    A group with many middling items does not pass one with a single good one.

    >>> discounted([0.9]) > discounted([0.6] * 50)
    True
    """
    best = sorted(scores, reverse=True)[:_BEST]
    weights = [_DISCOUNT**place for place in range(_BEST)]
    return sum(score * weight for score, weight in zip(best, weights, strict=False)) / sum(weights)


def roll_up(hits: Sequence[Hit]) -> tuple[SectorHits, ...]:
    """The hits by Sector and group, best first; ties by name. Every hit is in the result once."""
    gathered: dict[str, dict[str, list[Hit]]] = defaultdict(lambda: defaultdict(list))
    for hit in hits:
        gathered[hit.item.sector or ""][hit.item.group or ""].append(hit)
    sectors = []
    for sector, by_group in gathered.items():
        groups = [
            GroupHits(group, discounted(hit.score for hit in members), tuple(members))
            for group, members in by_group.items()
        ]
        groups.sort(key=lambda found: (-found.score, found.group))
        sectors.append(SectorHits(sector, discounted(group.score for group in groups), tuple(groups)))
    return tuple(sorted(sectors, key=lambda found: (-found.score, found.sector)))
