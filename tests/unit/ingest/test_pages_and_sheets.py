"""PDF pages and spreadsheet sheets: order, place, and what cannot be read."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import openpyxl
import pytest

from commonground.domain.document import Document, PassageKind
from commonground.ingest.limits import DEFAULT_LIMITS, Limits
from commonground.ingest.page_layout import Line, blocks_of
from commonground.ingest.reading import Refusal, read_bytes, read_paths


def pdf(*pages: list[tuple[int, int, int, str]], trailer: str = "") -> bytes:
    """A minimal PDF; each page is a list of (x, y, size, text)."""
    objects = ["<</Type/Catalog/Pages 2 0 R/Lang(en-GB)>>", ""]
    kids = []
    for page in pages:
        stream = "".join(f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n" for x, y, size, text in page)
        objects.append(f"<</Length {len(stream)}>>\nstream\n{stream}endstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        )
    objects[1] = f"<</Type/Pages/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]/Count {len(kids)}>>"
    data = "%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{o:010} 00000 n \n" for o in offsets
    )
    return (
        data + f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF"
    ).encode()


ENCRYPTED = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O({'a' * 32})/U({'b' * 32})>>/ID[(a)(b)]"


def read(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    (found,) = read_bytes(data, name, limits)
    assert isinstance(found, Document), found
    return found


def test_pdf_text_has_its_page_and_headings_their_level() -> None:
    data = pdf(
        [
            (50, 700, 20, "Scope"),
            (50, 650, 10, "This text speaks of the environ-"),
            (50, 638, 10, "ment and of energy."),
        ],
        [(50, 700, 10, "Second page with some more text")],
    )
    document = read(data, "a.pdf")
    assert [(str(p.kind), p.level, p.locator.page, p.text) for p in document.passages] == [
        ("heading", 1, 1, "Scope"),
        ("paragraph", None, 1, "This text speaks of the environment and of energy."),
        ("paragraph", None, 2, "Second page with some more text"),
    ]
    assert document.language == "en"


def test_pdf_columns_are_read_one_after_the_other() -> None:
    left = [(50, 600 - 12 * i, 10, f"left column line number {i} of text") for i in range(4)]
    right = [(330, 600 - 12 * i, 10, f"right column line number {i} of text") for i in range(4)]
    mixed = [line for pair in zip(left, right, strict=True) for line in pair]
    text = " ".join(
        p.text
        for p in read(
            pdf([(50, 700, 10, "A title line across both of the columns of the page"), *mixed]), "a.pdf"
        ).passages
    )
    assert text.index("left column line number 3") < text.index("right column line number 0")


def test_running_headers_and_footers_are_said_once() -> None:
    pages = [
        [(50, 780, 10, "TDAG-20/13"), (50, 400, 10, f"Body text of page {n}"), (50, 20, 10, f"Page {n}")]
        for n in range(1, 5)
    ]
    document = read(pdf(*pages), "a.pdf")
    assert sum(p.kind is PassageKind.HEADER for p in document.passages) == 1
    assert sum(p.kind is PassageKind.FOOTER for p in document.passages) == 1
    assert sum(p.kind is PassageKind.PARAGRAPH for p in document.passages) == 4


@pytest.mark.parametrize(
    ("data", "limits", "message"),
    [
        (pdf([(50, 700, 10, "x")], trailer=ENCRYPTED), Limits(), "encrypted"),
        (pdf([(50, 700, 10, "x")])[:60], Limits(), "PDF"),
        (pdf([]), Limits(), "no text"),
        (pdf(*[[(50, 700, 10, "x")]] * 3), Limits(pages_max=2), "PAGES_MAX"),
        (pdf([(50, 700, 10, "x")]), Limits(pdf_seconds_max=0), "PDF_SECONDS_MAX"),
    ],
)  # fmt: skip
def test_pdf_files_that_cannot_be_read_say_why(data: bytes, limits: Limits, message: str) -> None:
    (found,) = read_bytes(data, "a.pdf", limits)
    assert isinstance(found, Refusal)
    assert message in str(found.error)
    assert found.error.advice


def test_pages_that_hold_themselves_do_not_hang() -> None:
    data = pdf([(50, 700, 10, "x")]).replace(b"/Kids[4 0 R]", b"/Kids[2 0 R]")
    assert len(list(read_bytes(data, "a.pdf"))) == 1


def line(x: float, y: float, text: str, width: float = 60) -> Line:
    return Line(text, x, y, x + width, y + 10, 10.0)


def test_short_cells_side_by_side_are_read_row_by_row() -> None:
    lines = [line(x, y, f"{x}/{y}") for x in (50, 200) for y in (600, 560)]
    assert [block.text for block in blocks_of(lines)] == ["50/600\t200/600", "50/560\t200/560"]


def test_list_items_are_paragraphs_of_their_own() -> None:
    lines = [
        line(50, 600, "Topics follow", 200),
        line(50, 588, "•", 5),
        line(70, 588, "one"),
        line(50, 576, "• two"),
    ]
    assert [block.text for block in blocks_of(lines)] == ["Topics follow", "•\tone", "• two"]


def test_arabic_stored_as_drawn_is_put_into_reading_order() -> None:
    printed = "دراسة ﻻ مجال ITU (2018)"  # the third word is one sign of two letters
    drawn = "(2018) ITU " + "دراسة ﻻ مجال"[::-1]
    assert blocks_of([line(50, 600, drawn, 300)], reorder=True)[0].text == printed.replace("ﻻ", "لا")


def workbook_bytes(workbook: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def test_sheets_are_tables_with_addresses_and_spans() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Matrix"
    for row in (
        ["Theme", "R", "T"],
        ["Water", None, 5.0],
        ["all", None, None],
        [datetime.date(2020, 6, 1), True, 1.5],
    ):
        sheet.append(row)
    sheet.merge_cells("A3:C3")
    sheet["A2"].hyperlink = "https://example.org"
    hidden = workbook.create_sheet("Secret")
    hidden.sheet_state = "hidden"
    hidden["B2"] = "x"
    document = read(workbook_bytes(workbook), "a.xlsx")
    assert [(p.locator.cell, p.column_span, p.text) for p in document.passages if p.locator.sheet == "Matrix"] == [
        ("A1", 1, "Theme"), ("B1", 1, "R"), ("C1", 1, "T"),
        ("A2", 1, "Water"), ("B2", 1, ""), ("C2", 1, "5"),
        ("A3", 3, "all"),
        ("A4", 1, "2020-06-01"), ("B4", 1, "TRUE"), ("C4", 1, "1.5"),
    ]  # fmt: skip
    assert document.passages[3].hyperlinks[0].target == "https://example.org"
    assert [(p.locator.table, p.locator.cell, p.text) for p in document.passages if p.text == "x"] == [
        (2, "B2", "x")
    ]
    assert any("hidden" in note for note in document.notes)


def test_formulas_without_a_result_are_noted() -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0]["A1"] = "=1+1"
    assert any("formulas" in note for note in read(workbook_bytes(workbook), "a.xlsx").notes)


def test_a_sheet_of_ten_thousand_rows_is_read() -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for number in range(10_000):
        sheet.append([number, "Climate change"])
    assert len(read(workbook_bytes(workbook), "a.xlsx").passages) == 20_000


def test_several_processes_give_what_one_gives(tmp_path: Path) -> None:
    for number in range(450):
        (tmp_path / f"{number:04}.txt").write_text(f"text {number}")
    (tmp_path / "0100.txt").write_bytes(b"")

    def names(processes: int) -> list[tuple[str, str]]:
        return [(type(item).__name__, item.name) for item in read_paths([tmp_path], processes=processes)]

    assert names(2) == names(1)
    assert sum(kind == "Refusal" for kind, _ in names(1)) == 1
