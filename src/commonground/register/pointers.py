"""What points to a fact: what is asked before it is taken out of force, and what became of one that was."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from commonground.analysis.consolidation import area_id
from commonground.analysis.linkage import area_item
from commonground.register import models
from commonground.register.fact_kinds import FACT_KINDS, FOREIGN, FactKind, Shape
from commonground.register.fact_values import Values, key_of, values_of
from commonground.register.json_lists import holding
from commonground.register.models.base import Fact
from commonground.register.work_links import AREA, links_of_works
from commonground.register.workflows.actor import Actor

_BY_WORDS = {"area": (("theme", "area"), ("revision", "areas"))}
"""Fields that name a fact by what it is called, and whose texts need be nothing that the register knows."""
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pointer:
    """A fact in force that names another one; `field` is where."""

    kind: str
    key: Key
    field: str

    def to_json(self) -> dict[str, Any]:
        """As pages show it."""
        return {"kind": self.kind, "key": [part for part in self.key if part], "field": self.field}


@dataclass(frozen=True, slots=True)
class Pointers:
    """All that points to a fact.

    Its `parts` (mandates, revisions) go with it; `holding` stand in the way until they name another one; `naming` name
    it in a list and stay as they are, as do links, entries of matrices and references of documents.
    """

    parts: tuple[Pointer, ...]
    holding: tuple[Pointer, ...]
    naming: tuple[Pointer, ...]
    links: int
    entries: int
    references: int

    def to_json(self) -> dict[str, Any]:
        """As pages show it."""
        facts = {
            name: [one.to_json() for one in getattr(self, name)] for name in ("parts", "holding", "naming")
        }
        return {**facts, "links": self.links, "entries": self.entries, "references": self.references}


def pointers_of(kind: FactKind, row: Fact, actor: Actor) -> Pointers:
    """What points to the fact, of links those that the actor may see. A bounded number of queries."""
    values = values_of(kind, row)
    key = key_of(kind, values)
    found = list(_facts_naming(kind, key))
    parts = [one for one in found if FOREIGN.get(one.kind) == one.field]
    holds = [one for one in found if one not in parts and _is_holding(kind, one)]
    works = works_of_fact(kind, values)
    return Pointers(
        tuple(parts),
        tuple(holds),
        tuple(one for one in found if one not in parts and one not in holds),
        links_of_works(works, actor).count() if works else 0,
        _entries(works),
        models.Reference.objects.filter(entity__in=works).count() if works else 0,
    )


def works_of_fact(kind: FactKind, values: Values) -> list[str]:
    """The ids under which links, matrices and documents know the fact; [] where they know none."""
    match kind.name:
        case "area":
            return [area_item(area_id(values["label"]))]
        case "question":
            code, period = values["code"], values["period"]
            named = f"{code}@{period}"
            # The newest period of a Question is known by its plain id.
            newest = models.Question.objects.filter(code=code).order_by("-period", "-pk").first()
            return [code, named] if newest is None or newest.period == period else [named]
        case "body" | "instrument" | "work-item" | "activity":
            return [values["code"]]
        case _:
            return []


def _facts_naming(kind: FactKind, key: Key) -> Iterator[Pointer]:
    texts = [key[0], "@".join(key)] if kind.name == "question" else [key[0]]
    fields = [
        (other, field.name)
        for other in FACT_KINDS.values()
        for field in other.fields
        if field.refers_to == kind.name
    ]
    fields += [(FACT_KINDS[other], name) for other, name in _BY_WORDS.get(kind.name, ())]
    for other, name in fields:
        for one in _naming(other, name, texts):
            if (other.name, one) != (kind.name, key):
                yield Pointer(other.name, one, name)


def _naming(other: FactKind, name: str, texts: Collection[str]) -> list[Key]:
    """The keys of the facts in force whose field holds one of the texts."""
    rows = other.model.objects.order_by("pk")
    foreign = FOREIGN.get(other.name)
    if foreign:
        rows = rows.select_related(foreign)
    if other.by_name[name].shape is Shape.LIST:
        found = holding(rows, name, next(iter(texts)))
        for text in list(texts)[1:]:
            found |= holding(rows, name, text)
        rows = rows.filter(found)
    else:
        rows = rows.filter(**{f"{name}__code__in" if foreign == name else f"{name}__in": texts})
    return [key_of(other, values_of(other, row)) for row in rows]


def _is_holding(kind: FactKind, one: Pointer) -> bool:
    """Whether the fact cannot go while this names it, as `HeldFacts.check_unused` has it."""
    field = FACT_KINDS[one.kind].by_name[one.field]
    return len(kind.key) == 1 and field.refers_to == kind.name and field.shape is not Shape.LIST


def _entries(works: Collection[str]) -> int:
    """How many entries of themes' matrices name one of the works."""
    rows = models.ThemeEntry.objects.order_by()
    pks: set[int] = set()
    for work in works:
        pks |= set(rows.filter(holding(rows, "ids", work)).values_list("pk", flat=True))
    return len(pks)


@dataclass(frozen=True, slots=True)
class Retirement:
    """A fact that is in force no longer, with what the log tells of its end."""

    row: int
    key: Key
    values: Values
    at: datetime
    role: str = ""
    sector: str = ""
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """As pages show it."""
        told = {"at": self.at, "role": self.role, "sector": self.sector, "reason": self.reason}
        return {"key": [part for part in self.key if part], "values": self.values, **told}


def retirement_of(kind: FactKind, key: Key, levels: Collection[str]) -> Retirement | None:
    """How the retired fact of this key ended; None where none did, or it may not be seen.

    A part of the key that is empty fits any. The reason is told to those who see the log's entry.
    """
    rows = retired_facts(kind, levels)
    for name, part in zip(kind.key, key, strict=True):
        column = f"{name}__code" if name == FOREIGN.get(kind.name) else name
        rows = rows.filter(**{column: part}) if part else rows
    return _retirement(kind, rows.order_by("-retired_at", "-pk").first(), levels)


def retired_area(name: str, levels: Collection[str]) -> Retirement | None:
    """As `retirement_of`, of an area by its label or by the name that pages have of it."""
    kind = FACT_KINDS["area"]
    plain = name.strip().removeprefix(AREA)
    found = [row for row in retired_facts(kind, levels) if plain in (row.label, area_id(row.label))]
    return _retirement(kind, found[-1] if found else None, levels)


def retired_facts(kind: FactKind, levels: Collection[str]) -> QuerySet[Any]:
    """The facts of this kind that are in force no longer and may be seen, the latest last."""
    rows: QuerySet[Any] = kind.model.everything.filter(retired_at__isnull=False).order_by("retired_at", "pk")
    if "access" in kind.by_name:
        rows = rows.filter(access__in=levels)
    foreign = FOREIGN.get(kind.name)
    return rows.select_related(foreign) if foreign else rows


def _retirement(kind: FactKind, row: Fact | None, levels: Collection[str]) -> Retirement | None:
    if row is None or row.retired_at is None:
        return None
    told = models.Change.objects.filter(table=kind.model.__name__, row=row.pk, action="fact-retired")
    last = told.filter(access__in=levels).order_by("-pk").first()
    said = (last.role, last.sector, last.reason) if last else ()
    values = values_of(kind, row)
    return Retirement(row.pk, key_of(kind, values), values, row.retired_at, *said)
