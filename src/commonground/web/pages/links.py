"""Links: how they stand, why, and their history."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path


def links(request: HttpRequest) -> HttpResponse:
    """To be written."""
    raise Http404


urlpatterns: list[URLPattern] = [
    path("links/", links, name="links"),
]
