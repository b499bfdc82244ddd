"""Record that somebody looked: for a Sector's work on a sub-topic or area, or for what two bodies have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from commonground.domain.profile import Profile
from commonground.domain.role import Action
from commonground.errors import BadInput, NotFound, Said
from commonground.matching.likeness import same_label
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.permissions import require
from commonground.register.themes import get_theme, read_matrices
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.log import Entry, record_entries
from commonground.register.works import Work, get_work, works

BATCH = 500
EXAMINED, TOPIC_EXAMINED = "pair-examined", "sub-topic-examined"


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked at and what came of it; `found` False is the recorded "none"."""

    left: str  # a sub-topic, an area or a body
    right: str  # a Sector or a body
    theme: str = ""
    found: bool = False
    reason: str = ""
    period: str = ""


@transaction.atomic
def record_examination(looked: Looked, actor: Actor, clock: Clock) -> models.Examination:
    """The examination as it was recorded, with the names that the register uses.

    With a theme, `left` is one of its sub-topics and `right` a Sector: the cell shows "none" from now on. Without one,
    `left` is an area and `right` a Sector, or both are bodies. Raises NotFound for what the register does not hold,
    BadInput for a pair of another kind, NotAllowed for a Sector that is not the actor's.
    """
    examinations = Examinations(actor, read_profile())
    row = examinations.add(looked, clock())
    examinations.write(row.at)
    return row


class Examinations:
    """Any number of examinations by the rules of `record_examination`: each is checked, all are written together.

    To be used within one transaction. `known` are the works of the register, where the caller has read them.
    """

    def __init__(self, actor: Actor, profile: Profile, known: Mapping[str, Work] | None = None) -> None:
        self.actor = actor
        self.profile = profile
        self._known = known
        self._sectors = {sector.id for sector in profile.sectors}
        self._sectors_of_body = {body.id: body.sectors for body in profile.bodies}
        self._themes: dict[str, tuple[models.Theme, list[str]]] = {}
        self._rows: list[models.Examination] = []
        self._entries: dict[str, list[Entry]] = {}

    def add(self, looked: Looked, at: datetime) -> models.Examination:
        """The row that `write` will save; raises what `record_examination` raises."""
        left, right, theme = self._theme_cell(looked) if looked.theme else self._pair(looked)
        touched = [right] if right in self._sectors else [*self._of_body(left), *self._of_body(right)]
        require(self.actor, Action.EXAMINE, touched, where=f"{left} / {right}")
        row = models.Examination(
            theme=theme.code if theme else "",
            left=left,
            right=right,
            found=looked.found,
            period=looked.period,
            role=str(self.actor.role),
            sector=self.actor.sector,
            account_id=self.actor.account,
            at=at,
            reason=looked.reason,
        )
        self._rows.append(row)
        subject = " / ".join(part for part in (theme.area if theme else "", left, right) if part)
        entry = Entry(subject, {"found": looked.found}, reason=looked.reason)
        self._entries.setdefault(TOPIC_EXAMINED if theme else EXAMINED, []).append(entry)
        return row

    def write(self, at: datetime) -> None:
        """Save all that was added, with its entries in the log."""
        models.Examination.objects.bulk_create(self._rows, batch_size=BATCH)
        for action, entries in self._entries.items():
            record_entries(self.actor, at, action, entries)
        self._rows, self._entries = [], {}

    def _theme_cell(self, looked: Looked) -> tuple[str, str, models.Theme | None]:
        if looked.theme not in self._themes:
            theme = get_theme(looked.theme)
            self._themes[looked.theme] = (theme, _sub_topics(theme))
        theme, topics = self._themes[looked.theme]
        columns = self.profile.matrix_columns
        if looked.right not in columns:
            raise NotFound(
                Said("no Sector %(name)s", name=repr(looked.right)),
                advice=Said("Sectors here: %(names)s", names=", ".join(columns)),
            )
        match = next((topic for topic in topics if same_label(topic, looked.left)), None)
        if match is None:
            raise NotFound(
                Said("%(theme)s has no sub-topic %(topic)s", theme=theme.area, topic=repr(looked.left)),
                advice=Said("sub-topics: %(names)s", names=", ".join(topics)),
            )
        return match, looked.right, theme

    def _pair(self, looked: Looked) -> tuple[str, str, models.Theme | None]:
        if self._known is None:
            self._known = works(self.profile)
        left = get_work(looked.left, self._known).id
        if looked.right in self._sectors:
            return left, looked.right, None
        right = get_work(looked.right, self._known).id
        if left == right or not {left, right} <= self._sectors_of_body.keys():
            raise BadInput(
                Said("an examination is of an area and a Sector, or of two bodies"),
                where=f"{left} / {right}",
                advice=Said("name a Sector or another body second"),
            )
        left, right = sorted((left, right))
        return left, right, None

    def _of_body(self, name: str) -> Sequence[str]:
        return self._sectors_of_body.get(name, ())


def _sub_topics(theme: models.Theme) -> list[str]:
    printed = [r.label for m in read_matrices(theme) for r in m.matrix.rows if r.group == "Sub-topics"]
    return list(dict.fromkeys([*theme.sub_topics, *printed]))
