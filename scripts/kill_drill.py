"""Kill a publication, a backup or a restoration at random moments, and check that the register is before or after.

    python scripts/kill_drill.py REGISTER [--rounds 50] [--seed 1] [--only publish]

Works on a copy of the register, in a folder of its own. Each round starts one command in another process, kills it
with SIGKILL at a moment chosen by chance within the time an undisturbed run takes, and looks at what is left: the
database's own check finds no fault, an edition is there whole or not at all, a backup can be read or is not there, a
restored register is whole or is not there. The counts of both outcomes are printed; a register in between ends the
drill with exit code 1.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

CHANGING, WRITING, MAKING = "publish", "backup", "restore"
MADE_ANEW = ("register_searchtext", "register_keptanswer")  # tables that a backup leaves out
KINDS = (CHANGING, WRITING, MAKING)


class Between(Exception):
    """A register or file that is neither as before nor as after."""


class Drill:
    """One copy of a register to kill commands on."""

    def __init__(self, register: Path, folder: Path, seed: int) -> None:
        self.folder, self.chance = folder, random.Random(seed)  # noqa: S311 - no secret
        self.register = folder / "register.sqlite"
        shutil.copyfile(register, self.register)
        self.backup = folder / "whole.zip"
        self._run("backup", self.backup)
        self.rows = self._rows(self.register)
        self.times = {kind: self._timed(kind) for kind in KINDS}

    def round(self, kind: str, number: int) -> str:
        """ "before" or "after"; raises Between."""
        target = self._target(kind, number)
        running = subprocess.Popen(
            self._command(kind, target), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            running.wait(self.chance.uniform(0, self.times[kind] * 1.1))
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
        running.wait()
        return self._outcome(kind, target)

    def _target(self, kind: str, number: int) -> str:
        endings = {CHANGING: "", WRITING: ".zip", MAKING: ".sqlite"}
        return (
            f"{kind}-{number}" if kind == CHANGING else str(self.folder / f"{kind}-{number}{endings[kind]}")
        )

    def _command(self, kind: str, target: str) -> list[str]:
        words = {
            CHANGING: ["edition", "publish", target, "--register", str(self.register)],
            WRITING: ["backup", target, "--register", str(self.register)],
            MAKING: ["restore", str(self.backup), "--register", target],
        }
        return [sys.executable, "-m", "commonground", *words[kind]]

    def _run(self, *words: str | Path) -> None:
        command = [sys.executable, "-m", "commonground", *map(str, words), "--register", str(self.register)]
        subprocess.run(command, check=True, capture_output=True)

    def _timed(self, kind: str) -> float:
        began = time.monotonic()
        subprocess.run(self._command(kind, self._target(kind, 0)), check=True, capture_output=True)
        taken = time.monotonic() - began
        if self._outcome(kind, self._target(kind, 0)) != "after":
            raise Between(f"{kind} did nothing")
        return taken

    def _outcome(self, kind: str, target: str) -> str:
        _check(self.register)
        if kind == CHANGING:
            return self._edition(target)
        if not Path(target).exists():
            return "before"
        if kind == WRITING:
            restored = Path(f"{target}.sqlite")
            again = [sys.executable, "-m", "commonground", "restore", target, "--register", str(restored)]
            if subprocess.run(again, capture_output=True, check=False).returncode:
                raise Between(f"{target} cannot be read")
            return "after"
        _check(Path(target))
        if self._rows(Path(target)) != self.rows:
            raise Between(f"{target} holds other rows than the backup")
        return "after"

    def _edition(self, name: str) -> str:
        with sqlite3.connect(self.register, timeout=30) as connection:
            found = connection.execute(
                "SELECT count(*), (SELECT count(*) FROM register_change WHERE action = 'edition-published'"
                " AND subject = ?), (SELECT count(*) FROM register_editionfile f WHERE f.edition_id = e.id)"
                " FROM register_edition e WHERE name = ?",
                (name, name),
            ).fetchone()
        connection.close()
        if found[:2] == (0, 0):
            return "before"
        if found[:2] != (1, 1) or not found[2]:
            raise Between(
                f"edition {name}: {found[0]} rows, {found[1]} entries of the log, {found[2]} papers"
            )
        return "after"

    def _rows(self, path: Path) -> dict[str, int]:
        with sqlite3.connect(path, timeout=30) as connection:
            names = [
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            counts = {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - its own names
                for name in names
                if name.startswith("register_") and not name.startswith(MADE_ANEW)
            }
        connection.close()
        return counts


def _check(path: Path) -> None:
    with sqlite3.connect(path, timeout=30) as connection:
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    if said != "ok" or broken:
        raise Between(f"{path}: {said}, {len(broken)} references to nothing")


def main(words: list[str] | None = None) -> int:
    """Run the drill, and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("register", type=Path)
    parser.add_argument("--rounds", type=int, default=50, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=KINDS)
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        drill = Drill(given.register, Path(folder), given.seed)
        for kind in (given.only,) if given.only else KINDS:
            try:
                outcomes = Counter(drill.round(kind, number) for number in range(1, given.rounds + 1))
            except Between as fault:
                sys.stderr.write(f"{kind}: in between: {fault}\n")
                return 1
            taken = f"{drill.times[kind]:.1f} s undisturbed"
            sys.stdout.write(
                f"{kind}: {outcomes['before']} before, {outcomes['after']} after, 0 between ({taken})\n"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
