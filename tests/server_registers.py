"""Registers of tests on a database server: a file of the name tests use stands for a database of its own.

With COMMONGROUND_TEST_SERVER set, the whole suite runs on that server. The file holds the database's name; a copy of
the file is a copy of the database as it was first opened, so that tests copy and move registers as they do files.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from commonground.register.address import database_of, is_server

VARIABLE = "COMMONGROUND_TEST_SERVER"
_MARK = b"SQLite format 3\x00 stands for a database: "


class ServerRegisters:
    """The databases that stand behind register files of this process."""

    def __init__(self, server: str) -> None:
        self.server = server
        self._admin = psycopg.connect(f"{server}/postgres", autocommit=True)
        self._worker = f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
        self._number = itertools.count(1)
        self._made: list[str] = []
        self._kept: list[str] = []

    def settings_for(self, address: str | Path) -> dict[str, Any]:
        """As `database_of`: a server's address is taken as it is, a file is its database."""
        if is_server(address):
            return database_of(address)
        path = Path(address).resolve()
        if not path.exists():
            return database_of(self.make(path))
        data = path.read_bytes()[:4000]
        if not data.startswith(_MARK):
            return database_of(path)  # a real file that a test or another process made
        name, _, owner = data.removeprefix(_MARK).decode().partition("\n")
        if owner != str(path):
            return database_of(self.make(path, template=name))
        return database_of(f"{self.server}/{name}")

    def make(self, path: Path, template: str = "") -> str:
        """The address of a new database behind the file: empty, or a copy."""
        name = f"cg_{self._worker}_{next(self._number)}"
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            self._admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template]
            )
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self._admin.execute(statement)
        self._made.append(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_MARK + f"{name}\n{path.resolve()}".encode())
        return f"{self.server}/{name}"

    def address_of(self, path: Path) -> str:
        """The address of the database behind the file, as another process may use it."""
        settings = self.settings_for(path)
        return f"{self.server}/{settings['NAME']}"

    def keep(self) -> None:
        """What was made so far stays until the end of the run."""
        self._kept += self._made
        self._made.clear()

    def drop(self, *, with_kept: bool = False) -> None:
        """Remove what the test made."""
        for name in [*self._made, *(self._kept if with_kept else ())]:
            self._admin.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
        self._made.clear()
        if with_kept:
            self._admin.close()
