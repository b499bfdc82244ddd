"""What sources state of pairs of items: links, citations, succession, families, shared references.

Every feature is a matrix left x right of float32 from 0 to 1, in which more is always more reason to link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from commonground.domain.link import Link
from commonground.domain.suggestion import pair_key
from commonground.matching.item import Item, ItemKind

Features = dict[str, NDArray[np.float32]]

LINKED = "linked"  # a link between the two is stated
CITED = "cited"  # one's text or relationship section names the other
INHERITED = "inherited"  # the same of a predecessor or successor of one of them
FAMILY = "family"  # the same of the body above, or of a part, of one of them
HABIT = "habit"  # how often the two groups' other work is linked
PROMINENCE = "prominence"  # how often links end at both
SHARED_REFERENCES = "shared_references"  # both cite, or are linked with, the same third; rare ones count more
SHARED_GOVERNING = "shared_governing"  # the same instruments mandate both
SHARED_AREAS = "shared_areas"  # a source files both under the same area
WHOLE_GROUPS = "whole_groups"  # share of the two that are whole groups, not pieces of work inside one
BOTH_ADOPTED = "both_adopted"  # both are adopted texts
MIXED = "mixed"  # one is an adopted text, the other a body or its work
SAME_SECTOR = "same_sector"

STATED_FEATURES = (
    LINKED,
    CITED,
    INHERITED,
    FAMILY,
    HABIT,
    PROMINENCE,
    SHARED_REFERENCES,
    SHARED_GOVERNING,
    SHARED_AREAS,
)
"""What speaks for a link."""

STRUCTURE_FEATURES = (WHOLE_GROUPS, BOTH_ADOPTED, MIXED, SAME_SECTOR)
"""What the two are, which speaks neither for nor against."""

_MANY = 8.0  # links after which more say no more of a habit or of prominence


def bare_id(identifier: str) -> str:
    """The id without its study period.

    >>> bare_id("ITU-T Q7/5@2017-2020")
    'ITU-T Q7/5'
    """
    return identifier.split("@", 1)[0]


def bare_key(left: str, right: str) -> str:
    """The pair's key whatever the study periods."""
    return pair_key(bare_id(left), bare_id(right))


def _saturating(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.minimum(1.0, np.log1p(counts) / np.log1p(_MANY)), dtype=np.float32)


@dataclass(frozen=True)
class StatedGraph:
    """All that is stated of a set of items, ready to be asked pair by pair or matrix by matrix.

    `hidden` holds pairs (as `bare_key`) of which every statement is left out, in both directions and all periods:
    what a measurement needs to ask for a link that the facts already hold.
    """

    items: Sequence[Item]
    links: Sequence[Link] = ()
    hidden: Collection[str] = field(default_factory=frozenset)

    @cached_property
    def _by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def linked(self) -> Mapping[str, frozenset[str]]:
        """The other ends of each id's stated links."""
        return self._both_ways(
            (self._end(link.subject, link), self._end(link.object, link)) for link in self.links
        )

    @cached_property
    def cited(self) -> Mapping[str, frozenset[str]]:
        """The ids that each id cites or is cited by."""
        return self._both_ways((item.id, other) for item in self.items for other in item.references)

    def _end(self, identifier: str, link: Link) -> str:
        keyed = f"{identifier}@{link.period}"
        return keyed if link.period and keyed in self._by_id else identifier

    def _both_ways(self, pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for one, other in pairs:
            if one != other and not self._is_hidden(one, other):
                found[one].add(other)
                found[other].add(one)
        return {one: frozenset(others) for one, others in found.items()}

    def _is_hidden(self, one: str, other: str) -> bool:
        return bool(self.hidden) and bare_key(one, other) in self.hidden

    @cached_property
    def _links_by_pair(self) -> Mapping[str, tuple[Link, ...]]:
        found: dict[str, list[Link]] = defaultdict(list)
        for link in self.links:
            ends = self._end(link.subject, link), self._end(link.object, link)
            if not self._is_hidden(*ends):
                found[pair_key(*ends)].append(link)
        return {key: tuple(links) for key, links in found.items()}

    def links_between(self, one: str, other: str) -> tuple[Link, ...]:
        """The stated links of two ids, in either direction, in the order given."""
        return self._links_by_pair.get(pair_key(one, other), ())

    @cached_property
    def lineage(self) -> Mapping[str, frozenset[str]]:
        """Each id with all its predecessors and successors, itself left out."""
        tied: dict[str, set[str]] = defaultdict(set)
        for item in self.items:
            for earlier in item.predecessors:
                tied[item.id].add(earlier)
                tied[earlier].add(item.id)
        found: dict[str, frozenset[str]] = {}
        for start in tied:
            if start in found:
                continue
            chain, open_ends = {start}, [start]
            while open_ends:
                fresh = tied[open_ends.pop()] - chain
                chain |= fresh
                open_ends += fresh
            for one in chain:
                found[one] = frozenset(chain - {one})
        return found

    @cached_property
    def members(self) -> Mapping[str, frozenset[str]]:
        """The ids of the work of each group, the group's own among them."""
        found: dict[str, set[str]] = defaultdict(set)
        for item in self.items:
            if item.group:
                found[item.group].update((item.id, item.group))
        return {group: frozenset(ids) for group, ids in found.items()}

    def group_of(self, identifier: str) -> str:
        """The group an id's work belongs to; the id itself where none is known."""
        item = self._by_id.get(identifier)
        return (item.group if item else None) or identifier

    def relatives(self, item: Item) -> frozenset[str]:
        """The group an item belongs to, and its other work if the item is the group."""
        if item.group and item.group != item.id:
            return frozenset({item.group})
        return self.members.get(item.id, frozenset()) - {item.id}

    @cached_property
    def _nodes(self) -> dict[str, int]:
        ids = {item.id for item in self.items} | {item.group for item in self.items if item.group}
        ids |= set(self.linked) | set(self.cited) | set(self.lineage)
        return {identifier: place for place, identifier in enumerate(sorted(ids))}

    @cached_property
    def _edges(self) -> csr_array:
        # Stated ties of any sort, both ways, one a pair.
        pairs = {(one, other) for ties in (self.linked, self.cited) for one in ties for other in ties[one]}
        return self._incidence_of(sorted(pairs))

    @cached_property
    def _outward(self) -> csr_array:
        # The ties that leave the group: those inside say nothing of habits.
        pairs = {(one, other) for ties in (self.linked, self.cited) for one in ties for other in ties[one]}
        return self._incidence_of(sorted(p for p in pairs if self.group_of(p[0]) != self.group_of(p[1])))

    def _incidence_of(self, pairs: Sequence[tuple[str, str]]) -> csr_array:
        rows = [self._nodes[one] for one, _ in pairs]
        columns = [self._nodes[other] for _, other in pairs]
        size = len(self._nodes)
        return csr_array((np.ones(len(pairs), dtype=np.float32), (rows, columns)), shape=(size, size))

    def _rows(self, sets: Sequence[Collection[str]]) -> csr_array:
        # One row a set of ids, 1 at each of the ids that are nodes.
        nodes = self._nodes
        places = [sorted(nodes[one] for one in ids if one in nodes) for ids in sets]
        columns = np.array([place for row in places for place in row], dtype=np.int64)
        starts = np.cumsum([0, *(len(row) for row in places)])
        data = np.ones(len(columns), dtype=np.float32)
        return csr_array((data, columns, starts), shape=(len(sets), len(nodes)))

    def features(self, left: Sequence[Item], right: Sequence[Item]) -> Features:
        """The matrices of `STATED_FEATURES` and `STRUCTURE_FEATURES`, left x right."""
        sides = [_Side.of(self, items) for items in (left, right)]
        ours, theirs = sides
        edges, outward, asked = self._edges, self._outward, self._asked(left, right)
        direct = {
            name: self._direct(ours.own, theirs.own, ties)
            for name, ties in ((LINKED, self.linked), (CITED, self.cited))
        }
        is_direct = np.maximum(direct[LINKED], direct[CITED]) > 0
        lineal = _dense(ours.line @ edges @ theirs.line.T) > 0
        family = _dense(ours.kin @ edges @ theirs.line.T + ours.line @ edges @ theirs.kin.T) > 0
        between = _dense(ours.group @ outward @ theirs.group.T)
        mutual = _dense(ours.line @ outward @ theirs.line.T)
        degree = [np.asarray((side.line @ outward).sum(axis=1), dtype=np.float32) for side in sides]
        # Both must be in the habit of being linked: a text that nobody has linked yet is not drawn to the well-known.
        known = [np.maximum(one - mutual, 0.0) for one in (degree[0][:, None], degree[1][None, :])]
        return {
            **direct,
            INHERITED: (lineal & ~is_direct).astype(np.float32),
            FAMILY: (family & ~lineal & ~is_direct).astype(np.float32),
            HABIT: _saturating(np.maximum(between - mutual, 0.0)),
            PROMINENCE: _saturating(np.sqrt(known[0] * known[1])),
            SHARED_REFERENCES: _shared(ours.line @ edges, theirs.line @ edges),
            SHARED_GOVERNING: self._shared_of(left, right, "governing") * asked,
            SHARED_AREAS: self._shared_of(left, right, "areas") * asked,
            **_structure(left, right),
        }

    def _asked(self, left: Sequence[Item], right: Sequence[Item]) -> NDArray[np.float32]:
        """0 where a hidden pair of work stands: a source that files both under one area says that they are linked."""
        shown = np.ones((len(left), len(right)), dtype=np.float32)
        for row, one in enumerate(left if self.hidden else ()):
            for column, other in enumerate(right):
                if ItemKind.INSTRUMENT not in (one.kind, other.kind) and self._is_hidden(one.id, other.id):
                    shown[row, column] = 0.0
        return shown

    def _direct(
        self, ours: csr_array, theirs: csr_array, ties: Mapping[str, frozenset[str]]
    ) -> NDArray[np.float32]:
        pairs = sorted((one, other) for one, others in ties.items() for other in others)
        return (_dense(ours @ self._incidence_of(pairs) @ theirs.T) > 0).astype(np.float32)

    def _shared_of(self, left: Sequence[Item], right: Sequence[Item], name: str) -> NDArray[np.float32]:
        sets = [[self.visible(item, name) for item in side] for side in (left, right)]
        keys = sorted({key for side in sets for ids in side for key in ids})
        place = {key: index for index, key in enumerate(keys)}
        rows = []
        for side in sets:
            found = [(row, place[key]) for row, ids in enumerate(side) for key in ids]
            data = np.ones(len(found), dtype=np.float32)
            at = (np.array([r for r, _ in found], dtype=int), np.array([c for _, c in found], dtype=int))
            rows.append(csr_array((data, at), shape=(len(side), len(keys))))
        return _shared(rows[0], rows[1])

    def visible(self, item: Item, name: str) -> list[str]:
        """The ids in that field of an item, sorted, without those of hidden pairs."""
        ids: tuple[str, ...] = getattr(item, name)
        return sorted({one for one in ids if not self._is_hidden(item.id, one)})


@dataclass(frozen=True)
class _Side:
    """Incidence of one side's items with the graph's nodes."""

    own: csr_array
    line: csr_array  # with predecessors and successors
    kin: csr_array  # the group above or the parts below
    group: csr_array  # everything of the item's group

    @classmethod
    def of(cls, graph: StatedGraph, items: Sequence[Item]) -> _Side:
        lines = [{item.id, *graph.lineage.get(item.id, ())} for item in items]
        groups = [graph.members.get(item.group or item.id, frozenset({item.id})) for item in items]
        return cls(
            own=graph._rows([{item.id} for item in items]),
            line=graph._rows(lines),
            kin=graph._rows([graph.relatives(item) for item in items]),
            group=graph._rows([*groups]),
        )


def _structure(left: Sequence[Item], right: Sequence[Item]) -> Features:
    whole, adopted, work = (
        [np.array([test(item) for item in side], dtype=np.float32) for side in (left, right)]
        for test in (
            lambda item: item.kind is ItemKind.BODY and item.group == item.id,
            lambda item: item.kind is ItemKind.INSTRUMENT,
            lambda item: item.kind in (ItemKind.BODY, ItemKind.QUESTION),
        )
    )
    sectors = [np.array([item.sector or "" for item in side]) for side in (left, right)]
    is_same = (sectors[0][:, None] == sectors[1][None, :]) & (sectors[0] != "")[:, None]
    return {
        WHOLE_GROUPS: np.asarray((whole[0][:, None] + whole[1][None, :]) / 2, dtype=np.float32),
        BOTH_ADOPTED: np.outer(adopted[0], adopted[1]).astype(np.float32),
        MIXED: np.outer(adopted[0], work[1]) + np.outer(work[0], adopted[1]),
        SAME_SECTOR: is_same.astype(np.float32),
    }


def _dense(matrix: csr_array) -> NDArray[np.float32]:
    return np.asarray(matrix.toarray(), dtype=np.float32)


def _shared(ours: csr_array, theirs: csr_array) -> NDArray[np.float32]:
    # What two rows share, each thing weighted by how few have it (Adamic and Adar, 2003), from 0 to below 1.
    ours, theirs = (ours > 0).astype(np.float32), (theirs > 0).astype(np.float32)
    having = np.asarray(ours.sum(axis=0)).ravel() + np.asarray(theirs.sum(axis=0)).ravel()
    weights = diags_array(1.0 / np.log2(2.0 + having))
    total = _dense(csr_array(ours @ weights @ theirs.T))
    return (total / (1.0 + total)).astype(np.float32)
