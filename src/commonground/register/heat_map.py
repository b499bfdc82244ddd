"""Areas by Sectors: how many links each cell holds in which state, and what was looked at where there are none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from commonground.register import models
from commonground.register.examinations import PairState, state_of_pair
from commonground.register.link_lists import visible_links
from commonground.register.routing import is_earlier_state
from commonground.register.standings import sectors_in
from commonground.register.suggestions import searched_sectors
from commonground.register.workflows.actor import Actor

_TOGETHER = 400  # areas of one statement, fewer than the variables it may have


@dataclass(frozen=True, slots=True)
class HeatCell:
    """An area in a Sector: its state as `examinations.pair_state` tells it, and its links by their own states."""

    state: PairState
    links: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As the interfaces show it."""
        return {"state": str(self.state), "links": dict(self.links)}


@dataclass(frozen=True, slots=True)
class HeatRow:
    """An area: its links by state, each counted once, and its cells by Sector."""

    area: str
    links: Mapping[str, int]
    cells: Mapping[str, HeatCell]

    def to_json(self) -> dict[str, Any]:
        """As the interfaces show it."""
        return {
            "area": self.area,
            "links": dict(self.links),
            "cells": {sector: cell.to_json() for sector, cell in self.cells.items()},
        }


def heat_map(areas: Sequence[str], sectors: Sequence[str], actor: Actor) -> tuple[HeatRow, ...]:
    """A row for every area (ids of works, "area:..."), in their order, with a cell for every Sector.

    Of links that the actor may see. Four statements for each 400 areas, whatever the size of the register.
    """
    by_area: dict[str, Counter[str]] = defaultdict(Counter)
    by_cell: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for area, touched, state, number in _counted(areas, actor):
        by_area[area][state] += number
        for sector in touched:
            by_cell[area, sector][state] += number
    looked = _looked_at(areas, sectors)
    searched = searched_sectors()
    return tuple(
        HeatRow(
            area,
            _sorted(by_area.get(area, {})),
            {
                sector: HeatCell(
                    state_of_pair(
                        by_cell.get((area, sector), {}),
                        looked.get((area, sector)),
                        was_searched=frozenset({sector}) in searched,
                    ),
                    _sorted(by_cell.get((area, sector), {})),
                )
                for sector in sectors
            },
        )
        for area in areas
    )


def links_of_areas(areas: Sequence[str], actor: Actor) -> dict[str, dict[str, int]]:
    """For every area, in their order, how many links it has in each state, of those that the actor may see."""
    found: dict[str, Counter[str]] = {area: Counter() for area in areas}
    for area, _, state, number in _counted(areas, actor):
        found[area][state] += number
    return {area: _sorted(counts) for area, counts in found.items()}


def _counted(areas: Sequence[str], actor: Actor) -> Iterator[tuple[str, Collection[str], str, int]]:
    """Area, Sectors touched, state, and how many current links are so."""
    touched = "sectors" if is_earlier_state() else "touches"
    for part in _parts(areas):
        for side in ("left", "right"):
            rows = visible_links(actor).filter(is_current=True, **{f"{side}__in": part})
            counted = rows.order_by().values_list(side, touched, "state").annotate(number=Count("*"))
            for area, marks, state, number in counted:
                yield area, marks if isinstance(marks, list) else sectors_in(marks), state, number


def _looked_at(areas: Sequence[str], sectors: Sequence[str]) -> dict[tuple[str, str], bool]:
    """By area and Sector, whether the latest examination found something."""
    found: dict[tuple[str, str], bool] = {}
    for part in _parts(areas):
        rows = models.Examination.objects.filter(theme="", left__in=part, right__in=sectors)
        for area, sector, is_found in rows.order_by("pk").values_list("left", "right", "found"):
            found[area, sector] = is_found
    return found


def _parts(areas: Sequence[str]) -> Iterable[Sequence[str]]:
    return (areas[start : start + _TOGETHER] for start in range(0, len(areas), _TOGETHER))


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {state: counts[state] for state in sorted(counts)}
