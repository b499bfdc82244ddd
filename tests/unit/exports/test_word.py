"""Word papers: real merges, repeated headings, languages and directions, and nothing that changes by itself."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree
from tests.unit.exports import exports_samples as samples

from commonground.domain.area import Area
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.theme import MatrixRow, ThemeMatrix
from commonground.errors import BadInput
from commonground.exports.area_paper import AreaGrouping
from commonground.exports.paper import Section
from commonground.exports.table import plain_table
from commonground.exports.word import (
    areas_document,
    findings_document,
    matrix_document,
    paper_document,
)
from commonground.exports.wording import word

GOLDEN = Path(__file__).parents[2] / "golden" / "exports"


def matrix_bytes(language: str = "en", matrix: ThemeMatrix | None = None) -> bytes:
    return matrix_document(
        matrix or samples.climate_matrix(),
        samples.title_block(),
        samples.LAYOUT,
        language=language,
        generated=samples.GENERATED,
    )


def opened(data: bytes) -> Document:
    return docx.Document(BytesIO(data))


def document_xml(data: bytes) -> str:
    """The body's XML, indented, so that a difference shows in one line."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    etree.indent(root)
    return etree.tostring(root, encoding="unicode") + "\n"


def test_matrix_is_the_golden_one() -> None:
    assert document_xml(matrix_bytes()) == (GOLDEN / "climate-matrix.document.xml").read_text("utf-8")


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
def test_every_language_has_its_headings_and_number(language: str) -> None:
    document = opened(matrix_bytes(language))
    text = "\n".join(p.text for p in document.element.body.iter(qn("w:p")))
    assert samples.LAYOUT["column_headings"]["ITU-T"][language][0] in text
    assert samples.LAYOUT["row_groups"]["Events"][language][0] in text
    assert word("summary", language) in text
    letter = {"ar": "A", "zh": "C", "en": "E", "fr": "F", "ru": "R", "es": "S"}[language]
    assert f"TDAG-20/99-{letter}" in text
    assert document.core_properties.language.startswith(language)


def test_a_span_is_one_merged_cell_and_a_group_label_is_merged_downwards() -> None:
    table = opened(matrix_bytes()).tables[-1]
    wsis = next(row for row in table.rows if "WSIS" in row.cells[1].text)
    assert wsis.cells[1]._tc is wsis.cells[2]._tc is wsis.cells[3]._tc
    forum = next(row for row in table.rows if "Policy Forum" in row.cells[2].text)
    assert forum.cells[2]._tc is forum.cells[3]._tc
    assert forum.cells[0].text == wsis.cells[0].text == "Events"
    assert forum.cells[0]._tc is wsis.cells[0]._tc


def test_heading_row_is_repeated_and_no_row_is_split() -> None:
    rows = [row._tr for row in opened(matrix_bytes()).tables[-1].rows]
    assert len(list(rows[0].iter(qn("w:tblHeader")))) == 1
    assert all(len(list(row.iter(qn("w:cantSplit")))) == 1 for row in rows)


def test_kinds_of_empty_cells_and_states_are_told_apart_in_words() -> None:
    data = matrix_bytes()
    cells = {cell.text for row in opened(data).tables[-1].rows for cell in row.cells}
    assert {"not examined", "none found", ""} <= cells
    assert "Study Group 5 - Q6/5\u00a0†\nFG-AI4EE\u00a0*" in cells
    legend = [p.text for p in opened(data).paragraphs]
    assert "* proposed; † agreed; ‡ disputed" in legend


def test_arabic_runs_from_right_to_left() -> None:
    document = opened(matrix_bytes("ar"))
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in document.tables)
    label = next(p for p in document.element.body.iter(qn("w:p")) if p.text == "الأحداث")
    assert label.find(qn("w:pPr")).find(qn("w:bidi")) is not None
    assert label.find(qn("w:r")).find(qn("w:rPr")).find(qn("w:rtl")) is not None
    latin = next(p for p in document.element.body.iter(qn("w:p")) if p.text.startswith("FG-AI4EE"))
    assert latin.find(qn("w:r")).find(qn("w:rPr")).find(qn("w:rtl")) is None


def test_addresses_are_live() -> None:
    document = opened(matrix_bytes())
    targets = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    assert targets == {"https://www.itu.int/en/action/environment-and-climate-change/Pages/default.aspx"}


def test_same_input_gives_the_same_bytes_and_only_the_given_date() -> None:
    assert matrix_bytes() == matrix_bytes()
    with zipfile.ZipFile(BytesIO(matrix_bytes())) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name]
    created = opened(matrix_bytes()).core_properties.created
    assert created is not None
    assert created.date() == date(2020, 5, 18)


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
@pytest.mark.parametrize("grouping", AreaGrouping)
def test_areas_in_every_language_and_grouping(language: str, grouping: AreaGrouping) -> None:
    data = areas_document(
        samples.areas(),
        samples.title_block(),
        language=language,
        generated=samples.GENERATED,
        grouping=grouping,
    )
    text = document_xml(data)
    assert samples.climate_matrix().labels[language] in text
    assert "Bridging the Standards Gap" in text
    assert opened(data).sections[0].page_height is not None


def test_wide_tables_turn_the_page() -> None:
    areas = areas_document(samples.areas(), samples.title_block(), generated=samples.GENERATED)
    wide, tall = opened(areas).sections[0], opened(matrix_bytes()).sections[0]
    assert (wide.page_width or 0) > (wide.page_height or 0)
    assert (tall.page_width or 0) < (tall.page_height or 0)


def test_hostile_texts_are_kept_readable() -> None:
    texts = ("nul\x00 bell\x07", "lone \ud800", "a" * 200_000, "<w:p/>&amp;", "\ufffe", "tab\tline\nend")
    rows = tuple(MatrixRow("Sub-topics", text, (samples.entry(text, "ITU-R"),)) for text in texts)
    table = opened(matrix_bytes(matrix=ThemeMatrix("T\x01", ("ITU-R", "ITU-T"), rows))).tables[-1]
    assert table.rows[1].cells[1].text == "nul\ufffd bell\ufffd"
    assert table.rows[2].cells[0].text == "lone \ufffd"
    assert len(table.rows[3].cells[1].text) == 200_000
    assert table.rows[4].cells[1].text == "<w:p/>&amp;"
    assert table.rows[6].cells[1].text == "tab\tline\nend"


def test_empty_values_still_make_papers() -> None:
    empty = ThemeMatrix("Nothing", ("ITU-R", "ITU-T", "ITU-D"), ())
    assert len(opened(matrix_bytes(matrix=empty)).tables[-1].rows) == 1
    block = samples.title_block()
    assert opened(areas_document((), block, generated=samples.GENERATED)).paragraphs
    assert opened(findings_document((), block, generated=samples.GENERATED)).paragraphs
    assert opened(areas_document((Area("x", {}),), block, generated=samples.GENERATED)).tables


def test_a_paper_of_two_tables_prints_both_under_numbered_headings() -> None:
    headings = {"area": "Area", "why": "Why"}
    derived = plain_table(headings, [{"area": "Gender", "why": "PP Resolution 70\nWTSA Resolution 55"}])
    sections = (
        Section("Areas derived from the resolutions", tables=(derived,)),
        Section("Difference from the present list", tables=(plain_table(headings, []),)),
    )
    data = paper_document(samples.title_block(), sections, generated=samples.GENERATED)
    texts = [p.text for p in opened(data).paragraphs]
    assert "1\tAreas derived from the resolutions" in texts
    assert "2\tDifference from the present list" in texts
    assert "Table 2" in texts


def test_unknown_language_is_refused_with_those_that_exist() -> None:
    with pytest.raises(BadInput, match="ar, zh, en"):
        paper_document(samples.title_block(), [Section()], language="de", generated=samples.GENERATED)


def test_a_group_of_rows_keeps_its_label_beside_it() -> None:
    rows = opened(matrix_bytes()).tables[-1].rows
    kept = [any(True for _ in row._tr.iter(qn("w:keepNext"))) for row in rows[5:9]]
    assert kept == [True, True, False, True]  # three events, then the first of two partnerships
