"""Add, change and retire facts: what bodies, Questions, texts, areas, themes and stated links there are.

One function per kind of act. `FactEdits` does the same for many at once: each is planned, so that what is refused is
known before anything is written, and all are written together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from commonground.analysis.consolidation import area_id
from commonground.domain.role import Action
from commonground.errors import Conflict, Said, StaleVersion
from commonground.register.bulk import at_value, json_value, update_rows
from commonground.register.fact_kinds import FACT_KINDS, FOREIGN, FactKind, Shape, fact_kind
from commonground.register.fact_values import Values, check_values, given_values, key_of, named, values_of
from commonground.register.fulltext import refresh_texts
from commonground.register.held_facts import HeldFacts, Key
from commonground.register.models.base import Fact
from commonground.register.permissions import require
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.log import Altered, Entry, record_entries
from commonground.register.workflows.reviewing import mark_changed
from commonground.register.workflows.stating import keep_stated, unstate

BATCH = 500


class Act(StrEnum):
    """What is done to a fact."""

    ADD = "add"
    CHANGE = "change"
    RETIRE = "retire"


class Done(StrEnum):
    """What became of an edit; all but the first are words of the log with "fact-" before them."""

    UNCHANGED = "unchanged"
    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit as it is asked for. `version` is the one its author saw; None: whichever there is."""

    kind: str
    act: Act
    key: Key = ()  # of a fact that is there; an added one is named by its values
    values: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    where: str = ""  # file, sheet and row, for messages


@dataclass(frozen=True, slots=True)
class PlannedEdit:
    """An edit that may be done: the row with its new values, and what differs."""

    kind: FactKind
    key: Key
    row: Fact
    done: Done
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def add_fact(kind: str, values: Mapping[str, Any], actor: Actor, clock: Clock, *, reason: str = "") -> Fact:
    """The new fact; one that was retired under the same key comes back with these values.

    Raises BadInput naming the field, Conflict when a fact has this key already, NotAllowed.
    """
    return _do(Edit(kind, Act.ADD, values=values), actor, clock, reason)


@transaction.atomic
def change_fact(
    kind: str,
    key: Sequence[str],
    values: Mapping[str, Any],
    actor: Actor,
    clock: Clock,
    *,
    version: int | None = None,
    reason: str = "",
) -> Fact:
    """The fact with these values in place of its own; fields that are not given stay.

    Raises NotFound, BadInput naming the field, StaleVersion when it was changed since `version`, Conflict when the new
    key is another fact's, NotAllowed.
    """
    return _do(Edit(kind, Act.CHANGE, tuple(key), values, version), actor, clock, reason)


@transaction.atomic
def retire_fact(
    kind: str,
    key: Sequence[str],
    actor: Actor,
    clock: Clock,
    *,
    version: int | None = None,
    reason: str = "",
) -> Fact:
    """The fact, no longer in force; it stays in the log and in editions.

    Raises NotFound, StaleVersion, Conflict when others in force still name it, NotAllowed.
    """
    return _do(Edit(kind, Act.RETIRE, tuple(key), version=version), actor, clock, reason)


def _do(edit: Edit, actor: Actor, clock: Clock, reason: str) -> Fact:
    edits = FactEdits(actor)
    edits.expect([edit])
    planned = edits.plan(edit)
    edits.write([planned], clock(), reason)
    return planned.row


EVERYBODYS = frozenset({"area", "theme"})


class FactEdits:
    """Edits that belong together: `expect` all, `plan` each, `write` what may be done, within one transaction."""

    def __init__(self, actor: Actor, held: HeldFacts | None = None) -> None:
        self.actor = actor
        self.held = held or HeldFacts()
        self._adding: set[tuple[str, Key]] = set()

    def begin(self) -> None:
        """Plan anew, from the first edit."""
        self._adding.clear()

    def forget(self, edits: Iterable[Edit]) -> None:
        """Count no longer on what these edits would have added."""
        for edit in edits:
            kind = fact_kind(edit.kind)
            self.held.forget(kind, key_of(kind, edit.values))

    def expect(self, edits: Iterable[Edit]) -> None:
        """Make known what the edits will add and retire, so that they may name each other in any order."""
        for edit in edits:
            kind = fact_kind(edit.kind)
            if edit.act is Act.RETIRE:
                self.held.expect_retired(kind, edit.key)
            else:
                is_added = edit.act is Act.ADD
                key = key_of(kind, edit.values) if is_added else edit.key
                self.held.expect(kind, key, edit.values, is_added=is_added)

    def plan(self, edit: Edit) -> PlannedEdit:
        """The edit with its row, checked; raises what the functions of this module raise."""
        kind = fact_kind(edit.kind)
        match edit.act:
            case Act.ADD:
                return self._plan_added(kind, edit)
            case Act.CHANGE:
                return self._plan_changed(kind, edit)
            case Act.RETIRE:
                return self._plan_retired(kind, edit)

    def _plan_added(self, kind: FactKind, edit: Edit) -> PlannedEdit:
        given = given_values(kind, edit.values, edit.where, self.held.languages)
        values = {one.name: given.get(one.name, _initial(one)) for one in kind.fields}
        self._check(kind, values, edit.where)
        key = key_of(kind, values)
        if (kind.name, key) in self._adding:
            raise Conflict(
                Said("%(fact)s is added twice", fact=named(kind, key)),
                where=edit.where,
                advice=Said("keep one of the two"),
            )
        self._adding.add((kind.name, key))
        row = self.held.row(kind, key)
        if row is None:
            return PlannedEdit(kind, key, kind.model(), Done.ADDED, new=values)
        if row.retired_at is None:
            raise Conflict(
                Said("%(fact)s is there already", fact=named(kind, key)),
                where=edit.where,
                advice=Said("change it, or give another key"),
            )
        before = values_of(kind, row)
        old = {name: before[name] for name in values if before[name] != values[name]}
        new = {name: values[name] for name in old}
        old["retired_at"], new["retired_at"] = row.retired_at.isoformat(), None
        return PlannedEdit(kind, key, row, Done.RESTORED, old, new)

    def _plan_changed(self, kind: FactKind, edit: Edit) -> PlannedEdit:
        row = self.held.get_row(kind, edit.key, edit.where)
        before = values_of(kind, row)
        given = given_values(kind, edit.values, edit.where, self.held.languages)
        old = {name: before[name] for name in given if before[name] != given[name]}
        if not old:
            return PlannedEdit(kind, edit.key, row, Done.UNCHANGED)
        require(self.actor, Action.EDIT_FACTS, self.held.sectors_of(kind, before), where=edit.where)
        _check_version(kind, edit, row)
        values = {**before, **given}
        self._check(kind, values, edit.where)
        key = key_of(kind, values)
        if key != edit.key and self.held.row(kind, key) is not None:
            raise Conflict(
                Said("%(fact)s is there already", fact=named(kind, key)),
                where=edit.where,
                advice=Said("give another key"),
            )
        return PlannedEdit(kind, key, row, Done.CHANGED, old, {name: given[name] for name in old})

    def _plan_retired(self, kind: FactKind, edit: Edit) -> PlannedEdit:
        row = self.held.get_row(kind, edit.key, edit.where)
        # A Sector may mend what is everybody's, but only the secretariat takes it out of force.
        act = Action.MODERATE if kind.name in EVERYBODYS else Action.EDIT_FACTS
        require(self.actor, act, self.held.sectors_of(kind, values_of(kind, row)), where=edit.where)
        _check_version(kind, edit, row)
        self.held.check_unused(kind, edit.key, edit.where)
        return PlannedEdit(kind, edit.key, row, Done.RETIRED, {"retired_at": None}, {})

    def _check(self, kind: FactKind, values: Values, where: str) -> None:
        check_values(kind, values, where)
        self.held.check_references(kind, values, where)
        self.held.check_hierarchy(kind, values, where)
        require(self.actor, Action.EDIT_FACTS, self.held.sectors_of(kind, values), where=where)

    def write(self, planned: Sequence[PlannedEdit], at: datetime, reason: str = "") -> None:
        """Write all of it: rows, versions, the log, marks on links whose work reads otherwise now."""
        changes = [one for one in planned if one.done is not Done.UNCHANGED]
        for kind in FACT_KINDS.values():
            ours = [one for one in changes if one.kind is kind]
            self._add([one for one in ours if one.done is Done.ADDED], at)
            self._update([one for one in ours if one.done is not Done.ADDED], at)
        for done in Done:
            entries = [_entry(one, at, reason) for one in changes if one.done is done]
            if entries:
                record_entries(self.actor, at, f"fact-{done}", entries)
        self._follow(changes, at, reason)

    def _add(self, added: Sequence[PlannedEdit], at: datetime) -> None:
        for one in added:
            _fill(one.row, self._columns(one.kind, one.new))
            one.row.added_at = at
        if added:
            added[0].kind.model.everything.bulk_create([one.row for one in added], batch_size=BATCH)
        for one in added:
            self.held.added(one.kind, one.key, one.row)

    def _update(self, changed: Sequence[PlannedEdit], at: datetime) -> None:
        by_fields: dict[tuple[str, ...], list[PlannedEdit]] = {}
        for one in changed:
            _fill(
                one.row, self._columns(one.kind, {k: v for k, v in one.new.items() if k in one.kind.by_name})
            )
            one.row.version += 1
            one.row.retired_at = at if one.done is Done.RETIRED else None
            names = tuple(sorted(name for name in one.new if name in one.kind.by_name))
            by_fields.setdefault(names, []).append(one)
        for names, ones in by_fields.items():
            stored = [
                (*_stored(one, names), one.row.version, _when(one.row.retired_at), one.row.pk) for one in ones
            ]
            update_rows(ones[0].kind.model, (*names, "version", "retired_at"), stored)

    def _columns(self, kind: FactKind, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values by attribute of the model: dates as dates, the foreign key by its row."""
        found: dict[str, Any] = {}
        for name, value in values.items():
            if name == FOREIGN.get(kind.name):
                found[f"{name}_id"] = self.held.foreign_id(kind, value)
            elif kind.by_name[name].shape is Shape.DATE and value:
                found[name] = date.fromisoformat(value)
            else:
                found[name] = value
        return found

    def _follow(self, changes: Sequence[PlannedEdit], at: datetime, reason: str) -> None:
        """What follows from the edits: links to keep, links that no source states any longer, links to review."""
        links = [one for one in changes if one.kind.name == "link"]
        relating = [
            one for one in changes if one.kind.name in ("question", "mandate") and one.new.get("related")
        ]
        if relating or any(one.done is not Done.RETIRED for one in links):
            keep_stated(at, self.actor, reason)
        gone = [(one.key[0], one.key[2]) for one in links if one.done in (Done.RETIRED, Done.CHANGED)]
        if gone:
            unstate(gone, at, self.actor, reason)
        if named := {str(value) for one in changes for value in _texts_of(one)}:
            refresh_texts(named)
        read_otherwise = sorted({name for one in changes for name in _works_of(one)})
        if read_otherwise:
            mark_changed(read_otherwise, at, actor=self.actor)


def _texts_of(one: PlannedEdit) -> tuple[str, ...]:
    """The names under which the texts that the edit changes are found; those of a part stand with the whole."""
    if one.kind.name in FOREIGN:
        return (str(one.key[0]),)
    own = {str(one.key[0]), str(one.new.get(one.kind.key[0], ""))}
    return () if one.kind.name in ("link", "theme") else tuple(name for name in own if name)


def _initial(one: Any) -> Any:
    return "public" if one.name == "access" else one.empty


def _check_version(kind: FactKind, edit: Edit, row: Fact) -> None:
    if edit.version is not None and edit.version != row.version:
        raise StaleVersion(
            Said(
                "%(fact)s was changed since you read it (version %(version)s, now %(now)s)",
                fact=named(kind, edit.key),
                version=edit.version,
                now=row.version,
            ),
            where=edit.where,
            advice=Said("read it again, then change it"),
        )


def _fill(row: Fact, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)


def _stored(one: PlannedEdit, names: Iterable[str]) -> Iterable[Any]:
    """The values as the database takes them."""
    for name in names:
        if name == FOREIGN.get(one.kind.name):
            yield getattr(one.row, f"{name}_id")
        elif isinstance(value := one.new[name], dict | list):
            yield json_value(value)
        else:
            yield value


def _when(at: datetime | None) -> Any:
    return at_value(at) if at else None


def _entry(one: PlannedEdit, at: datetime, reason: str) -> Entry:
    new = {"retired_at": at.isoformat()} if one.done is Done.RETIRED else one.new
    altered = Altered(one.kind.model.__name__, one.row.pk, one.old, new)
    detail = {"kind": one.kind.name, "key": list(one.key), "version": one.row.version}
    return Entry(named(one.kind, one.key), detail, altered, reason)


def _works_of(one: PlannedEdit) -> Iterable[str]:
    """The ids of the work whose text an edit changes, as links name it."""
    is_new = (
        one.done is Done.ADDED and one.kind.name not in FOREIGN
    )  # a new mandate is new text of an old body
    if is_new or one.done is Done.RETIRED or not set(one.new) & set(one.kind.words):
        return
    yield f"area:{area_id(one.key[0])}" if one.kind.name == "area" else one.key[0]
    if one.kind.name == "question":
        yield "@".join(one.key)
