"""A theme's matrix as pages print it: merged as the paper is, each cell with its state, gaps and overlaps marked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commonground.analysis.entity import EntityIndex
from commonground.analysis.gap import find_gaps
from commonground.analysis.overlap import find_overlaps
from commonground.domain.profile import Profile
from commonground.domain.theme import ROW_GROUPS, EmptyState, MatrixEntry, MatrixRow, ThemeMatrix
from commonground.exports.matrix_paper import (
    Rectangle,
    blocks_of,
    printed_column,
    printed_group,
    printed_rows,
)
from commonground.register.theme_matrix import SUB_TOPICS, named_rows

GAPS = (EmptyState.BLANK, EmptyState.NOT_EXAMINED, EmptyState.NONE_BY_MACHINE)
"""Empty cells that ask for work. What somebody examined and found empty is told, and asks for none."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is to be coordinated in a matrix: by sub-topic the Sectors that work on it, and its gaps."""

    overlaps: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    internal: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    gaps: Sequence[Mapping[str, Any]] = ()


def marks_of(matrix: ThemeMatrix, profile: Profile) -> Marks:
    """The gaps and overlaps of the matrix; `profile` tells whose the work is."""
    overlaps: dict[str, Any] = {}
    internal: dict[str, Any] = {}
    for finding in find_overlaps(matrix, profile):
        detail = finding.detail
        if detail["kind"] == "internal":
            internal.setdefault(detail["sub_topic"], {}).update(detail["ids"])
        elif len(detail["sectors"]) > 1:
            overlaps[detail["sub_topic"]] = detail["ids"]
    gaps = [
        {
            "sub_topic": found.detail["sub_topic"],
            "sector": found.detail["sector"],
            "state": found.detail["state"],
        }
        for found in find_gaps(matrix)
        if found.detail["state"] in GAPS
    ]
    return Marks(overlaps, internal, gaps)


@dataclass(frozen=True, slots=True)
class TableMaker:
    """What a matrix is printed with: the organization's headings, the reader's language, what is told to the reader."""

    layout: Mapping[str, Any]
    language: str
    index: EntityIndex
    marks: Marks | None = None  # None: not for this reader
    languages: Mapping[str, str | None] = field(default_factory=dict)  # of documents, by name

    def columns(self, matrix: ThemeMatrix) -> list[dict[str, str]]:
        """The Sectors with the headings of their columns."""
        return [
            {"id": column, "name": printed_column(column, self.layout, self.language)}
            for column in matrix.columns
        ]

    def blocks(self, matrix: ThemeMatrix, *, all_groups: bool = False) -> list[dict[str, Any]]:
        """The printed blocks: rows beside one label. With `all_groups` also those of groups that hold nothing yet."""
        rows = with_all_groups(matrix) if all_groups else matrix
        names = {id(row): name for name, row in named_rows(rows).items()}
        return [self._block(rows, block, names) for block in blocks_of(rows.rows)]

    def _block(
        self, matrix: ThemeMatrix, block: Sequence[MatrixRow], names: Mapping[int, str]
    ) -> dict[str, Any]:
        head = block[0]
        lines = [
            [self.cell(matrix, row, names[id(row)], r) for r in printed]
            for row in block
            for printed in printed_rows(row, matrix.columns)
        ]
        is_topic = head.group == SUB_TOPICS
        labels = {"en": head.label, **head.labels}
        marks = self.marks if is_topic else None
        return {
            "name": names[id(head)],
            "group": head.group,
            "labels": labels
            if is_topic
            else {self.language: printed_group(head.group, self.layout, self.language)},
            "is_sub_topic": is_topic,
            "height": len(lines),
            "lines": lines,
            "overlap": dict(marks.overlaps.get(head.label, {})) if marks else {},
        }

    def cell(self, matrix: ThemeMatrix, row: MatrixRow, name: str, place: Rectangle) -> dict[str, Any]:
        """A cell as it is shown closed."""
        columns = matrix.columns[place.start : place.end]
        empty = "" if place.entries else str(row.empty.get(columns[0], ""))
        internal = self.marks.internal.get(row.label, {}) if self.marks and row.group == SUB_TOPICS else {}
        return {
            "row": name,
            "column": columns[0],
            "width": place.end - place.start,
            "height": place.bottom - place.top,
            "columns": [printed_column(column, self.layout, self.language) for column in columns],
            "entries": [self.entry(entry) for entry in place.entries],
            "empty": empty,
            "is_sub_topic": row.group == SUB_TOPICS,
            "is_gap": row.group == SUB_TOPICS and empty in GAPS,
            "several": [name for sector, ids in internal.items() if sector in columns for name in ids],
        }

    def closed(
        self, matrix: ThemeMatrix, row: MatrixRow, name: str, column: str, width: int
    ) -> dict[str, Any]:
        """The cell of the row that begins in the column and spans so many, as it is shown closed."""
        start = matrix.columns.index(column)
        places = [r for printed in printed_rows(row, matrix.columns) for r in printed]
        alike = [r for r in places if (r.start, r.end) == (start, start + width)]
        held = [entry for r in alike for entry in r.entries]
        top, bottom = (alike[0].top, alike[0].bottom) if alike else (0, 1)
        return self.cell(matrix, row, name, Rectangle(start, start + width, top, bottom, held))

    def entry(self, entry: MatrixEntry) -> dict[str, Any]:
        """An entry with its state, and the Sector it belongs to where it is printed under another."""
        index = self.index
        elsewhere = {
            owner
            for one in entry.ids
            if index.is_work(one) and (owner := index.sector_of(one)) and owner not in entry.columns
        }
        return {
            "text": entry.text,
            "language": next((code for o in entry.origins if (code := self.languages.get(o.document))), None),
            "ids": list(entry.ids),
            "revisions": dict(entry.revisions),
            "state": str(entry.state),
            "is_address": entry.text.startswith(("http://", "https://")),
            "belongs_to": sorted(elsewhere),
        }


def with_all_groups(matrix: ThemeMatrix) -> ThemeMatrix:
    """The matrix with an empty row for every group that has none, so that something can be added there."""
    held = {row.group for row in matrix.rows}
    further = [
        MatrixRow(group, group, (), dict.fromkeys(matrix.columns, EmptyState.BLANK))
        for group in ROW_GROUPS[1:]
        if group not in held
    ]
    order = {group: number for number, group in enumerate(ROW_GROUPS)}
    rows = sorted((*matrix.rows, *further), key=lambda row: order.get(row.group, len(order)))
    return ThemeMatrix(
        matrix.theme, matrix.columns, tuple(rows), matrix.labels, matrix.governing, matrix.caption
    )


def document_names(matrix: ThemeMatrix) -> Collection[str]:
    """The names of the documents that the matrix was printed in."""
    rows = matrix.rows
    return {origin.document for row in rows for entry in row.entries for origin in entry.origins}
