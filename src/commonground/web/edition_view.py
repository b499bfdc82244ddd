"""What an edition holds and what differs between two states, as pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonground.analysis.difference_outline import DifferenceOutline, Outlined
from commonground.analysis.edition_difference import DifferenceKind, RecordKind
from commonground.exports.edition_paper import NOW, difference_json
from commonground.exports.wording import word
from commonground.register.comparing import Comparison
from commonground.web.words import worded

GroupKey = tuple[RecordKind, DifferenceKind]
HEADINGS: Mapping[str, Any] = {
    "area": _("Areas"),
    "theme": _("Themes"),
    "body": _("Groups"),
    "mandate": _("Mandates"),
    "question": _("Questions"),
    "instrument": _("Instruments"),
    "revision": _("Revisions"),
    "work-item": _("Work items"),
    "activity": _("Events and other activities"),
    "link": _("Links"),
    "document": _("Documents"),
    "judgement": _("Judgements"),
    "examination": _("Examinations"),
    "succession": _("Successions"),
    "suggestion": _("Proposals of matching"),
    "change": _("Entries of the log"),
}
_OF_MEMBERS = frozenset({"judgement", "examination", "suggestion", "change"})
_STATES: Mapping[str, Any] = {
    "retired": _("out of use"),
    "current": _("in force today"),
    "past": _("of earlier periods"),
    "listed": _("in a list"),
    "derived": _("follow from the resolutions"),
    "sub-topic": _("sub-topics of themes"),
}
_PAGES: Mapping[str, str] = {
    **dict.fromkeys(("body", "question", "instrument", "work-item", "area"), "item"),
    "link": "link",
    "theme": "theme",
}
_SHOWN_TO_ALL = ("agreed", "stated")


def held_rows(holds: Mapping[str, Mapping[str, int]], *, is_member: bool) -> list[dict[str, Any]]:
    """How much of what the edition holds; who sees no proposals is told nothing of them."""
    rows = []
    for kind, counts in holds.items():
        if not is_member and kind in _OF_MEMBERS:
            continue
        states = {state: n for state, n in counts.items() if n and state != "all"}
        number = counts["all"]
        if not is_member:
            states = {state: n for state, n in states.items() if kind != "link" or state in _SHOWN_TO_ALL}
            number = sum(states.values()) if kind == "link" else number
        told = [
            {"state": state, "word": str(_state(kind, state)), "number": n} for state, n in states.items()
        ]
        rows.append(
            {"kind": kind, "heading": str(HEADINGS.get(kind, kind)), "number": number, "states": told}
        )
    return rows


def _state(kind: str, state: str) -> Any:
    if state in _STATES:
        return _STATES[state]
    return worded({"judgement": "verdict", "succession": "succession"}.get(kind, "state"), state)


def count_rows(found: Mapping[str, Any], language: str) -> tuple[list[str], list[dict[str, Any]]]:
    """The headings of the table of numbers, and its rows with a number for each heading."""
    counts = found["counts"]
    changes = [one for one in ("added", "removed", "changed", "carried-over") if _has(counts, one)]
    rows = [
        {
            "kind": kind,
            "heading": word(f"records_{kind}", language),
            "cells": [{"change": change, "number": of_kind.get(change, 0)} for change in changes],
        }
        for kind, of_kind in counts.items()
    ]
    return [word(f"change_{change}", language) for change in changes], rows


def _has(counts: Mapping[str, Mapping[str, int]], change: str) -> bool:
    return change != "carried-over" or any(of_kind.get(change) for of_kind in counts.values())


def groups_of(outline: DifferenceOutline, kind: str, change: str) -> dict[GroupKey, Sequence[Outlined]]:
    """The records that differ by kind and by what became of them, narrowed where that was asked."""
    return {
        key: rows for key, rows in outline.groups.items() if kind in ("", key[0]) and change in ("", key[1])
    }


def told_groups(
    compared: Comparison, shown: Mapping[GroupKey, Sequence[Outlined]], language: str
) -> list[dict[str, Any]]:
    """The groups with what differs in each of the records `shown`, and with how many there are in all."""
    wanted = [one for rows in shown.values() for one in rows]
    found = difference_json(compared.told(wanted), language)
    by_key: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in found["differences"]:
        row = {**one, "address": _address(one, found["after"])}
        by_key.setdefault((one["kind"], one["change"]), []).append(row)
    return [
        {
            "kind": str(kind),
            "change": str(change),
            "heading": word(f"records_{kind}", language),
            "told": word(f"change_{change}", language),
            "number": len(compared.outline.groups[kind, change]),
            "rows": by_key.get((str(kind), str(change)), []),
        }
        for kind, change in shown
    ]


def _address(one: Mapping[str, Any], after: Mapping[str, str]) -> str:
    """The page of the record in the later state; "" where it has none."""
    if one["change"] == "removed" or one["kind"] not in _PAGES:
        return ""
    state = "" if after["name"] == NOW else after["name"]
    query = {"edition" if after["published_by"] else "as_of": state} if state else {}
    return reverse(_PAGES[one["kind"]], args=[one["id"]]) + (f"?{urlencode(query)}" if query else "")
