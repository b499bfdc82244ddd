"""Editions: named, frozen states of the register, their papers, and what differs between two of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from commonground.api.derived import derived
from commonground.api.paging import Page, PageOf, page_by_key
from commonground.api.routes.papers import MEDIA_TYPES, file_answer
from commonground.api.viewer import viewer_of
from commonground.api.wording import language_of
from commonground.domain.role import Action
from commonground.errors import NotFound, Said
from commonground.exports.edition_paper import difference_json
from commonground.register import models
from commonground.register.comparing import compare_named, difference_paper
from commonground.register.paper_frame import PaperOptions
from commonground.register.past import get_edition
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.publishing import publish_edition

router = Router(tags=["editions"])


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


class StateOut(Schema):
    """A state that was compared."""

    name: str
    at: str
    published_by: Annotated[str, Field(description="A role; empty for a state that is no edition")]
    note: str


class BecauseOut(Schema):
    """A judgement or an entry of the log that led to a change."""

    action: Annotated[str, Field(description="judged, or a word of the log")]
    sector: str
    role: str
    at: str
    verdict: str
    reason_code: str
    reason: str
    liaison_statement: str
    source: Annotated[str, Field(description="The document or record that it comes from")]


class DifferenceOut(Schema):
    """One record that differs; `fields` holds what was before and what is after."""

    kind: str
    id: str
    label: str
    change: Annotated[str, Field(description="added, removed, changed or carried-over")]
    continues: Annotated[list[str], Field(description="The links that this one carries on")]
    fields: dict[str, list[str]]
    details: Annotated[list[str], Field(description="The fields as papers print them")]
    because: list[BecauseOut]
    why: Annotated[list[str], Field(description="The reasons as papers print them")]


class ComparisonOut(Schema):
    """All that differs between two states, and how many of each kind, in the language of Accept-Language."""

    before: StateOut
    after: StateOut
    language: str
    words: Annotated[dict[str, str], Field(description="How a reader calls the fields that differ")]
    counts: dict[str, dict[str, int]]
    unjudged_suggestions: Annotated[
        dict[str, int], Field(description="Counts of suggestions that nobody judged; they are not listed")
    ]
    differences: list[DifferenceOut]


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
    return page_by_key(_editions(), paging, edition_json)


@router.post("/editions", response={201: EditionOut}, operation_id="publish_edition")
def publish(request: HttpRequest, body: EditionIn) -> Status[Any]:
    """Freeze the register as it stands now under a name. A large one is better published by a job, see /jobs."""
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
        raise NotFound(
            Said("the edition has no paper %(file)s", file=repr(file[:200])), advice=Said("see its files")
        )
    return file_answer(bytes(row.content), row.media_type, row.name)


@router.get("/editions/{before}/diff/{after}", response=ComparisonOut, operation_id="compare_editions")
def compare(request: HttpRequest, before: str, after: str) -> dict[str, Any]:
    """What changed between two states, each an edition, a date or `now`: what, why, and by whose judgement."""
    viewer_of(request).require(Action.SEE_PROPOSALS, "editions")
    language = language_of(request)

    def found() -> dict[str, Any]:
        return difference_json(compare_named(before, after, utc_now(), language), language)

    return derived("comparison", found, before, after, language)


@router.get(
    "/editions/{before}/diff/{after}/paper.{form}",
    response={200: None},
    operation_id="get_comparison_paper",
)
def comparison_paper(
    request: HttpRequest, before: str, after: str, form: Literal["docx", "html"]
) -> HttpResponse:
    """The same as a paper that a delegate reads, in the language of Accept-Language."""
    viewer_of(request).require(Action.SEE_PROPOSALS, "editions")
    options = PaperOptions(language=language_of(request))

    def made() -> bytes:
        return difference_paper(before, after, form, options, utc_now())

    data = derived("comparison-paper", made, before, after, form, options.language)
    return file_answer(data, MEDIA_TYPES[form], f"changes.{form}")
