"""Tables of a Word file: really merged cells, a repeated heading row, rows that stay on one page."""

from __future__ import annotations

from docx.oxml.xmlchemy import BaseOxmlElement

from commonground.exports.printable import printable
from commonground.exports.table import HEAT_COLOURS, Cell, Table
from commonground.exports.word_text import TextWriter, node

HEADING_SHADE = "DCE6F1"
ROW_HEADING_SHADE = "F3F6FA"
LONGEST_KEPT_GROUP = 8  # a longer group of rows may run over a page


def table_element(table: Table, writer: TextWriter, width: int) -> BaseOxmlElement:
    """The table over the whole width, which is in twentieths of a point."""
    widths = column_widths(table, width)
    element = node("w:tbl", _table_properties(table, writer, width))
    element.append(node("w:tblGrid", *(node("w:gridCol", w=w) for w in widths)))
    element.append(_heading_row(table, writer, widths))
    kept = _rows_kept_together(table)
    for index, row in enumerate(_grid_rows(table)):
        made = node("w:tr", node("w:trPr", node("w:cantSplit")))
        made.extend(
            _cell_element(cell, writer, widths, column, merge, index in kept) for column, cell, merge in row
        )
        element.append(made)
    return element


def column_widths(table: Table, width: int) -> list[int]:
    """The widths of the columns; together exactly the width."""
    count = len(table.columns)
    shares = table.widths if len(table.widths) == count else (1.0,) * count
    widths = [int(width * share / sum(shares)) for share in shares]
    widths[-1] += width - sum(widths)
    return widths


def _table_properties(table: Table, writer: TextWriter, width: int) -> BaseOxmlElement:
    properties = node("w:tblPr", node("w:tblStyle", val="TableGrid"))
    if writer.base == "rtl":
        properties.append(node("w:bidiVisual"))
    properties.append(node("w:tblW", w=width, type="dxa"))
    properties.append(node("w:jc", val="center"))
    properties.append(node("w:tblLayout", type="fixed"))
    margins = (node("w:left", w=85, type="dxa"), node("w:right", w=85, type="dxa"))
    properties.append(node("w:tblCellMar", *margins))
    look = node(
        "w:tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=0, noVBand=1
    )
    properties.append(look)
    if table.caption:
        # What a screen reader says before it reads the cells.
        properties.append(node("w:tblCaption", val=printable(table.caption)[:255]))
        description = printable("; ".join(table.columns))[:255]
        properties.append(node("w:tblDescription", val=description))
    return properties


def _heading_row(table: Table, writer: TextWriter, widths: list[int]) -> BaseOxmlElement:
    row = node("w:tr", node("w:trPr", node("w:cantSplit"), node("w:tblHeader")))
    for heading, width in zip(table.columns, widths, strict=True):
        properties = node("w:tcPr", node("w:tcW", w=width, type="dxa"), _shade(HEADING_SHADE))
        properties.append(node("w:vAlign", val="center"))
        row.append(node("w:tc", properties, writer.paragraph(heading, "Tablehead")))
    return row


def _grid_rows(table: Table) -> list[list[tuple[int, Cell, str]]]:
    """Per printed row: column, cell, and whether it begins ("restart") or goes on ("continue") downwards."""
    rows: list[list[tuple[int, Cell, str]]] = [[] for _ in table.rows]
    for placed in table.placed():
        cell = placed.cell
        for below in range(cell.row_span):
            merge = "" if cell.row_span == 1 else "continue" if below else "restart"
            rows[placed.row + below].append((placed.column, cell, merge))
    return [sorted(row, key=lambda part: part[0]) for row in rows]


def _rows_kept_together(table: Table) -> set[int]:
    """Rows that stay on the page of the next one, so that a group of rows keeps its label beside it."""
    return {
        row
        for placed in table.placed()
        if placed.cell.is_header and placed.cell.row_span <= LONGEST_KEPT_GROUP
        for row in range(placed.row, placed.row + placed.cell.row_span - 1)
    }


def _cell_element(
    cell: Cell, writer: TextWriter, widths: list[int], column: int, merge: str, keeps_next: bool
) -> BaseOxmlElement:
    width = sum(widths[column : column + cell.column_span])
    properties = node("w:tcPr", node("w:tcW", w=width, type="dxa"))
    if cell.column_span > 1:
        properties.append(node("w:gridSpan", val=cell.column_span))
    if merge:
        properties.append(node("w:vMerge", val=merge))
    if cell.is_header:
        properties.append(_shade(ROW_HEADING_SHADE))
    elif cell.heat:
        properties.append(_shade(HEAT_COLOURS[cell.heat].upper()))
    element = node("w:tc", properties)
    style = "Tablerowhead" if cell.is_header else "Tabletext"
    lines = () if merge == "continue" else cell.lines
    element.extend(writer.line(line, style, keeps_next=keeps_next) for line in lines)
    if not lines:
        element.append(writer.paragraph("", style, keeps_next=keeps_next))
    return element


def _shade(colour: str) -> BaseOxmlElement:
    return node("w:shd", val="clear", color="auto", fill=colour)
