"""Which Sector and which group an id belongs to, by a profile, and by the form of the id where it knows nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from commonground.domain.instrument import Instrument
from commonground.domain.organization import Body, BodyKind, Question
from commonground.domain.profile import Profile

_QUESTION = re.compile(r"^(?P<sector>\S+) Q(?P<number>[\d.]+)/(?P<group>[\w-]+)$")
_BODY = re.compile(r"^\S+ (?P<kind>SG|WP|FG|TG|JTG)(?:[ -]?[\w/.-]+)$")
_KEYED_PERIOD = re.compile(r"@.*$")


class Grain(StrEnum):
    """How finely an id names work."""

    GROUP = "group"
    WORKING_PARTY = "working-party"
    QUESTION = "question"
    FOCUS_GROUP = "focus-group"
    OTHER = "other"


_GRAINS = {
    BodyKind.STUDY_GROUP: Grain.GROUP,
    BodyKind.ADVISORY_GROUP: Grain.GROUP,
    BodyKind.WORKING_PARTY: Grain.WORKING_PARTY,
    BodyKind.FOCUS_GROUP: Grain.FOCUS_GROUP,
}


_GRAINS_BY_FORM = {"SG": Grain.GROUP, "WP": Grain.WORKING_PARTY, "FG": Grain.FOCUS_GROUP}


@dataclass(frozen=True)
class EntityIndex:
    """Look-ups over one profile."""

    profile: Profile

    @cached_property
    def bodies(self) -> dict[str, Body]:
        """Bodies by id."""
        return {body.id: body for body in self.profile.bodies}

    @cached_property
    def questions(self) -> dict[str, tuple[Question, ...]]:
        """Questions by id, those of all periods."""
        found: dict[str, tuple[Question, ...]] = {}
        for question in self.profile.questions:
            found[question.id] = (*found.get(question.id, ()), question)
        return found

    @cached_property
    def instruments(self) -> dict[str, Instrument]:
        """Instruments by id."""
        return {instrument.id: instrument for instrument in self.profile.instruments}

    @cached_property
    def _conference_sectors(self) -> dict[str, str]:
        return {gathering.body: gathering.sector for gathering in self.profile.gatherings}

    def sector_of(self, entity: str) -> str | None:
        """The one Sector an id belongs to; None for what several share, and for what no Sector owns."""
        bare = _KEYED_PERIOD.sub("", entity)
        if bare in self.bodies:
            return self.bodies[bare].sector
        if bare in self.questions:
            return self.questions[bare][0].sector
        if bare in self.instruments:
            return self.instruments[bare].sector
        first = bare.split(" ", 1)[0]
        if any(sector.id == first for sector in self.profile.sectors):
            return first
        return self._conference_sectors.get(first)

    def is_work(self, entity: str) -> bool:
        """Whether the id names a body or a Question, not an adopted text or a goal."""
        return self.is_question(entity) or entity in self.bodies or bool(_BODY.match(entity))

    def is_unknown_body(self, entity: str) -> bool:
        """Whether the id has the form of a body's, but the profile holds none of that id."""
        return entity not in self.bodies and bool(_BODY.match(entity))

    def is_question(self, entity: str) -> bool:
        """Whether the id is that of a Question, known or not."""
        return entity in self.questions or bool(_QUESTION.match(entity))

    def number_of(self, question: str) -> tuple[str, str] | None:
        """The number and the group's number in a Question's id: ("7", "5") of "ITU-T Q7/5"."""
        match = _QUESTION.match(question)
        return (match["number"], match["group"]) if match else None

    def group_of(self, entity: str) -> str:
        """The study group (or topmost body) that an id's work belongs to; the id itself when nothing is known."""
        current = _KEYED_PERIOD.sub("", entity)
        if current in self.questions:
            current = self.questions[current][0].body
        elif match := _QUESTION.match(current):
            current = f"{match['sector']} SG{match['group']}"
        walked: set[str] = set()
        while current not in walked and current in self.bodies:
            walked.add(current)
            parent = self.bodies[current].parent
            if parent is None or self.grain_of(current) is Grain.GROUP:
                break
            current = parent
        return current

    def grain_of(self, entity: str) -> Grain:
        """How finely the id names work."""
        if self.is_question(entity):
            return Grain.QUESTION
        body = self.bodies.get(entity)
        if body is not None:
            return _GRAINS.get(body.kind, Grain.OTHER)
        match = _BODY.match(entity)
        return _GRAINS_BY_FORM.get(match["kind"], Grain.OTHER) if match else Grain.OTHER
