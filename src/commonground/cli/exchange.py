"""`import` and `merge-tables`: files that people filled in, and mapping tables of two Sectors side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commonground.cli.analyses import open_here
from commonground.cli.options import JsonOption, LanguageOption, OutputOption, RegisterOption
from commonground.cli.output import message, print_json, print_table
from commonground.cli.papers import GroupOption, MeetingOption, NumberOption, deliver
from commonground.errors import BadInput, NotFound, outcome_of

if TYPE_CHECKING:
    from commonground.domain.merged_tables import MergedTables
    from commonground.register.exchange.report import ImportReport

_SHOWN = 200  # characters of a value in a table for people


def import_(
    file: Annotated[
        Path,
        typer.Argument(help="A workbook of `export xlsx`, SSSOM (.sssom.tsv), STRM (.csv) or SKOS (.ttl)."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change and what is wrong.")
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="Apply the good rows although others are refused.")
    ] = False,
    role: Annotated[
        str,
        typer.Option(
            "--as",
            help="The role that imports; left out: focal point with --sector, else secretariat.",
            show_default=False,
        ),
    ] = "",
    sector: Annotated[str, typer.Option("--sector", help="The Sector on whose behalf.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why, in a few words, for the log.")] = "",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Apply a file that people filled in: all of it in one transaction, or nothing when a row is refused."""
    open_here(register)
    from commonground.cli.agreement import judging_actor
    from commonground.ingest.limits import Limits
    from commonground.register.workflows.actor import utc_now
    from commonground.register.workflows.importing import ImportOptions, import_file

    data = _bytes_of(file)
    options = ImportOptions(dry_run, partial, reason)
    import os

    limits = Limits.from_environment(os.environ)
    report = import_file(data, file.name, judging_actor(role, sector), utc_now, options, limits)
    if as_json:
        print_json(report.to_json())
    else:
        _print_report(report)
    if report.refused and not report.is_applied and not dry_run:
        raise typer.Exit(outcome_of(report.refused[0].error).exit_code)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise NotFound("no such file", where=str(file), advice="check its name") from error
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(file), advice="name a file") from error


def _print_report(report: ImportReport) -> None:
    rows = []
    for outcome in report.done:
        lines = [f"{name}: {_cut(old)} → {_cut(new)}" for name, old, new in outcome.changes]
        rows.append(
            (
                outcome.place.sheet,
                str(outcome.place.row or ""),
                outcome.done,
                outcome.subject,
                "\n".join(lines),
            )
        )
    if rows:
        print_table(
            ("sheet", "row", "done", "what", "old → new"), rows, title=f"{report.file} ({report.form})"
        )
    refused = [
        (
            f.place.sheet,
            str(f.place.row or ""),
            f.error.message,
            f.error.where.rpartition(", ")[2],
            f.error.advice,
        )
        for f in report.refused
    ]
    if refused:
        print_table(("sheet", "row", "refused because", "where", "what to do"), refused, title="Refused")
    for note in report.notes:
        message(note)
    message(", ".join(f"{count} {name}" for name, count in report.counts.items()))
    message(_verdict(report))


def _verdict(report: ImportReport) -> str:
    if report.is_applied:
        return "Applied." if not report.refused else "Applied, but for the refused rows."
    if not report.done and not report.refused:
        return "Nothing to change."
    if report.is_dry_run:
        return "This was a dry run: nothing was changed."
    return "Nothing was changed: mend the refused rows, or apply the others with --partial."


def _cut(text: str) -> str:
    shown = " / ".join(text.split("\n")) or "(blank)"
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"


def merge_tables(
    first: Annotated[Path, typer.Argument(help="A Sector's mapping table: docx, xlsx, csv, html or SSSOM.")],
    second: Annotated[Path, typer.Argument(help="The table that another Sector keeps of the same work.")],
    register: RegisterOption = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", help="table, docx, xlsx, html, csv or json; else told from the file's name."
        ),
    ] = None,
    language: LanguageOption = "en",
    output: OutputOption = None,
    number: NumberOption = "",
    meeting: MeetingOption = "",
    group: GroupOption = "",
    as_json: JsonOption = False,
) -> None:
    """Two Sectors' mapping tables side by side: which rows agree, conflict, or stand in one of them only."""
    open_here(register)
    import os

    from commonground.ingest.limits import Limits
    from commonground.register.merging import merged_paper, merged_tables
    from commonground.register.paper_frame import PaperOptions

    merged = merged_tables(first, second, Limits.from_environment(os.environ))
    wanted = "json" if as_json else form or (output.suffix.lstrip(".") if output else "table")
    if wanted == "table":
        _print_merged(merged)
        return
    deliver(merged_paper(merged, wanted, PaperOptions(language, number, meeting, group)), wanted, output)


def _print_merged(merged: MergedTables) -> None:
    from commonground.exports.merger_paper import said_line

    rows = []
    for pair in merged.pairs:
        blank = "names both, links them not" if pair.is_left_blank else ""
        sides = (
            "\n".join(said_line(one, "en") for one in side) or blank for side in (pair.first, pair.second)
        )
        rows.append((str(pair.outcome), pair.left, pair.right, *sides))
    print_table(("outcome", "work", "work", *merged.names), rows, title="Mapping tables")
    for where, text in merged.unread:
        message(f"not understood: {where}: {text}")
    message(", ".join(f"{count} {name}" for name, count in merged.counts.items()))
