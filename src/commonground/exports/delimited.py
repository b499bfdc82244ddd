"""Values as comma-separated text that spreadsheets open safely and in the right letters."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from commonground.domain.area import Area
from commonground.domain.finding import Finding
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.theme import EmptyState, EntryState, MatrixEntry, MatrixRow, ThemeMatrix
from commonground.exports.area_paper import list_key
from commonground.exports.matrix_paper import SUB_TOPICS, printed_column, printed_group, printed_label
from commonground.exports.printable import is_formula_like, printable
from commonground.exports.wording import check_language, word


def delimited(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark (spreadsheets need it to see that), commas, CR LF, quotes where needed.

    A text that a spreadsheet could take for a formula gets an apostrophe in front.

    >>> delimited(["a"], [["=1+1"]]).decode("utf-8-sig")
    "a\\r\\n'=1+1\\r\\n"
    """
    output = StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    for row in (headings, *rows):
        writer.writerow([_guarded(text) for text in row])
    return output.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    guarded = f"'{text}" if is_formula_like(text) else text
    return printable(guarded)


def matrix_csv(matrix: ThemeMatrix, layout: Mapping[str, Any], *, language: str = "en") -> bytes:
    """One record per row of the matrix; a spanning entry stands in each of its columns.

    The last column names the Sectors that share an entry. Entries of a cell stand on lines of their own;
    a state other than "stated" follows in brackets.
    """
    check_language(language)
    columns = [printed_column(column, layout, language) for column in matrix.columns]
    headings = [word("entry_group", language), word("entry_row", language), *columns, word("spans", language)]
    return delimited(headings, (_matrix_record(row, matrix, layout, language) for row in matrix.rows))


def _matrix_record(
    row: MatrixRow, matrix: ThemeMatrix, layout: Mapping[str, Any], language: str
) -> list[str]:
    group = (
        word("sub_topics", language)
        if row.group == SUB_TOPICS
        else printed_group(row.group, layout, language)
    )
    cells = [_matrix_cell(row, column, language) for column in matrix.columns]
    shared = "; ".join(" + ".join(span) for span in row.spans)
    return [group, printed_label(row, layout, language).text, *cells, shared]


def _matrix_cell(row: MatrixRow, column: str, language: str) -> str:
    entries = row.cell(column)
    if entries:
        return "\n".join(_entry_text(entry, language) for entry in entries)
    empty = row.empty.get(column, EmptyState.BLANK)
    keys = {EmptyState.NOT_EXAMINED: "not_examined", EmptyState.NONE: "none_found"}
    return word(keys[empty], language) if empty in keys else ""


def _entry_text(entry: MatrixEntry, language: str) -> str:
    if entry.state is EntryState.STATED:
        return entry.text
    return f"{entry.text} [{word(f'state_{entry.state}', language)}]"


def areas_csv(areas: Sequence[Area]) -> bytes:
    """One record per area with its labels in six languages; several values of a field stand on own lines."""
    headings = ["id", *(f"label_{code}" for code in OFFICIAL_LANGUAGES)]
    headings += ["aliases", "parent", "related", "status", "entries", "instruments", "definition", "sources"]
    return delimited(headings, (_area_record(area) for area in areas))


def _area_record(area: Area) -> list[str]:
    entries = sorted(area.entries, key=list_key)
    return [
        area.id,
        *(area.labels.get(code, "") for code in OFFICIAL_LANGUAGES),
        "\n".join(area.aliases),
        area.parent or "",
        "\n".join(area.related),
        str(area.status),
        "\n".join(f"{entry.list} #{entry.number} {entry.text}" for entry in entries),
        "\n".join(area.instruments),
        area.definition,
        "\n".join(area.sources),
    ]


def findings_csv(findings: Sequence[Finding]) -> bytes:
    """One record per finding, gap or overlap."""
    headings = ["code", "message", "document", "place", "suggestion"]
    rows = ([f.code, f.message, f.document, str(f.locator), f.suggestion] for f in findings)
    return delimited(headings, rows)
