"""The menu of pages, as the viewer's role has them; and what else every page is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.register.permissions import allows
from commonground.web.sectors import sector_words, theme_words


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu; `count` is how much waits there."""

    title: str
    address: str
    is_here: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of one purpose."""

    title: str
    entries: tuple[Entry, ...]


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every template may use: the menu, and the address of the page's JSON twin."""
    if not hasattr(request, "viewer"):
        return {}
    query = request.GET.copy()
    query["format"] = "json"
    return {
        "menu": SimpleLazyObject(lambda: menu_of(request)),
        "sector_words": SimpleLazyObject(sector_words),
        "theme_words": SimpleLazyObject(theme_words),
        "twin": f"{escape_uri_path(request.path)}?{query.urlencode()}",
        "has_twin": getattr(request, "has_twin", False),
        "earlier": getattr(request, "earlier", ""),
        "may_people": allows(request.viewer.actor, Action.MANAGE_ACCOUNTS),
        "may_imports": allows(request.viewer.actor, Action.EDIT_FACTS),
        "may_log": allows(request.viewer.actor, Action.SEE_INTERNAL),
    }


def menu_of(request: HttpRequest) -> tuple[Group, ...]:
    """The pages that the viewer's role has a use for."""
    viewer = viewer_of(request)
    groups = (
        (_("Find"), _finding()),
        (_("Agree"), _agreeing(viewer)),
        (_("Report"), _reporting(viewer)),
        (_("Keep"), _keeping(viewer)),
    )
    return tuple(Group(title, _entries(request, pages)) for title, pages in groups if pages)


def _finding() -> list[tuple[str, str]]:
    return [
        (_("Home"), "home"),
        (_("Areas"), "areas"),
        (_("Themes"), "themes"),
        (_("Groups"), "groups"),
        (_("Instruments"), "instruments"),
        (_("Activities"), "activities"),
        (_("Map"), "map"),
    ]


def _agreeing(viewer: Viewer) -> list[tuple[str, str]]:
    pages = [(_("Links"), "links"), (_("Compare"), "compare")]
    if allows(viewer.actor, Action.SEE_PROPOSALS):
        pages.insert(0, (_("Review queue"), "review"))
    if viewer.is_signed_in:
        pages.insert(0, (_("My work"), "mine"))
    return pages


def _reporting(viewer: Viewer) -> list[tuple[str, str]]:
    pages = [(_("Papers"), "papers"), (_("Editions"), "editions"), (_("Documents"), "documents")]
    if allows(viewer.actor, Action.SEE_MEMBERS):
        pages.insert(0, (_("Check a draft"), "check"))
    if allows(viewer.actor, Action.SEE_INTERNAL):
        pages.append((_("Findings"), "findings"))
    return pages


def _keeping(viewer: Viewer) -> list[tuple[str, str]]:
    pages = []
    if allows(viewer.actor, Action.MANAGE_REGISTER) or allows(viewer.actor, Action.MODERATE):
        pages.append((_("Administration"), "administration"))
    return pages


def _entries(request: HttpRequest, pages: list[tuple[str, str]]) -> tuple[Entry, ...]:
    here = request.path
    home = reverse("home")
    found = []
    for title, name in pages:
        address = reverse(name)
        is_here = here == address if address == home else here.startswith(address)
        found.append(Entry(title, address, is_here))
    return tuple(found)
