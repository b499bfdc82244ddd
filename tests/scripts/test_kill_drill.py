"""Work that is killed leaves the register before or after; `scripts/kill_drill.py` does it many times."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from scripts.kill_drill import run
from scripts.killing.registers import Between
from scripts.killing.work import Backup, Ground, Import, Publish, Upgrade
from tests.server_registers import VARIABLE

pytestmark = pytest.mark.skipif(
    bool(os.environ.get(VARIABLE)), reason="looks at registers from outside, as files"
)
ROUNDS = dict.fromkeys(
    (
        *("publish", "import", "backup", "restore", "upgrade"),
        *("job-publish", "job-import", "job-backup", "job-ingest"),
    ),
    1,
)
"""A round takes seconds; many are run by the script itself."""


@pytest.mark.parametrize("kind", ROUNDS)
def test_killed_work_leaves_the_register_before_or_after(itu_register: Path, kind: str) -> None:
    counts = run(itu_register, [kind], ROUNDS[kind], seed=os.getpid())
    assert sum(counts[kind].values()) == ROUNDS[kind]


def _spoiled(register: Path, statement: str) -> None:
    connection = sqlite3.connect(register)
    with connection:
        connection.execute(statement)
    connection.close()


def test_the_drill_sees_what_is_in_between(itu_register: Path, tmp_path: Path) -> None:
    ground = Ground(itu_register, tmp_path)
    half = "INSERT INTO register_area (label, labels, aliases, acronyms, sources, matches, related, parent,"
    half += " definition, access, version) VALUES ('import 1: 1', '{}', '[]', '[]', '[]', '{}', '[]', '', '', '', 1)"
    _spoiled(ground.register, half)
    with pytest.raises(Between, match="areas, log"):
        Import(ground).outcome(1)
    edition = "INSERT INTO register_edition (name, at, last_change, published_by, note, tool_version, sha256, content)"
    _spoiled(ground.register, f"{edition} VALUES ('publish-1', '2026-01-01', 1, '', '', '', '', x'00')")
    with pytest.raises(Between, match="1 rows, 0 in the log"):
        Publish(ground).outcome(1)
    backup = Backup(ground)
    backup.path(1, ".zip").write_bytes(b"half")
    with pytest.raises(Between, match="cannot be read"):
        backup.outcome(1)
    upgrade = Upgrade(ground)
    upgrade.start(1)
    assert upgrade.outcome(1) == "before"
    _spoiled(upgrade.path(1, ".sqlite"), "CREATE TABLE register_activity (id INTEGER)")
    with pytest.raises(Between, match="neither version"):
        upgrade.outcome(1)
