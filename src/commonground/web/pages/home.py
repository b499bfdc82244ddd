"""The first page, the page of any id, and what this is."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from commonground import __version__
from commonground.api.viewer import viewer_of
from commonground.register import models
from commonground.web.page import show

CHANGES = 8
KINDS: tuple[tuple[type[Any], str], ...] = (
    (models.Body, "group"),
    (models.Question, "question"),
    (models.Instrument, "instrument"),
    (models.Theme, "theme"),
    (models.WorkItem, "work_item"),
)
"""Where an id is looked for, and the page that it has."""


def home(request: HttpRequest) -> HttpResponse:
    """Who does what: areas against Sectors; what changed, and what waits for the viewer."""
    viewer = viewer_of(request)
    data: dict[str, Any] = {
        "profile": models.ProfileRecord.objects.values("code", "names").first(),
        "is_empty": not models.Document.objects.exists(),
    }
    return show(request, "web/home.html", data, extra={"viewer": viewer}, feed="/api/v1/links.atom")


def item(request: HttpRequest, identifier: str) -> HttpResponse:
    """To the page of whatever has this id."""
    code = identifier.strip()
    for model, page in KINDS:
        if model.objects.filter(code=code).exists():
            return redirect(reverse(page, args=[code]))
    document = models.Document.objects.filter(number=code).order_by("-pk").first()
    if document is None and code.isdigit():
        document = models.Document.objects.filter(pk=int(code)).first()
    if document is not None:
        return redirect(reverse("document", args=[document.pk]))
    raise Http404


def about(request: HttpRequest) -> HttpResponse:
    """What this is: licence, version, date of the data, how accessible it is."""
    profile = models.ProfileRecord.objects.values(
        "code", "names", "licence", "created_at", "tool_version"
    ).first()
    last = models.Change.objects.order_by("-pk").values("at").first()
    data = {
        "profile": profile,
        "version": __version__,
        "last_change": last["at"] if last else None,
        "counts": {
            "groups": models.Body.objects.count(),
            "questions": models.Question.objects.count(),
            "instruments": models.Instrument.objects.count(),
            "documents": models.Document.objects.filter(access__in=viewer_of(request).levels).count(),
            "links": models.LinkStanding.objects.filter(is_current=True).count(),
        },
    }
    return show(request, "web/about.html", data)


urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("id/<path:identifier>/", item, name="item"),
    path("about/", about, name="about"),
]
