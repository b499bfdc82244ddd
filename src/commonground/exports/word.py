"""Papers as Word files in the layout of an ITU advisory group's document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.xmlchemy import BaseOxmlElement

from commonground.domain.area import Area
from commonground.domain.finding import Finding
from commonground.domain.theme import ThemeMatrix
from commonground.exports.archive import settled_archive
from commonground.exports.area_paper import AreaGrouping, area_sections
from commonground.exports.finding_paper import finding_section
from commonground.exports.matrix_paper import matrix_section
from commonground.exports.paper import Section, TitleBlock, caption_label, heading_numbers, is_wide
from commonground.exports.table import Table
from commonground.exports.word_style import add_page_marks, new_paper, usable_width
from commonground.exports.word_table import table_element
from commonground.exports.word_text import TextWriter
from commonground.exports.word_title import title_elements
from commonground.exports.wording import check_language, headed, word


def paper_document(
    title_block: TitleBlock, sections: Sequence[Section], *, language: str = "en", generated: date
) -> bytes:
    """Any paper as a Word file; headings are numbered when there is more than one section with a heading.

    The page lies on its long side when a table has more than four columns. `generated` becomes the file's
    date; the same values give the same bytes.
    """
    check_language(language)
    parts = tuple(sections)
    document = new_paper(title_block, language, generated, is_landscape=is_wide(parts))

    def relate(address: str) -> str:
        return document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    writer = TextWriter(language, relate)
    body = document.element.body
    end = body[-1]  # the page's own properties stay last
    for element in _body_elements(title_block, parts, writer, usable_width(document)):
        end.addprevious(element)
    add_page_marks(document, writer, title_block.number_in(language))
    return _saved(document, generated)


def matrix_document(
    matrix: ThemeMatrix,
    title_block: TitleBlock,
    layout: Mapping[str, Any],
    *,
    language: str = "en",
    generated: date,
) -> bytes:
    """A theme's matrix as a paper; `layout` gives printed headings as `Profile.layout` does."""
    check_language(language)
    section = matrix_section(matrix, layout, language)
    return paper_document(title_block, (section,), language=language, generated=generated)


def areas_document(
    areas: Sequence[Area],
    title_block: TitleBlock,
    *,
    language: str = "en",
    generated: date,
    grouping: AreaGrouping = AreaGrouping.HIERARCHY,
) -> bytes:
    """The list of areas as a paper: as one hierarchy, as the printed lists, or both."""
    check_language(language)
    sections = area_sections(areas, language, grouping)
    return paper_document(title_block, sections, language=language, generated=generated)


def findings_document(
    findings: Sequence[Finding],
    title_block: TitleBlock,
    *,
    language: str = "en",
    generated: date,
    caption: str = "",
) -> bytes:
    """Findings, gaps or overlaps as a paper."""
    check_language(language)
    section = finding_section(findings, language, caption)
    return paper_document(title_block, (section,), language=language, generated=generated)


def _body_elements(
    block: TitleBlock, sections: Sequence[Section], writer: TextWriter, width: int
) -> Iterator[BaseOxmlElement]:
    yield from title_elements(block, writer, width)
    numbers = iter(heading_numbers(sections))
    tables = 0
    for section in sections:
        number = next(numbers)
        if section.heading:
            heading = f"{number}\t{section.heading}" if number else section.heading
            yield writer.paragraph(heading, f"Heading{min(max(section.level, 1), 3)}")
        for paragraph in section.paragraphs:
            yield writer.paragraph(paragraph, "Normal")
        for table in section.tables:
            tables += 1
            yield from _table_elements(table, caption_label(tables, writer.language), writer, width)


def _table_elements(table: Table, label: str, writer: TextWriter, width: int) -> Iterator[BaseOxmlElement]:
    yield writer.paragraph(label, "TableNo")
    if table.caption:
        yield writer.paragraph(table.caption, "Tabletitle")
    yield table_element(table, writer, width)
    if table.notes:
        yield writer.paragraph(headed(word("notes", writer.language), "", writer.language), "Tablelegend")
    for note in table.notes:
        yield writer.paragraph(note, "Tablelegend")
    if not table.notes:
        yield writer.paragraph("", "Tablelegend")  # two tables that touch would become one


def _saved(document: Document, generated: date) -> bytes:
    output = BytesIO()
    document.save(output)
    return settled_archive(output.getvalue(), generated)
