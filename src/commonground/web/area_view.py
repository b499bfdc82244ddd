"""One area as its page shows it: names, lists, what each Sector does, activities, proposals, history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from commonground.api.derived import derived
from commonground.api.routes.links import shown_links
from commonground.api.viewer import Viewer
from commonground.domain.area import Area, ListEntry, Origin
from commonground.domain.role import Action
from commonground.register import area_pages, models, reading
from commonground.register.area_proposals import decided_proposals, of_area
from commonground.register.permissions import allows
from commonground.register.theme_cells import places_of
from commonground.register.theme_matrix import keys_of_entry, theme_matrix
from commonground.register.work_links import evidence_of
from commonground.register.workflows.judging import key_of
from commonground.web.places import joined, place_in_words
from commonground.web.theme_view import change_json

HISTORY = 40


def area_data(found: area_pages.FoundArea, every: Sequence[Area], viewer: Viewer) -> dict[str, Any]:
    """All that the page of an area shows and its JSON twin answers; `every` are the areas of the lists."""
    links = area_pages.links_of_area(area_pages.names_of_area(found), viewer.actor)
    by_id = {one.id: one for one in every}
    is_member = allows(viewer.actor, Action.SEE_MEMBERS)
    return {
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
    mine = of_area(derived("areas", reading.areas, of_facts=True).proposals, found.area)
    return [one.to_json() for one in decided_proposals(mine, viewer.levels) if one.is_open or one.said]


def _history(
    found: area_pages.FoundArea, links: Sequence[models.LinkStanding], viewer: Viewer
) -> list[dict[str, Any]]:
    keys = [row.key for row in links]
    proposed = [
        key_of(one) for one in of_area(derived("areas", reading.areas, of_facts=True).proposals, found.area)
    ]
    rows = area_pages.history_of_area(found, [*keys, *proposed], viewer.levels, HISTORY)
    return [change_json(row) for row in rows]
