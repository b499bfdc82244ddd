"""Run queued jobs: one worker loop for a process of its own, or beside the pages."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db import DatabaseError, close_old_connections, connection
from django.db.models import F
from django_tasks import task

from commonground.errors import CommongroundError, InternalError, Said
from commonground.register import models
from commonground.register.opening import opened_address
from commonground.register.settings import REGISTER_VARIABLE
from commonground.register.workflows.actor import Actor, Clock, utc_now

PULSE_SECONDS = 2.0  # between two signs of life
IDLE_SECONDS = 1.0  # between two looks for work
WATCH_SECONDS = 0.5  # between two looks whether the worker beside the pages is there still
RESTART_SECONDS, RESTART_SECONDS_MAX = 1.0, 60.0  # before another one starts
PARENT_VARIABLE = "COMMONGROUND_WORKS_FOR"
log = logging.getLogger(__name__)


class JobState(StrEnum):
    """How far a job is. Stored: never rename a value."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobCancelled(Exception):
    """Raised inside a job at the progress call after somebody asked to cancel it."""


def job_json(job: models.Job) -> dict[str, Any]:
    """The job as every interface shows it."""
    times = {name: getattr(job, name) for name in ("asked_at", "started_at", "seen_at", "ended_at")}
    return {
        "id": job.pk,
        "kind": job.kind,
        "options": {name: value for name, value in job.options.items() if not name.startswith("_")},
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "message": job.message,
        "result": job.result,
        "error": job.error,
        "role": job.role,
        "sector": job.sector,
        "attempts": job.attempts,
        "is_cancel_asked": job.is_cancel_asked,
        **{name: at.isoformat() if at else None for name, at in times.items()},
    }


@task()
def run_job(number: int) -> str:
    """Run the job to its end, and return its state then; one that another worker runs is left alone."""
    return str(perform(number, utc_now))


def perform(number: int, clock: Clock) -> JobState:
    """Run the queued job and keep what came of it; its faults are kept with it, none is raised."""
    from commonground.register.job_kinds import KINDS, drop_files

    now = clock()
    taken = models.Job.objects.filter(pk=number, state=JobState.QUEUED, is_cancel_asked=False)
    begun = {"state": JobState.RUNNING, "started_at": now, "seen_at": now, "done": 0, "error": None}
    if not taken.update(**begun, attempts=F("attempts") + 1):
        return JobState(models.Job.objects.get(pk=number).state)
    job = models.Job.objects.get(pk=number)
    kept: dict[str, Any] = {}
    with _Pulse(job) as pulse:
        try:
            kept = {"result": KINDS[job.kind].run(job, _actor(job), clock, pulse.progress)}
            state = JobState.DONE
        except JobCancelled:
            state, kept = JobState.CANCELLED, {"result": job.result}
        except CommongroundError as error:
            state, kept = JobState.FAILED, {"result": job.result, "error": error.to_json()}
        except Exception:
            log.exception("job %s failed", number)
            problem = InternalError(
                traceback.format_exc(limit=-1), where=f"job {number}", advice=Said("report it")
            )
            state, kept = JobState.FAILED, {"result": job.result, "error": problem.to_json()}
    # Also one that was taken for lost and queued again while a long transaction kept it from a sign of life.
    ours = models.Job.objects.filter(pk=number, attempts=job.attempts)
    if ours.filter(state__in=(JobState.RUNNING, JobState.QUEUED)).update(
        state=state, ended_at=clock(), done=pulse.done, total=job.total, message=job.message, **kept
    ):
        drop_files(job)
    return state


def _actor(job: models.Job) -> Actor:
    further = job.options.get("_actor", {})
    return Actor(job.role, job.sector, further.get("theme", ""), further.get("body", ""), job.account_id)


class _Pulse:
    """Signs of life of a running job from a thread of its own, whatever transaction the work itself is in."""

    def __init__(self, job: models.Job) -> None:
        self.job = job
        self.done = 0
        self._is_cancelled = bool(job.is_cancel_asked)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"job-{job.pk}", daemon=True)

    def __enter__(self) -> _Pulse:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ends.set()
        self._thread.join()

    def progress(self, done: int) -> None:
        """That many more are done; raises JobCancelled when somebody asked for it."""
        self.done += done
        if not self._is_cancelled and not connection.in_atomic_block:
            self._is_cancelled = self._look()
        if self._is_cancelled:
            raise JobCancelled

    def _look(self) -> bool:
        return models.Job.objects.filter(pk=self.job.pk, is_cancel_asked=True).exists()

    def _beat(self) -> None:
        rows = models.Job.objects.filter(pk=self.job.pk, attempts=self.job.attempts)
        try:
            while not self._ends.wait(PULSE_SECONDS):
                try:
                    rows.update(seen_at=datetime.now(UTC), done=self.done, total=self.job.total)
                    self._is_cancelled = self._is_cancelled or self._look()
                except DatabaseError:  # the next beat tries again
                    connection.close()
        finally:
            connection.close()


def work(*, once: bool = False, ends: Callable[[], bool] = lambda: False, clock: Clock = utc_now) -> int:
    """Run queued jobs, one after another, and return how many were run.

    `once` ends when none is left; else it goes on until `ends` says so. Jobs that a lost worker left are taken up.
    """
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    from commonground.register.job_kinds import clean_spool
    from commonground.register.workflows.jobs import requeue_lost

    clean_spool()
    done, pause = 0, threading.Event()
    name = get_random_string(32)
    while not ends():
        try:
            requeue_lost(clock)
            while not ends() and DBTaskResult.objects.ready().exists():
                worker = Worker(
                    queue_names=["default"], interval=0, batch=True, backend_name="default",
                    startup_delay=False, max_tasks=1, worker_id=name, excluded_queue_names=[],
                )  # fmt: skip
                worker.run()
                done += worker._run_tasks
        except DatabaseError:
            if once:
                raise
            log.exception("the database cannot be used; trying again")
            connection.close()
        if once:
            return done
        pause.wait(IDLE_SECONDS)
        close_old_connections()
    return done


def orphaned() -> bool:
    """Whether this process worked beside another one that has ended."""
    parent = os.environ.get(PARENT_VARIABLE)
    return parent is not None and parent != str(os.getppid())


class WorkerBeside:
    """A worker process for the open register. One that ends by itself, or is killed, is followed by another."""

    def __init__(self) -> None:
        self._address = opened_address()
        self._ends = threading.Event()
        self.process = self._start()
        self._thread = threading.Thread(target=self._watch, name="worker-beside", daemon=True)
        self._thread.start()

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, REGISTER_VARIABLE: self._address, PARENT_VARIABLE: str(os.getpid())}
        return subprocess.Popen([sys.executable, "-m", "commonground", "work"], env=environment)

    def _watch(self) -> None:
        """Start the next one soon after the first fault, later the more often it happens."""
        pause = RESTART_SECONDS
        while not self._ends.is_set():
            began = time.monotonic()
            while self.process.poll() is None:
                if self._ends.wait(WATCH_SECONDS):
                    return
            if time.monotonic() - began > RESTART_SECONDS_MAX:
                pause = RESTART_SECONDS
            log.error("the worker ended (%s); another starts in %s s", self.process.returncode, pause)
            if self._ends.wait(pause):
                return
            pause = min(2 * pause, RESTART_SECONDS_MAX)
            try:
                self.process = self._start()
            except OSError:  # the next look finds the old one ended still
                log.exception("no worker can be started")

    def stop(self) -> None:
        """End the worker; no other follows."""
        self._ends.set()
        self._thread.join()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def run_worker_beside() -> Iterator[WorkerBeside]:
    """A worker process for the open register that ends with this block, or with this process."""
    worker = WorkerBeside()
    try:
        yield worker
    finally:
        worker.stop()
