"""Atom feeds of what is known: areas, themes, editions and findings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from commonground.analysis.consolidation import area_id
from commonground.api.atom import ENTRIES, UNTIL_NOW, atom_answer, change_entry, link_entry, newest
from commonground.api.derived import derived
from commonground.api.finding_lists import documents_named, listed_findings
from commonground.api.routes.facts import get_fact
from commonground.api.viewer import Viewer, viewer_of
from commonground.register import models, reading
from commonground.register.area_pages import examined_subjects, find_area, history_of_area, names_of_area
from commonground.register.fact_kinds import FACT_KINDS
from commonground.register.link_lists import visible_links, with_side
from commonground.register.work_links import IS_AREA

router = Router(tags=["feeds"])
AreaWanted = Annotated[str, Query(max_length=500, description="The id or a label of an area.")]
ThemeWanted = Annotated[str, Query(max_length=120, description="The code of a theme.")]


@router.get("/areas.atom", response={200: None}, operation_id="feed_of_areas")
def areas(request: HttpRequest, area: AreaWanted = "") -> HttpResponse:
    """What changed in the areas, or in one: its facts, who looked, and how its links stand, the newest first."""
    viewer = viewer_of(request)
    links = visible_links(viewer.actor).filter(is_current=True)
    if not area:
        changes = models.Change.objects.filter(Q(table="Area") | Q(action="proposal-judged"))
        return _answer(request, "Areas", links.filter(IS_AREA), _seen(changes, viewer), "/areas/")
    found = find_area(area, derived("areas", reading.areas, of_facts=True).areas)
    page = f"/areas/{quote(found.area.id)}/"
    title = found.area.labels.get("en") or found.area.id
    rows = with_side(links, names_of_area(found))
    return _answer(request, title, rows, history_of_area(found, (), viewer.levels, ENTRIES), page)


@router.get("/themes.atom", response={200: None}, operation_id="feed_of_themes")
def themes(request: HttpRequest, theme: ThemeWanted = "") -> HttpResponse:
    """What changed in the themes, or in one: its facts, who looked, and how the links of its matrix stand."""
    viewer = viewer_of(request)
    links = visible_links(viewer.actor).filter(is_current=True)
    if not theme:
        changes = models.Change.objects.filter(Q(table="Theme") | Q(action="sub-topic-examined"))
        return _answer(request, "Themes", links.exclude(theme=""), _seen(changes, viewer), "/themes/")
    row: models.Theme = get_fact(FACT_KINDS["theme"], theme, viewer)
    sectors = list(models.Sector.objects.values_list("code", flat=True))
    printed = models.ThemeRow.objects.filter(table__theme=row).values_list("label", flat=True)
    subjects = {f"theme {row.code}", *examined_subjects(row.area, {*row.sub_topics, *printed}, sectors)}
    changes = models.Change.objects.filter(subject__in=subjects)
    rows = links.filter(Q(theme__iexact=row.area) | Q(pk__in=_of_area(links, row)))
    return _answer(request, row.area, rows, _seen(changes, viewer), f"/themes/{quote(row.code)}/")


def _of_area(links: QuerySet[models.LinkStanding], row: models.Theme) -> QuerySet[Any]:
    """The links of the theme's area and its sub-topics."""
    area = find_area(area_id(row.area), derived("areas", reading.areas, of_facts=True).areas)
    return with_side(links, names_of_area(area)).order_by().values("pk")


def _seen(changes: QuerySet[models.Change], viewer: Viewer) -> QuerySet[models.Change]:
    return changes.filter(access__in=viewer.levels).order_by("-pk")[:ENTRIES]


def _answer(
    request: HttpRequest,
    title: str,
    links: QuerySet[models.LinkStanding],
    changes: Iterable[models.Change],
    page: str,
) -> HttpResponse:
    rows = links.order_by("-changed_at", "-pk")[:ENTRIES]
    entries = newest(
        (link_entry(request, row) for row in rows), (change_entry(request, row, page) for row in changes)
    )
    return atom_answer(request, title, entries)


@router.get("/editions.atom", response={200: None}, operation_id="feed_of_editions")
def editions(request: HttpRequest) -> HttpResponse:
    """Editions that were published, the newest first."""
    rows = models.Edition.objects.defer("content").order_by("-at", "-pk")[:ENTRIES]
    entries = (
        {
            "title": row.name,
            "link": request.build_absolute_uri(f"/editions/{quote(row.name)}/"),
            "unique_id": f"urn:commonground:edition:{row.sha256}",
            "description": row.note or row.name,
            "pubdate": row.at,
            "updateddate": row.at,
        }
        for row in rows
    )
    return atom_answer(request, "Editions", entries)


@router.get("/findings.atom", response={200: None}, operation_id="feed_of_findings")
def findings(
    request: HttpRequest,
    name: Annotated[Literal["findings", "gaps", "overlaps"], Query(alias="list")] = "findings",
    code: Annotated[str, Query(max_length=60, description="A kind of finding.")] = "",
) -> HttpResponse:
    """Findings, gaps or overlaps, those of the newest documents first; each goes when it is mended."""
    found = [one for one in listed_findings(viewer_of(request), name) if code in ("", one.code)]
    documents = documents_named({one.document for one in found if one.document})
    made = models.ProfileRecord.objects.values_list("created_at", flat=True).first() or UNTIL_NOW

    def at(document: str) -> datetime:
        return documents[document].added_at if document in documents else made

    # A sort that keeps the order of the list among those of one document: the gravest first.
    newest_first = sorted(found, key=lambda one: at(one.document), reverse=True)[:ENTRIES]
    entries = (
        {
            "title": one.message,
            "link": request.build_absolute_uri(f"/findings/{name}/{one.key}/"),
            "unique_id": f"urn:commonground:finding:{one.key}",
            "description": one.suggestion or one.message,
            "pubdate": at(one.document),
            "updateddate": at(one.document),
            "categories": [one.code],
        }
        for one in newest_first
    )
    return atom_answer(request, name.capitalize(), entries)
