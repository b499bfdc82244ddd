"""Try a change out: what is written inside goes to temporary tables of one connection, and is gone afterwards.

The register is only read, as one steady view, so nobody waits for a rehearsal and it waits for nobody.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db import models as orm
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from commonground.errors import NotAvailable, Said
from commonground.register import models
from commonground.register.fact_kinds import FACT_KINDS

NOT_READ: tuple[type[orm.Model], ...] = (
    models.Change,
    models.SearchText,
)  # written only: their copies begin empty
_INDEX = re.compile(r'^CREATE (UNIQUE )?INDEX (?=")')


def rehearsed() -> tuple[type[orm.Model], ...]:
    """The tables that facts, links and what is said of them are written to."""
    facts = tuple(kind.model for kind in FACT_KINDS.values())
    return (
        *facts,
        *(models.LinkEvidence, models.LinkStanding, models.SectorStanding),
        *(models.Judgement, models.Examination),
    )


@contextmanager
def rehearsing() -> Iterator[None]:
    """Everything this thread reads and writes inside is the register with temporary copies of the tables above.

    Raises NotAvailable where the user of a server may not make temporary tables.
    """
    default = connections[DEFAULT_DB_ALIAS]
    own = _reading_connection(default)
    connections[DEFAULT_DB_ALIAS] = own
    try:
        own.disable_constraint_checking()  # SQLite looks for what a temporary row refers to among temporary ones
        with transaction.atomic():
            _copy_tables(own)
            try:
                yield
            finally:
                transaction.set_rollback(True)
    finally:
        own.close()
        connections[DEFAULT_DB_ALIAS] = default


def _reading_connection(default: Any) -> BaseDatabaseWrapper:
    """A further connection to the register, whose transactions lock nothing before they write."""
    settings = copy.deepcopy(default.settings_dict)
    options = dict(settings.get("OPTIONS") or {})
    if default.vendor == "sqlite":
        options.pop("transaction_mode", None)
    else:
        from psycopg import IsolationLevel

        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    made: BaseDatabaseWrapper = load_backend(settings["ENGINE"]).DatabaseWrapper(
        {**settings, "OPTIONS": options}, DEFAULT_DB_ALIAS
    )
    return made


def _copy_tables(connection: BaseDatabaseWrapper) -> None:
    tables: list[type[orm.Model]] = [*rehearsed(), *NOT_READ]
    try:
        with connection.cursor() as cursor:
            for model in tables:
                make = _make_in_file if connection.vendor == "sqlite" else _make_on_server
                source = make(cursor, model._meta.db_table)
                if model not in NOT_READ:
                    _copy_rows(cursor, connection, model, source)
            for statement in connection.ops.sequence_reset_sql(no_style(), tables):
                cursor.execute(statement)
    except DatabaseError as error:
        raise NotAvailable(
            Said("no temporary tables can be made: %(reason)s", reason=str(error)),
            advice=Said("let the database's user make them: GRANT TEMPORARY ON DATABASE … TO …"),
        ) from error


def _make_in_file(cursor: Any, table: str) -> str:
    """An empty temporary table of this name, and how the one of the register is called from now on."""
    cursor.execute(
        "SELECT type, sql FROM main.sqlite_master WHERE tbl_name = %s AND type IN ('table', 'index')"
        " AND sql IS NOT NULL ORDER BY type = 'index'",
        [table],
    )
    for kind, statement in cursor.fetchall():
        if kind == "table":
            cursor.execute(statement.replace("CREATE TABLE", "CREATE TEMP TABLE", 1))
        else:
            cursor.execute(_INDEX.sub(lambda found: f"{found[0]}temp.", statement))
    return f'main."{table}"'


def _make_on_server(cursor: Any, table: str) -> str:
    cursor.execute(
        "SELECT quote_ident(nspname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.oid = %s::regclass",
        [table],
    )
    source = f'{cursor.fetchone()[0]}."{table}"'
    cursor.execute(f'CREATE TEMPORARY TABLE "{table}" (LIKE {source} INCLUDING ALL) ON COMMIT DROP')
    return source


def _copy_rows(cursor: Any, connection: BaseDatabaseWrapper, model: type[orm.Model], source: str) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)
    table = quote(model._meta.db_table)
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {source}")  # noqa: S608 - our names
