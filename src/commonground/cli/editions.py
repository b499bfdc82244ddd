"""`edition`: publish named, frozen states of the register, read their papers, and compare them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commonground.cli.analyses import open_here
from commonground.cli.options import JsonOption, LanguageOption, OutputOption, RegisterOption
from commonground.cli.output import message, print_json, print_table, progress_bar, write_file
from commonground.cli.papers import GroupOption, MeetingOption, NumberOption, deliver, format_of

edition = typer.Typer(
    help="Named, frozen states of the register: publish, read, compare.", no_args_is_help=True
)

NameArgument = Annotated[str, typer.Argument(help="The edition's name.")]
StateArgument = Annotated[str, typer.Argument(help="An edition, a date such as 2026-06-30, or now.")]


@edition.command("publish")
def publish(
    name: NameArgument,
    note: Annotated[str, typer.Option("--note", help="What this edition is, in a sentence.")] = "",
    role: Annotated[str, typer.Option("--role", help="The role that publishes.")] = "secretariat",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Freeze the register as it is now under a name, with its papers. An edition never changes."""
    open_here(register)
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.publishing import publish_edition

    with progress_bar("Writing its papers", total=None) as progress:
        made = publish_edition(name, Actor(role), utc_now, note=note, progress=progress)
    if as_json:
        from commonground.register.editions import edition_json

        print_json(edition_json(made))
        return
    message(f"Published {made.name}: {made.files.count()} papers, state {made.sha256[:12]}")
    message(f'Read it: commonground edition files "{made.name}"')


@edition.command("list")
def list_editions(register: RegisterOption = None, as_json: JsonOption = False) -> None:
    """All editions, oldest first."""
    open_here(register)
    from commonground.register import models
    from commonground.register.editions import edition_json

    rows = list(models.Edition.objects.defer("content").order_by("pk"))
    if as_json:
        print_json([edition_json(row) for row in rows])
        return
    print_table(
        ("edition", "state of", "published by", "note", "state"),
        [
            (row.name, f"{row.at:%Y-%m-%d %H:%M} UTC", row.published_by, row.note, row.sha256[:12])
            for row in rows
        ],
        title="Editions",
    )


@edition.command("show")
def show(name: NameArgument, register: RegisterOption = None, as_json: JsonOption = False) -> None:
    """What an edition is: who published it and when, its checksum, its papers, and how much of what it holds."""
    open_here(register)
    from commonground.register.editions import edition_summary
    from commonground.register.past import get_edition

    row = get_edition(name)
    found = edition_summary(row)
    if as_json:
        print_json(found)
        return
    facts = [
        ("state of", f"{row.at:%Y-%m-%d %H:%M} UTC"),
        ("published by", row.published_by),
        ("note", row.note),
        ("SHA-256", row.sha256),
        ("bytes", str(found["bytes"])),
        ("made with", row.tool_version),
    ]
    print_table(("edition", row.name), facts)
    holds = [
        (kind, str(of["all"]), ", ".join(f"{n} {state}" for state, n in of.items() if n and state != "all"))
        for kind, of in found["holds"].items()
    ]
    print_table(("what", "number", "of these"), holds, title="What it holds")
    rows = [(one["name"], str(one["bytes"]), one["sha256"][:12]) for one in found["files"]]
    print_table(("paper", "bytes", "SHA-256"), rows, title="Papers")


@edition.command("files")
def files(
    name: NameArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A folder to write the papers into.")
    ] = None,
    only: Annotated[str, typer.Option("--only", help="One paper, by its name.")] = "",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """The papers of an edition as they were written when it was published; with -o, written into a folder."""
    open_here(register)
    from commonground.errors import NotFound
    from commonground.register.past import get_edition

    papers = list(get_edition(name).files.order_by("pk"))
    chosen = [paper for paper in papers if not only or paper.name == only]
    if not chosen:
        known = ", ".join(paper.name for paper in papers)
        raise NotFound(f"no paper {only!r} in this edition", where=name, advice=f"papers: {known}")
    if output is not None:
        for paper in chosen:
            write_file(output / paper.name, bytes(paper.content))
            message(f"Wrote {output / paper.name}")
    elif as_json:
        print_json([{"name": p.name, "media_type": p.media_type, "sha256": p.sha256} for p in chosen])
    else:
        rows = [(p.name, str(len(p.content)), p.sha256[:12]) for p in chosen]
        print_table(("paper", "bytes", "SHA-256"), rows, title=f"Papers of {name}")


@edition.command("verify")
def verify(name: NameArgument, register: RegisterOption = None, as_json: JsonOption = False) -> None:
    """Whether the frozen state and each paper are intact, and this version makes the same papers from the state.

    Exits with 5 when something is not intact.
    """
    open_here(register)
    from commonground.errors import Conflict
    from commonground.register.past import get_edition
    from commonground.register.workflows.publishing import verify_edition

    with progress_bar("Making its papers again", total=None) as progress:
        found = verify_edition(get_edition(name), progress)
    if as_json:
        print_json(
            [{"name": c.name, "is_intact": c.is_intact, "is_reproduced": c.is_reproduced} for c in found]
        )
    else:
        rows = [(c.name, _yes(c.is_intact), _yes(c.is_reproduced)) for c in found]
        print_table(("what", "intact", "made again alike"), rows, title=f"{name}: {len(found)} checked")
    if broken := [c.name for c in found if not c.is_intact]:
        raise Conflict(
            f"changed since it was published: {', '.join(broken)}", where=name, advice="restore a backup"
        )


@edition.command("diff")
def diff(
    before: StateArgument,
    after: StateArgument,
    form: Annotated[
        str | None, typer.Option("--format", help="docx, html or json; else told from the file's name.")
    ] = None,
    language: LanguageOption = "en",
    output: OutputOption = None,
    number: NumberOption = "",
    meeting: MeetingOption = "",
    group: GroupOption = "",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """What changed between two states: added, removed, changed, why, and by whose judgement."""
    open_here(register)
    from commonground.register.comparing import compare_named, difference_paper
    from commonground.register.paper_frame import PaperOptions
    from commonground.register.workflows.actor import utc_now

    if as_json or form or output:
        wanted = "json" if as_json else format_of(form, output)
        options = PaperOptions(language, number, meeting, group)
        deliver(difference_paper(before, after, wanted, options, utc_now()), wanted, output)
        return
    from commonground.exports.edition_paper import difference_rows, unjudged_line

    found = compare_named(before, after, utc_now(), language)
    rows = list(difference_rows(found, language))
    print_table(("kind", "change", "what", "what differs", "why"), rows, title=f"From {before} to {after}")
    if line := unjudged_line(found, language):
        message(line)


def _yes(value: bool) -> str:
    return "yes" if value else "NO"
