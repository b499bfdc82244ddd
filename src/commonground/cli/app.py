"""All commands in one table, and how errors become messages and exit codes."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from commonground import __version__
from commonground.cli import (
    accounts,
    agreement,
    analyses,
    backups,
    bench,
    demo,
    documents,
    drafts,
    editions,
    exchange,
    jobs,
    matching,
    papers,
    serving,
    succession,
)
from commonground.cli.failures import foreseen
from commonground.cli.output import message
from commonground.errors import CommongroundError, outcome_of

app = typer.Typer(
    name="commonground",
    help="Find, agree and report what several parts of one organization have in common.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"commonground {__version__}\n")
        raise typer.Exit


@app.callback()
def _common(
    version: bool = typer.Option(
        False, "--version", is_eager=True, callback=_print_version, help="Print the version and stop."
    ),
) -> None:
    """Options before the command's name; what they ask for is done by their callbacks."""


app.command("init")(documents.init)
app.command("add")(documents.add)
app.command("refs")(documents.refs)
app.command("find")(matching.find)
app.command("suggest")(matching.suggest)
app.command("suggestions")(matching.suggestions)
app.command("check")(drafts.check)
app.command("discover")(matching.discover)
app.command("areas")(analyses.areas)
app.command("links")(agreement.links)
app.command("propose")(agreement.propose)
app.command("judge")(agreement.judge)
app.command("withdraw")(agreement.withdraw)
app.command("history")(agreement.history)
app.command("examined")(agreement.examined)
app.add_typer(succession.review)
app.add_typer(succession.succession)
app.command("matrix")(papers.matrix)
app.command("gaps")(analyses.gaps)
app.command("overlaps")(analyses.overlaps)
app.command("findings")(analyses.findings)
app.command("report")(papers.report)
app.command("export")(papers.export)
app.command("import")(exchange.import_)
app.command("merge-tables")(exchange.merge_tables)
app.add_typer(accounts.account, name="account")
app.add_typer(accounts.token, name="token")
app.command("serve")(serving.serve)
app.command("work")(jobs.work)
app.add_typer(jobs.jobs, name="jobs")
app.add_typer(editions.edition, name="edition")
app.command("backup")(backups.backup)
app.command("restore")(backups.restore)
app.command("demo")(demo.demo)
app.add_typer(bench.bench)


def run() -> None:
    """Run the command of this process; an error we foresaw is one message and an exit code."""
    try:
        with analyses.until_done:
            app()
    except CommongroundError as error:
        _end(error)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:
        if (told := foreseen(error)) is None:
            raise
        _end(told)


def _end(error: CommongroundError) -> NoReturn:
    message(f"commonground: {error}")
    sys.exit(outcome_of(error).exit_code)
