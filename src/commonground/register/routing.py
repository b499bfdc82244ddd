"""Which database a read goes to: the register itself, or a scratch copy of an earlier state.

Everything that reads a register works on an earlier one unchanged inside `reading_from`.
"""

from __future__ import annotations

import copy
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from commonground.errors import Conflict, Said

SNAPSHOT = "snapshot-"  # how aliases of steady views begin
_views = itertools.count(1)
_databases = threading.Lock()
_source: ContextVar[str | None] = ContextVar("source", default=None)
_is_made: ContextVar[bool] = ContextVar("is_made", default=False)


class Router:
    """Sends reads to the state that is being read; the past is never written to."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """The alias of the state being read; None for the register as it is."""
        return _source.get()

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str | None:
        """None, the register as it is; raises Conflict inside an earlier state, unless that is being made."""
        if _source.get() is not None and not _is_made.get():
            raise Conflict(
                Said("an earlier state is not changed"), advice=Said("change the register as it is now")
            )
        return _source.get()

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool | None:
        """Rows of one state belong together."""
        return True if one._state.db == other._state.db else None


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    """All reads inside go to that database."""
    token = _source.set(alias)
    try:
        yield
    finally:
        _source.reset(token)


@contextmanager
def making(alias: str) -> Iterator[None]:
    """All reads and writes inside go to that database: the scratch copy that is being made."""
    token = _is_made.set(True)
    try:
        with reading_from(alias):
            yield
    finally:
        _is_made.reset(token)


def current_alias() -> str:
    """The alias of the state being read."""
    return _source.get() or DEFAULT_DB_ALIAS


def is_earlier_state() -> bool:
    """Whether a scratch copy is being read, and not the register as it is."""
    return current_alias() != DEFAULT_DB_ALIAS


def add_database(alias: str, **changes: Any) -> None:
    """Make a database reachable under the alias: the register's own settings with changes."""
    added = {**copy.deepcopy(connections[DEFAULT_DB_ALIAS].settings_dict), **changes}
    with _databases:
        # A new table of databases: other threads, at the end of a request, may be going through the old one.
        connections.settings = {**connections.settings, alias: added}


def remove_database(alias: str) -> None:
    """Close this thread's connection to the database, and make it unreachable."""
    connections[alias].close()
    del connections[alias]
    with _databases:
        connections.settings = {name: one for name, one in connections.settings.items() if name != alias}


@contextmanager
def steady_view() -> Iterator[str]:
    """The alias of a connection that sees one state of the register, whatever others write meanwhile.

    On SQLite the snapshot of a deferred transaction in WAL mode, on PostgreSQL one of REPEATABLE READ; neither keeps
    anybody from writing. Each use has an alias of its own, so that several threads may look at once.
    """
    default = connections[DEFAULT_DB_ALIAS]
    options = dict(default.settings_dict.get("OPTIONS") or {})
    if default.vendor == "sqlite":
        options.pop("transaction_mode", None)
    else:
        from psycopg import IsolationLevel

        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    alias = f"{SNAPSHOT}{next(_views)}"
    add_database(alias, OPTIONS=options)
    try:
        with transaction.atomic(using=alias):
            yield alias
    finally:
        remove_database(alias)
