"""Lists of links by what people filter on, a page at a time, for everyone who may see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from commonground.domain.link import Verdict
from commonground.domain.role import Action
from commonground.domain.theme import EntryState
from commonground.errors import BadInput
from commonground.register import models
from commonground.register.examinations import parts_of
from commonground.register.links import ready
from commonground.register.permissions import allows, visible
from commonground.register.workflows.actor import Actor

LIKELIEST_FIRST = ("-is_stated", F("probability").desc(nulls_last=True), "pk")
"""The order of lists on both databases: stated links, then the likeliest, then those nobody has rated."""
SHOWN_TO_ALL = (EntryState.AGREED, EntryState.STATED)
"""States of links that those see who may not see proposals."""


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
    if wanted.state and wanted.state not in set(EntryState):
        raise BadInput(f"no state {wanted.state!r}", advice=f"one of: {', '.join(EntryState)}")
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
        rows = rows.filter(pk__in=_of_sector(wanted.sector))
    if wanted.waiting_for:
        waits = _of_sector(wanted.waiting_for).filter(verdict__in=("", Verdict.UNSURE))
        rows = rows.filter(pk__in=waits).exclude(state=EntryState.REJECTED)
    if wanted.work:
        rows = rows.filter(Q(left=wanted.work) | Q(right=wanted.work))
    if wanted.body:
        parts = parts_of(wanted.body)
        rows = rows.filter(Q(left__in=parts) | Q(right__in=parts))
    if wanted.suspect is not None:
        rows = rows.filter(suspect_since__isnull=not wanted.suspect)
    for word in wanted.text.split()[:8]:
        rows = rows.filter(
            Q(left_title__icontains=word)
            | Q(right_title__icontains=word)
            | Q(left__icontains=word)
            | Q(right__icontains=word)
        )
    return rows


def find_links(wanted: LinkFilter, actor: Actor) -> QuerySet[models.LinkStanding]:
    """The same links, stated ones and then the likeliest first, ready for `link_json` with three queries in all."""
    return ready(links_matching(wanted, actor).order_by(*LIKELIEST_FIRST))


def _of_sector(sector: str) -> QuerySet[models.SectorStanding, int]:
    return models.SectorStanding.objects.filter(sector=sector).values("link")  # type: ignore[return-value]
