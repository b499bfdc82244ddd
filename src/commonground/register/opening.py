"""Open a register: the one place where Django is set up."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from commonground.errors import BadInput, Conflict, NotFound
from commonground.register.settings import DEFAULT_REGISTER, REGISTER_VARIABLE

SQLITE_MAGIC = b"SQLite format 3\x00"


def register_path(given: Path | None) -> Path:
    """The register file: the one given, else the environment's, else the default name."""
    return given or Path(os.environ.get(REGISTER_VARIABLE) or DEFAULT_REGISTER)


def open_register(path: Path) -> None:
    """Make an existing register the one that models and workflows work on.

    Raises NotFound when there is none, BadInput when the file is something else, Conflict when it was made by
    another version.
    """
    if not path.exists():
        raise NotFound("no register here", where=str(path), advice="make one: commonground init")
    with path.open("rb") as file:
        if file.read(len(SQLITE_MAGIC)) != SQLITE_MAGIC:
            raise BadInput("not a register", where=str(path), advice="name the .sqlite file that init made")
    _connect(path)
    if pending := _pending_migrations(path):
        raise Conflict(
            f"the register was made by another version ({pending} changes of tables are missing)",
            where=str(path),
            advice="upgrade it with: commonground init --upgrade",
        )


def create_tables(path: Path) -> None:
    """Make the register file with all its tables, or bring an older one's tables up to date."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _connect(path)
    call_command("migrate", verbosity=0, interactive=False)


def close_register() -> None:
    """Close the connection, so that the file can be moved or removed."""
    if apps.ready:
        connection.close()


def _connect(path: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonground.register.settings")
    if not apps.ready:
        django.setup()
    connection.close()
    settings.DATABASES["default"]["NAME"] = str(path)
    connection.settings_dict["NAME"] = str(path)


def _pending_migrations(path: Path) -> int:
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        if not executor.loader.applied_migrations:
            raise BadInput(
                "a database, but not a register", where=str(path), advice="make one: commonground init"
            )
        return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except (DatabaseError, sqlite3.Error) as error:
        raise BadInput(
            f"cannot be read: {error}", where=str(path), advice="restore it from a backup"
        ) from error
