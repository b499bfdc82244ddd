"""The register as a workbook to edit in a spreadsheet program: a sheet per kind, drop-down lists, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from commonground.exports.archive import settled_archive
from commonground.exports.printable import is_formula_like, printable
from commonground.exports.wording import check_language, direction_of

LONGEST_CELL = 32_767  # what the format can hold
CUT = " […]"
ROWS_TO_ADD = 1000  # below the last row, that still have the drop-down lists
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_KEPT = PatternFill("solid", fgColor="EDEDED")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: what stands above it, what it means, how it looks."""

    key: str
    heading: str
    note: str = ""
    width: float = 20.0  # characters
    is_kept: bool = False  # shown for orientation or as an id; grey
    is_hidden: bool = False
    values: str = ""  # the key of the list that its drop-down offers


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """One sheet: its name and its rows of texts, one per column."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class ValueList:
    """What a drop-down offers, and what each value means."""

    heading: str
    values: tuple[tuple[str, str], ...] = field(default=())


def register_workbook(
    sheets: Sequence[RegisterSheet],
    lists: Mapping[str, ValueList],
    notes: Sequence[Sequence[str]],
    *,
    names: tuple[str, str],
    language: str = "en",
    generated: date,
) -> bytes:
    """The workbook: the notes first, then the sheets, then the lists; the same values give the same bytes.

    `names` are the names of the sheets of notes and of lists; a row of `notes` is one line, a single text a heading.
    """
    check_language(language)
    book = Workbook(write_only=True)
    styles = _styles(book, is_rtl=direction_of(language) == "rtl")
    is_rtl = direction_of(language) == "rtl"
    _write_notes(book, names[0], notes, styles, is_rtl=is_rtl)
    ranges = {key: _range(names[1], column, one) for column, (key, one) in enumerate(lists.items(), 1)}
    for sheet in sheets:
        _write_sheet(book, sheet, ranges, styles, is_rtl=is_rtl)
    _write_lists(book, names[1], lists, styles, is_rtl=is_rtl)
    book.properties.creator = "Commonground"
    output = BytesIO()
    book.save(output)
    return settled_archive(output.getvalue(), generated)


def sheet_text(text: str) -> str:
    """The text as a cell holds it: what the format forbids replaced, what is too long cut, no space at the ends.

    >>> sheet_text(" a\\r\\nb ")
    'a\\nb'
    """
    safe = printable(text).strip()
    return safe if len(safe) <= LONGEST_CELL else safe[: LONGEST_CELL - len(CUT)] + CUT


def _styles(book: Any, *, is_rtl: bool) -> dict[str, str]:
    side = "right" if is_rtl else "left"
    top = Alignment(horizontal=side, vertical="top", wrap_text=True)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    made = (
        NamedStyle("cg head", font=Font(bold=True), fill=_HEAD, alignment=middle, number_format="@"),
        NamedStyle("cg edited", alignment=top, number_format="@"),
        NamedStyle("cg kept", font=Font(color="595959"), fill=_KEPT, alignment=top, number_format="@"),
        NamedStyle("cg title", font=Font(bold=True, size=13), alignment=Alignment(horizontal=side)),
    )
    for style in made:
        book.add_named_style(style)
    return {style.name.removeprefix("cg "): style.name for style in made}


def _write_sheet(
    book: Any, sheet: RegisterSheet, ranges: Mapping[str, str], styles: Mapping[str, str], *, is_rtl: bool
) -> None:
    page = book.create_sheet(sheet.name)
    page.sheet_view.rightToLeft = is_rtl
    page.freeze_panes = "B2"
    _set_print(page)
    page.print_title_rows = "1:1"
    last = max(len(sheet.rows) + 1, 2) + ROWS_TO_ADD
    for number, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = column.width
        page.column_dimensions[letter].hidden = column.is_hidden
        page.column_dimensions[letter].number_format = "@"  # of rows to come: "7/5" stays no date
        if column.values in ranges:
            offered = DataValidation("list", formula1=ranges[column.values], allow_blank=True)
            offered.showErrorMessage = True
            offered.add(f"{letter}2:{letter}{last}")
            page.data_validations.append(offered)
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{max(len(sheet.rows) + 1, 2)}"
    page.append([_head(page, column, styles) for column in sheet.columns])
    looks = [styles["kept" if column.is_kept else "edited"] for column in sheet.columns]
    for row in sheet.rows:
        page.append([_cell(page, text, look) for text, look in zip(row, looks, strict=True)])


def _head(page: Any, column: SheetColumn, styles: Mapping[str, str]) -> Any:
    cell = _cell(page, column.heading, styles["head"])
    if column.note:
        cell.comment = Comment(column.note, "Commonground", width=320, height=120)
    return cell


def _cell(page: Any, text: str, style: str) -> Any:
    """The text as a text, whatever it begins with: it can neither run nor turn into a date."""
    safe = sheet_text(text)
    cell = WriteOnlyCell(page, value=safe or None)
    cell.style = style
    if safe:
        cell.data_type = "s"
        if is_formula_like(safe):
            cell.quotePrefix = True
    return cell


def _write_notes(
    book: Any, name: str, notes: Sequence[Sequence[str]], styles: Mapping[str, str], *, is_rtl: bool
) -> None:
    page = book.create_sheet(name)
    page.sheet_view.rightToLeft = is_rtl
    _set_print(page)
    for letter, width in (("A", 30.0), ("B", 110.0)):
        page.column_dimensions[letter].width = width
    for line in notes:
        style = styles["title" if len(line) == 1 else "edited"]
        page.append([_cell(page, text, style) for text in line])


def _set_print(page: Any) -> None:
    """As wide as one page on its long side."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _range(name: str, column: int, one: ValueList) -> str:
    letter = get_column_letter(2 * column - 1)
    return f"{quote_sheetname(name)}!${letter}$2:${letter}${len(one.values) + 1}"


def _write_lists(
    book: Any, name: str, lists: Mapping[str, ValueList], styles: Mapping[str, str], *, is_rtl: bool
) -> None:
    """Two columns per list: the values, and what they mean."""
    page = book.create_sheet(name)
    page.sheet_view.rightToLeft = is_rtl
    for number in range(1, 2 * len(lists) + 1):
        page.column_dimensions[get_column_letter(number)].width = 22.0 if number % 2 else 40.0
    page.append([_cell(page, text, styles["head"]) for one in lists.values() for text in (one.heading, "")])
    for row in _side_by_side(lists):
        page.append([_cell(page, text, styles["kept"]) for text in row])


def _side_by_side(lists: Mapping[str, ValueList]) -> Iterator[list[str]]:
    for place in range(max((len(one.values) for one in lists.values()), default=0)):
        yield [
            text
            for one in lists.values()
            for text in (one.values[place] if place < len(one.values) else ("", ""))
        ]
