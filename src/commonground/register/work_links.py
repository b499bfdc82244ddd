"""What works have in common with others: links by the Sector on the other side, areas they address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from commonground.analysis.consolidation import area_id
from commonground.domain.link import Predicate
from commonground.domain.suggestion import pair_key
from commonground.register import models
from commonground.register.examinations import state_of_pair
from commonground.register.link_lists import LIKELIEST_FIRST, touching, visible_links, with_side
from commonground.register.links import ready
from commonground.register.workflows.actor import Actor

AREA = "area:"  # how the ids of areas begin
MOST_AREA_LINKS = 2000  # read for the areas of one group
IS_AREA = Q(left__startswith=AREA) | Q(right__startswith=AREA)


@dataclass(frozen=True, slots=True)
class SectorLinks:
    """The links with one other Sector: how many in each state, and the likeliest of them."""

    sector: str  # "" for links that stay within the works' own Sectors
    states: Mapping[str, int]
    links: Sequence[models.LinkStanding] = ()

    @property
    def number(self) -> int:
        """How many there are in all."""
        return sum(self.states.values())


@dataclass
class AddressedArea:
    """An area that works are linked with: how, and which works."""

    id: str
    title: str
    links: list[models.LinkStanding] = field(default_factory=list)

    @property
    def state(self) -> str:
        """The surest state of its links."""
        return str(state_of_pair({link.state for link in self.links}, None, was_searched=False))


def links_of_works(works: Collection[str], actor: Actor) -> QuerySet[models.LinkStanding]:
    """The current links of these works that the actor may see."""
    return with_side(visible_links(actor).filter(is_current=True), works)


def links_by_sector(
    works: Collection[str], own: Sequence[str], actor: Actor, *, most: int = 10
) -> tuple[SectorLinks, ...]:
    """The links of the works with each other Sector, in the profile's order, then those within their own.

    `most` links are read of each, the likeliest; links with areas are left out. Two statements a Sector and three more.
    """
    rows = links_of_works(works, actor).exclude(IS_AREA)
    codes = list(models.Sector.objects.order_by("pk").values_list("code", flat=True))
    others = [code for code in codes if code not in own]
    parts: list[tuple[str, QuerySet[models.LinkStanding]]] = [
        (code, rows.filter(touching(code))) for code in others
    ]
    within = rows
    for code in others:
        within = within.exclude(touching(code))
    parts.append(("", within))
    counted = {code: _states(part) for code, part in parts}
    chosen = {
        code: list(part.order_by(*LIKELIEST_FIRST).values_list("pk", flat=True)[:most])
        for code, part in parts
        if counted[code]
    }
    wanted = {pk for keys in chosen.values() for pk in keys}
    found = (
        {row.pk: row for row in ready(models.LinkStanding.objects.filter(pk__in=wanted))} if wanted else {}
    )
    return tuple(
        SectorLinks(code, counted[code], [found[pk] for pk in keys if pk in found])
        for code, keys in chosen.items()
    )


def _states(rows: QuerySet[models.LinkStanding]) -> dict[str, int]:
    counted = rows.order_by().values_list("state").annotate(number=Count("pk"))
    return dict(sorted(counted))


def liaisons_of_works(works: Collection[str], actor: Actor, *, most: int = 30) -> list[models.LinkStanding]:
    """The links by which the works are said to liaise with others, stated ones first; four statements."""
    rows = links_of_works(works, actor).exclude(IS_AREA).filter(relation=Predicate.LIAISES_WITH)
    ids = list(rows.order_by(*LIKELIEST_FIRST).values_list("pk", flat=True)[:most])
    return (
        list(ready(models.LinkStanding.objects.filter(pk__in=ids).order_by(*LIKELIEST_FIRST))) if ids else []
    )


def areas_of_works(works: Collection[str], actor: Actor) -> list[AddressedArea]:
    """The areas that the works are linked with, the most often first."""
    rows = links_of_works(works, actor).filter(IS_AREA).order_by("pk")[:MOST_AREA_LINKS]
    found: dict[str, AddressedArea] = {}
    for link in rows:
        is_left = link.left.startswith(AREA)
        area, title = (link.left, link.left_title) if is_left else (link.right, link.right_title)
        found.setdefault(area, AddressedArea(area, title)).links.append(link)
    return sorted(found.values(), key=lambda one: (-len(one.links), one.title.casefold()))


def area_names() -> dict[str, Mapping[str, str]]:
    """By id of an area or of a theme's sub-topic, its name by language; two statements."""
    found: dict[str, Mapping[str, str]] = {}
    rows = models.ThemeRow.objects.select_related("table__theme").order_by("-pk")
    for row in rows:
        found[f"{AREA}{area_id(row.table.theme.area)}/{area_id(row.label)}"] = row.labels or {"en": row.label}
    for label, labels in models.Area.objects.values_list("label", "labels"):
        found[f"{AREA}{area_id(label)}"] = labels or {"en": label}
    return found


def ours_and_theirs(link: models.LinkStanding, works: Collection[str]) -> tuple[int, int]:
    """Which side of the link is one of the works (0 left, 1 right), and which is the other."""
    return (1, 0) if link.right in works and link.left not in works else (0, 1)


def states_of_works(works: Iterable[str], actor: Actor) -> dict[str, dict[str, int]]:
    """For each of the works that has links, how many in each state; two statements."""
    wanted = set(works)
    found: dict[str, Counter[str]] = {}
    rows = visible_links(actor).filter(is_current=True).exclude(IS_AREA).order_by()
    for side in ("left", "right"):
        counted = (
            rows.filter(**{f"{side}__in": sorted(wanted)})
            .values_list(side, "state")
            .annotate(number=Count("pk"))
        )
        for work, state, number in counted:
            found.setdefault(work, Counter())[state] += number
    return {work: dict(sorted(states.items())) for work, states in found.items()}


def explanations_of(links: Iterable[models.LinkStanding]) -> dict[str, dict[str, Any]]:
    """By key of a link, what matching says of it; one statement."""
    keys = [link.key for link in links]
    rows = models.Suggestion.objects.filter(key__in=keys).values_list("key", "explanation")
    return {key: told for key, told in rows if told}


def evidence_of(links: Iterable[models.LinkStanding]) -> dict[str, list[dict[str, Any]]]:
    """By key of a link, the places that state it; one statement."""
    wanted = {link.key: link for link in links}
    sides = {side for link in wanted.values() for side in (link.left, link.right)}
    rows = (
        models.LinkEvidence.objects.filter(
            link__subject__in=sides, link__object__in=sides, link__retired_at=None
        )
        .select_related("link", "document")
        .order_by("pk")
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        key = pair_key(row.link.subject, row.link.object)
        if key in wanted:
            found.setdefault(key, []).append(_evidence(row))
    return found


def _evidence(row: models.LinkEvidence) -> dict[str, Any]:
    document = row.document
    return {
        "text": row.text,
        "kind": row.kind,
        "document": document.pk if document else None,
        "title": (document.title or document.name) if document else row.source,
        "language": document.language if document else None,
        "locator": row.locator,
    }
