"""Mapping tables: Questions against working parties or Questions, and resolutions of the conferences per theme."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from commonground.analysis.layout.area_table import title_before
from commonground.analysis.layout.sector_heading import SectorHeadings
from commonground.analysis.layout.table import Cell, Table, tables_of
from commonground.analysis.layout.wording import has_phrase, label_key, label_map, labels
from commonground.domain.area import Origin
from commonground.domain.document import Document, Locator
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
from commonground.domain.organization import Sector
from commonground.domain.reference import Reference, ReferenceContext, ReferenceKind

Find = Callable[[str, ReferenceContext], tuple[Reference, ...]]
_WORKS = frozenset({ReferenceKind.BODY, ReferenceKind.QUESTION})
_TEXTS = frozenset({ReferenceKind.RESOLUTION, ReferenceKind.DECISION, ReferenceKind.OPINION})
_BLANK = re.compile(r"^[-–—−.…]*$")
_BARE_QUESTION = re.compile(r"(?<![\w/])(\d{1,2}(?:-\d)?/\d{1,2})(?![\w/])")
_BARE_PARTY = re.compile(r"\d{1,2}[A-Z]$")
_BARE_RESOLUTION = re.compile(r"(?<![\w.-])(\d{1,3})(?![\w.])\s*(?:\((Rev[^)]*)\))?")
_HEADER_ROWS = 4


class MappingKind(StrEnum):
    """What a mapping table relates."""

    CROSSES = "crosses"  # rows against columns, marked cells
    LISTS = "lists"  # one column lists what is related to the other
    RESOLUTIONS = "resolutions"  # instruments of the conferences per theme


@dataclass(frozen=True, slots=True)
class UnreadCell:
    """A filled cell of a mapping table that could not be resolved."""

    text: str
    locator: Locator


@dataclass(frozen=True, slots=True)
class ReadMapping:
    """A mapping table: its links, one per marked cell and pair, and the filled cells that gave none.

    `denied` are the pairs of which a cell says in words that they have nothing in common.
    """

    kind: MappingKind
    links: tuple[Link, ...]
    unread: tuple[UnreadCell, ...]
    passages: tuple[int, ...]
    table: int
    title: str = ""
    denied: tuple[Link, ...] = ()


@dataclass
class _Reading:
    document: Document
    table: Table
    layout: Mapping[str, Any]
    headings: SectorHeadings
    find: Find
    year: int | None
    title: str
    links: list[Link] = field(default_factory=list)
    unread: list[UnreadCell] = field(default_factory=list)
    denied: list[Link] = field(default_factory=list)

    def works(self, text: str, sector: str | None, body: str | None = None) -> tuple[str, ...]:
        """Bodies and Questions a text names; a Question alone is enough where its group is named beside it."""
        context = ReferenceContext(sector=sector, language=self.document.language, year=self.year, body=body)
        found = self._found(text, context)
        if not any(one.kind is ReferenceKind.QUESTION for one in found) and _BARE_QUESTION.search(text):
            found = self._found(_BARE_QUESTION.sub(r"Question \1", text), context) or found
        if not found and _BARE_PARTY.match(text):
            found = self._found(f"WP {text}", context)
        questions = [one.id for one in found if one.kind is ReferenceKind.QUESTION and one.id]
        parties = [one.id for one in found if one.kind is ReferenceKind.BODY and one.id]
        groups = [one for one in parties if not any(q.split()[0] == one.split()[0] for q in questions)]
        return tuple(dict.fromkeys((*questions, *groups)))

    def _found(self, text: str, context: ReferenceContext) -> list[Reference]:
        return [one for one in self.find(text, context) if one.id and one.kind in _WORKS]

    def claim(self, subject: str, predicate: Predicate, target: str, cell: Cell, theme: str = "") -> None:
        """One link, with the cell as its evidence."""
        evidence = Evidence(Origin(self.document.name, cell.locator), cell.text, EvidenceKind.STATED)
        self.links.append(Link(subject, predicate, target, theme=theme, evidence=(evidence,)))

    def deny(self, subject: str, target: str, cell: Cell) -> None:
        """That the cell says the two have nothing in common."""
        evidence = Evidence(Origin(self.document.name, cell.locator), cell.text, EvidenceKind.STATED)
        self.denied.append(Link(subject, Predicate.OVERLAPS, target, evidence=(evidence,)))

    def skip(self, cell: Cell) -> None:
        """Keep the place of a filled cell that gave no link."""
        self.unread.append(UnreadCell(cell.text, cell.locator))


def read_mapping_tables(
    document: Document,
    layout: Mapping[str, Any],
    sectors: Sequence[Sector],
    find: Find,
    year: int | None = None,
) -> tuple[ReadMapping, ...]:
    """The mapping tables of the document; blank cells claim nothing."""
    headings = SectorHeadings(layout, sectors)
    read = []
    for table in tables_of(document):
        if table.height < 2 or table.width < 2:
            continue
        title = title_before(document, table)
        for reader, kind in _READERS:
            reading = _Reading(document, table, layout, headings, find, year, title)
            if reader(reading) and reading.links:
                made = (tuple(reading.links), tuple(reading.unread), table.indexes, table.order, title)
                read.append(ReadMapping(kind, *made, tuple(reading.denied)))
                break
    return tuple(read)


def _sectors_above(reading: _Reading, last_row: int) -> dict[int, str]:
    """The Sector per column, from the header rows down to `last_row`; the lowest that names one wins."""
    found: dict[int, str] = {}
    for row in range(1, last_row + 1):
        for cell in reading.table.row(row):
            sector = reading.headings.sector_of(cell.text) or _sector_within(reading, cell.text)
            if sector:
                found.update(dict.fromkeys(cell.columns, sector))
    return found


def _sector_within(reading: _Reading, text: str) -> str | None:
    """The one Sector that the words of a longer heading name: "ITU-D SG1 Questions"."""
    words = text.split()
    runs = {" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, min(a + 5, len(words)) + 1)}
    longer = {run for run in runs if len(run) > 3}
    found = {sector for run in longer if (sector := reading.headings.sector_of(run))}
    return found.pop() if len(found) == 1 and len(text) <= 100 else None


def _read_resolutions(reading: _Reading) -> bool:
    """A table with one column per conference and one theme per row."""
    names = label_map(reading.layout, "words", "conference")
    for row in range(1, min(_HEADER_ROWS, reading.table.height) + 1):
        columns: dict[int, tuple[str, ...]] = {}
        for cell in reading.table.row(row):
            parts = re.split(r"\s*(?:/|,|&|\band\b|\bet\b|\by\b|\bи\b|和|و(?=\S))\s*", cell.text)
            bodies = [names.get(label_key(_without_suffix(part))) for part in parts if part]
            if bodies and all(bodies):
                columns.update(dict.fromkeys(cell.columns, tuple(body for body in bodies if body)))
        if len(columns) >= 2 and min(columns) > 1:
            _claim_mandates(reading, row, columns)
            return True
    return False


def _without_suffix(text: str) -> str:
    """A conference's name without year or the word for resolutions: "WTSA-16 Resolutions"."""
    return re.sub(
        r"(?i)[-\s]*\(?\d{2,4}\)?$|\s*\b(?:r[eé]solutions?|resoluciones|резолюции)\b\s*", "", text
    ).strip()


def _claim_mandates(reading: _Reading, header: int, columns: Mapping[int, tuple[str, ...]]) -> None:
    theme = ""
    for row in range(header + 1, reading.table.height + 1):
        labelled = [
            c.text
            for c in reading.table.row(row)
            if c.column < min(columns) and re.search(r"[^\W\d]", c.text)
        ]
        theme = labelled[-1] if labelled else theme
        for cell in reading.table.row(row):
            bodies = columns.get(cell.column)
            if not bodies or _BLANK.match(cell.text) or not theme:
                continue
            ids = _resolutions(reading, cell.text, bodies)
            for instrument in ids:
                reading.claim(instrument, Predicate.MANDATES, theme, cell, theme)
            if not ids:
                reading.skip(cell)


def _resolutions(reading: _Reading, text: str, bodies: tuple[str, ...]) -> tuple[str, ...]:
    body = bodies[0] if len(bodies) == 1 else None
    context = ReferenceContext(language=reading.document.language, year=reading.year, body=body)
    found = [one for one in reading.find(text, context) if one.kind in _TEXTS]
    ids = [one.id or _of_conference(one.candidates, bodies) for one in found]
    if not found and body:
        ids = [f"{body} Resolution {match[1]}" for match in _BARE_RESOLUTION.finditer(text)]
    return tuple(dict.fromkeys(one for one in ids if one))


def _of_conference(candidates: tuple[str, ...], bodies: tuple[str, ...]) -> str | None:
    """The one candidate that a conference of the column adopted."""
    fitting = [one for one in candidates if one.split(" ")[0] in bodies]
    return fitting[0] if len(fitting) == 1 else None


def _read_crosses(reading: _Reading) -> bool:
    """Rows and columns that both are Questions or groups, with marks where they meet."""
    header, heads = _best_heads(reading, None)
    rows, columns = None, None
    if len(heads) < 2 and len(named := _title_sectors(reading)) == 2:
        # Of "Questions of ITU-D and of ITU-T" one stands in the columns; "Q3/2" alone may be either's.
        columns, rows = named
        header, heads = _best_heads(reading, columns)
    if len(heads) < 2 or len(heads) * 2 < reading.table.width - 1:
        return False
    sectors = _sectors_above(reading, header)
    return _claim_crosses(reading, header, heads, {1: rows, **sectors} if rows else sectors)


def _best_heads(reading: _Reading, sector: str | None) -> tuple[int, dict[int, tuple[str, ...]]]:
    """The header row that tells most, and what its columns stand for."""
    best: tuple[int, dict[int, tuple[str, ...]]] = (0, {})
    for row in range(1, min(_HEADER_ROWS, reading.table.height - 1) + 1):
        heads = _heads(reading, row, sector)
        # Of "Study Group 1" over "WP 1A | WP 1B" the lower row tells more.
        if len(set(heads.values())) > len(set(best[1].values())):
            best = (row, heads)
    return best


def _title_sectors(reading: _Reading) -> list[str]:
    """The Sectors that the table's title names, in its order."""
    context = ReferenceContext(language=reading.document.language)
    named = [one.id.split(" ")[0] for one in reading.find(reading.title, context) if one.id]
    return [sector for sector in dict.fromkeys(named) if reading.headings.sector_of(sector)]


def _heads(reading: _Reading, row: int, sector: str | None) -> dict[int, tuple[str, ...]]:
    """What the columns of a header row stand for, by column."""
    sectors = _sectors_above(reading, row)
    return {
        column: ids
        for cell in reading.table.row(row)
        if cell.column > 1
        and len(cell.text) <= 60
        and (ids := reading.works(cell.text, sectors.get(cell.column, sector)))
        for column in cell.columns
    }


def _claim_crosses(
    reading: _Reading, header: int, heads: Mapping[int, tuple[str, ...]], sectors: Mapping[int, str]
) -> bool:
    table, body, named = reading.table, "", 0
    first = min(heads)
    for row in range(header + 1, table.height + 1):
        label = " ".join(cell.text for cell in table.row(row) if cell.column < first)
        subjects = reading.works(label, sectors.get(1), body or None)
        cells = [cell for cell in table.row(row) if cell.column in heads]
        marked = [cell for cell in cells if not _BLANK.match(cell.text) and not _is_no(reading, cell.text)]
        if subjects and (not marked or table.row(row)[0].column_span >= table.width):
            body = subjects[0]  # "Study Group 1" over the rows of its Questions
        named += bool(subjects)
        for cell in marked if subjects else ():
            for column in cell.columns:
                for target in heads.get(column, ()):
                    if target != subjects[0]:
                        reading.claim(subjects[0], Predicate.OVERLAPS, target, cell)
        _deny_crosses(reading, subjects, cells, heads)
        if marked and not subjects:
            for cell in marked:
                reading.skip(cell)
    return named > 0


def _deny_crosses(
    reading: _Reading, subjects: tuple[str, ...], cells: Sequence[Cell], heads: Mapping[int, tuple[str, ...]]
) -> None:
    for cell in cells if subjects else ():
        if _is_no(reading, cell.text):
            for target in (one for column in cell.columns for one in heads.get(column, ())):
                if target != subjects[0]:
                    reading.deny(subjects[0], target, cell)


def _is_no(reading: _Reading, text: str) -> bool:
    return label_key(text) in labels(reading.layout, "words", "none")


def _read_lists(reading: _Reading) -> bool:
    """A column of Questions, and columns that list what is related to each."""
    table = reading.table
    sectors = _sectors_above(reading, 1)
    heads = {c: table.text_at(1, c) for c in range(1, table.width + 1)}
    words = labels(reading.layout, "words", "question_column")
    is_said = has_phrase(reading.layout, "mapping", " ".join((reading.title, *heads.values())))
    fitting = [
        c
        for c, text in heads.items()
        if c in sectors or label_key(text) in words or has_phrase(reading.layout, "mapping", text)
    ]
    if len(fitting) < 2 or len({heads[c] for c in fitting}) < 2:
        return False
    own, others = fitting[0], fitting[1:]
    numbers = labels(reading.layout, "words", "number_column")
    if any(label_key(heads[c]) not in numbers for c in range(1, own)):
        return False  # rows that are named by something else, as in a theme matrix
    if not is_said and len({sectors.get(c) for c in fitting} - {None}) < 2:
        return False
    rows = range(2, table.height + 1)
    subjects = {row: reading.works(table.text_at(row, own), sectors.get(own)) for row in rows}
    if sum(map(bool, subjects.values())) * 2 < len(rows):
        return False
    for row in rows:
        for column in others:
            _claim_row(reading, subjects[row], table.at(row, column), sectors.get(column))
    return True


def _claim_row(reading: _Reading, subjects: tuple[str, ...], cell: Cell | None, sector: str | None) -> None:
    if cell is None or _BLANK.match(cell.text) or _is_no(reading, cell.text):
        return
    targets = reading.works(cell.text, sector)
    for subject in subjects:
        for target in targets:
            if target != subject:
                reading.claim(subject, Predicate.OVERLAPS, target, cell)
    if not subjects or not targets:
        reading.skip(cell)


_READERS: tuple[tuple[Callable[[_Reading], bool], MappingKind], ...] = (
    (_read_resolutions, MappingKind.RESOLUTIONS),
    (_read_crosses, MappingKind.CROSSES),
    (_read_lists, MappingKind.LISTS),
)
