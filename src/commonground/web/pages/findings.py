"""Slips with their place in the source."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path


def findings(request: HttpRequest) -> HttpResponse:
    """To be written."""
    raise Http404


urlpatterns: list[URLPattern] = [
    path("findings/", findings, name="findings"),
]
