"""What people did: examinations, and the log."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from commonground.api.paging import Page, PageOf, page_by_key
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Access, Action
from commonground.register import models
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.examining import Looked, record_examination

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
    rows = models.Examination.objects.all()
    if left:
        rows = rows.filter(left=left)
    if right:
        rows = rows.filter(right=right)
    return page_by_key(rows, paging, lambda row: _examination_json(row, viewer))


@router.post("/examinations", response={201: ExaminationOut}, operation_id="record_examination")
def examine(request: HttpRequest, body: LookedIn) -> Status[Any]:
    """Record that somebody looked; `found` false is the recorded "none"."""
    viewer = viewer_of(request)
    viewer.require_account()
    looked = Looked(body.left, body.right, body.theme, body.found, body.reason, body.period)
    return Status(201, _examination_json(record_examination(looked, viewer.actor, utc_now), viewer))


class LogWanted(Schema):
    """What the log is narrowed to."""

    action: Annotated[str, Field(max_length=60, description="For instance link-proposed.")] = ""
    subject: Annotated[str, Field(max_length=500)] = ""


@router.get("/log", response=ChangePage, operation_id="list_changes")
def log(request: HttpRequest, paging: PageOf, wanted: Annotated[LogWanted, Query()]) -> dict[str, Any]:
    """The log, the newest entry first, as far as the access level allows."""
    viewer = viewer_of(request)
    viewer.require(Action.SEE_MEMBERS, "log")
    rows = models.Change.objects.filter(access__in=viewer.levels)
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    names = ("action", "role", "sector", "subject", "detail", "table", "old", "new", "reason", "access")
    values = rows.values("id", "at", *names)
    return page_by_key(
        values, paging, lambda row: {**row, "at": row["at"].isoformat()}, key="id", newest_first=True
    )
