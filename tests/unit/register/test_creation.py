"""A register holds the whole profile, and a failed creation leaves nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.server_registers import ServerRegisters

from commonground.domain.organization import Sector
from commonground.errors import BadInput, Conflict, NotFound
from commonground.profiles import load_profile
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.opening import close_register, create_tables, open_register
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.creation import create_register


@pytest.mark.usefixtures("register")
def test_the_profile_comes_out_of_the_register_as_it_went_in() -> None:
    profile = load_profile("itu")
    # Matrices are kept with their theme and read from there.
    assert read_profile() == replace(profile, matrices=())


@pytest.mark.parametrize("code", ["itu", "ietf"])
def test_every_packaged_profile_makes_a_register(code: str, tmp_path: Path) -> None:
    counts = create_register(tmp_path / "r.sqlite", load_profile(code), Actor(), utc_now)
    assert models.Body.objects.count() == counts["bodies"] > 0
    close_register()


def test_without_lists_there_are_bodies_but_no_entries_and_no_themes(tmp_path: Path) -> None:
    create_register(tmp_path / "r.sqlite", load_profile("itu"), Actor(), utc_now, with_lists=False)
    assert models.Body.objects.exists()
    assert not models.Entry.objects.exists()
    assert not models.Theme.objects.exists()
    close_register()


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_text("mine")
    with pytest.raises(Conflict):
        create_register(path, load_profile("itu"), Actor(), utc_now)
    assert path.read_text() == "mine"


def test_a_failed_creation_leaves_no_file(tmp_path: Path) -> None:
    profile = load_profile("itu")
    twice = replace(profile, sectors=(*profile.sectors, Sector("ITU-R", {"en": "again"})))
    with pytest.raises(Exception, match=r"(?i)unique"):
        create_register(tmp_path / "r.sqlite", twice, Actor(), utc_now)
    assert list(tmp_path.iterdir()) == []


def test_creation_is_in_the_log(register: Path) -> None:
    assert register.exists()
    assert [change.action for change in models.Change.objects.all()] == ["register-created"]


def test_a_missing_register_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="commonground init"):
        open_register(tmp_path / "none.sqlite")


def test_another_file_is_not_taken_for_a_register(tmp_path: Path) -> None:
    path = tmp_path / "letter.sqlite"
    path.write_text("Dear colleagues")
    with pytest.raises(BadInput, match="not a register"):
        open_register(path)


def test_a_foreign_database_is_not_taken_for_a_register(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (id INTEGER)")
    connection.commit()
    connection.close()
    with pytest.raises(BadInput, match="not a register"):
        open_register(path)
    close_register()


@pytest.mark.usefixtures("register")
def test_decisions_and_log_are_append_only() -> None:
    change = models.Change.objects.get()
    with pytest.raises(Conflict, match="append-only"):
        change.save()
    with pytest.raises(Conflict, match="append-only"):
        change.delete()


def test_the_models_need_no_new_migration() -> None:
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
        loader.graph
    )
    assert changes == {}


def _without_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")


def _made_tables(path: Path) -> None:
    create_tables(path)
    close_register()


@pytest.mark.parametrize("left", [Path.touch, _without_tables, _made_tables])
def test_what_a_killed_creation_left_is_made_whole(
    left: Callable[[Path], None], tmp_path: Path, server: ServerRegisters | None
) -> None:
    if server:
        pytest.skip("what is left is a file; on a server the transaction was undone")
    path = tmp_path / "r.sqlite"
    left(path)
    assert path.exists()
    counts = create_register(path, load_profile("ietf"), Actor(), utc_now)
    assert models.Body.objects.count() == counts["bodies"] > 0
    close_register()
    with pytest.raises(Conflict):
        create_register(path, load_profile("ietf"), Actor(), utc_now)


def test_a_database_of_something_else_is_never_filled(tmp_path: Path) -> None:
    path = tmp_path / "mine.sqlite"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE mine (a)")
    with pytest.raises(Conflict):
        create_register(path, load_profile("ietf"), Actor(), utc_now)
