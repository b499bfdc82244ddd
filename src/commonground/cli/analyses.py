"""`areas`, `gaps`, `overlaps`, `findings`: what follows from a register."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commonground.cli.options import AsOfOption, EditionOption, JsonOption, LanguageOption, RegisterOption
from commonground.cli.output import message, print_json, print_table
from commonground.errors import BadInput

if TYPE_CHECKING:
    from commonground.analysis.consolidation import Consolidation
    from commonground.domain.finding import Finding

ThemeArgument = Annotated[str | None, typer.Argument(help="A theme; all themes when left out.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, in a few words.")]


until_done = ExitStack()
"""What a command has open until it ends."""


def open_here(register: str | None, edition: str = "", as_of: str = "", access: str = "") -> None:
    """Open the register that a command's options name; with an edition or a date, the command reads that state.

    With an access level the command sees only what those see who may see that level; raises BadInput for none.
    """
    from commonground.register.opening import open_register, register_path

    open_register(register_path(register))
    if edition or as_of:
        from commonground.register.past import reading_as_of

        until_done.enter_context(reading_as_of(edition, as_of))
    if access:
        from commonground.domain.role import Access
        from commonground.register.sight import levels_up_to, seeing

        if access not in set(Access):
            raise BadInput(f"no access level {access!r}", advice=f"one of: {', '.join(Access)}")
        until_done.enter_context(seeing(levels_up_to(Access(access))))


def areas(
    register: RegisterOption = None,
    proposals: Annotated[
        bool, typer.Option("--proposals", help="Show the proposals to bring entries together.")
    ] = False,
    derived: Annotated[
        bool,
        typer.Option(
            "--derived", help="Show the areas that follow from the resolutions by the rule of 2023."
        ),
    ] = False,
    language: LanguageOption = "en",
    edition: EditionOption = "",
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of",
            help="Read the register as on a date: 2026-06-30; with --derived also a year, to leave newer texts out.",
            show_default=False,
        ),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """The areas of mutual interest, consolidated from all lists, with proposals to bring entries together."""
    until = int(as_of) if derived and len(as_of) == 4 and as_of.isdigit() else None
    open_here(register, edition, "" if until else as_of)
    from commonground.register import reading

    if derived:
        _print_derivation(until, as_json=as_json)
        return
    result = reading.areas()
    if as_json:
        print_json(areas_json(result))
    elif proposals:
        _print_proposals(result)
    else:
        _print_areas(result, language)


def areas_json(result: Consolidation) -> dict[str, Any]:
    """The value that `areas --json` prints."""
    from commonground.register.workflows.judging import decisions, key_of, short_id

    verdicts = decisions()
    return {
        "areas": [area.to_json() for area in result.areas],
        "proposals": [
            {**p.to_json(), "id": short_id(p), "verdict": verdicts.get(key_of(p))} for p in result.proposals
        ],
    }


def _print_areas(result: Consolidation, language: str) -> None:
    from commonground.domain.language import label_in

    rows = []
    for area in result.areas:
        lists = ", ".join(f"{entry.list} ({entry.number})" for entry in area.entries)
        rows.append((label_in(area.labels, language)[0], "; ".join(area.aliases), area.parent or "", lists))
    print_table(("area", "also named", "under", "lists (number)"), rows, title="Areas of mutual interest")
    entries = sum(len(area.entries) for area in result.areas)
    message(
        f"{len(result.areas)} areas from {entries} list entries; {len(result.proposals)} proposals (--proposals)"
    )


def _print_proposals(result: Consolidation) -> None:
    from commonground.register.workflows.judging import decisions, key_of, short_id

    verdicts = decisions()
    rows = [
        (
            short_id(p),
            str(p.kind),
            f"{p.probability:.2f}",
            f"{p.a.list}: {p.a.text}",
            f"{p.b.list}: {p.b.text}",
            p.reason,
            str(verdicts.get(key_of(p), "")),
        )
        for p in result.proposals
    ]
    print_table(("id", "kind", "prob.", "entry", "entry", "why", "verdict"), rows, title="Proposals")
    message("Decide with: commonground judge ID accept|reject|unsure")


def _print_derivation(until: int | None, *, as_json: bool) -> None:
    from commonground.register import reading

    result = reading.derivation(until)
    if as_json:
        print_json(result.to_json())
        return
    rows = [
        (a.label, "yes" if a.is_derived else "", "yes" if a.is_listed else "", a.reason) for a in result.areas
    ]
    print_table(("area", "derived", "listed", "why"), rows, title="Areas by the rule of 2023")


def gaps(
    theme: ThemeArgument = None,
    register: RegisterOption = None,
    edition: EditionOption = "",
    as_of: AsOfOption = "",
    as_json: JsonOption = False,
) -> None:
    """Sectors with no entry on a sub-topic: printed blank, not examined, or examined and none."""
    open_here(register, edition, as_of)
    from commonground.register import reading

    print_findings(reading.gaps(theme), "Gaps", as_json=as_json)


def overlaps(
    theme: ThemeArgument = None,
    register: RegisterOption = None,
    edition: EditionOption = "",
    as_of: AsOfOption = "",
    as_json: JsonOption = False,
) -> None:
    """Sub-topics on which several groups work: of all Sectors, of two, or of one."""
    open_here(register, edition, as_of)
    from commonground.register import reading

    print_findings(reading.overlaps(theme), "Overlaps", as_json=as_json)


def findings(
    register: RegisterOption = None,
    edition: EditionOption = "",
    as_of: AsOfOption = "",
    as_json: JsonOption = False,
) -> None:
    """Slips in the documents and the register, each with its place and a mend."""
    open_here(register, edition, as_of)
    from commonground.register import reading

    print_findings(reading.findings(), "Findings", as_json=as_json)


def print_findings(found: Sequence[Finding], title: str, *, as_json: bool) -> None:
    """Findings as JSON, or as a table for people."""
    if as_json:
        print_json([finding.to_json() for finding in found])
        return
    rows = [(f.code, f.message, f"{f.document} {f.locator}".strip(), f.suggestion) for f in found]
    print_table(("code", "what", "where", "mend"), rows, title=title)
