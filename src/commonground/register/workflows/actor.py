"""Who changes a register, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time now, aware, in UTC: the clock that interfaces pass in."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Actor:
    """A role, and the Sector it acts for ("" for the secretariat as a whole). Roles, not names, are recorded."""

    role: str = "secretariat"
    sector: str = ""
