"""The head of an ITU paper in a Word file: who, where, which number; source and title; the box."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.xmlchemy import BaseOxmlElement

from commonground.exports.paper import TitleBlock
from commonground.exports.word_text import Look, TextWriter, node
from commonground.exports.wording import headed, word

_BOLD = Look(is_bold=True)


def title_elements(block: TitleBlock, writer: TextWriter, width: int) -> Iterator[BaseOxmlElement]:
    """The elements of the head in order of print."""
    if _group_lines(block) or block.number_lines(writer.language):
        yield _identity_table(block, writer, width)
    if block.source:
        source = headed(word("source", writer.language), block.source, writer.language)
        yield writer.paragraph(source, "PaperSource")
    yield writer.paragraph(block.title, "PaperTitle")
    if block.boxed_parts(writer.language):
        yield _box(block, writer, width)
        yield writer.paragraph("", "Boxtext")


def _group_lines(block: TitleBlock) -> list[tuple[str, bool]]:
    lines = (
        (block.organization, True),
        (block.group_meeting, True),
        (block.meeting_place_dates, False),
    )
    return [(text, is_bold) for text, is_bold in lines if text]


def _identity_table(block: TitleBlock, writer: TextWriter, width: int) -> BaseOxmlElement:
    left = [
        writer.paragraph(text, "Blocktext", Look(is_bold=is_bold)) for text, is_bold in _group_lines(block)
    ]
    right = [writer.paragraph(text, "Blocktext", _BOLD) for text in block.number_lines(writer.language)]
    wide = width * 63 // 100
    row = node("w:tr", node("w:trPr", node("w:cantSplit")))
    for paragraphs, cell_width in ((left, wide), (right, width - wide)):
        cell = node("w:tc", node("w:tcPr", node("w:tcW", w=cell_width, type="dxa")))
        cell.extend(paragraphs or [writer.paragraph("", "Blocktext")])
        row.append(cell)
    borders = node("w:tblBorders", node("w:bottom", val="single", sz=12, space=0, color="000000"))
    return _frame(writer, width, (wide, width - wide), borders, row)


def _box(block: TitleBlock, writer: TextWriter, width: int) -> BaseOxmlElement:
    cell = node("w:tc", node("w:tcPr", node("w:tcW", w=width, type="dxa")))
    for heading, text in block.boxed_parts(writer.language):
        cell.append(writer.paragraph(headed(heading, "", writer.language), "Boxhead"))
        cell.extend(writer.paragraph(line, "Boxtext") for line in text.splitlines() if line.strip())
    sides = ("top", "left", "bottom", "right")
    borders = node(
        "w:tblBorders", *(node(f"w:{side}", val="single", sz=8, space=0, color="000000") for side in sides)
    )
    return _frame(writer, width, (width,), borders, node("w:tr", node("w:trPr"), cell))


def _frame(
    writer: TextWriter, width: int, widths: tuple[int, ...], borders: BaseOxmlElement, row: BaseOxmlElement
) -> BaseOxmlElement:
    properties = node("w:tblPr")
    if writer.base == "rtl":
        properties.append(node("w:bidiVisual"))
    properties.append(node("w:tblW", w=width, type="dxa"))
    properties.append(node("w:jc", val="center"))
    properties.append(borders)
    properties.append(node("w:tblLayout", type="fixed"))
    margins = (node("w:left", w=113, type="dxa"), node("w:right", w=113, type="dxa"))
    properties.append(node("w:tblCellMar", *margins))
    grid = node("w:tblGrid", *(node("w:gridCol", w=column) for column in widths))
    return node("w:tbl", properties, grid, row)
