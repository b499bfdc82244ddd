"""Long work runs beside the pages: asked for, watched, cancelled, failed with a problem, taken up after a crash."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commonground.errors import BadInput, Conflict, NotAllowed, NotFound
from commonground.register import job_kinds, jobs, models
from commonground.register.job_kinds import KINDS, clean_spool, keep_file, spool_folder
from commonground.register.jobs import JobState, job_json, perform, work
from commonground.register.opening import open_register
from commonground.register.workflows import intake
from commonground.register.workflows.actor import Actor, Clock, utc_now
from commonground.register.workflows.jobs import ATTEMPTS_MAX, ask_job, cancel_job, requeue_lost

OFFICE = Actor("secretariat")
ADMINISTRATOR = Actor("administrator")
pytestmark = pytest.mark.usefixtures("register")


def test_files_are_added_by_a_worker_and_the_job_says_what_came_of_them() -> None:
    files = [keep_file("letter.txt", b"Dear colleagues, see Q6/2."), keep_file("bad.docx", b"")]
    job = ask_job("ingest", {"files": files}, OFFICE, utc_now)
    assert job.state == JobState.QUEUED
    assert work(once=True) == 1
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert job.result
    assert job.result["counts"] == {"added": 1, "unchanged": 0, "refused": 1}
    assert (job.done, job.total) == (2, 2)
    assert models.Document.objects.get().name == "letter.txt"
    assert models.Change.objects.get(action="document-added").role == "secretariat"


def test_only_who_may_do_the_act_asks_for_it() -> None:
    with pytest.raises(NotAllowed, match="publish"):
        ask_job("publish", {"name": "2026-1"}, Actor("delegate"), utc_now)
    with pytest.raises(BadInput, match="no kind"):
        ask_job("mow", {}, OFFICE, utc_now)
    with pytest.raises(BadInput, match="'name' is missing"):
        ask_job("publish", {}, OFFICE, utc_now)
    with pytest.raises(BadInput, match="no option 'shell'"):
        ask_job("publish", {"name": "1", "shell": "x"}, OFFICE, utc_now)
    assert not models.Job.objects.exists()


def test_a_spooled_name_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    job = ask_job("ingest", {"files": ["../secret.txt"]}, OFFICE, utc_now)
    assert perform(job.pk, utc_now) == JobState.FAILED
    job.refresh_from_db()
    assert job.error
    assert job.error["code"] == "not-found"
    assert not models.Document.objects.exists()


def test_a_failure_is_kept_as_a_problem_and_changes_nothing() -> None:
    before = models.Suggestion.objects.count()
    job = ask_job("suggest", {"between": ["ITU-R", "Nowhere"]}, OFFICE, utc_now)
    work(once=True)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job_json(job)["error"]["code"] == "not-found"
    assert models.Suggestion.objects.count() == before


def _counting(monkeypatch: pytest.MonkeyPatch, at_step: Callable[[models.Job, int], None]) -> None:
    """The kind "publish" counts to five and calls `at_step` before each."""

    def run(job: models.Job, actor: Actor, clock: Clock, progress: job_kinds.Progress) -> dict[str, int]:
        for step in range(5):
            at_step(job, step)
            progress(1)
        return {"steps": 5}

    monkeypatch.setitem(KINDS, "publish", replace(KINDS["publish"], run=run))


def test_a_running_job_ends_at_the_next_step_when_it_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    def cancel_at_two(job: models.Job, step: int) -> None:
        if step == 2:
            cancel_job(job.pk, ADMINISTRATOR, utc_now)

    _counting(monkeypatch, cancel_at_two)
    job = ask_job("publish", {"name": "x"}, OFFICE, utc_now)
    assert perform(job.pk, utc_now) == JobState.CANCELLED
    job.refresh_from_db()
    assert (job.state, job.done, job.result) == (JobState.CANCELLED, 3, None)
    with pytest.raises(Conflict, match="cancelled already"):
        cancel_job(job.pk, ADMINISTRATOR, utc_now)


def test_a_cancelled_intake_says_what_it_kept_and_what_it_did_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    records = "".join(json.dumps({"id": f"r{n}", "title": f"Record {n} on Q6/2"}) + "\n" for n in range(9))
    files = [
        keep_file("first.txt", b"Dear colleagues, see Q6/2."),
        keep_file("same.txt", b"Dear colleagues, see Q6/2."),
        keep_file("bad.docx", b""),
        keep_file("records.jsonl", records.encode()),
        keep_file("last.txt", b"Never read."),
    ]
    job = ask_job("ingest", {"files": files}, OFFICE, utc_now)
    monkeypatch.setattr(intake, "BATCH_PASSAGES", 5)  # small batches, between which a job may end
    added = intake._add_batch

    def cancel_after_six(batch: list[Any], *rest: Any) -> list[intake.DocumentReport]:
        done = added(batch, *rest)
        if models.Document.objects.count() >= 3:
            cancel_job(job.pk, ADMINISTRATOR, utc_now)
        return done

    monkeypatch.setattr(intake, "_add_batch", cancel_after_six)
    assert perform(job.pk, utc_now) == JobState.CANCELLED
    job.refresh_from_db()
    assert job.result
    counts = job.result["counts"]
    assert counts["added"] == models.Document.objects.count() > 1
    assert (counts["unchanged"], counts["refused"]) == (1, 1)
    assert sum(counts.values()) == job.total == 13
    assert len(job.result["documents"]) == job.done == 13 - counts["not_read"]
    assert [one["name"] for one in job.result["not_read"]] == ["records.jsonl", "last.txt"]
    assert f"documents that were added and stay: {counts['added']};" in job.message
    assert f"not read: {counts['not_read']}" in job.message


def test_a_worker_beside_that_is_killed_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "RESTART_SECONDS", 0.01)
    monkeypatch.setattr(jobs, "WATCH_SECONDS", 0.01)
    with jobs.run_worker_beside() as worker:
        first = worker.process
        first.kill()
        first.wait()
        deadline = time.monotonic() + 30
        while worker.process is first:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        second = worker.process
        assert second.poll() is None
    assert second.poll() is not None


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    _counting(monkeypatch, lambda job, step: pytest.fail("it ran"))
    job = ask_job("publish", {"name": "x"}, OFFICE, utc_now)
    stranger = models.Account.objects.create_user("a@example.org")
    with pytest.raises(NotAllowed, match="only who asked"):
        cancel_job(job.pk, Actor("delegate", account=stranger.pk), utc_now)
    assert cancel_job(job.pk, ADMINISTRATOR, utc_now).state == JobState.CANCELLED
    work(once=True)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    with pytest.raises(NotFound, match="no job"):
        cancel_job(job.pk + 1, ADMINISTRATOR, utc_now)


def test_a_job_without_sign_of_life_is_queued_again_at_most_three_times() -> None:
    job = ask_job("publish", {"name": "x"}, OFFICE, utc_now)
    models.Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, seen_at=datetime.now(UTC), attempts=1)
    assert requeue_lost(utc_now) == ()
    later = datetime.now(UTC) + timedelta(hours=1)
    assert [one.state for one in requeue_lost(lambda: later)] == [JobState.QUEUED]
    models.Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=ATTEMPTS_MAX)
    assert [one.state for one in requeue_lost(lambda: later + timedelta(hours=1))] == [JobState.FAILED]
    job.refresh_from_db()
    assert job.error
    assert "lost; attempts: 3" in job.error["message"]
    assert "begun was undone" in job.error["advice"]
    assert "ask for it again" in job.error["advice"]


def test_two_workers_never_run_the_same_job(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []

    def again(job: models.Job, step: int) -> None:
        runs.append(step)
        if step == 0:
            assert perform(job.pk, utc_now) == JobState.RUNNING  # a second worker finds it taken

    _counting(monkeypatch, again)
    job = ask_job("publish", {"name": "x"}, OFFICE, utc_now)
    assert perform(job.pk, utc_now) == JobState.DONE
    assert runs == [0, 1, 2, 3, 4]


def test_a_killed_workers_job_is_finished_by_another(
    register: Path, address_of: Callable[[Path], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # where a server's files wait
    open_register(address_of(register))  # as the worker does, so that both know the same spool folder
    files = [keep_file(f"{n}.txt", f"Letter {n} on Q6/2. ".encode() * 20) for n in range(1000)]
    job = ask_job("ingest", {"files": files}, OFFICE, utc_now)
    worker = subprocess.Popen(
        [sys.executable, "-m", "commonground", "work"],
        env={**os.environ, "COMMONGROUND_REGISTER": address_of(register)},
    )
    deadline = time.monotonic() + 90
    try:
        while not models.Document.objects.exists():
            assert time.monotonic() < deadline
            assert worker.poll() is None
            time.sleep(0.02)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert 0 < models.Document.objects.count() < len(files)
    later = datetime.now(UTC) + timedelta(minutes=5)
    requeue_lost(lambda: later)
    assert work(once=True) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert models.Document.objects.count() == len(files)
    assert models.Change.objects.filter(action="document-added").count() == len(files)
    assert job.result
    assert job.result["counts"]["unchanged"] > 0


def test_files_go_with_their_job_unless_another_one_waits_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonground.register.workflows.jobs._enqueue", lambda job: None)
    kept, other = keep_file("note.txt", b"About ITU-T SG5."), keep_file("other.txt", b"About ITU-T SG17.")
    jobs = [
        ask_job("ingest", {"files": files}, Actor(), utc_now) for files in ([kept], [kept, other], [other])
    ]
    assert perform(jobs[0].pk, utc_now) == JobState.DONE
    assert (spool_folder() / kept).is_file()
    cancel_job(jobs[1].pk, Actor(), utc_now)
    assert not (spool_folder() / kept).parent.exists()
    assert (spool_folder() / other).is_file()
    assert perform(jobs[2].pk, utc_now) == JobState.DONE
    assert list(spool_folder().iterdir()) == []


def test_old_files_that_no_job_waits_for_are_removed_when_a_worker_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("commonground.register.workflows.jobs._enqueue", lambda job: None)
    kept, left, new = (keep_file(f"{one}.txt", one.encode()) for one in ("kept", "left", "new"))
    ask_job("ingest", {"files": [kept]}, Actor(), utc_now)
    for name in (kept, left):
        os.utime(spool_folder() / name, (1, 1))
    assert clean_spool() == 1
    assert [(spool_folder() / name).is_file() for name in (kept, left, new)] == [True, False, True]
