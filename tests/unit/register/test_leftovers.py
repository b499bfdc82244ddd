"""What killed runs leave in a folder is removed by the next run there; what others work on is left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commonground.register.job_kinds import clean_spool, keep_file, spool_folder
from commonground.register.leftovers import PREFIX, part_file, part_folder, remove_leftovers
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.keeping import backup_register

KILLED = """
import os, sys
from pathlib import Path
from commonground.register.leftovers import part_file, part_folder
with part_file(Path(sys.argv[1])) as part, part_folder(Path(sys.argv[1])) as folder:
    part.write_text("half")
    (folder / "half.sqlite").write_text("half")
    os.kill(os.getpid(), 9)
"""


def _aged(folder: Path) -> list[Path]:
    """The hidden parts in the folder, as if they were an hour old."""
    found = sorted(folder.glob(f"{PREFIX}*"))
    for path in found:
        os.utime(path, (path.stat().st_mtime - 3600,) * 2)
    return found


def test_parts_of_a_killed_run_go_and_those_in_work_stay(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=False)
    assert len(_aged(tmp_path)) == 2
    (tmp_path / ".other").write_text("another program's")
    with part_file(tmp_path) as ours, part_folder(tmp_path) as folder:
        assert sorted(tmp_path.glob(f"{PREFIX}*")) == sorted([ours, folder])  # the others were removed
        assert len(_aged(tmp_path)) == 2
        assert remove_leftovers(tmp_path) == 0
    assert [path.name for path in tmp_path.iterdir()] == [".other"]


def test_a_part_that_was_renamed_stays(tmp_path: Path) -> None:
    with part_file(tmp_path) as part:
        part.write_text("whole")
        part.replace(tmp_path / "whole.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["whole.zip"]


@pytest.mark.usefixtures("register")
def test_the_next_backup_and_the_next_worker_clean_up(tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    subprocess.run([sys.executable, "-c", KILLED, backups], check=False)
    assert len(_aged(backups)) == 2
    backup_register(backups / "monday.zip", Actor("administrator"), utc_now)
    assert [path.name for path in backups.iterdir()] == ["monday.zip"]

    folder = (spool_folder() / keep_file("letter.txt", b"Dear colleagues")).parent
    subprocess.run([sys.executable, "-c", KILLED, folder], check=False)
    assert len(_aged(folder)) == 2
    assert clean_spool() == 2
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]
