"""Workbooks that people filled in: every sheet's cells as texts, with the places of formulas and merged cells."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import get_column_letter

from commonground.errors import CommongroundError, Said, UnreadableFile
from commonground.ingest.limits import Limits
from commonground.ingest.package import Package
from commonground.ingest.spreadsheet import printed

_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_CONTENT = (
    b"<v",
    b"<is",
    b"<f",
    b":v>",
    b":is>",
    b":f>",
    b":f ",
)  # what a cell that holds something begins with
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """One sheet: its name, the texts of its filled cells by row and column (both from 1), and what it must not hold."""

    name: str
    rows: Mapping[int, Mapping[int, str]]
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    merged: tuple[str, ...] = ()  # ranges, as "A3:B3"

    @property
    def headings(self) -> Mapping[int, str]:
        """The texts of the first row by column."""
        return self.rows.get(1, {})


def read_filled_sheets(data: bytes, name: str, limits: Limits) -> tuple[FilledSheet, ...]:
    """All sheets of the workbook; raises UnreadableFile, or LimitExceeded when it is larger than the limits.

    Formulas are not computed: their places are told, so that who takes the texts can refuse them.
    """
    package = Package(data, name, limits)
    parts = {
        part: package.bytes_of(part) or b"" for part in package.parts if part.endswith((".xml", ".rels"))
    }
    for part, content in parts.items():
        if part.startswith("xl/worksheets/") and content.count(b"row>") > limits.table_rows_max:
            _check_rows(content, f"{name}, {part.rpartition('/')[2]}", limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of features it leaves out; none of them is text
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                budget = [limits.cells_max]
                return tuple(_sheet(sheet, parts, name, limits, budget) for sheet in book.worksheets)
            finally:
                book.close()
    except CommongroundError:
        raise
    except Exception as error:
        raise UnreadableFile(
            Said(
                "damaged workbook (%(kind)s: %(error)s)",
                kind=type(error).__name__,
                error=str(error)[:200],
            ),
            where=name,
            advice=Said("save it again as .xlsx"),
        ) from error


def _check_rows(content: bytes, where: str, limits: Limits) -> None:
    """Nothing, or LimitExceeded naming how many rows hold something: counted in the bytes, before cells are read."""
    start = rows = 0
    for end in _ROW_END.finditer(content):
        rows += any(content.find(mark, start, end.start()) >= 0 for mark in _CONTENT)
        start = end.end()
    if rows > limits.table_rows_max:
        raise limits.exceeded("table_rows_max", where, Said("the sheet has %(rows)s rows", rows=rows))


def _sheet(
    sheet: Any, parts: Mapping[str, bytes], name: str, limits: Limits, budget: list[int]
) -> FilledSheet:
    where = f"{name}, sheet {sheet.title}"
    sheet.reset_dimensions()  # the declared size may be a lie; count what is there
    rows: dict[int, dict[int, str]] = {}
    formulas: set[tuple[int, int]] = set()
    for row in sheet.iter_rows():
        filled: dict[int, str] = {}
        number = 0
        for cell in row:
            value = cell.value
            if value is None:
                continue
            number = cell.row
            if cell.data_type == "f":
                formulas.add((number, cell.column))
            text = printed(value)
            if text:
                filled[cell.column] = text
        if not filled:
            continue
        rows[number] = filled
        budget[0] -= len(filled)
        if len(rows) > limits.table_rows_max:
            raise limits.exceeded(
                "table_rows_max",
                where,
                Said("the sheet has more than %(number)s rows", number=len(rows) - 1),
            )
        if budget[0] < 0:
            raise limits.exceeded("cells_max", where, Said("too many cells"))
    merged = tuple(found.decode() for found in _MERGED.findall(parts.get(_part_of(sheet), b"")))
    return FilledSheet(sheet.title, rows, frozenset(formulas), merged)


def _part_of(sheet: Any) -> str:
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")


def cell_name(row: int, column: int) -> str:
    """The cell as spreadsheet programs call it.

    >>> cell_name(3, 28)
    'AB3'
    """
    return f"{get_column_letter(column)}{row}"
