"""Lists to subscribe to: Atom feeds of links, documents and the log, and a calendar of meetings and events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from icalendar import Calendar, Event
from ninja import Query, Router

from commonground import __version__
from commonground.api.atom import ENTRIES, UNTIL_NOW, atom_answer, change_entry, link_entry
from commonground.api.routes.links import WantedLinks, page_of_links
from commonground.api.viewer import viewer_of
from commonground.domain.role import Action
from commonground.register import models
from commonground.register.json_lists import holding

router = Router(tags=["feeds"])
SectorWanted = Annotated[str, Query(max_length=120)]


@router.get("/links.atom", response={200: None}, operation_id="feed_of_links")
def links(request: HttpRequest, wanted: WantedLinks) -> HttpResponse:
    """Links that changed, the newest first: the same filters as /links."""
    rows, _ = page_of_links(wanted.as_filter(), viewer_of(request), ENTRIES, "", "newest")
    return atom_answer(request, "Links", (link_entry(request, row) for row in rows))


@router.get("/documents.atom", response={200: None}, operation_id="feed_of_documents")
def documents(request: HttpRequest) -> HttpResponse:
    """Documents that came in, the newest first."""
    rows = models.Document.objects.filter(access__in=viewer_of(request).levels).order_by("-pk")[:ENTRIES]
    return atom_answer(
        request,
        "Documents",
        (
            {
                "title": row.title or row.name,
                "link": request.build_absolute_uri(f"/documents/{row.pk}/"),
                "unique_id": f"urn:commonground:document:{row.sha256}",
                "description": row.summary or row.name,
                "pubdate": row.added_at,
                "updateddate": row.added_at,
            }
            for row in rows
        ),
    )


@router.get("/log.atom", response={200: None}, operation_id="feed_of_changes")
def log(request: HttpRequest) -> HttpResponse:
    """The newest entries of the log, as far as the access level allows."""
    viewer = viewer_of(request)
    viewer.require(Action.SEE_MEMBERS, "log")
    rows = models.Change.objects.filter(access__in=viewer.levels).order_by("-pk")[:ENTRIES]
    return atom_answer(request, "Changes", (change_entry(request, row) for row in rows))


@router.get("/calendar.ics", response={200: None}, operation_id="calendar")
def calendar(
    request: HttpRequest, sector: SectorWanted = "", theme: SectorWanted = "", body: SectorWanted = ""
) -> HttpResponse:
    """Events with a date, and gatherings by the year they were held in; RFC 5545. `body` asks for its sessions."""
    found = Calendar()
    found.add("prodid", f"-//Commonground//{__version__}//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", "Commonground")
    activities = () if body else _activities(request, sector, theme)
    for event in (*activities, *(() if theme else _gatherings(sector, body))):
        found.add_component(event)
    return HttpResponse(found.to_ical(), content_type="text/calendar; charset=utf-8")


def _activities(request: HttpRequest, sector: str, theme: str) -> Iterable[Event]:
    rows = models.Activity.objects.filter(access__in=viewer_of(request).levels).exclude(starts_on=None)
    if sector:
        rows = rows.filter(holding(rows, "sectors", sector))
    if theme:
        rows = rows.filter(theme=theme)
    for row in rows.order_by("starts_on", "pk"):
        if row.starts_on is None:
            continue
        last = max(row.starts_on, row.ends_on or row.starts_on)
        event = _event(f"activity-{row.pk}", row.title, row.starts_on, last + timedelta(days=1), row.added_at)
        event.add("location", row.place)
        event.add("categories", [row.kind, *row.sectors])
        if row.address:
            event.add("url", row.address)
        yield event


def _gatherings(sector: str, body: str) -> Iterable[Event]:
    rows = models.Gathering.objects.order_by("year", "pk")
    if body:
        rows = rows.filter(body=body)
    if sector:
        rows = rows.filter(sector=sector)
    for row in rows:
        if not 1 <= row.year < date.max.year:
            continue
        title = f"{row.code or row.body} {row.place} {row.year}".replace("  ", " ")
        event = _event(f"gathering-{row.pk}", title, date(row.year, 1, 1), date(row.year + 1, 1, 1), None)
        event.add("location", row.place)
        event.add("categories", [row.sector])
        event.add("transp", "TRANSPARENT")  # only the year is known
        yield event


def _event(name: str, title: str, start: date, end: date, at: datetime | None) -> Event:
    event = Event()
    event.add("uid", f"{name}@commonground")
    event.add("dtstamp", at or UNTIL_NOW)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", title)
    return event
