"""Long work: started, looked at, cancelled. A worker does it; files for it are sent to /documents and /imports."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Body, Router, Schema, Status
from pydantic import Field

from commonground.api.paging import Page, PageOf, page_by_key
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.errors import NotFound, Said
from commonground.register import models
from commonground.register.jobs import job_json
from commonground.register.permissions import allows
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.jobs import ask_job, cancel_job

router = Router(tags=["jobs"])
Name = Annotated[str, Field(max_length=120)]


class SuggestIn(Schema):
    """Let matching propose links between the work of the Sectors."""

    kind: Literal["suggest"]
    between: Annotated[
        list[Name] | None,
        Field(min_length=2, max_length=2, description="Two Sectors; all of them when left out."),
    ] = None
    top: Annotated[int, Field(ge=1, le=100, description="Links of one piece of work at most.")] = 5
    threshold: Annotated[float | None, Field(ge=0, le=1, description="The least probability.")] = None


class PublishIn(Schema):
    """Publish an edition, as POST /editions does while the caller waits."""

    kind: Literal["publish"]
    name: Annotated[str, Field(min_length=1, max_length=120, examples=["ISCG 2020-06"])]
    note: Annotated[str, Field(max_length=4000)] = ""


class JobOut(Schema):
    """Long work: how far it is and what came of it."""

    id: int
    kind: str
    options: dict[str, Any]
    state: Annotated[str, Field(description="queued, running, done, failed or cancelled")]
    done: Annotated[int, Field(description="Steps done.")]
    total: Annotated[int | None, Field(description="Steps in all, once that is known.")]
    message: str
    result: Any = None
    error: dict[str, Any] | None = None
    role: str
    sector: str
    attempts: int
    is_cancel_asked: bool
    asked_at: str
    started_at: str | None
    seen_at: Annotated[str | None, Field(description="The last sign of life of its worker.")]
    ended_at: str | None


class JobPage(Page):
    """A page of jobs, the newest first."""

    items: list[JobOut]


def asked_for(
    kind: str, options: dict[str, Any], viewer: Viewer, answer: HttpResponse
) -> Status[dict[str, Any]]:
    """Queue a job, and answer 202 with the address at which it is looked at."""
    job = ask_job(kind, options, viewer.actor, utc_now)
    answer["Location"] = f"/api/v1/jobs/{job.pk}"
    return Status(202, job_json(job))


@router.post("/jobs", response={202: JobOut}, operation_id="start_job")
def start(
    request: HttpRequest,
    response: HttpResponse,
    body: Annotated[
        SuggestIn | PublishIn,
        Body(discriminator="kind", examples=[{"kind": "suggest", "between": ["ITU-T", "ITU-D"]}]),
    ],
) -> Status[Any]:
    """Start long work; Location says where to look how far it is. It needs the permission of the act itself."""
    viewer = viewer_of(request)
    viewer.require_account()
    options = {name: value for name, value in body.model_dump(exclude={"kind"}).items() if value is not None}
    return asked_for(body.kind, options, viewer, response)


@router.get("/jobs", response=JobPage, operation_id="list_jobs")
def jobs(request: HttpRequest, paging: PageOf) -> dict[str, Any]:
    """Long work: one's own; all of it for who manages the register."""
    return page_by_key(visible_jobs(viewer_of(request)), paging, job_json, newest_first=True)


@router.get("/jobs/{int:number}", response=JobOut, operation_id="get_job")
def job(request: HttpRequest, number: int) -> dict[str, Any]:
    """How far a job is."""
    return job_json(_job(number, viewer_of(request)))


@router.post("/jobs/{int:number}/cancel", response=JobOut, operation_id="cancel_job")
def cancel(request: HttpRequest, number: int) -> dict[str, Any]:
    """Cancel a job: at once where it still waits, else at its next step; what it was writing is undone."""
    viewer = viewer_of(request)
    return job_json(cancel_job(_job(number, viewer).pk, viewer.actor, utc_now))


def _job(number: int, viewer: Viewer) -> models.Job:
    row = visible_jobs(viewer).filter(pk=number).first()
    if row is None:
        raise NotFound(Said("no job %(number)s", number=number), advice=Said("see /jobs"))
    return row


def visible_jobs(viewer: Viewer) -> QuerySet[models.Job]:
    """One's own jobs; all of them for who manages the register. Raises NotSignedIn."""
    account = viewer.require_account()
    rows = models.Job.objects.all()
    return rows if allows(viewer.actor, Action.MANAGE_REGISTER) else rows.filter(account=account)
