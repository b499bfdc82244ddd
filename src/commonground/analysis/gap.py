"""Gaps of a theme's matrix: Sectors with no entry on a sub-topic, and how sure that is."""

from __future__ import annotations

from commonground.analysis.assembly import SUB_TOPICS
from commonground.analysis.cell_place import place_of_cell
from commonground.analysis.entity import EntityIndex
from commonground.domain.finding import Finding
from commonground.domain.profile import Profile
from commonground.domain.theme import EmptyState, MatrixRow, ThemeMatrix
from commonground.errors import Said

_WORDS = {
    EmptyState.BLANK: (
        Said('%(sector)s has no entry on "%(topic)s": the document prints the cell and leaves it blank.'),
        Said('ask %(sector)s whether one of its groups works on "%(topic)s", or record that none does'),
    ),
    EmptyState.NOT_EXAMINED: (
        Said('Nobody has looked yet whether %(sector)s works on "%(topic)s": no document has this cell.'),
        Said('look whether %(sector)s works on "%(topic)s", and record the groups or that there are none'),
    ),
    EmptyState.NONE: (
        Said('%(sector)s was found to have no work on "%(topic)s".'),
        Said("decide whether %(sector)s should take the sub-topic up; otherwise nothing is to do"),
    ),
}


def _misplaced(row: MatrixRow, sector: str, index: EntityIndex) -> list[str]:
    """What the Sector does have on the row, printed in another's column."""
    for entry in row.entries:
        ids = [i for i in entry.ids if index.is_work(i) and index.sector_of(i) == sector]
        if ids and sector not in entry.columns:
            but = Said(
                'But "%(text)s" (%(ids)s) is printed in the column %(column)s.',
                text=entry.text,
                ids=", ".join(ids),
                column=" / ".join(entry.columns),
            )
            return [but]
    return []


def find_gaps(matrix: ThemeMatrix, profile: Profile | None = None) -> tuple[Finding, ...]:
    """One finding per Sector and sub-topic without an entry; the code tells why the cell is empty.

    Codes: `gap-blank`, `gap-not-examined`, `gap-none`. With a profile, work of the Sector that stands in another's
    column is named.
    """
    index = EntityIndex(profile) if profile else None
    findings = []
    for row in matrix.rows:
        if row.group != SUB_TOPICS:
            continue
        for sector in matrix.columns:
            if row.cell(sector):
                continue
            state = row.empty.get(sector, EmptyState.NOT_EXAMINED)
            message, suggestion = _WORDS[state]
            values = {"sector": sector, "topic": row.label}
            more = _misplaced(row, sector, index) if index else []
            place = place_of_cell(matrix, row, sector)
            findings.append(
                Finding(
                    code=f"gap-{state}",
                    message=" ".join((Said(message, **values), *more)),
                    document=place.document,
                    locator=place.locator,
                    suggestion=Said(suggestion, **values),
                    detail={
                        "theme": matrix.theme,
                        "sub_topic": row.label,
                        "sector": sector,
                        "state": str(state),
                    },
                )
            )
    return tuple(findings)
