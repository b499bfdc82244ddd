"""A file that asks for changes: told by its content, and read as what it asks of the register."""

from __future__ import annotations

from commonground.errors import Said, UnsupportedFormat
from commonground.ingest.encoding import decode
from commonground.ingest.exchange_sheet import read_filled_sheets
from commonground.ingest.kind import Kind, detect
from commonground.ingest.limits import BYTES_PER_MB, Limits
from commonground.register.exchange.asked import Reading
from commonground.register.exchange.incoming_sheets import check_any_sheet, known_sheets, read_each, rows_of
from commonground.register.exchange.mapping_sets import is_sssom, is_strm, read_sssom, read_strm
from commonground.register.exchange.row_readers import links_seen, reader_for
from commonground.register.exchange.vocabularies import is_turtle, read_skos
from commonground.register.held_facts import HeldFacts


def read_import(data: bytes, name: str, limits: Limits, held: HeldFacts) -> Reading:
    """What the file asks; raises UnsupportedFormat for none of the formats, LimitExceeded, UnreadableFile."""
    if len(data) > limits.file_size_max_mb * BYTES_PER_MB:
        raise limits.exceeded("file_size_max_mb", name, Said("the file is too large"))
    kind = detect(data, name).kind
    if kind is Kind.SPREADSHEET:
        return _read_workbook(data, name, limits, held)
    text, _ = decode(data)
    if is_sssom(text):
        return read_sssom(data, name, limits)
    if is_strm(text):
        return read_strm(text, name, limits)
    if is_turtle(text):
        return read_skos(data, name, limits, held)
    raise UnsupportedFormat(
        Said("this is %(kind)s, but no file that can be imported", kind=kind),
        where=name,
        advice=Said(
            "give a workbook of `export xlsx`, SSSOM (.sssom.tsv), STRM (.csv) or SKOS (.ttl); documents: `add`"
        ),
    )


def _read_workbook(data: bytes, name: str, limits: Limits, held: HeldFacts) -> Reading:
    reading = Reading("xlsx")
    sheets = known_sheets(read_filled_sheets(data, name, limits))
    check_any_sheet(sheets, name)
    versions: dict[str, int] = {}
    for sheet, filled in sheets:
        rows = rows_of(sheet, filled, name, reading)
        if rows is None:
            continue
        if sheet.name == "links":
            versions = links_seen(rows)
        read_each(rows, reader_for(sheet, held, versions), reading)
    return reading
