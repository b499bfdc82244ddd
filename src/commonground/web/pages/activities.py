"""Activities: events, partnerships and pages of one Sector or several, and one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.http import urlencode

from commonground.api.paging import Paging, page_by_key
from commonground.api.routes.facts import FactFilter, get_fact, narrowed, visible_facts
from commonground.api.viewer import viewer_of
from commonground.domain.activity import ActivityKind
from commonground.domain.role import Action
from commonground.register import models
from commonground.register.fact_kinds import FACT_KINDS
from commonground.web.editing import may
from commonground.web.fact_retiring import tells_retired
from commonground.web.page import show
from commonground.web.sectors import sector_words
from commonground.web.work_view import same_state

ROWS = 100
TEXT_MAX = 200
CALENDAR = "/api/v1/calendar.ics"
_FIELDS = ("code", "kind", "title", "sectors", "theme", "starts_on", "ends_on", "place", "sources", "version")


def activities(request: HttpRequest) -> HttpResponse:
    """The activities that fit the filter, a page at a time, and the calendar of them."""
    wanted = {
        name: request.GET.get(name, "").strip()[:TEXT_MAX] for name in ("text", "sector", "kind", "theme")
    }
    kind, viewer = FACT_KINDS["activity"], viewer_of(request)
    asked = FactFilter(sector=wanted["sector"][:120], kind=wanted["kind"][:40], text=wanted["text"])
    rows = narrowed(kind, visible_facts(kind, viewer), asked)
    if wanted["theme"]:
        rows = rows.filter(theme=wanted["theme"])
    page = page_by_key(rows, Paging(limit=ROWS, cursor=request.GET.get("cursor", "")[:200]), activity_json)
    data = {
        "wanted": wanted,
        "number": rows.count(),
        "activities": page["items"],
        "next_cursor": page["next_cursor"],
        "sectors": sector_words(),
        "themes": _theme_labels(),
        "calendar": calendar_address(sector=wanted["sector"], theme=wanted["theme"]),
    }
    extra = {
        "kinds": [str(one) for one in ActivityKind],
        "may_add": may(request, Action.EDIT_FACTS),
        "same_state": same_state(request),
    }
    return show(request, "web/activities/list.html", data, extra=extra)


@tells_retired("activity")
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """One activity: whose it is, when and where, and its page."""
    row: models.Activity = get_fact(FACT_KINDS["activity"], code, viewer_of(request))
    data = {"activity": activity_json(row), "sectors": sector_words(), "themes": _theme_labels()}
    extra = {"can_edit": may(request, Action.EDIT_FACTS, row.sectors), "same_state": same_state(request)}
    return show(request, "web/activities/activity.html", data, extra=extra)


def activity_json(row: models.Activity) -> dict[str, Any]:
    """The activity as pages show it; an address that is none of the web is left out."""
    is_page = row.address.startswith(("http://", "https://"))
    return {**{name: getattr(row, name) for name in _FIELDS}, "address": row.address if is_page else ""}


def calendar_address(**wanted: str) -> str:
    """Where the calendar of these activities is, to be subscribed to."""
    given = urlencode({name: value for name, value in wanted.items() if value})
    return f"{CALENDAR}?{given}" if given else CALENDAR


def _theme_labels() -> dict[str, dict[str, str]]:
    """By code of a theme its name by language."""
    return dict(models.Theme.objects.order_by("pk").values_list("code", "labels"))


urlpatterns: list[URLPattern] = [
    path("activities/", activities, name="activities"),
    path("activities/<path:code>/", activity, name="activity"),
]
