"""Theme matrices: tables whose columns are Sectors and whose rows are sub-topics and groups of activities."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from commonground.analysis.layout.list_item import item_of, split_number
from commonground.analysis.layout.row_group import RowGroups
from commonground.analysis.layout.sector_heading import SectorHeadings
from commonground.analysis.layout.table import Cell, CellText, Table, tables_of
from commonground.analysis.layout.theme_name import theme_before, theme_in
from commonground.analysis.layout.wording import fold, has_phrase, label_key, labels, phrase, tidy
from commonground.domain.area import Origin
from commonground.domain.document import Document, Passage, PassageKind
from commonground.domain.organization import Sector
from commonground.domain.reference import Reference, ReferenceContext, ReferenceKind
from commonground.domain.theme import ROW_GROUPS, EmptyState, MatrixEntry, MatrixRow, ThemeMatrix

Find = Callable[[str, ReferenceContext], tuple[Reference, ...]]
_SUB_TOPICS = ROW_GROUPS[0]
_DASH = re.compile(r"^[-–—−.…/*]+$")
# Contents of timetables, statistics and lists of contacts: numbers, times, addresses, telephone numbers.
_NO_ENTRY = re.compile(
    r"^[\d\s.,:%+()/–-]+(?:\s?(?:h|hrs|hours|am|pm|GHz|MHz|CHF|USD|%))?$|^\S+@\S+$|^\(?\+\d[\d\s().-]+$"
)
_ROOM_OR_TIME = re.compile(r"\b\d{1,2}[:h.]\d{2}\s*[-–]\s*\d{1,2}[:h.]\d{2}\b")
_BARE = (("Question", re.compile(r"\d{1,2}/\d{1,2}$")), ("WP", re.compile(r"\d[A-Z]$")))
_SEMICOLON = re.compile(r"[;；؛](?![^(（]*[)）])")
_BULLET = re.compile(r"^[•·▪◦‣∙●○■□–-]\s+")


@dataclass(frozen=True, slots=True)
class ReadMatrix:
    """A theme matrix with its place: the table's order in the document, its printed number, its passages."""

    matrix: ThemeMatrix
    theme: str
    passages: tuple[int, ...]
    table: int
    number: str = ""  # as printed above the table, "1"
    header_row: int = 1


@dataclass(frozen=True)
class _Grid:
    """One table that has Sector columns, and what is needed to read its rows."""

    document: Document
    table: Table
    header: int
    sectors: Mapping[int, str]
    order: tuple[str, ...]
    layout: Mapping[str, Any]
    find: Find
    year: int | None
    repeated: frozenset[int] = frozenset()  # rows that print the header again

    @property
    def first_column(self) -> int:
        return min(self.sectors)

    def label(self, row: int) -> list[Cell]:
        """The cells before the first Sector column; a lone number is no label."""
        cells = [c for c in self.table.row(row) if c.column < self.first_column and c.text]
        return [c for c in cells if not re.fullmatch(r"[\d.]+", c.text)] or cells

    def references(self, text: str, context: ReferenceContext) -> list[Reference]:
        """What an entry refers to; a number alone in one Sector's column is that of a Question or working party."""
        word = next((word for word, shape in _BARE if shape.match(text)), "") if context.sector else ""
        found = self.find(f"{word} {text}" if word else text, context)
        return [one for one in found if one.id and one.kind is not ReferenceKind.SECTOR]

    @cached_property
    def label_column(self) -> int:
        """The column whose heading says "Sub-topic", 0 where none does."""
        groups = RowGroups(self.layout)
        heads = (c for c in self.table.row(self.header) if c.column < self.first_column)
        return next((c.column for c in heads if groups.named(c.text) == _SUB_TOPICS), 0)

    def own_label(self, cells: list[Cell]) -> str:
        """The label proper of a row: below "Sub-topic", else beside the Sector columns."""
        below = (cell for cell in cells if self.label_column in cell.columns)
        return split_number(next(below, cells[-1]).text)[1]

    def row_label(self, row: int) -> str:
        """What stands before the Sector columns, the group's label first."""
        cells = self.label(row)
        return cells[0].text if cells else ""

    def is_filled(self, row: int) -> bool:
        """Whether the row has something in a Sector column."""
        return any(self.table.text_at(row, column) for column in self.sectors)

    def is_full_width(self, row: int) -> bool:
        """One cell from the label through all Sector columns: a heading inside the table."""
        cell = self.table.at(row, 1)
        return cell is not None and cell.column_span > max(self.sectors) - 1 and bool(cell.text)


def read_theme_matrices(
    document: Document,
    layout: Mapping[str, Any],
    sectors: Sequence[Sector],
    find: Find,
    year: int | None = None,
) -> tuple[ReadMatrix, ...]:
    """The theme matrices of the document; other tables, even with Sectors in them, are left alone."""
    headings = SectorHeadings(layout, sectors)
    order = tuple(layout.get("matrix_columns", ())) + tuple(sector.id for sector in sectors)
    read: list[ReadMatrix] = []
    for table in tables_of(document):
        head = headings.header_of(table)
        if head is None or min(head[1]) == 1:
            continue
        known = [*dict.fromkeys(order), *dict.fromkeys(head[1].values())]
        columns = tuple(dict.fromkeys(sector for sector in known if sector in head[1].values()))
        again = (
            row for row in range(head[0] + 1, table.height + 1) if headings.columns_in(table, row) == head[1]
        )
        grid = _Grid(document, table, *head, columns, layout, find, year, frozenset(again))
        if found := _read(grid, read[-1] if read else None):
            read.append(found)
    return tuple(read)


def _read(grid: _Grid, before: ReadMatrix | None) -> ReadMatrix | None:
    caption, number, around = _caption(grid)
    if before and _goes_on(grid, before):
        rows = tuple(_rows(grid, before.matrix.rows[-1].group))
        caption = before.matrix.caption
    else:
        rows, before = tuple(_rows(grid)), None
    governing = _governing(grid)
    if not rows or not (before or _is_matrix(grid, rows, governing)):
        return None
    theme = before.theme if before else _theme(grid, caption)
    matrix = ThemeMatrix(theme, grid.order, rows, _labels(grid, theme), governing, caption)
    passages = tuple(sorted({*_consumed(grid), *around}))
    return ReadMatrix(matrix, theme, passages, grid.table.order, number, grid.header)


def _goes_on(grid: _Grid, before: ReadMatrix) -> bool:
    """Whether the table is the rest of the one before it: said to be "continued", with the same columns."""
    first = grid.table.indexes[0]
    near = grid.document.passages[max(0, first - 3) : first]
    lines = [passage.text for passage in near if passage.kind is not PassageKind.CELL]
    above = [cell.text for row in range(1, grid.header) for cell in grid.table.row(row)]
    return grid.order == before.matrix.columns and any(
        has_phrase(grid.layout, "continued", text) for text in (*lines, *above)
    )


def _theme(grid: _Grid, caption: str) -> str:
    above = " ".join(cell.text for row in range(1, grid.header) for cell in grid.table.row(row))
    return (
        theme_in(above, grid.layout)
        or theme_in(caption, grid.layout)
        or theme_before(grid.document, grid.table.indexes[0], grid.layout)
        or _plain_theme(grid, split_number(caption)[1])
    )


def _labels(grid: _Grid, theme: str) -> dict[str, str]:
    return {grid.document.language or "en": theme} if theme else {}


def _plain_theme(grid: _Grid, caption: str) -> str:
    """A short caption or the sheet's own name, when nothing says "theme"."""
    annex = phrase(grid.layout, "annex", caption)
    for name in (caption[annex.end() :] if annex and fold(caption) == caption else caption, grid.table.sheet):
        if name and len(name) <= 60 and not re.fullmatch(r"\D{3,12}\d{1,3}", name):
            return name
    return ""


def _consumed(grid: _Grid) -> list[int]:
    """Passages of the columns that were read; further columns, such as remarks, stay passages."""
    last = max(grid.sectors)
    return [
        part.index
        for cell in grid.table.cells
        if cell.column <= last
        and (
            cell.row <= grid.header
            or cell.column < grid.first_column
            or any(column in grid.sectors for column in cell.columns)
        )
        for part in cell.paragraphs
    ]


def _caption(grid: _Grid) -> tuple[str, str, list[int]]:
    """Caption, printed table number, and the passages they stand in: the lines just before the table."""
    first = grid.table.indexes[0]
    caption, number, used = "", "", []
    for index in range(first - 1, max(-1, first - 5), -1):
        passage = grid.document.passages[index]
        if passage.kind is PassageKind.CELL or not _may_be_caption(passage):
            break
        text = tidy(passage.text)
        if match := phrase(grid.layout, "caption", text):
            number = number or match["number"]
            text = text[match.end() :].strip() if len(match[0]) < len(text) else ""
        used.append(index)
        if text:
            caption = text
            break
    return caption, number, used


def _may_be_caption(passage: Passage) -> bool:
    text = passage.text.strip()
    is_item = passage.kind is PassageKind.LIST_ITEM and item_of(passage) is not None
    return not is_item and len(text) <= 250 and not text.endswith((".", "。", ";"))


def _governing(grid: _Grid) -> str:
    """The governing instrument as printed in the header's first cell, or above it."""
    kinds = (ReferenceKind.RESOLUTION, ReferenceKind.DECISION, ReferenceKind.RECOMMENDATION)
    for row in range(grid.header, 0, -1):
        for cell in grid.table.row(row):
            if (
                cell.column < grid.first_column
                and cell.text
                and any(
                    found.kind in kinds for found in grid.find(cell.text, ReferenceContext(year=grid.year))
                )
            ):
                return cell.text
    return ""


def _rows(grid: _Grid, group: str = _SUB_TOPICS) -> list[MatrixRow]:
    """The rows below the header; `group` is the one that a table before this one ended with."""
    groups = RowGroups(grid.layout)
    body = _body(grid)
    heads = groups.heading_rows(
        [row for row in body if not grid.is_full_width(row)],
        grid.row_label,
        {r for r in body if grid.is_filled(r)},
    )
    rows: list[MatrixRow] = []
    label, is_heading, has_known = "", group != _SUB_TOPICS, group in ROW_GROUPS[1:]
    group_column = 0  # where a column of its own holds the groups
    for row in body:
        cells = grid.label(row)
        if grid.is_full_width(row) or row in heads:
            printed = grid.row_label(row)
            group, label, is_heading = groups.named(printed) or printed, printed, True
        elif cells:
            label = grid.own_label(cells)
            named = groups.named(cells[0].text) or groups.named(label)
            if named:
                group, is_heading = named, False
                group_column = cells[0].column if len(cells) > 1 else group_column
            elif len(cells) > 1 and cells[0].column == group_column:
                group, is_heading = cells[0].text, False
            elif not is_heading:
                group = label if has_known else _SUB_TOPICS
        has_known = has_known or group in ROW_GROUPS[1:]
        if grid.is_full_width(row) or row in heads or not (cells or grid.is_filled(row)):
            continue
        entries = _entries(grid, row)
        rows.append(MatrixRow(group, label, entries, _empty(grid, row, entries), {}, _origins(grid, cells)))
    return rows


def _body(grid: _Grid) -> list[int]:
    fillers = labels(grid.layout, "words", "column_fillers")
    rows = [row for row in range(grid.header + 1, grid.table.height + 1) if row not in grid.repeated]
    if rows and not grid.label(rows[0]) and grid.is_filled(rows[0]):
        texts = {label_key(grid.table.text_at(rows[0], column)) for column in grid.sectors} - {""}
        if texts <= fillers:  # "(Questions)" below "ITU-T": the header goes on
            return rows[1:]
    return rows


def _origins(grid: _Grid, cells: list[Cell]) -> tuple[Origin, ...]:
    return (Origin(grid.document.name, cells[-1].locator),) if cells else ()


def _cells(grid: _Grid, row: int) -> list[tuple[Cell, tuple[str, ...]]]:
    """The cells of a row below Sectors, with the Sectors each covers, in the canonical order."""
    found = []
    for cell in grid.table.row(row):
        covered = {grid.sectors[column] for column in cell.columns if column in grid.sectors}
        if covered and cell.column >= grid.first_column:
            found.append((cell, tuple(sector for sector in grid.order if sector in covered)))
    return found


def _entries(grid: _Grid, row: int) -> tuple[MatrixEntry, ...]:
    none = labels(grid.layout, "words", "none") | labels(grid.layout, "words", "undecided")
    made = [
        entry
        for cell, covered in _cells(grid, row)
        for line in (*cell.lines(), *_nested_lines(grid, cell))
        for entry in _entries_of_line(grid, line, covered)
        if not _DASH.match(line.text) and label_key(line.text) not in none
    ]
    joined = _joined([entry for entry in made if entry.text], _told_spans(grid, row))
    return tuple(sorted(joined, key=lambda entry: grid.order.index(entry.columns[0])))


def _nested_lines(grid: _Grid, cell: Cell) -> list[CellText]:
    """The lines of tables inside a cell: passages of later tables, before this table goes on."""
    passages = grid.document.passages
    own, end = cell.locator.table, grid.table.indexes[-1]
    if own is None:
        return []
    found: list[CellText] = []
    for index in range(cell.paragraphs[-1].index + 1, end):
        place = passages[index].locator
        if place.table is None or place.table <= own:
            break
        if passages[index].text.strip():
            found += Cell(1, 1, 1, 1, (CellText(passages[index].text, place, index),)).lines()
    return found


def _entries_of_line(grid: _Grid, line: CellText, covered: tuple[str, ...]) -> list[MatrixEntry]:
    """One entry; several where semicolons part references: "WP 6A; WP 6B"."""
    parts = [part.strip() for part in _SEMICOLON.split(line.text)]
    if len(parts) > 1:
        made = [_entry(grid, replace(line, text=part), covered) for part in parts if part]
        if all(entry.ids for entry in made):
            return made
    return [_entry(grid, line, covered)]


def _told_spans(grid: _Grid, row: int) -> list[tuple[str, ...]]:
    """Columns that share an entry, where a last column says so as "ITU-R + ITU-T": a file without merged cells."""
    text = grid.table.text_at(row, max(grid.sectors) + 1)
    spans = [tuple(part.strip() for part in span.split("+")) for span in text.split(";")]
    return [span for span in spans if len(span) > 1 and set(span) <= set(grid.order)]


def _joined(entries: list[MatrixEntry], spans: list[tuple[str, ...]]) -> tuple[MatrixEntry, ...]:
    """The entries, with those that are printed in each column of a told span made one."""
    for span in spans:
        for entry in [one for one in entries if one.columns == span[:1]]:
            twins = [one for one in entries if one.text == entry.text and set(one.columns) <= set(span)]
            if {column for one in twins for column in one.columns} == set(span):
                at = entries.index(twins[0])
                ids = tuple(dict.fromkeys(i for one in twins for i in one.ids))
                entries = [one for one in entries if one not in twins]
                entries.insert(at, replace(entry, columns=span, ids=ids))
    return tuple(entries)


def _entry(grid: _Grid, line: CellText, covered: tuple[str, ...]) -> MatrixEntry:
    text = _BULLET.sub("", line.text)
    passage = grid.document.passages[line.index]
    context = ReferenceContext(
        sector=covered[0] if len(covered) == 1 else None,
        language=passage.language or grid.document.language,
        year=grid.year,
    )
    found = grid.references(text, context)
    ids = tuple(dict.fromkeys(one.id for one in found if one.id))
    revisions = {one.id: one.revision for one in found if one.id and one.revision}
    return MatrixEntry(
        text, covered, ids, origins=(Origin(grid.document.name, line.locator),), revisions=revisions
    )


def _empty(grid: _Grid, row: int, entries: tuple[MatrixEntry, ...]) -> dict[str, EmptyState]:
    none = labels(grid.layout, "words", "none")
    undecided = labels(grid.layout, "words", "undecided")
    empty = {}
    for sector in grid.order:
        if any(sector in entry.columns for entry in entries):
            continue
        text = next((cell.text for cell, covered in _cells(grid, row) if sector in covered), "")
        if label_key(text) in undecided:
            empty[sector] = EmptyState.NOT_EXAMINED
            continue
        is_told = bool(text) and (bool(_DASH.match(text)) or label_key(text) in none)
        empty[sector] = EmptyState.NONE if is_told else EmptyState.BLANK
    return empty


def _is_matrix(grid: _Grid, rows: tuple[MatrixRow, ...], governing: str) -> bool:
    """Sector columns alone do not make a matrix: timetables, statistics and contact lists have them too."""
    others = grid.table.width - max(grid.sectors)
    inner = [c for c in range(grid.first_column, max(grid.sectors) + 1) if c not in grid.sectors]
    texts = [entry.text for row in rows for entry in row.entries]
    referring = sum(bool(entry.ids) for row in rows for entry in row.entries)
    if inner or grid.first_column > 4 or not texts or (others > 1 and referring * 2 < len(texts)):
        return False
    odd = sum(
        bool(_NO_ENTRY.match(entry.text) or _ROOM_OR_TIME.search(entry.text))
        for row in rows
        for entry in row.entries
        if not entry.ids
    )
    timed = sum(bool(_NO_ENTRY.match(row.label) or _ROOM_OR_TIME.search(row.label)) for row in rows)
    if odd * 4 > len(texts) or timed * 4 > len(rows):
        return False
    if any(row.group in ROW_GROUPS[1:] for row in rows) or governing:
        return True
    return referring * 3 >= len(texts)
