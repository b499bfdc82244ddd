"""`check`: what a draft Question or resolution overlaps, before it is approved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commonground.cli.analyses import open_here
from commonground.cli.options import (
    EncoderOption,
    JsonOption,
    LanguageOption,
    OutputOption,
    RegisterOption,
)
from commonground.cli.output import message, print_table
from commonground.cli.papers import FormatOption, GroupOption, MeetingOption, NumberOption, deliver, format_of

if TYPE_CHECKING:
    from commonground.domain.draft_report import DraftOverlap, DraftReport

SHOWN_NEW = 100  # characters of a passage that looks new


def check(
    draft: Annotated[Path, typer.Argument(help="The draft: docx, pdf, html, md, txt and more.")],
    register: RegisterOption = None,
    form: FormatOption = None,
    language: LanguageOption = "en",
    output: OutputOption = None,
    encoder: EncoderOption = "default",
    number: NumberOption = "",
    meeting: MeetingOption = "",
    group: GroupOption = "",
    as_json: JsonOption = False,
) -> None:
    """What existing work a draft overlaps, in which Sector and how strongly, whom to consult, and what looks new.

    The draft may be in any language; the register is not changed. With -o the report is a docx, html or json file.
    """
    open_here(register)
    from commonground.ingest.limits import Limits
    from commonground.matching.embedding.loading import load_encoder
    from commonground.register.drafts import check_file, draft_paper
    from commonground.register.papers import PaperOptions
    from commonground.register.vectors import StoredEncoder

    wanted = "json" if as_json else format_of(form, output) if form or output else ""
    model = StoredEncoder(load_encoder(encoder), keeps=False)
    report = check_file(draft, model, Limits.from_environment(os.environ))
    if not wanted:
        _print_report(report, language)
        return
    deliver(draft_paper(report, wanted, PaperOptions(language, number, meeting, group)), wanted, output)


def _print_report(report: DraftReport, language: str) -> None:
    rows = [_overlap_row(overlap, language) for overlap in report.overlaps]
    columns = ("Sector", "existing work", "how strongly", "relation", "why")
    print_table(columns, rows, title=f"{report.title}: overlaps")
    consult = [
        (c.sector, c.group, c.name, f"{c.score:.2f}" if c.score else "named", ", ".join(c.items))
        for c in report.consult
    ]
    print_table(("Sector", "group", "name", "strength", "because of"), consult, title="Whom to consult")
    new = [(str(passage.locator), passage.text[:SHOWN_NEW]) for passage in report.new]
    print_table(("place", "passage"), new, title="What looks new")
    for line in _closing(report):
        message(line)


def _overlap_row(overlap: DraftOverlap, language: str) -> tuple[str, ...]:
    title = overlap.labels.get(language) or overlap.title
    return (
        overlap.sector,
        f"{overlap.item}: {title}",
        f"{overlap.strength} ({overlap.probability:.2f})",
        str(overlap.relation),
        overlap.explanation.sentence(language),
    )


def _closing(report: DraftReport) -> Iterator[str]:
    if report.areas:
        yield f"Areas of mutual interest: {', '.join(label for label, _ in report.areas)}"
    yield f"{report.passages} passages compared, {len(report.new)} of them come near no existing work"
    yield from report.notes
    yield "The whole report with passages side by side: -o report.docx or -o report.html"
