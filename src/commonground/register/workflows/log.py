"""The append-only log of changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from commonground.register import models
from commonground.register.bulk import at_value, insert_rows, json_value
from commonground.register.workflows.actor import Actor, Clock


def record_change(actor: Actor, clock: Clock, action: str, subject: str, detail: Mapping[str, Any]) -> None:
    """Add one entry to the log."""
    record_changes(actor, clock(), action, [(subject, detail)])


def record_changes(
    actor: Actor, at: datetime, action: str, subjects: Iterable[tuple[str, Mapping[str, Any]]]
) -> None:
    """Add one entry per subject to the log, all of the same kind and time."""
    when = at_value(at)
    insert_rows(
        models.Change,
        ("at", "role", "sector", "action", "subject", "detail"),
        (
            (when, actor.role, actor.sector, action, subject, json_value(dict(detail)))
            for subject, detail in subjects
        ),
    )
