"""The resolutions table: adopted texts per theme, one column for the conferences of each Sector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from commonground.analysis.consolidation import area_id
from commonground.domain.area import Origin
from commonground.domain.instrument import Instrument, InstrumentKind
from commonground.domain.language import Labels
from commonground.domain.mapping_table import ResolutionsTable
from commonground.domain.profile import Profile
from commonground.domain.suggestion import Suggestion
from commonground.domain.theme import EmptyState, EntryState, MatrixEntry, MatrixRow

_SUPPRESSED = "suppressed"
_AREA_ITEM = "area:"


def resolutions_table(profile: Profile, suggestions: Iterable[Suggestion] = ()) -> ResolutionsTable:
    """One row per theme on which a resolution was seen; texts no longer in force stand in no cell.

    A text whose title was read to belong to the theme is stated, one that matching files there is proposed.
    An empty cell was not examined: that no resolution is known here does not mean that there is none.
    """
    columns = _columns(profile)
    in_force = [i for i in profile.instruments if i.kind is InstrumentKind.RESOLUTION and not _is_ended(i)]
    heirs = _carried(profile.instruments)
    entries: dict[str, list[MatrixEntry]] = {}
    labels: dict[str, str] = {}
    for instrument in in_force:
        column = _column_of(instrument, columns)
        for label in (*instrument.areas, *(a for old in heirs.get(instrument.id, ()) for a in old.areas)):
            identifier = area_id(label)
            labels.setdefault(identifier, label)
            entry = _entry(instrument, column, EntryState.STATED)
            held = entries.setdefault(identifier, [])
            if all(instrument.id not in other.ids for other in held):
                held.append(entry)
    for identifier, instrument in _proposed(suggestions, in_force):
        held = entries.get(identifier, [])
        if held and all(instrument.id not in entry.ids for entry in held):
            held.append(_entry(instrument, _column_of(instrument, columns), EntryState.PROPOSED))
    known = {area_id(fact.label): fact.labels for fact in profile.areas}
    rows = tuple(_row(labels[i], known.get(i, {}), entries[i], columns) for i in _by_reach(entries, labels))
    ended = (i for i in profile.instruments if i.kind is InstrumentKind.RESOLUTION and _is_ended(i))
    return ResolutionsTable(
        columns=columns,
        rows=rows,
        suppressed=tuple(f"{i.id} ({i.latest.label})" for i in ended),
        titles={i.id: i.latest.title for i in in_force if i.areas or i.id in heirs},
    )


def _columns(profile: Profile) -> tuple[tuple[str, ...], ...]:
    """The adopting bodies by Sector: the highest one first, then in the order of the Sectors."""
    bodies: dict[str, dict[str, None]] = {}
    for instrument in profile.instruments:
        if instrument.kind is InstrumentKind.RESOLUTION:
            bodies.setdefault(instrument.sector, {})[instrument.body] = None
    order = dict.fromkeys((*profile.matrix_columns, *bodies))
    found = [tuple(sorted(bodies[sector])) for sector in order if sector in bodies]
    return tuple(sorted(found, key=lambda group: profile.highest_body not in group))


def _column_of(instrument: Instrument, columns: Sequence[tuple[str, ...]]) -> str:
    return next(ResolutionsTable.column_name(group) for group in columns if instrument.body in group)


def _is_ended(instrument: Instrument) -> bool:
    return instrument.latest.status.startswith(_SUPPRESSED)


def _carried(instruments: Sequence[Instrument]) -> dict[str, list[Instrument]]:
    """By instrument, the ended ones whose text it took over: what they were about, it is about."""
    found: dict[str, list[Instrument]] = {}
    for instrument in instruments:
        if instrument.carried_into and _is_ended(instrument):
            found.setdefault(instrument.carried_into, []).append(instrument)
    return found


def _entry(instrument: Instrument, column: str, state: EntryState) -> MatrixEntry:
    newest = instrument.latest
    return MatrixEntry(
        text=f"{instrument.id} ({newest.label})",
        columns=(column,),
        ids=(instrument.id,),
        state=state,
        origins=tuple(map(Origin, newest.sources)),
        revisions={instrument.id: newest.label},
    )


def _proposed(
    suggestions: Iterable[Suggestion], in_force: Sequence[Instrument]
) -> Iterator[tuple[str, Instrument]]:
    """Themes and the instruments that matching files under them, likeliest first."""
    by_id = {instrument.id: instrument for instrument in in_force}
    for suggestion in sorted(suggestions, key=lambda s: (-s.probability, s.key)):
        for area, other in ((suggestion.left, suggestion.right), (suggestion.right, suggestion.left)):
            if area.startswith(_AREA_ITEM) and other in by_id:
                yield area.removeprefix(_AREA_ITEM), by_id[other]


def _by_reach(entries: Mapping[str, Sequence[MatrixEntry]], labels: Mapping[str, str]) -> list[str]:
    """Themes that most columns have a text on come first, then those with most texts."""

    def reach(identifier: str) -> tuple[int, int, str]:
        held = entries[identifier]
        columns = {column for entry in held for column in entry.columns}
        return -len(columns), -len(held), labels[identifier].casefold()

    return sorted(entries, key=reach)


def _row(
    label: str, labels: Labels, entries: Sequence[MatrixEntry], columns: Sequence[tuple[str, ...]]
) -> MatrixRow:
    names = [ResolutionsTable.column_name(group) for group in columns]
    row = MatrixRow(group="", label=label, entries=tuple(entries), labels=labels)
    return replace(row, empty={name: EmptyState.NOT_EXAMINED for name in names if not row.cell(name)})
