"""The network of groups, and what flows between the Sectors: as pictures, as tables, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from commonground.api.derived import derived
from commonground.api.paging import Paging, page_of_values
from commonground.api.viewer import Viewer, viewer_of
from commonground.errors import BadInput
from commonground.register.network import (
    STATES,
    Flow,
    GroupEdge,
    Network,
    areas_of_network,
    narrowed,
    read_flows,
    read_network,
)
from commonground.web.flow_picture import flow_picture
from commonground.web.page import show
from commonground.web.sectors import sector_words
from commonground.web.work_view import names_of_areas

ROWS = 25  # of the table of pairs on one page
NODES = 300  # drawn at most, the heaviest first
EDGES = 2500
LEAST = (1, 2, 3, 5, 10, 20)
HEATS = 5  # steps of the ground of the table's cells


def map_page(request: HttpRequest) -> HttpResponse:
    """Which groups have what in common, narrowed to a Sector, an area, a state, and a least number of links."""
    viewer = viewer_of(request)
    wanted = _wanted(request)
    sectors = sector_words()
    network = narrowed(
        _network(viewer, wanted["area"]),
        sector=wanted["sector"],
        state=wanted["state"],
        least=int(wanted["least"]),
    )
    names = names_of_areas()
    flows = derived("flows", lambda: read_flows(viewer.actor, list(sectors)), viewer.sees_proposals)
    page = page_of_values(network.edges, Paging(limit=ROWS, cursor=request.GET.get("cursor", "")[:200]))
    drawn = _drawn(network)
    groups = {node.code: dict(node.names) for node in network.nodes}
    data = {
        "wanted": wanted,
        "sectors": sectors,
        "network": _network_json(drawn, list(sectors), names),
        "numbers": {
            "groups": len(network.nodes),
            "pairs": len(network.edges),
            "drawn_groups": len(drawn.nodes),
            "drawn_pairs": len(drawn.edges),
        },
        "pairs": [_pair_json(edge, names, groups) for edge in page["items"]],
        "next_cursor": page["next_cursor"],
        "flows": [
            {"left": one.left, "right": one.right, "number": one.number, "states": one.states}
            for one in flows
        ],
    }
    extra = {
        "areas": _area_choices(viewer, names),
        "states": [str(state) for state in STATES],
        "least": [str(number) for number in LEAST],
        **_picture(flows, sectors),
    }
    return show(request, "web/map/map.html", data, extra=extra)


def _wanted(request: HttpRequest) -> dict[str, str]:
    """The filter; raises BadInput for a state or number that there is not."""
    found = {name: request.GET.get(name, "").strip()[:200] for name in ("sector", "area", "state")}
    least = request.GET.get("least", "1").strip() or "1"
    if found["state"] and found["state"] not in set(STATES):
        raise BadInput(_("there is no such state"), where="state", advice=_("take one of the list"))
    if not (least.isdecimal() and len(least) <= 6):
        raise BadInput(_("a number is needed"), where="least", advice=_("take one of the list"))
    return {**found, "least": str(int(least))}


def _network(viewer: Viewer, area: str) -> Network:
    return derived("network", lambda: read_network(viewer.actor, area), area, viewer.sees_proposals)


def _drawn(network: Network) -> Network:
    """What a picture can hold: the heaviest groups, and the heaviest pairs of these."""
    nodes = network.nodes[:NODES]
    codes = {node.code for node in nodes}
    edges = [edge for edge in network.edges if edge.left in codes and edge.right in codes]
    return Network(nodes, tuple(edges[:EDGES]))


def _network_json(network: Network, sectors: Sequence[str], names: Mapping[str, Any]) -> dict[str, Any]:
    place = {code: number for number, code in enumerate(sectors)}
    return {
        "nodes": [
            {
                "id": node.code,
                "names": dict(node.names),
                "kind": node.kind,
                "sectors": list(node.sectors),
                "place": place.get(node.sector, len(sectors)),
                "weight": node.weight,
                "address": reverse("group", args=[node.code]),
            }
            for node in network.nodes
        ],
        "edges": [
            {
                "left": edge.left,
                "right": edge.right,
                "weight": edge.weight,
                "state": edge.state,
                "states": dict(edge.states),
                "areas": list(edge.areas),
            }
            for edge in network.edges
        ],
    }


def _pair_json(edge: GroupEdge, names: Mapping[str, Any], groups: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "left": edge.left,
        "right": edge.right,
        "left_names": groups.get(edge.left, {}),
        "right_names": groups.get(edge.right, {}),
        "weight": edge.weight,
        "states": dict(edge.states),
        "areas": [{"id": one, "names": names.get(one) or {"en": one}} for one in edge.areas],
    }


def _area_choices(viewer: Viewer, names: Mapping[str, Any]) -> list[dict[str, Any]]:
    ids = derived("network-areas", lambda: areas_of_network(viewer.actor), viewer.sees_proposals)
    return [{"id": one, "names": names.get(one) or {"en": one.partition(":")[2]}} for one in ids]


def _picture(flows: Sequence[Flow], sectors: Mapping[str, str]) -> dict[str, Any]:
    """The flow picture with the words of its parts, and the table that says the same."""
    codes = list(sectors)
    numbers = {(codes.index(one.left), codes.index(one.right)): one for one in flows}
    picture = flow_picture(len(codes), {pair: one.number for pair, one in numbers.items()})
    most = max((one.number for one in flows), default=0)
    totals = [
        sum(one.number for pair, one in numbers.items() if part in pair and pair[0] != pair[1])
        for part in range(len(codes))
    ]
    return {
        "arcs": [
            {"arc": arc, "name": sectors[codes[arc.part]], "number": totals[arc.part]} for arc in picture.arcs
        ],
        "ribbons": [
            {
                "ribbon": one,
                "flow": numbers[one.left, one.right],
                "left": sectors[codes[one.left]],
                "right": sectors[codes[one.right]],
            }
            for one in picture.ribbons
        ],
        "table": [
            {
                "name": sectors[code],
                "code": code,
                "cells": [_cell(row, column, numbers, codes, most) for column in range(len(codes))],
            }
            for row, code in enumerate(codes)
        ],
    }


def _cell(
    row: int, column: int, numbers: Mapping[tuple[int, int], Flow], codes: Sequence[str], most: int
) -> dict[str, Any]:
    flow = numbers.get((min(row, column), max(row, column)))
    number = flow.number if flow else 0
    heat = -(-HEATS * number // most) if most and number else 0
    return {
        "code": codes[column],
        "number": number,
        "states": dict(flow.states) if flow else {},
        "heat": heat,
        "is_above": column < row,  # the same pair as a cell further up
    }


urlpatterns: list[URLPattern] = [
    path("map/", map_page, name="map"),
]
