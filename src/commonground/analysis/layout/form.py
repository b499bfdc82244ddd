"""Forms: "label: value" lines and label cells beside value cells, in any of the profile's languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from commonground.analysis.layout.table import Cell, Table, tables_of
from commonground.analysis.layout.wording import label_key, label_map, tidy
from commonground.domain.document import Document, PassageKind

_SPLIT = re.compile(r"\s*[:：]\s*|\t+")
_LABEL_LENGTH_MAX = 60
_FORM_ROWS_MAX = 200  # no form is longer; a table of thousands of rows is not searched for one
_STOPPING = frozenset({PassageKind.HEADING, PassageKind.TITLE, PassageKind.CAPTION})
# Blocks run over several paragraphs; every other field is one line or one cell.
BLOCKS = frozenset({"summary", "action_required", "references"})


@dataclass(frozen=True, slots=True)
class Field:
    """One filled or empty field of a form: its canonical name, its value lines, the passages consumed."""

    name: str
    lines: tuple[str, ...]
    passages: tuple[int, ...]
    is_marked: bool = True  # a colon, a tab, a cell or a heading of its own marks the label

    @property
    def text(self) -> str:
        """The value in one line."""
        return tidy(" ".join(self.lines))


class FormWords:
    """The labels of the profile's forms, and how a line divides into label and value."""

    def __init__(self, layout: Mapping[str, Any]) -> None:
        self._names = label_map(layout, "form")

    def name_of(self, text: str) -> str | None:
        """The field that a label names."""
        return self._names.get(label_key(text)) if len(text) <= _LABEL_LENGTH_MAX else None

    def divide(self, line: str) -> tuple[str, str, bool] | None:
        """Field, value and whether the label is marked, when the line begins with a label."""
        whole = self.name_of(line)
        if whole:
            return whole, "", line.rstrip().endswith((":", "："))
        match = _SPLIT.search(line.lstrip())
        if match and match.start() and (name := self.name_of(line.lstrip()[: match.start()])):
            return name, line.lstrip()[match.end() :].lstrip(":：\t "), True
        return None


def fields_of(document: Document, layout: Mapping[str, Any], last: int | None = None) -> list[Field]:
    """All fields of the document's forms in reading order; `last` ends the search after that passage."""
    words = FormWords(layout)
    tables = {table.indexes[0]: table for table in tables_of(document) if table.indexes}
    in_tables = {index for table in tables.values() for index in table.indexes}
    found: list[Field] = []
    lines: list[tuple[int, str, bool]] = []
    for index, passage in enumerate(document.passages[:last]):
        if index in tables:
            found += _line_fields(words, lines)
            lines = []
            found += _table_fields(words, tables[index])
        elif index not in in_tables and passage.text.strip():
            stops = passage.kind in _STOPPING or bool(re.match(r"\s*\d+(\.\d+)*[.\s]\s*\S", passage.text))
            lines += [(index, line, stops) for line in passage.text.splitlines() if line.strip()]
    return found + _line_fields(words, lines)


def _line_fields(words: FormWords, lines: Iterable[tuple[int, str, bool]]) -> list[Field]:
    """Fields of lines outside tables, or of the lines of one cell."""
    found: list[Field] = []
    name, is_marked = "", True
    values: list[str] = []
    used: list[int] = []

    def close() -> None:
        if name:
            found.append(Field(name, tuple(tidy(value) for value in values), tuple(used), is_marked))

    for index, line, stops in lines:
        divided = words.divide(line)
        if divided:
            close()
            name, value, is_marked = divided
            is_marked = is_marked or stops or (name in BLOCKS and not value)
            values, used = ([value] if value.strip() else []), [index]
        elif stops:
            close()
            name = ""
        elif name and (name in BLOCKS or not values):
            values.append(line)
            used.append(index)
        elif name:
            close()
            name = ""
    close()
    return found


def _table_fields(words: FormWords, table: Table) -> list[Field]:
    found: list[Field] = []
    for row in range(1, min(table.height, _FORM_ROWS_MAX) + 1):
        cells = [cell for cell in table.row(row) if cell.row == row]
        taken: set[int] = set()
        for position, cell in enumerate(cells):
            if position in taken:
                continue
            following = cells[position + 1] if position + 1 < len(cells) else None
            labels = [words.name_of(line.text) for line in cell.lines()]
            if following and labels and all(labels) and not words.name_of(following.text):
                taken.add(position + 1)
                found += _beside([name for name in labels if name], cell, following)
            else:
                lines = [(part.index, line, False) for part in cell.paragraphs for line in _lines(part.text)]
                found += _line_fields(words, lines)
    return found


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _beside(names: list[str], label: Cell, value: Cell) -> list[Field]:
    """Fields whose labels stand in one cell and whose values stand, in as many lines, in the next one."""
    used = tuple(part.index for part in (*label.paragraphs, *value.paragraphs))
    if len(names) == 1:
        return [Field(names[0], tuple(line.text for line in value.lines()), used)]
    places = [line.locator.paragraph for line in label.lines()]
    placed = {line.locator.paragraph: line.text for line in value.lines()}
    if len(placed) == len(value.lines()) and len(set(places)) == len(names) and set(placed) <= set(places):
        # Blank paragraphs are no passages; the numbers of the others say which label they stand beside.
        by_place = zip(names, places, strict=True)
        return [Field(name, (placed[at],) if at in placed else (), used) for name, at in by_place]
    rows = [tidy(line) for part in value.paragraphs for line in (part.text.splitlines() or [""])]
    shown = [line for line in rows if line]
    # Blank lines hold a field's place only when there is a line for every label.
    lines = rows if len(rows) == len(names) else shown
    return [
        Field(name, (lines[at],) if at < len(lines) and lines[at] else (), used)
        for at, name in enumerate(names)
    ]
