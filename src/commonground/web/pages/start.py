"""The first steps with an empty register."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path


def start(request: HttpRequest) -> HttpResponse:
    """To be written."""
    raise Http404


urlpatterns: list[URLPattern] = [
    path("start/", start, name="start"),
]
