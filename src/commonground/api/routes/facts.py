"""Facts: bodies, Questions, texts, areas, themes and what else the organization has; read, added, changed, retired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from commonground.api.conditional import tell_version, version_of
from commonground.api.paging import Page, PageOf, page_by_key
from commonground.api.viewer import Viewer, viewer_of
from commonground.api.wording import Text, language_of, text_in
from commonground.errors import BadInput, NotFound, Said
from commonground.register.fact_kinds import FACT_KINDS, FOREIGN, FactKind
from commonground.register.fact_values import key_of, values_of
from commonground.register.json_lists import holding
from commonground.register.models.base import Fact
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.editing import add_fact, change_fact, retire_fact

router = Router(tags=["facts"])
COLLECTIONS: Mapping[str, str] = {
    "area-facts": "area",
    "themes": "theme",
    "bodies": "body",
    "mandates": "mandate",
    "questions": "question",
    "instruments": "instrument",
    "revisions": "revision",
    "work-items": "work-item",
    "activities": "activity",
    "stated-links": "link",
}
"""The collections of the API and the kinds of facts they hold."""
SEPARATOR = "@"  # between the parts of a key: ITU-T Q7/5@2017-2020
ID_MAX = 1000
_WORDS = ("code", "label", "title", "names", "labels", "area")


class FactFilter(Schema):
    """What a list of facts is narrowed to; a field that the kind lacks is refused."""

    sector: Annotated[str, Field(max_length=120, description="A Sector's id, as in /sectors.")] = ""
    body: Annotated[str, Field(max_length=120, description="The id of a body.")] = ""
    kind: Annotated[str, Field(max_length=40, description="For instance study-group, resolution, event.")] = (
        ""
    )
    period: Annotated[str, Field(max_length=40, description="A study period's label: 2017-2020.")] = ""
    text: Annotated[str, Field(max_length=200, description="Words in its id or its names.")] = ""


class FactOut(Schema):
    """A fact: its id, its name in the reader's language, its version, and its fields."""

    id: str
    kind: str
    key: list[str]
    name: Text | None = None
    version: int
    values: dict[str, Any]


class FactPage(Page):
    """A page of facts."""

    items: list[FactOut]


class FactIn(Schema):
    """A fact to add, or the fields to change."""

    values: Annotated[
        dict[Annotated[str, Field(max_length=40)], Any],
        Field(max_length=40, description="By field; the fields are those that reading shows."),
    ]
    reason: Annotated[str, Field(max_length=2000, description="Why, for the log.")] = ""


def fact_json(kind: FactKind, row: Fact, language: str) -> dict[str, Any]:
    """The fact as the API shows it."""
    values = values_of(kind, row)
    key = key_of(kind, values)
    labels = values.get("labels") or values.get("names") or {}
    plain = values.get("title") or values.get("label") or values.get("area") or ""
    return {
        "id": SEPARATOR.join(key).rstrip(SEPARATOR),
        "kind": kind.name,
        "key": list(key),
        "name": text_in(labels, language) or text_in({"en": plain}, language),
        "version": row.version,
        "values": values,
    }


def key_in(kind: FactKind, named: str) -> tuple[str, ...]:
    """The parts of a key that an address names; raises NotFound for too many."""
    parts = named.split(SEPARATOR, len(kind.key) - 1)
    return (*parts, *[""] * (len(kind.key) - len(parts)))


def visible_facts(kind: FactKind, viewer: Viewer) -> QuerySet[Any]:
    """The facts of this kind in force that the viewer may see."""
    rows: QuerySet[Any] = kind.model.objects.all()
    if "access" in kind.by_name:
        rows = rows.filter(access__in=viewer.levels)
    foreign = FOREIGN.get(kind.name)
    return rows.select_related(foreign) if foreign else rows


def get_fact(kind: FactKind, named: str, viewer: Viewer) -> Any:
    """The fact that the address names; raises NotFound for what is not there or may not be seen."""
    wanted: dict[str, Any] = {}
    for name, part in zip(kind.key, key_in(kind, named), strict=True):
        if name == FOREIGN.get(kind.name):
            wanted[f"{name}__code"] = part
        elif not part and kind.by_name[name].is_nullable:
            wanted[f"{name}__isnull"] = True
        else:
            wanted[name] = part
    row = visible_facts(kind, viewer).filter(**wanted).first()
    if row is None:
        raise NotFound(
            Said("no %(kind)s %(name)s", kind=kind.name, name=repr(named[:200])),
            advice=Said("ids are written as the list shows them"),
        )
    return row


def narrowed(kind: FactKind, rows: QuerySet[Any], wanted: FactFilter) -> QuerySet[Any]:
    """The rows that fit; raises BadInput for a filter on a field that this kind has not."""
    fields = kind.by_name
    for name in ("body", "kind", "period"):
        value = getattr(wanted, name)
        if value:
            if name not in fields:
                raise BadInput(
                    Said("a %(kind)s has no %(name)s", kind=kind.name, name=name),
                    where=name,
                    advice=Said("leave this filter out"),
                )
            rows = rows.filter(**{f"{name}__code" if name == FOREIGN.get(kind.name) else name: value})
    if wanted.sector:
        rows = rows.filter(_of_sector(fields, kind, wanted.sector))
    for word in wanted.text.split()[:8]:
        found = Q()
        for name in (name for name in _WORDS if name in fields):
            found |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(found)
    return rows


def _of_sector(fields: Mapping[str, Any], kind: FactKind, sector: str) -> Q:
    if "sector" in fields:
        return Q(sector=sector)
    if "sectors" not in fields:
        raise BadInput(
            Said("a %(kind)s has no sector", kind=kind.name),
            where="sector",
            advice=Said("leave this filter out"),
        )
    return holding(kind.model.objects.all(), "sectors", sector)


def _add_routes(collection: str, kind: FactKind) -> None:
    path, plural = f"/{collection}/{{path:id}}", collection.replace("-", "_")
    called = "stated link" if kind.name == "link" else kind.name.replace("-", " ")
    name = called.replace(" ", "_")

    @router.get(
        f"/{collection}", response=FactPage, operation_id=f"list_{plural}", summary=f"All of kind {called}"
    )
    def listed(
        request: HttpRequest, paging: PageOf, wanted: Annotated[FactFilter, Query()]
    ) -> dict[str, Any]:
        viewer, language = viewer_of(request), language_of(request)
        rows = narrowed(kind, visible_facts(kind, viewer), wanted)
        return page_by_key(rows, paging, lambda row: fact_json(kind, row, language))

    @router.post(
        f"/{collection}",
        response={201: FactOut},
        operation_id=f"add_{name}",
        summary=f"Add a fact of kind {called}",
    )
    def added(request: HttpRequest, body: FactIn) -> Status[Any]:
        viewer = viewer_of(request)
        viewer.require_account()
        row = add_fact(kind.name, body.values, viewer.actor, utc_now, reason=body.reason)
        tell_version(request, row.version)
        return Status(201, fact_json(kind, row, language_of(request)))

    @router.get(path, response=FactOut, operation_id=f"get_{name}", summary=f"One fact of kind {called}")
    def one(request: HttpRequest, id: str) -> dict[str, Any]:
        row = get_fact(kind, id, viewer_of(request))
        tell_version(request, row.version)
        return fact_json(kind, row, language_of(request))

    @router.patch(
        path, response=FactOut, operation_id=f"change_{name}", summary=f"Change a fact of kind {called}"
    )
    def changed(request: HttpRequest, id: str, body: FactIn) -> dict[str, Any]:
        viewer = viewer_of(request)
        viewer.require_account()
        get_fact(kind, id, viewer)
        row = change_fact(
            kind.name,
            key_in(kind, id),
            body.values,
            viewer.actor,
            utc_now,
            version=version_of(request),
            reason=body.reason,
        )
        tell_version(request, row.version)
        return fact_json(kind, row, language_of(request))

    @router.delete(
        path, response={204: None}, operation_id=f"retire_{name}", summary=f"Retire a fact of kind {called}"
    )
    def retired(
        request: HttpRequest, id: str, reason: Annotated[str, Query(max_length=2000)] = ""
    ) -> Status[None]:
        viewer = viewer_of(request)
        viewer.require_account()
        get_fact(kind, id, viewer)
        version = version_of(request)
        retire_fact(kind.name, key_in(kind, id), viewer.actor, utc_now, version=version, reason=reason)
        return Status(204, None)


for _collection, _kind in COLLECTIONS.items():
    _add_routes(_collection, FACT_KINDS[_kind])
