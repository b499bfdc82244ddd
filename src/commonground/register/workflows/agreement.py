"""Two-sided agreement: propose links, judge them on behalf of a Sector, withdraw proposals.

A link is agreed when every Sector it touches has accepted it. A disagreement is shown as one and overwrites nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from commonground.analysis.consolidation import area_id
from commonground.domain.link import Predicate, Verdict
from commonground.domain.role import Access, Action, Reason, Role
from commonground.domain.suggestion import Relation
from commonground.domain.theme import EntryState
from commonground.errors import BadInput, CommongroundError, Conflict, NotAllowed, Said, StaleVersion
from commonground.register import models
from commonground.register.near_works import called_works
from commonground.register.permissions import BOUND_TO_SECTOR, allows, require, role_of
from commonground.register.standings import get_standing, refresh
from commonground.register.suggestions import SUGGESTION_JUDGED, find_suggestion
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.linking import PROPOSED, Claim, free_period, new_link, past_periods
from commonground.register.workflows.log import Altered, Entry, record_change, record_entries
from commonground.register.works import get_work

LINK_PROPOSED, LINK_WITHDRAWN = "link-proposed", "link-withdrawn"
RELATIONS = (*Relation, *Predicate)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A link that somebody proposes: two pieces of work by their ids, what they have to do with each other, and why."""

    left: str
    right: str
    relation: str = Relation.SAME_SUBJECT
    note: str = ""
    theme: str = ""
    access: Access = Access.PUBLIC


@dataclass(frozen=True, slots=True)
class Decision:
    """What is judged of a link, and why. `version` is the one that the judge saw; None: whichever there is."""

    verdict: Verdict
    reason_code: str = ""  # of the short list, see `Reason`
    reason: str = ""
    access: Access = Access.MEMBERS  # of the reason
    liaison_statement: str = ""  # by which the Sector sent it, where the secretariat records it
    is_blind: bool = False
    seconds: float | None = None
    version: int | None = None


@dataclass(slots=True)
class BulkReport:
    """What became of every link of a bulk judgement, in the order asked: judged + refused = asked."""

    judged: list[str] = field(default_factory=list)  # codes
    refused: list[tuple[str, CommongroundError]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As the interfaces print it."""
        return {
            "counts": {"judged": len(self.judged), "refused": len(self.refused)},
            "judged": self.judged,
            "refused": [{"link": name, "error": error.to_json()} for name, error in self.refused],
        }


@transaction.atomic
def propose_link(proposed: Proposed, actor: Actor, clock: Clock) -> models.LinkStanding:
    """The new link, proposed and not yet judged by anybody.

    Raises NotFound for a piece of work that the register does not hold, BadInput for one linked with itself, an unknown
    relation or two works without a Sector, Conflict when the pair is linked already.
    """
    if proposed.relation not in RELATIONS:
        raise BadInput(
            Said("no relation %(relation)s", relation=repr(proposed.relation)),
            advice=Said("one of: %(names)s", names=", ".join(RELATIONS)),
        )
    if proposed.left == proposed.right:
        raise BadInput(
            Said("a link needs two pieces of work"), where=proposed.left, advice=Said("name another one")
        )
    known = called_works((proposed.left, proposed.right))
    left, right = get_work(proposed.left, known), get_work(proposed.right, known)
    claim = Claim.of(left, right, str(proposed.relation))
    if not claim.sectors:
        raise BadInput(
            Said("neither side belongs to a Sector, so nobody could agree"),
            where=f"{left.id}, {right.id}",
            advice=Said("link a Sector's body, Question or text"),
        )
    require(actor, Action.PROPOSE_LINK, where=f"{left.id}, {right.id}")
    held = models.LinkStanding.objects.filter(key=claim.key, is_current=True).first()
    if held is not None:
        raise Conflict(
            Said("the two are linked already (%(state)s)", state=held.state),
            where=held.code,
            advice=Said("judge it: %(link)s", link=held.code),
        )
    ended = past_periods([claim.key]).get(claim.key, {})
    link = new_link(
        replace(
            claim,
            origin=PROPOSED,
            theme=proposed.theme,
            note=proposed.note,
            access=proposed.access,
            period=free_period(ended),  # what was withdrawn or ended keeps its own judgements
        ),
        clock(),
    )
    link.save()
    refresh([link])
    detail = {"link": link.code, "relation": link.relation, "sectors": link.sectors}
    record_change(
        actor, clock, LINK_PROPOSED, claim.key, detail, reason=proposed.note, access=proposed.access
    )
    return link


@transaction.atomic
def judge_link(name: str, decision: Decision, actor: Actor, clock: Clock) -> models.LinkStanding:
    """Record a verdict on behalf of the actor's Sector, and return the link as it stands then.

    Only a role bound to a Sector judges for it; the secretariat may record what a Sector sent by liaison statement,
    naming the statement. `name` is the link's code, its beginning, or its key. Raises NotFound, NotAllowed for another
    role, Sector, group or theme, BadInput for a reason that is none or where the secretariat names a Sector that the
    link does not touch, StaleVersion when somebody judged it since it was read, Conflict for a link of a closed study
    period.
    """
    link = locked_link(name)
    sector = judging_sector(link, decision, actor)
    check_decision(link, decision)
    _judge([link], decision, sector, actor, clock)
    return link


def judge_links(
    names: Sequence[str],
    decision: Decision,
    actor: Actor,
    clock: Clock,
    *,
    progress: Callable[[int], None] = lambda done: None,
) -> BulkReport:
    """The same verdict on many links, each on its own: one that is refused does not stop the others."""
    report = BulkReport()
    for name in names:
        try:
            report.judged.append(judge_link(name, decision, actor, clock).code)
        except CommongroundError as error:
            report.refused.append((name, error))
        progress(1)
    return report


@transaction.atomic
def withdraw_link(name: str, reason: str, actor: Actor, clock: Clock) -> models.LinkStanding:
    """The link, no longer current: a proposal that should not be judged. Its history stays readable.

    Raises NotFound, and what `check_withdrawal` raises.
    """
    link = locked_link(name)
    check_withdrawal(link, actor, is_judged=link.by_sector.exclude(verdict="").exists(), where=link.code)
    link.is_current = False
    _count_up(link, clock)
    altered = Altered("LinkStanding", link.pk, {"is_current": True}, {"is_current": False})
    detail = {"link": link.code, "state": link.state}
    record_change(actor, clock, LINK_WITHDRAWN, link.key, detail, altered=altered, reason=reason)
    return link


def check_withdrawal(link: models.LinkStanding, actor: Actor, *, is_judged: bool, where: str) -> None:
    """Nothing where the actor may withdraw the link, a proposal; raises NotAllowed or Conflict.

    The secretariat may withdraw what no Sectors agreed to or dispute, others a link that touches their Sector and that
    nobody has judged yet. What a source states is judged, not withdrawn: neither it nor a disagreement is hidden.
    """
    if not allows(actor, Action.MODERATE):
        require(actor, Action.JUDGE, link.sectors, where=where)
        require_scope(link, actor)
        if is_judged:
            raise Conflict(
                Said("a link that was judged is not withdrawn"), where=where, advice=Said("judge it: reject")
            )
    if link.is_stated:
        raise Conflict(
            Said("a source states the link, so it is not withdrawn"),
            where=where,
            advice=Said("judge it: reject"),
        )
    if link.state in (EntryState.AGREED, EntryState.DISPUTED):
        raise Conflict(
            Said("the link is %(state)s, so it is not withdrawn", state=link.state),
            where=where,
            advice=Said("its Sectors may judge it anew: reject"),
        )


def locked_link(name: str) -> models.LinkStanding:
    """The current link of this name, locked until the transaction ends; raises NotFound, or Conflict for a past one."""
    link = models.LinkStanding.objects.select_for_update().get(pk=get_standing(name).pk)
    if not link.is_current:
        raise Conflict(
            Said("the link belongs to a closed study period or was withdrawn"),
            where=link.code,
            advice=Said("judge the link that carries it on"),
        )
    return link


def judging_sector(link: models.LinkStanding, decision: Decision, actor: Actor) -> str:
    """The Sector that the verdict counts for; "" is a moderating word of the secretariat, which agrees to nothing."""
    if role_of(actor) in BOUND_TO_SECTOR:
        require(actor, Action.JUDGE, link.sectors, where=link.code)
        require_scope(link, actor)
        return actor.sector
    if not allows(actor, Action.MODERATE):
        require(actor, Action.JUDGE, link.sectors, where=link.code)
    if actor.sector and actor.sector not in link.sectors:
        raise BadInput(
            Said("the link does not touch %(sector)s", sector=actor.sector),
            where=link.code,
            advice=Said("record a verdict of one of: %(names)s", names=", ".join(link.sectors)),
        )
    if actor.sector and not decision.liaison_statement.strip():
        raise BadInput(
            Said("the secretariat does not judge for %(sector)s", sector=actor.sector),
            where=link.code,
            advice=Said(
                "name the liaison statement by which the Sector sent its verdict, or act as its focal point"
            ),
        )
    return actor.sector


def require_scope(link: models.LinkStanding, actor: Actor) -> None:
    """A counsellor judges for the own group only, a focal point of a theme for that theme only."""
    if (
        role_of(actor) is Role.COUNSELLOR
        and actor.body
        and actor.body not in (*link.groups, link.left, link.right)
    ):
        raise NotAllowed(
            Said("a counsellor of %(body)s judges for that group only", body=actor.body),
            where=link.code,
            advice=Said(
                "ask the counsellor of one of: %(names)s", names=", ".join(link.groups or link.sectors)
            ),
        )
    if actor.theme and link.theme and area_id(actor.theme) != area_id(link.theme):
        raise NotAllowed(
            Said("a focal point for %(theme)s judges for that theme only", theme=actor.theme),
            where=link.code,
            advice=Said("ask the focal point for %(theme)s", theme=link.theme),
        )


def check_decision(link: models.LinkStanding, decision: Decision) -> None:
    """Nothing, or BadInput for a reason that is none, StaleVersion when the link was changed since it was read."""
    if decision.reason_code and decision.reason_code not in set(Reason):
        raise BadInput(
            Said("no reason %(reason)s", reason=repr(decision.reason_code)),
            where=link.code,
            advice=Said("one of: %(names)s", names=", ".join(Reason)),
        )
    if decision.version is not None and decision.version != link.version:
        raise StaleVersion(
            Said(
                "the link was changed since you read it (version %(version)s, now %(now)s)",
                version=decision.version,
                now=link.version,
            ),
            where=link.code,
            advice=Said("read it again, then judge"),
        )


def _judge(
    links: Sequence[models.LinkStanding], decision: Decision, sector: str, actor: Actor, clock: Clock
) -> None:
    at = clock()
    entries = []
    for link in links:
        before = link.state
        suggestion = find_suggestion(link.key)
        models.Judgement.objects.create(
            subject=link.key,
            period=link.period,
            verdict=str(decision.verdict),
            role=str(role_of(actor)),
            sector=sector,
            account_id=actor.account,
            at=at,
            reason_code=decision.reason_code,
            reason=decision.reason,
            access=str(decision.access),
            liaison_statement=decision.liaison_statement,
            is_blind=decision.is_blind,
            seconds=decision.seconds,
            proposal=suggestion.to_json() if suggestion else shown(link),
        )
        refresh([link])
        link.version, link.changed_at = link.version + 1, at
        link.save()
        detail = {"verdict": str(decision.verdict), "link": link.code, "for": sector}
        if decision.reason_code:
            detail["reason_code"] = decision.reason_code
        if decision.liaison_statement:
            detail["liaison_statement"] = decision.liaison_statement
        states = {"before": before, "after": link.state}
        entries.append(Entry(link.key, {**detail, **states}, reason=decision.reason, access=decision.access))
    record_entries(actor, at, SUGGESTION_JUDGED, entries)


def shown(link: models.LinkStanding) -> dict[str, Any]:
    """What is kept beside the verdict on a link that matching did not suggest."""
    return {"left": link.left, "right": link.right, "relation": link.relation, "note": link.note}


def _count_up(link: models.LinkStanding, clock: Clock) -> None:
    link.version += 1
    link.changed_at = clock()
    link.save()
