"""What a theme's matrix states as values of their own: links of bodies, Questions and instruments, and activities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from commonground.analysis.consolidation import area_id
from commonground.domain.activity import Activity, ActivityKind
from commonground.domain.area import Origin
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
from commonground.domain.suggestion import pair_key
from commonground.domain.theme import EntryState, MatrixEntry, MatrixRow, ThemeMatrix

ACTIVITIES = {
    "Events": ActivityKind.EVENT,
    "Partnership": ActivityKind.PARTNERSHIP,
    "Web page": ActivityKind.WEB_PAGE,
}
# Row groups whose entries are claims about the theme's subject; events, partners and pages are not entities with ids.
PREDICATES = {
    "Sub-topics": Predicate.ADDRESSES,
    "Resolutions": Predicate.MANDATES,
    "Recommendations": Predicate.CONTRIBUTES_TO,
    "Reports": Predicate.CONTRIBUTES_TO,
}


def links_of_matrix(matrix: ThemeMatrix) -> tuple[Link, ...]:
    """One link per entity named in a cell: to the sub-topic of its row, or to the theme's area for other groups."""
    return tuple(_links(matrix))


def with_states(matrix: ThemeMatrix, states: Mapping[str, EntryState]) -> ThemeMatrix:
    """The matrix with each entry as far agreed as the links of the entities it names, by pair key.

    An entry is agreed when all of them are, refused when all are refused, disputed when one is disputed or only some
    are refused; else it stays as its source has it.
    """
    area = area_id(matrix.theme)
    return replace(matrix, rows=tuple(_row_with_states(area, row, states) for row in matrix.rows))


def area_item(area: str) -> str:
    """The id under which an area, or a sub-topic "area/sub-topic", is matched and linked."""
    return f"area:{area}"


def activities_of_matrix(matrix: ThemeMatrix) -> tuple[Activity, ...]:
    """One activity per entry of the rows for events, partnerships and web pages, with the Sectors it spans."""
    return tuple(
        Activity(ACTIVITIES[row.group], entry.text, entry.columns, matrix.theme, entry.origins)
        for row in matrix.rows
        if row.group in ACTIVITIES
        for entry in row.entries
        if entry.text.strip()
    )


def _links(matrix: ThemeMatrix) -> Iterator[Link]:
    area = area_id(matrix.theme)
    for row in matrix.rows:
        predicate = PREDICATES.get(row.group)
        if predicate is None:
            continue
        target = _target(area, row)
        for entry in row.entries:
            evidence = tuple(
                Evidence(origin, entry.text, EvidenceKind.STATED) for origin in entry.origins or (Origin(""),)
            )
            for identifier in entry.ids:
                yield Link(identifier, predicate, target, theme=matrix.theme, evidence=evidence)


def _target(area: str, row: MatrixRow) -> str:
    return f"{area}/{area_id(row.label)}" if row.group == "Sub-topics" else area


def _row_with_states(area: str, row: MatrixRow, states: Mapping[str, EntryState]) -> MatrixRow:
    if row.group not in PREDICATES:
        return row
    target = area_item(_target(area, row))
    return replace(row, entries=tuple(_entry_with_state(entry, target, states) for entry in row.entries))


def _entry_with_state(entry: MatrixEntry, target: str, states: Mapping[str, EntryState]) -> MatrixEntry:
    found = {states.get(pair_key(identifier, target), EntryState.STATED) for identifier in entry.ids}
    if found in ({EntryState.AGREED}, {EntryState.REJECTED}, {EntryState.TO_BE_CONFIRMED}):
        return replace(entry, state=found.pop())
    if found & {EntryState.DISPUTED, EntryState.REJECTED}:
        return replace(entry, state=EntryState.DISPUTED)
    return entry
