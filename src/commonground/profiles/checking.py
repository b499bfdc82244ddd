"""Checks between the rows of a profile: what one file names, another must hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from commonground.domain.organization import BodyKind
from commonground.profiles.fault import Faults
from commonground.profiles.schema import BodyRow, InstrumentRow, Row
from commonground.profiles.table import Placed, Tables

RowT = TypeVar("RowT", bound=Row)


def check_tables(tables: Tables, layout: Mapping[str, Any], faults: Faults) -> None:
    """Add a fault for everything that is named but not there, there twice, or in a circle."""
    _check_head(tables, layout, faults)
    _check_languages(tables, faults)
    _check_duplicates(tables, faults)
    _check_bodies(tables, faults)
    _check_questions(tables, faults)
    _check_instruments(tables, faults)
    _check_gatherings(tables, faults)
    _check_entries(tables, faults)
    _check_themes(tables, faults)
    _check_links(tables, faults)


def _sector_ids(tables: Tables) -> set[str]:
    return {sector.id for sector in tables.head.sectors}


def _period_keys(tables: Tables) -> set[tuple[str, str]]:
    return {(period.sector, period.label) for period in tables.head.periods}


def _known_ids(tables: Tables) -> set[str]:
    """Every id that a link may end in."""
    ids = _sector_ids(tables) | set(tables.head.externals)
    ids |= {placed.row.id for placed in tables.bodies}
    ids |= {placed.row.id for placed in tables.questions}
    ids |= {f"{placed.row.id}@{placed.row.period}" for placed in tables.questions}
    ids |= {placed.row.id for placed in tables.instruments}
    ids |= {placed.row.label for placed in tables.areas}
    return ids


def _check_head(tables: Tables, layout: Mapping[str, Any], faults: Faults) -> None:
    head, sectors = tables.head, _sector_ids(tables)
    for name, ids in (
        ("sectors", [sector.id for sector in head.sectors]),
        ("periods", [f"{period.sector} {period.label}" for period in head.periods]),
        ("languages", list(head.languages)),
    ):
        for value, count in Counter(ids).items():
            if count > 1:
                faults.add("profile.toml", 0, name, f"{value} stands {count} times", "keep one")
    for period in head.periods:
        if period.sector not in sectors:
            faults.add("profile.toml", 0, "periods", f"no Sector {period.sector}", "add it to [[sectors]]")
        if period.end < period.start:
            faults.add("profile.toml", 0, "periods", f"{period.label} ends before its start", "swap them")
    columns = layout.get("matrix_columns", ())
    for column in columns if isinstance(columns, list) else ():
        if column not in sectors:
            faults.add("layout.toml", 0, "matrix_columns", f"no Sector {column}", "see [[sectors]]")
    tables_wanted = layout.get("mapping_tables", [])
    for pair in tables_wanted if isinstance(tables_wanted, list) else (tables_wanted,):
        if not isinstance(pair, list) or len(pair) != 2 or not set(map(str, pair)) <= sectors:
            problem, advice = f"{pair} is not two Sectors", "see [[sectors]]"
            faults.add("layout.toml", 0, "mapping_tables", problem, advice)


def _check_languages(tables: Tables, faults: Faults) -> None:
    languages = set(tables.head.languages)
    advice = "use a code of `languages` in profile.toml, or add the language there"
    for placed in tables.everything():
        for name in ("names", "labels", "places", "aliases"):
            value = getattr(placed.row, name, None)
            if isinstance(value, dict):
                for code in value.keys() - languages:
                    faults.add(placed.file, placed.line, name, f"no language {code}", advice)
        code = getattr(placed.row, "language", None)
        if code is not None and code not in languages:
            faults.add(placed.file, placed.line, "language", f"no language {code}", advice)


def _once(rows: Iterable[Placed[RowT]], key: Callable[[RowT], Hashable], name: str, faults: Faults) -> None:
    first: dict[Hashable, int] = {}
    for placed in rows:
        value = key(placed.row)
        if value in first:
            problem = f"{value} stands already in line {first[value]}"
            faults.add(placed.file, placed.line, name, problem, "put both lines together into one")
        first.setdefault(value, placed.line)


def _check_duplicates(tables: Tables, faults: Faults) -> None:
    _once(tables.bodies, lambda row: row.id, "id", faults)
    _once(tables.questions, lambda row: f"{row.id}@{row.period}", "id", faults)
    _once(tables.instruments, lambda row: row.id, "id", faults)
    _once(tables.gatherings, lambda row: f"{row.body} {row.year} {row.place}", "body", faults)
    _once(tables.entries, lambda row: f"{row.list}#{row.number}", "number", faults)
    _once(tables.areas, lambda row: row.label, "label", faults)
    _once(tables.themes, lambda row: row.id, "id", faults)
    _once(tables.matrices, lambda row: row.theme, "theme", faults)
    _once(tables.terms, lambda row: row.term, "term", faults)
    _once(
        tables.links,
        lambda row: f"{row.subject} {row.predicate} {row.object} {row.period} {row.theme}",
        "subject",
        faults,
    )


def _check_bodies(tables: Tables, faults: Faults) -> None:
    sectors, periods = _sector_ids(tables), _period_keys(tables)
    bodies = {placed.row.id: placed.row for placed in tables.bodies}
    for placed in tables.bodies:
        body = placed.row
        for sector in body.sectors:
            if sector not in sectors:
                faults.add(placed.file, placed.line, "sectors", f"no Sector {sector}", "see profile.toml")
        if body.parent is not None and body.parent not in bodies.keys() | faults.broken_ids:
            faults.add(placed.file, placed.line, "parent", f"no body {body.parent}", "add a line for it")
        elif _is_in_circle(body, bodies):
            faults.add(placed.file, placed.line, "parent", "leads back to itself", "break the circle")
        seen: set[str | None] = set()
        for mandate in body.mandates:
            known = mandate.period is None or any((s, mandate.period) in periods for s in body.sectors)
            if not known:
                problem = f"no study period {mandate.period} of {', '.join(body.sectors)}"
                faults.add(placed.file, placed.line, "mandates.period", problem, "declare it in profile.toml")
            if mandate.period in seen:
                problem = f"two mandates for {mandate.period}"
                faults.add(placed.file, placed.line, "mandates.period", problem, "put them together")
            seen.add(mandate.period)


def _is_in_circle(body: BodyRow, bodies: Mapping[str, BodyRow]) -> bool:
    seen: set[str] = set()
    at: BodyRow | None = body
    while at is not None and at.parent is not None:
        if at.parent == body.id:
            return True
        if at.parent in seen:
            return False  # a circle further up, reported where it closes
        seen.add(at.parent)
        at = bodies.get(at.parent)
    return False


def _check_questions(tables: Tables, faults: Faults) -> None:
    bodies = {placed.row.id: placed.row for placed in tables.bodies}
    periods = _period_keys(tables)
    keys = {f"{placed.row.id}@{placed.row.period}" for placed in tables.questions}
    for placed in tables.questions:
        row = placed.row
        body = bodies.get(row.body)
        if body is None:
            if row.body not in faults.broken_ids:
                faults.add(placed.file, placed.line, "body", f"no body {row.body}", "add it to bodies.jsonl")
        elif row.sector not in body.sectors:
            problem = f"{row.body} does not belong to {row.sector}"
            faults.add(placed.file, placed.line, "sector", problem, f"use {' or '.join(body.sectors)}")
        if (row.sector, row.period) not in periods:
            problem = f"no study period {row.period} of {row.sector}"
            faults.add(placed.file, placed.line, "period", problem, "declare it in profile.toml")
        if row.working_party and row.working_party not in bodies.keys() | faults.broken_ids:
            problem = f"no body {row.working_party}"
            faults.add(placed.file, placed.line, "working_party", problem, "add it to bodies.jsonl")
        for key in row.predecessors:
            if key not in keys:
                faults.add(placed.file, placed.line, "predecessors", f"no Question {key}", "write ID@PERIOD")
        if row.title is None and not row.is_inferred and not row.scope:
            faults.add(placed.file, placed.line, "title", "no title and no scope", "give one of them")


def _check_instruments(tables: Tables, faults: Faults) -> None:
    bodies = {placed.row.id: placed.row for placed in tables.bodies}
    sectors = _sector_ids(tables)
    ids = {placed.row.id for placed in tables.instruments}
    for placed in tables.instruments:
        row = placed.row
        if row.body not in bodies.keys() | faults.broken_ids:
            faults.add(placed.file, placed.line, "body", f"no body {row.body}", "add it to bodies.jsonl")
        if row.sector not in sectors:
            faults.add(placed.file, placed.line, "sector", f"no Sector {row.sector}", "see profile.toml")
        if row.carried_into is not None and row.carried_into not in ids | faults.broken_ids:
            problem = f"no instrument {row.carried_into}"
            faults.add(placed.file, placed.line, "carried_into", problem, "add a line for it")
        for label, count in Counter(revision.label for revision in row.revisions).items():
            if count > 1:
                faults.add(placed.file, placed.line, "revisions.label", f"{label} stands twice", "keep one")
        if not _is_in_order(row):
            faults.add(placed.file, placed.line, "revisions", "are not oldest first", "sort them by year")


def _is_in_order(row: InstrumentRow) -> bool:
    years = [revision.year for revision in row.revisions if revision.year is not None]
    return years == sorted(years)


def _check_gatherings(tables: Tables, faults: Faults) -> None:
    bodies = {placed.row.id: placed.row for placed in tables.bodies}
    for placed in tables.gatherings:
        row = placed.row
        body = bodies.get(row.body)
        if row.body in faults.broken_ids:
            continue
        if body is None or body.kind is not BodyKind.CONFERENCE:
            problem = f"{row.body} is no conference of bodies.jsonl"
            faults.add(placed.file, placed.line, "body", problem, 'add it there with kind "conference"')
        elif row.sector not in body.sectors:
            problem = f"{row.body} does not belong to {row.sector}"
            faults.add(placed.file, placed.line, "sector", problem, f"use {' or '.join(body.sectors)}")


def _check_entries(tables: Tables, faults: Faults) -> None:
    keys = {(placed.row.list, placed.row.number) for placed in tables.entries}
    for placed in tables.entries:
        row = placed.row
        if row.parent is not None and ((row.list, row.parent) not in keys or row.parent == row.number):
            problem = f"no other entry {row.parent} in list {row.list}"
            faults.add(placed.file, placed.line, "parent", problem, "name the number of the entry above")


def _check_themes(tables: Tables, faults: Faults) -> None:
    sectors = _sector_ids(tables)
    themes = {placed.row.id for placed in tables.themes} | faults.broken_ids
    for placed in tables.matrices:
        row = placed.row
        if row.theme not in themes:
            faults.add(placed.file, placed.line, "theme", f"no theme {row.theme}", "add it to themes.jsonl")
        for column in row.columns:
            if column not in sectors:
                faults.add(placed.file, placed.line, "columns", f"no Sector {column}", "see profile.toml")
        named = {column for line in row.rows for entry in line.entries for column in entry.columns}
        named |= {column for line in row.rows for column in line.empty}
        for column in sorted(named - set(row.columns)):
            problem = f"{column} is no column of this matrix"
            faults.add(placed.file, placed.line, "rows", problem, "name only columns of the matrix")


def _check_links(tables: Tables, faults: Faults) -> None:
    known = _known_ids(tables) | faults.broken_ids
    labels = {period.label for period in tables.head.periods}
    for placed in tables.links:
        for name, value in (("subject", placed.row.subject), ("object", placed.row.object)):
            if value not in known:
                advice = "add it to its file, or to `externals` in profile.toml when it is outside"
                faults.add(placed.file, placed.line, name, f"{value} is not known", advice)
        if placed.row.period and placed.row.period not in labels:
            problem = f"no study period {placed.row.period}"
            faults.add(placed.file, placed.line, "period", problem, "declare it in profile.toml")
