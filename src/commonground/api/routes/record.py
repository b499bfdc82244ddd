"""What people did: examinations, what became of work, editions, jobs, the log."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from commonground.api.paging import Page, PageOf, cursor_of, page_of_rows, place_of
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Access, Action
from commonground.errors import NotFound
from commonground.register import models
from commonground.register.past import get_edition
from commonground.register.permissions import allows
from commonground.register.succession import succession_json
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.examining import Looked, record_examination
from commonground.register.workflows.publishing import publish_edition

router = Router(tags=["record"])
Name = Annotated[str, Field(max_length=200)]


class ExaminationOut(Schema):
    """Somebody looked for what two have in common."""

    id: int
    theme: str
    left: str
    right: str
    found: bool
    period: str
    role: str
    sector: str
    at: str
    reason: str


class ExaminationPage(Page):
    """A page of examinations."""

    items: list[ExaminationOut]


class LookedIn(Schema):
    """What was looked at: a sub-topic of a theme or an area and a Sector, or two bodies."""

    left: Name
    right: Name
    theme: Name = ""
    found: bool = False
    reason: Annotated[str, Field(max_length=4000)] = ""
    period: Annotated[str, Field(max_length=40)] = ""


class SuccessionOut(Schema):
    """What became of a Question or body."""

    kind: str
    predecessor: str
    predecessor_period: str
    successor: str
    successor_period: str
    role: str
    at: str
    reason: str
    source: str


class SuccessionPage(Page):
    """A page of successions."""

    items: list[SuccessionOut]


class EditionFileOut(Schema):
    """A paper of an edition."""

    name: str
    media_type: str
    sha256: str


class EditionOut(Schema):
    """A named, frozen state of the register."""

    name: str
    at: str
    published_by: str
    note: str
    tool_version: str
    sha256: str
    files: list[EditionFileOut]


class EditionPage(Page):
    """A page of editions."""

    items: list[EditionOut]


class EditionIn(Schema):
    """An edition to publish."""

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["ISCG 2020-06"])]
    note: Annotated[str, Field(max_length=4000)] = ""


class JobOut(Schema):
    """Long work: how far it is and what came of it."""

    id: int
    kind: str
    state: str
    done: int
    total: int | None
    message: str
    result: Any = None
    error: dict[str, Any] | None = None
    role: str
    sector: str
    asked_at: str
    started_at: str | None
    ended_at: str | None


class JobPage(Page):
    """A page of jobs, the newest first."""

    items: list[JobOut]


class ChangeOut(Schema):
    """One entry of the log: when, in which role, what, old and new, why."""

    id: int
    at: str
    role: str
    sector: str
    action: str
    subject: str
    detail: dict[str, Any]
    table: str
    old: dict[str, Any]
    new: dict[str, Any]
    reason: str
    access: str


class ChangePage(Page):
    """A page of the log, the newest first."""

    items: list[ChangeOut]


def _examination_json(row: models.Examination, viewer: Viewer) -> dict[str, Any]:
    return {
        "id": row.pk,
        "theme": row.theme,
        "left": row.left,
        "right": row.right,
        "found": row.found,
        "period": row.period,
        "role": row.role,
        "sector": row.sector,
        "at": row.at.isoformat(),
        "reason": row.reason if Access.MEMBERS in viewer.levels else "",
    }


@router.get("/examinations", response=ExaminationPage, operation_id="list_examinations")
def examinations(
    request: HttpRequest,
    paging: PageOf,
    left: Annotated[str, Query(max_length=200)] = "",
    right: Annotated[str, Query(max_length=200)] = "",
) -> dict[str, Any]:
    """What was looked at, by whom and with what result, the oldest first."""
    viewer = viewer_of(request)
    rows = models.Examination.objects.order_by("pk")
    if left:
        rows = rows.filter(left=left)
    if right:
        rows = rows.filter(right=right)
    place = place_of(paging.cursor, int)
    if place:
        rows = rows.filter(pk__gt=place[0])
    page, last = page_of_rows(list(rows[: paging.limit + 1]), paging.limit)
    return {
        "items": [_examination_json(row, viewer) for row in page],
        "next_cursor": cursor_of(last.pk) if last is not None else None,
    }


@router.post("/examinations", response={201: ExaminationOut}, operation_id="record_examination")
def examine(request: HttpRequest, body: LookedIn) -> Status[Any]:
    """Record that somebody looked; `found` false is the recorded "none"."""
    viewer = viewer_of(request)
    viewer.require_account()
    looked = Looked(body.left, body.right, body.theme, body.found, body.reason, body.period)
    return Status(201, _examination_json(record_examination(looked, viewer.actor, utc_now), viewer))


@router.get("/successions", response=SuccessionPage, operation_id="list_successions")
def successions(
    request: HttpRequest, paging: PageOf, work: Annotated[str, Query(max_length=200)] = ""
) -> dict[str, Any]:
    """What became of Questions and bodies when study periods ended."""
    rows = models.Succession.objects.order_by("pk")
    if work:
        rows = rows.filter(predecessor=work) | rows.filter(successor=work)
    place = place_of(paging.cursor, int)
    if place:
        rows = rows.filter(pk__gt=place[0])
    page, last = page_of_rows(list(rows[: paging.limit + 1]), paging.limit)
    return {
        "items": [succession_json(row) for row in page],
        "next_cursor": cursor_of(last.pk) if last is not None else None,
    }


def edition_json(row: models.Edition) -> dict[str, Any]:
    """An edition without its content; fetch its `files` without theirs."""
    return {
        **{name: getattr(row, name) for name in ("name", "published_by", "note", "tool_version", "sha256")},
        "at": row.at.isoformat(),
        "files": [
            {"name": file.name, "media_type": file.media_type, "sha256": file.sha256}
            for file in row.files.all()
        ],
    }


def _editions() -> QuerySet[models.Edition]:
    files = models.EditionFile.objects.defer("content").order_by("pk")
    return models.Edition.objects.defer("content").prefetch_related(Prefetch("files", files))


@router.get("/editions", response=EditionPage, operation_id="list_editions")
def editions(request: HttpRequest, paging: PageOf) -> dict[str, Any]:
    """The editions, the oldest first, with their papers."""
    rows = _editions().order_by("pk")
    place = place_of(paging.cursor, int)
    if place:
        rows = rows.filter(pk__gt=place[0])
    page, last = page_of_rows(list(rows[: paging.limit + 1]), paging.limit)
    return {
        "items": [edition_json(row) for row in page],
        "next_cursor": cursor_of(last.pk) if last is not None else None,
    }


@router.post("/editions", response={201: EditionOut}, operation_id="publish_edition")
def publish(request: HttpRequest, body: EditionIn) -> Status[Any]:
    """Freeze the register as it stands now under a name."""
    viewer = viewer_of(request)
    viewer.require_account()
    row = publish_edition(body.name, viewer.actor, utc_now, note=body.note)
    return Status(201, edition_json(_editions().get(pk=row.pk)))


@router.get("/editions/{name}", response=EditionOut, operation_id="get_edition")
def edition(request: HttpRequest, name: str) -> dict[str, Any]:
    """One edition."""
    return edition_json(_editions().get(pk=get_edition(name).pk))


@router.get("/editions/{name}/files/{file}", response={200: None}, operation_id="get_edition_file")
def edition_file(request: HttpRequest, name: str, file: str) -> HttpResponse:
    """A paper of the edition, byte for byte as it was published; some hold proposals, hence for members."""
    viewer_of(request).require(Action.SEE_PROPOSALS, file[:200])
    row = models.EditionFile.objects.filter(edition=get_edition(name), name=file).first()
    if row is None:
        raise NotFound(f"the edition has no paper {file[:200]!r}", advice="see its files")
    answer = HttpResponse(bytes(row.content), content_type=row.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{row.name}"'
    return answer


@router.get("/jobs", response=JobPage, operation_id="list_jobs")
def jobs(request: HttpRequest, paging: PageOf) -> dict[str, Any]:
    """Long work: one's own; all of it for who manages the register."""
    rows = _visible_jobs(viewer_of(request)).order_by("-pk")
    place = place_of(paging.cursor, int)
    if place:
        rows = rows.filter(pk__lt=place[0])
    page, last = page_of_rows(list(rows[: paging.limit + 1]), paging.limit)
    return {
        "items": [_job_json(row) for row in page],
        "next_cursor": cursor_of(last.pk) if last is not None else None,
    }


@router.get("/jobs/{int:number}", response=JobOut, operation_id="get_job")
def job(request: HttpRequest, number: int) -> dict[str, Any]:
    """How far a job is."""
    row = _visible_jobs(viewer_of(request)).filter(pk=number).first()
    if row is None:
        raise NotFound(f"no job {number}", advice="see /jobs")
    return _job_json(row)


def _visible_jobs(viewer: Viewer) -> QuerySet[models.Job]:
    account = viewer.require_account()
    rows = models.Job.objects.all()
    return rows if allows(viewer.actor, Action.MANAGE_REGISTER) else rows.filter(account=account)


def _job_json(row: models.Job) -> dict[str, Any]:
    names = ("kind", "state", "done", "total", "message", "result", "error", "role", "sector")
    moments = ("asked_at", "started_at", "ended_at")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        **{name: at.isoformat() if (at := getattr(row, name)) else None for name in moments},
    }


class LogWanted(Schema):
    """What the log is narrowed to."""

    action: Annotated[str, Field(max_length=60, description="For instance link-proposed.")] = ""
    subject: Annotated[str, Field(max_length=500)] = ""


@router.get("/log", response=ChangePage, operation_id="list_changes")
def log(request: HttpRequest, paging: PageOf, wanted: Annotated[LogWanted, Query()]) -> dict[str, Any]:
    """The log, the newest entry first, as far as the access level allows."""
    viewer = viewer_of(request)
    viewer.require(Action.SEE_MEMBERS, "log")
    rows = models.Change.objects.filter(access__in=viewer.levels).order_by("-pk")
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    place = place_of(paging.cursor, int)
    if place:
        rows = rows.filter(pk__lt=place[0])
    names = ("action", "role", "sector", "subject", "detail", "table", "old", "new", "reason", "access")
    values = rows.values("id", "at", *names)
    page, last = page_of_rows(list(values[: paging.limit + 1]), paging.limit)
    return {
        "items": [{**row, "at": row["at"].isoformat()} for row in page],
        "next_cursor": cursor_of(last["id"]) if last is not None else None,
    }
