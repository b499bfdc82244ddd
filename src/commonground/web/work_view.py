"""What pages of groups, Questions and adopted texts show of links: by Sector, seen from one side, with the reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from commonground.analysis.consolidation import area_id
from commonground.api.derived import derived
from commonground.api.routes.links import shown_links
from commonground.api.viewer import Viewer
from commonground.register import models
from commonground.register.work_links import (
    AREA,
    AddressedArea,
    LinkRow,
    SectorLinks,
    area_names,
    areas_among,
    evidence_of,
    explanations_of,
    links_by_sector,
    ours_and_theirs,
)
from commonground.web.link_view import change_in_words

STATES = ("agreed", "stated", "to-be-confirmed", "proposed", "disputed", "rejected")

PASSAGES = 2  # of each side that stand beside a link
QUOTED = 400  # characters of one


def overlaps(
    rows: Sequence[LinkRow],
    works: Collection[str],
    own: Sequence[str],
    viewer: Viewer,
    *,
    most: int = 10,
    with_reasons: bool = False,
) -> list[dict[str, Any]]:
    """These links of the works by Sector of the other side, each told from the works' side.

    `with_reasons` adds the places that state a link, and the passages that matching found where the viewer sees them.
    """
    parts = links_by_sector(rows, own, most=most)
    every = [link for part in parts for link in part.links]
    told = explanations_of(every) if with_reasons and viewer.sees_proposals else {}
    stated = evidence_of(every) if with_reasons else {}
    return [_part_json(part, works, viewer, told, stated) for part in parts]


def _part_json(
    part: SectorLinks,
    works: Collection[str],
    viewer: Viewer,
    told: Mapping[str, Mapping[str, Any]],
    stated: Mapping[str, list[dict[str, Any]]],
) -> dict[str, Any]:
    rows = [
        _link_json(link, shown, works, told.get(link.key), stated.get(link.key, []))
        for link, shown in zip(part.links, shown_links(part.links, viewer), strict=True)
    ]
    return {
        "sector": part.sector,
        "number": part.number,
        "states": {state: part.states[state] for state in states_in([part.states])},
        "links": rows,
        "further": part.number - len(rows),
    }


def links_seen_from(
    rows: Sequence[models.LinkStanding], works: Collection[str], viewer: Viewer
) -> list[dict[str, Any]]:
    """These links, each told from the works' side."""
    return [
        _link_json(link, shown, works, None, [])
        for link, shown in zip(rows, shown_links(rows, viewer), strict=True)
    ]


def _link_json(
    link: models.LinkStanding,
    shown: Mapping[str, Any],
    works: Collection[str],
    told: Mapping[str, Any] | None,
    stated: list[dict[str, Any]],
) -> dict[str, Any]:
    ours, theirs = ours_and_theirs(link, works)
    sides = (link.left, link.right)
    return {
        **shown,
        "ours": sides[ours],
        "our_title": shown["titles"][ours],
        "theirs": sides[theirs],
        "their_title": shown["titles"][theirs],
        "changed": _changed(shown.get("suspect_because") or {}),
        "sentences": dict(told["sentences"]) if told else {},
        "passages": _passages(told, ours) if told else [],
        "stated": stated,
    }


def _changed(because: Mapping[str, Any]) -> list[str]:
    """What changed of either side, in the reader's language."""
    return [sentence for why in because.values() for sentence in change_in_words(why)]


def _passages(told: Mapping[str, Any], ours: int) -> list[dict[str, Any]]:
    """The first passages of our side, then of the other, cut in pieces so that what they share can be marked."""
    names = ("left", "right")
    return [
        {
            "item": one["item"],
            "language": _language(one),
            "is_ours": side == ours,
            "pieces": _pieces(one["text"], one.get("spans", ())),
        }
        for side in (ours, 1 - ours)
        for one in told.get(names[side], ())[:PASSAGES]
    ]


def _language(passage: Mapping[str, Any]) -> str:
    """The language of a passage: titles in further languages say theirs, all other words of facts are English."""
    return str(passage.get("part", "")).partition("label:")[2] or "en"


def _pieces(text: str, spans: Iterable[Sequence[int]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    at = 0
    for start, end in sorted((span[0], span[1]) for span in spans):
        if start < at or end > min(len(text), QUOTED):
            continue
        found += [{"text": text[at:start], "is_shared": False}, {"text": text[start:end], "is_shared": True}]
        at = end
    rest = text[at:] if len(text) <= QUOTED else text[at:QUOTED] + "…"
    found.append({"text": rest, "is_shared": False})
    return [piece for piece in found if piece["text"]]


def addressed(rows: Sequence[LinkRow], works: Collection[str]) -> list[dict[str, Any]]:
    """The areas that these links of the works are with, with names in all languages, and by which works."""
    found = areas_among(rows)
    names = names_of_areas() if found else {}
    return [_area_json(one, works, names) for one in found]


def _area_json(one: AddressedArea, works: Collection[str], names: Mapping[str, Any]) -> dict[str, Any]:
    ours = sorted({side for link in one.links for side in (link.left, link.right) if side in works})
    return {
        "id": one.id,
        "names": names.get(one.id) or {"en": one.title},
        "state": one.state,
        "works": ours,
        "number": len(one.links),
        "links": [link.code for link in one.links[:5]],
    }


def names_of_areas() -> Mapping[str, Mapping[str, str]]:
    """By id of an area or of a theme's sub-topic, its name by language."""
    return derived("area-names", area_names, of_facts=True)


def areas_named(labels: Iterable[str]) -> list[dict[str, Any]]:
    """Areas by the labels that texts file themselves under, with names in all languages, sorted."""
    names = names_of_areas()
    ids = {label: f"{AREA}{area_id(label)}" for label in labels}
    return [
        {"id": ids[label], "label": label, "names": names.get(ids[label]) or {"en": label}}
        for label in sorted(ids)
    ]


def known_ids(named: Iterable[str]) -> list[str]:
    """Of these texts those that are ids of something with a page; four statements."""
    wanted = sorted(set(named))
    bare = sorted({one.partition("@")[0] for one in wanted})
    found: set[str] = set()
    for model in (models.Body, models.Question, models.Instrument, models.WorkItem):
        found |= set(model.objects.filter(code__in=bare).values_list("code", flat=True))
    return [one for one in wanted if one in found or one.partition("@")[0] in found]


def themes_of(parts: Sequence[Mapping[str, Any]], areas: Sequence[Mapping[str, Any]]) -> set[str]:
    """The themes that these links belong to: the areas of pilot themes."""
    named = {link["theme"] for part in parts for link in part["links"] if link["theme"]}
    return named | {area["names"].get("en", "") for area in areas} - {""}


def links_feed(**wanted: str) -> str:
    """The address of the feed of links that are narrowed so: what changed in the work of a page."""
    return f"/api/v1/links.atom?{urlencode(wanted)}"


def states_in(counts: Iterable[Mapping[str, int]]) -> list[str]:
    """The states that any of these have, in the order in which pages name them."""
    present = {state for states in counts for state in states}
    return [state for state in STATES if state in present]


def same_state(request: HttpRequest) -> str:
    """What links of a page add to their address so that they stay in the earlier state it shows; "" for today's."""
    kept = {name: request.GET[name] for name in ("edition", "as_of") if request.GET.get(name)}
    return f"?{urlencode(kept)}" if kept else ""
