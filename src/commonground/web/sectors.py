"""What Sectors, areas and themes are called on pages, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable

from commonground.domain.language import label_in
from commonground.register import models
from commonground.web.page import page_language


def listed_sectors() -> list[dict[str, str]]:
    """For every Sector its id, its short name and its whole name in the language of the page: ITU-D, UIT-D, МСЭ-D."""
    language = page_language()
    found = []
    for row in models.Sector.objects.order_by("pk").values("code", "names", "aliases"):
        name = label_in(row["names"], language)[0] or row["code"]
        found.append(
            {"code": row["code"], "short": next(iter(row["aliases"].get(language, ())), name), "name": name}
        )
    return found


def sector_words() -> dict[str, str]:
    """By id of a Sector how the reader's language writes it in short: "UIT-D" for ITU-D in French; one statement."""
    language = page_language()
    found = {}
    for code, names, aliases in models.Sector.objects.order_by("pk").values_list("code", "names", "aliases"):
        short = next(iter(aliases.get(language, ())), "") if " " not in code else ""
        found[code] = short or names.get(language) or code
    return found


def area_labels(labels: Iterable[str]) -> dict[str, dict[str, str]]:
    """By label of an area what it is called in each language; one statement."""
    return dict(models.Area.objects.filter(label__in=labels).values_list("label", "labels"))


def theme_words() -> dict[str, str]:
    """By the area of a theme, as links name it, what the reader's language calls it; one statement."""
    language = page_language()
    rows = models.Theme.objects.order_by("area").values_list("area", "labels")
    return {area: label_in(labels, language)[0] or area for area, labels in rows}
