"""What became of Questions and bodies, as the register recorded it: who carries on whose work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commonground.domain.succession import SuccessionKind
from commonground.register import models


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of work that goes by these ids today; a Question of an earlier period has its period in the id."""

    heirs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the next ones, not itself
    closed: frozenset[str] = frozenset()

    def current(self, work: str) -> tuple[str, ...]:
        """What carries the work on today: itself when nothing was recorded, nothing when it was closed."""
        found: dict[str, None] = {}
        waiting, walked = [work], set()
        while waiting:
            one = waiting.pop(0)
            if one in walked:
                continue
            walked.add(one)
            if one in self.heirs:
                waiting += self.heirs[one]
            elif one not in self.closed:
                found[one] = None
        return tuple(found)

    @property
    def ended(self) -> frozenset[str]:
        """Ids of work that goes on elsewhere or was closed."""
        return self.closed | self.heirs.keys()


@dataclass(frozen=True, slots=True)
class Versions:
    """The ids of Questions by study period: plain for the latest, with the period for earlier ones."""

    latest: Mapping[str, str]  # period by code

    @classmethod
    def read(cls) -> Versions:
        """Of the Questions in the register."""
        rows = models.Question.objects.order_by("period", "pk").values_list("code", "period")
        return cls(dict(rows))

    def id_of(self, code: str, period: str) -> str:
        """The id under which matching, links and tables know the work.

        >>> Versions({"Q1/1": "2026-2029"}).id_of("Q1/1", "2022-2025")
        'Q1/1@2022-2025'
        """
        latest = self.latest.get(code)
        return code if latest is None or not period or period >= latest else f"{code}@{period}"


def read_fates() -> Fates:
    """What was recorded of all works; two queries, and one where nothing was recorded."""
    rows = list(
        models.Succession.objects.order_by("pk").values_list(
            "kind", "predecessor", "predecessor_period", "successor", "successor_period"
        )
    )
    if not rows:
        return Fates()
    versions = Versions.read()
    heirs: dict[str, tuple[str, ...]] = {}
    closed = set()
    for kind, old, old_period, new, new_period in rows:
        before = versions.id_of(old, old_period)
        if kind == SuccessionKind.CLOSED:
            closed.add(before)
            continue
        after = versions.id_of(new, new_period)
        if after != before:
            heirs[before] = (*heirs.get(before, ()), after)
    return Fates(heirs, frozenset(closed))


def list_successions(works: Iterable[str] = ()) -> list[dict[str, Any]]:
    """What was recorded, oldest first; with `works` only rows that name one of these ids."""
    rows = models.Succession.objects.order_by("pk")
    named = tuple(works)
    if named:
        rows = rows.filter(predecessor__in=named) | rows.filter(successor__in=named)
    return [succession_json(row) for row in rows]


def succession_json(row: models.Succession) -> dict[str, Any]:
    """One row as every interface shows it."""
    return {
        "kind": row.kind,
        "predecessor": row.predecessor,
        "predecessor_period": row.predecessor_period,
        "successor": row.successor,
        "successor_period": row.successor_period,
        "role": row.role,
        "at": row.at.isoformat(),
        "reason": row.reason,
        "source": row.source,
    }
