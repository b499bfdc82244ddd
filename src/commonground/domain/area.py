"""Areas of mutual interest, the list entries they come from, and proposals to bring entries together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from commonground.domain.document import Locator
from commonground.domain.language import Labels


class AreaStatus(StrEnum):
    """Where an area stands. Stored in registers: never rename a value."""

    LISTED = "listed"  # stands in at least one list
    DERIVED = "derived"  # follows from the rule of 2023 but stands in no list
    SUB_TOPIC = "sub-topic"  # of a pilot theme
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Origin:
    """One place a fact was seen at: a document (or a profile's own source) and the place in it."""

    document: str
    locator: Locator = Locator()

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {"document": self.document, "locator": self.locator.to_json()}


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry of a printed list of areas, as printed."""

    list: str  # the list's own number, for instance "1.3"
    number: str  # printed number ("2.1"), or the position among the bullets ("7")
    text: str  # without bullet, number and closing full stop
    parent: str | None = None  # number of the entry above, for nested lists
    group: str = ""  # a heading inside the list, for instance "(subject areas of work)"
    list_title: str = ""  # the sentence or heading that introduces the list
    origins: tuple[Origin, ...] = ()
    language: str = "en"

    @property
    def key(self) -> str:
        """The entry's identity: its list, number and text, whatever the case and spaces."""
        return f"{self.list}#{self.number}: {' '.join(self.text.casefold().split())}"

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON: the first origin is `document` and `locator`, further ones are in `also`."""
        first = self.origins[0] if self.origins else Origin("")
        value: dict[str, Any] = {
            "list": self.list,
            "number": self.number,
            "text": self.text,
            **first.to_json(),
        }
        if len(self.origins) > 1:
            value["also"] = [origin.to_json() for origin in self.origins[1:]]
        return value


class ProposalKind(StrEnum):
    """What a consolidation proposal claims of two entries. Stored in registers: never rename a value."""

    SAME = "same"  # one area under two names
    RELATED = "related"  # different areas that belong side by side, or one inside the other


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim that two list entries name the same area, or related ones; a person accepts or refuses it."""

    kind: ProposalKind
    a: ListEntry
    b: ListEntry
    reason: str  # one plain sentence
    probability: float

    def to_json(self) -> dict[str, Any]:
        """As printed by `areas --json`."""
        return {
            "kind": str(self.kind),
            "a": self.a.to_json(),
            "b": self.b.to_json(),
            "reason": self.reason,
            "probability": round(self.probability, 3),
        }


@dataclass(frozen=True, slots=True)
class Area:
    """A subject of mutual interest: a node of the hierarchy, with the entries it was made from."""

    id: str
    labels: Labels
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    related: tuple[str, ...] = ()
    status: AreaStatus = AreaStatus.LISTED
    entries: tuple[ListEntry, ...] = ()
    definition: str = ""
    sources: tuple[str, ...] = ()
    instruments: tuple[str, ...] = field(
        default=()
    )  # governing instruments, for instance "PP Resolution 182"
    matches: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # SKOS mapping property -> addresses of the same subject in other vocabularies

    def to_json(self) -> dict[str, Any]:
        """As printed by `areas --json`."""
        return {
            "id": self.id,
            "labels": dict(self.labels),
            "aliases": list(self.aliases),
            "parent": self.parent,
            "related": list(self.related),
            "status": str(self.status),
            "entries": [entry.to_json() for entry in self.entries],
        }
