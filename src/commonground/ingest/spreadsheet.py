"""Excel workbooks (.xlsx): every sheet a table, merged cells with their spans, formulas as the values they last had."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from openpyxl import load_workbook
from openpyxl.utils.cell import get_column_letter, range_boundaries

from commonground.domain.document import Document, Hyperlink, Locator, Passage, PassageKind
from commonground.errors import CommongroundError, Said, UnreadableFile
from commonground.ingest.draft import Draft
from commonground.ingest.limits import Limits
from commonground.ingest.office import metadata_of
from commonground.ingest.package import Package

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_LINK = re.compile(rb"<(?:\w+:)?hyperlink\b([^>]*)>")
_LINK_REF, _LINK_ID = re.compile(rb'\bref="([A-Z0-9:]+)"'), re.compile(rb'\b\w+:id="([^"]+)"')
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MERGED_MAX = 100_000


def read_spreadsheet(data: bytes, name: str, limits: Limits) -> Iterator[Document]:
    """The one document of the workbook; raises `UnreadableFile` or `LimitExceeded`."""
    package = Package(data, name, limits)
    for (
        part
    ) in package.parts:  # every part is unpacked, counted and searched for entities before a library sees it
        if part.endswith((".xml", ".rels")) and not part.startswith("xl/worksheets/sheet"):
            package.bytes_of(part)
    draft = Draft(name, limits)
    main = next(
        (t for kind, t in package.relationships("").values() if kind == "officeDocument"), "xl/workbook.xml"
    )
    if package.tree(main) is None:
        raise UnreadableFile(
            Said("the workbook has no list of sheets"), where=name, advice=Said("save it again as .xlsx")
        )
    targets = package.relationships(main)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of features it leaves out; none of them is text
            workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                for index, sheet in enumerate(workbook.worksheets, 1):
                    part = _part_of(package, main, targets, sheet.title)
                    _read_sheet(draft, sheet, index, _Marks(package, part))
                for chart in workbook.chartsheets:
                    draft.note(Said("sheet %(title)s is a chart and was left out", title=repr(chart.title)))
            finally:
                workbook.close()
    except CommongroundError:
        raise
    except Exception as error:
        raise UnreadableFile(
            Said(
                "damaged workbook (%(kind)s: %(error)s)",
                kind=type(error).__name__,
                error=str(error)[:200],
            ),
            where=name,
            advice=Said("save it again as .xlsx"),
        ) from error
    if any("comments" in part for part in package.parts):
        draft.note(Said("notes attached to cells were left out"))
    yield draft.finish(data, MEDIA_TYPE, None, metadata_of(package))


def _part_of(package: Package, main: str, targets: dict[str, tuple[str, str]], title: str) -> str:
    root = package.tree(main)
    for sheet in root.iter("{*}sheet") if root is not None else ():
        if sheet.get("name") == title:
            ids = (value for key, value in sheet.attrib.items() if str(key).endswith("}id"))
            return next((targets[str(i)][1] for i in ids if str(i) in targets), "")
    return ""


class _Marks:
    """What the fast reader of a sheet passes over: merged ranges, links, formulas without a result."""

    def __init__(self, package: Package, part: str) -> None:
        data = package.bytes_of(part) if part else None
        data = data or b""
        self.spans: dict[tuple[int, int], tuple[int, int]] = {}
        self.covered: set[tuple[int, int]] = set()
        self.uncounted_formulas = len(_NO_RESULT.findall(data)) if b"<f" in data or b":f" in data else 0
        for match in _MERGED.finditer(data):
            left, top, right, bottom = cast(tuple[int, int, int, int], range_boundaries(match[1].decode()))
            self.spans[top, left] = (bottom - top + 1, right - left + 1)
            if len(self.covered) + (bottom - top + 1) * (right - left + 1) <= _MERGED_MAX:
                self.covered.update(
                    (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
                )
                self.covered.discard((top, left))
        relationships = package.relationships(part) if part and b"hyperlink" in data else {}
        self.links: dict[str, str] = {}
        for match in _LINK.finditer(data):
            ref, rel = _LINK_REF.search(match[1]), _LINK_ID.search(match[1])
            if ref and rel and rel[1].decode() in relationships:
                self.links[ref[1].decode().split(":")[0]] = relationships[rel[1].decode()][1]


def _read_sheet(draft: Draft, sheet: Any, table: int, marks: _Marks) -> None:
    if sheet.sheet_state != "visible":
        draft.note(Said("sheet %(title)s is hidden; it was read too", title=repr(sheet.title)))
    if marks.uncounted_formulas:
        draft.note(
            Said(
                "sheet %(title)s: formulas without a stored result: %(number)s; "
                "open the file in a spreadsheet program and save it",
                title=repr(sheet.title),
                number=marks.uncounted_formulas,
            )
        )
    limits = draft.limits
    sheet.reset_dimensions()  # the declared size may be a lie; count what is there
    rows: list[tuple[int, dict[int, str]]] = []
    cells = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        filled = {column: text for column, value in enumerate(values, 1) if (text := printed(value))}
        if filled:
            rows.append((number, filled))
            cells += len(filled)
        if len(rows) > limits.table_rows_max:
            raise limits.exceeded(
                "table_rows_max", f"{draft.name}, sheet {sheet.title}", Said("too many rows")
            )
        if cells > limits.cells_max:
            raise limits.exceeded("cells_max", f"{draft.name}, sheet {sheet.title}", Said("too many cells"))
    width = max((max(filled) for _, filled in rows), default=0)
    width = max([width, *(left + span[1] - 1 for (_, left), span in marks.spans.items() if left <= width)])
    is_sparse = len(rows) * width > min(limits.cells_max // 2, 20 * cells + 10_000)
    if is_sparse:
        draft.note(
            Said("sheet %(title)s is mostly blank: its blank cells were left out", title=repr(sheet.title))
        )
    for number, filled in rows:
        for column in sorted(filled) if is_sparse else range(1, width + 1):
            if (number, column) in marks.covered:
                continue
            address = f"{get_column_letter(column)}{number}"
            text = filled.get(column, "")
            row_span, column_span = marks.spans.get((number, column), (1, 1))
            link = marks.links.get(address)
            draft.add(
                Passage(
                    text,
                    Locator(table=table, row=number, column=column, sheet=sheet.title, cell=address),
                    PassageKind.CELL,
                    row_span=row_span,
                    column_span=column_span,
                    hyperlinks=(Hyperlink(0, len(text), link),) if link and text else (),
                )
            )


def printed(value: object) -> str:
    """A cell's value as text: dates as ISO 8601, whole numbers without a decimal point.

    >>> printed(datetime(2020, 6, 1)), printed(3.0), printed(None)
    ('2020-06-01', '3', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
