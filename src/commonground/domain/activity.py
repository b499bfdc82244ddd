"""Activities: what bodies do together beside studying and adopting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from commonground.domain.area import Origin
from commonground.errors import BadInput, Said


class ActivityKind(StrEnum):
    """What sort of activity. Stored in exchange files: never rename a value."""

    EVENT = "event"
    PARTNERSHIP = "partnership"
    WEB_PAGE = "web-page"


@dataclass(frozen=True, slots=True)
class Activity:
    """An event, partnership or web page; it may belong to several Sectors."""

    kind: ActivityKind
    title: str
    sectors: tuple[str, ...]
    theme: str = ""
    origins: tuple[Origin, ...] = ()

    def __post_init__(self) -> None:
        if not self.title.strip() or not self.sectors:
            raise BadInput(Said("an activity needs a title and at least one Sector"), where=self.title)

    def to_json(self) -> dict[str, Any]:
        """As printed in exchange files."""
        return {
            "kind": str(self.kind),
            "title": self.title,
            "sectors": list(self.sectors),
            "theme": self.theme,
            "origins": [origin.to_json() for origin in self.origins],
        }
