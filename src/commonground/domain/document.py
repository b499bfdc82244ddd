"""Documents and their located passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any


class PassageKind(StrEnum):
    """What a passage is in its document's layout."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    CELL = "cell"
    CAPTION = "caption"
    ABSTRACT = "abstract"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a passage stands. All numbers count from 1; what does not apply is None.

    `paragraph` counts paragraphs outside tables through the document, inside a cell those of the cell.

    >>> str(Locator(table=2, row=5, column=4))
    'table 2, row 5, column 4'
    """

    part: str = ""  # "" is the body; else "header", "footer", "footnote", "endnote", "textbox", "comment"
    page: int | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None  # a spreadsheet's own address, for instance "B7"
    line: int | None = None
    record: str | None = None  # a JSON pointer or the record's own id

    def __str__(self) -> str:
        parts = [self.part] if self.part else []
        parts += [f"{name} {value}" for name, value in self.to_json().items() if name != "part"]
        return ", ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """Only the fields that apply, in the order of the class."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) not in (None, "")}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Locator:
        """The inverse of `to_json`; unknown keys are an error of the caller."""
        return cls(**value)


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A link in a passage: the span of its visible text, and where it leads."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A located piece of a document: a paragraph, a list item, or one paragraph of a table cell.

    An empty table cell is a passage with empty text, so that a table can be rebuilt from its passages.
    A merged cell is one passage (or one per paragraph) at its top left corner, with its spans.
    """

    text: str
    locator: Locator = Locator()
    kind: PassageKind = PassageKind.PARAGRAPH
    level: int | None = None  # of a heading or list item, from 1
    number: str = ""  # the printed number or bullet, also when the file computes it: "1.3.", "a)", "•"
    style: str = ""  # the file's own style name
    language: str | None = None
    column_span: int = 1
    row_span: int = 1
    is_header: bool = False  # a cell of a row that the file marks as repeated header
    hyperlinks: tuple[Hyperlink, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentMetadata:
    """What a document says of itself; empty where it says nothing."""

    number: str = ""  # for instance "TDAG-20/13"
    date: str = ""  # ISO 8601 where it could be read, else as printed
    source: str = ""
    title: str = ""
    meeting: str = ""
    summary: str = ""
    action_required: str = ""
    references: str = ""
    identifiers: tuple[str, ...] = ()  # ids of the record itself, for instance "ITU-T L.1470"
    group: str = ""  # the responsible body as the record names it
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A source file, or one record of a collection, with its passages in reading order."""

    sha256: str  # of the bytes it was read from; for a record of a collection, of the record's bytes
    name: str  # path as given, "folder/inner.zip!paper.docx", or "collection.jsonl#record-id"
    media_type: str
    passages: tuple[Passage, ...]
    language: str | None = None
    metadata: DocumentMetadata = DocumentMetadata()
    notes: tuple[str, ...] = ()  # what the reader could not keep, in words; nothing is dropped silently
