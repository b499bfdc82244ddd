"""A pilot theme's matrix as people work on it: what sources print, and what people added to its cells since."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from commonground.analysis.consolidation import area_id
from commonground.analysis.linkage import ACTIVITIES, PREDICATES, area_item
from commonground.domain.area import Origin
from commonground.domain.instrument import InstrumentKind
from commonground.domain.link import Predicate
from commonground.domain.organization import Body, BodyKind, Question, Sector
from commonground.domain.profile import Profile
from commonground.domain.suggestion import pair_key
from commonground.domain.theme import (
    ROW_GROUPS,
    EmptyState,
    EntryState,
    MatrixEntry,
    MatrixRow,
    ThemeMatrix,
)
from commonground.register import models
from commonground.register.sight import SHOWN_TO_ALL
from commonground.register.theme_states import state_of_theme

SUB_TOPICS = ROW_GROUPS[0]
_KEPT = (EntryState.STATED, EntryState.AGREED, EntryState.DISPUTED, EntryState.TO_BE_CONFIRMED)
"""Links that stand in a matrix beside what sources print. One that was refused does not; proposals for who asks."""
_GROUPS = {kind: group for group, kind in ACTIVITIES.items()}
_Held = tuple[str, str, tuple[str, ...], EntryState, str]  # target, other side, Sectors, state, relation


def matrix_columns() -> tuple[str, ...]:
    """Ids of the Sectors that are columns of a theme's matrix: those that the profile's layout lists, else all."""
    layout = models.ProfileRecord.objects.values_list("layout", flat=True).first() or {}
    listed = layout.get("matrix_columns")
    return tuple(listed or models.Sector.objects.order_by("pk").values_list("code", flat=True))


def theme_matrix(theme: models.Theme, *, with_proposals: bool = False) -> ThemeMatrix:
    """The matrix that sources print, with the links and activities that people added to it.

    What Sectors agreed to or dispute stands in its cell beside what is printed; what nobody has judged yet only
    `with_proposals`. A number of queries that depends on the number of printed tables alone.
    """
    matrix = state_of_theme(theme, matrix_columns()).matrix
    states = (*_KEPT, EntryState.PROPOSED) if with_proposals else _KEPT
    rows = list(matrix.rows)
    printed = len(rows)
    for group, label, entry in (*_linked(matrix, states), *_activities(theme, matrix)):
        _place(rows, 0 if group == SUB_TOPICS else printed, group, label, entry, matrix.columns)
    order = {group: number for number, group in enumerate(ROW_GROUPS)}
    return replace(matrix, rows=tuple(sorted(rows, key=lambda row: order.get(row.group, len(order)))))


def shown_matrix(matrix: ThemeMatrix, *, sees_proposals: bool) -> ThemeMatrix:
    """The matrix without the entries that only those see who may see proposals."""
    if sees_proposals:
        return matrix
    rows = (
        replace(row, entries=tuple(entry for entry in row.entries if entry.state in SHOWN_TO_ALL))
        for row in matrix.rows
    )
    return replace(matrix, rows=tuple(rows))


def named_rows(matrix: ThemeMatrix) -> dict[str, MatrixRow]:
    """The rows by what names them in addresses: a sub-topic's own id, else the group with a number.

    >>> rows = (MatrixRow("Sub-topics", "e-waste"), MatrixRow("Events", "Events"), MatrixRow("Events", "Events"))
    >>> list(named_rows(ThemeMatrix("Climate change", (), rows)))
    ['e-waste', 'events-1', 'events-2']
    """
    found: dict[str, MatrixRow] = {}
    for row in matrix.rows:
        is_topic = row.group == SUB_TOPICS
        plain = area_id(row.label if is_topic else row.group)
        name, number = (plain, 1) if is_topic else (f"{plain}-1", 1)
        while name in found:
            number += 1
            name = f"{plain}-{number}"
        found[name] = row
    return found


def target_of(matrix: ThemeMatrix, row: MatrixRow) -> str:
    """The id that links of the row's entries point to; "" for rows of activities."""
    if row.group not in PREDICATES:
        return ""
    area = area_id(matrix.theme)
    return area_item(f"{area}/{area_id(row.label)}" if row.group == SUB_TOPICS else area)


def keys_of_entry(matrix: ThemeMatrix, row: MatrixRow, entry: MatrixEntry) -> tuple[str, ...]:
    """The pair keys of the links that an entry claims: one for each id that it names."""
    target = target_of(matrix, row)
    return tuple(pair_key(identifier, target) for identifier in entry.ids) if target else ()


def _linked(matrix: ThemeMatrix, states: Collection[EntryState]) -> Iterator[tuple[str, str, MatrixEntry]]:
    """Group, label and entry of every current link of the matrix's rows that no source prints."""
    labels = {target_of(matrix, row): row.label for row in matrix.rows if row.group == SUB_TOPICS}
    whole = area_item(area_id(matrix.theme))
    printed = {
        key for row in matrix.rows for entry in row.entries for key in keys_of_entry(matrix, row, entry)
    }
    found = [held for held in _links_with({*labels, whole}) if pair_key(held[1], held[0]) not in printed]
    kinds = dict(
        models.Instrument.objects.filter(code__in=[held[1] for held in found]).values_list("code", "kind")
    )
    for target, other, sectors, state, relation in found:
        columns = tuple(column for column in matrix.columns if column in sectors)
        group = SUB_TOPICS if target in labels else _group_of(relation, kinds.get(other, ""))
        if columns and group and state in states:
            yield group, labels.get(target, group), MatrixEntry(other, columns, (other,), state)


def _links_with(targets: Collection[str]) -> Iterator[_Held]:
    fields = ("left", "right", "sectors", "state", "relation")
    current = models.LinkStanding.objects.filter(is_current=True)
    for side in ("left", "right"):
        rows = current.filter(**{f"{side}__in": sorted(targets)}).order_by("pk")
        for left, right, sectors, state, relation in rows.values_list(*fields):
            target, other = (left, right) if side == "left" else (right, left)
            yield target, other, tuple(sectors), EntryState(state), relation


def _group_of(relation: str, kind: str) -> str:
    """The row group of a link to the theme as a whole; "" where the matrix has none for it."""
    if relation == Predicate.MANDATES:
        return "Resolutions"
    if relation == Predicate.CONTRIBUTES_TO:
        return "Reports" if kind == InstrumentKind.REPORT else "Recommendations"
    return ""


def _activities(theme: models.Theme, matrix: ThemeMatrix) -> Iterator[tuple[str, str, MatrixEntry]]:
    """Group, label and entry of every activity of the theme that people recorded and no source prints."""
    printed = {(row.group, entry.text.casefold()) for row in matrix.rows for entry in row.entries}
    for row in models.Activity.objects.filter(theme=theme.code).order_by("pk"):
        group = _GROUPS.get(row.kind)  # type: ignore[call-overload]
        columns = tuple(column for column in matrix.columns if column in row.sectors)
        if group and columns and (group, row.title.casefold()) not in printed:
            origins = tuple(Origin(source) for source in row.sources)
            yield group, group, MatrixEntry(row.title, columns, (), EntryState.STATED, origins)


def _place(
    rows: list[MatrixRow], first: int, group: str, label: str, entry: MatrixEntry, columns: Sequence[str]
) -> None:
    """Add the entry: to its sub-topic's row, or to the first row of its group, from `first` on, that is free for it.

    What people add to a group never stands in a printed row: a printed row is known by what it holds.
    """
    for number, row in enumerate(rows[first:], first):
        is_here = row.label == label if group == SUB_TOPICS else not _held(row) & set(entry.columns)
        if row.group == group and is_here:
            empty = {column: state for column, state in row.empty.items() if column not in entry.columns}
            rows[number] = replace(row, entries=(*row.entries, entry), empty=empty)
            return
    head = next((row.label for row in rows if row.group == group), label)
    empty = {column: EmptyState.BLANK for column in columns if column not in entry.columns}
    rows.append(MatrixRow(group, head, (entry,), empty))


def _held(row: MatrixRow) -> set[str]:
    return {column for entry in row.entries for column in entry.columns}


def lookup_profile(matrix: ThemeMatrix) -> Profile:
    """As much of the register's profile as tells whose the work of the matrix is: Sectors, bodies, its Questions."""
    ids = sorted({identifier for row in matrix.rows for entry in row.entries for identifier in entry.ids})
    bodies = models.Body.objects.order_by("pk").values_list("code", "kind", "sectors", "parent")
    questions = models.Question.objects.filter(code__in=ids).order_by("pk")
    return Profile(
        code="",
        names={},
        languages=(),
        sectors=tuple(
            Sector(code, names)
            for code, names in models.Sector.objects.order_by("pk").values_list("code", "names")
        ),
        periods=(),
        bodies=tuple(Body(code, BodyKind(kind), tuple(of), parent) for code, kind, of, parent in bodies),
        questions=tuple(
            Question(*found) for found in questions.values_list("code", "sector", "body", "period")
        ),
    )


def sector_of_work(name: str) -> str:
    """The one Sector that a body, Question or adopted text belongs to; "" where there is none or it is not known."""
    for model in (models.Question, models.Instrument):
        found = model.objects.filter(code=name).values_list("sector", flat=True).first()
        if found:
            return str(found)
    sectors = models.Body.objects.filter(code=name).values_list("sectors", flat=True).first() or []
    return sectors[0] if len(sectors) == 1 else ""


def works_of_sectors(sectors: Collection[str], group: str, most: int) -> list[tuple[str, str]]:
    """Ids and titles of what can stand in the Sectors' cells of such a row: groups and Questions, or adopted texts."""
    if group != SUB_TOPICS:
        rows = models.Instrument.objects.filter(sector__in=sectors).order_by("code")
        return [(code, names.get("en", "")) for code, names in rows.values_list("code", "names")[:most]]
    bodies = models.Body.objects.order_by("code").values_list("code", "names", "sectors")
    found = {code: names.get("en", "") for code, names, of in bodies if set(of) & set(sectors)}
    questions = models.Question.objects.filter(sector__in=sectors).order_by("-period", "code")
    for code, title in questions.values_list("code", "title")[: 2 * most]:
        found.setdefault(code, title or "")
    return list(found.items())[:most]
