"""What follows from the register: areas, theme matrices, gaps, overlaps, findings, mapping tables; and as papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from commonground.api.derived import derived
from commonground.api.paging import Page, PageOf, page_of_values
from commonground.api.routes.facts import get_fact
from commonground.api.viewer import Viewer, viewer_of
from commonground.api.wording import Text, language_of, text_in
from commonground.domain.area import Area
from commonground.domain.finding import Finding
from commonground.domain.role import Action
from commonground.domain.theme import ThemeMatrix
from commonground.register import models, reading
from commonground.register.fact_kinds import FACT_KINDS
from commonground.register.mapping_papers import read_mapping_tables
from commonground.register.paper_frame import PaperOptions
from commonground.register.papers import exchange_file, matrix_paper, report_paper
from commonground.register.theme_matrix import shown_matrix, theme_matrix

router = Router(tags=["papers"])
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
EXCHANGE_TYPES = {
    "sssom": "text/tab-separated-values",
    "skos": "text/turtle",
    "json": "application/json",
    "xlsx": MEDIA_TYPES["xlsx"],
}
Form = Literal["docx", "xlsx", "html", "csv", "json"]


class AreaOut(Schema):
    """An area of mutual interest, as consolidated from all lists."""

    id: str
    name: Text | None
    value: dict[str, Any]


class AreaPage(Page):
    """A page of areas."""

    items: list[AreaOut]


class FindingOut(Schema):
    """Something a person should look at."""

    code: str
    message: str
    document: str
    suggestion: str
    value: dict[str, Any]


class FindingPage(Page):
    """A page of findings."""

    items: list[FindingOut]


class DerivedPage(Page):
    """A page of the areas that follow from the resolutions."""

    items: list[dict[str, Any]]


class TablePage(Page):
    """A page of mapping tables."""

    items: list[dict[str, Any]]


class MatrixOut(Schema):
    """A pilot theme's matrix: rows against Sectors; `empty` says why a cell holds nothing."""

    theme: str
    name: Text | None
    columns: list[str]
    rows: list[dict[str, Any]]


@router.get("/areas", response=AreaPage, operation_id="list_areas")
def areas(request: HttpRequest, paging: PageOf) -> dict[str, Any]:
    """The areas of mutual interest, consolidated from all lists that may be seen."""
    page = page_of_values(derived("areas", reading.areas, of_facts=True).areas, paging)
    page["items"] = [_area_json(area, language_of(request)) for area in page["items"]]
    return page


def _area_json(area: Area, language: str) -> dict[str, Any]:
    return {"id": area.id, "name": text_in(area.labels, language), "value": area.to_json()}


@router.get("/derived-areas", response=DerivedPage, operation_id="list_derived_areas")
def derived_areas(
    request: HttpRequest, paging: PageOf, year: Annotated[int | None, Query(ge=1865, le=2200)] = None
) -> dict[str, Any]:
    """The areas that follow from the resolutions in force by the rule of 2023, each with its reason."""
    value = derived("derivation", lambda: reading.derivation(year).to_json(), year)
    return page_of_values(value["areas"], paging)


@router.get("/themes/{code}/matrix", response=MatrixOut, operation_id="get_matrix")
def matrix(request: HttpRequest, code: str) -> dict[str, Any]:
    """A pilot theme's matrix: what sources print and people added; without proposals for who sees none."""
    viewer = viewer_of(request)
    row = get_fact(FACT_KINDS["theme"], code, viewer)
    sees_all = viewer.sees_proposals
    shown = shown_matrix(_matrix_of(row, with_proposals=sees_all), sees_proposals=sees_all)
    return {**shown.to_json(), "name": text_in(row.labels, language_of(request))}


def _matrix_of(row: models.Theme, *, with_proposals: bool) -> ThemeMatrix:
    return derived(
        "matrix", lambda: theme_matrix(row, with_proposals=with_proposals), row.code, with_proposals
    )


def _theme_area(viewer: Viewer, theme: str) -> str | None:
    return get_fact(FACT_KINDS["theme"], theme, viewer).area if theme else None


def _findings(
    request: HttpRequest, name: str, make: Callable[[], Sequence[Finding]], paging: Any, *parts: Any
) -> Any:
    page = page_of_values(derived(name, lambda: tuple(make()), *parts), paging)
    page["items"] = [
        {
            "code": found.code,
            "message": found.message,
            "document": found.document,
            "suggestion": found.suggestion,
            "value": found.to_json(),
        }
        for found in page["items"]
    ]
    return page


ThemeWanted = Annotated[str, Query(max_length=120, description="The code of a theme.")]


@router.get("/gaps", response=FindingPage, operation_id="list_gaps")
def gaps(request: HttpRequest, paging: PageOf, theme: ThemeWanted = "") -> Any:
    """Sectors with nothing on a sub-topic: printed blank, not examined, or examined and none."""
    viewer = viewer_of(request)
    viewer.require(Action.SEE_MEMBERS, "gaps")
    area = _theme_area(viewer, theme)
    return _findings(request, "gaps", lambda: reading.gaps(area), paging, area)


@router.get("/overlaps", response=FindingPage, operation_id="list_overlaps")
def overlaps(request: HttpRequest, paging: PageOf, theme: ThemeWanted = "") -> Any:
    """Sub-topics on which several groups work."""
    viewer = viewer_of(request)
    viewer.require(Action.SEE_MEMBERS, "overlaps")
    area = _theme_area(viewer, theme)
    return _findings(request, "overlaps", lambda: reading.overlaps(area), paging, area)


@router.get("/findings", response=FindingPage, operation_id="list_findings")
def findings(request: HttpRequest, paging: PageOf) -> Any:
    """Slips in the documents and the register, each with its place and a mend."""
    viewer_of(request).require(Action.SEE_INTERNAL, "findings")
    return _findings(request, "findings", reading.findings, paging)


@router.get("/mapping-tables", response=TablePage, operation_id="list_mapping_tables")
def tables(request: HttpRequest, paging: PageOf) -> dict[str, Any]:
    """The mapping tables between the Sectors; with proposals, hence for members."""
    viewer_of(request).require(Action.SEE_PROPOSALS, "mapping-tables")
    values = derived("mapping-tables", lambda: [table.to_json() for table in read_mapping_tables()])
    return page_of_values(values, paging)


@router.get("/themes/{code}/matrix.{form}", operation_id="get_matrix_paper", response={200: None})
def matrix_file(request: HttpRequest, code: str, form: Form) -> HttpResponse:
    """The matrix as a paper."""
    viewer = viewer_of(request)
    row = get_fact(FACT_KINDS["theme"], code, viewer)
    found = _matrix_of(row, with_proposals=False)
    if shown_matrix(found, sees_proposals=viewer.sees_proposals) != found:
        viewer.require(Action.SEE_PROPOSALS, row.code)  # a paper shows the whole matrix or is not shown
    options = PaperOptions(language=language_of(request))
    data = derived(
        "matrix-paper", lambda: matrix_paper(row.area, form, options), row.code, form, options.language
    )
    return file_answer(data, MEDIA_TYPES[form], f"matrix-{row.code}.{form}")


@router.get("/reports/{kind}.{form}", operation_id="get_report", response={200: None})
def report(
    request: HttpRequest,
    kind: Literal["areas", "derivation", "findings", "gaps", "overlaps", "suggestions", "roll-up"],
    form: Form,
) -> HttpResponse:
    """A report as a paper; all but the list of areas are for members, findings for the Sectors."""
    viewer = viewer_of(request)
    if kind == "findings":
        viewer.require(Action.SEE_INTERNAL, kind)
    elif kind not in ("areas", "derivation"):
        viewer.require(Action.SEE_PROPOSALS, kind)
    options = PaperOptions(language=language_of(request))
    data = derived("report", lambda: report_paper(kind, form, options), kind, form, options.language)
    return file_answer(data, MEDIA_TYPES[form], f"{kind}.{form}")


@router.get("/exchange/{kind}", operation_id="get_exchange_file", response={200: None})
def exchange(
    request: HttpRequest, kind: Literal["sssom", "skos", "json", "suggestions", "strm", "xlsx"]
) -> HttpResponse:
    """The register in an exchange format: SSSOM, SKOS, STRM, JSON, or a workbook to edit; for members.

    What /imports takes: sssom, skos, strm, xlsx.
    """
    viewer = viewer_of(request)
    viewer.require(Action.SEE_PROPOSALS, kind)
    language = language_of(request)
    data = derived("exchange", lambda: exchange_file(kind, language), kind, language)
    media = EXCHANGE_TYPES.get(kind, "text/csv" if kind == "strm" else "text/tab-separated-values")
    if media.startswith("text/"):
        media += "; charset=utf-8"
    return file_answer(data, media, kind)


def file_answer(data: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to keep under the name."""
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
