"""Documents built by hand: paragraphs, list items and tables, without any file format."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import commonground
from commonground.domain.document import Document, Locator, Passage, PassageKind
from commonground.domain.organization import Sector
from commonground.domain.reference import Reference, ReferenceContext, ReferenceKind

SECTORS = tuple(Sector(name, {"en": name}) for name in ("ITU-R", "ITU-T", "ITU-D", "General Secretariat"))
_PATTERNS = (
    (ReferenceKind.QUESTION, re.compile(r"\bQ(?:uestion)? ?(\d+/\d+)")),
    (ReferenceKind.BODY, re.compile(r"\bWP ?(\d[A-Z])")),
    (
        ReferenceKind.BODY,
        re.compile(r"(?:Study Groups?|SG|研究组|commission d'études|Comisión de Estudio) ?(\d+)"),
    ),
    (
        ReferenceKind.RESOLUTION,
        re.compile(r"(?:Resolution|Résolution|Resolución|Резолюция|决议|القرار) ?(\d+)(?: \(([^)]*)\))?"),
    ),
)
_NAMES = {ReferenceKind.QUESTION: "Q", ReferenceKind.BODY: "SG", ReferenceKind.RESOLUTION: "Resolution "}


def find(text: str, context: ReferenceContext) -> tuple[Reference, ...]:
    """A reference finder that knows four shapes and takes the Sector from the context."""
    found = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            name = "WP " if "WP" in match[0] else _NAMES[kind]
            sector = "ITU-R" if "WP" in match[0] else context.sector or "PP"
            revision = match[2] or "" if kind is ReferenceKind.RESOLUTION else ""
            made = f"{sector} {name}{match[1]}"
            found.append(
                Reference(match[0], match.start(), match.end(), kind, made, (made,), revision=revision)
            )
    return tuple(sorted(found, key=lambda one: one.start))


class Draft:
    """A document under construction."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.paragraphs = 0
        self.tables = 0

    def add(
        self, text: str, kind: PassageKind = PassageKind.PARAGRAPH, number: str = "", level: int | None = None
    ) -> Draft:
        """A paragraph outside tables."""
        self.paragraphs += 1
        self.passages.append(Passage(text, Locator(paragraph=self.paragraphs), kind, level, number))
        return self

    def heading(self, text: str, level: int = 1, number: str = "") -> Draft:
        """A heading."""
        return self.add(text, PassageKind.HEADING, number, level)

    def bullets(self, *texts: str, level: int = 1) -> Draft:
        """Bulleted items."""
        for text in texts:
            self.add(text, PassageKind.LIST_ITEM, "•", level)
        return self

    def table(self, rows: Sequence[Sequence[str | tuple[str, int, int]]], sheet: str | None = None) -> Draft:
        """A table; a cell is its text, or text with column span and row span. Line breaks make paragraphs."""
        self.tables += 1
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(rows, 1):
            column = 1
            for cell in row:
                text, wide, high = (cell, 1, 1) if isinstance(cell, str) else cell
                while (r, column) in taken:
                    column += 1
                taken |= {(r + a, column + b) for a in range(high) for b in range(wide)}
                for p, line in enumerate(text.split("\n"), 1):
                    place = Locator(paragraph=p, table=self.tables, row=r, column=column, sheet=sheet)
                    self.passages.append(
                        Passage(line, place, PassageKind.CELL, column_span=wide, row_span=high)
                    )
                column += wide
        return self

    def document(
        self, language: str | None = "en", media_type: str = "text/plain", name: str = "paper.txt"
    ) -> Document:
        """The finished document."""
        return Document("0" * 64, name, media_type, tuple(self.passages), language)


@pytest.fixture(scope="session")
def layout() -> dict[str, Any]:
    """The layout of the ITU profile."""
    path = Path(commonground.__file__).parent / "profiles" / "itu" / "layout.toml"
    return tomllib.loads(path.read_text("utf-8"))


@pytest.fixture
def draft() -> Draft:
    """An empty document to build on."""
    return Draft()


@pytest.fixture
def sectors() -> tuple[Sector, ...]:
    """Three Sectors and the General Secretariat, without names in other languages."""
    return SECTORS


@pytest.fixture
def finder() -> Callable[[str, ReferenceContext], tuple[Reference, ...]]:
    """A finder of four shapes of reference."""
    return find
