"""What must be judged again: links to confirm, suspect links, texts whose links changed, work whose fate is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commonground.domain.theme import EntryState
from commonground.errors import NotFound, Said
from commonground.register import models
from commonground.register.links import link_json, ready

_SCOPE = 100  # characters of a scope that stand in for a title nobody has seen


@dataclass(frozen=True, slots=True)
class TextToReview:
    """An adopted text of a conference with links that are to be looked at again."""

    id: str
    title: str
    revision: str  # the newest known
    is_revised: bool  # at the conference that was asked for
    links: int
    suspect: int
    to_confirm: int

    def to_json(self) -> dict[str, Any]:
        """As printed by `review --json`."""
        return {
            "id": self.id,
            "title": self.title,
            "revision": self.revision,
            "is_revised": self.is_revised,
            "links": self.links,
            "suspect": self.suspect,
            "to_confirm": self.to_confirm,
        }


@dataclass(frozen=True)
class Review:
    """What must be judged again, all or after one conference; links of the Sectors that it concerns."""

    after: str = ""  # "WTDC 2025"
    sectors: tuple[str, ...] = ()
    to_confirm: tuple[models.LinkStanding, ...] = ()
    suspect: tuple[models.LinkStanding, ...] = ()
    texts: tuple[TextToReview, ...] = ()
    ended_periods: Mapping[str, str] = field(default_factory=dict)  # by Sector, at the conference
    open_fates: tuple[dict[str, str], ...] = ()  # Questions of those periods of which nothing was recorded

    def to_json(self) -> dict[str, Any]:
        """As printed by `review --json`."""
        return {
            "after": self.after,
            "sectors": list(self.sectors),
            "counts": {
                "to_confirm": len(self.to_confirm),
                "suspect": len(self.suspect),
                "texts": len(self.texts),
                "open_fates": len(self.open_fates),
            },
            "to_confirm": [link_json(link) for link in self.to_confirm],
            "suspect": [link_json(link) for link in self.suspect],
            "texts": [text.to_json() for text in self.texts],
            "ended_periods": dict(self.ended_periods),
            "open_fates": list(self.open_fates),
        }


def read_review(after: str = "", sector: str = "") -> Review:
    """What must be judged again; `after` names a conference ("WTDC", "WTDC-25", "WTDC 2025"), else all is listed.

    A conference of one Sector concerns the links of that Sector, one of the whole organization those of all; `sector`
    narrows it further. Raises NotFound for a conference that the register does not hold.
    """
    gathering = find_gathering(after) if after else None
    every = list(models.Sector.objects.order_by("pk").values_list("code", flat=True))
    bodies = dict(models.Body.objects.values_list("code", "sectors"))
    asked = bodies.get(gathering.body) or [gathering.sector] if gathering else every
    sectors = tuple(one for one in every if (one in asked or _is_highest(gathering)) and sector in ("", one))
    current = models.LinkStanding.objects.filter(is_current=True)
    touched = models.SectorStanding.objects.filter(sector__in=sectors).values("link")
    ours = current.filter(pk__in=touched)
    ended = _ended_periods(gathering, sectors) if gathering else {}
    return Review(
        after=f"{gathering.body} {gathering.year}" if gathering else "",
        sectors=sectors,
        to_confirm=tuple(ready(ours.filter(state=EntryState.TO_BE_CONFIRMED).order_by("left", "right"))),
        suspect=tuple(ready(ours.filter(suspect_since__isnull=False).order_by("suspect_since", "pk"))),
        texts=_texts(gathering, sectors),
        ended_periods=ended,
        open_fates=_open_fates(ended),
    )


def find_gathering(name: str) -> models.Gathering:
    """The conference of this code, body and year, or the latest of this body; raises NotFound."""
    wanted = name.strip().casefold()
    rows = list(models.Gathering.objects.order_by("year", "pk"))
    found = [
        g for g in rows if wanted in (g.code.casefold(), f"{g.body} {g.year}".casefold(), g.body.casefold())
    ]
    if not found:
        bodies = ", ".join(sorted({row.body for row in rows}))
        raise NotFound(
            Said("no conference %(name)s", name=repr(name)),
            advice=Said("name one of %(bodies)s, with or without its year", bodies=bodies),
        )
    return found[-1]


def _is_highest(gathering: models.Gathering | None) -> bool:
    """Whether its texts bind all Sectors: it is a body of none of those with study periods."""
    return (
        gathering is not None
        and not models.StudyPeriod.objects.filter(sector__code=gathering.sector).exists()
    )


def _texts(gathering: models.Gathering | None, sectors: tuple[str, ...]) -> tuple[TextToReview, ...]:
    """Texts whose links are suspect or to be confirmed, or that the conference revised and that have links."""
    rows = models.Instrument.objects.prefetch_related("revisions").order_by("pk")
    texts = {row.code: row for row in (rows.filter(body=gathering.body) if gathering else rows)}
    counts: dict[str, Counter[str]] = {}
    touched = models.SectorStanding.objects.filter(sector__in=sectors).values("link")
    links = models.LinkStanding.objects.filter(is_current=True, pk__in=touched)
    for left, right, state, since in links.values_list("left", "right", "state", "suspect_since"):
        for side in {left, right} & texts.keys():
            count = counts.setdefault(side, Counter())
            count["links"] += 1
            count["suspect"] += since is not None
            count["to_confirm"] += state == EntryState.TO_BE_CONFIRMED
    found = []
    for code, count in counts.items():
        newest = sorted(texts[code].revisions.all(), key=lambda revision: revision.position)[-1:]
        is_revised = bool(gathering and newest and newest[0].year == gathering.year)
        if not (count["suspect"] or count["to_confirm"] or is_revised):
            continue
        label, title = (newest[0].label, newest[0].title) if newest else ("", "")
        found.append(
            TextToReview(
                code, title, label, is_revised, count["links"], count["suspect"], count["to_confirm"]
            )
        )
    order = list(texts)
    return tuple(sorted(found, key=lambda text: order.index(text.id)))


def _ended_periods(gathering: models.Gathering, sectors: tuple[str, ...]) -> dict[str, str]:
    """By Sector the study period that the conference ended: the latest that began before its year."""
    if _is_highest(gathering):
        return {}
    rows = models.StudyPeriod.objects.filter(sector__code__in=sectors, start__lt=gathering.year)
    return {row.sector.code: row.label for row in rows.select_related("sector").order_by("start")}


def _open_fates(ended: Mapping[str, str]) -> tuple[dict[str, str], ...]:
    recorded = set(models.Succession.objects.values_list("predecessor", "predecessor_period"))
    stated = {
        name for names in models.Question.objects.values_list("predecessors", flat=True) for name in names
    }
    return tuple(
        {"id": question.code, "period": question.period, "title": question.title or question.scope[:_SCOPE]}
        for sector, period in ended.items()
        for question in models.Question.objects.filter(sector=sector, period=period).order_by("pk")
        if (question.code, period) not in recorded and f"{question.code}@{period}" not in stated
    )
