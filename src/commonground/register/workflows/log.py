"""The append-only log: who, in which role, when, what, old and new, why, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import models as orm

from commonground.domain.role import Access
from commonground.errors import BadInput, Said
from commonground.register import models
from commonground.register.bulk import at_value, insert_rows, json_value
from commonground.register.storable import storable
from commonground.register.workflows.actor import Actor, Clock

_FIELDS = (
    "at", "role", "sector", "account", "action", "subject", "detail", "table", "row", "old", "new", "reason", "access",
)  # fmt: skip

NOT_OF_FACTS = (
    *(
        "suggestion-judged",
        "suggestions-made",
        "suggestion-updated",
        "suggestion-carried",
        "suggestion-ended",
        "suggestion-withdrawn",
    ),
    *("link-stated", "link-renewed", "link-unstated"),  # how links stand follows from facts, and is none
    *("draft-checked", "check-removed", "password-forgotten"),
    *(
        "link-proposed",
        "link-judged",
        "link-withdrawn",
        "link-changed",
        "link-carried",
        "link-ended",
        "link-suspect",
    ),
    *(
        "review-cleared",
        "pair-examined",
        "sub-topic-examined",
        "edition-published",
        "job-asked",
        "job-cancelled",
    ),
    *("draft-checked", "check-removed"),
    *("account-added", "account-invited", "account-activated", "account-deactivated", "invitation-accepted"),
    *("role-granted", "role-ended", "token-created", "token-revoked"),
)
"""Entries of the log that change no fact and no document."""


@dataclass(frozen=True, slots=True)
class Altered:
    """A fact before and after: the model's name, the row, the fields that differ ({} when there was or is none)."""

    table: str = ""
    row: int | None = None
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of_new(cls, row: orm.Model, **new: Any) -> Altered:
        """A row that was just added, with what is told of it."""
        return cls(type(row).__name__, row.pk, {}, {"id": row.pk, **new})

    @classmethod
    def of_removed(cls, row: orm.Model) -> Altered:
        """A row that is about to be deleted, whole, so that an earlier state can have it again."""
        return cls(type(row).__name__, row.pk, row_values(row), {})


def row_values(row: orm.Model, names: Iterable[str] = ()) -> dict[str, Any]:
    """The columns of a row, all or those named, as values that JSON can hold."""
    wanted = tuple(names) or tuple(one.attname for one in row._meta.concrete_fields)
    values = {name: getattr(row, name) for name in wanted}
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


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


def record_entries(actor: Actor, at: datetime, action: str, entries: Iterable[Entry]) -> None:
    """Add entries to the log, all of the same kind and time.

    Raises BadInput for a text that not every database holds: as each change is in the log, none leaves such a text.
    """
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
            for entry in map(_kept, entries)
        ),
    )


def _kept(entry: Entry) -> Entry:
    clean = storable(entry)
    if clean is not entry:
        raise BadInput(
            Said("the text holds a character that cannot be kept (NUL, or half of one)"),
            where=clean.subject,
            advice=Said("remove it"),
        )
    return entry
