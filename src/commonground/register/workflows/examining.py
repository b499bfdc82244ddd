"""Record that somebody looked: for a Sector's work on a sub-topic or area, or for what two bodies have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from commonground.domain.profile import Profile
from commonground.domain.role import Action
from commonground.errors import BadInput, NotFound
from commonground.matching.likeness import same_label
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.permissions import require
from commonground.register.themes import get_theme, read_matrices
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.log import record_change
from commonground.register.works import Work, get_work, works

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
def record_examination(
    looked: Looked,
    actor: Actor,
    clock: Clock,
    *,
    profile: Profile | None = None,
    known: Mapping[str, Work] | None = None,
) -> models.Examination:
    """The examination as it was recorded, with the names that the register uses.

    With a theme, `left` is one of its sub-topics and `right` a Sector: the cell shows "none" from now on. Without one,
    `left` is an area and `right` a Sector, or both are bodies. Raises NotFound for what the register does not hold,
    BadInput for a pair of another kind, NotAllowed for a Sector that is not the actor's. Who records many gives the
    register's profile and works, so that they are read once.
    """
    profile = profile or read_profile()
    left, right, theme = _named(looked, profile, known)
    touched = (
        [right] if right in {sector.id for sector in profile.sectors} else _sectors_of(left, right, profile)
    )
    require(actor, Action.EXAMINE, touched, where=f"{left} / {right}")
    row = models.Examination.objects.create(
        theme=theme.code if theme else "",
        left=left,
        right=right,
        found=looked.found,
        period=looked.period,
        role=str(actor.role),
        sector=actor.sector,
        account_id=actor.account,
        at=clock(),
        reason=looked.reason,
    )
    subject = " / ".join(part for part in (theme.area if theme else "", left, right) if part)
    action = TOPIC_EXAMINED if theme else EXAMINED
    record_change(actor, clock, action, subject, {"found": looked.found}, reason=looked.reason)
    return row


def _named(
    looked: Looked, profile: Profile, known: Mapping[str, Work] | None
) -> tuple[str, str, models.Theme | None]:
    if looked.theme:
        theme = get_theme(looked.theme)
        if looked.right not in profile.matrix_columns:
            raise NotFound(
                f"no Sector {looked.right!r}", advice=f"Sectors here: {', '.join(profile.matrix_columns)}"
            )
        return _sub_topic(theme, looked.left), looked.right, theme
    known = works(profile) if known is None else known
    left = get_work(looked.left, known).id
    if looked.right in {sector.id for sector in profile.sectors}:
        return left, looked.right, None
    right = get_work(looked.right, known).id
    bodies = {body.id for body in profile.bodies}
    if left == right or not {left, right} <= bodies:
        raise BadInput(
            "an examination is of an area and a Sector, or of two bodies",
            where=f"{left} / {right}",
            advice="name a Sector or another body second",
        )
    left, right = sorted((left, right))
    return left, right, None


def _sub_topic(theme: models.Theme, name: str) -> str:
    printed = [r.label for m in read_matrices(theme) for r in m.matrix.rows if r.group == "Sub-topics"]
    topics: list[str] = list(dict.fromkeys([*theme.sub_topics, *printed]))
    match = next((topic for topic in topics if same_label(topic, name)), None)
    if match is None:
        raise NotFound(f"{theme.area} has no sub-topic {name!r}", advice=f"sub-topics: {', '.join(topics)}")
    return match


def _sectors_of(left: str, right: str, profile: Profile) -> list[str]:
    return [s for body in profile.bodies if body.id in (left, right) for s in body.sectors]
