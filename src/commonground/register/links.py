"""Links as every interface shows them: what is claimed, how each Sector stands to it, what to review."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from commonground.register import models


def ready(links: QuerySet[models.LinkStanding]) -> QuerySet[models.LinkStanding]:
    """The links with all that `link_json` reads of them, so that a page of them takes two queries."""
    return links.select_related("carried_from").prefetch_related("by_sector")


def link_json(link: models.LinkStanding, *, blind: bool = False) -> dict[str, Any]:
    """The link as one JSON object; `by_sector` holds "" for a Sector that has not judged.

    `blind` leaves out how likely a machine holds it, for judging without a hint; so must the reasons be, then.
    """
    said = {row.sector: row.verdict for row in link.by_sector.all()}
    value: dict[str, Any] = {
        "code": link.code,
        "key": link.key,
        "left": link.left,
        "right": link.right,
        "titles": [link.left_title, link.right_title],
        "sectors": link.sectors,
        "groups": link.groups,
        "relation": link.relation,
        "period": link.period,
        "ended_period": link.ended_period,
        "carried_from": link.carried_from.code if link.carried_from else None,
        "carried_state": link.carried_from.state if link.carried_from else None,
        "theme": link.theme,
        "origin": link.origin,
        "note": link.note,
        "probability": link.probability,
        "is_stated": link.is_stated,
        "is_current": link.is_current,
        "state": link.state,
        "by_sector": {sector: said[sector] for sector in sorted(said)},
        "suspect_since": link.suspect_since.isoformat() if link.suspect_since else None,
        "suspect_because": link.suspect_because,
        "access": link.access,
        "made_at": link.made_at.isoformat(),
        "changed_at": link.changed_at.isoformat(),
        "version": link.version,
    }
    if blind:
        del value["probability"]
    return value


def link_history(link: models.LinkStanding, levels: frozenset[str]) -> list[dict[str, Any]]:
    """All that was decided of the link and of those it was carried on from, oldest first.

    `levels` are the access levels that the reader may see: a reason of another level is left out, the verdict stays.
    """
    found: list[dict[str, Any]] = []
    chain = [link]
    while (earlier := chain[-1].carried_from) is not None:
        chain.append(earlier)
    for one in chain:
        judgements = models.Judgement.objects.filter(subject=one.key, period=one.period)
        found += [_judged(row, one, levels) for row in judgements.order_by("pk")]
    codes = {one.code for one in chain}
    for row in models.Change.objects.filter(subject__in={one.key for one in chain}).order_by("pk"):
        if row.detail.get("link") in codes and "verdict" not in row.detail:
            found.append(_logged(row, levels))
    return sorted(found, key=lambda one: one["at"])


def _judged(row: models.Judgement, link: models.LinkStanding, levels: frozenset[str]) -> dict[str, Any]:
    may_see = row.access in levels
    return {
        "at": row.at.isoformat(),
        "what": "judged",
        "link": link.code,
        "period": link.ended_period or link.period,
        "role": row.role,
        "sector": row.sector,
        "verdict": row.verdict,
        "reason_code": row.reason_code if may_see else "",
        "reason": row.reason if may_see else "",
        "liaison_statement": row.liaison_statement,
        "is_blind": row.is_blind,
        "is_reason_withheld": not may_see and bool(row.reason or row.reason_code),
    }


def _logged(row: models.Change, levels: frozenset[str]) -> dict[str, Any]:
    may_see = row.access in levels
    return {
        "at": row.at.isoformat(),
        "what": row.action,
        "link": row.detail["link"],
        "role": row.role,
        "sector": row.sector,
        "detail": {name: value for name, value in row.detail.items() if name != "link"} if may_see else {},
        "reason": row.reason if may_see else "",
        "is_reason_withheld": not may_see and bool(row.reason),
    }
