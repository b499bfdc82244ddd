"""Areas of mutual interest by Sector: what links say, else what texts that govern the area say, else who looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commonground.analysis.consolidation import area_id
from commonground.domain.area import Area
from commonground.domain.theme import EntryState
from commonground.register import models
from commonground.register.examinations import PairState, state_of_pair
from commonground.register.heat_map import HeatRow, heat_map
from commonground.register.workflows.actor import Actor


@dataclass(frozen=True, slots=True)
class AreaCell:
    """An area in a Sector: how it stands, its links by their states, and the Sector's texts that govern it."""

    state: str
    links: Mapping[str, int] = field(default_factory=dict)
    instruments: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the interfaces show it."""
        total = sum(self.links.values()) or len(self.instruments)
        return {
            "state": self.state,
            "links": dict(self.links),
            "instruments": list(self.instruments),
            "total": total,
        }


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area with a cell for every Sector."""

    area: Area
    cells: Mapping[str, AreaCell]

    def to_json(self) -> dict[str, Any]:
        """As the interfaces show it."""
        cells = {sector: cell.to_json() for sector, cell in self.cells.items()}
        return {"id": self.area.id, "labels": dict(self.area.labels), "cells": cells}


def area_overview(areas: Sequence[Area], sectors: Sequence[str], actor: Actor) -> tuple[AreaRow, ...]:
    """A row for every area, in their order.

    Links of an area's sub-topics count for the area. A Sector without a link whose conference adopted a text that
    governs the area has it as stated. A bounded number of queries, whatever the number of areas.
    """
    below = _sub_topics()
    wanted = {area.id: [f"area:{name}" for name in (area.id, *below.get(area.id, ()))] for area in areas}
    rows = {
        row.area: row
        for row in heat_map([name for names in wanted.values() for name in names], sectors, actor)
    }
    sector_of = dict(models.Instrument.objects.values_list("code", "sector"))
    return tuple(
        AreaRow(
            area,
            {
                sector: _cell(
                    [rows[name] for name in wanted[area.id]], sector, _governing(area, sector, sector_of)
                )
                for sector in sectors
            },
        )
        for area in areas
    )


def _sub_topics() -> dict[str, list[str]]:
    """By a theme's area, the ids of its sub-topics as links name them."""
    rows = models.ThemeRow.objects.filter(group="Sub-topics").order_by("pk")
    found: dict[str, dict[str, None]] = {}
    for area, label in rows.values_list("table__theme__area", "label"):
        above = area_id(area)
        found.setdefault(above, {})[f"{above}/{area_id(label)}"] = None
    return {above: list(names) for above, names in found.items()}


def _governing(area: Area, sector: str, sector_of: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        printed for printed in area.instruments if sector_of.get(printed.partition(" (")[0]) == sector
    )


def _cell(rows: Iterable[HeatRow], sector: str, governing: tuple[str, ...]) -> AreaCell:
    cells = [row.cells[sector] for row in rows]
    links: Counter[str] = Counter()
    for cell in cells:
        links.update(cell.links)
    looked = {cell.state for cell in cells if not cell.links}
    found = True if PairState.FOUND in looked else (False if PairState.NONE in looked else None)
    state = str(state_of_pair(links, found, was_searched=PairState.NONE_BY_MACHINE in looked))
    if governing and not links and found is None:
        state = str(EntryState.STATED)
    return AreaCell(state, dict(sorted(links.items())), governing)
