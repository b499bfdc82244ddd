"""Tables that people filled in: a workbook, mapping set or vocabulary, and what became of work at a period's end."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from commonground.api.paging import Page, PageOf, page_by_key
from commonground.api.problem import problem_answer
from commonground.api.routes.jobs import JobOut, asked_for
from commonground.api.routes.papers import MEDIA_TYPES, file_answer
from commonground.api.uploads import OneFile, check_sizes, kept, limits, name_of, takes_long
from commonground.api.viewer import viewer_of
from commonground.domain.role import Action
from commonground.errors import BadInput
from commonground.register import models
from commonground.register.exchange.report import ImportReport
from commonground.register.succession import succession_json
from commonground.register.succession_file import rows_in, template
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.importing import ImportOptions, import_file
from commonground.register.workflows.succession import record_successions

router = Router(tags=["imports"])
PROBLEMS = 50  # refused rows that an answer names
DryRun = Annotated[bool, Query(description="Tell what would come of it, and change nothing.")]


class ImportOut(Schema):
    """What came of a file, row by row: rows = what was done + unchanged + refused."""

    file: str
    format: str
    is_dry_run: bool
    is_applied: bool
    counts: dict[str, int]
    rows: list[dict[str, Any]]
    refused: list[dict[str, Any]]
    notes: list[str]


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


class SuccessionReportOut(Schema):
    """What came of a record: rows by kind, what was added for them, and what became of the links."""

    is_dry_run: bool
    counts: dict[str, int]
    periods: list[str]
    added: list[str]
    links: dict[str, int]
    carried: list[dict[str, str]]


class ImportWanted(Schema):
    """How a file is applied."""

    dry_run: DryRun = False
    partial: Annotated[bool, Field(description="Apply the good rows although others are refused.")] = False
    reason: Annotated[str, Field(max_length=2000, description="Why, for the log.")] = ""
    later: Annotated[
        bool | None,
        Field(description="As a job, or while you wait; left out: as a job where the file is large."),
    ] = None


@router.post("/imports", response={200: ImportOut, 202: JobOut}, operation_id="import_file")
def import_(
    request: HttpRequest, response: HttpResponse, file: OneFile, wanted: Annotated[ImportWanted, Query()]
) -> Any:
    """Apply a workbook of /exchange/xlsx, SSSOM, STRM or SKOS: all of it, or nothing when a row is refused."""
    viewer = viewer_of(request)
    viewer.require_account()
    check_sizes([file])
    options = ImportOptions(wanted.dry_run, wanted.partial, wanted.reason)
    if wanted.later or (wanted.later is None and takes_long([file])):
        viewer.require(Action.EDIT_FACTS, "import")
        asked = {"is_dry_run": options.is_dry_run, "is_partial": options.is_partial, "reason": options.reason}
        return asked_for("import", {"file": kept(file), **asked}, viewer, response)
    report = import_file(file.read(), name_of(file), viewer.actor, utc_now, options, limits())
    if report.refused and not (report.is_applied or options.is_dry_run):
        return _refused(report)
    return Status(200, report.to_json())


def _refused(report: ImportReport) -> HttpResponse:
    """The problem that names the rows; nothing was changed."""
    errors = [
        {"field": fault.error.where or report.file, "message": f"{fault.error.message}; {fault.error.advice}"}
        for fault in report.refused[:PROBLEMS]
    ]
    return problem_answer(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        BadInput.code,
        f"{len(report.refused)} of {report.rows} rows are refused; nothing was changed",
        where=report.file,
        advice="mend the rows named, or apply the others with partial=true",
        errors=errors,
    )


@router.get("/successions", response=SuccessionPage, operation_id="list_successions")
def successions(
    request: HttpRequest, paging: PageOf, work: Annotated[str, Query(max_length=200)] = ""
) -> dict[str, Any]:
    """What became of Questions and bodies when study periods ended."""
    rows = models.Succession.objects.all()
    if work:
        rows = rows.filter(predecessor=work) | rows.filter(successor=work)
    return page_by_key(rows, paging, succession_json)


@router.get("/successions/template.{form}", response={200: None}, operation_id="get_succession_template")
def succession_template(request: HttpRequest, form: Literal["csv", "xlsx"]) -> HttpResponse:
    """An empty table to fill in and send to /successions."""
    return file_answer(template(form), MEDIA_TYPES[form], f"succession.{form}")


@router.post(
    "/successions",
    response={200: SuccessionReportOut, 201: SuccessionReportOut},
    operation_id="record_successions",
)
def record(request: HttpRequest, file: OneFile, dry_run: DryRun = False) -> Status[Any]:
    """Record what became of work, from a filled template (csv, xlsx); its links go on, to be confirmed.

    200 for a dry run, 201 when it was recorded. All is one transaction; a fault names its row and field.
    """
    viewer = viewer_of(request)
    viewer.require_account()
    viewer.require(Action.RECORD_SUCCESSION, "successions")
    check_sizes([file])
    rows = rows_in(file.read(), name_of(file), limits())
    report = record_successions(rows, viewer.actor, utc_now, is_dry_run=dry_run)
    return Status(200 if dry_run else 201, report.to_json())
