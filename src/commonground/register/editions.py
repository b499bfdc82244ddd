"""What an edition is and holds, for every interface."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from django.db.models import Count

from commonground.register import models, reading
from commonground.register.fact_kinds import FACT_KINDS
from commonground.register.past import reading_as_of


def edition_json(row: models.Edition) -> dict[str, Any]:
    """The edition without its content: name, moment, who published it, checksum."""
    return {
        "name": row.name,
        "at": row.at.isoformat(),
        "published_by": row.published_by,
        "note": row.note,
        "tool_version": row.tool_version,
        "sha256": row.sha256,
        "last_change": row.last_change,
    }


def edition_summary(row: models.Edition) -> dict[str, Any]:
    """The edition with its size, its papers and what it holds."""
    files = row.files.order_by("pk").defer("content")
    sizes = {paper.pk: len(paper.content) for paper in row.files.iterator(chunk_size=1)}
    papers = [
        {"name": one.name, "media_type": one.media_type, "bytes": sizes[one.pk], "sha256": one.sha256}
        for one in files
    ]
    with reading_as_of(edition=row.name):
        holds = state_counts()
    return {**edition_json(row), "bytes": len(row.content), "files": papers, "holds": holds}


def broken_parts(row: models.Edition) -> list[str]:
    """The names of what has not the checksum it was stored with: "" for the frozen state, else papers."""
    state = [""] if hashlib.sha256(row.content).hexdigest() != row.sha256 else []
    papers = row.files.order_by("pk").iterator(chunk_size=1)
    return state + [one.name for one in papers if hashlib.sha256(one.content).hexdigest() != one.sha256]


def state_counts() -> dict[str, dict[str, int]]:
    """How much the state being read holds, by kind of record, each with "all" and by state where it has states.

    Links are counted by how they stand: `current` those of today, of them those to be reviewed, and `past` ones.
    """
    found: dict[str, dict[str, int]] = {"area": _areas()}
    for name, kind in FACT_KINDS.items():
        if name not in ("area", "link"):
            retired = kind.model.everything.exclude(retired_at=None).count()
            found[name] = {"all": kind.model.objects.count(), "retired": retired}
    found["link"] = _links()
    found["document"] = {"all": models.Document.objects.count()}
    found["judgement"] = _by(models.Judgement, "verdict")
    found["examination"] = _by(models.Examination, "found")
    found["succession"] = _by(models.Succession, "kind")
    found["suggestion"] = {"all": models.Suggestion.objects.count()}
    found["change"] = {"all": models.Change.objects.count()}
    return found


def _areas() -> dict[str, int]:
    listed = reading.areas().areas
    return {"all": len(listed), **Counter(str(area.status) for area in listed)}


def _links() -> dict[str, int]:
    current = models.LinkStanding.objects.filter(is_current=True)
    states = dict(current.values_list("state").annotate(number=Count("pk")).order_by("state"))
    return {
        "all": models.LinkStanding.objects.count(),
        "current": sum(states.values()),
        **states,
        "suspect": current.exclude(suspect_since=None).count(),
        "past": models.LinkStanding.objects.filter(is_current=False).count(),
    }


_FOUND = {True: "found", False: "none"}


def _by(model: Any, field: str) -> dict[str, int]:
    counted = model.objects.values_list(field).annotate(number=Count("pk")).order_by(field)
    by_value = {str(_FOUND.get(value, value)): n for value, n in counted}
    return {"all": sum(by_value.values()), **by_value}
