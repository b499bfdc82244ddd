"""Tables as spreadsheets: merged cells, frozen heading, texts that never become formulas."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from commonground.domain.area import Area
from commonground.domain.finding import Finding
from commonground.domain.theme import ThemeMatrix
from commonground.errors import InternalError, Said
from commonground.exports.archive import settled_archive
from commonground.exports.area_paper import areas_table, list_sections
from commonground.exports.finding_paper import findings_table
from commonground.exports.matrix_paper import matrix_table
from commonground.exports.printable import is_formula_like, printable
from commonground.exports.table import HEAT_COLOURS, Cell, Line, Table
from commonground.exports.wording import check_language, direction_of, word

LONGEST_CELL = 32_767  # what the format can hold
CUT = " […]"
_WIDTH = 130  # characters, for all columns together
_THIN = Side(style="thin", color="808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD_FILL = PatternFill("solid", fgColor="DCE6F1")
_ROW_HEAD_FILL = PatternFill("solid", fgColor="F3F6FA")
_LINE_HEIGHT = 15.0  # points
_HEIGHT_MAX = 409.0  # the most a row may have
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def tables_workbook(tables: Mapping[str, Table], *, language: str = "en", generated: date) -> bytes:
    """One sheet per table, named by its key; the same tables give the same bytes."""
    check_language(language)
    book = Workbook()
    book.remove(book.worksheets[0])
    taken: set[str] = set()
    for name, table in tables.items():
        sheet = book.create_sheet(_sheet_name(name, taken))
        _fill(sheet, table, language)
    _lead_to_anchors(book, list(tables.values()))
    if not tables:
        book.create_sheet(word("results", language))
    book.properties.creator = "Commonground"
    book.properties.title = printable(next((t.caption for t in tables.values()), ""))[:255]
    output = BytesIO()
    book.save(output)
    return settled_archive(output.getvalue(), generated)


def matrix_workbook(
    matrix: ThemeMatrix, layout: Mapping[str, Any], *, language: str = "en", generated: date
) -> bytes:
    """A theme's matrix as a spreadsheet with the merged cells of the printed one."""
    check_language(language)
    table = matrix_table(matrix, layout, language)
    return tables_workbook({matrix.theme: table}, language=language, generated=generated)


def areas_workbook(areas: Sequence[Area], *, language: str = "en", generated: date) -> bytes:
    """The list of areas on a first sheet, then one sheet per printed list."""
    check_language(language)
    sheets = {word("area", language): areas_table(areas, language)}
    for section in list_sections(areas, language):
        sheets[section.heading] = section.tables[0]
    return tables_workbook(sheets, language=language, generated=generated)


def findings_workbook(
    findings: Sequence[Finding], *, language: str = "en", generated: date, caption: str = ""
) -> bytes:
    """Findings, gaps or overlaps as a spreadsheet."""
    check_language(language)
    table = findings_table(findings, language, caption)
    return tables_workbook({table.caption: table}, language=language, generated=generated)


def _lead_to_anchors(book: Workbook, tables: Sequence[Table]) -> None:
    """Cells whose line has a target lead to the cell that holds its anchor, on whatever sheet it is."""
    placed = [
        (sheet, cell.row + 2, cell.column + 1, line)
        for sheet, table in zip(book.worksheets, tables, strict=False)
        for cell in table.placed()
        for line in cell.cell.lines
    ]
    anchors = {line.anchor: (sheet, row, column) for sheet, row, column, line in placed if line.anchor}
    for sheet, row, column, line in placed:
        if line.target in anchors:
            found, to_row, to_column = anchors[line.target]
            cell = _cell(sheet, row, column)
            place = f"'{found.title}'!{get_column_letter(to_column)}{to_row}"
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place, display=None)
            cell.font = Font(bold=bool(cell.font.bold), color="0B4F8A", underline="single")


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name the format allows (31 characters, no brackets or slashes), each only once."""
    stem = printable(wanted).translate(_FORBIDDEN_IN_NAMES).strip() or "1"
    name, number = stem[:31], 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem[:26]} ({number})"
    taken.add(name.casefold())
    return name


def _fill(sheet: Worksheet, table: Table, language: str) -> None:
    is_rtl = direction_of(language) == "rtl"
    sheet.sheet_view.rightToLeft = is_rtl
    for column, heading in enumerate(table.columns, 1):
        cell = _cell(sheet, 1, column)
        _set_text(cell, heading)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD_FILL, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for placed in table.placed():
        _fill_cell(sheet, placed.row + 2, placed.column + 1, placed.cell, is_rtl=is_rtl)
    for number, note in enumerate(table.notes, len(table.rows) + 3):
        _set_text(_cell(sheet, number, 1), note)
    widths = _column_widths(table)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _set_heights(sheet, table, widths)
    sheet.freeze_panes = "B2"
    _set_print(sheet, is_wide=len(table.columns) > 4)


def _column_widths(table: Table) -> list[float]:
    shares = table.widths if len(table.widths) == len(table.columns) else (1.0,) * len(table.columns)
    return [max(8.0, round(_WIDTH * share / sum(shares), 1)) for share in shares]


def _set_heights(sheet: Worksheet, table: Table, widths: Sequence[float]) -> None:
    """Rows high enough for their wrapped text: not every program works that out when it opens the file."""
    heights = {
        1: max(
            (_height(heading, width) for heading, width in zip(table.columns, widths, strict=True)), default=1
        )
    }
    for placed in table.placed():
        if placed.cell.row_span == 1:
            width = sum(widths[placed.column : placed.column + placed.cell.column_span])
            text = "\n".join(map(_line_text, placed.cell.lines))
            row = placed.row + 2
            heights[row] = max(heights.get(row, 1), _height(text, width))
    for row, height in heights.items():
        if height > 1:
            sheet.row_dimensions[row].height = min(_LINE_HEIGHT * height, _HEIGHT_MAX)


def _height(text: str, width: float) -> int:
    """How many lines the text takes in a column so many characters wide; Chinese characters take two places."""
    return sum(max(1, math.ceil(_places(line) / max(width - 2, 1))) for line in text.split("\n"))


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _fill_cell(sheet: Worksheet, row: int, column: int, cell: Cell, *, is_rtl: bool) -> None:
    last_row, last_column = row + cell.row_span - 1, column + cell.column_span - 1
    for r in range(row, last_row + 1):
        for c in range(column, last_column + 1):
            _cell(sheet, r, c).border = _BORDER
    target = _cell(sheet, row, column)
    _set_text(target, "\n".join(map(_line_text, cell.lines)))
    indent = max((line.indent for line in cell.lines), default=0)
    side = "right" if is_rtl else "left"
    target.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True, indent=indent)
    if cell.is_header:
        target.font, target.fill = Font(bold=True), _ROW_HEAD_FILL
    elif cell.heat:
        target.fill = PatternFill("solid", fgColor=HEAT_COLOURS[cell.heat].upper())
    elif cell.lines and all(line.is_remark for line in cell.lines):
        target.font = Font(italic=True, color="595959", size=9)
    elif cell.lines and all(line.is_struck for line in cell.lines):
        target.font = Font(strike=True)
    if (last_row, last_column) != (row, column):
        sheet.merge_cells(start_row=row, start_column=column, end_row=last_row, end_column=last_column)


def _line_text(line: Line) -> str:
    return f"{line.text} {line.sign}" if line.sign else line.text


def _cell(sheet: Worksheet, row: int, column: int) -> SheetCell:
    cell = sheet.cell(row, column)
    if not isinstance(cell, SheetCell):
        raise InternalError(
            Said("row %(row)s, column %(column)s is inside a merged cell", row=row, column=column)
        )
    return cell


def _set_text(cell: SheetCell, text: str) -> None:
    """The text as a text, whatever it begins with; one that could run is marked as quoted as well."""
    safe = printable(text)
    if len(safe) > LONGEST_CELL:
        safe = safe[: LONGEST_CELL - len(CUT)] + CUT
    if not safe:
        return
    cell.value = safe
    cell.data_type = "s"
    if is_formula_like(safe):
        cell.quotePrefix = True


def _set_print(sheet: Worksheet, *, is_wide: bool) -> None:
    sheet.page_setup.orientation = "landscape" if is_wide else "portrait"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
