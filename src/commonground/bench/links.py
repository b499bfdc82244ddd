"""How well known links between the work of different groups are found, with the facts that state them hidden."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.entity import EntityIndex
from commonground.analysis.items import items_of
from commonground.bench.evaluation import ABSENT, Ranks, mean_average_precision, ndcg_at, recall_at
from commonground.bench.lines import read_lines
from commonground.domain.profile import Profile
from commonground.domain.reference import ReferenceKind
from commonground.errors import BadInput
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.item import Item, ItemKind
from commonground.matching.lexical.term_list import TermList
from commonground.matching.pairing import pair_features
from commonground.matching.score import Matrix, Scorer, with_likeness
from commonground.matching.stated import StatedGraph, bare_id, bare_key
from commonground.text.compilation import compile_grammar
from commonground.text.reference import find_references

Gold = Mapping[str, frozenset[str]]
Scores = NDArray[np.float64]

_POOL = (ItemKind.BODY, ItemKind.QUESTION, ItemKind.INSTRUMENT)
_TOP = 10


def measure_links(path: Path, profile: Profile, encoder: Encoder) -> dict[str, float | int]:
    """Recall at 10, nDCG at 10 and mean average precision over the links of a file, and what they were measured on.

    Every `from` ranks the profile's bodies, Questions, adopted texts and Sectors outside its own group. Whatever
    states an asked pair is hidden, in both directions and all study periods; links that the profile states beside
    those asked for are known and do not take up places. Ends that the profile does not hold are never found.

    `recall@10` and the like take each `from` once a Sector that its links lead to, among that Sector's work, as the
    mapping tables do; `..._whole` take it once, among all work; `..._one_hidden` hide only one pair at a time;
    `..._stated` hide nothing. `n` counts links that leave their group, `n_inside` those that do not, which are left
    out. Raises UnreadableFile or BadInput naming the line for what is no file of links.
    """
    bench = _Bench(profile, encoder, read_links(path))
    asked = bench.asked
    if not asked:
        raise BadInput(
            "no link between groups in it", where=str(path), advice='give lines {"from": id, "to": id}'
        )
    n = sum(map(len, asked.values()))
    return {
        **_measures("", bench.ranks(is_by_sector=True)),
        **_measures("_whole", bench.ranks()),
        "recall@10_one_hidden": round(recall_at(bench.ranks_one_by_one(is_by_sector=True), _TOP), 4),
        "recall@10_one_hidden_whole": round(recall_at(bench.ranks_one_by_one(), _TOP), 4),
        "recall@10_stated": round(recall_at(bench.ranks(is_hidden=False, is_by_sector=True), _TOP), 4),
        "n": n,
        "n_from": len(asked),
        "n_inside": sum(map(len, bench.gold.values())) - n,
        "n_unknown": sum(len(ends - set(bench.ids)) for ends in asked.values()),
        "pool": len(bench.ids),
    }


def _measures(ending: str, ranks: Sequence[Ranks]) -> dict[str, float | int]:
    return {
        f"recall@10{ending}": round(recall_at(ranks, _TOP), 4),
        f"ndcg@10{ending}": round(ndcg_at(ranks, _TOP), 4),
        f"map{ending}": round(mean_average_precision(ranks), 4),
    }


def read_links(path: Path) -> list[tuple[str, str]]:
    """Both ends of each link: of lines with `from` and `to`, or with `id` and a list `related`."""
    return [link for where, row in read_lines(path) for link in _ends(row, where)]


def _ends(row: Mapping[str, Any], where: str) -> list[tuple[str, str]]:
    start, ends = row.get("from", row.get("id")), row["to"] if "to" in row else row.get("related")
    ends = [ends] if isinstance(ends, str) else ends
    if isinstance(start, str) and isinstance(ends, list) and all(isinstance(end, str) for end in ends):
        return [(start, end) for end in ends]
    raise BadInput(
        "no link", where=where, advice='a line needs "from" and "to", or "id" and a list "related", as text'
    )


@dataclass(frozen=True)
class _Bench:
    profile: Profile
    encoder: Encoder
    links: Sequence[tuple[str, str]]

    @cached_property
    def index(self) -> EntityIndex:
        return EntityIndex(self.profile)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        sectors = (
            Item(id=s.id, title=s.names.get("en", ""), kind=ItemKind.BODY, sector=s.id, group=s.id)
            for s in self.profile.sectors
        )
        known = items_of(self.profile)
        return (*known, *(sector for sector in sectors if sector.id not in {item.id for item in known}))

    @cached_property
    def pool(self) -> list[Item]:
        """All states of all work, each found under its bare id."""
        return sorted((item for item in self.items if item.kind in _POOL), key=lambda item: item.id)

    @cached_property
    def ids(self) -> list[str]:
        return sorted({bare_id(item.id) for item in self.pool})

    @cached_property
    def _places(self) -> NDArray[np.int64]:
        place = {identifier: number for number, identifier in enumerate(self.ids)}
        return np.array([place[bare_id(item.id)] for item in self.pool], dtype=np.int64)

    @cached_property
    def _firsts(self) -> list[Item]:
        """One item an id: its latest state."""
        latest = {
            bare_id(item.id): item for item in sorted(self.pool, key=lambda i: (i.id == bare_id(i.id), i.id))
        }
        return [latest[identifier] for identifier in self.ids]

    @cached_property
    def gold(self) -> Gold:
        """The links under the profile's own ids, by their start; links of an id with itself are left out."""
        grammar = compile_grammar(self.profile)
        known = set(self.ids)

        def own(identifier: str) -> str:
            if identifier in known:
                return identifier
            found = [r for r in find_references(identifier, grammar) if r.id is not None]
            finest = [r for r in found if r.kind is not ReferenceKind.SECTOR] or found
            return finest[-1].id or identifier if finest else identifier

        gold: dict[str, set[str]] = {}
        for start, end in ((own(start), own(end)) for start, end in self.links):
            if start != end:
                gold.setdefault(start, set()).add(end)
        return {start: frozenset(gold[start]) for start in sorted(gold)}

    @cached_property
    def asked(self) -> Gold:
        """The links that leave their group."""
        kept: dict[str, frozenset[str]] = {}
        for start, ends in self.gold.items():
            group = self.index.group_of(start)
            if leaving := frozenset(end for end in ends if self.index.group_of(end) != group):
                kept[start] = leaving
        return kept

    def ranks(self, *, is_hidden: bool = True, is_by_sector: bool = False) -> list[Ranks]:
        """Ranks of the ends of each start's links, or of those that lead to one Sector."""
        found: list[Ranks] = []
        for start, ends in self.asked.items():
            scores = self._scores(start, ends if is_hidden else ())
            for asked in self._by_sector(ends) if is_by_sector else [ends]:
                found.append(self._ranks_of(scores, start, asked, ends, is_by_sector))
        return found

    def ranks_one_by_one(self, *, is_by_sector: bool = False) -> list[Ranks]:
        """The rank of each link's end with that link alone hidden."""
        return [
            self._ranks_of(self._scores(start, (end,)), start, frozenset({end}), ends, is_by_sector)
            for start, ends in self.asked.items()
            for end in sorted(ends)
        ]

    def _by_sector(self, ends: Collection[str]) -> list[frozenset[str]]:
        sectors: dict[str, set[str]] = {}
        for end in ends:
            sectors.setdefault(self.index.sector_of(end) or "", set()).add(end)
        return [frozenset(sectors[sector]) for sector in sorted(sectors)]

    def _ranks_of(
        self, scores: Scores, start: str, asked: frozenset[str], known: Collection[str], is_by_sector: bool
    ) -> Ranks:
        """Worst-case ranks of the asked ends among work outside the group that is not already known to be linked."""
        group = self.index.group_of(start)
        taken = (
            self._graph(()).linked.get(start, frozenset()) | self._cited_from(start) | set(known)
        ) - asked
        sectors = {self.index.sector_of(end) for end in asked} if is_by_sector else set()
        standing = np.array(
            [
                item.group != group
                and item.id not in taken
                and (not is_by_sector or item.sector in sectors or item.id in asked)
                for item in self._firsts
            ]
        )
        values = np.where(standing, scores, -np.inf)
        wanted = np.array([identifier in asked for identifier in self.ids])
        order = np.lexsort((wanted, -values))
        ranks = np.flatnonzero(wanted[order]).astype(np.int64) + 1
        return np.concatenate([ranks, np.full(len(asked) - len(ranks), ABSENT, dtype=np.int64)])

    def _cited_from(self, start: str) -> frozenset[str]:
        own = [item for item in self.pool if bare_id(item.id) == start]
        return frozenset(other for item in own for other in item.references)

    def _scores(self, start: str, hidden: Collection[str]) -> Scores:
        """How probable a link of the start is with each id, the best over the states of both."""
        rows = [row for row, item in enumerate(self.starts) if bare_id(item.id) == start]
        graph = self._graph([bare_key(start, end) for end in sorted(hidden)])
        states = [_unfiled(self.starts[row]) if hidden else self.starts[row] for row in rows]
        likeness = {name: matrix[rows] for name, matrix in self._likeness.items()}
        features = {**likeness, **graph.features(states, self.pool)}
        probable = Scorer.load().probabilities(features, (len(rows), len(self.pool)))
        best = np.full(len(self.ids), -np.inf)
        np.maximum.at(best, self._places, probable.max(axis=0))
        return best

    def _graph(self, hidden: Sequence[str]) -> StatedGraph:
        return StatedGraph(self.items, self.profile.links, frozenset(hidden))

    @cached_property
    def starts(self) -> list[Item]:
        """The pool, and what stands in for starts that the profile does not hold."""
        return self.pool + [self._stand_in(start) for start in self.asked if start not in set(self.ids)]

    @cached_property
    def _likeness(self) -> dict[str, Matrix]:
        found = pair_features(self.starts, self.pool, self.encoder, TermList.of_profile(self.profile))
        groups = [np.array([item.group or item.id for item in side]) for side in (self.starts, self.pool)]
        return with_likeness(found.matrices, groups[0][:, None] == groups[1][None, :])

    def _stand_in(self, start: str) -> Item:
        """What an id that the profile does not hold tells by itself: the group it belongs to."""
        group = self.index.group_of(start)
        above = next((item for item in self.pool if item.id == group), None)
        return Item(
            id=start,
            parent=above.title if above else "",
            kind=ItemKind.QUESTION if self.index.is_question(start) else ItemKind.BODY,
            sector=self.index.sector_of(start),
            group=group,
        )


def _unfiled(item: Item) -> Item:
    """The item without the areas and mandates that a theme's matrix gives it: its links were drawn from there."""
    if item.kind is ItemKind.INSTRUMENT:
        return item
    return replace(item, areas=(), governing=tuple(one for one in item.governing if one in item.references))
