"""Verdicts on links as somebody saw them: what a bulk verdict would do, do it, and take one's own last verdict back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from commonground.domain.link import Verdict
from commonground.domain.role import Access, Reason
from commonground.errors import CommongroundError, Conflict, NotAllowed, NotFound, Said
from commonground.register import models
from commonground.register.standings import state_from
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.agreement import (
    BulkReport,
    Decision,
    check_decision,
    judge_link,
    judging_sector,
    locked_link,
)

Seen = Sequence[tuple[str, int | None]]
"""Codes of links, each with the version that was seen."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a verdict would make of a link: its state then, or why it would be refused."""

    link: models.LinkStanding
    state: str = ""
    error: CommongroundError | None = None


def foresee(links: Iterable[models.LinkStanding], decision: Decision, actor: Actor) -> tuple[Outlook, ...]:
    """For every link what this verdict would do now; nothing is written. Links are `ready`, so no statement each."""
    return tuple(_foresee(link, decision, actor) for link in links)


def _foresee(link: models.LinkStanding, decision: Decision, actor: Actor) -> Outlook:
    try:
        sector = judging_sector(link, decision, actor)
        check_decision(link, decision)
    except CommongroundError as error:
        return Outlook(link, error=error)
    said = {row.sector: row.verdict for row in link.by_sector.all()}
    earlier = link.carried_from.state if link.carried_from and link.carried_from.ended_period else None
    return Outlook(link, str(state_from(link, {**said, sector: str(decision.verdict)}, earlier)))


def judge_as_seen(seen: Seen, decision: Decision, actor: Actor, clock: Clock) -> BulkReport:
    """The same verdict on many links, each only if it still is as it was seen; one refused does not stop the others."""
    report = BulkReport()
    for code, version in seen:
        try:
            report.judged.append(judge_link(code, replace(decision, version=version), actor, clock).code)
        except CommongroundError as error:
            report.refused.append((code, error))
    return report


@transaction.atomic
def take_back(judgement: int, reason: str, actor: Actor, clock: Clock) -> models.LinkStanding:
    """The link as it stands after somebody took back their own last verdict on it.

    What was decided stays in the record: the Sector's verdict before is given anew, or "unsure" where it had none,
    with the reason. Raises NotFound for a verdict that is none, NotAllowed for that of somebody else, Conflict when the
    Sector was heard again since.
    """
    held = models.Judgement.objects.filter(pk=judgement).first()
    if held is None:
        raise NotFound(Said("no such verdict"), advice=Said("see the history of the link"))
    if actor.account is None or held.account_id != actor.account:
        raise NotAllowed(Said("only who gave a verdict takes it back"), advice=Said("judge the link anew"))
    same = models.Judgement.objects.filter(
        subject=held.subject, period=held.period, sector=held.sector
    ).order_by("-pk")
    row = models.LinkStanding.objects.filter(key=held.subject, period=held.period).first()
    if row is None:
        raise NotFound(Said("the link is no longer in the register"), where=held.subject)
    link = locked_link(row.code)
    latest = same.first()
    if latest is None or latest.pk != held.pk:
        raise Conflict(
            Said("the Sector was heard again since, so this verdict is not taken back"),
            where=link.code,
            advice=Said("judge the link anew"),
        )
    earlier = same.filter(pk__lt=held.pk).first()
    decision = Decision(
        Verdict(earlier.verdict) if earlier else Verdict.UNSURE,
        earlier.reason_code if earlier else str(Reason.OTHER),
        reason,
        Access(held.access),
        liaison_statement=held.liaison_statement,
        is_blind=held.is_blind,
    )
    return judge_link(link.code, decision, replace(actor, sector=held.sector or actor.sector), clock)


def last_judgement(link: models.LinkStanding, sector: str, account: int | None) -> int | None:
    """The number of the Sector's latest verdict on the link, where this account gave it."""
    rows = models.Judgement.objects.filter(subject=link.key, period=link.period, sector=sector)
    row = rows.order_by("-pk").first()
    return row.pk if row and account is not None and row.account_id == account else None
