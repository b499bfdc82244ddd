"""Areas of mutual interest: the list, and one area with everything that is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from commonground.analysis.linkage import area_item
from commonground.api.derived import derived
from commonground.api.routes.links import shown_links
from commonground.api.routes.papers import MEDIA_TYPES, file_answer
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.area import Area, ListEntry, Origin
from commonground.domain.language import OFFICIAL_LANGUAGES, label_in
from commonground.domain.role import Action
from commonground.errors import NotFound
from commonground.matching.word import fold_text
from commonground.register import area_pages, models, reading
from commonground.register.area_overview import AreaRow, area_overview
from commonground.register.area_proposals import decided_proposals, of_area
from commonground.register.paper_frame import PaperOptions
from commonground.register.papers import areas_paper
from commonground.register.permissions import allows
from commonground.register.theme_cells import places_of
from commonground.register.theme_matrix import keys_of_entry, theme_matrix
from commonground.register.work_links import evidence_of
from commonground.register.workflows.judging import key_of
from commonground.web.editing import may
from commonground.web.page import page_language, show
from commonground.web.pages.area_proposals import proposals
from commonground.web.places import joined, place_in_words
from commonground.web.theme_view import change_json

FORMS = ("docx", "xlsx", "html", "csv")
"""What a list of areas is given out as, the handiest first."""
ON_PAGE = 100
HISTORY = 40
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
        "open_proposals": _open_proposals() if viewer.sees_proposals else None,
    }
    return show(request, "web/areas/list.html", data, extra=extra, partial="web/areas/table.html")


def _rows(viewer: Viewer, sectors: Sequence[str]) -> tuple[AreaRow, ...]:
    def make() -> tuple[AreaRow, ...]:
        listed = _areas()
        return area_overview((*listed, *area_pages.unlisted_areas(listed)), sectors, viewer.actor)

    return derived("area-rows", make, viewer.sees_proposals)


def _areas() -> tuple[Area, ...]:
    return derived("areas", reading.areas).areas


def _open_proposals() -> int:
    return len(derived("areas", reading.areas).undecided)


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


def area(request: HttpRequest, name: str) -> HttpResponse:
    """One area with everything that is known of it."""
    viewer = viewer_of(request)
    every = _areas()
    found = area_pages.find_area(name, every)
    links = area_pages.links_of_area(area_pages.names_of_area(found), viewer.actor)
    by_id = {one.id: one for one in every}
    is_member = allows(viewer.actor, Action.SEE_MEMBERS)
    data = {
        "area": _area_json(found, by_id),
        "entries": _entries(found.area.entries),
        "sectors": _by_sector(found, links, viewer),
        "activities": _activities(found, viewer),
        "related": [_named(by_id[one]) for one in found.area.related if one in by_id],
        "below": [_named(one) for one in every if one.parent == found.area.id],
        "sub_topics": _sub_topics(found),
        "proposals": _proposals(found, viewer),
        "history": _history(found, links, viewer) if is_member else None,
    }
    extra = {
        "may_judge": may(request, Action.MODERATE) or may(request, Action.JUDGE),
        "may_take_up": may(request, Action.EDIT_FACTS) and found.theme is None,
        "forms": FORMS,
        "languages": OFFICIAL_LANGUAGES,
        "language": page_language(),
        "paper": reverse("area_paper", args=[found.area.id, "docx"]).removesuffix("docx"),
        "item": area_item(found.area.id),
    }
    return show(request, "web/areas/area.html", data, extra=extra)


def _named(area: Area) -> dict[str, Any]:
    return {"id": area.id, "labels": dict(area.labels)}


def _area_json(found: area_pages.FoundArea, by_id: Mapping[str, Area]) -> dict[str, Any]:
    area, fact, theme = found.area, found.fact, found.theme
    above = found.above or by_id.get(area.parent or "")
    return {
        **_named(area),
        "aliases": list(area.aliases),
        "status": str(area.status),
        "definition": fact.definition if fact else "",
        "sources": list(fact.sources if fact else area.sources),
        "matches": dict(fact.matches) if fact else {},
        "above": _named(above) if above else None,
        "theme": {"code": theme.code, "labels": theme.labels} if theme else None,
    }


def _entries(entries: Sequence[ListEntry]) -> list[dict[str, Any]]:
    """The entries of lists that an area comes from, each with the places where it is printed."""
    places = _places(origin for entry in entries for origin in entry.origins)
    return [
        {
            **entry.to_json(),
            "list_title": entry.list_title,
            "language": entry.language,
            "places": [places[origin] for origin in dict.fromkeys(entry.origins)],
        }
        for entry in entries
    ]


def _by_sector(
    found: area_pages.FoundArea, links: Sequence[models.LinkStanding], viewer: Viewer
) -> list[dict[str, Any]]:
    """Per Sector what governs the area and who works on it, with how each link stands."""
    instruments = area_pages.instruments_of_area(found.area)
    values, evidence = [], _evidence(found, links)
    for row, value in zip(links, shown_links(links, viewer), strict=True):
        is_left = row.left.startswith("area:")
        side, item = (row.right, row.left) if is_left else (row.left, row.right)
        title = row.right_title if is_left else row.left_title
        topic = item.partition("/")[2]
        more = {"work": side, "title": title, "sub_topic": item if topic else ""}
        values.append({**value, **more, "evidence": evidence.get(row.key, [])})
    names = models.Sector.objects.order_by("pk").values_list("code", "names")
    governing = {one["code"] for one in instruments}
    works = {code: _by_work([one for one in values if code in one["sectors"]]) for code, _labels in names}
    return [
        {
            "code": code,
            "names": labels,
            "instruments": [
                {**one, **works[code].get(one["code"], {"links": [], "states": {}})}
                for one in instruments
                if one["sector"] == code
            ],
            "works": [work for name, work in works[code].items() if name not in governing],
        }
        for code, labels in names
    ]


def _evidence(
    found: area_pages.FoundArea, links: Sequence[models.LinkStanding]
) -> dict[str, list[dict[str, Any]]]:
    """By key of a link the places that state it: those of its own evidence, and those of the theme's matrix."""
    places: dict[str, list[dict[str, Any]]] = {}
    for key, told in evidence_of(links).items():
        places[key] = [{**one, "where": joined(place_in_words(one["locator"]))} for one in told]
    if found.theme is None:
        return places
    theme = found.theme
    matrix = derived("theme-printed", lambda: theme_matrix(theme), theme.code)
    keys = {link.key for link in links}
    printed = [
        (key, entry)
        for row in matrix.rows
        for entry in row.entries
        for key in keys_of_entry(matrix, row, entry)
        if key in keys
    ]
    by_origin = _places([origin for _, entry in printed for origin in entry.origins])
    for key, entry in printed:
        places.setdefault(key, []).extend(
            {**by_origin[origin], "title": by_origin[origin]["name"], "text": entry.text}
            for origin in entry.origins
        )
    return places


def _places(origins: Iterable[Origin]) -> dict[Origin, dict[str, Any]]:
    """The origins with their documents, and their places in words. One query."""
    listed = list(dict.fromkeys(origins))
    found = zip(listed, places_of(listed, with_passages=False), strict=True)
    return {origin: {**place, "where": joined(place_in_words(place["locator"]))} for origin, place in found}


def _by_work(values: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The works by id, each with its links, to the area and to its sub-topics, and how many of them stand how."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for value in values:
        found.setdefault(value["work"], []).append(value)
    return {
        work: {
            "work": work,
            "title": of[0]["title"],
            "links": of,
            "states": dict(Counter(value["state"] for value in of)),
        }
        for work, of in found.items()
    }


def _activities(found: area_pages.FoundArea, viewer: Viewer) -> dict[str, list[dict[str, Any]]]:
    """Events, partners and pages of the area's theme by kind, as recorded and as its matrix prints them."""
    if found.theme is None or found.above is not None:
        return {}
    theme = found.theme
    recorded = area_pages.activities_of_area(theme, viewer.levels)
    known = {one["title"].casefold() for one in recorded}
    matrix = derived("theme-printed", lambda: theme_matrix(theme), theme.code)
    printed = [one for one in area_pages.printed_activities(matrix) if one["title"].casefold() not in known]
    kinds: dict[str, list[dict[str, Any]]] = {}
    for one in (*recorded, *printed):
        kinds.setdefault(one["kind"], []).append({**one, "is_joint": len(one["sectors"]) > 1})
    return kinds


def _sub_topics(found: area_pages.FoundArea) -> list[dict[str, Any]]:
    if found.theme is None or found.above is not None:
        return []
    theme = found.theme
    matrix = derived("theme-printed", lambda: theme_matrix(theme), theme.code)
    return area_pages.sub_topics_of(matrix)


def _proposals(found: area_pages.FoundArea, viewer: Viewer) -> list[dict[str, Any]] | None:
    """What is proposed of the area's entries; None for who sees no proposals."""
    if not viewer.sees_proposals:
        return None
    mine = of_area(derived("areas", reading.areas).proposals, found.area)
    return [one.to_json() for one in decided_proposals(mine, viewer.levels) if one.is_open or one.said]


def _history(
    found: area_pages.FoundArea, links: Sequence[models.LinkStanding], viewer: Viewer
) -> list[dict[str, Any]]:
    keys = [row.key for row in links]
    proposed = [key_of(one) for one in of_area(derived("areas", reading.areas).proposals, found.area)]
    rows = area_pages.history_of_area(found, [*keys, *proposed], viewer.levels, HISTORY)
    return [change_json(row) for row in rows]


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
