"""Tables, put together again from their cell passages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from commonground.analysis.layout.wording import Kept, tidy
from commonground.domain.document import Document, Locator, Passage, PassageKind

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")


@dataclass(frozen=True, slots=True)
class CellText:
    """One paragraph of a cell: its text, its place, its index among the document's passages."""

    text: str
    locator: Locator
    index: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the grid at its top left corner, merged ones with their spans."""

    row: int
    column: int
    row_span: int
    column_span: int
    paragraphs: tuple[CellText, ...]
    is_header: bool = False

    @property
    def text(self) -> str:
        """All paragraphs in one line, spaces folded."""
        return tidy(" ".join(part.text for part in self.paragraphs))

    @property
    def columns(self) -> range:
        """The grid columns the cell covers."""
        return range(self.column, self.column + self.column_span)

    @property
    def rows(self) -> range:
        """The grid rows the cell covers."""
        return range(self.row, self.row + self.row_span)

    @property
    def locator(self) -> Locator:
        """The place of the cell's first paragraph."""
        return self.paragraphs[0].locator

    def lines(self) -> list[CellText]:
        """The non-blank lines of all paragraphs, spaces folded."""
        return [
            CellText(tidy(line), part.locator, part.index)
            for part in self.paragraphs
            for line in part.text.splitlines()
            if line.strip()
        ]


@dataclass(frozen=True)
class Table:
    """A grid of cells. `order` counts the tables of the document from 1."""

    order: int
    cells: tuple[Cell, ...]
    _grid: dict[tuple[int, int], Cell] = field(repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for cell in self.cells:
            for row in cell.rows:
                for column in cell.columns:
                    self._grid.setdefault((row, column), cell)

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers the place, None where the grid has a hole."""
        return self._grid.get((row, column))

    def text_at(self, row: int, column: int) -> str:
        """The text of the cell that covers the place, "" where there is none."""
        cell = self.at(row, column)
        return cell.text if cell else ""

    def row(self, row: int) -> list[Cell]:
        """The cells that cover a row, from its first column, each once."""
        return list(dict.fromkeys(cell for c in range(1, self.width + 1) if (cell := self.at(row, c))))

    @cached_property
    def height(self) -> int:
        """The number of the last row."""
        return max((row for row, _ in self._grid), default=0)

    @cached_property
    def width(self) -> int:
        """The number of the last column."""
        return max((column for _, column in self._grid), default=0)

    @cached_property
    def indexes(self) -> tuple[int, ...]:
        """Indexes of all passages of the table."""
        return tuple(sorted(part.index for cell in self.cells for part in cell.paragraphs))

    @property
    def sheet(self) -> str:
        """The name of the sheet the table is, "" outside spreadsheets."""
        return (self.cells[0].locator.sheet or "") if self.cells else ""


def position_of(locator: Locator) -> tuple[int, int] | None:
    """Row and column of a cell, also from a spreadsheet's address.

    >>> position_of(Locator(cell="B7"))
    (7, 2)
    """
    if locator.row is not None and locator.column is not None:
        return locator.row, locator.column
    match = _ADDRESS.match(locator.cell or "")
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def tables_of(document: Document) -> tuple[Table, ...]:
    """All tables of the document in reading order; cells whose place is unknown are left as passages."""
    return _tables(Kept(document.passages))


# Every reader of a document asks for the same grids, one document after the other.
@lru_cache(maxsize=1)
def _tables(kept: Kept[tuple[Passage, ...]]) -> tuple[Table, ...]:
    tables: dict[tuple[str, str, int], dict[tuple[int, int], list[tuple[int, Passage]]]] = {}
    for index, passage in enumerate(kept.value):
        position = position_of(passage.locator) if passage.kind is PassageKind.CELL else None
        if position is None:
            continue
        place = passage.locator
        key = (place.part, place.sheet or "", place.table or 0)
        tables.setdefault(key, {}).setdefault(position, []).append((index, passage))
    return tuple(
        Table(order, tuple(_cell(position, parts) for position, parts in sorted(cells.items())))
        for order, cells in enumerate(tables.values(), 1)
    )


def _cell(position: tuple[int, int], parts: list[tuple[int, Passage]]) -> Cell:
    paragraphs = tuple(CellText(passage.text, passage.locator, index) for index, passage in parts)
    rows = max(passage.row_span for _, passage in parts)
    columns = max(passage.column_span for _, passage in parts)
    is_header = any(passage.is_header for _, passage in parts)
    return Cell(*position, max(rows, 1), max(columns, 1), paragraphs, is_header)
