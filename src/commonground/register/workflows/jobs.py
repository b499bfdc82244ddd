"""Long work: asked for by whoever may do the act itself, cancelled, and taken up again when a worker was lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from commonground.domain.role import Action
from commonground.errors import BadInput, Conflict, NotAllowed, NotFound, Said
from commonground.register import models
from commonground.register.job_kinds import KINDS, drop_files
from commonground.register.jobs import JobState, run_job
from commonground.register.permissions import allows, require
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.log import record_change

JOB_ASKED, JOB_CANCELLED = "job-asked", "job-cancelled"
LOST_AFTER = timedelta(seconds=60)  # without a sign of life, which a worker gives every few seconds
ATTEMPTS_MAX = 3
NOTHING_LEFT = Said("what it had begun was undone; look at the worker's log, then ask for it again")
LEFT_BY = {  # what a kind of job leaves behind when it never came to its end
    "ingest": Said(
        "documents that it had finished stay, and are not added twice;"
        " look at the worker's log, then ask for it again"
    ),
    "backup": Said("no file was written; look at the worker's log, then ask for it again"),
}
WAITING = (JobState.QUEUED, JobState.RUNNING)


@transaction.atomic
def ask_job(kind: str, options: Mapping[str, Any], actor: Actor, clock: Clock) -> models.Job:
    """The new job, queued. Raises BadInput for a kind or option that is none, NotAllowed for another role."""
    if kind not in KINDS:
        raise BadInput(
            Said("no kind of job %(kind)s", kind=repr(kind)),
            advice=Said("one of: %(names)s", names=", ".join(KINDS)),
        )
    asked = KINDS[kind]
    require(actor, asked.action, where=kind)
    if unknown := sorted(set(options) - asked.options):
        raise BadInput(
            Said("no option %(name)s", name=repr(unknown[0])),
            where=kind,
            advice=Said("one of: %(names)s", names=", ".join(sorted(asked.options))),
        )
    if missing := sorted(asked.needed - set(options)):
        raise BadInput(
            Said("the option %(option)s is missing", option=repr(missing[0])),
            where=kind,
            advice=Said("give it"),
        )
    job = models.Job.objects.create(
        kind=kind,
        options={**options, "_actor": {"theme": actor.theme, "body": actor.body}},
        state=JobState.QUEUED,
        role=str(actor.role),
        sector=actor.sector,
        account_id=actor.account,
        asked_at=clock(),
    )
    _enqueue(job)
    record_change(actor, clock, JOB_ASKED, f"job {job.pk}", {"kind": kind})
    return job


@transaction.atomic
def cancel_job(number: int, actor: Actor, clock: Clock) -> models.Job:
    """The job: cancelled at once where it still waits, else as soon as it notices.

    Whoever asked for it may, and who manages the register. Raises NotFound, NotAllowed, Conflict for one that ended.
    """
    job = models.Job.objects.select_for_update().filter(pk=number).first()
    if job is None:
        raise NotFound(
            Said("no job %(number)s", number=number), advice=Said("see them with: commonground jobs")
        )
    is_own = actor.account is not None and actor.account == job.account_id
    # Without an account somebody works on the register itself, in the role they say.
    is_at_hand = actor.account is None and allows(actor, KINDS[job.kind].action)
    if not (is_own or is_at_hand or allows(actor, Action.MANAGE_REGISTER)):
        raise NotAllowed(
            Said("only who asked for a job cancels it"),
            where=f"job {number}",
            advice=Said("ask an administrator"),
        )
    if job.state not in WAITING:
        raise Conflict(
            Said("the job is %(state)s already", state=job.state),
            where=f"job {number}",
            advice=Said("ask for a new one"),
        )
    job.is_cancel_asked = True
    if job.state == JobState.QUEUED:
        job.state, job.ended_at = JobState.CANCELLED, clock()
        transaction.on_commit(partial(drop_files, job))
    job.save(update_fields=["is_cancel_asked", "state", "ended_at"])
    record_change(actor, clock, JOB_CANCELLED, f"job {number}", {"kind": job.kind})
    return job


@transaction.atomic
def requeue_lost(clock: Clock) -> tuple[models.Job, ...]:
    """The jobs whose worker shows no sign of life any more, queued again; after three attempts they have failed."""
    now = clock()
    lost = []
    for job in models.Job.objects.select_for_update().filter(state__in=WAITING).order_by("pk"):
        if now - (job.seen_at or job.asked_at) < LOST_AFTER or _is_waiting(job):
            continue
        lost.append(job)
        job.seen_at = now
        if job.is_cancel_asked:
            job.state, job.ended_at = JobState.CANCELLED, now
        elif job.attempts >= ATTEMPTS_MAX:
            job.state, job.ended_at = JobState.FAILED, now
            job.error = Conflict(
                Said("its worker was lost; attempts: %(number)s", number=job.attempts),
                where=f"job {job.pk}",
                advice=LEFT_BY.get(job.kind, NOTHING_LEFT),
            ).to_json()
        else:
            job.state = JobState.QUEUED
            _enqueue(job)
        job.save()
        if job.ended_at is not None:
            transaction.on_commit(partial(drop_files, job))
    return tuple(lost)


def _is_waiting(job: models.Job) -> bool:
    """Whether the job's task still waits for a worker."""
    return job.state == JobState.QUEUED and DBTaskResult.objects.ready().filter(pk=job.task).exists()


def _enqueue(job: models.Job) -> None:
    job.task = str(run_job.enqueue(job.pk).id)
    job.save(update_fields=["task"])
