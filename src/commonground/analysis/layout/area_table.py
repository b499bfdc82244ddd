"""Lists of areas that are printed as a table: a column of areas, with columns for number, list, parent, group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commonground.analysis.layout.list_item import clean_number, closed, split_number
from commonground.analysis.layout.table import Table, tables_of
from commonground.analysis.layout.wording import label_key, labels, speaks_of_areas, tidy
from commonground.domain.document import Document, PassageKind

_HEADER_ROWS = 3
_SHEET_NUMBER = re.compile(r"\s(\d+(?:\.\d+)*)$")  # of a sheet named "List 1.3"
_ENTRY_LENGTH_MAX = 250


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One entry before it is an entry: the passage it stands in, and what is printed there."""

    index: int
    list: str
    text: str
    number: str
    parent: str | None
    group: str


@dataclass(frozen=True, slots=True)
class AreaTable:
    """A table, or the part of one that belongs to one list."""

    number: str
    title: str
    rows: tuple[AreaRow, ...]
    passages: tuple[int, ...]


def read_area_tables(document: Document, layout: Mapping[str, Any]) -> list[AreaTable]:
    """The lists of areas that stand in tables and spreadsheets."""
    read: list[AreaTable] = []
    for table in tables_of(document):
        head = _head(document, table, layout)
        if head:
            read += _lists(document, table, *head)
    return read


def _head(document: Document, table: Table, layout: Mapping[str, Any]) -> tuple[int, dict[str, int]] | None:
    """The header row and the column per role, None when the table is no list of areas."""
    roles = {
        role: labels(layout, "words", f"{role}_column") for role in ("number", "list", "parent", "group")
    }
    strong, weak = labels(layout, "words", "area_column"), labels(layout, "words", "area_column_weak")
    for row in range(1, min(_HEADER_ROWS, table.height) + 1):
        columns: dict[str, int] = {}
        keys = {column: label_key(table.text_at(row, column)) for column in range(1, table.width + 1)}
        for column, key in keys.items():
            for role, words in roles.items():
                if key in words:
                    columns.setdefault(role, column)
        area = next((column for column, key in keys.items() if key in strong), None)
        if area is None and _is_said_to_be_areas(document, table, columns, layout):
            area = next((column for column, key in keys.items() if key in weak), None)
        if area is not None and row < table.height:
            return row, {**columns, "area": area}
    return None


def _is_said_to_be_areas(
    document: Document, table: Table, columns: Mapping[str, int], layout: Mapping[str, Any]
) -> bool:
    """A weak word such as "Area" counts in a spreadsheet, beside a number alone, or under a fitting title."""
    is_sheet = bool(table.sheet) or document.media_type in ("text/csv", "text/tab-separated-values")
    if is_sheet or (table.width == 2 and "number" in columns) or table.width == 1:
        return True
    return speaks_of_areas(layout, title_before(document, table))


def title_before(document: Document, table: Table) -> str:
    """The nearest heading, caption or line before a table; the sheet's name for spreadsheets."""
    first = table.indexes[0] if table.indexes else 0
    for passage in reversed(document.passages[max(0, first - 4) : first]):
        if passage.kind is PassageKind.CELL:
            break
        if len(passage.text.strip()) > 12:
            return tidy(passage.text)
    return table.sheet


def _lists(document: Document, table: Table, header: int, columns: dict[str, int]) -> list[AreaTable]:
    title = title_before(document, table)
    parts: dict[str, list[AreaRow]] = {}
    used: dict[str, set[str]] = {}  # numbers per list
    groups = ""
    for row in range(header + 1, table.height + 1):
        cell = table.at(row, columns["area"])
        if cell is None or not cell.text or cell.row != row or len(cell.text) > _ENTRY_LENGTH_MAX:
            continue
        if cell.column_span >= table.width > 1:
            groups = cell.text
            continue
        listed = table.text_at(row, columns["list"]) if "list" in columns else ""
        rows = parts.setdefault(listed, [])
        printed, text = split_number(cell.text)
        number = clean_number(table.text_at(row, columns["number"])) if "number" in columns else printed
        held = used.setdefault(listed, set())
        number = _unused(number or str(len(rows) + 1), held)
        parent = table.text_at(row, columns["parent"]) if "parent" in columns else ""
        above = number.rpartition(".")[0]
        parent = parent or (above if above in held else "")
        group = table.text_at(row, columns["group"]) if "group" in columns else groups
        index = cell.paragraphs[0].index
        name = text if printed else closed(cell.text)
        held.add(number)
        rows.append(AreaRow(index, "", name, number, parent or None, group))
    number, rest = split_number(title)
    if title == table.sheet and (match := _SHEET_NUMBER.search(title)):
        number = match[1]
    passages = table.indexes
    return [
        AreaTable(clean_number(listed) or listed or number, rest or title, tuple(rows), passages)
        for listed, rows in parts.items()
        if rows
    ]


def _unused(wanted: str, used: set[str]) -> str:
    number, count = wanted, 1
    while number in used:
        count += 1
        number = f"{wanted} ({count})"
    return number
