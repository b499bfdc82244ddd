"""`demo`: the main job on the built-in facts of an organization, ending with the places of the results."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from commonground.cli.documents import add_paths, make_register
from commonground.cli.options import ProfileOption
from commonground.cli.output import message, print_table, progress_bar, write_file

DemoOutput = Annotated[Path, typer.Option("-o", "--output", help="The folder for the results; made anew.")]


@dataclass(frozen=True, slots=True)
class Result:
    """One file of the demo: where, how it is made, and what it is."""

    file: str
    make: Callable[[], bytes]
    label: str
    description: str


def demo(output: DemoOutput = Path("demo"), profile: ProfileOption = "itu") -> None:
    """Make a register from the built-in facts, write its papers, and read the first paper back in."""
    started = time.monotonic()
    register = output / "register.sqlite"
    for suffix in ("", "-wal", "-shm"):
        register.with_name(register.name + suffix).unlink(missing_ok=True)
    counts = make_register(register, profile)
    print_table(("facts", "number"), [(name, str(count)) for name, count in counts.items()], title="Register")

    from commonground.register.opening import close_register, open_register

    open_register(register)
    results = list(_results())
    with progress_bar("Writing papers", len(results)) as progress:
        for result in results:
            write_file(output / result.file, result.make())
            progress(1)
    _read_back(register, output, results)
    close_register()
    _write_index(output, results)
    print_table(("result", "file"), [(r.label, str(output / r.file)) for r in results], title="Results")
    message(f"Done in {time.monotonic() - started:.1f} s. Start with {output / 'index.html'}")


def _results() -> Iterator[Result]:
    from commonground.analysis.consolidation import area_id
    from commonground.domain.language import OFFICIAL_LANGUAGES
    from commonground.register import reading
    from commonground.register.facts import read_profile
    from commonground.register.papers import PaperOptions, exchange_file, matrix_paper, report_paper

    def matrix_in(theme: str, form: str, language: str) -> Callable[[], bytes]:
        return lambda: matrix_paper(theme, form, PaperOptions(language))

    def report_of(kind: str, form: str) -> Callable[[], bytes]:
        return lambda: report_paper(kind, form, PaperOptions())

    for state in reading.theme_states(None, read_profile()):
        name = area_id(state.theme.area)
        for form in ("docx", "html", "xlsx", "csv", "json"):
            label = f"Matrix: {state.theme.area} ({form})"
            yield Result(f"matrix-{name}.{form}", matrix_in(state.theme.area, form, "en"), label, "English")
        for language in OFFICIAL_LANGUAGES:
            if language != "en":
                label = f"Matrix: {state.theme.area} (docx, {language})"
                file = f"matrix-{name}-{language}.docx"
                yield Result(
                    file, matrix_in(state.theme.area, "docx", language), label, "Headings and sub-topics"
                )
    described = {
        "areas": "The consolidated list of areas of mutual interest",
        "derivation": "Areas that follow from the resolutions, and the difference from the list",
        "findings": "Slips, each with its place and a mend",
        "gaps": "Sectors without an entry per sub-topic",
        "overlaps": "Sub-topics on which several groups work",
    }
    if read_profile().highest_body is None:
        del described["derivation"]
    for kind, description in described.items():
        for form in ("docx", "html", "xlsx") if kind == "areas" else ("docx", "html"):
            yield Result(
                f"{kind}.{form}", report_of(kind, form), f"{kind.capitalize()} ({form})", description
            )
    yield Result(
        "links.sssom.tsv", lambda: exchange_file("sssom"), "Links (SSSOM)", "For other mapping tools"
    )
    yield Result("areas.ttl", lambda: exchange_file("skos"), "Areas (SKOS Turtle)", "For other vocabularies")


def _read_back(register: Path, output: Path, results: list[Result]) -> None:
    """Add the first Word paper to the register it came from: its matrix must be recognised as the same one."""
    papers = [output / result.file for result in results if result.file.endswith(".docx")][:1]
    if papers:
        message(f"Reading {papers[0]} back into the register")
        add_paths(register, papers)


def _write_index(output: Path, results: list[Result]) -> None:
    from commonground.exports.page import index_page

    rows = [(result.label, result.file, result.description) for result in results]
    write_file(output / "index.html", index_page("Commonground", rows))
