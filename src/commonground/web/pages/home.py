"""The first page, the page of any id, and what this is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from commonground import __version__
from commonground.analysis.consolidation import area_id
from commonground.api.derived import derived
from commonground.api.viewer import Viewer, viewer_of
from commonground.register import models, reading
from commonground.register.area_overview import AreaRow, area_overview
from commonground.register.waiting import waits_for
from commonground.web.page import show
from commonground.web.sectors import listed_sectors

CHANGES = 8  # shown on the first page
STATES = ("agreed", "disputed", "stated", "to-be-confirmed", "proposed", "refused", "found", "none")
LAST_STATES = ("none-by-machine", "not-examined")
KINDS: tuple[tuple[type[Any], str], ...] = (
    (models.Body, "group"),
    (models.Question, "question"),
    (models.Instrument, "instrument"),
    (models.Theme, "theme"),
    (models.WorkItem, "work_item"),
    (models.Activity, "activity"),
)
"""Where an id is looked for, and the page that it has."""
PREFIXES = {"activity:": "area"}
"""Activities that a matrix prints have no page of their own: they are shown with their theme's area."""


def home(request: HttpRequest) -> HttpResponse:
    """Who does what: areas against Sectors; what changed since the last edition, and what waits for the viewer."""
    viewer = viewer_of(request)
    sectors = listed_sectors()
    rows = _overview(viewer, [sector["code"] for sector in sectors])
    edition = models.Edition.objects.order_by("-pk").values("name", "at", "last_change").first()
    data: dict[str, Any] = {
        "profile": models.ProfileRecord.objects.values("code", "names").first(),
        "sectors": sectors,
        "rows": [row.to_json() for row in rows],
        "states": _states(rows),
        "edition": edition,
        "changes": _changes(viewer, edition["last_change"] if edition else 0),
        "waiting": waits_for(viewer.actor) if viewer.sees_proposals else None,
        "is_empty": not models.Document.objects.exists(),
    }
    return show(request, "web/home.html", data, feed="/api/v1/links.atom")


def _overview(viewer: Viewer, sectors: list[str]) -> tuple[AreaRow, ...]:
    areas = derived("areas", reading.areas, of_facts=True).areas
    listed = [area for area in areas if area.parent is None]
    return area_overview(listed, sectors, viewer.actor)


def _states(rows: tuple[AreaRow, ...]) -> list[str]:
    """The states that are on the map, for its legend."""
    present = {cell.state for row in rows for cell in row.cells.values()}
    return [state for state in (*STATES, *LAST_STATES) if state in present]


def _changes(viewer: Viewer, since: int) -> dict[str, Any]:
    """How much changed after that entry of the log, and the latest of it that the viewer may see."""
    rows = models.Change.objects.filter(pk__gt=since, access__in=viewer.levels)
    latest = rows.order_by("-pk").values("at", "role", "sector", "action", "subject")[:CHANGES]
    return {"number": rows.count(), "latest": list(latest)}


def item(request: HttpRequest, identifier: str) -> HttpResponse:
    """To the page of whatever has this id."""
    code = identifier.strip()
    if code.startswith("area:"):
        return redirect(reverse("area", args=[code.removeprefix("area:")]))
    if code.startswith("document:"):
        return redirect(reverse("document", args=[_number(code.removeprefix("document:"))]))
    for model, page in KINDS:
        if model.objects.filter(code=code).exists():
            return redirect(reverse(page, args=[code]))
    if models.Sector.objects.filter(code=code).exists():
        return redirect(f"{reverse('groups')}?{urlencode({'sector': code})}")
    question, _at, period = code.partition("@")
    if period and models.Question.objects.filter(code=question, period=period).exists():
        return redirect(reverse("question", args=[code]))
    for prefix, page in PREFIXES.items():
        if code.startswith(prefix):
            return redirect(reverse(page, args=[code.removeprefix(prefix).partition("/")[0]]))
    if models.Area.objects.filter(label=code).exists():
        return redirect(reverse("area", args=[area_id(code)]))
    for model, page in KINDS:
        if model.everything.filter(code=code, retired_at__isnull=False).exists():
            return redirect(reverse(page, args=[code]))  # which says that it is retired
    document = models.Document.objects.filter(number=code).order_by("-pk").first()
    if document is None:
        raise Http404
    return redirect(reverse("document", args=[document.pk]))


def _number(text: str) -> int:
    if not text.isdecimal():
        raise Http404
    return int(text)


def about(request: HttpRequest) -> HttpResponse:
    """What this is: licence, version, date of the data, how accessible it is."""
    fields = ("code", "names", "licence", "created_at", "tool_version")
    last = models.Change.objects.order_by("-pk").values("at").first()
    data = {
        "profile": models.ProfileRecord.objects.values(*fields).first(),
        "version": __version__,
        "last_change": last["at"] if last else None,
        "counts": {
            "groups": models.Body.objects.count(),
            "questions": models.Question.objects.count(),
            "instruments": models.Instrument.objects.count(),
            "documents": models.Document.objects.count(),
            "links": models.LinkStanding.objects.filter(is_current=True).count(),
        },
    }
    return show(request, "web/about.html", data)


urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("id/<path:identifier>/", item, name="item"),
    path("about/", about, name="about"),
]
