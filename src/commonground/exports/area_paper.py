"""Areas of mutual interest as printed sections: one numbered table, or one table per printed list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from commonground.domain.area import Area, ListEntry
from commonground.domain.language import label_in
from commonground.exports.paper import Section
from commonground.exports.table import Cell, Line, Table
from commonground.exports.wording import joined, word


class AreaGrouping(StrEnum):
    """How areas are laid out in a paper."""

    HIERARCHY = "hierarchy"  # one table, numbered 1, 1.1, ...
    LISTS = "lists"  # one table per printed list, as in the annex of a progress report
    BOTH = "both"


def area_sections(
    areas: Sequence[Area], language: str, grouping: AreaGrouping = AreaGrouping.HIERARCHY
) -> tuple[Section, ...]:
    """The sections that print the areas, in the order in which they are given."""
    sections: tuple[Section, ...] = ()
    if grouping in (AreaGrouping.HIERARCHY, AreaGrouping.BOTH):
        heading = word("list_of_areas", language) if grouping is AreaGrouping.BOTH else ""
        sections += (Section(heading, tables=(areas_table(areas, language),)),)
    if grouping in (AreaGrouping.LISTS, AreaGrouping.BOTH):
        sections += list_sections(areas, language)
    return sections


def areas_table(areas: Sequence[Area], language: str) -> Table:
    """One row per area, numbered along the hierarchy."""
    labels = {area.id: area_label(area, language) for area in areas}
    rows = tuple(_area_row(number, area, labels, language) for number, area in numbered(areas))
    keys = ("number", "area", "also_known_as", "lists", "related", "instruments")
    return Table(
        columns=tuple(word(key, language) for key in keys),
        rows=rows,
        caption=word("list_of_areas", language),
        widths=(0.5, 2.2, 2.4, 0.8, 2.0, 1.6),
        notes=() if rows else (word("nothing_to_show", language),),
    )


def area_label(area: Area, language: str) -> Line:
    """The area's label in the language, marked with the one it is in where that is another."""
    text, found_in = label_in(area.labels, language)
    return Line(text or area.id, found_in if found_in != language else "")


def numbered(areas: Sequence[Area]) -> Iterator[tuple[str, Area]]:
    """Every area once, with its number; children follow their parent, however the areas are ordered.

    An area whose parents form a circle, or whose parent is not among the areas, stands at the top.
    """
    known = {area.id for area in areas}
    children: dict[str | None, list[Area]] = {}
    for area in areas:
        children.setdefault(area.parent if area.parent in known else None, []).append(area)
    seen: set[str] = set()

    def walk(area: Area, number: str) -> Iterator[tuple[str, Area]]:
        waiting = [(number, area)]
        while waiting:
            here, current = waiting.pop()
            if current.id in seen:
                continue
            seen.add(current.id)
            yield here, current
            below = [(f"{here}.{i}", child) for i, child in enumerate(children.get(current.id, []), 1)]
            waiting.extend(reversed(below))

    position = 0
    for area in [*children.get(None, []), *areas]:
        if area.id not in seen:
            position += 1
            yield from walk(area, str(position))


def list_key(entry: ListEntry) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The order of entries in print: "1.10" follows "1.9"."""
    return _natural(entry.list), _natural(entry.number)


def _natural(number: str) -> list[tuple[int, str]]:
    return [
        (int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|[^\d.]+", number)
    ]


def _area_row(number: str, area: Area, labels: Mapping[str, Line], language: str) -> tuple[Cell, ...]:
    lists = sorted({entry.list for entry in area.entries}, key=_natural)
    name = labels[area.id]
    indent = min(number.count("."), 4)
    return (
        Cell.of(number),
        Cell((Line(name.text, name.language, indent=indent),), is_header=True),
        Cell(tuple(Line(alias) for alias in _other_names(area, name.text))),
        Cell.of(joined(lists, language)),
        Cell(tuple(labels.get(other, Line(other)) for other in area.related)),
        Cell(tuple(Line(instrument) for instrument in area.instruments)),
    )


def _other_names(area: Area, label: str) -> tuple[str, ...]:
    """Aliases and texts of entries that differ from the label by more than capitals, each once."""
    names = {name.casefold(): name for name in reversed([*area.aliases, *(e.text for e in area.entries)])}
    names.pop(label.casefold(), None)
    return tuple(reversed(names.values()))


def list_sections(areas: Sequence[Area], language: str) -> tuple[Section, ...]:
    """One section per printed list, each entry with the area it names and the other lists of that area."""
    pairs = sorted(
        ((entry, area) for area in areas for entry in area.entries), key=lambda pair: list_key(pair[0])
    )
    sections: list[Section] = []
    for name in dict.fromkeys(entry.list for entry, _ in pairs):
        members = [(entry, area) for entry, area in pairs if entry.list == name]
        title = next((entry.list_title for entry, _ in members if entry.list_title), "")
        sections.append(
            Section(
                heading=word("list", language, number=name),
                paragraphs=(title,) if title else (),
                tables=(_list_table(name, members, language),),
            )
        )
    return (*sections, *_without_list(areas, language))


def _list_table(name: str, members: Sequence[tuple[ListEntry, Area]], language: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    group = ""
    for entry, area in members:
        if entry.group != group:
            group = entry.group
            rows.append((Cell((Line(group or "–"),), column_span=4, is_header=True),))
        rows.append(_entry_row(entry, area, language))
    keys = ("number", "entry", "area", "also_in")
    return Table(
        columns=tuple(word(key, language) for key in keys),
        rows=tuple(rows),
        caption=f"{word('areas_by_list', language)} – {word('list', language, number=name)}",
        widths=(0.5, 3.0, 2.4, 0.9),
    )


def _entry_row(entry: ListEntry, area: Area, language: str) -> tuple[Cell, ...]:
    others = sorted({other.list for other in area.entries} - {entry.list}, key=_natural)
    spoken = entry.language if entry.language != language else ""
    indent = 1 if entry.parent else 0
    return (
        Cell.of(entry.number),
        Cell((Line(entry.text, spoken, indent=indent),), is_header=True),
        Cell((area_label(area, language),)),
        Cell.of(joined(others, language)),
    )


def _without_list(areas: Sequence[Area], language: str) -> tuple[Section, ...]:
    """A last section for areas that no list names, so that none is left out."""
    others = tuple(area for area in areas if not area.entries)
    if not others:
        return ()
    heading = word("areas_without_list", language)
    rows = tuple(
        (Cell.of(str(i)), Cell((area_label(area, language),), is_header=True), _instruments(area))
        for i, area in enumerate(others, 1)
    )
    columns = tuple(word(key, language) for key in ("number", "area", "instruments"))
    return (Section(heading, tables=(Table(columns, rows, heading, (0.5, 3.0, 2.4)),)),)


def _instruments(area: Area) -> Cell:
    return Cell(tuple(Line(instrument) for instrument in area.instruments))
