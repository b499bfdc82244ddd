"""What was examined: the latest record for every pair that somebody looked at, and how a pair stands altogether."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q

from commonground.domain.theme import EntryState
from commonground.register import models
from commonground.register.suggestions import searched_sectors


class PairState(StrEnum):
    """How two things stand to each other. What nobody examined is never the same as what is not there."""

    NOT_EXAMINED = "not-examined"
    NONE_BY_MACHINE = "none-by-machine"  # matching compared the two Sectors and proposed nothing here
    NONE = "none"  # somebody looked and recorded that there is nothing
    FOUND = "found"  # somebody looked and recorded that there is something, but there is no link yet
    REFUSED = "refused"
    PROPOSED = "proposed"
    TO_BE_CONFIRMED = "to-be-confirmed"
    DISPUTED = "disputed"
    STATED = "stated"
    AGREED = "agreed"


_OF_LINKS: Mapping[str, PairState] = {  # the first that any link has is the pair's
    EntryState.AGREED: PairState.AGREED,
    EntryState.DISPUTED: PairState.DISPUTED,
    EntryState.STATED: PairState.STATED,
    EntryState.TO_BE_CONFIRMED: PairState.TO_BE_CONFIRMED,
    EntryState.PROPOSED: PairState.PROPOSED,
    EntryState.REJECTED: PairState.REFUSED,
}


_UNSETTLED = (PairState.PROPOSED, PairState.REFUSED)


@dataclass(frozen=True, slots=True)
class PairStanding:
    """How a pair stands, by which links, and who looked last."""

    left: str
    right: str
    state: PairState
    links: tuple[str, ...] = ()  # codes
    examined: models.Examination | None = None

    def to_json(self) -> dict[str, Any]:
        """As the interfaces show it."""
        return {
            "left": self.left,
            "right": self.right,
            "state": str(self.state),
            "links": list(self.links),
            "examined": examination_json(self.examined) if self.examined else None,
        }


def pair_state(left: str, right: str) -> PairStanding:
    """How an area and a Sector, or two bodies, Questions or texts, stand to each other.

    Links between the parts of two bodies count for the bodies, links of an area with any work of a Sector for that
    Sector. Links come before examinations, but that somebody found nothing counts more than proposals that nobody
    accepted or that were refused; ids are taken as the register has them. At most eight queries, whatever the size.
    """
    links = list(_links_between(left, right))
    looked = latest_between(left, right)
    codes = tuple(code for code, _ in links)
    was_searched = not links and looked is None and _sectors_of_both(left, right) in searched_sectors()
    found = None if looked is None else looked.found
    state = state_of_pair({state for _, state in links}, found, was_searched=was_searched)
    return PairStanding(left, right, state, codes, looked)


def state_of_pair(states: Collection[str], found: bool | None, *, was_searched: bool) -> PairState:
    """What follows from the states of a pair's links, and from what the latest examination found (None: there is none).

    `was_searched` tells whether matching compared the two Sectors whole.
    """
    of_links = next((pair for state, pair in _OF_LINKS.items() if state in states), None)
    if of_links is not None and not (of_links in _UNSETTLED and found is False):
        return of_links
    if found is not None:
        return PairState.FOUND if found else PairState.NONE
    return PairState.NONE_BY_MACHINE if was_searched else PairState.NOT_EXAMINED


def _sectors_of_both(left: str, right: str) -> frozenset[str]:
    return frozenset(sector for one in (left, right) for sector in _sectors_of(one))


def latest_between(left: str, right: str) -> models.Examination | None:
    """The latest examination of the pair, whichever was named first; those of themes' sub-topics are apart."""
    either = Q(left=left, right=right) | Q(left=right, right=left)
    return models.Examination.objects.filter(either, theme="").order_by("-pk").first()


def _links_between(left: str, right: str) -> Iterable[tuple[str, str]]:
    """Code and state of every current link of the pair, the surest first."""
    names = set(models.Sector.objects.filter(code__in=(left, right)).values_list("code", flat=True))
    current = models.LinkStanding.objects.filter(is_current=True)
    if names:
        other, sector = (left, right) if right in names else (right, left)
        rows = current.filter(Q(left=other) | Q(right=other))
        found = [row for row in rows.order_by("pk") if sector in row.sectors]
    else:
        ours, theirs = parts_of(left), parts_of(right)
        either = Q(left__in=ours, right__in=theirs) | Q(left__in=theirs, right__in=ours)
        found = list(current.filter(either).order_by("pk"))
    order = list(_OF_LINKS)
    return (
        (row.code, row.state) for row in sorted(found, key=lambda row: order.index(EntryState(row.state)))
    )


def parts_of(name: str) -> set[str]:
    """The id, and where it is a body's, the bodies below it and the Questions of all of them."""
    parents = models.Body.objects.values_list("code", "parent")
    below: dict[str | None, list[str]] = {}
    for code, parent in parents:
        below.setdefault(parent, []).append(code)
    found, waiting = {name}, [name]
    while waiting:
        for code in below.get(waiting.pop(), ()):
            if code not in found:
                found.add(code)
                waiting.append(code)
    either = Q(body__in=found) | Q(working_party__in=found)
    return found | set(models.Question.objects.filter(either).values_list("code", flat=True))


def _sectors_of(name: str) -> Collection[str]:
    body = models.Body.objects.filter(code=name).first()
    if body is not None:
        return list(body.sectors)
    return list(models.Question.objects.filter(code=name).values_list("sector", flat=True)[:1])


def nothing_found(theme: models.Theme) -> frozenset[tuple[str, str]]:
    """Every (sub-topic, Sector) of the theme whose latest examination found nothing."""
    latest: dict[tuple[str, str], bool] = {}
    for row in models.Examination.objects.filter(theme=theme.code).order_by("pk"):
        latest[row.left, row.right] = row.found
    return frozenset(place for place, found in latest.items() if not found)


def nothing_between() -> frozenset[frozenset[str]]:
    """The pairs outside themes (areas and Sectors, two bodies) whose latest examination found nothing."""
    rows = models.Examination.objects.filter(theme="").order_by("pk").values_list("left", "right", "found")
    latest = {frozenset((left, right)): found for left, right, found in rows}
    return frozenset(pair for pair, found in latest.items() if not found)


def latest_examinations() -> tuple[models.Examination, ...]:
    """The latest examination of every pair, themes apart, in the order of the pairs."""
    latest = {(row.theme, row.left, row.right): row for row in models.Examination.objects.order_by("pk")}
    return tuple(latest[place] for place in sorted(latest))


def examination_json(row: models.Examination) -> dict[str, Any]:
    """One examination as every interface shows it: who in which role, when, and what came of it."""
    return {
        "theme": row.theme,
        "left": row.left,
        "right": row.right,
        "found": row.found,
        "period": row.period,
        "role": row.role,
        "sector": row.sector,
        "at": row.at.isoformat(),
        "reason": row.reason,
    }
