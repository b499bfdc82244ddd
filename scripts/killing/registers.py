"""Registers looked at from outside, by SQL alone: rows of tables, and the database's own check."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

MADE_ANEW = ("register_searchtext", "register_keptanswer", "register_linktitle")  # left out by a backup
OLDER = "0002"  # the migration of the older register that is upgraded
_DOWN = """
import sys
from commonground.register.opening import open_register
open_register(sys.argv[1])
from django.core.management import call_command
call_command("migrate", "register", sys.argv[2], verbosity=0, interactive=False)
"""


class Between(Exception):
    """A register or file that is neither as before nor as after."""


def command(*words: str | Path) -> list[str]:
    """The command line of the tool."""
    return [sys.executable, "-m", "commonground", *map(str, words)]


def run(*words: str | Path) -> None:
    """Run a command to its end; raises CalledProcessError."""
    subprocess.run(command(*words), check=True, capture_output=True)


def copied(register: Path, target: Path) -> Path:
    """A copy of a register that nobody has open."""
    with closing(sqlite3.connect(register)) as source, closing(sqlite3.connect(target)) as made:
        source.backup(made)
    return target


def older(register: Path, target: Path) -> Path:
    """The register as an older version would hold it."""
    copied(register, target)
    subprocess.run([sys.executable, "-c", _DOWN, target, OLDER], check=True, capture_output=True)
    for end in ("-wal", "-shm"):
        Path(f"{target}{end}").unlink(missing_ok=True)
    return target


def again(source: Path, target: Path) -> Path:
    """The file anew under the target's name, without what a killed process left beside it."""
    for end in ("", "-wal", "-shm"):
        Path(f"{target}{end}").unlink(missing_ok=True)
    shutil.copyfile(source, target)
    return target


def one(path: Path, statement: str, values: Sequence[Any] = ()) -> tuple[Any, ...]:
    """The first row of the answer."""
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        row: tuple[Any, ...] = connection.execute(statement, values).fetchone()
    return row


def rows(path: Path) -> dict[str, int]:
    """How many rows each table of the register has, but for those that are made from others."""
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - its own names
            for name in names
            if name.startswith("register_") and not name.startswith(MADE_ANEW)
        }


def schema(path: Path) -> frozenset[tuple[str, str]]:
    """Every table, index and trigger with its text, and every migration that was applied."""
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        made = connection.execute("SELECT name, coalesce(sql, '') FROM sqlite_master")
        applied = connection.execute("SELECT app, name FROM django_migrations")
        return frozenset(made.fetchall()) | frozenset(applied.fetchall())


def check(path: Path) -> None:
    """Nothing, or Between where the database finds itself broken."""
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if said != "ok" or broken:
        raise Between(f"{path}: {said}, {len(broken)} references to nothing")
