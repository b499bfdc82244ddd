"""Lists of links by what people filter on, a page at a time, for everyone who may see them.

A page is read in two steps: which links, out of an index that holds all that lists are narrowed by, and then these rows
alone. What a list holds in all is counted as far as people read a number.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from commonground.domain.role import Action
from commonground.domain.theme import EntryState
from commonground.errors import BadInput, Said
from commonground.register import models
from commonground.register.examinations import parts_of
from commonground.register.links import ready
from commonground.register.permissions import allows, visible
from commonground.register.routing import is_earlier_state
from commonground.register.sight import SHOWN_TO_ALL
from commonground.register.standings import UNDECIDED, sector_marks
from commonground.register.workflows.actor import Actor

LIKELIEST_FIRST = ("-is_stated", F("probability").desc(nulls_last=True), "pk")
"""The order of lists on both databases: stated links, then the likeliest, then those nobody has rated."""
COUNTED = 10_000
"""Further links are not counted: people read "10,000+"."""
_NAMES = ("left_title", "right_title", "left", "right")
_FEW = 120  # works; the links of more are met soon enough on the way down a list
Works = Collection[str] | RawSQL
"""Ids of works, or the statement that finds them."""


class Order(StrEnum):
    """In which order a list of links is read."""

    LIKELIEST = "likeliest"
    NEWEST = "newest"
    ID = "id"


class Place(NamedTuple):
    """Where the page before ended: the last link's fields that lists are ordered by."""

    pk: int
    is_stated: bool = False
    probability: float | None = None
    changed_at: datetime | None = None


class Count(NamedTuple):
    """How many there are; `is_more` where there are further ones that were not counted."""

    number: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """What a list of links is narrowed to; empty fields narrow nothing."""

    state: str = ""
    sector: str = ""  # that the links touch
    waiting_for: str = ""  # a Sector that has not accepted or refused them
    body: str = ""  # on either side, itself or what belongs to it
    work: str = ""  # an id on either side
    theme: str = ""
    relation: str = ""
    origin: str = ""
    period: str = ""
    text: str = ""  # in either title or id
    suspect: bool | None = None
    with_past: bool = False  # also those of closed study periods, and withdrawn ones


def visible_links(actor: Actor) -> QuerySet[models.LinkStanding]:
    """The links that the actor may see: of their access levels, and proposals only for who may see these."""
    rows = models.LinkStanding.objects.all()
    levels = visible(actor)
    if len(levels) < 3:
        rows = rows.filter(access__in=sorted(levels))
    if not allows(actor, Action.SEE_PROPOSALS):
        rows = rows.filter(state__in=SHOWN_TO_ALL)
    return rows


def links_matching(wanted: LinkFilter, actor: Actor) -> QuerySet[models.LinkStanding]:
    """The links that fit the filter and that the actor may see, in no order; raises BadInput for an unknown state."""
    return _matching(wanted, actor, _works_of(wanted))


def _matching(wanted: LinkFilter, actor: Actor, works: Sequence[Works]) -> QuerySet[models.LinkStanding]:
    if wanted.state and wanted.state not in set(EntryState):
        raise BadInput(
            Said("no state %(state)s", state=repr(wanted.state)),
            advice=Said("one of: %(names)s", names=tuple(EntryState)),
        )
    rows = visible_links(actor)
    if not wanted.with_past:
        rows = rows.filter(is_current=True)
    if wanted.theme:
        rows = rows.filter(theme__iexact=wanted.theme)
    for name in ("state", "relation", "origin", "period"):
        value = getattr(wanted, name)
        if value:
            rows = rows.filter(**{name: value})
    if wanted.sector:
        rows = rows.filter(touching(wanted.sector))
    if wanted.waiting_for:
        rows = rows.filter(waiting(wanted.waiting_for))
    if wanted.suspect is not None:
        rows = rows.filter(suspect_since__isnull=not wanted.suspect)
    for one in works:
        rows = with_side(rows, one)
    for word in _words(wanted):  # a work may have another title on another link
        rows = rows.filter(_has_word(word))
    return rows


def _has_word(word: str) -> Case:
    """That an id or a title of the link holds the word.

    PostgreSQL takes a comparison of folded text for one that few rows pass, and would read and sort all links; of a
    choice it assumes that half of them do.
    """
    named = [Q(**{f"{name}__icontains": word}) for name in _NAMES]
    return Case(
        When(named[0] | named[1] | named[2] | named[3], then=Value(value=True)), default=Value(value=False)
    )


def _works_of(wanted: LinkFilter) -> list[Works]:
    """Works of which the links have one on either side, of each list; where any are few, those that are many go."""
    found: list[Works] = [[wanted.work]] if wanted.work else []
    if wanted.body:
        found.append(sorted(parts_of(wanted.body)))
    if not is_earlier_state():  # which may have been kept before titles were
        named = [works_named(word) for word in _words(wanted)]
        few = [works for works in (*found, *named) if not _are_many(works)]
        found += [works for works in named if not few or not _are_many(works)]
    return found


def _words(wanted: LinkFilter) -> list[str]:
    return wanted.text.split()[:8]


def find_links(wanted: LinkFilter, actor: Actor) -> QuerySet[models.LinkStanding]:
    """The same links, stated ones and then the likeliest first, ready for `link_json` with three queries in all."""
    return ready(links_matching(wanted, actor).order_by(*LIKELIEST_FIRST))


def page_of_links(
    wanted: LinkFilter,
    actor: Actor,
    *,
    limit: int,
    order: Order = Order.LIKELIEST,
    after: Place | None = None,
) -> list[models.LinkStanding]:
    """As many links of the list, from the place on, ready for `link_json`; raises BadInput for an unknown state.

    At most a dozen queries, whatever the sizes of page and register.
    """
    works = _works_of(wanted)
    # PostgreSQL knows by itself which lists without works are soon full.
    is_walked = wanted == LinkFilter() or _is_soon_full(works) or (not works and not _is_sqlite())
    rows = _ordered(_matching(wanted, actor, works), order, is_walked=is_walked).values_list("pk", flat=True)
    ids: list[int] = []
    for part in [Q()] if after is None else _after(order, after):
        ids += rows.filter(part)[: limit - len(ids)]
        if len(ids) >= limit:
            break
    found = {row.pk: row for row in ready(models.LinkStanding.objects.filter(pk__in=ids))}
    return [found[pk] for pk in ids if pk in found]


def place_of_link(link: models.LinkStanding) -> Place:
    """Where a page ends whose last link this is."""
    return Place(link.pk, link.is_stated, link.probability, link.changed_at)


def count_links(wanted: LinkFilter, actor: Actor, *, most: int = COUNTED) -> Count:
    """How many links the list holds, counted up to `most`; where most works have the words, up to a tenth of that."""
    works = _works_of(wanted)
    most = most // 10 if _is_soon_full(works) else most
    found = _matching(wanted, actor, works).order_by().values("pk")[: most + 1].count()
    return Count(min(found, most), found > most)


def _ordered(
    rows: QuerySet[models.LinkStanding], order: Order, *, is_walked: bool
) -> QuerySet[models.LinkStanding]:
    """Sorted; by id, out of an index that lists are narrowed in, but for lists whose page is soon full."""
    if order is Order.LIKELIEST:
        return rows.order_by(*LIKELIEST_FIRST)
    if order is Order.NEWEST:
        return rows.order_by("-changed_at", "pk")
    return rows.order_by("pk" if is_walked else F("pk") + 0)


def _after(order: Order, place: Place) -> list[Q]:
    """What comes after the place, in parts that an index finds the beginning of, one after the other."""
    later = Q(pk__gt=place.pk)
    if order is Order.ID:
        return [later]
    if order is Order.NEWEST:
        return [Q(changed_at__lte=place.changed_at) & (Q(changed_at__lt=place.changed_at) | later)]
    same = Q(is_stated__in=[place.is_stated])  # SQLite uses no index for a bare truth value
    if place.probability is None:
        parts = [same & Q(probability=None) & later]
    else:
        lower = Q(probability__lt=place.probability) | later
        parts = [same & Q(probability__lte=place.probability) & lower, same & Q(probability=None)]
    return [*parts, Q(is_stated__in=[False])] if place.is_stated else parts


def touching(sector: str) -> Q:
    """Of links that touch the Sector."""
    if is_earlier_state():
        return Q(pk__in=models.SectorStanding.objects.filter(sector=sector).values("link"))
    return Q(touches__contains=sector_marks([sector]))


def waiting(sector: str) -> Q:
    """Of links that the Sector has neither accepted nor refused, and that are not refused."""
    if is_earlier_state():
        waits = models.SectorStanding.objects.filter(sector=sector, verdict__in=UNDECIDED)
        return Q(pk__in=waits.values("link")) & ~Q(state=EntryState.REJECTED)
    return Q(waits_for__contains=sector_marks([sector]))


def with_side(rows: QuerySet[models.LinkStanding], works: Works) -> QuerySet[models.LinkStanding]:
    """Links with one of these works on either side: gathered by index where they are few, else met on the way."""
    if _are_many(works):
        rows = rows.annotate(one_side=Concat("left", Value("")), other_side=Concat("right", Value("")))
        return rows.filter(Q(one_side__in=works) | Q(other_side__in=works))
    every = models.LinkStanding._base_manager.order_by()
    left, right = (every.filter(**{f"{side}__in": works}).values("pk") for side in ("left", "right"))
    return rows.filter(pk__in=left.union(right, all=True))


def _is_sqlite() -> bool:
    return connections[DEFAULT_DB_ALIAS].vendor == "sqlite"


def _is_soon_full(works: Sequence[Works]) -> bool:
    return bool(works) and all(map(_are_many, works))


def _are_many(works: Works) -> bool:
    return isinstance(works, RawSQL) or len(works) > _FEW


def works_named(word: str) -> Works:
    """Works whose id holds the word, or the title that any link has of them; a statement where these are many."""
    connection = connections[DEFAULT_DB_ALIAS]
    found = r"SELECT DISTINCT work FROM register_linktitle WHERE folded LIKE UPPER(%s) ESCAPE '\'"
    params = [f"%{connection.ops.prep_for_like_query(word)}%"]
    with connection.cursor() as cursor:
        cursor.execute(f"{found} LIMIT {_FEW + 1}", params)
        works = [work for (work,) in cursor.fetchall()]
    return works if len(works) <= _FEW else RawSQL(found, params)  # noqa: S611
