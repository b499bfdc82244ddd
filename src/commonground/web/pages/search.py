"""Search across everything: by words and by meaning, in any of the six languages, narrowed by kind and Sector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from commonground.api.routes.search import find_items
from commonground.api.viewer import viewer_of
from commonground.errors import BadInput, Said
from commonground.register.fulltext import search_texts
from commonground.register.near_facts import names_of
from commonground.web.page import show
from commonground.web.sectors import listed_sectors

QUERY_MAX = 2000  # characters
NEAR = 60  # finds by meaning that are put in order and counted
SHOWN = 25
WITH_WORDS = 25  # a page of texts that hold every word
LEAST = 0.05  # finds below this share of the best one's score are noise


def search(request: HttpRequest) -> HttpResponse:
    """What comes near the words, with the reason for each; and every text that holds all of them."""
    query = " ".join(request.GET.get("q", "").split())
    if len(query) > QUERY_MAX:
        raise BadInput(
            Said("too many words at once"), advice=Said("to compare a whole text, use the check of a draft")
        )
    data: dict[str, Any] = {"query": query, "sectors": listed_sectors(), "found": None}
    if query:
        data |= _found(request, query)
    return show(request, "web/search.html", data, partial="web/parts/found.html")


def _found(request: HttpRequest, query: str) -> dict[str, Any]:
    kind, sector = request.GET.get("kind", ""), request.GET.get("sector", "")
    after = _number(request.GET.get("after", ""))
    near = find_items(query, NEAR)
    every = _not_noise(near["items"])
    shown = [one for one in every if kind in ("", one["kind"]) and sector in ("", one["sector"])]
    with_words = search_texts(
        query,
        kinds=[kind] if kind else (),
        levels=viewer_of(request).levels,
        limit=WITH_WORDS + 1,
        after=after,
    )
    return {
        "found": {
            "is_near": near["is_near"],
            "references": near["references"],
            "items": _shown(shown[:SHOWN]),
            "number": len(shown),
        },
        "kinds": _counted(every, "kind", sector=sector),
        "by_sector": _counted(every, "sector", kind=kind),
        "kind": kind,
        "sector": sector,
        "words": [hit.to_json() for hit in with_words[:WITH_WORDS]],
        "next_words": after + WITH_WORDS if len(with_words) > WITH_WORDS else None,
        "after": after,
    }


def _shown(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The finds with what they are called by language, and their passages, marked; documents have one title only."""
    found = names_of(one["id"] for one in items)
    return [
        {
            **one,
            "names": {"en": one["title"], **found.get(one["id"], {})} if one["kind"] != "document" else {},
            "marked": _marked(one["passages"]),
        }
        for one in items
    ]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _not_noise(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    least = LEAST * items[0]["score"] if items else 0
    return [one for one in items if one["score"] > least]


def _counted(items: Iterable[Mapping[str, Any]], name: str, **others: str) -> list[dict[str, Any]]:
    """How many finds have each value of a facet, where the other facet stays as it is chosen."""
    counts = Counter(
        one[name]
        for one in items
        if one[name] and all(not want or one[key] == want for key, want in others.items())
    )
    return [{"value": value, "number": number} for value, number in counts.most_common()]


def _marked(passages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The passages beyond the title, each in runs of marked and unmarked text; labels say their language."""
    found = []
    for passage in passages:
        part = str(passage["part"])
        if part == "title":
            continue
        language = part.partition(":")[2] if part.startswith("label:") else ""
        found.append({"language": language, "runs": runs_of(passage["text"], passage["spans"])})
    return found[:4]


def runs_of(text: str, spans: Iterable[Sequence[int]]) -> list[dict[str, Any]]:
    """The text cut at its marked spans.

    >>> [run["text"] for run in runs_of("e-waste recycling", [(0, 7)])]
    ['e-waste', ' recycling']
    """
    runs, last = [], 0
    for start, end in sorted(tuple(span) for span in spans):
        if start < last:
            continue
        runs += [{"text": text[last:start], "is_marked": False}, {"text": text[start:end], "is_marked": True}]
        last = end
    return [run for run in (*runs, {"text": text[last:], "is_marked": False}) if run["text"]]


urlpatterns: list[URLPattern] = [path("search/", search, name="search")]
