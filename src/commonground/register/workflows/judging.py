"""Record what people decide: of proposals to bring entries together, of suggested links, of sub-topics examined."""

from __future__ import annotations

import hashlib

from django.db import transaction

from commonground.analysis.consolidation import Consolidation, consolidate, proposal_key
from commonground.domain.area import Proposal
from commonground.domain.link import Verdict
from commonground.errors import BadInput, NotFound
from commonground.matching.likeness import same_label
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.lists import list_entries
from commonground.register.suggestions import SUGGESTION_JUDGED, KeptSuggestion, get_suggestion
from commonground.register.themes import get_theme, read_matrices
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.log import record_change


def decisions() -> dict[str, Verdict]:
    """The latest verdict on every proposal that was ever judged, by its key."""
    rows = models.Judgement.objects.order_by("pk").values_list("subject", "verdict")
    return {subject: Verdict(verdict) for subject, verdict in rows}


def consolidated() -> Consolidation:
    """The areas and proposals that follow from the register's entries and decisions."""
    return consolidate(list_entries(), read_profile().areas, decisions())


def key_of(proposal: Proposal) -> str:
    """The proposal's key, the same whichever entry comes first."""
    return proposal_key(proposal.a, proposal.b, proposal.kind)


def short_id(proposal: Proposal) -> str:
    """What people type to name a proposal: eight characters that follow from its key alone."""
    return hashlib.sha256(key_of(proposal).encode()).hexdigest()[:8]


@transaction.atomic
def judge_proposal(name: str, verdict: Verdict, actor: Actor, clock: Clock, reason: str = "") -> Proposal:
    """Record a verdict on a proposal and return it; nothing is merged that cannot be parted by a later verdict.

    `name` is the proposal's short id or its whole key. Raises NotFound.
    """
    proposal = next((p for p in consolidated().proposals if name in (short_id(p), key_of(p))), None)
    if proposal is None:
        raise NotFound(f"no proposal {name!r}", advice="see them with: commonground areas --proposals")
    models.Judgement.objects.create(
        subject=key_of(proposal),
        verdict=str(verdict),
        role=actor.role,
        sector=actor.sector,
        at=clock(),
        reason=reason,
        proposal=proposal.to_json(),
    )
    record_change(
        actor, clock, "proposal-judged", key_of(proposal), {"verdict": str(verdict), "reason": reason}
    )
    return proposal


@transaction.atomic
def judge_suggestion(
    name: str, verdict: Verdict, actor: Actor, clock: Clock, reason: str = ""
) -> KeptSuggestion:
    """Record a verdict on a suggested link and return the link as it stands now.

    A link is agreed when every Sector it touches has accepted it; a pair that anybody rejected or left unsure is not
    suggested again. `name` is the suggestion's short id or its whole key. Raises NotFound, and BadInput for a
    Sector that the link does not touch.
    """
    kept = get_suggestion(name)
    if actor.sector and actor.sector not in kept.sectors:
        raise BadInput(
            f"the link does not touch {actor.sector}",
            where=kept.id,
            advice=f"judge on behalf of {' or '.join(kept.sectors)}",
        )
    key = kept.suggestion.key
    models.Judgement.objects.create(
        subject=key,
        verdict=str(verdict),
        role=actor.role,
        sector=actor.sector,
        at=clock(),
        reason=reason,
        proposal=kept.suggestion.to_json(),
    )
    record_change(actor, clock, SUGGESTION_JUDGED, key, {"verdict": str(verdict), "reason": reason})
    return get_suggestion(key)


@transaction.atomic
def record_examination(
    theme: str,
    sub_topic: str,
    sector: str,
    actor: Actor,
    clock: Clock,
    *,
    found: bool = False,
    reason: str = "",
) -> str:
    """Record that somebody looked for work of a Sector on a sub-topic, and return the sub-topic as the theme has it.

    With `found` False the cell shows "none" from now on. Raises NotFound for an unknown theme, sub-topic or Sector.
    """
    row = get_theme(theme)
    sectors = read_profile().matrix_columns
    if sector not in sectors:
        raise NotFound(f"no Sector {sector!r}", advice=f"Sectors here: {', '.join(sectors)}")
    printed = [r.label for m in read_matrices(row) for r in m.matrix.rows if r.group == "Sub-topics"]
    topics: list[str] = list(dict.fromkeys([*row.sub_topics, *printed]))
    match = next((topic for topic in topics if same_label(topic, sub_topic)), None)
    if match is None:
        raise NotFound(
            f"{row.area} has no sub-topic {sub_topic!r}", advice=f"sub-topics: {', '.join(topics)}"
        )
    models.Examination.objects.create(
        theme=row.code,
        sub_topic=match,
        sector=sector,
        found=found,
        role=actor.role,
        at=clock(),
        reason=reason,
    )
    record_change(actor, clock, "sub-topic-examined", f"{row.area} / {match} / {sector}", {"found": found})
    return match


def nothing_found(theme: models.Theme) -> frozenset[tuple[str, str]]:
    """Every (sub-topic, Sector) of the theme whose latest examination found nothing."""
    latest: dict[tuple[str, str], bool] = {}
    for row in models.Examination.objects.filter(theme=theme.code).order_by("pk"):
        latest[row.sub_topic, row.sector] = row.found
    return frozenset(place for place, found in latest.items() if not found)
