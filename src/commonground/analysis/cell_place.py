"""Where a cell of a matrix stands in its document."""

from __future__ import annotations

from dataclasses import replace

from commonground.domain.area import Origin
from commonground.domain.theme import MatrixEntry, MatrixRow, ThemeMatrix

NOWHERE = Origin("")


def place_of_entry(entry: MatrixEntry, row: MatrixRow) -> Origin:
    """The first place the entry was seen at, else that of its row."""
    return next(iter((*entry.origins, *row.origins)), NOWHERE)


def place_of_cell(matrix: ThemeMatrix, row: MatrixRow, column: str) -> Origin:
    """The place of a Sector's cell in the row; for a blank cell the column is told from the other rows."""
    for entry in row.entries:
        if entry.columns == (column,) and entry.origins:
            return entry.origins[0]
    known = next(
        iter((*row.origins, *(origin for entry in row.entries for origin in entry.origins))), NOWHERE
    )
    if known.locator.table is None and known.locator.sheet is None:
        return known
    number = _column_number(matrix, column, known)
    place = replace(known.locator, paragraph=None, cell=None, column=number)
    return Origin(known.document, place)


def _column_number(matrix: ThemeMatrix, column: str, near: Origin) -> int | None:
    for row in matrix.rows:
        for entry in row.entries:
            for origin in entry.origins:
                is_same_table = (
                    origin.document == near.document
                    and origin.locator.table == near.locator.table
                    and origin.locator.sheet == near.locator.sheet
                )
                if entry.columns == (column,) and is_same_table and origin.locator.column is not None:
                    return origin.locator.column
    return None
