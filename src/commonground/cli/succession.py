"""`succession` and `review`: what became of work when a study period ended, and what must be judged again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commonground.cli.agreement import RoleOption, SectorOption, judging_actor, print_links
from commonground.cli.analyses import ReasonOption, open_here
from commonground.cli.options import EncoderOption, JsonOption, OutputOption, RegisterOption
from commonground.cli.output import message, print_json, print_table, write_file

if TYPE_CHECKING:
    from commonground.register.reviews import Review
    from commonground.register.workflows.succession import SuccessionReport

succession = typer.Typer(
    name="succession",
    help="What became of Questions and groups from one study period to the next.",
    no_args_is_help=True,
)
review = typer.Typer(
    name="review", help="What must be judged again: carried links, suspect links, texts whose links changed."
)


@succession.command("template")
def template_(
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write: .csv or .xlsx.")],
) -> None:
    """Write an empty table for a record of succession, with a note on each column."""
    from commonground.register.succession_file import template

    write_file(output, template(output.suffix.lower().removeprefix(".")))
    message(f"Wrote {output}; fill it in, then: commonground succession import {output} --dry-run")


@succession.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A filled template, .csv or .xlsx.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would come of it, and change nothing.")
    ] = False,
    role: RoleOption = "",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record what became of Questions and groups; their links go on to the successors, to be confirmed."""
    import os

    open_here(register)
    from commonground.ingest.limits import Limits
    from commonground.register.succession_file import read_rows
    from commonground.register.workflows.actor import utc_now
    from commonground.register.workflows.succession import record_successions

    rows = read_rows(file, Limits.from_environment(os.environ))
    report = record_successions(rows, judging_actor(role, ""), utc_now, is_dry_run=dry_run)
    if as_json:
        print_json(report.to_json())
    else:
        _print_report(report)


def _print_report(report: SuccessionReport) -> None:
    rows = [(str(row.kind), row.before, row.after, row.title, row.reason) for row in report.rows]
    print_table(("kind", "predecessor", "successor", "title", "why"), rows, title="Succession")
    for added in (*report.periods, *report.added):
        message(f"added: {added}")
    told = ", ".join(f"{count} {what}" for what, count in report.links.items())
    message(f"links: {told}")
    message("Nothing was changed (--dry-run)." if report.is_dry_run else "See them with: commonground review")


@succession.command("propose")
def propose_(
    earlier: Annotated[str, typer.Option("--from", help="The study period that ends: 2018-2021.")],
    later: Annotated[str, typer.Option("--to", help="The study period that begins.")],
    sector: Annotated[str, typer.Option("--sector", help="One Sector only.")] = "",
    output: OutputOption = None,
    encoder: EncoderOption = "default",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose successors by likeness, where no record is at hand; -o writes a table to mend and import."""
    open_here(register)
    from commonground.matching.embedding.loading import load_encoder
    from commonground.register.succession_proposals import Between, drafts_csv, propose_successions

    drafts = propose_successions(Between(earlier, later, sector), load_encoder(encoder))
    if output:
        write_file(output, drafts_csv(drafts))
        message(f"Wrote {output}; mend it, then: commonground succession import {output} --dry-run")
    if as_json:
        print_json([draft.to_json() for draft in drafts])
    elif not output:
        rows = [
            (
                str(one.proposal.kind),
                f"{one.predecessor} {one.titles[0]}",
                f"{one.successor} {one.titles[1]}".strip(),
                f"{one.proposal.probability:.2f}",
                one.proposal.reason,
            )
            for one in drafts
        ]
        print_table(("kind", "from", "to", "prob.", "why"), rows, title=f"{earlier} to {later}, by likeness")


@succession.command("list")
def list_(
    work: Annotated[
        list[str] | None, typer.Argument(help="Ids of Questions or bodies; all when left out.")
    ] = None,
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """What was recorded, oldest first."""
    open_here(register)
    from commonground.register.succession import list_successions

    found = list_successions(work or ())
    if as_json:
        print_json(found)
        return
    rows = [
        (
            one["kind"],
            f"{one['predecessor']} ({one['predecessor_period']})",
            f"{one['successor']} ({one['successor_period']})" if one["successor"] else "",
            one["at"][:10],
            one["reason"],
        )
        for one in found
    ]
    print_table(("kind", "from", "to", "recorded", "why"), rows, title="Succession")


@review.callback(invoke_without_command=True)
def review_(
    context: typer.Context,
    after: Annotated[
        str,
        typer.Option(
            "--after", help="A conference: PP, RA, WTSA, WTDC, with its year where it is not the latest."
        ),
    ] = "",
    sector: Annotated[str, typer.Option("--sector", help="Links of one Sector only.")] = "",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look for links whose texts changed, and list what must be judged again."""
    if context.invoked_subcommand:
        return
    open_here(register)
    from commonground.register.facts import read_profile
    from commonground.register.reviews import read_review
    from commonground.register.sectors import find_sector
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.reviewing import find_suspects

    named = find_sector(read_profile(), sector) if sector else ""
    find_suspects(Actor(), utc_now)
    found = read_review(after, named)
    if as_json:
        print_json(found.to_json())
    else:
        _print_review(found)


def _print_review(found: Review) -> None:
    from commonground.register.links import link_json

    when = f" after {found.after}" if found.after else ""
    print_links([link_json(link) for link in found.to_confirm], f"To confirm{when}")
    suspect = [
        (
            link.code,
            link.left,
            link.right,
            link.state,
            "; ".join(w["words"] for w in link.suspect_because.values()),
        )
        for link in found.suspect
    ]
    print_table(("code", "work", "work", "state", "what changed"), suspect, title="Suspect: a text changed")
    texts = [
        (
            t.id,
            t.title,
            t.revision,
            "yes" if t.is_revised else "",
            str(t.links),
            str(t.suspect),
            str(t.to_confirm),
        )
        for t in found.texts
    ]
    columns = ("text", "title", "newest revision", "revised there", "links", "suspect", "to confirm")
    print_table(columns, texts, title="Texts whose links are to be looked at")
    fates = [(one["id"], one["period"], one["title"]) for one in found.open_fates]
    if found.ended_periods:
        print_table(("Question", "study period", "title"), fates, title="No successor is recorded")
    message("Clear with: commonground review clear CODE... ; successors: commonground succession import FILE")


@review.command("clear")
def clear(
    links: Annotated[list[str], typer.Argument(help="Codes of suspect links, from `review`.")],
    again: Annotated[
        bool,
        typer.Option("--re-judge", help="Every Sector judges the link anew; else its verdicts are kept."),
    ] = False,
    reason: ReasonOption = "",
    role: RoleOption = "",
    sector: SectorOption = "",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that suspect links were read again: their verdicts still hold, or each Sector is to judge anew."""
    open_here(register)
    from commonground.register.workflows.actor import utc_now
    from commonground.register.workflows.reviewing import Keep, clear_reviews

    keep = Keep.NOTHING if again else Keep.VERDICTS
    report = clear_reviews(links, judging_actor(role, sector), utc_now, keep=keep, reason=reason)
    if as_json:
        print_json(report.to_json())
    for code in () if as_json else report.cleared:
        message(f"cleared: {code}")
    for name, error in report.refused:
        message(f"refused: {name}: {error}")
    if report.refused and not report.cleared:
        raise report.refused[0][1]
