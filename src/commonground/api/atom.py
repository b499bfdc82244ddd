"""Atom feeds: what changed in a list, the newest first, for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed

from commonground.register import models

ENTRIES = 50
UNTIL_NOW = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed without an entry


class _Feed(Atom1Feed):
    """Atom whose date is that of its newest entry, so that the same state is the same bytes."""

    def latest_post_date(self) -> datetime:
        """When the newest entry changed."""
        return max((item["updateddate"] for item in self.items), default=UNTIL_NOW)


def atom_answer(request: HttpRequest, title: str, entries: Iterable[dict[str, Any]]) -> HttpResponse:
    """The feed of these entries, in their order."""
    address = request.build_absolute_uri()
    feed = _Feed(title=f"Commonground: {title}", link=address, description="", feed_url=address)
    for entry in entries:
        feed.add_item(**{name: _xml(value) for name, value in entry.items()})
    answer = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(answer, "utf-8")
    return answer


def newest(*lists: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest entries of all the lists."""
    every = [entry for entries in lists for entry in entries]
    return sorted(every, key=lambda entry: (entry["updateddate"], entry["unique_id"]), reverse=True)[:ENTRIES]


def link_entry(request: HttpRequest, row: models.LinkStanding) -> dict[str, Any]:
    """A link as it stands, as an entry of a feed."""
    return {
        "title": f"{row.left_title or row.left} / {row.right_title or row.right}",
        "link": request.build_absolute_uri(f"/links/{row.code}/"),
        "unique_id": f"urn:commonground:link:{row.code}",
        "description": f"{row.left} {row.relation} {row.right}: {row.state}",
        "pubdate": row.made_at,
        "updateddate": row.changed_at,
        "categories": [*row.sectors, row.state],
    }


def change_entry(
    request: HttpRequest, row: models.Change, page: str = "/administration/log/"
) -> dict[str, Any]:
    """An entry of the log as an entry of a feed; `page` is where it is read about."""
    return {
        "title": f"{row.action}: {row.subject}",
        "link": request.build_absolute_uri(page),
        "unique_id": f"urn:commonground:change:{row.pk}",
        "description": f"{row.role} {row.sector}".strip() + (f": {row.reason}" if row.reason else ""),
        "pubdate": row.at,
        "updateddate": row.at,
    }


def _xml(value: Any) -> Any:
    """A text without the control characters that XML has no way to write."""
    return "".join(c for c in value if c.isprintable() or c in "\n\t") if isinstance(value, str) else value
