"""`init`, `add` and `refs`: registers, and documents into them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commonground.cli.options import JsonOption, ProfileOption, RegisterOption
from commonground.cli.output import message, print_json, print_table, progress_bar
from commonground.domain.role import Access
from commonground.errors import BadInput

if TYPE_CHECKING:
    from commonground.register.workflows.intake import IntakeReport


def init(
    profile: ProfileOption = "itu",
    register: RegisterOption = None,
    without_lists: Annotated[
        bool, typer.Option("--without-lists", help="Leave the profile's lists of areas and themes out.")
    ] = False,
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="Bring an older register's tables up to date.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a register with the profile's facts."""
    from commonground.register.address import shown_address
    from commonground.register.opening import register_path
    from commonground.register.workflows.actor import utc_now
    from commonground.register.workflows.creation import upgrade_register

    path = register_path(register)
    if upgrade:
        upgrade_register(path, utc_now)
        counts: dict[str, int] = {}
    else:
        counts = make_register(path, profile, with_lists=not without_lists)
    if as_json:
        print_json({"register": shown_address(path), "facts": counts})
        return
    message(f"{'Upgraded' if upgrade else 'Made'} the register {shown_address(path)}")
    if counts:
        print_table(("facts", "number"), [(name, str(count)) for name, count in counts.items()])


def make_register(path: str | Path, profile: str, *, with_lists: bool = True) -> dict[str, int]:
    """Make a register from a profile's code or folder, and say what looks doubtful in its facts."""
    from commonground.profiles import load_profile
    from commonground.profiles.doubt import find_doubts
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.creation import create_register

    organization = load_profile(profile)
    for doubt in find_doubts(organization):
        message(f"{doubt.document}: {doubt.message}; {doubt.suggestion}")
    return create_register(path, organization, Actor(), utc_now, with_lists=with_lists)


def add(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or zip files.")],
    sector: Annotated[
        str | None,
        typer.Option("--sector", help="The Sector the documents come from, where they do not say."),
    ] = None,
    access: Annotated[
        str, typer.Option("--access", help="Who may see them: public, members or internal.")
    ] = "public",
    register: RegisterOption = None,
    profile: ProfileOption = "itu",
    as_json: JsonOption = False,
) -> None:
    """Read documents into the register and report on each file.

    A register that does not exist yet is made with the profile's facts. Exits with 3 when nothing could be read.
    """
    from commonground.register.address import shown_address
    from commonground.register.opening import register_exists, register_path

    if access not in set(Access):
        raise BadInput(f"no access level {access!r}", advice=f"one of: {', '.join(Access)}")
    path = register_path(register)
    if not register_exists(path):
        make_register(path, profile)
        message(f"Made the register {shown_address(path)} with the facts of the profile {profile}")
    report = add_paths(path, paths, sector, Access(access))
    if as_json:
        print_json(report.to_json())
    else:
        _print_intake(report)
    if report.documents and report.count("refused") == len(report.documents):
        raise typer.Exit(3)


def add_paths(
    register: str | Path, paths: list[Path], sector: str | None = None, access: Access = Access.PUBLIC
) -> IntakeReport:
    """Read the paths into the register, with a progress bar on stderr."""
    from commonground.ingest.limits import Limits
    from commonground.ingest.reading import count_sources, read_paths
    from commonground.register.opening import open_register
    from commonground.register.workflows.actor import Actor, utc_now

    open_register(register)
    from commonground.register.facts import read_profile
    from commonground.register.workflows.intake import add_documents, extractor_for

    limits = Limits.from_environment(os.environ)
    with progress_bar("Adding documents", count_sources(paths)) as progress:
        return add_documents(
            read_paths(paths, limits),
            extractor_for(read_profile(), sector),
            Actor(),
            utc_now,
            progress=progress,
            access=access,
        )


def _print_intake(report: IntakeReport) -> None:
    shown = [d for d in report.documents if d.outcome != "unchanged"]
    rows = [(d.outcome, d.name, _intake_remark(d.to_json(), str(d.error or ""))) for d in shown[:200]]
    print_table(("outcome", "document", "what was found"), rows)
    if len(shown) > len(rows):
        message(f"... and {len(shown) - len(rows)} more; see all with --json")
    counts = ", ".join(f"{report.count(o)} {o}" for o in ("added", "unchanged", "refused"))
    message(f"{len(report.documents)} documents: {counts}")


def _intake_remark(counts: dict[str, Any], error: str) -> str:
    if error:
        return error
    skipped = {"name", "outcome", "notes", "supersedes", "same_as", "error"}
    remarks = [f"{value} {key.replace('_', ' ')}" for key, value in counts.items() if key not in skipped]
    if counts.get("supersedes"):
        remarks.append(f"newer revision of {counts['supersedes']}")
    return ", ".join([*remarks, *counts.get("notes", ())])


def refs(
    file: Annotated[Path, typer.Argument(help="A document; no register is needed.")],
    profile: ProfileOption = "itu",
    sector: Annotated[
        str | None,
        typer.Option("--sector", help="The Sector the document comes from, where it does not say."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the references found in a file, with their places and what they resolve to."""
    from commonground.analysis.extraction import references_in
    from commonground.ingest.limits import Limits
    from commonground.ingest.reading import Refusal, read_path
    from commonground.profiles import load_profile
    from commonground.text.compilation import compile_grammar

    organization = load_profile(profile)
    grammar = compile_grammar(organization)
    found: list[dict[str, Any]] = []
    refused: list[Refusal] = []
    sources = list(read_path(file, Limits.from_environment(os.environ)))
    for source in sources:
        if isinstance(source, Refusal):
            refused.append(source)
            continue
        document, located = references_in(source, organization, grammar, sector)
        for item in located:
            value = item.reference.to_json(item.locator)
            found.append({**value, "document": document.name} if len(sources) > 1 else value)
    if refused and len(refused) == len(sources):
        raise refused[0].error
    for refusal in refused:
        message(str(refusal.error))
    if as_json:
        print_json(found)
        return
    print_table(
        ("text", "kind", "refers to", "place"),
        [
            (f["text"], f["kind"], f["id"] or " | ".join(f["candidates"]) or "?", _place(f["locator"]))
            for f in found
        ],
    )


def _place(locator: dict[str, Any]) -> str:
    from commonground.domain.document import Locator

    return str(Locator.from_json(locator))
