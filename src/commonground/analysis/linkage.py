"""What a theme's matrix states as values of their own: links of bodies, Questions and instruments, and activities."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.analysis.consolidation import area_id
from commonground.domain.activity import Activity, ActivityKind
from commonground.domain.area import Origin
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
from commonground.domain.theme import ThemeMatrix

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
        target = f"{area}/{area_id(row.label)}" if row.group == "Sub-topics" else area
        for entry in row.entries:
            evidence = tuple(
                Evidence(origin, entry.text, EvidenceKind.STATED) for origin in entry.origins or (Origin(""),)
            )
            for identifier in entry.ids:
                yield Link(identifier, predicate, target, theme=matrix.theme, evidence=evidence)
