"""Mapping tables in print: every state in words, every cell leads to its evidence, in six languages."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from tests.unit.exports import coordination_samples as coordination
from tests.unit.exports import exports_samples as samples

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.exports.mapping_table_paper import (
    MappingPaper,
    resolution_evidence,
    resolutions_printed,
    resolutions_sections,
)
from commonground.exports.page import paper_page
from commonground.exports.word import paper_document
from commonground.exports.wording import word
from commonground.exports.workbook import tables_workbook

GOLDEN = Path(__file__).parents[2] / "golden" / "exports"


def paper(language: str = "en", *, is_searched: bool = True) -> MappingPaper:
    return MappingPaper(
        coordination.mapping_table(is_searched=is_searched), language, coordination.SHORT_NAMES
    )


def page(language: str = "en", *, is_searched: bool = True) -> Any:
    sections = paper(language, is_searched=is_searched).sections(with_cross=True)
    return coordination.dom(paper_page(samples.title_block(), sections, language=language))


def test_the_arabic_page_is_the_golden_one() -> None:
    sections = paper("ar").sections(with_cross=True)
    made = paper_page(samples.title_block(), sections, language="ar").decode()
    assert made == (GOLDEN / "mapping-table.ar.html").read_text("utf-8")


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
def test_every_state_is_said_in_words_in_every_language(language: str) -> None:
    root = page(language)
    text = root.text_content()
    for state in {pair.state for pair in coordination.mapping_table().pairs}:
        assert word(f"state_{state}", language) in text
    assert word("none_by_machine", language) in text
    assert word("not_examined", language) in text
    assert root.get("dir") == ("rtl" if language == "ar" else "ltr")


def test_cells_lead_to_their_evidence_and_nowhere_else() -> None:
    root = page()
    targets = [href.removeprefix("#") for href in root.xpath("//a[starts-with(@href, '#')]/@href")]
    assert len(targets) == 2 * len(coordination.mapping_table().pairs)  # from the list and from the cross
    assert set(targets) == set(root.xpath("//td//p/@id | //th//p/@id"))
    evidence = root.xpath("//p[@id='e1']/ancestor::tr")[0].text_content()
    assert "Liaison on =rural IMT" in evidence
    assert coordination.PAGE in evidence


def test_not_examined_and_nothing_found_are_told_apart() -> None:
    searched, unsearched = page(), page(is_searched=False)
    row = "//tr[th/p[text()='{}']]/td//p"
    assert [p.text_content() for p in searched.xpath(row.format("ITU-D Q2/2"))][1] == "none found by machine"
    assert next(p.text_content() for p in searched.xpath(row.format("ITU-D Q1/2"))) == "not examined"
    assert [p.text_content() for p in unsearched.xpath(row.format("ITU-D Q2/2"))][1] == "not examined"


def test_shared_terms_are_marked_and_signs_are_spoken() -> None:
    root = page()
    assert {"rural", "coverage"} <= {mark.text_content() for mark in root.xpath("//mark")}
    spoken = root.xpath("//span[@aria-hidden='true']/following-sibling::span[@class='unseen']/text()")
    assert "proposed 72%" in spoken
    assert "agreed" in spoken


def test_every_table_has_caption_and_headers_and_can_be_scrolled_by_keyboard() -> None:
    root = page("ar")
    for table in root.xpath("//table"):
        assert table.xpath("string(./caption)").strip()
        assert table.xpath("./thead//th[@scope='col']")
        assert table.xpath("./tbody//th[@scope='row' or @scope='rowgroup']")
        assert table.getparent().get("tabindex") == "0"
        assert table.getparent().get("aria-label")


def test_a_sentence_of_our_own_is_written_in_the_papers_direction() -> None:
    sentence = page("ar").xpath("//p[starts-with(normalize-space(.), 'ITU-D Q5/1 و')]")[0]
    assert sentence.get("dir") == "rtl"


def test_sectors_go_by_their_names_in_the_language() -> None:
    assert paper("fr").caption == "Questions de UIT-D – Groupes de travail de UIT-R"


def test_inferred_titles_are_marked_and_explained() -> None:
    root = page()
    assert root.xpath("//p[@class='remark'][text()='Consumers']")
    assert word("inferred_title", "en") in root.text_content()


def test_the_word_file_repeats_headings_on_its_long_side() -> None:
    data = paper_document(
        samples.title_block(),
        paper().sections(with_cross=False),
        language="en",
        generated=samples.GENERATED,
    )
    document = docx.Document(BytesIO(data))
    rows = [row._tr for row in document.tables[-1].rows]
    assert len(list(rows[0].iter(qn("w:tblHeader")))) == 1
    assert (document.sections[0].page_width or 0) > (document.sections[0].page_height or 0)
    assert document.tables[-1].rows[1].cells[0]._tc is document.tables[-1].rows[3].cells[0]._tc


def test_the_workbook_has_list_cross_and_evidence_linked() -> None:
    data = tables_workbook(paper().sheets(), generated=samples.GENERATED)
    book = openpyxl.load_workbook(BytesIO(data))
    listed, cross, evidence = book.worksheets
    assert cross["B1"].value == "ITU-R WP 4A"
    assert cross["B2"].value == "†"
    assert cross["C2"].value == "*72%"
    assert cross["B5"].value == "–"
    assert cross["B4"].value == "?"
    assert cross["C2"].hyperlink.location == f"'{evidence.title}'!A3"
    assert listed["D2"].hyperlink.location == f"'{evidence.title}'!A2"
    assert "Liaison on =rural IMT" in evidence["E2"].value


def test_the_same_values_give_the_same_bytes() -> None:
    made = [tables_workbook(paper("ru").sheets(), language="ru", generated=samples.GENERATED) for _ in "ab"]
    assert made[0] == made[1]


def test_resolutions_show_what_is_unknown_suppressed_and_proposed() -> None:
    table = resolutions_printed(coordination.resolutions(), "en", leads=False)
    assert table.columns == ("Area", "PP", "RA / WRC", "WTDC")
    cells = table.rows[0]
    assert [line.text for line in cells[1].lines] == ["PP Resolution 203 (Rev. Dubai, 2018)"]
    assert cells[2].lines[0].sign == "*"
    assert cells[3].lines[0].text == "not examined"
    assert any("PP Resolution 36 (2010)" in note for note in table.notes)


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
def test_resolutions_lead_to_their_sources_in_every_language(language: str) -> None:
    sections = resolutions_sections(coordination.resolutions(), language, with_evidence=True)
    made = paper_page(samples.title_block(), sections, language=language).decode()
    assert set(re.findall(r'href="#(r\d)"', made)) == set(re.findall(r'id="(r\d)"', made)) == {"r1", "r2"}
    assert coordination.PAGE in made


def test_the_evidence_of_resolutions_names_title_and_page() -> None:
    first = resolution_evidence(coordination.resolutions(), "en").rows[0]
    assert [line.text for cell in first for line in cell.lines] == [
        "PP Resolution 203 (Rev. Dubai, 2018)",
        "Connectivity to broadband networks",
        coordination.PAGE,
    ]
