"""`work`, `jobs` and `jobs cancel`: long work that runs beside the pages."""

from __future__ import annotations

import signal
from typing import Annotated

import typer

from commonground.cli.analyses import open_here
from commonground.cli.options import JsonOption, RegisterOption
from commonground.cli.output import message, print_json, print_table

jobs = typer.Typer(help="Long work: what was asked, how far it is, what came of it.")
SHOWN = 50


def work(
    once: Annotated[bool, typer.Option("--once", help="End when no job is left.")] = False,
    register: RegisterOption = None,
) -> None:
    """Run the jobs that pages and programs asked for; any number of workers may run at once.

    A job whose worker was lost is taken up again. `serve` starts a worker of its own.
    """
    open_here(register)
    from commonground.register.jobs import orphaned
    from commonground.register.jobs import work as run_jobs

    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: stopped.append(number))
    try:
        done = run_jobs(once=once, ends=lambda: bool(stopped) or orphaned())
    except KeyboardInterrupt:
        return
    if once:
        message(f"{done} jobs run")


@jobs.callback(invoke_without_command=True)
def list_jobs(context: typer.Context, register: RegisterOption = None, as_json: JsonOption = False) -> None:
    """List the jobs, the latest first."""
    if context.invoked_subcommand:
        return
    open_here(register)
    from commonground.register import models
    from commonground.register.jobs import job_json

    found = [job_json(job) for job in models.Job.objects.order_by("-asked_at", "-pk")[:SHOWN]]
    if as_json:
        print_json(found)
        return
    rows = [
        (
            str(job["id"]),
            job["kind"],
            job["state"],
            f"{job['done']} of {job['total']}" if job["total"] else str(job["done"] or ""),
            job["asked_at"][:19].replace("T", " "),
            job["error"]["message"] if job["error"] else "",
        )
        for job in found
    ]
    print_table(("id", "kind", "state", "done", "asked (UTC)", "what is wrong"), rows, title="Jobs")


@jobs.command("cancel")
def cancel(
    number: Annotated[int, typer.Argument(metavar="ID", help="The job's number, as `jobs` shows it.")],
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Cancel a job: at once where it still waits, else as soon as it notices."""
    open_here(register)
    from commonground.domain.role import Role
    from commonground.register.jobs import job_json
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.jobs import cancel_job

    job = cancel_job(number, Actor(Role.ADMINISTRATOR), utc_now)
    if as_json:
        print_json(job_json(job))
        return
    message(f"Job {number}: {job.state}, " + ("cancelled" if job.ended_at else "it ends when it notices"))
