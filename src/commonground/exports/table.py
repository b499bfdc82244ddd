"""A printed table as a value: what Word, web and spreadsheet files are all made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from commonground.errors import BadInput, Said

HEAT_STEPS = 4
# What the steps look like on paper: each keeps black text readable at 7:1 and more.
HEAT_COLOURS = ("ffffff", "e3eefa", "c6ddf5", "a8cbef", "8ab9e9")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a cell."""

    text: str
    language: str = ""  # when it differs from the paper's
    sign: str = ""  # a raised mark that the table's notes explain
    is_struck: bool = False
    is_remark: bool = False  # about the cell and not its content: printed small, grey and in italics
    indent: int = 0
    marks: tuple[tuple[int, int], ...] = ()  # spans of the text that are set in bold and underlined
    anchor: str = ""  # a name under which the line can be led to
    target: str = ""  # the anchor in the same file that the line leads to
    is_own: bool = False  # in the paper's language and direction, whatever word it begins with
    spoken: str = ""  # what is said aloud in place of a text of signs

    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The text cut at its marks: (piece, whether it is marked); marks outside the text are left out.

        >>> Line("power of sites", marks=((0, 5),)).pieces()
        (('power', True), (' of sites', False))
        """
        pieces: list[tuple[str, bool]] = []
        done = 0
        for first, last in sorted(self.marks):
            start, end = max(first, done), min(last, len(self.text))
            if start < end:
                pieces += [(self.text[done:start], False), (self.text[start:end], True)]
                done = end
        pieces.append((self.text[done:], False))
        return tuple(piece for piece in pieces if piece[0])


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with the columns and rows it covers."""

    lines: tuple[Line, ...] = ()
    column_span: int = 1
    row_span: int = 1
    is_header: bool = False  # heads its row, or its group of rows
    heat: int = 0  # from 0, no shade, to `HEAT_STEPS`, the darkest

    @classmethod
    def of(cls, text: str, language: str = "") -> Cell:
        """A cell of one line; an empty text is an empty cell."""
        return cls((Line(text, language),)) if text else cls()


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell at its place in the grid; row and column count from 0, without the heading row."""

    row: int
    column: int
    cell: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """A table: each row holds only the cells that begin in it, as in HTML.

    >>> Table(("a", "b"), ((Cell.of("over both"), ), )).placed()
    Traceback (most recent call last):
    ...
    commonground.errors.BadInput: row 1: a table row has 1 of 2 columns filled
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    widths: tuple[float, ...] = ()  # relative; all equal when empty
    notes: tuple[str, ...] = ()  # printed under the table
    is_grid: bool = False  # a wide cross of short cells: pages let it scroll under its own headings

    def placed(self) -> tuple[PlacedCell, ...]:
        """Every cell with its place, row by row; refuses rows that do not fill the grid exactly."""
        placed: list[PlacedCell] = []
        covered_until = [0] * len(self.columns)  # per column, the first row that is still free
        for row, cells in enumerate(self.rows):
            waiting = iter(cells)
            column = 0
            while column < len(self.columns):
                if covered_until[column] > row:
                    column += 1
                    continue
                cell = self._next(waiting, row, column)
                self._check(cell, row, column, covered_until)
                placed.append(PlacedCell(row, column, cell))
                for covered in range(column, column + cell.column_span):
                    covered_until[covered] = row + cell.row_span
                column += cell.column_span
            if next(waiting, None) is not None:
                raise BadInput(Said("a table row has more cells than columns"), where=f"row {row + 1}")
        return tuple(placed)

    def _next(self, waiting: Iterator[Cell], row: int, column: int) -> Cell:
        cell = next(waiting, None)
        if cell is None:
            message = Said(
                "a table row has %(column)s of %(columns)s columns filled",
                column=column,
                columns=len(self.columns),
            )
            raise BadInput(message, where=f"row {row + 1}")
        return cell

    def _check(self, cell: Cell, row: int, column: int, covered_until: Sequence[int]) -> None:
        reach = covered_until[column : column + cell.column_span]
        fits = cell.column_span >= 1 and len(reach) == cell.column_span and max(reach) <= row
        if not fits or cell.row_span < 1 or row + cell.row_span > len(self.rows):
            where = f"row {row + 1}, column {column + 1}"
            raise BadInput(Said("a merged table cell reaches over its neighbours"), where=where)


def plain_table(
    headings: Mapping[str, str],
    rows: Sequence[Mapping[str, str]],
    caption: str = "",
    widths: tuple[float, ...] = (),
) -> Table:
    """A table of plain texts: `headings` gives, in order, the key of each column and its printed heading.

    A text with line feeds becomes several paragraphs of its cell; a key a row lacks is an empty cell.
    """
    body = tuple(tuple(lines_cell(row.get(key, "").split("\n")) for key in headings) for row in rows)
    return Table(tuple(headings.values()), body, caption, widths)


def lines_cell(texts: Sequence[str], *, is_header: bool = False) -> Cell:
    """A cell of one paragraph per text; empty texts are left out."""
    return Cell(tuple(Line(text) for text in texts if text.strip()), is_header=is_header)
