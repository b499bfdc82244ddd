"""What works have in common with others: links by the Sector on the other side, areas they address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from commonground.analysis.consolidation import area_id
from commonground.domain.link import Predicate
from commonground.domain.suggestion import pair_key
from commonground.register import models
from commonground.register.examinations import state_of_pair
from commonground.register.link_lists import LIKELIEST_FIRST, visible_links
from commonground.register.links import ready
from commonground.register.routing import is_earlier_state
from commonground.register.standings import sectors_in
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


class AreaLink(NamedTuple):
    """A link with an area, as far as the area's line tells it."""

    code: str
    left: str
    right: str
    state: str


@dataclass
class AddressedArea:
    """An area that works are linked with: how, and which works."""

    id: str
    title: str
    links: list[AreaLink] = field(default_factory=list)

    @property
    def state(self) -> str:
        """The surest state of its links."""
        return str(state_of_pair({link.state for link in self.links}, None, was_searched=False))


def links_of_works(works: Collection[str], actor: Actor) -> QuerySet[models.LinkStanding]:
    """The current links of these works that the actor may see: gathered by index, however many the works are."""
    every = models.LinkStanding._base_manager.order_by()
    left, right = (every.filter(**{f"{side}__in": works}).values("pk") for side in ("left", "right"))
    return visible_links(actor).filter(is_current=True, pk__in=left.union(right, all=True))


def links_by_sector(
    works: Collection[str], own: Sequence[str], actor: Actor, *, most: int = 10
) -> tuple[SectorLinks, ...]:
    """The links of the works with each other Sector, in the profile's order, then those within their own.

    `most` links are read of each, the likeliest; links with areas are left out. At most six statements.
    """
    rows = links_of_works(works, actor).exclude(IS_AREA)
    codes = models.Sector.objects.order_by("pk").values_list("code", flat=True)
    others = [code for code in codes if code not in own]
    counted = _states_by_sector(rows, others)
    if not counted:
        return ()
    chosen = _likeliest_by_sector(rows, others, most)
    wanted = {pk for keys in chosen.values() for pk in keys}
    found = {row.pk: row for row in ready(models.LinkStanding.objects.filter(pk__in=wanted))}
    return tuple(
        SectorLinks(
            code,
            dict(sorted(counted[code].items())),
            [found[pk] for pk in chosen.get(code, ()) if pk in found],
        )
        for code in (*others, "")
        if code in counted
    )


def _states_by_sector(rows: QuerySet[models.LinkStanding], others: Sequence[str]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    counted = rows.order_by().values_list(_touched(), "state").annotate(number=Count("pk"))
    for marks, state, number in counted:
        for code in _among(others, marks):
            found.setdefault(code, Counter())[state] += number
    return found


def _likeliest_by_sector(
    rows: QuerySet[models.LinkStanding], others: Sequence[str], most: int
) -> dict[str, list[int]]:
    """By Sector the rows of its likeliest links: these are among the likeliest of the same set of Sectors."""
    place = Window(RowNumber(), partition_by=[F(_touched())], order_by=LIKELIEST_FIRST)
    first = rows.order_by().annotate(place=place).filter(place__lte=most)
    found: dict[str, list[int]] = {}
    for pk, marks, *_ in sorted(
        first.values_list("pk", _touched(), "is_stated", "probability"), key=_likelihood
    ):
        for code in _among(others, marks):
            if len(keys := found.setdefault(code, [])) < most:
                keys.append(pk)
    return found


def _likelihood(row: tuple[int, Any, bool, float | None]) -> tuple[bool, bool, float, int]:
    """The place of a row in the order `LIKELIEST_FIRST`."""
    pk, _, is_stated, probability = row
    return not is_stated, probability is None, -(probability or 0), pk


def _touched() -> str:
    """The column that tells which Sectors a link touches; scratch copies lack the one for lists."""
    return "sectors" if is_earlier_state() else "touches"


def _among(others: Sequence[str], marks: Any) -> Sequence[str]:
    """The Sectors that a link counts for: the other ones that it touches, or "" where it touches none."""
    touched = marks if isinstance(marks, list) else sectors_in(marks)
    return [code for code in others if code in touched] or ("",)


def liaisons_of_works(works: Collection[str], actor: Actor, *, most: int = 30) -> list[models.LinkStanding]:
    """The links by which the works are said to liaise with others, stated ones first; four statements."""
    rows = links_of_works(works, actor).exclude(IS_AREA).filter(relation=Predicate.LIAISES_WITH)
    ids = list(rows.order_by(*LIKELIEST_FIRST).values_list("pk", flat=True)[:most])
    return (
        list(ready(models.LinkStanding.objects.filter(pk__in=ids).order_by(*LIKELIEST_FIRST))) if ids else []
    )


def areas_of_works(works: Collection[str], actor: Actor) -> list[AddressedArea]:
    """The areas that the works are linked with, the most often first; one statement."""
    rows = links_of_works(works, actor).filter(IS_AREA).order_by("pk")
    fields = (*AreaLink._fields, "left_title", "right_title")
    found: dict[str, AddressedArea] = {}
    for *link, left_title, right_title in rows.values_list(*fields)[:MOST_AREA_LINKS]:
        one = AreaLink(*link)
        is_left = one.left.startswith(AREA)
        area, title = (one.left, left_title) if is_left else (one.right, right_title)
        found.setdefault(area, AddressedArea(area, title)).links.append(one)
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
