"""What every command prints: JSON or tables on stdout, messages and progress on stderr, files written whole."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonground.errors import NotAvailable

if TYPE_CHECKING:
    from rich.console import Console

UNBROKEN_COLUMNS = ("code", "id", "outcome")  # what people type or look for


def message(text: str) -> None:
    """A line for people, on stderr."""
    sys.stderr.write(f"{text}\n")


def shortened(text: str, length: int) -> str:
    """The text, cut with an ellipsis where it is longer.

    >>> shortened("Electromagnetic fields", 8)
    'Electro…'
    """
    return text if len(text) <= length else f"{text[: length - 1]}…"


def print_json(value: Any) -> None:
    """The one JSON value of a command, on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def console() -> Console:
    """Where tables for people are printed: stdout."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """A table for people, on stdout; nothing but a sentence when it has no rows."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    if not rows:
        console().print(f"{title}: none" if title else "none")
        return
    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in UNBROKEN_COLUMNS)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


def write_file(path: Path, data: bytes) -> None:
    """Write the whole file or none of it; an older one of the name is replaced."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise NotAvailable(
            f"cannot be written: {error.strerror}", where=str(path), advice="name another file with -o"
        ) from error


@contextmanager
def progress_bar(description: str, total: int | None) -> Iterator[Any]:
    """A progress bar on stderr; yields a function to tell how many more are done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=False) as bar:
        task = bar.add_task(description, total=total)
        yield lambda done: bar.advance(task, done)
