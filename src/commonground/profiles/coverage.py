"""What a profile's facts cover, counted, as Markdown tables for docs/coverage.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.organization import Body, BodyKind
from commonground.domain.profile import Profile

Table = tuple[tuple[str, ...], ...]

COUNTED_KINDS = {
    BodyKind.STUDY_GROUP: "study groups",
    BodyKind.WORKING_PARTY: "working parties",
    BodyKind.FOCUS_GROUP: "focus groups",
    BodyKind.TASK_GROUP: "task groups",
}


def coverage_markdown(profile: Profile) -> str:
    """Three Markdown tables: work per Sector and period, instruments per conference, labels per language.

    >>> from commonground.profiles import load_profile
    >>> coverage_markdown(load_profile("ietf")).startswith("| Sector | Period |")
    True
    """
    tables = (work_table(profile), instrument_table(profile), language_table(profile))
    return "\n\n".join(_markdown(table) for table in tables) + "\n"


def work_table(profile: Profile) -> Table:
    """Per Sector and study period: bodies with a mandate, and Questions with a printed title or inferred.

    Bodies without a period are counted in the row "none stated".
    """
    rows: list[tuple[str, ...]] = [
        ("Sector", "Period", *COUNTED_KINDS.values(), "other bodies", "Questions with title", "inferred"),
    ]
    for sector in profile.sectors:
        labels = [period.label for period in profile.periods if period.sector == sector.id]
        for label in (*labels, None):
            kinds = Counter(_column(body) for body in profile.bodies if _has_work(body, sector.id, label))
            questions = [q for q in profile.questions if (q.sector, q.period) == (sector.id, label)]
            counts = [kinds[kind] for kind in (*COUNTED_KINDS, None)]
            counts += [sum(not q.is_inferred for q in questions), sum(q.is_inferred for q in questions)]
            if any(counts):
                rows.append((sector.id, label or "none stated", *map(str, counts)))
    return tuple(rows)


def _column(body: Body) -> BodyKind | None:
    return body.kind if body.kind in COUNTED_KINDS else None


def _has_work(body: Body, sector: str, period: str | None) -> bool:
    """Whether the body is of the Sector and has a mandate of that period, or none at all for None."""
    if sector not in body.sectors:
        return False
    stated = {mandate.period for mandate in body.mandates}
    return period in stated if period else stated <= {None}


def instrument_table(profile: Profile) -> Table:
    """Per adopting body and year: instruments seen in that revision, and how many are the newest seen."""
    rows: list[tuple[str, ...]] = [("Adopted by", "Year", "Place", "Revisions seen", "Newest seen")]
    places = {(gathering.body, gathering.year): gathering.place for gathering in profile.gatherings}
    seen: Counter[tuple[str, int | None]] = Counter()
    newest: Counter[tuple[str, int | None]] = Counter()
    for instrument in profile.instruments:
        for revision in instrument.revisions:
            seen[instrument.body, revision.year] += 1
        newest[instrument.body, instrument.latest.year] += 1
    bodies = list(dict.fromkeys([g.body for g in profile.gatherings] + [i.body for i in profile.instruments]))
    for body in bodies:
        years = {year for held, year in places if held == body}
        stated: set[int] = years | {year for held, year in seen if held == body and year is not None}
        for year in sorted(stated):
            key = (body, year)
            rows.append((body, str(year), places.get(key, ""), str(seen[key]), str(newest[key])))
        if seen[body, None]:
            rows.append((body, "not printed", "", str(seen[body, None]), str(newest[body, None])))
    return tuple(rows)


def language_table(profile: Profile) -> Table:
    """Per sort of thing and language: how many have a label in it, out of how many."""
    languages = [code for code in OFFICIAL_LANGUAGES if code in profile.languages]
    languages += [code for code in profile.languages if code not in languages]
    rows: list[tuple[str, ...]] = [("Labels", "of", *languages)]
    groups: Sequence[tuple[str, Iterable[Iterable[str]]]] = (
        ("Sectors", [sector.names for sector in profile.sectors]),
        ("bodies", [body.names for body in profile.bodies]),
        ("areas", [area.labels for area in profile.areas]),
        ("rows of theme matrices", [row.labels for matrix in profile.matrices for row in matrix.rows]),
        ("places of conferences", [gathering.places for gathering in profile.gatherings]),
        ("terms", list(profile.terms.values())),
    )
    for name, items in groups:
        listed = [set(item) for item in items]
        counts = (str(sum(code in codes for codes in listed)) for code in languages)
        rows.append((name, str(len(listed)), *counts))
    return tuple(rows)


def _markdown(table: Table) -> str:
    head, *rows = table
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
