"""Adopted texts as pages show them: revisions with their conference, the texts of revisions, and who cites them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from commonground.register import models
from commonground.register.link_lists import visible_links
from commonground.register.workflows.actor import Actor

HEADING = 6  # passages of a document among which its own designation stands
ROUND_IT = 12  # characters beside the designation in such a passage: a number, a stop, brackets
PASSAGES = 1500  # of a full text that are compared
SUSPECT = 30


def instrument_rows() -> QuerySet[Any, Any]:
    """Every adopted text with title, label and year of its newest revision, in the order of the facts."""
    newest = models.Revision.objects.filter(instrument=OuterRef("pk")).order_by("-position", "-pk")
    return models.Instrument.objects.annotate(
        title=Subquery(newest.values("title")[:1]),
        revision=Subquery(newest.values("label")[:1]),
        year=Subquery(newest.values("year")[:1]),
    ).values(
        "pk", "code", "kind", "body", "sector", "number", "names", "carried_into", "title", "revision", "year"
    )


def instruments_matching(
    *, kind: str = "", sector: str = "", text: str = "", year: int | None = None
) -> QuerySet[Any, Any]:
    """The adopted texts that fit; `year` is of any of their revisions."""
    rows = instrument_rows()
    if kind:
        rows = rows.filter(kind=kind)
    if sector:
        rows = rows.filter(sector=sector)
    if year is not None:
        rows = rows.filter(pk__in=models.Revision.objects.filter(year=year).values("instrument"))
    for word in text.split()[:8]:
        titled = models.Revision.objects.filter(title__icontains=word).values("instrument")
        rows = rows.filter(Q(code__icontains=word) | Q(names__icontains=word) | Q(pk__in=titled))
    return rows


def instrument_choices() -> dict[str, list[Any]]:
    """What lists of adopted texts can be narrowed to; three statements."""
    years = (
        models.Revision.objects.exclude(year=None).order_by("-year").values_list("year", flat=True).distinct()
    )
    kinds = models.Instrument.objects.order_by("kind").values_list("kind", flat=True).distinct()
    sectors = models.Sector.objects.order_by("pk").values_list("code", flat=True)
    return {"kinds": list(kinds), "years": list(years), "sectors": list(sectors)}


def revisions_of(row: models.Instrument) -> list[dict[str, Any]]:
    """Its revisions, oldest first, each with the session of the conference that adopted it; two statements."""
    sessions: dict[int, dict[str, Any]] = {}
    fields = ("code", "year", "place", "places")
    for one in models.Gathering.objects.filter(body=row.body).order_by("pk").values(*fields):
        sessions.setdefault(one["year"], one)
    names = (
        "label", "year", "title", "areas", "refers_to", "status", "note", "sources", "asks_coordination", "version",
    )  # fmt: skip
    rows = models.Revision.objects.filter(instrument=row).order_by("position", "pk").values(*names)
    return [{**one, "session": sessions.get(one["year"])} for one in rows]


def texts_of(code: str, labels: Iterable[str]) -> dict[str, models.Document]:
    """By label of a revision, the document that holds its full text, the latest added.

    Such a document begins with the designation of the text: a heading that is nothing else than "RESOLUTION 182 (Rev.
    Bucharest, 2022)". One statement.
    """
    wanted = {_plain(label): label for label in labels}
    rows = (
        models.Reference.objects.filter(entity=code, passage__position__lt=HEADING)
        .exclude(revision="")
        .select_related("passage__document")
        .order_by("passage__document_id", "pk")
    )
    found: dict[str, models.Document] = {}
    for row in rows:
        label = wanted.get(_plain(row.revision))
        if label and len(row.passage.text.strip()) - (row.end - row.start) <= ROUND_IT:
            found[label] = row.passage.document
    return found


def _plain(label: str) -> str:
    return " ".join(label.casefold().replace(",", " ").replace(".", " ").split())


def passages_of(document: models.Document) -> list[str]:
    """The texts of a document in reading order, empty ones left out."""
    texts = document.passages.order_by("position").values_list("text", flat=True)[:PASSAGES]
    return [" ".join(text.split()) for text in texts if text.strip()]


def citations_of(code: str) -> QuerySet[Any, Any]:
    """Where documents refer to the text, of documents that the reader may see."""
    fields = (
        "pk", "text", "start", "end", "revision", "passage__position", "passage__text", "passage__language",
        "passage__document_id", "passage__document__title", "passage__document__name", "passage__document__number",
        "passage__document__language",
    )  # fmt: skip
    rows: QuerySet[Any, Any] = models.Reference.objects.filter(entity=code).values(*fields)
    return rows


def citation_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """One place that cites, with the words round the reference."""
    text, start, end = row["passage__text"], row["start"], row["end"]
    name = row["passage__document__name"].rpartition("/")[2]
    return {
        "document": row["passage__document_id"],
        "title": row["passage__document__title"] or row["passage__document__number"] or name,
        "language": row["passage__document__language"],
        "position": row["passage__position"],
        "revision": row["revision"],
        "before": _tail(text[:start]),
        "words": text[start:end],
        "after": _beginning(text[end:]),
        "passage_language": row["passage__language"] or row["passage__document__language"],
    }


def _tail(text: str, most: int = 140) -> str:
    return text if len(text) <= most else "…" + text[-most:]


def _beginning(text: str, most: int = 140) -> str:
    return text if len(text) <= most else text[:most] + "…"


def suspects_of(code: str, actor: Actor) -> list[models.LinkStanding]:
    """Links that are to be reviewed because this text changed, the newest first."""
    either = Q(left=code, suspect_because__has_key="left") | Q(right=code, suspect_because__has_key="right")
    rows = visible_links(actor).filter(either, is_current=True, suspect_since__isnull=False)
    return list(rows.order_by("-suspect_since", "pk")[:SUSPECT])


def carried_from(code: str) -> list[str]:
    """The texts that were carried into this one."""
    return list(
        models.Instrument.objects.filter(carried_into=code).order_by("pk").values_list("code", flat=True)
    )
