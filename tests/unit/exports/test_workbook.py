"""Spreadsheets: merged cells, right to left, texts that never run, the same bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from tests.unit.exports import exports_samples as samples

from commonground.exports.table import plain_table
from commonground.exports.workbook import (
    CUT,
    LONGEST_CELL,
    areas_workbook,
    findings_workbook,
    matrix_workbook,
    tables_workbook,
)


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def matrix_bytes(language: str = "en") -> bytes:
    return matrix_workbook(
        samples.climate_matrix(), samples.LAYOUT, language=language, generated=samples.GENERATED
    )


def test_matrix_keeps_spans_and_freezes_the_heading() -> None:
    sheet = opened(matrix_bytes()).worksheets[0]
    assert sheet.title == "Climate change"
    assert {str(merged) for merged in sheet.merged_cells.ranges} >= {"A6:A8", "B7:D7", "C8:D8"}
    assert sheet.freeze_panes == "B2"
    assert [cell.value for cell in sheet[1]][1:] == ["RADIOCOMMUNICATION", "STANDARDIZATION", "DEVELOPMENT"]
    assert sheet["C4"].value == "Study Group 5 - Q6/5 †\nFG-AI4EE *"


def test_arabic_sheet_runs_from_right_to_left() -> None:
    assert opened(matrix_bytes("ar")).worksheets[0].sheet_view.rightToLeft
    assert not opened(matrix_bytes("ru")).worksheets[0].sheet_view.rightToLeft


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'])
def test_a_text_stays_a_text(text: str) -> None:
    table = plain_table({"a": text}, [{"a": text}], caption=text)
    book = opened(tables_workbook({text: table}, generated=samples.GENERATED))
    for cell in (book.worksheets[0]["A1"], book.worksheets[0]["A2"]):
        assert cell.data_type == "s"
        assert cell.value == text.replace("\r", "\n")
        assert cell.quotePrefix


def test_no_formula_and_no_outside_link_is_in_the_file() -> None:
    data = findings_workbook(samples.findings(), generated=samples.GENERATED)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_bytes_are_the_same_each_time() -> None:
    assert matrix_bytes() == matrix_bytes()


def test_each_list_has_its_sheet() -> None:
    names = opened(areas_workbook(samples.areas(), generated=samples.GENERATED)).sheetnames
    assert names == ["Area", "List 1.1", "List 1.3", "List 1.4", "Areas that stand in no list"]


def test_sheet_names_are_mended_and_told_apart() -> None:
    table = plain_table({"a": "a"}, [])
    names = ("a/b[c]", "a:b*c?", "x" * 40, "x" * 50, "", "'q'")
    book = opened(tables_workbook(dict.fromkeys(names, table), generated=samples.GENERATED))
    assert len(set(book.sheetnames)) == len(names)
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_hostile_and_endless_texts_do_not_break_the_file() -> None:
    texts = ["nul\x00", "lone \ud800", "y" * 100_000]
    table = plain_table({"a": "a"}, [{"a": text} for text in texts])
    sheet = opened(tables_workbook({"s": table}, generated=samples.GENERATED)).worksheets[0]
    assert sheet["A2"].value == "nul\ufffd"
    assert sheet["A3"].value == "lone \ufffd"
    assert len(sheet["A4"].value) == LONGEST_CELL
    assert sheet["A4"].value.endswith(CUT)


def test_nothing_at_all_is_still_a_workbook() -> None:
    assert opened(tables_workbook({}, generated=samples.GENERATED)).sheetnames == ["Results"]


def test_rows_are_high_enough_for_their_wrapped_text() -> None:
    long = (
        "Disaster risk reduction and management, including relief, emergency and humanitarian assistance " * 3
    )
    rows = ({"number": "1", "area": long}, {"number": "2", "area": "Gender"})
    table = plain_table({"number": "No.", "area": "Area"}, rows)
    sheet = opened(tables_workbook({"areas": table}, generated=samples.GENERATED)).worksheets[0]
    assert (sheet.row_dimensions[2].height or 0) >= 60
    assert sheet.row_dimensions[3].height is None
