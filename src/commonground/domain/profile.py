"""A profile: what is particular to one organization, as one checked value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commonground.domain.area import ListEntry
from commonground.domain.instrument import Instrument
from commonground.domain.language import Labels
from commonground.domain.link import Link
from commonground.domain.organization import Body, Question, Sector, StudyPeriod
from commonground.domain.theme import Theme, ThemeMatrix


@dataclass(frozen=True, slots=True)
class Gathering:
    """One session of an adopting conference: resolves "(Rev. Hammamet, 2016)" to WTSA.

    `code` is a short form in use for it, for instance "RA-19".
    """

    body: str  # "WTSA"
    year: int
    place: str  # "" when the sources give none
    sector: str
    code: str = ""
    places: Labels = field(default_factory=dict)  # the place in other languages
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaFact:
    """What a profile knows of an area beyond the lists: translations, aliases, terms that must not match."""

    label: str
    labels: Labels
    aliases: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything particular to one organization. Tuples keep the order of the data files."""

    code: str  # folder name: "itu"
    names: Labels
    languages: tuple[str, ...]
    sectors: tuple[Sector, ...]
    periods: tuple[StudyPeriod, ...]
    bodies: tuple[Body, ...]
    questions: tuple[Question, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    gatherings: tuple[Gathering, ...] = ()
    entries: tuple[ListEntry, ...] = ()  # of the printed lists of areas
    areas: tuple[AreaFact, ...] = ()
    themes: tuple[Theme, ...] = ()
    matrices: tuple[ThemeMatrix, ...] = ()
    links: tuple[Link, ...] = ()
    terms: Mapping[str, Labels] = field(default_factory=dict)  # field's words in six languages
    grammar: Mapping[str, Any] = field(
        default_factory=dict
    )  # the reference grammar, as read from grammar.toml
    layout: Mapping[str, Any] = field(
        default_factory=dict
    )  # headings and row groups of the papers, per language
    licence: str = ""

    @property
    def matrix_columns(self) -> tuple[str, ...]:
        """Ids of the Sectors that are columns of a theme matrix: those the layout lists, else all."""
        columns = self.layout.get("matrix_columns")
        return tuple(columns) if columns else tuple(sector.id for sector in self.sectors)

    @property
    def highest_body(self) -> str | None:
        """The conference whose resolutions bind all Sectors, by which areas are derived; None without one."""
        found = self.layout.get("highest_body")
        return str(found) if found else None

    def period_of(self, sector: str, year: int) -> StudyPeriod | None:
        """The Sector's study period that holds the year, None when no period of the profile does."""
        return next((p for p in self.periods if p.sector == sector and p.covers(year)), None)
