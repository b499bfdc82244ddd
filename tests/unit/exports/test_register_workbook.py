"""The register's workbook: drop-down lists, ids that stay ids, nothing that could run, headings in six languages."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.exports.register_workbook import (
    CUT,
    LONGEST_CELL,
    RegisterSheet,
    SheetColumn,
    ValueList,
    register_workbook,
)
from commonground.exports.sheet_words import folded, headings, sheet_word
from commonground.ingest.exchange_sheet import FilledSheet, cell_name, read_filled_sheets
from commonground.ingest.limits import DEFAULT_LIMITS

DAY = date(2026, 6, 1)
COLUMNS = (
    SheetColumn("code", "Id", "Names the row.", is_kept=True),
    SheetColumn("verdict", "Verdict", values="verdict"),
    SheetColumn("version", "Version", is_hidden=True, is_kept=True),
)
ROWS = (("Q7/5", "accept", "1"), ("1/2", "", "2"), ("=1+1", "+49", "3"), ("-x", "@home", "4"))
LISTS = {"verdict": ValueList("Verdict", (("accept", "yes"), ("reject", "no")))}


def made(language: str = "en") -> bytes:
    sheets = [RegisterSheet("Links", COLUMNS, ROWS)]
    notes = [["How"], ["", "Change white cells."]]
    return register_workbook(sheets, LISTS, notes, names=("Notes", "Lists"), language=language, generated=DAY)


def sheet_of(data: bytes, name: str) -> FilledSheet:
    return next(sheet for sheet in read_filled_sheets(data, "x.xlsx", DEFAULT_LIMITS) if sheet.name == name)


def test_texts_come_back_as_they_are_and_none_is_a_formula_or_a_date() -> None:
    sheet = sheet_of(made(), "Links")
    assert [tuple(row.get(c, "") for c in (1, 2, 3)) for n, row in sheet.rows.items() if n > 1] == list(ROWS)
    assert sheet.formulas == frozenset()
    page = load_workbook(io.BytesIO(made()))["Links"]
    assert all(cell.number_format == "@" for row in page.iter_rows(min_row=2) for cell in row)
    assert page.column_dimensions["A"].number_format == "@"  # rows to come: "7/5" stays no date
    assert page["A4"].quotePrefix is True


def test_lists_notes_and_frozen_headings_are_there_and_versions_are_hidden() -> None:
    book = load_workbook(io.BytesIO(made()))
    assert book.sheetnames == ["Notes", "Links", "Lists"]
    page = book["Links"]
    (offered,) = page.data_validations.dataValidation
    assert (offered.formula1, offered.type) == ("'Lists'!$A$2:$A$3", "list")
    assert "B2" in offered.sqref
    assert "B500" in offered.sqref
    assert [cell.value for cell in book["Lists"]["A"]] == ["Verdict", "accept", "reject"]
    assert page["A1"].comment is not None
    assert page.freeze_panes == "B2"
    assert page.column_dimensions["C"].hidden
    assert not page.column_dimensions["A"].hidden


def test_arabic_sheets_run_from_right_to_left() -> None:
    book = load_workbook(io.BytesIO(made("ar")))
    assert all(page.sheet_view.rightToLeft for page in book.worksheets)


def test_the_same_values_give_the_same_bytes() -> None:
    assert made() == made()


def test_a_text_that_is_too_long_for_a_cell_says_that_it_was_cut() -> None:
    sheets = [RegisterSheet("Long", COLUMNS[:1], (("x" * (LONGEST_CELL + 5),),))]
    data = register_workbook(sheets, {}, [], names=("Notes", "Lists"), generated=DAY)
    text = sheet_of(data, "Long").rows[2][1]
    assert (len(text), text.endswith(CUT.strip())) == (LONGEST_CELL, True)


def test_formulas_and_merged_cells_of_others_are_told_with_their_places() -> None:
    book = load_workbook(io.BytesIO(made()))
    book["Links"]["B3"] = "=A1"
    book["Links"].merge_cells("A4:B4")
    output = io.BytesIO()
    book.save(output)
    sheet = sheet_of(output.getvalue(), "Links")
    assert [cell_name(*place) for place in sheet.formulas] == ["B3"]
    assert sheet.merged == ("A4:B4",)


def test_a_workbook_with_a_document_type_is_refused() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made())) as source, zipfile.ZipFile(output, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY e "e">]>' + content
            target.writestr(name, content)
    with pytest.raises(Exception, match="entities or a document type"):
        read_filled_sheets(output.getvalue(), "x.xlsx", DEFAULT_LIMITS)


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
def test_headings_are_recognised_in_every_language(language: str) -> None:
    keys = ("label", "labels.fr", "labels.ar", "parent", "sector", "sectors", "version")
    known = headings(keys)
    assert [known[folded(sheet_word(key, language).upper())] for key in keys] == list(keys)
