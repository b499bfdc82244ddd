"""The Django app of pages."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates and static files of pages."""

    name = "commonground.web"
    label = "web"
