"""Areas of mutual interest: the list, and one area with everything that is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from commonground.analysis.linkage import area_item
from commonground.api.derived import derived
from commonground.api.routes.papers import MEDIA_TYPES, file_answer
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.area import Area
from commonground.domain.language import OFFICIAL_LANGUAGES, label_in
from commonground.domain.role import Action
from commonground.errors import NotFound
from commonground.matching.word import fold_text
from commonground.register import area_pages, models, reading
from commonground.register.area_overview import AreaRow, area_overview
from commonground.register.paper_frame import PaperOptions
from commonground.register.papers import areas_paper
from commonground.web.area_view import area_data
from commonground.web.editing import may
from commonground.web.fact_adding import new_address
from commonground.web.fact_retiring import retirement_note, tells_retired
from commonground.web.page import page_language, show
from commonground.web.pages.activities import calendar_address
from commonground.web.pages.area_proposals import proposals

FORMS = ("docx", "xlsx", "html", "csv")
"""What a list of areas is given out as, the handiest first."""
ON_PAGE = 100
SORTS = ("list", "name", "links")
NO_LIST = "-"  # for areas that stand in no list


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list of areas is narrowed to, and its order."""

    list: str = ""
    sector: str = ""
    state: str = ""
    text: str = ""
    sort: str = "list"

    @classmethod
    def of(cls, request: HttpRequest) -> Wanted:
        """As the address asks for it; an order that is none is that of the lists."""
        given = request.GET
        sort = given.get("sort", "")
        names = ("list", "sector", "state")
        plain = {name: given.get(name, "").strip()[:120] for name in names}
        return cls(**plain, text=given.get("q", "").strip()[:200], sort=sort if sort in SORTS else "list")


def areas(request: HttpRequest) -> HttpResponse:
    """All areas of mutual interest, with the lists they come from and what each Sector does on them."""
    viewer, wanted = viewer_of(request), Wanted.of(request)
    sectors = list(models.Sector.objects.order_by("pk").values("code", "names"))
    codes = [sector["code"] for sector in sectors]
    every = _rows(viewer, codes)
    rows = _ordered([row for row in every if _fits(row, wanted)], wanted.sort)
    page = _page_number(request, len(rows))
    lists = {entry.list: entry.list_title for row in every for entry in row.area.entries}
    data = {
        "areas": [_row_json(row) for row in rows[(page - 1) * ON_PAGE : page * ON_PAGE]],
        "number": len(rows),
        "page": page,
        "pages": max(1, -(-len(rows) // ON_PAGE)),
        "sectors": sectors,
        "lists": [{"number": number, "title": lists[number]} for number in sorted(lists)],
        "wanted": wanted,
    }
    states = Counter(cell.state for row in every for cell in row.cells.values())
    extra = {
        "states": sorted(states),
        "no_list": NO_LIST,
        "forms": FORMS,
        "languages": OFFICIAL_LANGUAGES,
        "language": page_language(),
        "paper": reverse("areas_paper", args=["docx"]).removesuffix("docx"),
        "may_add": may(request, Action.EDIT_FACTS),
        "open_proposals": _open_proposals() if viewer.sees_proposals else None,
    }
    return show(
        request,
        "web/areas/list.html",
        data,
        extra=extra,
        partial="web/areas/table.html",
        feed="/api/v1/areas.atom",
    )


def _rows(viewer: Viewer, sectors: Sequence[str]) -> tuple[AreaRow, ...]:
    def make() -> tuple[AreaRow, ...]:
        listed = _areas()
        return area_overview((*listed, *area_pages.unlisted_areas(listed)), sectors, viewer.actor)

    return derived("area-rows", make, viewer.sees_proposals)


def _areas() -> tuple[Area, ...]:
    return derived("areas", reading.areas, of_facts=True).areas


def _open_proposals() -> int:
    return len(derived("areas", reading.areas, of_facts=True).undecided)


def _fits(row: AreaRow, wanted: Wanted) -> bool:
    lists = {entry.list for entry in row.area.entries}
    if wanted.list and not (wanted.list in lists or (wanted.list == NO_LIST and not lists)):
        return False
    cells = (
        row.cells.values() if not wanted.sector else [row.cells[s] for s in row.cells if s == wanted.sector]
    )
    if wanted.sector and not any(cell.links or cell.instruments for cell in cells) and not wanted.state:
        return False
    if wanted.state and not any(cell.state == wanted.state for cell in cells):
        return False
    texts = fold_text(" ".join((*row.area.labels.values(), *row.area.aliases)))
    return all(word in texts for word in fold_text(wanted.text).split()[:8])


def _ordered(rows: list[AreaRow], sort: str) -> list[AreaRow]:
    if sort == "name":
        return sorted(rows, key=lambda row: fold_text(label_in(row.area.labels, page_language())[0]))
    if sort == "links":
        return sorted(rows, key=lambda row: -sum(cell.to_json()["total"] for cell in row.cells.values()))
    return rows


def _page_number(request: HttpRequest, number: int) -> int:
    given = request.GET.get("page", "1")
    wanted = int(given) if given.isdecimal() and len(given) < 7 else 1
    return max(1, min(wanted, -(-number // ON_PAGE)))


def _row_json(row: AreaRow) -> dict[str, Any]:
    lists = dict.fromkeys(entry.list for entry in row.area.entries)
    return {**row.to_json(), "lists": list(lists), "parent": row.area.parent, "status": str(row.area.status)}


@tells_retired("area", "name")
def area(request: HttpRequest, name: str) -> HttpResponse:
    """One area with everything that is known of it."""
    viewer = viewer_of(request)
    every = _areas()
    found = area_pages.find_area(name, every)
    data = area_data(found, every, viewer)
    extra = {
        "may_judge": may(request, Action.MODERATE) or may(request, Action.JUDGE),
        "may_take_up": may(request, Action.EDIT_FACTS) and found.theme is None,
        **_editing(request, found),
        "forms": FORMS,
        "languages": OFFICIAL_LANGUAGES,
        "language": page_language(),
        "paper": reverse("area_paper", args=[found.area.id, "docx"]).removesuffix("docx"),
        "item": area_item(found.area.id),
    }
    feed = f"/api/v1/areas.atom?{urlencode({'area': found.area.id})}"
    return show(request, "web/areas/area.html", data, extra=extra, feed=feed)


def _editing(request: HttpRequest, found: area_pages.FoundArea) -> dict[str, Any]:
    """What the page offers to change of the area beyond the lists, and that this was retired where it was."""
    is_whole, can_edit = found.above is None, may(request, Action.EDIT_FACTS)
    if found.fact is not None:
        told: dict[str, Any] = {
            "fact_label": found.fact.label,
            "may_edit": can_edit,
            "may_retire": may(request, Action.MODERATE),
        }
    else:
        label = label_in(found.area.labels, "en")[0]
        retired = retirement_note(request, "area", found.area.id) if is_whole else {}
        told = {"new_area": new_address("area", label=label) if can_edit and is_whole else "", **retired}
    theme = found.theme.code if found.theme and is_whole else ""
    return {
        **told,
        "new_activity": new_address("activity", theme=theme) if theme and can_edit else "",
        "calendar": calendar_address(theme=theme) if theme else "",
    }


def areas_file(request: HttpRequest, form: str) -> HttpResponse:
    """The list of areas as a paper in the language asked for."""
    options = _options(request, form)
    data = derived("areas-paper", lambda: areas_paper(form, options), form, options.language)
    return file_answer(data, MEDIA_TYPES[form], f"areas-{options.language}.{form}")


def area_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """One area as a paper in the language asked for."""
    options = _options(request, form)
    found = area_pages.find_area(name, _areas()).area
    title = label_in(found.labels, options.language)[0]
    data = areas_paper(form, options, (replace(found, parent=None, related=()),), title)
    plain = found.id.replace("/", "-")
    return file_answer(data, MEDIA_TYPES[form], f"{plain}-{options.language}.{form}")


def _options(request: HttpRequest, form: str) -> PaperOptions:
    if form not in FORMS:
        raise NotFound(_("no paper of this format"), advice=", ".join(FORMS))
    return PaperOptions(language=request.GET.get("language") or page_language())


urlpatterns: list[URLPattern] = [
    path("areas/", areas, name="areas"),
    path("areas/list.<str:form>", areas_file, name="areas_paper"),
    path("area-proposals/", proposals, name="area_proposals"),
    path("areas/<path:name>/paper.<str:form>", area_file, name="area_paper"),
    path("areas/<path:name>/", area, name="area"),
]
