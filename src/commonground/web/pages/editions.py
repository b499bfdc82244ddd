"""Editions and the differences between them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path


def editions(request: HttpRequest) -> HttpResponse:
    """To be written."""
    raise Http404


urlpatterns: list[URLPattern] = [
    path("editions/", editions, name="editions"),
]
