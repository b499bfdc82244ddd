"""An organization's Sectors, bodies, study periods and Questions, and the rules between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from commonground.domain.language import Labels
from commonground.errors import BadInput, Said


class BodyKind(StrEnum):
    """What sort of body. Stored in registers: never rename a value."""

    CONFERENCE = "conference"
    COUNCIL = "council"
    ADVISORY_GROUP = "advisory-group"
    STUDY_GROUP = "study-group"
    WORKING_PARTY = "working-party"
    FOCUS_GROUP = "focus-group"
    TASK_GROUP = "task-group"
    JOINT_GROUP = "joint-group"
    COMMITTEE = "committee"
    COORDINATION_GROUP = "coordination-group"
    BUREAU = "bureau"
    AREA = "area"  # for organizations whose groups are gathered in areas, as in the IETF
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sector:
    """A top-level part of the organization; the General Secretariat is one more."""

    id: str
    names: Labels
    aliases: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # per language: column headings, acronyms
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class StudyPeriod:
    """A span of years in which a Sector's Questions and groups keep their numbers; both years belong to it.

    >>> StudyPeriod("ITU-T", "2017-2020", 2017, 2020).covers(2019)
    True
    """

    sector: str
    label: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise BadInput(
                Said(
                    "study period %(period)s of %(sector)s ends before it starts",
                    period=self.label,
                    sector=self.sector,
                )
            )

    def covers(self, year: int) -> bool:
        """Whether the year lies in the period."""
        return self.start <= year <= self.end


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a body is charged with in one study period; `title` is None when no page was seen to print it."""

    period: str | None
    title: str | None
    scope: str = ""
    related: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """Anything that holds a mandate or meets. It belongs to a Sector, or to several when joint."""

    id: str
    kind: BodyKind
    sectors: tuple[str, ...]
    parent: str | None = None
    names: Labels = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mandates: tuple[Mandate, ...] = ()
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise BadInput(Said("a body needs an id"))
        if not self.sectors:
            raise BadInput(
                Said("body %(code)s belongs to no Sector", code=self.id),
                advice=Said("name its Sector, or all of them"),
            )
        if self.parent == self.id:
            raise BadInput(Said("body %(code)s is its own parent", code=self.id))

    @property
    def sector(self) -> str | None:
        """The one Sector of the body; None when it is shared by several."""
        return self.sectors[0] if len(self.sectors) == 1 else None


@dataclass(frozen=True, slots=True)
class Question:
    """A numbered piece of study work of a body in one study period; elsewhere it is another one."""

    id: str
    sector: str
    body: str
    period: str
    title: str | None = None
    names: Labels = field(default_factory=dict)
    scope: str = ""
    working_party: str | None = None
    related: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    is_inferred: bool = False  # the scope was inferred from work items, no page with the title was seen
    predecessors: tuple[str, ...] = ()  # "ITU-D Q24/2@2010-2014"

    def __post_init__(self) -> None:
        if not self.body or not self.period:
            raise BadInput(Said("Question %(code)s needs a body and a study period", code=self.id))

    @property
    def key(self) -> str:
        """The id with its period, unique through time: "ITU-T Q7/5@2017-2020"."""
        return f"{self.id}@{self.period}"
