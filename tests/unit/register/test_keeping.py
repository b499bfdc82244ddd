"""Publications, backups and restorations that are killed leave the register before or after, never between."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from commonground.domain.link import Verdict
from commonground.errors import Conflict, NotAllowed, NotFound
from commonground.register import models, standings
from commonground.register.opening import close_register, open_register, register_exists
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import Decision, judge_link
from commonground.register.workflows.keeping import backup_register, restore_register

ADMINISTRATOR = Actor("administrator")
LINK = "pair:ITU-D Q6/2 | ITU-T Q7/5"

DYING = """
import os, signal, sys
from pathlib import Path
from commonground.register.opening import open_register
import django
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
from commonground.register.workflows import keeping
from commonground.register.workflows.actor import Actor, utc_now
kind, register, target = sys.argv[1:]
if kind != "restore":
    open_register(register)
if kind == "publish":
    from commonground.register.workflows import publishing
    publishing.edition_papers = lambda: iter([("areas.json", b"{}")])
    publishing.record_change = die  # the edition and its papers are written, the transaction is open
    publishing.publish_edition("Killed", Actor("secretariat"), utc_now)
elif kind == "backup":
    Path.replace = die  # the whole file is written under another name
    keeping.backup_register(Path(target), Actor("administrator"), utc_now)
else:
    from commonground.register.address import is_server
    if is_server(target):
        load = keeping.load_portable
        keeping.load_portable = lambda *a, **k: (load(*a, **k), die())  # all rows are there, the transaction is open
    else:
        Path.replace = die
    keeping.restore_register(Path(register), target)
"""


def killed(kind: str, register: Path | str, target: Path | str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", DYING, kind, str(register), str(target)], capture_output=True, check=False
    )
    assert ran.returncode == -9, ran.stderr.decode()


def standing() -> tuple[list[object], list[object]]:
    return (
        list(models.LinkStanding.objects.order_by("pk").values_list()),
        list(models.SectorStanding.objects.order_by("pk").values_list()),
    )


def test_after_a_restoration_links_stand_as_the_judgements_say(register: Path, tmp_path: Path) -> None:
    judge_link(LINK, Decision(Verdict.ACCEPT), Actor("focal-point", "ITU-D"), utc_now)
    judge_link(LINK, Decision(Verdict.REJECT), Actor("focal-point", "ITU-T"), utc_now)
    before, changes = standing(), models.Change.objects.count()
    backup_register(tmp_path / "b.zip", ADMINISTRATOR, utc_now)
    close_register()
    register.unlink()
    restore_register(tmp_path / "b.zip", str(tmp_path / "restored.sqlite"))
    assert (standing(), models.Change.objects.count()) == (before, changes)
    assert models.SearchText.objects.exists()  # not in the file, made anew
    standings.rebuild()
    assert standing() == before


@pytest.mark.usefixtures("register")
def test_a_backup_of_the_restored_register_is_the_same_file(tmp_path: Path) -> None:
    def clock() -> datetime:
        return datetime(2026, 6, 1, tzinfo=UTC)

    backup_register(tmp_path / "first.zip", ADMINISTRATOR, clock)
    restore_register(tmp_path / "first.zip", str(tmp_path / "restored.sqlite"))
    backup_register(tmp_path / "second.zip", ADMINISTRATOR, clock)
    assert (tmp_path / "second.zip").read_bytes() == (tmp_path / "first.zip").read_bytes()


@pytest.mark.usefixtures("register")
def test_only_the_administrator_takes_a_backup(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        backup_register(tmp_path / "b.zip", Actor("focal-point", "ITU-T"), utc_now)
    assert not (tmp_path / "b.zip").exists()


def test_a_register_is_neither_overwritten_nor_made_from_nothing(register: Path, tmp_path: Path) -> None:
    backup_register(tmp_path / "b.zip", ADMINISTRATOR, utc_now)
    before = register.read_bytes()
    with pytest.raises(Conflict, match="already"):
        restore_register(tmp_path / "b.zip", str(register))
    assert register.read_bytes() == before
    with pytest.raises(NotFound, match=r"none\.zip"):
        restore_register(tmp_path / "none.zip", str(tmp_path / "other.sqlite"))


@pytest.mark.parametrize("kind", ["publish", "backup"])
def test_killed_at_its_worst_moment_it_did_nothing(
    kind: str, register: Path, tmp_path: Path, address_of: Callable[[Path], str]
) -> None:
    changes = models.Change.objects.count()
    close_register()
    killed(kind, address_of(register), tmp_path / "b.zip")
    open_register(register)
    assert not models.Edition.objects.exists()
    assert not models.EditionFile.objects.exists()
    assert models.Change.objects.count() == changes
    assert not (tmp_path / "b.zip").exists()
    judge_link(LINK, Decision(Verdict.ACCEPT), Actor("focal-point", "ITU-D"), utc_now)  # still in use


@pytest.mark.usefixtures("register")
def test_a_killed_restoration_leaves_no_register_and_can_be_done_again(
    tmp_path: Path, address_of: Callable[[Path], str]
) -> None:
    bodies = models.Body.objects.count()
    backup_register(tmp_path / "b.zip", ADMINISTRATOR, utc_now)
    target = address_of(tmp_path / "restored.sqlite")
    killed("restore", tmp_path / "b.zip", target)
    assert not register_exists(target)
    restore_register(tmp_path / "b.zip", target)
    assert models.Body.objects.count() == bodies
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
