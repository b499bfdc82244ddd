"""Which records differ between two states of a register, found by marks of them, before any of them is told in full."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from commonground.analysis.edition_difference import (
    DifferenceKind,
    EditionDifference,
    Record,
    RecordKind,
    StateTitle,
    counts_json,
)

Key = tuple[RecordKind, str]


class Sketch(NamedTuple):
    """As much of a record as tells whether it differs, and by which row it is read in full."""

    label: str
    mark: int  # the same in two states only where all fields are
    row: int | None = None
    whole: Record | None = None  # of records that stand in no row of their own
    earlier: tuple[str, ...] = ()  # of a link, the ids of those it carries on, the nearest first
    period: str = ""  # of a link, the study period it was carried into
    is_unjudged: bool = False  # a suggestion of matching that nobody has judged


Sketches = Mapping[RecordKind, Mapping[str, Sketch]]
"""Sketches of all records of a state, by kind and id."""


class Outlined(NamedTuple):
    """One record that differs: what it is called, what became of it, and its sketches in the two states.

    Of a link that carries on others, `before` has all of these, first the one that it is compared with.
    """

    kind: RecordKind
    id: str
    label: str
    change: DifferenceKind
    before: tuple[tuple[str, Sketch], ...]
    after: Sketch | None

    @property
    def is_unjudged(self) -> bool:
        """Whether nobody has judged it in either state."""
        held = (self.after, self.before[0][1] if self.before else None)
        return all(sketch is None or sketch.is_unjudged for sketch in held)


@dataclass(frozen=True, slots=True)
class DifferenceOutline:
    """All records that differ, by kind and by what became of them, in the order in which they are told.

    Suggestions that nobody judged in either state are only counted.
    """

    before: StateTitle
    after: StateTitle
    groups: Mapping[tuple[RecordKind, DifferenceKind], tuple[Outlined, ...]]
    unjudged: Mapping[DifferenceKind, int] = field(default_factory=dict)

    def counts(self) -> dict[RecordKind, dict[DifferenceKind, int]]:
        """How many of each kind there are by what became of them; kinds without a difference are left out."""
        found: dict[RecordKind, dict[DifferenceKind, int]] = {}
        for (kind, change), rows in self.groups.items():
            found.setdefault(kind, dict.fromkeys(DifferenceKind, 0))[change] = len(rows)
        return found

    def to_json(self) -> dict[str, Any]:
        """As `EditionDifference.to_json`, without the differences themselves."""
        return EditionDifference(self.before, self.after, (), self.unjudged).to_json() | {
            "counts": counts_json(self.counts())
        }


def outline_difference(
    titles: tuple[StateTitle, StateTitle],
    before: Sketches,
    after: Sketches,
    differing: Callable[[Collection[Outlined]], Collection[Key]],
) -> DifferenceOutline:
    """What differs, each record as `edition_difference.compare_states` would tell it.

    `differing` says of records whose marks differ which ones differ in a field: a mark may tell more than fields do.
    """
    found: list[Outlined] = []
    for kind in RecordKind:
        old, new = before.get(kind, {}), after.get(kind, {})
        found += _new(kind, old, new)
        found += _gone(kind, old, new)
        doubtful = list(_changed(kind, old, new))
        if doubtful:
            sure = set(differing(doubtful))
            found += [one for one in doubtful if (kind, one.id) in sure]
    unjudged = dict.fromkeys(DifferenceKind, 0)
    groups: dict[tuple[RecordKind, DifferenceKind], list[Outlined]] = {}
    for one in found:
        if one.is_unjudged:
            unjudged[one.change] += 1
        else:
            groups.setdefault((one.kind, one.change), []).append(one)
    order = [(kind, change) for kind in RecordKind for change in DifferenceKind]
    ordered = {
        key: tuple(sorted(groups[key], key=lambda one: (one.label.casefold(), one.id)))
        for key in order
        if key in groups
    }
    return DifferenceOutline(*titles, ordered, unjudged)


def _new(kind: RecordKind, before: Mapping[str, Sketch], after: Mapping[str, Sketch]) -> Iterator[Outlined]:
    """Records that were not there, and links that carry on others."""
    for name, new in after.items():
        if name in before:
            continue
        held = tuple((one, before[one]) for one in new.earlier if one in before)
        change = _change(held[0][1], new) if held else DifferenceKind.ADDED
        yield Outlined(kind, name, new.label, change, held, new)


def _changed(
    kind: RecordKind, before: Mapping[str, Sketch], after: Mapping[str, Sketch]
) -> Iterator[Outlined]:
    for name, new in after.items():
        old = before.get(name)
        if old is not None and old.mark != new.mark:
            yield Outlined(kind, name, new.label, _change(old, new), ((name, old),), new)


def _gone(kind: RecordKind, before: Mapping[str, Sketch], after: Mapping[str, Sketch]) -> Iterator[Outlined]:
    gone_on = {
        one for name, new in after.items() if new.earlier and name not in before for one in new.earlier
    }
    for name, old in before.items():
        if name not in after and name not in gone_on:
            yield Outlined(kind, name, old.label, DifferenceKind.REMOVED, ((name, old),), None)


def _change(old: Sketch, new: Sketch) -> DifferenceKind:
    return DifferenceKind.CARRIED_OVER if old.period != new.period else DifferenceKind.CHANGED
