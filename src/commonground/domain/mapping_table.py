"""Mapping tables: the work of one Sector against that of another, and resolutions per theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from commonground.domain.language import Labels
from commonground.domain.link import Evidence, Verdict
from commonground.domain.suggestion import Explanation, Relation, pair_key
from commonground.domain.theme import EmptyState, EntryState, MatrixRow


@dataclass(frozen=True, slots=True)
class MappedItem:
    """A row or column: a Question or a body. Without words nothing can have been compared with it."""

    id: str
    title: str = ""
    labels: Labels = field(default_factory=dict)  # its title in further languages
    group: str = ""  # the study group its work belongs to
    period: str = ""
    has_words: bool = True
    is_inferred: bool = False  # no page prints the title; it says what the work was seen to do

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "labels": dict(self.labels),
            "group": self.group,
            "period": self.period,
            "is_inferred": self.is_inferred,
        }


@dataclass(frozen=True, slots=True)
class MappedPair:
    """What is known of a row's item and a column's item, and from where."""

    row: str
    column: str
    state: EntryState
    relation: Relation | None = None
    probability: float | None = None  # of a proposal, 0 to 1
    evidence: tuple[Evidence, ...] = ()  # what sources say
    explanation: Explanation | None = None  # why a machine proposes it
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)  # latest, by Sector

    @property
    def key(self) -> str:
        """The key of its judgements."""
        return pair_key(self.row, self.column)

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {
            "key": self.key,
            "row": self.row,
            "column": self.column,
            "state": str(self.state),
            "relation": str(self.relation) if self.relation else None,
            "probability": None if self.probability is None else round(self.probability, 4),
            "evidence": [
                {**e.origin.to_json(), "text": e.text, "kind": str(e.kind), "strength": e.strength}
                for e in self.evidence
            ],
            "explanation": self.explanation.to_json() if self.explanation else None,
            "verdicts": {sector: str(verdict) for sector, verdict in sorted(self.verdicts.items())},
        }


@dataclass(frozen=True)
class MappingTable:
    """The work of one Sector (rows) against that of another (columns)."""

    row_sector: str
    column_sector: str
    row_kind: str  # "question", "working-party" or "group"
    column_kind: str
    rows: tuple[MappedItem, ...]
    columns: tuple[MappedItem, ...]
    pairs: tuple[MappedPair, ...] = ()  # by row, then likeliest first
    is_searched: bool = False  # matching has compared every row with every column
    examined: frozenset[frozenset[str]] = (
        frozenset()
    )  # two bodies or works in which people found nothing common

    @property
    def name(self) -> str:
        """A name for files: "itu-d-x-itu-r"."""
        return "-x-".join("-".join(s.casefold().split()) for s in (self.row_sector, self.column_sector))

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], MappedPair]:
        return {(pair.row, pair.column): pair for pair in self.pairs}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The number of each pair, from 1, by its key."""
        return {pair.key: number for number, pair in enumerate(self.pairs, 1)}

    @cached_property
    def _wordless(self) -> frozenset[str]:
        return frozenset(item.id for item in (*self.rows, *self.columns) if not item.has_words)

    def cell(self, row: str, column: str) -> MappedPair | EmptyState:
        """What stands in the cell, or why it is empty: people or a machine found nothing, or nobody looked."""
        pair = self._by_place.get((row, column))
        if pair is not None:
            return pair
        if self._is_examined(row, column):
            return EmptyState.NONE
        is_compared = self.is_searched and row not in self._wordless and column not in self._wordless
        return EmptyState.NONE_BY_MACHINE if is_compared else EmptyState.NOT_EXAMINED

    def _is_examined(self, row: str, column: str) -> bool:
        """Whether people found nothing between the two, or between the groups that they belong to."""
        if not self.examined:
            return False
        ours, theirs = self._names[row], self._names[column]
        return any(frozenset((one, other)) in self.examined for one in ours for other in theirs)

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        every = (*self.rows, *self.columns)
        return {item.id: (item.id, item.group) if item.group else (item.id,) for item in every}

    def of_row(self, row: str) -> tuple[MappedPair, ...]:
        """The pairs of a row."""
        return self._by_row.get(row, ())

    @cached_property
    def _by_row(self) -> dict[str, tuple[MappedPair, ...]]:
        found: dict[str, list[MappedPair]] = {}
        for pair in self.pairs:
            found.setdefault(pair.row, []).append(pair)
        return {row: tuple(pairs) for row, pairs in found.items()}

    def empty_row(self, row: str) -> EmptyState:
        """Why a row without pairs is empty."""
        if self.examined and all(self._is_examined(row, column.id) for column in self.columns):
            return EmptyState.NONE
        is_compared = self.is_searched and row not in self._wordless
        return EmptyState.NONE_BY_MACHINE if is_compared else EmptyState.NOT_EXAMINED

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON: every pair with its evidence; why the rows without pairs are empty."""
        return {
            "rows": [item.to_json() for item in self.rows],
            "columns": [item.to_json() for item in self.columns],
            "row_sector": self.row_sector,
            "column_sector": self.column_sector,
            "row_kind": self.row_kind,
            "column_kind": self.column_kind,
            "pairs": [pair.to_json() for pair in self.pairs],
            "empty": {
                item.id: str(self.empty_row(item.id)) for item in self.rows if not self.of_row(item.id)
            },
        }


@dataclass(frozen=True, slots=True)
class ResolutionsTable:
    """The adopted texts of the conferences per theme; a column may hold the texts of several conferences."""

    columns: tuple[tuple[str, ...], ...]  # the adopting bodies of each column
    rows: tuple[MatrixRow, ...]  # an entry's one column is the name that `column_name` gives
    suppressed: tuple[str, ...] = ()  # texts that are no longer in force and stand in no cell
    titles: Mapping[str, str] = field(default_factory=dict)  # of the texts, by id

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, for instance "RA / WRC"."""
        return tuple(map(self.column_name, self.columns))

    @staticmethod
    def column_name(bodies: tuple[str, ...]) -> str:
        """The name of a column.

        >>> ResolutionsTable.column_name(("RA", "WRC"))
        'RA / WRC'
        """
        return " / ".join(bodies)

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {
            "columns": [list(bodies) for bodies in self.columns],
            "rows": [
                {
                    "label": row.label,
                    "labels": dict(row.labels),
                    "cells": {
                        name: [
                            {**entry.to_json(), "origins": [origin.to_json() for origin in entry.origins]}
                            for entry in row.cell(name)
                        ]
                        for name in self.names
                    },
                    "empty": {name: str(row.empty[name]) for name in self.names if name in row.empty},
                }
                for row in self.rows
            ],
            "suppressed": list(self.suppressed),
            "titles": dict(self.titles),
        }
