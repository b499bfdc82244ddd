"""Two pieces of work side by side, with what they share marked in both; a search where a side is not named yet."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from commonground.analysis.consolidation import area_id
from commonground.api.routes.links import shown_links
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.domain.suggestion import pair_key
from commonground.matching.relation import relation_of
from commonground.register import models
from commonground.register.fulltext import search_texts
from commonground.register.link_lists import visible_links
from commonground.register.links import ready
from commonground.register.near_facts import AREA, DOCUMENT, near_items
from commonground.register.pair_reasons import Pair, read_pair, stated_near
from commonground.web.editing import may
from commonground.web.judging import new_form, seat_of
from commonground.web.link_view import EncoderOnDemand
from commonground.web.marking import pair_json
from commonground.web.page import show
from commonground.web.templatetags.marks import set_relation

KINDS = ("body", "question", "instrument", "area", "document")
FOUND = 12
NAME_MAX = 200
SIDES = ("left", "right")


def compare(request: HttpRequest) -> HttpResponse:
    """The two works that the address names; what the words in their place find where they are not ids."""
    viewer = viewer_of(request)
    named = {side: request.GET.get(side, "").strip()[:NAME_MAX] for side in SIDES}
    items = near_items(name for name in named.values() if name)
    chosen = {side: name for side, name in named.items() if name in items}
    is_same = len(chosen) == 2 and named["left"] == named["right"]
    if len(chosen) == 2 and not is_same:
        return _side_by_side(request, viewer, named["left"], named["right"])
    found = {side: _found(name, viewer) for side, name in named.items() if name and side not in chosen}
    data = {
        "chosen": {side: {"id": name, "title": items[name].called} for side, name in chosen.items()},
        "found": found,
        "is_same": is_same,
    }
    extra = {"choices": [_choice(side, named, data) for side in SIDES]}
    return show(request, "web/compare/choose.html", data, extra=extra)


def _choice(side: str, named: dict[str, str], data: dict[str, Any]) -> dict[str, Any]:
    """One side of the search: what was typed, and what was found with the address that takes it."""
    other = SIDES[1 - SIDES.index(side)]
    hits = [
        {**hit, "address": f"?{urlencode({side: hit['id'], other: named[other]})}"}
        for hit in data["found"].get(side, ())
    ]
    is_searched = side in data["found"]
    return {
        "side": side,
        "typed": named[side],
        "hits": hits,
        "chosen": data["chosen"].get(side),
        "is_searched": is_searched,
    }


def _found(words: str, viewer: Viewer) -> list[dict[str, Any]]:
    """Works whose names or texts hold the words, by the id under which they are compared."""
    hits = search_texts(words, kinds=KINDS, levels=viewer.levels, limit=FOUND)
    rows = models.Document.objects.filter(sha256__in=[hit.entity for hit in hits if hit.kind == "document"])
    documents = dict(rows.values_list("sha256", "pk"))
    found = []
    for hit in hits:
        name = hit.entity
        if hit.kind == "area":
            name = AREA + area_id(hit.entity)
        elif hit.kind == "document":
            if hit.entity not in documents:
                continue
            name = f"{DOCUMENT}{documents[hit.entity]}"
        found.append({"id": name, "kind": hit.kind, "title": {"value": hit.title, "language": hit.language}})
    return found


def _side_by_side(request: HttpRequest, viewer: Viewer, left: str, right: str) -> HttpResponse:
    is_blind = viewer.sees_proposals and request.GET.get("blind") == "on"
    pair = read_pair(left, right, EncoderOnDemand(), with_suggestion=viewer.sees_proposals)
    row = ready(visible_links(viewer.actor).filter(key=pair_key(left, right), is_current=True)).first()
    link = shown_links([row], viewer, blind=is_blind)[0] if row else None
    relation = _relation(pair, row)
    data = {
        "left": left,
        "right": right,
        "pair": pair_json(pair, is_blind=is_blind),
        "link": link,
        "relation": relation,
        "set_relation": set_relation(relation, row.state if row else ""),
        "is_blind": is_blind,
    }
    seat = seat_of(request, row) if row else None
    extra = {
        "seat": seat,
        "form": new_form(row, seat) if row and seat and seat.is_taken else None,
        "back": f"{reverse('compare')}?{urlencode({'left': left, 'right': right})}",
        "may_propose": row is None and may(request, Action.PROPOSE_LINK),
        "proposal": f"{reverse('propose_link')}?{urlencode({'left': left, 'right': right})}",
        "turned": f"?{urlencode({'left': right, 'right': left})}",
        "sees_proposals": viewer.sees_proposals,
    }
    return show(request, "web/compare/pair.html", data, extra=extra)


def _relation(pair: Pair, row: models.LinkStanding | None) -> str:
    """How the two overlap, read from left to right: as the link says, else as far as their words tell."""
    if row is not None and row.left == pair.left.id:
        return row.relation
    links = [
        link
        for link in stated_near((pair.left.id, pair.right.id))
        if {link.subject, link.object} == {pair.left.id, pair.right.id}
    ]
    told = str(relation_of(pair.left, pair.right, pair.explanation.features, links))
    if row is None:
        return told
    return {"broader": "narrower", "narrower": "broader"}.get(row.relation, row.relation)


urlpatterns: list[URLPattern] = [
    path("compare/", compare, name="compare"),
]
