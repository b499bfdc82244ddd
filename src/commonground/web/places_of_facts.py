"""Where facts are read: the page of each, and the list that a fact of its kind stands in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from commonground.analysis.consolidation import area_id
from commonground.register.fact_kinds import FactKind


def page_of_fact(kind: FactKind, values: Mapping[str, Any]) -> str:
    """The page on which the fact is read."""
    match kind.name:
        case "body" | "mandate":
            return reverse("group", args=[values["code" if kind.name == "body" else "body"]])
        case "question":
            period = urlencode({"period": values["period"]})
            return f"{reverse('question', args=[values['code']])}?{period}"
        case "instrument" | "revision":
            return reverse("instrument", args=[values["code" if kind.name == "instrument" else "instrument"]])
        case "work-item":
            return reverse("work_item", args=[values["code"]])
        case "area":
            return reverse("area", args=[area_id(values["label"])])
        case "theme":
            return reverse("theme", args=[values["code"]])
        case "activity":
            return reverse("activity", args=[values["code"]])
        case _:
            return reverse("links")


def list_of_facts(kind: FactKind, values: Mapping[str, Any]) -> tuple[str, str]:
    """The address and the title of the page from which a fact of this kind is added: that of its whole, or a list."""
    match kind.name:
        case "area":
            return reverse("areas"), _("Areas")
        case "theme":
            return reverse("themes"), _("Themes")
        case "instrument" | "revision":
            whole = values.get("instrument")
            return (
                (reverse("instrument", args=[whole]), whole)
                if whole
                else (reverse("instruments"), _("Instruments"))
            )
        case "activity":
            return reverse("activities"), _("Activities")
        case _:
            whole = values.get("body")
            return (reverse("group", args=[whole]), whole) if whole else (reverse("groups"), _("Groups"))
