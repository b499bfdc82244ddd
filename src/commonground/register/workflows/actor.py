"""Who changes a register, in which role, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from commonground.domain.role import Role

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time now, aware, in UTC: the clock that interfaces pass in."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Actor:
    """A role, and what it is bound to: a Sector ("" for the secretariat as a whole), a theme, a body.

    Records show the role; `account` is kept beside it for those who audit. Whoever works on a register's file with
    the command line has all of it in hand, and says in which role they act.
    """

    role: str = Role.SECRETARIAT
    sector: str = ""
    theme: str = ""
    body: str = ""
    account: int | None = None
