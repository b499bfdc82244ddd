"""Open a register: the one place where Django is set up."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from commonground.errors import BadInput, Conflict, NotAvailable, NotFound, Said
from commonground.register.address import database_of, is_server, shown_address
from commonground.register.settings import DEFAULT_REGISTER, REGISTER_VARIABLE

SQLITE_MAGIC = b"SQLite format 3\x00"
PROFILE_TABLE = "register_profilerecord"  # models cannot be imported before a register is open
INIT = Said("make one: commonground init")
Address = str | Path
_opened: list[str] = []


def register_path(given: Address | None) -> str:
    """The register's address: the one given, else the environment's, else the default file."""
    return str(given or os.environ.get(REGISTER_VARIABLE) or DEFAULT_REGISTER)


def register_exists(address: Address) -> bool:
    """Whether something is there already: a file of this name, or tables with a register in the database.

    An SQLite file without a register in it, as a creation leaves that is killed, is none.
    Raises BadInput for an address that cannot be read, NotAvailable for a server that cannot be reached.
    """
    if not is_server(address):
        return Path(address).exists() and not _is_unfinished(Path(address))
    _connect(address)
    _reach(address)
    from commonground.register import models

    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return models.ProfileRecord._meta.db_table in tables and models.ProfileRecord.objects.exists()


def open_register(address: Address) -> None:
    """Make an existing register the one that models and workflows work on.

    Raises NotFound when there is none, BadInput when the file or database is something else, Conflict when it was made
    by another version, NotAvailable when the server cannot be reached.
    """
    if is_server(address):
        _connect(address)
        _reach(address)
    else:
        _check_file(Path(address))
        _connect(address)
    if pending := _pending_migrations(address):
        raise Conflict(
            Said(
                "the register was made by another version (changes of tables that are missing: %(number)s)",
                number=pending,
            ),
            where=shown_address(address),
            advice=Said("upgrade it with: commonground init --upgrade"),
        )


def create_tables(address: Address) -> None:
    """Make the register's file or fill an empty database with all tables, or bring an older one's up to date."""
    alter_tables(address, lambda: None)


def alter_tables(address: Address, then: Callable[[], None]) -> None:
    """As `create_tables`, with `then` called when the tables are there.

    All of it is one transaction, on both databases: whoever is killed in it leaves the register as it was, and others
    see the old tables until it ends.
    """
    if not is_server(address):
        Path(address).parent.mkdir(parents=True, exist_ok=True)
    _connect(address)
    if is_server(address):
        _reach(address)
    try:
        # SQLite remakes tables with foreign keys unchecked, which cannot be switched within a transaction.
        with connection.constraint_checks_disabled(), transaction.atomic():
            if is_server(address):
                with (
                    connection.cursor() as cursor
                ):  # PostgreSQL alters no table whose rows wait to be checked
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            call_command("migrate", verbosity=0, interactive=False)
            then()
    except DatabaseError as error:
        raise NotAvailable(
            Said("the tables cannot be made: %(reason)s", reason=_told(error)),
            where=shown_address(address),
            advice=Said("use an empty database that this user may make tables in"),
        ) from error


def opened_address() -> str:
    """The address of the register that is open, with its password where it has one; never to be shown."""
    return _opened[0] if _opened else register_path(None)


def close_register() -> None:
    """Close the connection, so that the file can be moved or removed."""
    if apps.ready:
        connection.close()


def _is_unfinished(path: Path) -> bool:
    """Whether the file is empty, or an SQLite database without tables or with a register's tables and no profile."""
    try:
        with path.open("rb") as file:
            if file.read(len(SQLITE_MAGIC)) not in (b"", SQLITE_MAGIC):
                return False
        with closing(sqlite3.connect(path, timeout=1)) as database:
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
            if not tables:
                return True
            if not {"django_migrations", PROFILE_TABLE} <= tables:
                return False
            return database.execute(f"SELECT 1 FROM {PROFILE_TABLE} LIMIT 1").fetchone() is None  # noqa: S608
    except (OSError, sqlite3.Error):  # of somebody else, or being written at this moment
        return False


def _check_file(path: Path) -> None:
    if not path.exists():
        raise NotFound(Said("no register here"), where=str(path), advice=INIT)
    try:
        with path.open("rb") as file:
            head = file.read(len(SQLITE_MAGIC))
    except OSError as error:
        raise BadInput(
            Said("cannot be read: %(reason)s", reason=error.strerror),
            where=str(path),
            advice=Said("name the .sqlite file that init made"),
        ) from error
    if head != SQLITE_MAGIC:
        raise BadInput(
            Said("not a register"), where=str(path), advice=Said("name the .sqlite file that init made")
        )


def _connect(address: Address) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonground.register.settings")
    database = database_of(address)
    _opened[:] = [str(address)]
    if not apps.ready:
        django.setup()
    connection.close()
    held: dict[str, Any] = connections.databases["default"]
    # Changed in place: connections of other threads hold this very object.
    held.clear()
    held.update(connections.configure_settings({"default": database})["default"])
    settings.DATABASES["default"] = held
    del connections["default"]  # the next use makes one of the right vendor


def _reach(address: Address) -> None:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise NotAvailable(
            Said("the database cannot be reached: %(reason)s", reason=_told(error)),
            where=shown_address(address),
            advice=Said(
                "look whether the server runs, the database exists (createdb) and the address is right"
            ),
        ) from error


def _told(error: BaseException) -> str:
    """What the database says, in one line and without the password."""
    told = " ".join(str(error).split())
    password = str(connection.settings_dict.get("PASSWORD") or "")
    return told.replace(password, "…") if password else told


def _pending_migrations(address: Address) -> int:
    from django.db.migrations.executor import MigrationExecutor

    where = shown_address(address)
    try:
        executor = MigrationExecutor(connection)
        if not executor.loader.applied_migrations:
            is_empty = is_server(address)
            what = (
                Said("an empty database, but not a register")
                if is_empty
                else Said("a database, but not a register")
            )
            raise BadInput(what, where=where, advice=INIT)
        return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except (DatabaseError, sqlite3.Error) as error:
        raise BadInput(
            Said("cannot be read: %(reason)s", reason=_told(error)),
            where=where,
            advice=Said("restore it from a backup"),
        ) from error
