"""Records of succession as tables people fill in (csv, xlsx): the template, and its rows read back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path, PurePath

from commonground.domain.document import Document
from commonground.domain.succession import SuccessionKind, SuccessionRow
from commonground.errors import BadInput, Said, UnsupportedFormat
from commonground.exports.delimited import delimited
from commonground.exports.table import Cell, Line, Table
from commonground.exports.workbook import tables_workbook
from commonground.ingest.archive import bytes_of
from commonground.ingest.delimited import read_delimited
from commonground.ingest.exchange_sheet import FilledSheet, cell_name, read_filled_sheets
from commonground.ingest.limits import DEFAULT_LIMITS, Limits

COLUMNS: Mapping[str, str] = {  # of the template, and what each holds
    "kind": f"one of: {', '.join(SuccessionKind)}",
    "predecessor": "id as printed: ITU-D Q1/1, or a body: ITU-T SG9",
    "predecessor_period": "the study period that ends",
    "successor": "id of what carries the work on; empty when closed",
    "successor_period": "the study period that begins",
    "title": "of the successor, where the register does not hold it yet",
    "reason": "why, in a few words",
    "source": "document or page that says so",
    "start": "first year of the new study period, where the register does not hold it yet",
    "end": "its last year",
}
_NEEDED = ("kind", "predecessor", "predecessor_period", "successor", "successor_period")
_SHEET = "succession"
_ENDINGS = (".csv", ".tsv", ".xlsx")
TEMPLATE_DAY = date(2026, 1, 1)  # that the file says it was made: the same template, the same bytes


def template(form: str) -> bytes:
    """An empty table to fill in, with a note on each column: "csv" or "xlsx"; raises UnsupportedFormat for others."""
    if form == "csv":
        return delimited(list(COLUMNS), ())
    if form != "xlsx":
        raise UnsupportedFormat(
            Said("no template as %(form)s", form=form or Said("a file without ending")),
            advice=Said("name a .csv or .xlsx file"),
        )
    notes = tuple(
        (Cell((Line(name),), is_header=True), Cell((Line(text),))) for name, text in COLUMNS.items()
    )
    tables = {
        _SHEET: Table(tuple(COLUMNS), (), "", (1.0,) * len(COLUMNS)),
        "notes": Table(("column", "what it holds"), notes, "", (1.0, 3.0)),
    }
    return tables_workbook(tables, generated=TEMPLATE_DAY)


def read_rows(path: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[SuccessionRow, ...]:
    """The rows of the file's first table, each with its place; empty rows are left out.

    Raises UnreadableFile, LimitExceeded or UnsupportedFormat for the file, BadInput naming row and column for a cell.
    """
    if path.suffix.lower() not in _ENDINGS:
        raise UnsupportedFormat(
            Said("not a table"), where=str(path), advice=Said("give a .csv or .xlsx file")
        )
    return rows_in(bytes_of(path, limits), path.name, limits)


def rows_in(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> tuple[SuccessionRow, ...]:
    """The rows of a table's bytes; the ending of its name says of which form it is. Raises as `read_rows`."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in _ENDINGS:
        raise UnsupportedFormat(Said("not a table"), where=name, advice=Said("give a .csv or .xlsx file"))
    if suffix == ".xlsx":
        sheet = _filled(data, name, limits)
        return tuple(_rows(sheet.rows, name, f"sheet {sheet.name}", sheet.formulas))
    document = next(iter(read_delimited(data, name, limits)))
    if not isinstance(document, Document):
        raise document.error
    return tuple(_rows(_cells(document), name))


def _filled(data: bytes, name: str, limits: Limits) -> FilledSheet:
    """The sheet of the template, else the first one that holds anything."""
    sheets = [sheet for sheet in read_filled_sheets(data, name, limits) if sheet.rows]
    if not sheets:
        raise _empty(name)
    sheet = next((one for one in sheets if one.name.casefold() == _SHEET), sheets[0])
    if sheet.merged:
        raise BadInput(
            Said("the cells %(cells)s are merged", cells=sheet.merged[0]),
            where=f"{name}, sheet {sheet.name}",
            advice=Said("take the cells apart, then save again"),
        )
    return sheet


def _wrong_columns(missing: tuple[str, ...], unknown: tuple[str, ...]) -> Said:
    if not missing:
        return Said("the columns are not those of the template (unknown: %(unknown)s)", unknown=unknown)
    if not unknown:
        return Said("the columns are not those of the template (missing: %(missing)s)", missing=missing)
    return Said(
        "the columns are not those of the template (missing: %(missing)s; unknown: %(unknown)s)",
        missing=missing,
        unknown=unknown,
    )


def _empty(name: str) -> BadInput:
    return BadInput(
        Said("the table is empty"), where=name, advice=Said("see: commonground succession template")
    )


def _cells(document: Document) -> dict[int, dict[int, str]]:
    """The texts of the table's fields by row and column."""
    cells: dict[int, dict[int, str]] = {}
    for passage in document.passages:
        place = passage.locator
        if place.table is not None and place.row is not None and place.column is not None:
            cells.setdefault(place.row, {})[place.column] = passage.text.strip()
    return cells


def _rows(
    rows: Mapping[int, Mapping[int, str]],
    name: str,
    sheet: str = "",
    formulas: Collection[tuple[int, int]] = (),
) -> Iterator[SuccessionRow]:
    cells = dict(rows)
    if not cells:
        raise _empty(name)
    first = min(cells)
    within = f"{name}, {sheet}" if sheet else name
    columns = {column: text.casefold().replace(" ", "_") for column, text in cells.pop(first).items() if text}
    missing = [wanted for wanted in _NEEDED if wanted not in columns.values()]
    unknown = [given for given in columns.values() if given not in COLUMNS]
    if missing or unknown:
        raise BadInput(
            _wrong_columns(tuple(missing), tuple(unknown)),
            where=f"{within}, row {first}",
            advice=Said("see: commonground succession template"),
        )
    for number, column in sorted(formulas):
        if column in columns:
            raise BadInput(
                Said("cell %(cell)s holds a formula", cell=cell_name(number, column)),
                where=f"{within}, row {number}, {columns[column]}",
                advice=Said("write the value itself"),
            )
    for number, row in sorted(cells.items()):
        values = {columns[column]: text for column, text in row.items() if column in columns}
        if any(values.values()):
            place = f"{sheet}, row {number}" if sheet else f"row {number}"
            yield _row({**dict.fromkeys(_NEEDED, ""), **values}, place, name)


def _row(values: Mapping[str, str], place: str, name: str) -> SuccessionRow:
    kind = values["kind"].casefold()
    if kind not in set(SuccessionKind):
        raise BadInput(
            Said("no kind %(kind)s", kind=repr(values["kind"])),
            where=f"{name}, {place}, kind",
            advice=Said("one of: %(names)s", names=tuple(SuccessionKind)),
        )
    return SuccessionRow(
        kind=SuccessionKind(kind),
        predecessor=values["predecessor"],
        predecessor_period=values["predecessor_period"],
        successor=values["successor"],
        successor_period=values["successor_period"],
        title=values.get("title", ""),
        reason=values.get("reason", ""),
        source=values.get("source", ""),
        start=_year(values.get("start", ""), f"{name}, {place}, start"),
        end=_year(values.get("end", ""), f"{name}, {place}, end"),
        place=place,
    )


def _year(text: str, where: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise BadInput(
            Said("%(text)s is no year", text=repr(text)), where=where, advice=Said("write four digits")
        )
    return int(text)
