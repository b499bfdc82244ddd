"""The kinds of facts that people edit: which table, what names a fact, and what each field may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from commonground.domain.activity import ActivityKind
from commonground.domain.instrument import InstrumentKind
from commonground.domain.link import Predicate
from commonground.domain.organization import BodyKind
from commonground.domain.role import Access
from commonground.domain.theme import ThemeDecision
from commonground.errors import BadInput, Said
from commonground.register import models
from commonground.register.models.base import Fact


class Shape(StrEnum):
    """What a field holds, and so how a cell or a form writes it."""

    TEXT = "text"
    CHOICE = "choice"
    LABELS = "labels"  # a text per language
    ALIASES = "aliases"  # several texts per language
    LIST = "list"  # several texts
    MATCHES = "matches"  # several addresses per SKOS mapping property
    NUMBER = "number"
    YES_NO = "yes-no"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a fact. `refers_to` names the kind of what its texts must be ids of."""

    name: str
    shape: Shape = Shape.TEXT
    refers_to: str = ""
    choices: tuple[str, ...] = ()
    is_required: bool = False
    is_nullable: bool = False  # None, not "", when nothing is known

    @property
    def empty(self) -> Any:
        """The value of the field when nothing is said."""
        if self.is_nullable:
            return None
        match self.shape:
            case Shape.LABELS | Shape.ALIASES | Shape.MATCHES:
                return {}
            case Shape.LIST:
                return []
            case Shape.YES_NO:
                return False
            case Shape.NUMBER:
                return 0
            case _:
                return ""


@dataclass(frozen=True)
class FactKind:
    """One kind of fact: its table, the fields that name one, and all its fields."""

    name: str
    model: type[Fact]
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    above: str = ""  # the field that names the fact of the same kind above it
    words: tuple[str, ...] = ()  # fields whose change makes the links of the work doubtful

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by name."""
        return {field.name: field for field in self.fields}


def _texts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


_LABELS = Field("labels", Shape.LABELS, is_required=True)
_NAMES = Field("names", Shape.LABELS)
_SOURCES = Field("sources", Shape.LIST)
_ACCESS = Field("access", Shape.CHOICE, choices=tuple(Access))
_SECTOR = Field("sector", refers_to="sector", is_required=True)
_SECTORS = Field("sectors", Shape.LIST, refers_to="sector", is_required=True)

FACT_KINDS: Mapping[str, FactKind] = {
    kind.name: kind
    for kind in (
        FactKind(
            "area",
            models.Area,
            ("label",),
            (
                Field("label", is_required=True),
                _LABELS,
                Field("aliases", Shape.LIST),
                Field("acronyms", Shape.LIST),
                Field("definition"),
                Field("parent", refers_to="area"),
                Field("related", Shape.LIST, refers_to="area"),
                Field("matches", Shape.MATCHES),
                _SOURCES,
                _ACCESS,
            ),
            above="parent",
            words=("labels", "aliases", "definition"),
        ),
        FactKind(
            "theme",
            models.Theme,
            ("code",),
            (
                Field("code", is_required=True),
                Field("area", is_required=True),
                _LABELS,
                Field("sub_topics", Shape.LIST),
                *_texts("governing", "period", "owner_role"),
                Field("indicators", Shape.LIST),
                Field("decision", Shape.CHOICE, choices=("", *ThemeDecision)),
                *_texts("decision_reason"),
                _SOURCES,
                _ACCESS,
            ),
        ),
        FactKind(
            "body",
            models.Body,
            ("code",),
            (
                Field("code", is_required=True),
                Field("kind", Shape.CHOICE, choices=tuple(BodyKind), is_required=True),
                _SECTORS,
                Field("parent", refers_to="body", is_nullable=True),
                _NAMES,
                Field("aliases", Shape.ALIASES),
                _SOURCES,
            ),
            above="parent",
            words=("names",),
        ),
        FactKind(
            "mandate",
            models.Mandate,
            ("body", "period"),
            (
                Field("body", refers_to="body", is_required=True),
                Field("period", refers_to="period", is_nullable=True),
                Field("title", is_nullable=True),
                Field("scope"),
                Field("related", Shape.LIST),
                _SOURCES,
            ),
            words=("title", "scope"),
        ),
        FactKind(
            "question",
            models.Question,
            ("code", "period"),
            (
                Field("code", is_required=True),
                Field("period", refers_to="period", is_required=True),
                _SECTOR,
                Field("body", refers_to="body", is_required=True),
                Field("working_party", refers_to="body", is_nullable=True),
                Field("title", is_nullable=True),
                _NAMES,
                Field("scope"),
                Field("related", Shape.LIST),
                Field("predecessors", Shape.LIST, refers_to="question"),
                Field("is_inferred", Shape.YES_NO),
                _SOURCES,
            ),
            words=("title", "names", "scope"),
        ),
        FactKind(
            "instrument",
            models.Instrument,
            ("code",),
            (
                Field("code", is_required=True),
                Field("kind", Shape.CHOICE, choices=tuple(InstrumentKind), is_required=True),
                Field("body", refers_to="body", is_required=True),
                _SECTOR,
                Field("number", is_required=True),
                _NAMES,
                Field("carried_into", refers_to="instrument", is_nullable=True),
            ),
            above="carried_into",
            words=("names",),
        ),
        FactKind(
            "revision",
            models.Revision,
            ("instrument", "label"),
            (
                Field("instrument", refers_to="instrument", is_required=True),
                Field("label", is_required=True),
                Field("position", Shape.NUMBER),
                Field("year", Shape.NUMBER, is_nullable=True),
                Field("title"),
                Field("areas", Shape.LIST),
                Field("refers_to", Shape.LIST),
                *_texts("status", "note"),
                Field("asks_coordination", Shape.YES_NO),
                _SOURCES,
            ),
            words=("title", "status"),
        ),
        FactKind(
            "work-item",
            models.WorkItem,
            ("code",),
            (
                Field("code", is_required=True),
                Field("title"),
                _SECTOR,
                Field("body", refers_to="body", is_required=True),
                Field("question", refers_to="question"),
                Field("period", refers_to="period"),
                *_texts("scope", "status"),
                Field("liaisons", Shape.LIST, refers_to="body"),
                _SOURCES,
                _ACCESS,
            ),
            words=("title", "scope"),
        ),
        FactKind(
            "activity",
            models.Activity,
            ("code",),
            (
                Field("code", is_required=True),
                Field("kind", Shape.CHOICE, choices=tuple(ActivityKind), is_required=True),
                Field("title", is_required=True),
                _SECTORS,
                Field("theme", refers_to="theme"),
                Field("starts_on", Shape.DATE, is_nullable=True),
                Field("ends_on", Shape.DATE, is_nullable=True),
                *_texts("place", "address"),
                _SOURCES,
                _ACCESS,
            ),
            words=("title",),
        ),
        FactKind(
            "link",
            models.Link,
            ("subject", "predicate", "object", "period", "theme"),
            (
                Field("subject", refers_to="work", is_required=True),
                Field("predicate", Shape.CHOICE, choices=tuple(Predicate), is_required=True),
                Field("object", refers_to="work", is_required=True),
                *_texts("period", "theme"),
                _ACCESS,
            ),
        ),
    )
}
FOREIGN: Mapping[str, str] = {"mandate": "body", "revision": "instrument"}
"""The field that is a foreign key, by kind: its value is the code of the row it points at."""


def fact_kind(name: str) -> FactKind:
    """The kind of this name; raises BadInput naming those there are.

    >>> fact_kind("body").key
    ('code',)
    """
    found = FACT_KINDS.get(name)
    if found is None:
        raise BadInput(
            Said("no kind of fact %(name)s", name=repr(name)),
            advice=Said("one of: %(names)s", names=tuple(FACT_KINDS)),
        )
    return found
