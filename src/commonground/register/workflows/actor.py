"""Who changes the register, when, and the log entry of the change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from commonground.register import models

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time now, aware, in UTC: the clock that interfaces pass in."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Actor:
    """A role, and the Sector it acts for ("" for the secretariat as a whole). Roles, not names, are recorded."""

    role: str = "secretariat"
    sector: str = ""


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
