"""Adopted texts: their revisions and what changed between them, the areas they govern, and who cites them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from commonground.api.paging import Paging, page_by_key
from commonground.api.routes.facts import get_fact
from commonground.api.viewer import viewer_of
from commonground.domain.role import Action
from commonground.errors import BadInput
from commonground.register import instruments as reading
from commonground.register import models
from commonground.register.fact_kinds import FACT_KINDS
from commonground.register.work_links import read_links
from commonground.web.editing import may
from commonground.web.fact_retiring import tells_retired
from commonground.web.page import show
from commonground.web.sectors import sector_words
from commonground.web.text_difference import CHANGED, SAME, PassagePair, passage_pairs, word_pieces
from commonground.web.work_view import (
    addressed,
    areas_named,
    known_ids,
    links_feed,
    links_seen_from,
    overlaps,
    same_state,
)

ROWS = 100
CITATIONS = 20
TEXT_MAX = 200
SAME_SHOWN = 1  # unchanged passages that stand before and after a changed one


def instruments(request: HttpRequest) -> HttpResponse:
    """The adopted texts that fit the filter, a page at a time."""
    wanted = {
        name: request.GET.get(name, "").strip()[:TEXT_MAX] for name in ("kind", "sector", "text", "year")
    }
    if wanted["year"] and not (wanted["year"].isdecimal() and len(wanted["year"]) <= 4):
        raise BadInput(_("a year has four figures"), where="year", advice=_("take one of the list"))
    rows = reading.instruments_matching(
        kind=wanted["kind"],
        sector=wanted["sector"],
        text=wanted["text"],
        year=int(wanted["year"]) if wanted["year"] else None,
    )
    page = page_by_key(rows, Paging(limit=ROWS, cursor=request.GET.get("cursor", "")[:200]))
    data = {
        "wanted": wanted,
        "number": rows.count(),
        "instruments": page["items"],
        "next_cursor": page["next_cursor"],
        "sectors": sector_words(),
        "choices": reading.instrument_choices(),
    }
    return show(
        request,
        "web/instruments/list.html",
        data,
        extra={"same_state": same_state(request), "may_add": may(request, Action.EDIT_FACTS)},
    )


@tells_retired("instrument")
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """One adopted text, with all its revisions."""
    viewer = viewer_of(request)
    row = get_fact(FACT_KINDS["instrument"], code, viewer)
    revisions = reading.revisions_of(row)
    works = {row.code}
    links = read_links(works, viewer.actor)
    texts = reading.texts_of(row.code, [one["label"] for one in revisions])
    names = ("code", "kind", "body", "sector", "number", "names", "carried_into", "version")
    data = {
        "instrument": {name: getattr(row, name) for name in names},
        "carried_from": reading.carried_from(row.code),
        "revisions": _with_differences(revisions, texts),
        "comparison": _comparison(request, revisions, texts),
        "areas": _governed(revisions, addressed(links, works)),
        "sectors": sector_words(),
        "overlaps": overlaps(links, works, [row.sector], viewer),
        "known": known_ids(other for one in revisions for other in one["refers_to"]),
        "suspects": links_seen_from(reading.suspects_of(row.code, viewer.actor), works, viewer),
        "citations": _citations(request, row.code),
        "links_of": {"work": row.code},
    }
    can_edit = may(request, Action.EDIT_FACTS, [row.sector])
    return show(
        request,
        "web/instruments/instrument.html",
        data,
        extra={"can_edit": can_edit},
        partial="web/instruments/citations.html",
        feed=links_feed(work=row.code),
    )


def _governed(
    revisions: Sequence[Mapping[str, Any]], linked: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The areas that its revisions are filed under, and those of links, with the state of these."""
    states = {area["id"]: area["state"] for area in linked}
    filed = areas_named({label for one in revisions for label in one["areas"]})
    known = {area["id"] for area in filed}
    found = [{**area, "state": states.get(area["id"], "")} for area in filed]
    return found + [
        {"id": area["id"], "label": "", "names": area["names"], "state": area["state"]}
        for area in linked
        if area["id"] not in known
    ]


def _citations(request: HttpRequest, code: str) -> dict[str, Any]:
    rows = reading.citations_of(code)
    paging = Paging(limit=CITATIONS, cursor=request.GET.get("cursor", "")[:200])
    page = page_by_key(rows, paging, reading.citation_json)
    return {**page, "number": rows.count()}


def _with_differences(
    revisions: Sequence[dict[str, Any]], texts: Mapping[str, models.Document]
) -> list[dict[str, Any]]:
    """The revisions, the newest first, each with what its title, areas and note have that the one before had not."""
    found = []
    before: dict[str, Any] | None = None
    for one in revisions:
        document = texts.get(one["label"])
        found.append(
            {
                **one,
                "document": document.pk if document else None,
                "language": document.language if document else None,
                "difference": _difference(before, one) if before else None,
            }
        )
        before = one
    return found[::-1]


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    removed, added = word_pieces(before["title"], after["title"])
    is_same = before["title"].split() == after["title"].split() or not before["title"] or not after["title"]
    return {
        "from": before["label"],
        "is_same_title": is_same,
        "is_unknown": not before["title"] or not after["title"],
        "title_before": [] if is_same else removed,
        "title_after": [] if is_same else added,
        "areas_added": [label for label in after["areas"] if label not in before["areas"]],
        "areas_removed": [label for label in before["areas"] if label not in after["areas"]],
        "references_added": [one for one in after["refers_to"] if one not in before["refers_to"]],
        "references_removed": [one for one in before["refers_to"] if one not in after["refers_to"]],
    }


def _comparison(
    request: HttpRequest, revisions: Sequence[Mapping[str, Any]], texts: Mapping[str, models.Document]
) -> dict[str, Any] | None:
    """The full texts of two revisions side by side: of those named by `from` and `to`, else the newest two."""
    labels = [one["label"] for one in revisions if one["label"] in texts]
    if len(labels) < 2:
        return None
    older = request.GET.get("from", "") or labels[-2]
    newer = request.GET.get("to", "") or labels[-1]
    for name, label in (("from", older), ("to", newer)):
        if label not in labels:
            raise BadInput(
                _("the register holds no text of this revision"),
                where=name,
                advice=_("take one of: %(labels)s") % {"labels": "; ".join(labels)},
            )
    pairs = passage_pairs(reading.passages_of(texts[older]), reading.passages_of(texts[newer]))
    return {
        "from": older,
        "to": newer,
        "labels": labels,
        "languages": [texts[older].language, texts[newer].language],
        "documents": [texts[older].pk, texts[newer].pk],
        "counts": {kind: sum(pair.kind == kind for pair in pairs) for kind in ("added", "removed", CHANGED)},
        "passages": _shortened(pairs),
    }


def _shortened(pairs: Sequence[PassagePair]) -> list[dict[str, Any]]:
    """The passages that differ, with one unchanged before and after; how many are left out between them."""
    near = {
        at + step
        for at, pair in enumerate(pairs)
        if pair.kind != SAME
        for step in range(-SAME_SHOWN, SAME_SHOWN + 1)
    }
    found: list[dict[str, Any]] = []
    left_out = 0
    for at, pair in enumerate(pairs):
        if at not in near:
            left_out += 1
            continue
        found.append({"kind": pair.kind, "before": pair.before, "after": pair.after, "left_out": left_out})
        left_out = 0
    if left_out:
        found.append({"kind": "", "before": (), "after": (), "left_out": left_out})
    return found


urlpatterns: list[URLPattern] = [
    path("instruments/", instruments, name="instruments"),
    path("instruments/<path:code>/", instrument, name="instrument"),
]
