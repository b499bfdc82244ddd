"""Adopted texts and their revisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from commonground.domain.language import Labels
from commonground.errors import BadInput, Said


class InstrumentKind(StrEnum):
    """What sort of adopted text. Stored in registers: never rename a value."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    RECOMMENDATION = "recommendation"
    REPORT = "report"
    OPINION = "opinion"
    SERIES = "series"
    STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Revision:
    """One adopted state of an instrument: "Rev. Busan, 2014". `year` is None when no source prints it."""

    label: str
    year: int | None
    title: str
    areas: tuple[
        str, ...
    ] = ()  # labels of areas the title was read to belong to; our reading, not the organization's
    refers_to: tuple[str, ...] = ()
    status: str = ""  # for instance "suppressed at PP-18; provisions carried into PP Resolution 136"
    note: str = ""
    sources: tuple[str, ...] = ()
    asks_coordination: bool = False  # the text asks for coordination between Sectors on its subject


@dataclass(frozen=True, slots=True)
class Instrument:
    """An adopted text with all its known revisions, oldest first."""

    id: str
    kind: InstrumentKind
    body: str  # the conference or group that adopts it, for instance "PP"
    sector: str
    number: str
    revisions: tuple[Revision, ...]
    names: Labels = field(default_factory=dict)
    carried_into: str | None = None  # the instrument that took over its text when it was suppressed

    def __post_init__(self) -> None:
        if not self.revisions:
            raise BadInput(
                Said("%(code)s has no revision", code=self.id),
                advice=Said("give the revision under which it was seen"),
            )
        labels = [revision.label for revision in self.revisions]
        if len(set(labels)) != len(labels):
            raise BadInput(
                Said("%(code)s lists one revision twice: %(labels)s", code=self.id, labels=", ".join(labels))
            )

    @property
    def latest(self) -> Revision:
        """The newest revision known here, which need not be the one in force."""
        return self.revisions[-1]

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas of all revisions, each once, in order of first mention."""
        return tuple(dict.fromkeys(area for revision in self.revisions for area in revision.areas))
