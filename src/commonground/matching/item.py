"""What is matched: a piece of work or a text, with its words and what is stated of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ItemKind(StrEnum):
    """What an item is in the organization."""

    BODY = "body"
    QUESTION = "question"
    INSTRUMENT = "instrument"
    AREA = "area"
    ACTIVITY = "activity"
    DOCUMENT = "document"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Item:
    """One item to match. Only `title`, `text`, `parent`, `language` and `labels` are read as words; an id never is.

    `parent` is the chain of titles above the item, widest first, joined by " > ".
    """

    id: str
    title: str = ""
    text: str = ""
    parent: str = ""
    language: str | None = None  # ISO 639-1; None where it is to be detected
    kind: ItemKind = ItemKind.DOCUMENT
    labels: Mapping[str, str] = field(default_factory=dict)  # its title in further languages
    aliases: tuple[str, ...] = ()  # further names and acronyms
    sector: str | None = None
    group: str | None = None  # id of the study group or other topmost body that its work belongs to
    period: str = ""
    references: tuple[str, ...] = ()  # ids that its text cites or its relationship section states
    governing: tuple[str, ...] = ()  # ids of the instruments that mandate it
    predecessors: tuple[str, ...] = ()  # ids whose work it carries on
    areas: tuple[str, ...] = ()  # areas a source files it under
    is_highest: bool = False  # adopted by the body whose texts bind all Sectors
    is_inferred: bool = False  # its words were inferred from what it does; no page prints its title

    @property
    def called(self) -> str:
        """Its title, else a further name, one in plain Latin letters before others; "" without any."""
        return self.title or next(
            (name for name in self.aliases if name.isascii()), next(iter(self.aliases), "")
        )
