"""The append-only log of changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from commonground.register import models
from commonground.register.workflows.actor import Actor, Clock


def record_change(actor: Actor, clock: Clock, action: str, subject: str, detail: Mapping[str, Any]) -> None:
    """Add one entry to the log."""
    record_changes(actor, clock(), action, [(subject, detail)])


def record_changes(
    actor: Actor, at: datetime, action: str, subjects: Iterable[tuple[str, Mapping[str, Any]]]
) -> None:
    """Add one entry per subject to the log, all of the same kind and time."""
    models.Change.objects.bulk_create(
        models.Change(
            at=at, role=actor.role, sector=actor.sector, action=action, subject=subject, detail=dict(detail)
        )
        for subject, detail in subjects
    )
