"""`matrix`, `report` and `export`: a register's contents as files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commonground.cli.analyses import open_here
from commonground.cli.options import (
    AccessOption,
    AsOfOption,
    EditionOption,
    JsonOption,
    LanguageOption,
    OutputOption,
    RegisterOption,
)
from commonground.cli.output import message, print_table, write_file
from commonground.errors import BadInput

if TYPE_CHECKING:
    from commonground.domain.theme import MatrixRow, ThemeMatrix
    from commonground.register.paper_frame import PaperOptions

NumberOption = Annotated[str, typer.Option("--number", help="Document number on the paper: TDAG-20/13.")]
MeetingOption = Annotated[
    str, typer.Option("--meeting", help="Place and dates of the meeting, on the paper.")
]
GroupOption = Annotated[str, typer.Option("--group", help="The group the paper is for.")]
FormatOption = Annotated[
    str | None,
    typer.Option("--format", help="docx, xlsx, html, csv or json; else told from the file's name."),
]
MAPPING_TABLES = "mapping-tables"
BINARY_FORMATS = ("docx", "xlsx")


def matrix(
    theme: Annotated[str, typer.Argument(help="A theme, by its name in any language.")],
    register: RegisterOption = None,
    edition: EditionOption = "",
    as_of: AsOfOption = "",
    access: AccessOption = "internal",
    form: FormatOption = None,
    language: LanguageOption = "en",
    output: OutputOption = None,
    number: NumberOption = "",
    meeting: MeetingOption = "",
    group: GroupOption = "",
    as_json: JsonOption = False,
) -> None:
    """A pilot theme's matrix of sub-topics and Sectors, from the register."""
    open_here(register, edition, as_of, access)
    if not (as_json or form or output):
        from commonground.register.theme_matrix import theme_matrix
        from commonground.register.themes import get_theme

        _print_matrix(theme_matrix(get_theme(theme)))
        return
    from commonground.register.papers import PaperOptions, matrix_paper

    wanted = "json" if as_json else format_of(form, output)
    deliver(matrix_paper(theme, wanted, PaperOptions(language, number, meeting, group)), wanted, output)


def report(
    kind: Annotated[
        str,
        typer.Argument(
            help="areas, derivation, findings, gaps, overlaps, suggestions, mapping-tables or roll-up."
        ),
    ],
    register: RegisterOption = None,
    edition: EditionOption = "",
    as_of: AsOfOption = "",
    access: AccessOption = "internal",
    form: FormatOption = None,
    language: LanguageOption = "en",
    output: OutputOption = None,
    number: NumberOption = "",
    meeting: MeetingOption = "",
    group: GroupOption = "",
) -> None:
    """A paper from the register: areas, findings, gaps, overlaps, proposed links, mapping tables and others.

    `mapping-tables` writes one file per table and format into the folder given with -o; --format is then docx,
    xlsx, html, json or all, which it is when left out.
    """
    open_here(register, edition, as_of, access)
    from commonground.register.papers import PaperOptions, report_paper

    options = PaperOptions(language, number, meeting, group)
    if kind == MAPPING_TABLES:
        _write_mapping_tables(form or "all", options, output)
        return
    wanted = format_of(form, output)
    deliver(report_paper(kind, wanted, options), wanted, output)


def _write_mapping_tables(form: str, options: PaperOptions, folder: Path | None) -> None:
    """The mapping tables into the folder; all are made before the first is written."""
    from commonground.register.mapping_papers import mapping_papers

    if folder is None:
        raise BadInput("mapping tables are several files", advice="name a folder with -o")
    if folder.is_file():
        raise BadInput("this is a file", where=str(folder), advice="name a folder with -o")
    for name, data in list(mapping_papers(form.lower(), options)):
        write_file(folder / name, data)
        message(f"Wrote {folder / name}")


def export(
    kind: Annotated[
        str,
        typer.Argument(
            help="sssom (stated links), suggestions (proposed links as SSSOM), strm (the same as a table of set "
            "relationships), skos (areas), xlsx (what people edit; see `import`) or json (areas, links, activities)."
        ),
    ],
    register: RegisterOption = None,
    edition: EditionOption = "",
    as_of: AsOfOption = "",
    access: AccessOption = "internal",
    language: LanguageOption = "en",
    output: OutputOption = None,
) -> None:
    """The register's links, suggestions, areas and activities in an exchange format."""
    open_here(register, edition, as_of, access)
    from commonground.register.papers import exchange_file

    deliver(exchange_file(kind, language), kind, output)


def format_of(given: str | None, output: Path | None) -> str:
    """The format asked for, else the ending of the file's name; BadInput when neither tells."""
    wanted = (given or (output.suffix.lstrip(".") if output else "")).lower()
    if not wanted:
        raise BadInput(
            "which format?", advice="say --format docx, xlsx, html, csv or json, or name a file with -o"
        )
    return wanted


def deliver(data: bytes, form: str, output: Path | None) -> None:
    """Write the file and say so, or put the bytes on stdout; office files do not go to a terminal."""
    if output:
        write_file(output, data)
        message(f"Wrote {output}")
        return
    if form in BINARY_FORMATS and sys.stdout.isatty():
        raise BadInput(f"{form} is not for the terminal", advice="name a file with -o")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _print_matrix(value: ThemeMatrix) -> None:
    rows: list[tuple[str, ...]] = []
    heading = ""
    for row in value.rows:
        cells = [_cell_text(row, column, value.columns) for column in value.columns]
        label = row.label or row.group
        rows.append((label if label != heading else "", *cells))
        heading = label
    print_table(("", *value.columns), rows, title=" — ".join(filter(None, (value.theme, value.governing))))
    message("↔ continues an entry that spans several Sectors; an empty cell is printed blank")


def _cell_text(row: MatrixRow, column: str, columns: Sequence[str]) -> str:
    entries = row.cell(column)
    if not entries:
        empty = str(row.empty.get(column, "blank"))
        return "" if empty == "blank" else f"({empty})"
    starts = [min(entry.columns, key=columns.index) == column for entry in entries]
    return "\n".join(e.text if begins else "↔" for e, begins in zip(entries, starts, strict=True))
