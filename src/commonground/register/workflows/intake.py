"""Add documents to a register: whole documents or nothing of them, and a report of every one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, transaction

from commonground import __version__
from commonground.analysis.extraction import Extract, extract
from commonground.analysis.layout.front_matter import revision_of
from commonground.analysis.layout.liaison_statement import LiaisonStatement
from commonground.domain.area import ListEntry
from commonground.domain.document import Document, Passage
from commonground.domain.profile import Profile
from commonground.domain.reference import Reference
from commonground.domain.role import Access
from commonground.errors import BadInput, CommongroundError, Said
from commonground.ingest.reading import Refusal
from commonground.register import models
from commonground.register.bulk import insert_rows, json_value
from commonground.register.facts import read_profile, store_links
from commonground.register.fulltext import refresh_texts
from commonground.register.lists import store_entries
from commonground.register.storable import storable
from commonground.register.themes import Gain, store_matrix, store_sub_topics
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.linking import keep_links, matrix_claims, stated_claims
from commonground.register.workflows.log import Altered, Entry, record_entries
from commonground.register.works import stated_works
from commonground.text.compilation import compile_grammar

DOCUMENT_ADDED, SUB_TOPICS_ADDED = "document-added", "sub-topics-added"
# Documents are written in batches: one commit for many small ones, never a commit in the middle of one.
BATCH_PASSAGES = 4000


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What became of one source: "added", "unchanged" (its bytes were here already) or "refused"."""

    name: str
    outcome: str
    counts: dict[str, int] = field(default_factory=dict)
    supersedes: str = ""
    same_as: str = ""
    notes: tuple[str, ...] = ()
    error: CommongroundError | None = None

    def to_json(self) -> dict[str, Any]:
        """As printed by `add --json`; empty fields are left out."""
        value: dict[str, Any] = {"name": self.name, "outcome": self.outcome, **self.counts}
        if self.supersedes:
            value["supersedes"] = self.supersedes
        if self.same_as:
            value["same_as"] = self.same_as
        if self.notes:
            value["notes"] = list(self.notes)
        if self.error:
            value["error"] = self.error.to_json()
        return value


@dataclass(slots=True)
class IntakeReport:
    """What became of every source, in the order read: added + unchanged + refused = sources."""

    documents: list[DocumentReport] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """How many sources had this outcome."""
        return sum(report.outcome == outcome for report in self.documents)

    def to_json(self) -> dict[str, Any]:
        """As printed by `add --json`."""
        outcomes = ("added", "unchanged", "refused")
        return {
            "counts": {outcome: self.count(outcome) for outcome in outcomes},
            "documents": [report.to_json() for report in self.documents],
        }


Extractor = Callable[[Document], Extract]


def extractor_for(profile: Profile, sector: str | None = None) -> Extractor:
    """What reads one document for this organization; `sector` stands in where a document does not name its own."""
    grammar = compile_grammar(profile)
    return lambda document: extract(document, profile, grammar, sector)


def add_documents(
    sources: Iterable[Document | Refusal],
    read: Extractor,
    actor: Actor,
    clock: Clock,
    *,
    progress: Callable[[int], None] = lambda done: None,
    report: IntakeReport | None = None,
    access: Access = Access.PUBLIC,
) -> IntakeReport:
    """Add every readable source and report on each; a bad one never stops the others.

    Each document is in one transaction with all that was recognised in it and all that follows from it, so a killed
    run leaves whole documents only. `access` says who may see the documents, and what only they state. `progress` is
    told how many more sources are done; when it raises to stop the run, `report` holds what was done until then.
    """
    report = IntakeReport() if report is None else report
    for batch in _batches(sources):
        report.documents += _add_batch(batch, read, actor, clock, access)
        progress(len(batch))
    return report


def _batches(sources: Iterable[Document | Refusal]) -> Iterator[list[Document | Refusal]]:
    batch: list[Document | Refusal] = []
    passages = 0
    for source in sources:
        batch.append(source)
        passages += 1 if isinstance(source, Refusal) else len(source.passages)
        if passages >= BATCH_PASSAGES or len(batch) >= BATCH_PASSAGES // 8:
            yield batch
            batch, passages = [], 0
    if batch:
        yield batch


def _add_batch(
    batch: list[Document | Refusal], read: Extractor, actor: Actor, clock: Clock, access: Access
) -> list[DocumentReport]:
    held = _held([source.sha256 for source in batch if isinstance(source, Document)])
    results: list[DocumentReport | Extract] = []
    for source in batch:
        if isinstance(source, Refusal):
            results.append(DocumentReport(source.name, "refused", error=source.error))
        elif source.sha256 in held:
            results.append(DocumentReport(source.name, "unchanged", same_as=held[source.sha256]))
        else:
            held[source.sha256] = source.name
            results.append(_extracted(source, read))
    stored = iter(_store_all([item for item in results if isinstance(item, Extract)], actor, clock, access))
    return [next(stored) if isinstance(item, Extract) else item for item in results]


def _extracted(source: Document, read: Extractor) -> DocumentReport | Extract:
    try:
        return read(_without_unstorable(source))
    except CommongroundError as error:
        return DocumentReport(source.name, "refused", error=error)


def _without_unstorable(source: Document) -> Document:
    """The document without signs that no database of ours holds; a note says so."""
    mended = storable(source)
    if mended is source:
        return source
    return replace(
        mended, notes=(*mended.notes, Said("characters that cannot be stored were replaced by U+FFFD"))
    )


def _store_all(extracts: list[Extract], actor: Actor, clock: Clock, access: Access) -> list[DocumentReport]:
    """One transaction for the batch; if the database refuses it, one for each, so that only the bad one is refused."""
    try:
        with transaction.atomic():
            return _store(extracts, actor, clock, access)
    except (DataError, IntegrityError):
        return [_store_one(extract, actor, clock, access) for extract in extracts]


def _store_one(extract: Extract, actor: Actor, clock: Clock, access: Access) -> DocumentReport:
    try:
        with transaction.atomic():
            return _store([extract], actor, clock, access)[0]
    except (DataError, IntegrityError) as error:
        problem = BadInput(
            Said("the register cannot hold it: %(reason)s", reason=str(error)),
            where=extract.document.name,
            advice=Said("report the file to the developers"),
        )
        return DocumentReport(extract.document.name, "refused", error=problem)


def _held(hashes: list[str]) -> dict[str, str]:
    rows = models.Document.objects.filter(sha256__in=hashes).values_list("sha256", "name")
    return dict(rows)


def _store(extracts: list[Extract], actor: Actor, clock: Clock, access: Access) -> list[DocumentReport]:
    at = clock()
    rows = models.Document.objects.bulk_create(_document_row(e, at, access) for e in extracts)
    pairs = list(zip(rows, extracts, strict=True))
    _store_passages(pairs)
    recognised = [_store_recognised(row, extract) for row, extract in pairs]
    refresh_texts(row.sha256 for row in rows)
    reports = [report for report, _ in recognised]
    # The row is named so that people can be told which paper brought what; nothing of it is to be set back.
    added = [
        Entry(report.name, report.counts, Altered("Document", row.pk), access=_told_to(access))
        for row, report in zip(rows, reports, strict=True)
    ]
    record_entries(actor, at, DOCUMENT_ADDED, added)
    gains = [_gained(report.name, gain) for report, gained in recognised for gain in gained]
    record_entries(actor, at, SUB_TOPICS_ADDED, gains)
    _keep_stated(
        [one.name for one in reports if one.counts.get("links") or one.counts.get("matrices")],
        actor,
        at,
        _told_to(access),
    )
    return reports


def _told_to(access: Access) -> Access:
    """Who may see what the log says of a document: members, or whoever may see the document itself."""
    return Access.INTERNAL if access is Access.INTERNAL else Access.MEMBERS


def _keep_stated(documents: list[str], actor: Actor, at: datetime, told_to: Access) -> None:
    """Rows for the links that these documents state."""
    if documents:
        known = stated_works(read_profile())
        keep_links(
            [*stated_claims(known), *matrix_claims(known)],
            at,
            actor,
            {"documents": documents},
            told_to=told_to,
        )


def _gained(document: str, gain: Gain) -> Entry:
    altered = Altered("Theme", gain.theme.pk, gain.old, gain.new)
    return Entry(gain.theme.area, {"document": document}, altered)


def _document_row(extract: Extract, at: datetime, access: Access) -> models.Document:
    document, metadata = extract.document, extract.document.metadata
    return models.Document(
        sha256=document.sha256,
        name=document.name,
        media_type=document.media_type,
        language=document.language,
        number=metadata.number[:200],
        date=metadata.date[:80],
        year=extract.year,
        source=metadata.source,
        title=metadata.title,
        meeting=metadata.meeting,
        summary=metadata.summary,
        action_required=metadata.action_required,
        references_block=metadata.references,
        identifiers=list(metadata.identifiers),
        group=metadata.group[:200],
        extra=dict(metadata.extra),
        liaison_statement=_liaison_json(extract.liaison_statement),
        notes=list(document.notes),
        added_at=at,
        tool_version=__version__,
        access=str(access),
    )


def _liaison_json(statement: LiaisonStatement | None) -> dict[str, Any]:
    """The form's filled fields; which passages they came from is not repeated."""
    if statement is None:
        return {}
    return {name: value for name, value in asdict(statement).items() if value and name != "passages"}


PASSAGE_FIELDS = (
    "document", "position", "text", "kind", "locator", "level", "number", "style", "language", "column_span",
    "row_span", "is_header", "hyperlinks",
)  # fmt: skip
REFERENCE_FIELDS = (
    "passage", "text", "start", "end", "kind", "entity", "candidates", "language", "revision", "is_known",
)  # fmt: skip


def _store_passages(pairs: list[tuple[models.Document, Extract]]) -> None:
    insert_rows(
        models.Passage,
        PASSAGE_FIELDS,
        (
            _passage_values(row.pk, position, passage)
            for row, extract in pairs
            for position, passage in enumerate(extract.document.passages)
        ),
    )
    citing = [(row, extract) for row, extract in pairs if extract.references]
    stored = models.Passage.objects.filter(document__in=[row.pk for row, _ in citing])
    ids = {
        (document, position): key
        for key, document, position in stored.values_list("pk", "document", "position")
    }
    insert_rows(
        models.Reference,
        REFERENCE_FIELDS,
        (
            _reference_values(ids[row.pk, located.passage_index], located.reference)
            for row, extract in citing
            for located in extract.references
        ),
    )


def _passage_values(document: int, position: int, passage: Passage) -> tuple[Any, ...]:
    links = [[link.start, link.end, link.target] for link in passage.hyperlinks]
    return (
        document,
        position,
        passage.text,
        str(passage.kind),
        json_value(passage.locator.to_json()),
        passage.level,
        passage.number[:80],
        passage.style[:120],
        passage.language,
        passage.column_span,
        passage.row_span,
        passage.is_header,
        json_value(links),
    )


def _reference_values(passage: int, reference: Reference) -> tuple[Any, ...]:
    return (
        passage,
        reference.text,
        reference.start,
        reference.end,
        str(reference.kind),
        reference.id or "",
        json_value(list(reference.candidates)),
        reference.language,
        reference.revision,
        reference.is_known,
    )


def _store_recognised(row: models.Document, extract: Extract) -> tuple[DocumentReport, list[Gain]]:
    """What was found in the document, and what themes gained from it."""
    entries: list[ListEntry] = [entry for area_list in extract.area_lists for entry in area_list.entries]
    added, recognised = store_entries(entries, row) if entries else (0, 0)
    for read in extract.matrices:
        store_matrix(read.matrix, row)
    # Of the sub-topics of a theme nobody could tell any more where they come from.
    topics_seen = extract.sub_topics if row.access == Access.PUBLIC else ()
    found = (store_sub_topics(topics.theme, topics.labels) for topics in topics_seen)
    gains = [gain for gain in found if gain is not None]
    counts = {
        "passages": len(extract.document.passages),
        "references": len(extract.references),
        "list_entries": len(entries),
        "new_entries": added,
        "recognised_entries": recognised,
        "matrices": len(extract.matrices),
        "links": store_links(extract.links, row),
    }
    older = link_revisions(row)
    report = DocumentReport(
        row.name,
        "added",
        {name: count for name, count in counts.items() if count or name in ("passages", "references")},
        supersedes=older,
        notes=extract.document.notes,
    )
    return report, gains


def link_revisions(row: models.Document) -> str:
    """Link the revisions of a paper in their order, whichever came in first; returns the one this replaces."""
    if not row.number:
        return ""
    base, _ = revision_of(row.number)
    candidates = models.Document.objects.filter(number__startswith=base[:4]).order_by("pk")
    family = [(revision_of(other.number), other) for other in candidates]
    ordered = sorted(
        ((revision, other) for (other_base, revision), other in family if other_base == base),
        key=lambda pair: (pair[0], pair[1].pk),
    )
    older: models.Document | None = None  # the newest issue of an earlier revision
    previous: tuple[int, models.Document] | None = None
    for revision, other in ordered:
        if previous and previous[0] < revision:
            older = previous[1]
        if other.supersedes_id != (older.pk if older else None):
            other.supersedes = older
            other.save(update_fields=["supersedes"])
        if other.pk == row.pk:
            row.supersedes = older
        previous = (revision, other)
    return row.supersedes.name if row.supersedes else ""
