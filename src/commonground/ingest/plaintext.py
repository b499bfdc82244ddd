"""Plain text: one passage a line, bullets as list items, and tables as word processors export them with tabs.

Two shapes of table are read. (1) A line led by a tab is a cell, and a blank line ends the row: what Word's own export
gives. (2) A line with several tabs is a row. In the first shape every cell of the grid has its line, blank ones too, so
a row that is complete (a blank line ends it) but shorter than the table holds merged cells: its last cell is given the
rest of the width. A row that the next row's first line cuts off (a space, then a tab) lost its blank end: it is filled
with blank cells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from commonground.domain.document import Document, Locator, Passage, PassageKind
from commonground.errors import Said
from commonground.ingest.draft import Draft
from commonground.ingest.encoding import decode
from commonground.ingest.item import line_passage, starts_item
from commonground.ingest.limits import Limits

MEDIA_TYPE = "text/plain"
_BOOKMARK = re.compile(r"\[bookmark: _\w+\]")  # an invisible mark that some converters write out
_ONLY_BULLET = re.compile(r"[•·▪◦‣∙●\s]*$")
_CELL_LINE = re.compile(r"[ \u00a0]?\t")
_CELL_LENGTH_MEAN_MAX = 300  # longer "cells" are indented paragraphs
_WRAP_COLUMNS = range(50, 101)


def read_plain_text(data: bytes, name: str, limits: Limits) -> Iterator[Document]:
    """The one document of the file."""
    text, notes = decode(data)
    draft = Draft(name, limits)
    draft.notes_from(notes)
    text = _BOOKMARK.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    _Lines(draft, text.split("\n")).read()
    yield draft.finish(data, MEDIA_TYPE)


@dataclass
class _Row:
    cells: list[tuple[str, int]] = field(default_factory=list)  # text, line number
    is_complete: bool = False  # a blank line, or the end of the table, ended it


class _Lines:
    """The lines of one file, read from the first to the last."""

    def __init__(self, draft: Draft, lines: list[str]) -> None:
        self.draft = draft
        self.lines = lines
        self.tables = 0
        self.paragraphs = 0
        self._is_wrapped = is_wrapped(lines)

    def read(self) -> None:
        """Add every line's passage to the draft."""
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            if not line.strip():
                index += 1
            elif (_CELL_LINE.match(line) and (taken := self._cell_lines(index))) or (
                line.count("\t") and (taken := self._row_lines(index))
            ):
                index += taken
            else:
                index += self._paragraph(index)

    def _paragraph(self, index: int) -> int:
        taken = 1
        text = self.lines[index]
        if self._is_wrapped:
            following = self.lines[index + 1 : index + 500]
            rest = list(takewhile(lambda line: bool(line.strip()) and not starts_item(line), following))
            text = "\n".join([text, *rest])
            text = re.sub(r"[ \t]*\n[ \t]*", " ", text)
            taken += len(rest)
        self.paragraphs += 1
        place = Locator(paragraph=self.paragraphs, line=index + 1)
        self.draft.add(line_passage(text, place))
        return taken

    def _cell_lines(self, start: int) -> int:
        """How many lines the table of tab-led cells takes; 0 when this is no such table."""
        rows = [_Row()]
        index = start
        while index < len(self.lines):
            line = self.lines[index]
            if _CELL_LINE.match(line):
                if line[0] != "\t" and rows[-1].cells:
                    rows.append(_Row())
                body = line[line.index("\t") + 1 :]
                rows[-1].cells.extend((cell, index + 1) for cell in body.split("\t"))
            elif not line.strip():
                following = self.lines[index + 1] if index + 1 < len(self.lines) else ""
                rows[-1].is_complete = True
                if not _CELL_LINE.match(following):
                    break
                rows.append(_Row())
            else:
                break
            index += 1
        rows = [row for row in rows if row.cells]
        rows[-1].is_complete = True
        if not _is_table(rows):
            return 0
        self._add_table(rows)
        return index - start

    def _row_lines(self, start: int) -> int:
        """How many lines the table of tab-separated rows takes; 0 when this is no such table."""
        rows: list[_Row] = []
        for index in range(start, len(self.lines)):
            line = self.lines[index]
            count = line.count("\t")
            if not count or not line.strip() or (count == 1 and starts_item(line)):
                break
            rows.append(_Row([(cell, index + 1) for cell in line.split("\t")]))
        widths = {len(row.cells) for row in rows}
        if not rows or (max(widths) < 3 and (len(rows) < 3 or len(widths) > 1)) or not _is_table(rows):
            return 0
        self._add_table(rows)
        return len(rows)

    def _add_table(self, rows: list[_Row]) -> None:
        self.tables += 1
        limits = self.draft.limits
        if len(rows) > limits.table_rows_max:
            raise limits.exceeded(
                "table_rows_max",
                self.draft.name,
                Said("table %(number)s has %(rows)s rows", number=self.tables, rows=len(rows)),
            )
        width = _width(rows)
        for row_number, row in enumerate(rows, 1):
            texts = ["" if _ONLY_BULLET.match(text) else " ".join(text.split()) for text, _ in row.cells]
            missing = max(width - len(texts), 0)
            is_spanning = bool(missing and row.is_complete and len(texts) > 1 and texts[-1])
            for column, text in enumerate(texts, 1):
                place = Locator(
                    table=self.tables, row=row_number, column=column, line=row.cells[column - 1][1]
                )
                span = 1 + missing if is_spanning and column == len(texts) else 1
                self.draft.add(Passage(text, place, PassageKind.CELL, column_span=span))
            for column in range(len(texts) + 1, width + 1) if not is_spanning else ():
                place = Locator(table=self.tables, row=row_number, column=column, line=row.cells[-1][1])
                self.draft.add(Passage("", place, PassageKind.CELL))


def _is_table(rows: list[_Row]) -> bool:
    width = _width(rows)
    texts = [text for row in rows for text, _ in row.cells]
    if len(rows) < 2 or width < 2 or sum(map(len, texts)) > _CELL_LENGTH_MEAN_MAX * len(texts):
        return False
    return sum(len(row.cells) == width for row in rows) * 3 >= len(rows)


def _width(rows: list[_Row]) -> int:
    """The width most rows have, the larger of two that are as frequent; a header row of that width is enough."""
    counts = Counter(len(row.cells) for row in rows)
    return max(counts, key=lambda width: (counts[width], width))


def is_wrapped(lines: list[str]) -> bool:
    """Lines were broken at a fixed width, so that a paragraph goes on until a blank line.

    >>> is_wrapped(["word " * 14, "word " * 14, "end.", ""] * 5), is_wrapped(["short", "lines"] * 9)
    (True, False)
    """
    inner = [len(a.rstrip()) for a, b in pairwise(lines) if a.strip() and b.strip() and not starts_item(b)]
    if len(inner) < 5 or not any(not line.strip() for line in lines):
        return False
    widest = max(inner)
    return widest in _WRAP_COLUMNS and sum(length >= widest - 20 for length in inner) > 0.8 * len(inner)
