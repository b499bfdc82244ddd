"""`demo`: the main job on the built-in facts of an organization, ending with the places of the results."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commonground.cli.documents import add_paths, make_register
from commonground.cli.options import EncoderOption, ProfileOption
from commonground.cli.output import message, print_table, progress_bar, write_file

if TYPE_CHECKING:
    from commonground.register.vectors import StoredEncoder

DemoOutput = Annotated[Path, typer.Option("-o", "--output", help="The folder for the results; made anew.")]
DRAFT_FILE = "draft-question.md"
# A draft of our own, on subjects that several groups work on, with one passage that nobody works on.
DRAFT = """# Draft Question: What to do with old telecommunication equipment and batteries

## Statement of the situation

Handsets, routers and the lead and lithium batteries of radio sites are piling up in many developing countries.
Much of this e-waste is burnt or buried, which poisons soil and water.
Operators ask for guidance on collecting and recycling it, and on what producers should pay for.

PP Resolution 182 asks the Sectors to work together on climate change and the protection of the environment.

## Question for study

- What policies and regulations help to set up collection and recycling schemes for electronic waste?
- How can the energy that mobile networks use, and their greenhouse gas emissions, be measured and lowered?
- How do administrations measure human exposure to electromagnetic fields around base stations?
- Which songs should school choirs learn, and who sews their costumes for the spring concert?

## Relationships

ITU-T Question 7/5, ITU-T Study Group 5, ITU-R Working Party 1C
"""


@dataclass(frozen=True, slots=True)
class Result:
    """One file of the demo: where, how it is made, what it is, and the heading it stands under."""

    file: str
    make: Callable[[], bytes]
    label: str
    description: str
    heading: str


def demo(
    output: DemoOutput = Path("demo"), profile: ProfileOption = "itu", encoder: EncoderOption = "default"
) -> None:
    """Make a register from the built-in facts, propose links, write all papers, and read the first one back in."""
    started = time.monotonic()
    register = output / "register.sqlite"
    for suffix in ("", "-wal", "-shm"):
        register.with_name(register.name + suffix).unlink(missing_ok=True)
    counts = make_register(register, profile)
    print_table(("facts", "number"), [(name, str(count)) for name, count in counts.items()], title="Register")

    from commonground.matching.embedding.loading import load_encoder
    from commonground.register.opening import close_register, open_register
    from commonground.register.vectors import StoredEncoder

    open_register(register)
    stored = StoredEncoder(load_encoder(encoder), tell=message)
    _suggest(stored)
    results = list(_results(output, stored))
    with progress_bar("Writing papers", len(results)) as progress:
        for result in results:
            write_file(output / result.file, result.make())
            progress(1)
    _read_back(register, output, results)
    close_register()
    _write_index(output, results)
    print_table(("result", "file"), [(r.label, str(output / r.file)) for r in results], title="Results")
    message(f"Done in {time.monotonic() - started:.1f} s. Start with {output / 'index.html'}")


def _suggest(encoder: StoredEncoder) -> None:
    """Let matching propose links between every two Sectors."""
    from commonground.register.facts import read_profile
    from commonground.register.sectors import sector_pairs
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.suggesting import Asked, suggest

    with progress_bar("Comparing Sectors two by two", len(sector_pairs(read_profile(), None))) as progress:
        report = suggest(Asked(), encoder, Actor(), utc_now, progress=progress)
    message(f"Proposed {report.counts['new']} links between Sectors")


def _results(output: Path, encoder: StoredEncoder) -> Iterator[Result]:
    """All files in the order of the index page: what matching found first."""
    yield from _mapping_results()
    yield from _draft_results(output, encoder)
    yield from _discovery_results(encoder)
    yield from _matrix_results()
    yield from _report_results()
    yield from _exchange_results()


def _mapping_results() -> Iterator[Result]:
    from commonground.register.mapping_papers import mapping_papers, roll_up_paper
    from commonground.register.papers import PaperOptions, report_paper

    heading = "Who else works on what"
    made = dict(mapping_papers("all", PaperOptions()))
    made |= {name.replace(".", "-ar."): data for name, data in mapping_papers("docx", PaperOptions("ar"))}
    for name, data in made.items():
        stem, _, form = name.rpartition(".")
        title = stem.removeprefix("mapping-").removesuffix("-ar").upper().replace("-X-", " x ")
        if stem.startswith("resolutions"):
            label, about = "Resolutions by theme", "Which conference adopted what on each theme"
        else:
            label, about = (
                f"Mapping table {title}",
                "Links agreed, stated and proposed, each with its evidence",
            )
        language = ", Arabic" if stem.endswith("-ar") else ""
        yield Result(name, _given(data), f"{label} ({form}{language})", about, heading)
    for form in ("html", "xlsx", "csv"):
        yield Result(
            f"proposals.{form}",
            _report(report_paper, "suggestions", form),
            f"Proposed links ({form})",
            "Every proposal with its passages side by side and the reason",
            heading,
        )
    for form in ("html", "xlsx", "csv", "json"):
        yield Result(
            f"roll-up.{form}",
            partial(roll_up_paper, form, PaperOptions()),
            f"What Sectors and groups have in common ({form})",
            "Sector x Sector and group x group, without what large groups have with everybody",
            heading,
        )


def _draft_results(output: Path, encoder: StoredEncoder) -> Iterator[Result]:
    from commonground.register.drafts import check_file, draft_paper
    from commonground.register.papers import PaperOptions

    heading = "Check of a draft"
    yield Result(
        DRAFT_FILE, _given(DRAFT.encode()), "The draft", "An example Question, written for this", heading
    )
    checked = cache(lambda: check_file(output / DRAFT_FILE, encoder))

    def written(form: str, language: str) -> bytes:
        return draft_paper(checked(), form, PaperOptions(language))

    for form, language in (("html", "en"), ("docx", "en"), ("json", "en"), ("html", "ar"), ("docx", "ar")):
        suffix = "" if language == "en" else f"-{language}"
        yield Result(
            f"draft-check{suffix}.{form}",
            partial(written, form, language),
            f"Check of the draft ({form}{', Arabic' if suffix else ''})",
            "What it overlaps and how strongly, whom to consult, what looks new",
            heading,
        )


def _discovery_results(encoder: StoredEncoder) -> Iterator[Result]:
    from commonground.register.papers import PaperOptions
    from commonground.register.proposal_papers import discoveries_paper, read_discoveries

    found = cache(lambda: read_discoveries(encoder))

    def written(form: str) -> bytes:
        return discoveries_paper(*found(), form, PaperOptions())

    for form in ("html", "xlsx", "json"):
        yield Result(
            f"shared-subjects.{form}",
            partial(written, form),
            f"Shared subjects that no area covers ({form})",
            "Groups of work of several Sectors, named by their own terms",
            "Areas of mutual interest",
        )
    yield from _area_results()


def _area_results() -> Iterator[Result]:
    from commonground.register.facts import read_profile
    from commonground.register.papers import report_paper

    described = {
        "areas": "The consolidated list of areas of mutual interest",
        "derivation": "Areas that follow from the resolutions, and the difference from the list",
    }
    if read_profile().highest_body is None:
        del described["derivation"]
    for kind, description in described.items():
        for form in ("docx", "html", "xlsx") if kind == "areas" else ("docx", "html"):
            label = f"{kind.capitalize()} ({form})"
            made = _report(report_paper, kind, form)
            yield Result(f"{kind}.{form}", made, label, description, "Areas of mutual interest")


def _matrix_results() -> Iterator[Result]:
    from commonground.analysis.consolidation import area_id
    from commonground.domain.language import OFFICIAL_LANGUAGES
    from commonground.register import reading
    from commonground.register.facts import read_profile
    from commonground.register.papers import PaperOptions, matrix_paper

    def matrix_in(theme: str, form: str, language: str) -> Callable[[], bytes]:
        return lambda: matrix_paper(theme, form, PaperOptions(language))

    for state in reading.theme_states(None, read_profile()):
        area = state.theme.area
        name, heading = area_id(area), f"Pilot theme: {area}"
        for form in ("docx", "html", "xlsx", "csv", "json"):
            label = f"Matrix: {area} ({form})"
            yield Result(f"matrix-{name}.{form}", matrix_in(area, form, "en"), label, "English", heading)
        for language in OFFICIAL_LANGUAGES:
            if language != "en":
                label, file = f"Matrix: {area} (docx, {language})", f"matrix-{name}-{language}.docx"
                made = matrix_in(area, "docx", language)
                yield Result(file, made, label, "Headings and sub-topics", heading)


def _report_results() -> Iterator[Result]:
    from commonground.register.papers import report_paper

    described = {
        "overlaps": "Sub-topics on which several groups work",
        "gaps": "Sectors without an entry per sub-topic",
        "findings": "Slips, each with its place and a mend",
    }
    for kind, description in described.items():
        for form in ("docx", "html"):
            label, made = f"{kind.capitalize()} ({form})", _report(report_paper, kind, form)
            yield Result(f"{kind}.{form}", made, label, description, "Overlaps, gaps and findings")


def _exchange_results() -> Iterator[Result]:
    from commonground.register.papers import exchange_file

    for file, kind, label, description in (
        ("links.sssom.tsv", "sssom", "Stated links (SSSOM)", "For other mapping tools"),
        ("proposals.sssom.tsv", "suggestions", "Proposed links (SSSOM)", "With confidence and justification"),
        ("proposals.strm.csv", "strm", "Proposed links (STRM)", "Set relationships as in NIST IR 8477"),
        ("areas.ttl", "skos", "Areas (SKOS Turtle)", "For other vocabularies"),
    ):
        yield Result(file, partial(exchange_file, kind), label, description, "For other programs")


def _given(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def _report(maker: Callable[..., bytes], kind: str, form: str) -> Callable[[], bytes]:
    from commonground.register.papers import PaperOptions

    return lambda: maker(kind, form, PaperOptions())


def _read_back(register: Path, output: Path, results: list[Result]) -> None:
    """Add the matrix's Word paper to the register it came from: it must be recognised as the same one."""
    names = [result.file for result in results]
    papers = [output / name for name in names if name.startswith("matrix-") and name.endswith(".docx")][:1]
    if papers:
        message(f"Reading {papers[0]} back into the register")
        add_paths(register, papers)


def _write_index(output: Path, results: list[Result]) -> None:
    from commonground.exports.page import index_page

    rows = [(result.label, result.file, result.description) for result in results]
    headings = [result.heading for result in results]
    write_file(output / "index.html", index_page("Commonground", rows, headings=headings))
