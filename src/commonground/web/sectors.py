"""The Sectors as columns and choices show them, in the organization's order."""

from __future__ import annotations

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
