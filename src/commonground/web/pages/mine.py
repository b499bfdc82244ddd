"""My work: what waits, what I did lately, what others changed since, my jobs, and feeds to subscribe to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from commonground.api.derived import derived
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.register import models
from commonground.register.jobs import job_json
from commonground.register.own_work import (
    changed_since,
    median_seconds,
    open_by_sector,
    own_judgements,
    own_proposals,
)
from commonground.register.permissions import allows
from commonground.register.waiting import waits_for
from commonground.web.link_view import with_names
from commonground.web.page import show
from commonground.web.sectors import sector_words

JOBS = 10


def mine(request: HttpRequest) -> HttpResponse:
    """What waits for whoever is signed in, and what they did."""
    viewer = viewer_of(request)
    account = viewer.require_account()
    is_judging = allows(viewer.actor, Action.JUDGE) or allows(viewer.actor, Action.MODERATE)
    jobs = models.Job.objects.filter(account=account).order_by("-pk")[:JOBS]
    is_overseer = allows(viewer.actor, Action.MODERATE)
    waits = waits_for(viewer.actor).to_json() if is_judging else None
    changed, judged, proposed = (
        _with_names(made(account, viewer.actor)) for made in (changed_since, own_judgements, own_proposals)
    )
    data: dict[str, Any] = {
        "role": viewer.actor.role,
        "sector": viewer.actor.sector,
        "waiting": waits,
        "changed": changed,
        "judgements": judged,
        "median_seconds": median_seconds(account),
        "proposals": proposed,
        "jobs": [job_json(job) for job in jobs],
        "by_sector": _by_sector(viewer) if is_overseer else [],
        "feeds": feeds(viewer),
    }
    extra = {
        "is_judging": is_judging,
        "figures": _figures(viewer, waits) if waits else [],
        "themes": _themes(viewer, waits) if waits else [],
        "may_propose": allows(viewer.actor, Action.PROPOSE_LINK),
        "manages": allows(viewer.actor, Action.MANAGE_ACCOUNTS),
    }
    return show(request, "web/mine/mine.html", data, extra=extra, feed=data["feeds"][0]["address"])


def _by_sector(viewer: Viewer) -> list[dict[str, Any]]:
    """What is open per Sector: counted over all links, hence once until the register changes."""
    return derived("open-by-sector", lambda: open_by_sector(viewer.actor), *viewer.levels)


def _with_names(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    links = with_names([one["link"] for one in entries])
    return [{**one, "link": link} for one, link in zip(entries, links, strict=True)]


def _figures(viewer: Viewer, waits: dict[str, Any]) -> list[dict[str, Any]]:
    """The three numbers of what waits, each with the list that it counts."""
    sector = viewer.actor.sector
    own = {"sector": sector} if sector else {}
    links, review = reverse("links"), reverse("review")
    confirm = {"state": "to-be-confirmed", **({"waiting_for": sector} if sector else {})}
    return [
        {"number": waits["to_judge"], "words": _("to judge"), "address": review},
        {
            "number": waits["to_confirm"],
            "words": _("to confirm in the new study period"),
            "address": f"{links}?{urlencode(confirm)}",
        },
        {
            "number": waits["to_review"],
            "words": _("to review: a text changed"),
            "address": f"{links}?{urlencode({'suspect': 'yes', **own})}",
        },
    ]


def _themes(viewer: Viewer, waits: dict[str, Any]) -> list[dict[str, Any]]:
    """What waits, theme by theme, the most first; links without a theme are left out."""
    counted = [(theme, number) for theme, number in waits["by_theme"].items() if theme]
    review = reverse("review")
    return [
        {"theme": theme, "number": number, "address": f"{review}?{urlencode({'theme': theme})}"}
        for theme, number in sorted(counted, key=lambda one: (-one[1], one[0]))
    ]


def feeds(viewer: Viewer) -> list[dict[str, str]]:
    """Addresses to subscribe to, of use to this role."""
    sector = viewer.actor.sector
    found = []
    if sector and viewer.sees_proposals:
        name = sector_words().get(sector, sector)
        query = urlencode({"waiting_for": sector})
        found.append(
            {
                "name": _("Links that wait for %(sector)s") % {"sector": name},
                "address": f"/api/v1/links.atom?{query}",
            }
        )
        found.append(
            {
                "name": _("Links of %(sector)s") % {"sector": name},
                "address": f"/api/v1/links.atom?{urlencode({'sector': sector})}",
            }
        )
    found.append({"name": _("All links"), "address": "/api/v1/links.atom"})
    if viewer.sees_proposals:
        found.append({"name": _("Links in dispute"), "address": "/api/v1/links.atom?state=disputed"})
    found.append({"name": _("New documents"), "address": "/api/v1/documents.atom"})
    if allows(viewer.actor, Action.SEE_MEMBERS):
        found.append({"name": _("All changes"), "address": "/api/v1/log.atom"})
    calendar = "/api/v1/calendar.ics" + (f"?{urlencode({'sector': sector})}" if sector else "")
    found.append({"name": _("Meetings and events (calendar)"), "address": calendar})
    return found


urlpatterns: list[URLPattern] = [
    path("mine/", mine, name="mine"),
]
