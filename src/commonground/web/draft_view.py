"""The check of a draft as its page shows it: overlaps with passages side by side, groups to ask by Sector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from commonground.domain.draft_report import Strength
from commonground.exports.passage_paper import around_spans
from commonground.web.marking import PLAIN
from commonground.web.places import joined, place_in_words
from commonground.web.sectors import area_labels

LABEL = "label:"
REFERENCES = 200  # that are listed; the papers hold all
NEW = 200


def report_view(report: Mapping[str, Any]) -> dict[str, Any]:
    """The kept report in the order readers need it."""
    overlaps = [_overlap(one, report["language"]) for one in report["overlaps"]]
    names = area_labels([one["label"] for one in report["areas"]])
    return {
        "title": report["title"],
        "language": report["language"],
        "counts": {str(one): sum(o["strength"] == one for o in overlaps) for one in Strength},
        "overlaps": overlaps,
        "consult": _by_sector(report["consult"]),
        "new": [_placed(one) for one in report["new"][:NEW]],
        "new_number": len(report["new"]),
        "passages": report["passages"],
        "references": [_placed(one) for one in report["references"][:REFERENCES]],
        "reference_number": len(report["references"]),
        "areas": [
            {**one, "names": names.get(one["label"]) or {"en": one["label"]}} for one in report["areas"]
        ],
        "notes": report["notes"],
    }


def _overlap(kept: Mapping[str, Any], language: str | None) -> dict[str, Any]:
    told = kept["explanation"]
    places = [*kept["places"], *({} for _ in told["left"])]
    left = [
        {**_passage(one, language), "place": joined(place_in_words(place))}
        for one, place in zip(told["left"], places, strict=False)
    ]
    plain = ("item", "kind", "sector", "period", "relation", "probability", "strength", "is_cited")
    return {
        **{name: kept[name] for name in plain},
        "group": kept["group"] if kept["group"] != kept["item"] else "",
        "names": kept["labels"] or ({"": kept["title"]} if kept["title"] else {}),
        "sentences": told["sentences"],
        "terms": told["terms"],
        "references": told["references"],
        "left": left,
        "right": [_passage(one, None) for one in told["right"]],
    }


def _passage(kept: Mapping[str, Any], language: str | None) -> dict[str, Any]:
    """The passage with its spans as marks; a long one is cut around them."""
    text, spans = around_spans(kept["text"], tuple((start, end) for start, end in kept["spans"]))
    if kept["part"].startswith(LABEL):
        language = kept["part"].removeprefix(LABEL)
    return {"text": text, "language": language or "", "marks": [[a, b, PLAIN] for a, b in _apart(spans)]}


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, overlapping ones as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _by_sector(consult: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The groups to ask, by Sector, the Sector with the strongest one first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in consult:
        names = one["labels"] or ({"": one["name"]} if one["name"] else {})
        strength = one["strength"] if one["score"] > 0 else ""
        told = {name: one[name] for name in ("group", "score", "items", "is_cited")}
        found.setdefault(one["sector"], []).append({**told, "names": names, "strength": strength})
    return [{"sector": sector, "groups": groups} for sector, groups in found.items()]


def _placed(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {**kept, "place": joined(place_in_words(kept["locator"]))}
