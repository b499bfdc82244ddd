"""What waits for somebody: how many links to judge, to confirm and to review, and of which themes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from commonground.domain.theme import EntryState
from commonground.register import models
from commonground.register.examinations import parts_of
from commonground.register.link_lists import touching, visible_links, waiting, with_side
from commonground.register.routing import is_earlier_state
from commonground.register.workflows.actor import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many current links wait for an actor, by what is to be done; one to review may be to be judged as well."""

    to_judge: int = 0  # proposed, stated or disputed, and not yet accepted or refused by the actor's Sector
    to_confirm: int = 0  # carried into a new study period
    to_review: int = 0  # a text changed since people saw it
    by_theme: Mapping[str, int] = field(default_factory=dict)  # to judge or confirm; "" without a theme

    def to_json(self) -> dict[str, Any]:
        """As the interfaces show it."""
        return {
            "to_judge": self.to_judge,
            "to_confirm": self.to_confirm,
            "to_review": self.to_review,
            "by_theme": dict(self.by_theme),
        }


def waits_for(actor: Actor) -> Waiting:
    """What waits for the actor's Sector, theme and group; for who is bound to none, what waits for anybody.

    A focal point of a theme judges links of that theme and those without one. Two statements, three more for a group.
    """
    rows = _of_actor(visible_links(actor).filter(is_current=True), actor)
    open_ = rows.filter(waiting(actor.sector)) if actor.sector else rows
    if not (actor.sector and is_earlier_state()):
        open_ = open_.filter(waits_for__gt="")  # what the index of those that wait is of
    to_confirm = Case(When(state=EntryState.TO_BE_CONFIRMED, then=Value(1)), default=Value(0))
    by_kind: Counter[int] = Counter()
    by_theme: Counter[str] = Counter()
    counted = open_.order_by().annotate(kind=to_confirm).values_list("theme", "kind")
    for theme, kind, number in counted.annotate(number=Count("*")):
        by_kind[kind] += number
        by_theme[theme] += number
    suspect = rows.filter(suspect_since__isnull=False)
    return Waiting(
        by_kind[0],
        by_kind[1],
        (suspect.filter(touching(actor.sector)) if actor.sector else suspect).count(),
        {theme: by_theme[theme] for theme in sorted(by_theme)},
    )


def _of_actor(rows: QuerySet[models.LinkStanding], actor: Actor) -> QuerySet[models.LinkStanding]:
    if actor.theme:
        rows = rows.filter(Q(theme__iexact=actor.theme) | Q(theme=""))
    return with_side(rows, parts_of(actor.body)) if actor.body else rows
