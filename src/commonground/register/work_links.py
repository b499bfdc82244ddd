"""What works have in common with others: links by the Sector on the other side, areas they address."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from commonground.analysis.consolidation import area_id
from commonground.domain.link import Predicate
from commonground.domain.suggestion import pair_key
from commonground.register import models
from commonground.register.examinations import state_of_pair
from commonground.register.link_lists import visible_links
from commonground.register.links import ready
from commonground.register.routing import is_earlier_state
from commonground.register.standings import sectors_in
from commonground.register.workflows.actor import Actor

AREA = "area:"  # how the ids of areas begin
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


class LinkRow(NamedTuple):
    """A link as far as the pages of its works sort and count it."""

    pk: int
    code: str
    left: str
    right: str
    left_title: str
    right_title: str
    state: str
    relation: str
    is_stated: bool
    probability: float | None
    touched: Sequence[str]  # the Sectors

    @property
    def is_of_area(self) -> bool:
        """Whether it files a work under an area."""
        return self.left.startswith(AREA) or self.right.startswith(AREA)

    @property
    def place(self) -> tuple[bool, bool, float, int]:
        """By what the likeliest links come first, in the order of `link_lists.LIKELIEST_FIRST`."""
        return not self.is_stated, self.probability is None, -(self.probability or 0), self.pk


@dataclass
class AddressedArea:
    """An area that works are linked with: how, and which works."""

    id: str
    title: str
    links: list[LinkRow] = field(default_factory=list)

    @property
    def state(self) -> str:
        """The surest state of its links."""
        return str(state_of_pair({link.state for link in self.links}, None, was_searched=False))


def links_of_works(works: Collection[str], actor: Actor) -> QuerySet[models.LinkStanding]:
    """The current links of these works that the actor may see: gathered by index, however many the works are."""
    every = models.LinkStanding._base_manager.order_by()
    left, right = (every.filter(**{f"{side}__in": works}).values("pk") for side in ("left", "right"))
    return visible_links(actor).filter(is_current=True, pk__in=left.union(right, all=True))


def read_links(works: Collection[str], actor: Actor) -> list[LinkRow]:
    """The same links, each read once for all that a page tells of them; one statement."""
    touched = "sectors" if is_earlier_state() else "touches"  # scratch copies lack the column for lists
    fields = (*LinkRow._fields[:-1], touched)
    rows = links_of_works(works, actor).order_by("pk").values_list(*fields)
    return [LinkRow._make((*row, _sectors(marks))) for *row, marks in rows]


def _sectors(marks: Any) -> list[str]:
    return marks if isinstance(marks, list) else sectors_in(marks)


def links_by_sector(
    rows: Iterable[LinkRow], own: Sequence[str], *, most: int = 10
) -> tuple[SectorLinks, ...]:
    """The links with each other Sector, in the profile's order, then those within the works' own.

    `most` links are read of each, the likeliest; links with areas are left out. Four statements.
    """
    codes = models.Sector.objects.order_by("pk").values_list("code", flat=True)
    others = [code for code in codes if code not in own]
    parts: dict[str, list[LinkRow]] = {code: [] for code in (*others, "")}
    for row in rows:
        if not row.is_of_area:
            for code in [code for code in others if code in row.touched] or ("",):
                parts[code].append(row)
    chosen = {code: _likeliest(part, most) for code, part in parts.items() if part}
    found = _ready({pk for keys in chosen.values() for pk in keys})
    return tuple(
        SectorLinks(
            code,
            dict(sorted(Counter(row.state for row in parts[code]).items())),
            [found[pk] for pk in keys if pk in found],
        )
        for code, keys in chosen.items()
    )


def liaisons_among(rows: Iterable[LinkRow], *, most: int = 30) -> list[models.LinkStanding]:
    """The links by which the works are said to liaise with others, stated ones first; three statements."""
    liaisons = [row for row in rows if row.relation == Predicate.LIAISES_WITH and not row.is_of_area]
    keys = _likeliest(liaisons, most)
    found = _ready(keys)
    return [found[pk] for pk in keys if pk in found]


def _likeliest(rows: Sequence[LinkRow], most: int) -> list[int]:
    return [row.pk for row in heapq.nsmallest(most, rows, key=lambda row: row.place)]


def _ready(keys: Collection[int]) -> dict[int, models.LinkStanding]:
    if not keys:
        return {}
    return {row.pk: row for row in ready(models.LinkStanding.objects.filter(pk__in=keys))}


def areas_among(rows: Iterable[LinkRow]) -> list[AddressedArea]:
    """The areas that the works are linked with, the most often first."""
    found: dict[str, AddressedArea] = {}
    for row in rows:
        if row.is_of_area:
            is_left = row.left.startswith(AREA)
            area, title = (row.left, row.left_title) if is_left else (row.right, row.right_title)
            found.setdefault(area, AddressedArea(area, title)).links.append(row)
    return sorted(found.values(), key=lambda one: (-len(one.links), one.title.casefold()))


def area_names() -> dict[str, Mapping[str, str]]:
    """By id of an area or of a theme's sub-topic, its name by language; two statements."""
    found: dict[str, Mapping[str, str]] = {}
    rows = models.ThemeRow.objects.order_by("-pk").values_list("table__theme__area", "label", "labels")
    for theme, label, labels in rows:
        found[f"{AREA}{area_id(theme)}/{area_id(label)}"] = labels or {"en": label}
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
