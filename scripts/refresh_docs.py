"""Renew the generated parts of the docs, or with `--check` fail when one is stale.

A generated part stands between `<!-- name -->` and `<!-- /name -->`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import typer.main
from typer.core import TyperGroup

from commonground.cli.app import app
from commonground.ingest.limits import Limits, setting_name
from commonground.profiles import load_profile
from commonground.profiles.coverage import coverage_markdown

ROOT = Path(__file__).parent.parent


def command_help() -> str:
    """Every command's usage and options as Markdown, from the commands themselves."""
    group = typer.main.get_group(app)
    top = group.make_context("commonground", [], resilient_parsing=True)
    return "\n".join(_commands(group, top, ""))


def _commands(group: TyperGroup, above: Any, prefix: str) -> Iterator[str]:
    for name, command in group.commands.items():
        context = command.make_context(name, [], parent=above, resilient_parsing=True)
        lines = [
            f"## {prefix}{name}",
            "",
            (command.help or "").strip(),
            "",
            f"    {command.get_usage(context)[7:]}",
            "",
        ]
        if isinstance(command, TyperGroup):
            yield "\n".join(lines)
            yield from _commands(command, context, f"{prefix}{name} ")
            continue
        rows = [
            row for parameter in command.get_params(context) if (row := parameter.get_help_record(context))
        ]
        lines += ["| argument or option | meaning |", "|---|---|"]
        lines += [f"| `{left.strip()}` | {_cell(right)} |" for left, right in rows]
        yield "\n".join([*lines, ""])


def limit_table() -> str:
    """The limits on files as Markdown, from the fields of `Limits`."""
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    for field in fields(Limits):
        lines.append(f"| `{setting_name(field.name)}` | {field.default} | {_cell(field.metadata['help'])} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("|", "\\|")


PARTS: dict[str, tuple[str, Callable[[], str]]] = {
    "docs/commands.md": ("commands", command_help),
    "docs/formats.md": ("limits", limit_table),
    "docs/coverage.md": ("coverage", lambda: coverage_markdown(load_profile("itu"))),
}


def renewed(text: str, name: str, part: str) -> str:
    """The text with the part between its markers replaced; raises ValueError when the markers are missing."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"no markers <!-- {name} --> ... <!-- /{name} -->")
    return pattern.sub(lambda match: f"{match[1]}{part.strip()}\n{match[2]}", text)


def main() -> int:
    """Write the stale files, or with --check name them and return 1."""
    stale = []
    for file, (name, make) in PARTS.items():
        path = ROOT / file
        old = path.read_text(encoding="utf-8")
        new = renewed(old, name, make())
        if new != old:
            stale.append(file)
            if "--check" not in sys.argv:
                path.write_text(new, encoding="utf-8")
    if "--check" in sys.argv and stale:
        print(f"stale: {', '.join(stale)}; renew with: make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
