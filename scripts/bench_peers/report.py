"""What was measured, as tables for people, as one JSON value, and as the generated part of docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.bench_peers.tasks import OURS, Table

_WIDTH = 140  # a narrower terminal would break every column
_SHARES = 1.0  # figures up to this are shares and printed with three places


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of everything: where, when, with what, and its figures."""

    machine: str
    python: str
    date: str
    command: str
    data: str
    versions: dict[str, str]
    tables: Sequence[Table]
    failures: Sequence[dict[str, str]]

    def to_json(self) -> dict[str, Any]:
        """As printed by --json."""
        return asdict(self)


def machine() -> str:
    """Processor, cores and memory of this machine, as far as the system tells."""
    name = platform.processor() or platform.machine()
    cpuinfo, meminfo = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    if cpuinfo.exists() and (found := re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text())):
        name = found[1]
    memory = ""
    if meminfo.exists() and (found := re.search(r"MemTotal:\s*(\d+)", meminfo.read_text())):
        memory = f", {int(found[1]) / 2**20:.0f} GiB"
    return f"{os.cpu_count()} cores of {name}{memory}, {platform.system()}"


def today() -> str:
    """The date in UTC."""
    return datetime.now(UTC).date().isoformat()


def cell(value: Any) -> str:
    """A figure as printed: shares with three places, speeds in thousands, nothing as a dash."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, int) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3f}".lstrip("0") if value < _SHARES else f"{value:.1f}" if value > _SHARES else "1.000"


def is_ours(row: dict[str, Any]) -> bool:
    """Whether the row is about this project."""
    return str(row["system"]).startswith(OURS)


def lines_of(table: Table) -> list[list[str]]:
    """The rows of a table as printed."""
    return [[cell(row.get(column)) for column in table.columns] for row in table.rows]


def markdown(measured: Measured) -> str:
    """The generated part of the page."""
    versions = ", ".join(f"{name} {version}" for name, version in measured.versions.items())
    where = f"Measured on {measured.date}: {measured.machine}; Python {measured.python}; {versions}."
    parts = [f"{where} Command: `{measured.command}`. {measured.data}", ""]
    for table in measured.tables:
        parts += [f"#### {table.name.capitalize()}", "", table.about, ""]
        parts += [f"| {' | '.join(table.columns)} |", "|" + "---|" * len(table.columns)]
        for row, line in zip(table.rows, lines_of(table), strict=True):
            parts.append(f"| {' | '.join(f'**{text}**' if is_ours(row) else text for text in line)} |")
        parts.append("")
    if measured.failures:
        parts += ["Left out:", ""]
        parts += [f"- {row['system']}, {row['task']}: {row['reason']}" for row in measured.failures]
    return "\n".join(parts)


def print_tables(measured: Measured) -> None:
    """Tables for people, on stdout."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable

    console = Console(highlight=False)
    console.width = max(console.width, _WIDTH)
    for table in measured.tables:
        shown = RichTable(
            title=f"{table.name}: {table.about}", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
        )
        for column in table.columns:
            shown.add_column(
                column, justify="left" if column in ("set", "fields", "system", "texts") else "right"
            )
        for row, line in zip(table.rows, lines_of(table), strict=True):
            shown.add_row(*line, style="bold" if is_ours(row) else None)
        console.print(shown)
    for failure in measured.failures:
        console.print(f"left out: {failure['system']}, {failure['task']}: {failure['reason']}")
