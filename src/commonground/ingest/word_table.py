"""The grid of a Word table: where each cell stands and how far it reaches, from gridSpan, vMerge and hMerge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from commonground.ingest.word_style import VAL, W, is_on
from commonground.ingest.word_text import span_of

_WRAPPERS = {f"{W}{tag}" for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}


@dataclass
class GridCell:
    """One printed cell; rows and columns count from 1."""

    row: int
    column: int
    column_span: int
    is_header: bool
    contents: list[etree._Element] = field(default_factory=list)  # more than one where cells were merged away
    row_span: int = 1


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    """The table's rows, through content controls, deleted ones left out."""
    for row in _through(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is None or properties.find(f"{W}del") is None:
            yield row


def grid_of(table: etree._Element) -> list[GridCell]:
    """The printed cells in reading order; a vertically merged cell stands once, at its top."""
    cells: list[GridCell] = []
    above: dict[int, GridCell] = {}  # column -> the cell that a vertical merge may continue
    for row_number, row in enumerate(rows_of(table), 1):
        properties = row.find(f"{W}trPr")
        is_header = properties is not None and is_on(properties.find(f"{W}tblHeader"))
        column = 1 + span_of(properties, "gridBefore")
        current: dict[int, GridCell] = {}
        left: GridCell | None = None
        for element in _through(row, f"{W}tc"):
            cell_properties = element.find(f"{W}tcPr")
            if cell_properties is not None and cell_properties.find(f"{W}cellDel") is not None:
                continue
            span = span_of(cell_properties, "gridSpan")
            if left is not None and _merge(cell_properties, "hMerge") == "continue":
                left.column_span += span
                left.contents.append(element)
                column += span
                continue
            upper = above.get(column)
            if upper is not None and _merge(cell_properties, "vMerge") == "continue":
                upper.row_span = row_number - upper.row + 1
                upper.contents.append(element)
                current[column], left = upper, None
            else:
                left = GridCell(row_number, column, span, is_header, [element])
                cells.append(left)
                if _merge(cell_properties, "vMerge"):
                    current[column] = left
            column += span
        above = current
    return cells


def _merge(properties: etree._Element | None, tag: str) -> str:
    """ "restart", "continue" (also when the attribute is left out) or "" """
    found = properties.find(f"{W}{tag}") if properties is not None else None
    return found.get(VAL, "continue") if found is not None else ""


def _through(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _through(child, tag)
