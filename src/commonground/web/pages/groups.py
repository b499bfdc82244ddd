"""Groups, their Questions and the work items of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from commonground.api.derived import derived
from commonground.api.paging import Paging, page_by_key, page_of_values
from commonground.api.routes.facts import get_fact
from commonground.api.routes.papers import MEDIA_TYPES, file_answer
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.errors import NotFound, Said
from commonground.register import groups as reading
from commonground.register import models
from commonground.register.examinations import parts_of
from commonground.register.fact_kinds import FACT_KINDS
from commonground.register.group_papers import MAPPING_FORMATS, group_mapping, mapped_sectors
from commonground.register.paper_frame import PaperOptions
from commonground.register.work_links import liaisons_among, read_links, states_of_works
from commonground.web import fact_pages
from commonground.web.editing import may
from commonground.web.fact_retiring import tells_retired
from commonground.web.page import page_language, show
from commonground.web.pages.activities import calendar_address
from commonground.web.sectors import sector_words
from commonground.web.work_view import (
    addressed,
    known_ids,
    links_feed,
    links_seen_from,
    overlaps,
    same_state,
    states_in,
    themes_of,
)

ROWS = 200  # of the list on one page
QUESTIONS = 100  # of a group on one page of their list
TEXT_MAX = 200
MAPPED_KINDS = (
    "study-group",
    "working-party",
    "task-group",
)  # that have rows of mapping tables without Questions too


def groups(request: HttpRequest) -> HttpResponse:
    """Every body in the tree of its Sector, with its Questions and its links by state."""
    viewer = viewer_of(request)
    rows = _group_rows(viewer)
    wanted = {name: request.GET.get(name, "").strip()[:TEXT_MAX] for name in ("sector", "kind", "text")}
    chosen = [row for row in rows if _fits(row, wanted)]
    paging = Paging(limit=ROWS, cursor=request.GET.get("cursor", "")[:200])
    page = page_of_values(chosen, paging)
    sectors = sector_words()
    data = {
        "wanted": wanted,
        "number": len(chosen),
        "states": states_in(row.states for row in rows),
        "sectors": sectors,
        "kinds": sorted({row.kind for row in rows}),
        "parts": _by_sector([row.to_json() for row in page["items"]], list(sectors)),
        "next_cursor": page["next_cursor"],
    }
    return show(
        request,
        "web/groups/list.html",
        data,
        extra={"same_state": same_state(request), "may_add": may(request, Action.EDIT_FACTS)},
        partial="web/groups/list_part.html",
    )


def _group_rows(viewer: Viewer) -> Sequence[reading.GroupRow]:
    def make() -> Sequence[reading.GroupRow]:
        order = {
            code: place
            for place, code in enumerate(models.Sector.objects.order_by("pk").values_list("code", flat=True))
        }
        return sorted(reading.group_rows(viewer.actor), key=lambda row: _place(row, order))

    return derived("group-rows", make, viewer.sees_proposals)


def _place(row: reading.GroupRow, order: Mapping[str, int]) -> int:
    """Groups of several Sectors stand after those of one; the tree of each Sector stays as it is."""
    return order.get(row.sectors[0], len(order)) if len(row.sectors) == 1 else len(order) + 1


def _fits(row: reading.GroupRow, wanted: Mapping[str, str]) -> bool:
    if wanted["sector"] and wanted["sector"] not in row.sectors:
        return False
    if wanted["kind"] and wanted["kind"] != row.kind:
        return False
    words = " ".join((row.code, *row.names.values())).casefold()
    return all(word in words for word in wanted["text"].casefold().split()[:8])


def _by_sector(rows: Sequence[dict[str, Any]], sectors: Sequence[str]) -> list[dict[str, Any]]:
    """The rows under their Sector; those of several Sectors under none ("")."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        one = row["sectors"][0] if len(row["sectors"]) == 1 and row["sectors"][0] in sectors else ""
        parts.setdefault(one, []).append(row)
    return [{"sector": sector, "rows": found} for sector, found in parts.items()]


@tells_retired("body")
def group(request: HttpRequest, code: str) -> HttpResponse:
    """One body: what it is charged with, what it works on, and what of it others work on too."""
    viewer = viewer_of(request)
    body = get_fact(FACT_KINDS["body"], code, viewer)
    works = parts_of(body.code)
    links = read_links(works, viewer.actor)
    parts = overlaps(links, works, body.sectors, viewer)
    areas = addressed(links, works)
    facts = reading.group_facts(body)
    asked = [row["code"] for one in facts["questions"][:1] for row in one["questions"]]
    data = {
        "group": facts,
        "sectors": sector_words(),
        "overlaps": parts,
        "states": _sum_states(parts),
        "areas": areas,
        "question_states": states_of_works(asked, viewer.actor),
        "liaisons": links_seen_from(liaisons_among(links), works, viewer),
        "liaison_statements": reading.liaison_statements_of(works),
        "documents": reading.documents_of(body.code),
        "activities": reading.activities_of(body.sectors, themes_of(parts, areas)),
        "lines": reading.lines_of([body.code]),
        "mapping": _mapping_links(body, viewer, has_questions=bool(facts["questions"])),
        "known": known_ids(other for one in facts["mandates"] for other in one["related"]),
        "links_of": {"body": body.code},
    }
    can_edit = may(request, Action.EDIT_FACTS, body.sectors)
    return show(
        request,
        "web/groups/group.html",
        data,
        extra={
            "can_edit": can_edit,
            "same_state": same_state(request),
            "calendar": calendar_address(body=body.code) if facts["meetings"] else "",
        },
        feed=links_feed(body=body.code),
    )


def group_questions(request: HttpRequest, code: str) -> HttpResponse:
    """The Questions of a body in one study period, the latest unless another one is asked for; a page at a time."""
    viewer = viewer_of(request)
    body = get_fact(FACT_KINDS["body"], code, viewer)
    numbers = reading.question_numbers(body.code)
    period = request.GET.get("period", "") or next(iter(numbers), "")
    if period not in numbers:
        raise NotFound(
            _("no Question of %(code)s in %(period)s") % {"code": body.code, "period": period[:40] or "–"},
            advice=_("see the groups and their Questions"),
        )
    paging = Paging(limit=QUESTIONS, cursor=request.GET.get("cursor", "")[:200])
    page = page_by_key(reading.questions_in(body.code, period), paging)
    is_latest = period == next(iter(numbers))  # links know Questions of earlier periods by other ids
    asked = [row["code"] for row in page["items"]] if is_latest else []
    data = {
        "group": {"code": body.code, "names": body.names, "sectors": body.sectors},
        "sectors": sector_words(),
        "period": period,
        "numbers": numbers,
        "questions": page["items"],
        "question_states": states_of_works(asked, viewer.actor),
        "next_cursor": page["next_cursor"],
    }
    return show(request, "web/groups/group_questions.html", data, extra={"same_state": same_state(request)})


def _sum_states(parts: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many links in each state, those within the own Sector aside."""
    found = dict.fromkeys(states_in(part["states"] for part in parts if part["sector"]), 0)
    for part in parts:
        if part["sector"]:
            for state, number in part["states"].items():
                found[state] = found.get(state, 0) + number
    return found


def _mapping_links(body: models.Body, viewer: Viewer, *, has_questions: bool) -> list[dict[str, Any]]:
    """Where the group's part of each mapping table is, for who may see proposals."""
    if not viewer.sees_proposals or not (has_questions or body.kind in MAPPED_KINDS):
        return []
    others = derived("mapped-sectors", mapped_sectors, of_facts=True)
    found = []
    for sector in others.get(body.sectors[0], ()) if len(body.sectors) == 1 else ():
        files = [
            {
                "form": form,
                "address": f"{reverse('group_mapping', args=[body.code, form])}?with={quote(sector)}",
            }
            for form in MAPPING_FORMATS
        ]
        found.append({"sector": sector, "files": files})
    return found


def group_mapping_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The group's rows or columns of the mapping table with the Sector named by `with`, as a file."""
    viewer = viewer_of(request)
    body = get_fact(FACT_KINDS["body"], code, viewer)
    viewer.require(Action.SEE_PROPOSALS, body.code)
    if form not in MAPPING_FORMATS:
        raise NotFound(
            Said("no format %(form)s", form=repr(form[:20])),
            advice=Said("one of: %(names)s", names=tuple(MAPPING_FORMATS)),
        )
    other, options = request.GET.get("with", "")[:120], PaperOptions(language=page_language())
    data = derived(
        "group-mapping",
        lambda: group_mapping(body, other, form, options),
        body.code,
        other,
        form,
        options.language,
    )
    name = "-".join(f"mapping {body.code} {other}".replace("/", " ").split())
    return file_answer(data, MEDIA_TYPES[form], f"{name}.{form}")


@tells_retired("question")
def question(request: HttpRequest, code: str) -> HttpResponse:
    """One Question in one study period: its scope, its areas, and who else works on it."""
    viewer = viewer_of(request)
    bare, _sign, in_id = code.partition("@")
    versions = reading.question_versions(bare)
    if not versions:
        raise NotFound(
            _("no Question %(code)s") % {"code": code[:200]}, advice=_("see the groups and their Questions")
        )
    wanted = request.GET.get("period", "") or in_id
    row = next((one for one in versions if one.period == wanted), None if wanted else versions[0])
    if row is None:
        periods = ", ".join(one.period for one in versions)
        raise NotFound(
            _("%(code)s has no study period %(period)s") % {"code": bare, "period": wanted[:40]},
            advice=_("its study periods: %(periods)s") % {"periods": periods},
        )
    # Matching and links know the newest period by the plain id, earlier ones with their period.
    works = {bare} if row is versions[0] else {f"{bare}@{row.period}"}
    links = read_links(works, viewer.actor)
    facts = reading.question_facts(row)
    data = {
        "question": facts,
        "periods": [one.period for one in versions],
        "sectors": sector_words(),
        "overlaps": overlaps(links, works, [row.sector], viewer, with_reasons=True),
        "areas": addressed(links, works),
        "liaisons": links_seen_from(liaisons_among(links), works, viewer),
        "liaison_statements": reading.liaison_statements_of(works),
        "lines": reading.lines_of([bare], row),
        "known": known_ids(facts["related"]),
        "links_of": {"work": next(iter(works))},
    }
    can_edit = may(request, Action.EDIT_FACTS, [row.sector])
    return show(
        request,
        "web/groups/question.html",
        data,
        extra={"can_edit": can_edit, "same_state": same_state(request)},
        feed=links_feed(work=next(iter(works))),
    )


@tells_retired("work-item")
def work_item(request: HttpRequest, code: str) -> HttpResponse:
    """One work item: its scope, whom it names for liaison, and who else works on it."""
    viewer = viewer_of(request)
    row = get_fact(FACT_KINDS["work-item"], code, viewer)
    names = (
        "code", "title", "sector", "body", "question", "period", "scope", "status", "liaisons", "sources", "version",
    )  # fmt: skip
    works = {row.code}
    links = read_links(works, viewer.actor)
    data = {
        "item": {name: getattr(row, name) for name in names},
        "above": reading.chain_above(row.body),
        "sectors": sector_words(),
        "overlaps": overlaps(links, works, [row.sector], viewer, with_reasons=True),
        "areas": addressed(links, works),
        "lines": reading.lines_of([row.code]),
        "links_of": {"work": row.code},
    }
    can_edit = may(request, Action.EDIT_FACTS, [row.sector])
    return show(
        request,
        "web/groups/work_item.html",
        data,
        extra={"can_edit": can_edit, "same_state": same_state(request)},
        feed=links_feed(work=row.code),
    )


urlpatterns: list[URLPattern] = [
    path("groups/", groups, name="groups"),
    path("groups/<path:code>/mapping.<str:form>", group_mapping_file, name="group_mapping"),
    path("groups/<path:code>/questions/", group_questions, name="group_questions"),
    path("groups/<path:code>/", group, name="group"),
    path("questions/<path:code>/", question, name="question"),
    path("work-items/<path:code>/", work_item, name="work_item"),
    *fact_pages.urlpatterns,
]
