"""The append-only log: who, in which role, when, what, old and new, why, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commonground.domain.role import Access
from commonground.register import models
from commonground.register.bulk import at_value, insert_rows, json_value
from commonground.register.workflows.actor import Actor, Clock

_FIELDS = (
    "at", "role", "sector", "account", "action", "subject", "detail", "table", "row", "old", "new", "reason", "access",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Altered:
    """A fact before and after: the model's name, the row, the fields that differ ({} when there was or is none)."""

    table: str = ""
    row: int | None = None
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log, before it has an actor and a time."""

    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    altered: Altered = Altered()
    reason: str = ""
    access: Access = Access.MEMBERS


def record_change(
    actor: Actor,
    clock: Clock,
    action: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
    **further: Any,
) -> None:
    """Add one entry to the log; `further` are fields of `Entry`."""
    record_entries(actor, clock(), action, [Entry(subject, detail or {}, **further)])


def record_changes(
    actor: Actor, at: datetime, action: str, subjects: Iterable[tuple[str, Mapping[str, Any]]]
) -> None:
    """Add one entry per subject to the log, all of the same kind and time."""
    record_entries(actor, at, action, (Entry(subject, detail) for subject, detail in subjects))


def record_entries(actor: Actor, at: datetime, action: str, entries: Iterable[Entry]) -> None:
    """Add entries to the log, all of the same kind and time."""
    when = at_value(at)
    insert_rows(
        models.Change,
        _FIELDS,
        (
            (
                when,
                str(actor.role),
                actor.sector,
                actor.account,
                action,
                entry.subject,
                json_value(dict(entry.detail)),
                entry.altered.table,
                entry.altered.row,
                json_value(dict(entry.altered.old)),
                json_value(dict(entry.altered.new)),
                entry.reason,
                str(entry.access),
            )
            for entry in entries
        ),
    )
