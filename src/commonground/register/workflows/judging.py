"""Record what people decide of proposals to bring entries of lists together into areas."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable

from django.db import transaction

from commonground.analysis.consolidation import Consolidation, consolidate, proposal_key
from commonground.domain.area import Proposal
from commonground.domain.link import Verdict
from commonground.domain.role import Action
from commonground.errors import NotFound, Said
from commonground.register import models
from commonground.register.facts import read_areas
from commonground.register.lists import list_entries
from commonground.register.permissions import require
from commonground.register.standings import PAIR
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.log import record_change

PROPOSAL_JUDGED = "proposal-judged"
_KEPT = (
    8  # of the states of lists and decisions: today's, of each access level, and of editions that are read
)
_worked_out: OrderedDict[Hashable, Consolidation] = OrderedDict()
_lock = threading.Lock()


def decisions() -> dict[str, Verdict]:
    """The latest verdict on every proposal that was ever judged, by its key."""
    rows = models.Judgement.objects.order_by("pk").values_list("subject", "verdict")
    return {subject: Verdict(verdict) for subject, verdict in rows}


def consolidated() -> Consolidation:
    """The areas and proposals that follow from the register's entries and decisions.

    It is worked out once for the same entries, facts and decisions: most changes of a register leave these as they are.
    """
    entries, facts = list_entries(), read_areas()
    rows = models.Judgement.objects.exclude(subject__startswith=PAIR).order_by("pk")
    decided = {subject: Verdict(verdict) for subject, verdict in rows.values_list("subject", "verdict")}
    key = (entries, tuple(map(repr, facts)), tuple(sorted(decided.items())))
    with _lock:
        if key in _worked_out:
            _worked_out.move_to_end(key)
            return _worked_out[key]
    found = consolidate(entries, facts, decided)
    with _lock:
        _worked_out[key] = found
        while len(_worked_out) > _KEPT:
            _worked_out.popitem(last=False)
    return found


def key_of(proposal: Proposal) -> str:
    """The proposal's key, the same whichever entry comes first."""
    return proposal_key(proposal.a, proposal.b, proposal.kind)


def short_id(proposal: Proposal) -> str:
    """What people type to name a proposal: eight characters that follow from its key alone."""
    return hashlib.sha256(key_of(proposal).encode()).hexdigest()[:8]


@transaction.atomic
def judge_proposal(name: str, verdict: Verdict, actor: Actor, clock: Clock, reason: str = "") -> Proposal:
    """Record a verdict on a proposal and return it; nothing is merged that cannot be parted by a later verdict.

    `name` is the proposal's short id or its whole key. Raises NotFound, NotAllowed.
    """
    require(actor, Action.MODERATE if not actor.sector else Action.JUDGE, where=name)
    proposal = next((p for p in consolidated().proposals if name in (short_id(p), key_of(p))), None)
    if proposal is None:
        raise NotFound(
            Said("no proposal %(name)s", name=repr(name)),
            advice=Said("see them with: commonground areas --proposals"),
        )
    models.Judgement.objects.create(
        subject=key_of(proposal),
        verdict=str(verdict),
        role=str(actor.role),
        sector=actor.sector,
        account_id=actor.account,
        at=clock(),
        reason=reason,
        proposal=proposal.to_json(),
    )
    record_change(
        actor, clock, PROPOSAL_JUDGED, key_of(proposal), {"verdict": str(verdict), "reason": reason}
    )
    return proposal
