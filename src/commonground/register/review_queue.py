"""What is judged next: the links that wait for an actor, those first whose judgement decides most.

The gain of a judgement is how uncertain the link is, times the number of Sectors it waits for. The uncertainty is
4 p (1 - p) of its probability p: 1 at one half, 0 at the ends. Of links that nobody rated p is one half, and of links
that a source states 0.9, whatever matching says of them. Equal gains go by probability, then by age.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Length, Replace

from commonground.domain.link import Verdict
from commonground.register import models
from commonground.register.examinations import parts_of
from commonground.register.link_lists import COUNTED, Count, touching, visible_links, waiting, with_side
from commonground.register.links import ready
from commonground.register.workflows.actor import Actor

BATCH = 20
UNRATED, STATED = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a queue is narrowed to; empty fields narrow nothing."""

    between: tuple[str, ...] = ()  # Sectors that all have to be touched
    sector: str = ""  # for which it is asked by who is bound to none
    theme: str = ""
    body: str = ""
    relation: str = ""
    least: float | None = None  # probability
    is_unsure: bool = False  # those that the Sector left unsure, instead of those it has not judged


def queue(wanted: Wanted, actor: Actor) -> QuerySet[models.LinkStanding]:
    """The links that wait for the actor's Sector (for any Sector, for who acts for none), the greatest gain first.

    A counsellor sees those of the own group, a focal point of a theme those of that theme or without one.
    """
    sector = actor.sector or wanted.sector
    rows = visible_links(actor).filter(is_current=True)
    rows = rows.filter(waiting(sector)) if sector else rows.exclude(waits_for="")
    said = models.SectorStanding.objects.filter(sector=sector)
    unsure = said.filter(verdict=str(Verdict.UNSURE)).values("link")
    if wanted.is_unsure:
        rows = rows.filter(pk__in=unsure)
    else:  # of a Sector for which a link waits, no other word is known than that it is unsure
        rows = rows.exclude(pk__in=unsure if sector else said.exclude(verdict="").values("link"))
    for touched in wanted.between:
        rows = rows.filter(touching(touched))
    if actor.theme:
        rows = rows.filter(Q(theme__iexact=actor.theme) | Q(theme=""))
    if wanted.theme:
        rows = rows.filter(theme__iexact=wanted.theme)
    if wanted.relation:
        rows = rows.filter(relation=wanted.relation)
    if wanted.least is not None:
        rows = rows.filter(probability__gte=wanted.least)
    for body in filter(None, (actor.body, wanted.body)):
        rows = with_side(rows, parts_of(body))
    return _by_gain(rows)


def _by_gain(rows: QuerySet[models.LinkStanding]) -> QuerySet[models.LinkStanding]:
    likely = Case(
        When(is_stated=True, then=Value(STATED)),
        default=Coalesce(F("probability"), Value(UNRATED)),
        output_field=FloatField(),
    )
    marks = Length("waits_for") - Length(Replace("waits_for", Value("|"), Value("")))
    gain = F("likely") * (Value(1.0) - F("likely")) * (F("marks") - Value(1))
    counted = rows.annotate(likely=likely, marks=marks)
    return counted.order_by(gain.desc(), F("probability").desc(nulls_last=True), "pk")


def next_batch(wanted: Wanted, actor: Actor, size: int = BATCH) -> list[str]:
    """The codes of the links to judge next."""
    # Sorted out of an index, which holds all but the codes.
    rows = list(queue(wanted, actor).values_list("pk", flat=True)[:size])
    codes = dict(models.LinkStanding.objects.filter(pk__in=rows).values_list("pk", "code"))
    return [codes[row] for row in rows if row in codes]


def count_queue(wanted: Wanted, actor: Actor, most: int = COUNTED) -> Count:
    """How many links wait, counted up to `most`."""
    rows = queue(wanted, actor).filter(waits_for__gt="")  # which is said for an index of what waits
    found = rows.order_by().values("pk")[: most + 1].count()
    return Count(min(found, most), found > most)


def links_of_batch(codes: Sequence[str], actor: Actor) -> list[models.LinkStanding]:
    """The links with these codes that the actor may see, in this order; current ones only."""
    rows = ready(visible_links(actor).filter(code__in=codes, is_current=True))
    found = {row.code: row for row in rows}
    return [found[code] for code in dict.fromkeys(codes) if code in found]


def said_of(link: models.LinkStanding, sector: str) -> str:
    """The verdict of this Sector ("" is the secretariat as a whole) on a link that is `ready`."""
    return next((row.verdict for row in link.by_sector.all() if row.sector == sector), "")
