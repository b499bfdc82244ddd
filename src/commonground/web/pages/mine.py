"""What waits for the viewer, and what they did."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path


def mine(request: HttpRequest) -> HttpResponse:
    """To be written."""
    raise Http404


urlpatterns: list[URLPattern] = [
    path("mine/", mine, name="mine"),
]
