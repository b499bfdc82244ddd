"""A picture of what flows between parts of a whole: arcs on a circle, ribbons between them as wide as the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin

RADIUS = 150.0
BAND = 14.0  # how thick the arcs are
GAP = 0.09  # between two arcs, in radians
LEAST = 0.02  # share of the circle that the smallest ribbon takes at each end
LABEL_AT = RADIUS + BAND + 12


@dataclass(frozen=True, slots=True)
class Arc:
    """One part: the path of its arc, and where its label stands."""

    part: int
    path: str
    x: str
    y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """What two parts have in common: the path of the ribbon between their arcs."""

    left: int
    right: int
    path: str


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """Arcs in the order of the parts; ribbons with the widest first, so that narrow ones lie on top."""

    arcs: tuple[Arc, ...]
    ribbons: tuple[Ribbon, ...]


def flow_picture(parts: int, numbers: Mapping[tuple[int, int], int]) -> FlowPicture:
    """The picture of that many parts with these numbers between any two; what is within one part is left out."""
    between = {pair: number for pair, number in numbers.items() if pair[0] != pair[1] and number > 0}
    whole = sum(between.values())
    widths = {pair: max(LEAST, number / (2 * whole)) for pair, number in between.items()} if whole else {}
    total = 2 * sum(widths.values())
    room = 2 * pi - parts * GAP
    ends: dict[tuple[tuple[int, int], int], tuple[float, float]] = {}
    arcs = []
    at = -pi / 2
    for part in range(parts):
        start = at
        for pair in _around(part, parts, widths):
            step = room * widths[pair] / total
            ends[pair, part] = (at, at + step)
            at += step
        if at > start:
            arcs.append(_arc(part, start, at))
        at += GAP
    ordered = sorted(widths, key=lambda pair: -widths[pair])
    ribbons = [Ribbon(*pair, _ribbon_path(ends[pair, pair[0]], ends[pair, pair[1]])) for pair in ordered]
    return FlowPicture(tuple(arcs), tuple(ribbons))


def _around(part: int, parts: int, widths: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The ribbons of a part in the order in which they leave its arc so that few cross: to the part before first."""
    ours = [pair for pair in widths if part in pair]
    return sorted(ours, key=lambda pair: (part - (pair[0] + pair[1] - part)) % parts)


def _point(angle: float, radius: float) -> str:
    return f"{radius * cos(angle):.2f} {radius * sin(angle):.2f}"


def _arc(part: int, start: float, end: float) -> Arc:
    outer, long = RADIUS + BAND, int(end - start > pi)
    path = (
        f"M{_point(start, RADIUS)} A{RADIUS} {RADIUS} 0 {long} 1 {_point(end, RADIUS)} "
        f"L{_point(end, outer)} A{outer} {outer} 0 {long} 0 {_point(start, outer)} Z"
    )
    middle = (start + end) / 2
    across = cos(middle)
    anchor = "middle" if abs(across) < 0.25 else ("start" if across > 0 else "end")
    return Arc(part, path, f"{LABEL_AT * across:.2f}", f"{LABEL_AT * sin(middle):.2f}", anchor)


def _ribbon_path(one: tuple[float, float], other: tuple[float, float]) -> str:
    (a, b), (c, d) = one, other
    return (
        f"M{_point(a, RADIUS)} A{RADIUS} {RADIUS} 0 {int(b - a > pi)} 1 {_point(b, RADIUS)} "
        f"Q0 0 {_point(c, RADIUS)} A{RADIUS} {RADIUS} 0 {int(d - c > pi)} 1 {_point(d, RADIUS)} "
        f"Q0 0 {_point(a, RADIUS)} Z"
    )
