"""Checks of drafts that are kept: how a report is stored and read again, and whose check may be opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from commonground.domain.document import Locator
from commonground.domain.draft_report import Consultation, DraftOverlap, DraftPassage, DraftReport
from commonground.domain.reference import LocatedReference, Reference, ReferenceKind
from commonground.domain.role import Access
from commonground.domain.suggestion import Explanation, MatchedPassage, Relation, SharedTerm
from commonground.errors import NotFound, Said
from commonground.register import models

Kept = Mapping[str, Any]
OWN = 20  # checks of one account that are listed


def kept_report(report: DraftReport) -> dict[str, Any]:
    """The report as JSON from which the whole of it can be read again: with titles in further languages."""
    kept = report.to_json()
    for told, overlap in zip(kept["overlaps"], report.overlaps, strict=True):
        told["labels"] = dict(overlap.labels)
    for told, one in zip(kept["consult"], report.consult, strict=True):
        told["labels"] = dict(one.labels)
    return kept


def report_of(kept: Kept) -> DraftReport:
    """The report that was kept."""
    return DraftReport(
        name=kept["name"],
        title=kept["title"],
        language=kept["language"],
        overlaps=tuple(_overlap(one) for one in kept["overlaps"]),
        consult=tuple(_consultation(one) for one in kept["consult"]),
        new=tuple(DraftPassage(one["text"], Locator.from_json(one["locator"])) for one in kept["new"]),
        passages=kept["passages"],
        references=tuple(_reference(one) for one in kept["references"]),
        areas=tuple((one["label"], one["probability"]) for one in kept["areas"]),
        notes=tuple(kept["notes"]),
    )


def _overlap(kept: Kept) -> DraftOverlap:
    plain = ("item", "title", "kind", "sector", "group", "period", "probability", "is_cited", "labels")
    return DraftOverlap(
        **{name: kept[name] for name in plain},
        relation=Relation(kept["relation"]),
        explanation=_explanation(kept["explanation"]),
        places=tuple(Locator.from_json(place) for place in kept["places"]),
    )


def _explanation(kept: Kept) -> Explanation:
    return Explanation(
        sentences=kept["sentences"],
        left=_passages(kept["left"]),
        right=_passages(kept["right"]),
        terms=tuple(SharedTerm(**term) for term in kept["terms"]),
        references=tuple(kept["references"]),
        features=kept["features"],
    )


def _passages(kept: Iterable[Kept]) -> tuple[MatchedPassage, ...]:
    return tuple(
        MatchedPassage(one["item"], one["part"], one["text"], tuple((a, b) for a, b in one["spans"]))
        for one in kept
    )


def _consultation(kept: Kept) -> Consultation:
    plain = ("group", "sector", "score", "name", "labels", "is_cited")
    return Consultation(**{name: kept[name] for name in plain}, items=tuple(kept["items"]))


def _reference(kept: Kept) -> LocatedReference:
    plain = ("text", "start", "end", "id", "language", "revision")
    found = Reference(
        **{name: kept[name] for name in plain},
        kind=ReferenceKind(kept["kind"]),
        candidates=tuple(kept["candidates"]),
        is_known=kept["known"],
    )
    return LocatedReference(found, Locator.from_json(kept["locator"]), 0)


def check_json(row: models.Check) -> dict[str, Any]:
    """What pages tell of the check beside its report. Who made it is told by role and Sector."""
    return {
        "number": row.pk,
        "name": row.name,
        "file_name": row.file_name,
        "language": row.language,
        "access": row.access,
        "role": row.role,
        "sector": row.sector,
        "made_at": row.made_at,
        "expires_at": row.expires_at,
    }


def own_checks(account: int, now: datetime) -> list[models.Check]:
    """The checks of the account that are still there, the newest first, without their reports."""
    rows = models.Check.objects.filter(account=account, expires_at__gt=now).defer("report")
    return list(rows.select_related("job").order_by("-made_at", "-pk")[:OWN])


def open_check(name: str, account: int, levels: Iterable[str], now: datetime) -> models.Check:
    """The check with this secret name, or of this account with this number; raises NotFound.

    Whoever has the link may open it, if they see the level it was made for.
    """
    rows = models.Check.objects.select_related("job").filter(expires_at__gt=now, access__in=list(levels))
    found = rows.filter(name=name).first()
    if found is None and name.isdecimal() and len(name) < len("1000000000"):
        found = rows.filter(pk=int(name), account=account).first()
    if found is None:
        raise NotFound(
            Said("there is no such check, or it is not for your role"),
            advice=Said("a check is kept for 30 days; ask whoever made it, or check the draft again"),
        )
    return found


def levels_for(levels: Iterable[str]) -> tuple[Access, ...]:
    """For whom somebody who sees these levels may make a check, the widest first."""
    seen = set(levels)
    return tuple(one for one in (Access.MEMBERS, Access.INTERNAL) if one in seen)
