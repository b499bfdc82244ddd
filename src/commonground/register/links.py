"""Links as every interface shows them: what is claimed, how each Sector stands to it, what to review."""

from __future__ import annotations

from typing import Any

from commonground.register import models


def link_json(link: models.LinkStanding) -> dict[str, Any]:
    """The link as one JSON object; `by_sector` holds "" for a Sector that has not judged."""
    said = {row.sector: row.verdict for row in link.by_sector.all()}
    return {
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
