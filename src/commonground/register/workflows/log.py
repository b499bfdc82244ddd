"""The append-only log of changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commonground.register import models
from commonground.register.workflows.actor import Actor, Clock


def record_change(actor: Actor, clock: Clock, action: str, subject: str, detail: Mapping[str, Any]) -> None:
    """Add one entry to the append-only log."""
    models.Change.objects.create(
        at=clock(),
        role=actor.role,
        sector=actor.sector,
        action=action,
        subject=subject,
        detail=dict(detail),
    )
