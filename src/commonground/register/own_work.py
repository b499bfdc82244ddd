"""What somebody did and what came of it: own verdicts and proposals, links changed since, what is open per Sector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q

from commonground.domain.theme import EntryState
from commonground.register import models
from commonground.register.link_lists import visible_links
from commonground.register.standings import sectors_in
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.agreement import LINK_PROPOSED

SHOWN = 15
LOOKED_AT = 200  # own verdicts back, of which is told what changed since


def own_judgements(account: int, actor: Actor, most: int = SHOWN) -> list[dict[str, Any]]:
    """The account's latest verdicts with the links as they stand now, the newest first; two statements."""
    rows = list(models.Judgement.objects.filter(account=account).order_by("-pk")[:most])
    links = _links({row.subject for row in rows}, actor)
    return [
        {"at": row.at, "verdict": row.verdict, "sector": row.sector, "seconds": row.seconds, "link": link}
        for row in rows
        if (link := links.get((row.subject, row.period)))
    ]


def own_proposals(account: int, actor: Actor, most: int = SHOWN) -> list[dict[str, Any]]:
    """The links that the account proposed, the newest first, as they stand now; two statements."""
    rows = models.Change.objects.filter(account=account, action=LINK_PROPOSED).order_by("-pk")[:most]
    said = [(row.at, str(row.detail.get("link", ""))) for row in rows]
    found = {
        one.code: _named(one) for one in visible_links(actor).filter(code__in=[code for _, code in said])
    }
    return [{"at": at, "link": found[code]} for at, code in said if code in found]


def changed_since(account: int, actor: Actor, most: int = SHOWN) -> list[dict[str, Any]]:
    """Links that others changed after this account judged them, the latest change first, with what was done.

    Of the last 200 verdicts. Three statements.
    """
    judged: dict[tuple[str, str], Any] = {}
    rows = models.Judgement.objects.filter(account=account).order_by("-pk")[:LOOKED_AT]
    for subject, period, at in rows.values_list("subject", "period", "at"):
        judged.setdefault((subject, period), at)
    links = {
        key: link
        for key, link in _links({subject for subject, _ in judged}, actor).items()
        if key in judged and link["changed_at"] > judged[key]
    }
    latest = sorted(links.items(), key=lambda pair: pair[1]["changed_at"], reverse=True)[:most]
    done = _last_changes({key for (key, _), _ in latest}, account)
    return [{"link": link, "change": done.get(link["code"])} for _, link in latest]


def _last_changes(keys: Iterable[str], account: int) -> dict[str, dict[str, Any]]:
    """By code of the link, what somebody else did last."""
    rows = models.Change.objects.filter(subject__in=list(keys)).exclude(account=account).order_by("pk")
    return {
        str(row.detail.get("link", "")): {
            "at": row.at,
            "action": row.action,
            "verdict": row.detail.get("verdict", ""),
            "role": row.role,
            "sector": row.sector,
        }
        for row in rows
    }


def _links(keys: Iterable[str], actor: Actor) -> dict[tuple[str, str], dict[str, Any]]:
    rows = visible_links(actor).filter(key__in=list(keys))
    return {(row.key, row.period): _named(row) for row in rows}


def _named(row: models.LinkStanding) -> dict[str, Any]:
    return {
        "code": row.code,
        "left": row.left,
        "right": row.right,
        "titles": [row.left_title, row.right_title],
        "relation": row.relation,
        "state": row.state,
        "is_suspect": row.suspect_since is not None,
        "is_current": row.is_current,
        "changed_at": row.changed_at,
    }


def median_seconds(account: int, most: int = 100) -> int | None:
    """How long a verdict took on the pages, half of the account's last ones less; None without any."""
    rows = models.Judgement.objects.filter(account=account, seconds__isnull=False).order_by("-pk")
    held = sorted(second for second in rows.values_list("seconds", flat=True)[:most] if second is not None)
    return round(held[len(held) // 2]) if held else None


def open_by_sector(actor: Actor) -> list[dict[str, Any]]:
    """For every Sector how many links wait for it, are disputed, to be confirmed and to be reviewed; two statements."""
    sectors = list(models.Sector.objects.order_by("pk").values_list("code", flat=True))
    rows = visible_links(actor).filter(is_current=True)
    counted = rows.order_by().values("touches", "waits_for", "state")
    open_: Mapping[str, Counter[str]] = {sector: Counter() for sector in sectors}
    for one in counted.annotate(
        number=Count("pk"), suspect=Count("pk", filter=Q(suspect_since__isnull=False))
    ):
        waiting = set(sectors_in(one["waits_for"]))
        for sector in sectors_in(one["touches"]):
            if sector not in open_:
                continue
            tally = open_[sector]
            tally["suspect"] += one["suspect"]
            tally["waiting"] += one["number"] if sector in waiting else 0
            tally["disputed"] += one["number"] if one["state"] == EntryState.DISPUTED else 0
            if one["state"] == EntryState.TO_BE_CONFIRMED and sector in waiting:
                tally["to_confirm"] += one["number"]
    names = ("waiting", "disputed", "to_confirm", "suspect")
    return [{"sector": sector, **{name: open_[sector][name] for name in names}} for sector in sectors]
