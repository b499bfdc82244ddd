"""Pilot themes and their matrix: sub-topics and other rows against the Sectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from commonground.domain.area import Origin
from commonground.domain.language import Labels

# The canonical row groups of a theme matrix, in the order they are printed.
ROW_GROUPS = ("Sub-topics", "Events", "Partnership", "Resolutions", "Recommendations", "Reports", "Web page")


class EntryState(StrEnum):
    """How far an entry of a cell is agreed. Stored in registers: never rename a value."""

    STATED = "stated"  # a document or a fact of the profile says so; nobody has judged it here
    PROPOSED = "proposed"
    AGREED = "agreed"
    DISPUTED = "disputed"
    REJECTED = "rejected"
    TO_BE_CONFIRMED = "to-be-confirmed"  # agreed in an earlier study period and carried to the successors


class ThemeDecision(StrEnum):
    """What was decided of a pilot theme at its end. Stored in registers: never rename a value."""

    CONTINUE = "continue"
    STOP = "stop"


class EmptyState(StrEnum):
    """Why a cell holds nothing. Stored in registers: never rename a value."""

    BLANK = "blank"  # a document prints the cell and leaves it blank
    NOT_EXAMINED = "not-examined"  # no document has this cell and nobody has looked
    NONE = "none"  # somebody looked and recorded that there is nothing
    NONE_BY_MACHINE = "none-by-machine"  # matching compared the two and proposed nothing; nobody has looked


@dataclass(frozen=True, slots=True)
class MatrixEntry:
    """One entry of a cell; it spans every Sector in `columns`."""

    text: str
    columns: tuple[str, ...]
    ids: tuple[str, ...] = ()  # what the text refers to, for instance ("ITU-T SG5", "ITU-T Q7/5")
    state: EntryState = EntryState.STATED
    origins: tuple[Origin, ...] = ()
    revisions: Mapping[str, str] = field(default_factory=dict)  # id -> revision as printed

    def to_json(self) -> dict[str, Any]:
        """As printed by `matrix --format json`."""
        return {"text": self.text, "ids": list(self.ids), "state": str(self.state)}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row: its group, its label as printed, its entries in order, and why empty cells are empty."""

    group: str
    label: str
    entries: tuple[MatrixEntry, ...] = ()
    empty: Mapping[str, EmptyState] = field(default_factory=dict)
    labels: Labels = field(default_factory=dict)  # the label in other languages, where known
    origins: tuple[Origin, ...] = ()

    def cell(self, sector: str) -> tuple[MatrixEntry, ...]:
        """The entries that stand in the Sector's cell, spanning ones included."""
        return tuple(entry for entry in self.entries if sector in entry.columns)

    @property
    def spans(self) -> tuple[tuple[str, ...], ...]:
        """The column groups that one entry covers together, each once."""
        return tuple(dict.fromkeys(entry.columns for entry in self.entries if len(entry.columns) > 1))


@dataclass(frozen=True, slots=True)
class ThemeMatrix:
    """A theme's matrix: one column per Sector, rows in groups."""

    theme: str
    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    labels: Labels = field(default_factory=dict)  # the theme's name per language
    governing: str = ""  # the governing instrument as printed: "PP Resolution 182 (Rev. Busan, 2014)"
    caption: str = ""

    def to_json(self) -> dict[str, Any]:
        """As printed by `matrix --format json`. An entry that spans columns stands in each of them."""
        return {
            "theme": self.theme,
            "columns": list(self.columns),
            "rows": [
                {
                    "group": row.group,
                    "label": row.label,
                    "cells": {c: [entry.to_json() for entry in row.cell(c)] for c in self.columns},
                    "spans": [list(span) for span in row.spans],
                    "empty": {c: str(row.empty[c]) for c in self.columns if c in row.empty},
                }
                for row in self.rows
            ],
        }


@dataclass(frozen=True, slots=True)
class Theme:
    """An area taken up as pilot theme."""

    id: str
    area: str  # label of the area
    labels: Labels
    sub_topics: tuple[str, ...]
    governing: str = ""
    period: str = ""
    sources: tuple[str, ...] = ()
