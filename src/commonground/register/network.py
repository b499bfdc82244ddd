"""How groups hang together: a network of their links and shared areas, and what flows between the Sectors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from django.db.models import Count, QuerySet

from commonground.analysis.consolidation import area_id
from commonground.domain.theme import EntryState
from commonground.register import models
from commonground.register.link_lists import visible_links
from commonground.register.routing import is_earlier_state
from commonground.register.standings import sectors_in
from commonground.register.work_links import AREA, IS_AREA
from commonground.register.workflows.actor import Actor

STATES = (
    EntryState.AGREED,
    EntryState.STATED,
    EntryState.TO_BE_CONFIRMED,
    EntryState.PROPOSED,
    EntryState.DISPUTED,
)
"""States of links that count; a refused link holds nothing together."""


@dataclass(frozen=True, slots=True)
class GroupNode:
    """A group of the network; `weight` is how many links and shared areas it has there."""

    code: str
    kind: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    sectors: Sequence[str] = ()
    weight: int = 0

    @property
    def sector(self) -> str:
        """Its Sector; "" where it is of several."""
        return self.sectors[0] if len(self.sectors) == 1 else ""


@dataclass(frozen=True, slots=True)
class GroupEdge:
    """What two groups have in common: links of their work by state, and the areas on which both work."""

    left: str
    right: str
    states: Mapping[str, int] = field(default_factory=dict)
    areas: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """Links and shared areas together."""
        return sum(self.states.values()) + len(self.areas)

    @property
    def state(self) -> str:
        """The surest state of its links; "" where only areas are shared."""
        return next((str(state) for state in STATES if self.states.get(state)), "")


@dataclass(frozen=True, slots=True)
class Network:
    """Groups and what they have in common, the heaviest first."""

    nodes: tuple[GroupNode, ...] = ()
    edges: tuple[GroupEdge, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """The links between two Sectors, or within one, by state."""

    left: str
    right: str
    states: Mapping[str, int]

    @property
    def number(self) -> int:
        """How many there are in all."""
        return sum(self.states.values())


def read_network(actor: Actor, area: str = "") -> Network:
    """The groups of the links that the actor may see, and what any two of them have in common.

    `area` is the id of an area ("area:climate-change"): then only links of its theme and areas at or below it count.
    Five statements.
    """
    rows = visible_links(actor).filter(is_current=True, state__in=STATES)
    states: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    links = rows.exclude(IS_AREA)
    if area:
        links = links.filter(theme__in=_themes_of(area))
    for groups, state, number in links.order_by().values_list("groups", "state").annotate(number=Count("pk")):
        if len(groups) == 2:
            states[groups[0], groups[1]][state] += number
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one, groups in _groups_of_areas(rows, area).items():
        for pair in combinations(sorted(groups), 2):
            shared[pair].add(one)
    pairs = sorted({*states, *shared})
    edges = [
        GroupEdge(left, right, dict(sorted(states[left, right].items())), tuple(sorted(shared[left, right])))
        for left, right in pairs
    ]
    return _network(edges, _bodies({code for pair in pairs for code in pair}))


def _themes_of(area: str) -> list[str]:
    """The labels of the area with this id, as links name their theme."""
    wanted = area.removeprefix(AREA).partition("/")[0]
    labels = {
        *models.Area.objects.values_list("label", flat=True),
        *models.Theme.objects.values_list("area", flat=True),
    }
    return [label for label in labels if area_id(label) == wanted]


def _groups_of_areas(rows: QuerySet[models.LinkStanding], area: str) -> dict[str, set[str]]:
    """By area the groups whose work is linked with it."""
    found: dict[str, set[str]] = defaultdict(set)
    for left, right, groups in rows.filter(IS_AREA).order_by().values_list("left", "right", "groups"):
        one = left if left.startswith(AREA) else right
        if not area or one == area or one.startswith(f"{area}/"):
            found[one].update(groups)
    return found


def _bodies(codes: Collection[str]) -> dict[str, GroupNode]:
    rows = models.Body.objects.values_list("code", "kind", "names", "sectors")
    return {
        code: GroupNode(code, kind, names, sectors) for code, kind, names, sectors in rows if code in codes
    }


def _network(edges: Iterable[GroupEdge], known: Mapping[str, GroupNode]) -> Network:
    kept = sorted(edges, key=lambda edge: (-edge.weight, edge.left, edge.right))
    weights: Counter[str] = Counter()
    for edge in kept:
        weights[edge.left] += edge.weight
        weights[edge.right] += edge.weight
    nodes = [replace(known.get(code, GroupNode(code)), weight=weight) for code, weight in weights.items()]
    return Network(tuple(sorted(nodes, key=lambda node: (-node.weight, node.code))), tuple(kept))


def narrowed(network: Network, *, sector: str = "", state: str = "", least: int = 1) -> Network:
    """The part of the network with edges of this weight or more: of one state only, with a group of the Sector."""
    known = {node.code: node for node in network.nodes}
    kept = []
    for edge in network.edges:
        if sector and not any(sector in known[code].sectors for code in (edge.left, edge.right)):
            continue
        one = edge
        if state:
            number = edge.states.get(state, 0)
            one = replace(edge, states={state: number} if number else {}, areas=())
        if one.weight >= max(1, least):
            kept.append(one)
    return _network(kept, known)


def areas_of_network(actor: Actor) -> list[str]:
    """The ids of the areas, without their sub-topics, that links of groups are about."""
    rows = (
        visible_links(actor)
        .filter(IS_AREA, is_current=True, state__in=STATES)
        .order_by()
        .values_list("left", "right")
    )
    ids = {one.partition("/")[0] for pair in rows for one in pair if one.startswith(AREA)}
    return sorted(ids)


def read_flows(actor: Actor, sectors: Sequence[str]) -> tuple[Flow, ...]:
    """The links between any two Sectors, and within each, by state; a link of three Sectors counts for each two."""
    column = "sectors" if is_earlier_state() else "touches"
    rows = visible_links(actor).filter(is_current=True, state__in=STATES).exclude(IS_AREA).order_by()
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for marks, state, number in rows.values_list(column, "state").annotate(number=Count("pk")):
        touched = [
            code for code in sectors if code in (marks if isinstance(marks, list) else sectors_in(marks))
        ]
        pairs: list[tuple[Any, ...]] = list(combinations(touched, 2)) or [(code, code) for code in touched]
        for left, right in pairs:
            found[left, right][state] += number
    order = {code: place for place, code in enumerate(sectors)}
    return tuple(
        Flow(left, right, dict(sorted(states.items())))
        for (left, right), states in sorted(
            found.items(), key=lambda one: (order[one[0][0]], order[one[0][1]])
        )
    )
