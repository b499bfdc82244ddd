"""Documents, their passages and the references found in them; and new ones into the register."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from commonground.api.paging import Page, PageOf, page_by_key
from commonground.api.routes.jobs import JobOut, asked_for
from commonground.api.uploads import check_sizes, kept, limits, name_of, takes_long
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Access, Action
from commonground.errors import NotFound, Said
from commonground.ingest.reading import read_bytes
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.permissions import require
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.intake import add_documents, extractor_for

router = Router(tags=["documents"])
_FIELDS = (
    *(
        "id",
        "name",
        "title",
        "number",
        "date",
        "year",
        "language",
        "media_type",
        "meeting",
        "source",
        "group",
    ),
    *("summary", "sha256", "access", "added_at", "supersedes_id"),
)


class DocumentOut(Schema):
    """A source, by the hash of its bytes."""

    id: int
    name: str
    title: str
    number: str
    date: str
    year: int | None
    language: str | None
    media_type: str
    meeting: str
    source: str
    group: str
    summary: str
    sha256: str
    access: str
    added_at: str
    supersedes: int | None


class DocumentPage(Page):
    """A page of documents."""

    items: list[DocumentOut]


class PassageOut(Schema):
    """A located piece of a document."""

    position: int
    text: str
    kind: str
    locator: dict[str, Any]
    language: str | None


class PassagePage(Page):
    """A page of passages, in reading order."""

    items: list[PassageOut]


class ReferenceOut(Schema):
    """A mention of a body, Question or text, with its span."""

    id: int
    document: int
    passage: int
    text: str
    start: int
    end: int
    kind: str
    entity: str
    candidates: list[str]
    language: str | None
    revision: str | None


class ReferencePage(Page):
    """A page of references."""

    items: list[ReferenceOut]


class AddWanted(Schema):
    """How files are read."""

    sector: Annotated[str, Field(max_length=120, description="Where the documents do not say.")] = ""
    access: Annotated[Access, Field(description="Who may see them, and what only they state.")] = (
        Access.PUBLIC
    )
    later: Annotated[
        bool | None, Field(description="As a job, or while you wait; left out: as a job where it is much.")
    ] = None


class IntakeOut(Schema):
    """What became of every file: added + unchanged + refused = files."""

    counts: dict[str, int]
    documents: list[dict[str, Any]]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    supersedes = row.pop("supersedes_id")
    return {**row, "added_at": row["added_at"].isoformat(), "supersedes": supersedes}


def _document(number: int, viewer: Viewer) -> dict[str, Any]:
    row = models.Document.objects.filter(pk=number, access__in=viewer.levels).values(*_FIELDS).first()
    if row is None:
        raise NotFound(Said("no document %(number)s", number=number), advice=Said("see /documents"))
    return _shown(row)


@router.get("/documents", response=DocumentPage, operation_id="list_documents")
def list_documents(
    request: HttpRequest, paging: PageOf, text: Annotated[str, Query(max_length=200)] = ""
) -> dict[str, Any]:
    """Documents that may be seen, in the order they came in."""
    rows = models.Document.objects.filter(access__in=viewer_of(request).levels)
    for word in text.split()[:8]:
        rows = rows.filter(name__icontains=word) | rows.filter(title__icontains=word)
    return page_by_key(rows.values(*_FIELDS), paging, _shown, key="id")


@router.post("/documents", response={201: IntakeOut, 202: JobOut}, operation_id="add_documents")
def add(
    request: HttpRequest,
    response: HttpResponse,
    files: Annotated[list[UploadedFile], File(description="Word, PDF, web, text, spreadsheets, zip.")],
    wanted: Annotated[AddWanted, Query()],
) -> Status[Any]:
    """Read files into the register; one that cannot be read does not stop the others.

    Many or large files become a job: 202, and Location says where to look how far it is.
    """
    viewer = viewer_of(request)
    viewer.require_account()
    require(viewer.actor, Action.ADD_DOCUMENTS)
    check_sizes(files)
    if wanted.later or (wanted.later is None and takes_long(files)):
        options = {"access": str(wanted.access), **({"sector": wanted.sector} if wanted.sector else {})}
        return asked_for("ingest", {"files": [kept(file) for file in files], **options}, viewer, response)
    found = [source for file in files for source in read_bytes(file.read(), name_of(file), limits())]
    read = extractor_for(read_profile(), wanted.sector or None)
    return Status(201, add_documents(found, read, viewer.actor, utc_now, access=wanted.access).to_json())


@router.get("/documents/{int:number}", response=DocumentOut, operation_id="get_document")
def get_document(request: HttpRequest, number: int) -> dict[str, Any]:
    """One document."""
    return _document(number, viewer_of(request))


@router.get("/documents/{int:number}/passages", response=PassagePage, operation_id="list_passages")
def passages(request: HttpRequest, number: int, paging: PageOf) -> dict[str, Any]:
    """The document's passages, each with its place."""
    _document(number, viewer_of(request))
    rows = models.Passage.objects.filter(document=number)
    return page_by_key(rows.values("position", "text", "kind", "locator", "language"), paging, key="position")


class ReferenceWanted(Schema):
    """What a list of references is narrowed to."""

    document: Annotated[int | None, Field(ge=1, lt=2**63)] = None
    entity: Annotated[str, Field(max_length=120, description="The id that they refer to.")] = ""
    kind: Annotated[str, Field(max_length=20)] = ""


@router.get("/references", response=ReferencePage, operation_id="list_references")
def references(
    request: HttpRequest, paging: PageOf, wanted: Annotated[ReferenceWanted, Query()]
) -> dict[str, Any]:
    """References found in documents: where something is mentioned."""
    rows = models.Reference.objects.filter(passage__document__access__in=viewer_of(request).levels)
    if wanted.document is not None:
        rows = rows.filter(passage__document=wanted.document)
    if wanted.entity:
        rows = rows.filter(entity=wanted.entity)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    values = rows.values(
        *("id", "text", "start", "end", "kind", "entity", "candidates", "language", "revision"),
        *("passage__document", "passage__position"),
    )
    return page_by_key(values, paging, _reference_json, key="id")


def _reference_json(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "document": row["passage__document"], "passage": row["passage__position"]}
