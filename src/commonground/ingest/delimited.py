"""Tables of separated values (.csv, .tsv): one table, its separator found by trying."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from commonground.domain.document import Document, Locator, Passage, PassageKind
from commonground.errors import Said, UnreadableFile
from commonground.ingest.draft import Draft
from commonground.ingest.encoding import decode
from commonground.ingest.limits import Limits

MEDIA_TYPE = "text/csv"
_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 50


def read_delimited(data: bytes, name: str, limits: Limits) -> Iterator[Document]:
    """The one document of the file: a cell passage per field, blank ones too; short rows are filled with blanks."""
    text, notes = decode(data)
    draft = Draft(name, limits)
    draft.notes_from(notes)
    text = text.removeprefix("\ufeff")
    separator = ""
    if text[:4].lower() == "sep=" and "\n" in text[:10]:  # what Excel writes to name the separator
        separator, text = text[4], text.split("\n", 1)[1]
        first_line = 2
    else:
        first_line = 1
    rows = _rows(text, separator or separator_of(text), name, limits)
    width = max((len(cells) for _, cells in rows), default=0)
    if len(rows) * width > limits.cells_max:
        raise limits.exceeded(
            "cells_max",
            name,
            Said("the table has %(rows)s rows and %(width)s columns", rows=len(rows), width=width),
        )
    if len({len(cells) for _, cells in rows}) > 1:
        draft.note(Said("rows have different numbers of fields: the short ones were filled with blanks"))
    for row, (line, cells) in enumerate(rows, 1):
        for column in range(1, width + 1):
            cell = cells[column - 1].strip() if column <= len(cells) else ""
            place = Locator(table=1, row=row, column=column, line=line + first_line - 1)
            draft.add(Passage(cell, place, PassageKind.CELL))
    yield draft.finish(data, MEDIA_TYPE)


def _rows(text: str, separator: str, name: str, limits: Limits) -> list[tuple[int, list[str]]]:
    """(first line, fields) of each row that holds anything."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            if len(rows) > limits.table_rows_max:
                raise limits.exceeded("table_rows_max", name, Said("too many rows"))
            line = reader.line_num + 1
    except csv.Error as error:
        advice = Said("check whether a quotation mark that opens a field is ever closed")
        raise UnreadableFile(
            Said("not a table of separated values (%(error)s)", error=str(error)),
            where=f"{name}, line {line}",
            advice=advice,
        ) from error
    return rows


def separator_of(text: str) -> str:
    """The separator that gives most rows of the beginning the same number of fields, more than one.

    >>> separator_of("a;b\\n1,5;2\\n2,5;3")
    ';'
    """
    best, best_score = ",", 0.0
    sample = text[:200_000]
    for separator in _SEPARATORS:
        try:
            rows = [
                len(row)
                for row in islice(
                    csv.reader(io.StringIO(sample, newline=""), delimiter=separator), _SAMPLE_ROWS
                )
                if row
            ]
        except csv.Error:
            continue
        if not rows:
            continue
        width, count = Counter(rows).most_common(1)[0]
        score = count / len(rows) + min(width, 50) / 1000 if width > 1 else 0.0
        if score > best_score:
            best, best_score = separator, score
    return best
