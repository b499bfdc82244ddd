"""Overlaps of a theme's matrix: several groups, of one Sector or of several, on one sub-topic."""

from __future__ import annotations

from collections.abc import Sequence

from commonground.analysis.assembly import SUB_TOPICS
from commonground.analysis.cell_place import place_of_entry
from commonground.analysis.entity import EntityIndex
from commonground.domain.area import Origin
from commonground.domain.finding import Finding
from commonground.domain.profile import Profile
from commonground.domain.theme import MatrixRow, ThemeMatrix
from commonground.errors import Said

_KINDS = {1: "single", 2: "bilateral", 3: "trilateral"}
_SUGGESTIONS = {
    "single": Said(
        "ask the other Sectors whether they have work on it; nothing to coordinate as long as they have none"
    ),
    "bilateral": Said("let both groups tell each other their work items and agree who leads"),
    "trilateral": Said("name one lead and one contact per Sector, and take it up as joint activity"),
    "multilateral": Said("name one lead and one contact per Sector, and take it up as joint activity"),
    "internal": Said("check with the Sector's advisory group that the work is shared out between its groups"),
}


def _work_by_sector(
    row: MatrixRow, columns: Sequence[str], index: EntityIndex
) -> tuple[dict[str, list[str]], list[str]]:
    """Ids by the Sector they truly belong to, and the slips met on the way, in sentences."""
    found: dict[str, list[str]] = {}
    notes: list[str] = []
    for entry in row.entries:
        ids = [i for i in entry.ids if index.is_work(i)]
        owners = [(i, index.sector_of(i)) for i in ids]
        for entity, owner in owners:
            for sector in (owner,) if owner else entry.columns:
                found.setdefault(sector, []).append(entity)
            if owner and owner not in entry.columns:
                notes.append(
                    Said(
                        "%(id)s is printed under %(column)s, not %(sector)s.",
                        id=entity,
                        column=" / ".join(entry.columns),
                        sector=owner,
                    )
                )
        if not ids:
            for sector in entry.columns:
                found.setdefault(sector, [])
    order = [*columns, *sorted(set(found) - set(columns))]
    return {s: list(dict.fromkeys(found[s])) for s in order if s in found}, notes


def _finding(
    code: str, message: str, row: MatrixRow, theme: str, work: dict[str, list[str]], place: Origin
) -> Finding:
    return Finding(
        code=f"overlap-{code}",
        message=message,
        document=place.document,
        locator=place.locator,
        suggestion=_SUGGESTIONS[code],
        detail={"theme": theme, "sub_topic": row.label, "kind": code, "sectors": list(work), "ids": work},
    )


def _who(topic: str, work: dict[str, list[str]]) -> Said:
    names = [f"{sector} ({', '.join(ids)})" if ids else sector for sector, ids in work.items()]
    if len(names) == 1:
        return Said('Only %(who)s works on "%(topic)s".', who=names[0], topic=topic)
    return Said(
        '%(who)s and %(last)s work on "%(topic)s".', who=", ".join(names[:-1]), last=names[-1], topic=topic
    )


def _groups(ids: Sequence[str], index: EntityIndex) -> list[str]:
    return list(dict.fromkeys(index.group_of(entity) for entity in ids))


def find_overlaps(matrix: ThemeMatrix, profile: Profile) -> tuple[Finding, ...]:
    """Per sub-topic how many Sectors work on it, and each Sector in which several groups do.

    Codes: `overlap-single`, `overlap-bilateral`, `overlap-trilateral` (`overlap-multilateral` above three) and
    `overlap-internal`. Work counts for the Sector it truly belongs to, wherever it is printed; a study group with
    its own Questions, working parties and focus groups is one line of work.
    """
    index = EntityIndex(profile)
    findings = []
    for row in matrix.rows:
        if row.group != SUB_TOPICS or not row.entries:
            continue
        work, notes = _work_by_sector(row, matrix.columns, index)
        place = place_of_entry(row.entries[0], row)
        kind = _KINDS.get(len(work), "multilateral")
        message = " ".join((_who(row.label, work), *dict.fromkeys(notes)))
        findings.append(_finding(kind, message, row, matrix.theme, work, place))
        for sector, ids in work.items():
            groups = _groups(ids, index)
            if len(groups) > 1:
                message = Said(
                    'Several groups of %(sector)s work on "%(topic)s": %(groups)s and %(last)s.',
                    sector=sector,
                    topic=row.label,
                    groups=", ".join(groups[:-1]),
                    last=groups[-1],
                )
                findings.append(_finding("internal", message, row, matrix.theme, {sector: ids}, place))
    return tuple(findings)
