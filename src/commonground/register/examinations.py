"""What was examined: the latest record for every pair that somebody looked at."""

from __future__ import annotations

from commonground.register import models


def nothing_found(theme: models.Theme) -> frozenset[tuple[str, str]]:
    """Every (sub-topic, Sector) of the theme whose latest examination found nothing."""
    latest: dict[tuple[str, str], bool] = {}
    for row in models.Examination.objects.filter(theme=theme.code).order_by("pk"):
        latest[row.left, row.right] = row.found
    return frozenset(place for place, found in latest.items() if not found)


def latest_examinations() -> tuple[models.Examination, ...]:
    """The latest examination of every pair, themes apart, in the order of the pairs."""
    latest = {(row.theme, row.left, row.right): row for row in models.Examination.objects.order_by("pk")}
    return tuple(latest[place] for place in sorted(latest))
