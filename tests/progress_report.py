"""A progress report of our own making, in the layout of the papers that coordination runs on."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.table import Table

HEADINGS = ("PP-Resolution 139 (Rev. Busan, 2014)", "RADIOCOMMUNICATION", "STANDARDIZATION", "DEVELOPMENT")
ROWS = (
    ("Rural access", "Study Group 5 - WP 5A", "Study Group 15", "Study Group 1 - Q5/1"),
    ("Affordability", "", "Study Group 3 - Q1/3", "Study Group 20 - Q4/20"),
    ("Skills", "", "", "Study Group 2"),
)
LISTS = {
    "1.1": ("Accessibility", "Gender", "Rural connectivity"),
    "1.2": ("Accessibility for persons with disabilities", "Women and girls in ICT", "Spectrum monitoring"),
}


def write_report(path: Path, number: str = "TDAG-24/7") -> Path:
    """Write the report as a Word document and return its path."""
    document = Document()
    document.add_paragraph(f"Document {number}-E")
    document.add_paragraph("2 June 2020")
    document.add_heading("Progress report on coordination", level=1)
    for list_number, entries in LISTS.items():
        document.add_paragraph(f"{list_number}. The following areas of mutual interest have been identified:")
        for entry in entries:
            document.add_paragraph(entry, style="List Bullet")
    document.add_paragraph("Review of activities related to “Digital divide”")
    document.add_paragraph("Table 1")
    table = document.add_table(rows=1, cols=4)
    _fill(table, 0, HEADINGS)
    for row in ROWS:
        _fill(table, len(table.add_row().cells) and len(table.rows) - 1, row)
    _fill(table, len(table.add_row().cells) and len(table.rows) - 1, ("Events", "", "", ""))
    last = table.rows[-1].cells
    last[1].merge(last[3]).text = "Connectivity Week"
    document.save(str(path))
    return path


def _fill(table: Table, row: int, texts: tuple[str, ...]) -> None:
    for cell, text in zip(table.rows[row].cells, texts, strict=True):
        cell.text = text
