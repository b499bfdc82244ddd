"""Check a draft and keep what was found for a while. The draft itself is not kept, and the log tells nothing of it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from commonground.domain.role import Access, Action
from commonground.errors import BadInput, NotAllowed, Said
from commonground.ingest.limits import DEFAULT_LIMITS, Limits
from commonground.matching.embedding.encoder import Encoder
from commonground.register import models
from commonground.register.checks import kept_report
from commonground.register.drafts import check_bytes
from commonground.register.job_kinds import drop_file, keep_file
from commonground.register.permissions import require, visible
from commonground.register.sight import levels_up_to, seeing
from commonground.register.storable import storable
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.jobs import ask_job
from commonground.register.workflows.log import record_change

DRAFT_CHECKED, CHECK_REMOVED = "draft-checked", "check-removed"
KEPT_FOR = timedelta(days=30)
SECRET_BYTES = 24
SUFFIX_LENGTH = 12
_SUBJECT = "draft"


def check_now(
    data: bytes,
    name: str,
    actor: Actor,
    clock: Clock,
    encoder: Encoder,
    *,
    access: Access = Access.MEMBERS,
    limits: Limits = DEFAULT_LIMITS,
) -> models.Check:
    """The check of the draft, made while the caller waits, against what those may see whom it is for.

    Raises NotAllowed, and what `check_bytes` raises for a file that cannot be read.
    """
    _may(actor, access)
    row = _new(data, name, actor, clock, access)
    _fill(row, data, encoder, limits)
    with transaction.atomic():
        remove_old_checks(clock)
        row.save()
        record_change(actor, clock, DRAFT_CHECKED, _SUBJECT, access=Access.INTERNAL)
    return row


def check_by_job(
    data: bytes, name: str, actor: Actor, clock: Clock, *, access: Access = Access.MEMBERS
) -> models.Check:
    """The check, without a report as long as the job works that it asks for. Raises NotAllowed."""
    _may(actor, access)
    suffix = Path(name).suffix[:SUFFIX_LENGTH]
    kept = keep_file(f"{secrets.token_hex(8)}{suffix}", data)
    try:
        with transaction.atomic():
            remove_old_checks(clock)
            row = _new(data, name, actor, clock, access)
            row.save()
            row.job = ask_job("check", {"_file": kept, "_check": row.pk}, actor, clock)
            row.save(update_fields=["job"])
    except BaseException:
        drop_file(kept)
        raise
    return row


def finish_check(
    number: int,
    data: bytes,
    actor: Actor,
    clock: Clock,
    encoder: Encoder,
    *,
    limits: Limits,
    progress: Callable[[int], None],
) -> None:
    """Put the report into the check that a job works on; one that was removed meanwhile stays removed."""
    row = models.Check.objects.filter(pk=number).first()
    if row is None or row.report is not None:
        return
    progress(1)
    _fill(row, data, encoder, limits)
    progress(1)
    with transaction.atomic():
        unfinished = models.Check.objects.filter(pk=number, report__isnull=True)
        if unfinished.update(report=row.report, language=row.language):
            record_change(actor, clock, DRAFT_CHECKED, _SUBJECT, access=Access.INTERNAL)


@transaction.atomic
def remove_check(row: models.Check, actor: Actor, clock: Clock) -> None:
    """Remove the check before its time. Raises NotAllowed for anybody but who made it."""
    if actor.account is None or actor.account != row.account_id:
        raise NotAllowed(
            Said("only who made a check removes it"), advice=Said("it is removed by itself after 30 days")
        )
    _remove(row)
    record_change(actor, clock, CHECK_REMOVED, _SUBJECT, access=Access.INTERNAL)


def remove_old_checks(clock: Clock) -> int:
    """Remove the checks whose time is over, and return how many that was."""
    old = list(models.Check.objects.filter(expires_at__lte=clock()).select_related("job").defer("report"))
    for row in old:
        _remove(row)
    return len(old)


def _remove(row: models.Check) -> None:
    if row.job is not None:
        drop_file(row.job.options.get("_file", ""))
    row.delete()


def _may(actor: Actor, access: Access) -> None:
    require(actor, Action.SEE_MEMBERS, where=_SUBJECT)
    if access is Access.PUBLIC:
        raise BadInput(
            Said("a check is for members or internal"),
            where="access",
            advice=Said("a draft is not for everybody"),
        )
    if access not in visible(actor):
        raise NotAllowed(
            Said("a check for a level that your role does not see"),
            where="access",
            advice=Said("choose members"),
        )


def _new(data: bytes, name: str, actor: Actor, clock: Clock, access: Access) -> models.Check:
    at = clock()
    return models.Check(
        name=secrets.token_urlsafe(SECRET_BYTES),
        account_id=actor.account,
        role=str(actor.role),
        sector=actor.sector,
        made_at=at,
        expires_at=at + KEPT_FOR,
        file_name=storable(name)[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        access=str(access),
    )


def _fill(row: models.Check, data: bytes, encoder: Encoder, limits: Limits) -> None:
    suffix = Path(row.file_name).suffix[:SUFFIX_LENGTH]
    with seeing(levels_up_to(Access(row.access))):
        report = check_bytes(data, f"draft{suffix}", encoder, limits)
    row.report = storable({**kept_report(report), "name": row.file_name})
    row.language = report.language or ""
