"""A theme's matrix put together from everything that documents and facts say of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.theme import (
    ROW_GROUPS,
    EmptyState,
    EntryState,
    MatrixEntry,
    MatrixRow,
    Theme,
    ThemeMatrix,
)
from commonground.matching.likeness import same_label
from commonground.matching.word import fold_text

SUB_TOPICS = ROW_GROUPS[0]


@dataclass(slots=True)
class _Row:
    group: str
    label: str
    names: list[str]
    entries: list[MatrixEntry] = field(default_factory=list)
    blank: set[str] = field(default_factory=set)
    none: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    origins: list[Origin] = field(default_factory=list)

    def is_named(self, label: str) -> bool:
        return any(same_label(name, label) for name in self.names)


def _identity(entry: MatrixEntry) -> tuple[str, tuple[str, ...]]:
    return fold_text(entry.text), tuple(sorted(entry.columns))


def _located_first(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    # An origin with a place in a document says more than one that only names its source.
    return tuple(sorted(dict.fromkeys(origins), key=lambda origin: origin.locator == Locator()))


def _merge_entries(first: MatrixEntry, second: MatrixEntry) -> MatrixEntry:
    state = second.state if first.state is EntryState.STATED else first.state
    return replace(
        first,
        ids=tuple(dict.fromkeys((*first.ids, *second.ids))),
        state=state,
        origins=_located_first((*first.origins, *second.origins)),
        revisions={**second.revisions, **first.revisions},
    )


def _add_entry(row: _Row, entry: MatrixEntry) -> None:
    for position, known in enumerate(row.entries):
        if _identity(known) == _identity(entry):
            row.entries[position] = _merge_entries(known, entry)
            return
    row.entries.append(entry)


def _matching_row(rows: Sequence[_Row], new: MatrixRow) -> _Row | None:
    # A sub-topic is one row. In the other groups each printed line is a row of its own, told by what it holds.
    group = [row for row in rows if row.group == new.group]
    if new.group == SUB_TOPICS:
        return next((row for row in group if row.is_named(new.label)), None)
    wanted = {_identity(entry) for entry in new.entries}
    if not wanted:
        return next((row for row in group if row.is_named(new.label)), None)
    likeness = [(_shared_share(row, wanted), row) for row in group]
    best = max(likeness, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] > 0 else None


def _shared_share(row: _Row, wanted: set[tuple[str, tuple[str, ...]]]) -> float:
    # An entry that a paper prints across two lines must not draw the second line into the first.
    held = {_identity(entry) for entry in row.entries}
    return len(held & wanted) / len(held | wanted)


def _add_row(rows: list[_Row], new: MatrixRow) -> None:
    row = _matching_row(rows, new)
    if row is None:
        row = _Row(new.group, new.label, [new.label])
        rows.append(row)
    row.names = list(dict.fromkeys((*row.names, new.label, *new.labels.values())))
    for entry in new.entries:
        _add_entry(row, entry)
    row.blank |= {column for column, state in new.empty.items() if state is EmptyState.BLANK}
    row.none |= {column for column, state in new.empty.items() if state is EmptyState.NONE}
    row.labels = {**new.labels, **row.labels}
    row.origins += [origin for origin in new.origins if origin not in row.origins]


def _finished(row: _Row, columns: Sequence[str], none_found: Collection[tuple[str, str]]) -> MatrixRow:
    held = {column for entry in row.entries for column in entry.columns}
    judged = row.none | {column for label, column in none_found if row.is_named(label)}
    empty = {}
    for column in columns:
        if column in held:
            continue
        if column in judged:
            empty[column] = EmptyState.NONE
        else:
            empty[column] = EmptyState.BLANK if column in row.blank else EmptyState.NOT_EXAMINED
    origins = _located_first(row.origins)
    return MatrixRow(row.group, row.label, tuple(row.entries), empty, dict(row.labels), origins)


def _in_group_order(rows: Iterable[_Row]) -> list[_Row]:
    listed = list(rows)
    own = dict.fromkeys(row.group for row in listed if row.group not in ROW_GROUPS)
    order = {group: position for position, group in enumerate((*ROW_GROUPS, *own))}
    return sorted(listed, key=lambda row: order[row.group])


def assemble_matrix(
    theme: Theme,
    rows: Iterable[MatrixRow],
    columns: Sequence[str],
    none_found: Collection[tuple[str, str]] = (),
) -> ThemeMatrix:
    """The theme's matrix as the union of the rows given, which may come from several documents and from facts.

    An entry with equal text in the same cell of the same row is one, with all its origins. The order is that of
    the first source; groups stand in the order of `ROW_GROUPS`, then an organization's own. A sub-topic of the
    theme that no source prints is not examined. `none_found` holds (row label, Sector) that somebody looked into.
    """
    collected: list[_Row] = []
    for row in rows:
        _add_row(collected, row)
    for sub_topic in theme.sub_topics:
        if not any(row.group == SUB_TOPICS and row.is_named(sub_topic) for row in collected):
            collected.append(_Row(SUB_TOPICS, sub_topic, [sub_topic]))
    return ThemeMatrix(
        theme=theme.area,
        columns=tuple(columns),
        rows=tuple(_finished(row, columns, none_found) for row in _in_group_order(collected)),
        labels=theme.labels,
        governing=theme.governing,
    )
