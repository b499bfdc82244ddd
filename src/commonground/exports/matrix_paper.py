"""A theme matrix as a printed table: merged cells, printed headings, marks for states and for empty cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commonground.domain.language import label_in
from commonground.domain.theme import EmptyState, EntryState, MatrixEntry, MatrixRow, ThemeMatrix
from commonground.exports.paper import Section
from commonground.exports.table import Cell, Line, Table
from commonground.exports.wording import joined, word

# Signs that every font has; each is explained under the table it is used in.
STATE_SIGNS: Mapping[EntryState, str] = {
    EntryState.STATED: "",
    EntryState.PROPOSED: "*",
    EntryState.AGREED: "†",
    EntryState.DISPUTED: "‡",
    EntryState.REJECTED: "§",
    EntryState.TO_BE_CONFIRMED: "¶",
}
SUB_TOPICS = "Sub-topics"


def matrix_section(matrix: ThemeMatrix, layout: Mapping[str, Any], language: str) -> Section:
    """The section that holds the matrix, ready to be printed in that language."""
    return Section(tables=(matrix_table(matrix, layout, language),))


def matrix_table(matrix: ThemeMatrix, layout: Mapping[str, Any], language: str) -> Table:
    """The matrix as a table: its first column holds sub-topics and row groups, then one column per Sector."""
    rows: list[tuple[Cell, ...]] = []
    for block in blocks_of(matrix.rows):
        rows += _block_rows(block, matrix.columns, layout, language)
    corner = matrix.governing or word("sub_topic", language)
    headings = (corner, *(printed_column(column, layout, language) for column in matrix.columns))
    return Table(
        columns=headings,
        rows=tuple(rows),
        caption=matrix_caption(matrix, language),
        widths=(1.1, *(1.3 for _ in matrix.columns)),
        notes=_notes(matrix, language),
    )


def matrix_caption(matrix: ThemeMatrix, language: str) -> str:
    """The matrix's own caption in English, else the product's wording with the theme's name."""
    if matrix.caption and language == "en":
        return matrix.caption
    return word("matrix_caption", language, theme=theme_name(matrix, language))


def theme_name(matrix: ThemeMatrix, language: str) -> str:
    """The theme's name in that language, or as the register has it."""
    return label_in(matrix.labels, language)[0] or matrix.theme


def printed_column(sector: str, layout: Mapping[str, Any], language: str) -> str:
    """The heading of a Sector's column: the first form the layout gives, else the Sector's id."""
    forms = _forms(layout, "column_headings", sector, language)
    return forms[0] if forms else sector


def printed_group(group: str, layout: Mapping[str, Any], language: str) -> str:
    """The heading of a row group: the first form the layout gives, else its canonical name."""
    forms = _forms(layout, "row_groups", group, language)
    return forms[0] if forms else group


def printed_label(row: MatrixRow, layout: Mapping[str, Any], language: str) -> Line:
    """What stands in the first column of a row: its own label, or the heading of its group."""
    is_group_name = row.group != SUB_TOPICS and row.label.casefold() in _names_of(row.group, layout)
    if is_group_name or not row.label.strip():
        if row.group == SUB_TOPICS and row.label:
            return Line(row.label)
        return Line(printed_group(row.group, layout, language))
    label, found_in = label_in({**({"en": row.label} if row.label else {}), **row.labels}, language)
    return Line(label, found_in if found_in != language and row.labels else "")


def _forms(layout: Mapping[str, Any], part: str, name: str, language: str) -> Sequence[str]:
    forms = layout.get(part, {}).get(name, {}).get(language, ())
    return (forms,) if isinstance(forms, str) else forms


def _names_of(group: str, layout: Mapping[str, Any]) -> set[str]:
    """Every printed form of a row group, in any language, and its canonical name."""
    per_language = layout.get("row_groups", {}).get(group, {})
    forms = (form for language in per_language for form in _forms(layout, "row_groups", group, language))
    return {group.casefold(), *(form.casefold() for form in forms)}


def blocks_of(rows: Sequence[MatrixRow]) -> list[list[MatrixRow]]:
    """Rows that stand beside one merged label: neighbours of one group with the same label, or with none."""
    blocks: list[list[MatrixRow]] = []
    for row in rows:
        if blocks and _continues(row, blocks[-1][0]):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


def _continues(row: MatrixRow, head: MatrixRow) -> bool:
    is_same_label = row.label.strip() in ("", head.label.strip())
    return row.group == head.group and row.group != SUB_TOPICS and is_same_label


def _block_rows(
    block: Sequence[MatrixRow], columns: tuple[str, ...], layout: Mapping[str, Any], language: str
) -> list[tuple[Cell, ...]]:
    grids = [_row_cells(row, columns, language) for row in block]
    height = sum(len(grid) for grid in grids)
    label = Cell((printed_label(block[0], layout, language),), row_span=height, is_header=True)
    rows = [tuple(cells) for grid in grids for cells in grid]
    return [(label, *rows[0]), *rows[1:]]


@dataclass
class Rectangle:
    """Entries of one cell: columns from `start` to before `end`, bands from `top` to before `bottom`."""

    start: int
    end: int
    top: int
    bottom: int
    entries: list[MatrixEntry] = field(default_factory=list)

    def holds(self, column: int) -> bool:
        return self.start <= column < self.end

    def meets(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


def _row_cells(row: MatrixRow, columns: tuple[str, ...], language: str) -> list[list[Cell]]:
    """The cells beside the label, in several printed rows where a spanning entry follows a single one."""
    return [
        [_printed_cell(r, row, columns, language) for r in printed] for printed in printed_rows(row, columns)
    ]


def _printed_cell(r: Rectangle, row: MatrixRow, columns: tuple[str, ...], language: str) -> Cell:
    state = row.empty.get(columns[r.start], EmptyState.BLANK)
    lines = tuple(map(_entry_line, r.entries)) or _empty_lines(state, language)
    return Cell(lines, r.end - r.start, r.bottom - r.top)


def printed_rows(row: MatrixRow, columns: tuple[str, ...]) -> list[list[Rectangle]]:
    """The cells beside the label of a row as they are printed, in one printed row or in several."""
    rectangles = _placed_entries(row, columns)
    bands = max((r.bottom for r in rectangles), default=1)
    for column in range(len(columns)):
        if not any(r.holds(column) for r in rectangles):
            rectangles.append(Rectangle(column, column + 1, 0, bands))
        else:
            _fill_column(rectangles, column, bands)
    rows: list[list[Rectangle]] = [[] for _ in range(bands)]
    for r in sorted(rectangles, key=lambda r: (r.top, r.start)):
        rows[r.top].append(r)
    return rows


def _placed_entries(row: MatrixRow, columns: tuple[str, ...]) -> list[Rectangle]:
    """Each entry in the first band where its columns are free, never above an entry it follows."""
    rectangles: list[Rectangle] = []
    for entry in row.entries:
        for start, end in runs_of(entry, columns):
            met = [r for r in rectangles if r.meets(start, end)]
            same = next((r for r in reversed(met) if (r.start, r.end) == (start, end)), None)
            last = max((r.top for r in met), default=-1)
            if same is not None and same.top == last:
                same.entries.append(entry)
            else:
                rectangles.append(Rectangle(start, end, last + 1, last + 2, [entry]))
    return rectangles


def _fill_column(rectangles: list[Rectangle], column: int, bands: int) -> None:
    """Adds blank cells where the bands of a column hold nothing, so that the grid is complete."""
    for band in range(bands):
        if not any(r.holds(column) and r.top <= band < r.bottom for r in rectangles):
            above = next((r for r in rectangles if r.bottom == band and r.holds(column)), None)
            if above is not None and above.end - above.start == 1:
                above.bottom = band + 1
            else:
                rectangles.append(Rectangle(column, column + 1, band, band + 1))


def runs_of(entry: MatrixEntry, columns: tuple[str, ...]) -> list[tuple[int, int]]:
    """The runs of adjacent columns that an entry covers; one with a gap is printed once in each run."""
    covered = [index for index, column in enumerate(columns) if column in entry.columns]
    runs: list[tuple[int, int]] = []
    for index in covered:
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def _entry_line(entry: MatrixEntry) -> Line:
    return Line(entry.text, sign=STATE_SIGNS[entry.state], is_struck=entry.state is EntryState.REJECTED)


def _empty_lines(state: EmptyState, language: str) -> tuple[Line, ...]:
    if state is EmptyState.NOT_EXAMINED:
        return (Line(word("not_examined", language), is_remark=True),)
    if state is EmptyState.NONE:
        return (Line(word("none_found", language)),)
    return ()


def _notes(matrix: ThemeMatrix, language: str) -> tuple[str, ...]:
    """The legend of what is really used in the table, and entries that no column could take."""
    used = {entry.state for row in matrix.rows for entry in row.entries}
    signs = [
        f"{sign} {word(f'state_{state}', language)}"
        for state, sign in STATE_SIGNS.items()
        if sign and state in used
    ]
    empties = {
        state
        for row in matrix.rows
        for column, state in row.empty.items()
        if column in matrix.columns and not row.cell(column)
    }
    homeless = [
        entry.text for row in matrix.rows for entry in row.entries if not runs_of(entry, matrix.columns)
    ]
    notes = [("؛ " if language == "ar" else "；" if language == "zh" else "; ").join(signs)] if signs else []
    if empties & {EmptyState.NOT_EXAMINED, EmptyState.NONE}:
        notes += word("legend_empty", language).splitlines()
    if homeless:
        notes.append(word("not_placed", language, entries=joined(homeless, language)))
    return tuple(notes)
