"""Where a register is: an SQLite file for one office, or a PostgreSQL database for all."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from commonground.errors import BadInput, NotAvailable, Said

POSTGRES = ("postgresql", "postgres")
SECRET_VARIABLE = "COMMONGROUND_SECRET_KEY"  # noqa: S105 - the name of a variable
EXAMPLE = Said("write postgresql://user@host/name")
BUSY_SECONDS = 60  # that a writer waits for its turn before a file is said to be busy
# A password ends at the last @, also one whose own signs were not escaped.
_PASSWORD = re.compile(r"^(\w+://[^:@/]*):.*@", re.DOTALL)
_PASSWORD_OPTION = re.compile(r"([?&]\w*password=)[^&]*", re.IGNORECASE)
_OPTION = re.compile(r"[a-z][a-z0-9_]*")


def is_server(address: str | Path) -> bool:
    """Whether the address names a database server, not a file.

    >>> is_server("postgresql://localhost/ground"), is_server("commonground.sqlite")
    (True, False)
    """
    return str(address).partition("://")[0] in POSTGRES and "://" in str(address)


def shown_address(address: str | Path) -> str:
    """The address as messages show it: without any password.

    >>> shown_address("postgresql://officer:secret@localhost/ground")
    'postgresql://officer@localhost/ground'
    """
    if not is_server(address):
        return str(address)
    return _PASSWORD_OPTION.sub(r"\1…", _PASSWORD.sub(r"\1@", str(address)))


def database_of(address: str | Path) -> dict[str, Any]:
    """Django's settings for the register at this address.

    Raises BadInput for an address that names no database or cannot be read, NotAvailable where the part that talks to
    a server is not installed.
    """
    return _server_database(str(address)) if is_server(address) else _file_database(str(address))


def _file_database(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # Writers queue at the start of a transaction instead of failing at its first write.
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
        },
    }


def _server_database(address: str) -> dict[str, Any]:
    if "\x00" in address:
        raise BadInput(Said("the address cannot be read"), advice=EXAMPLE)
    try:
        parts = urlsplit(address)
        port = str(parts.port or "")
    except ValueError as error:
        # What stands in the place of a port may be a part of a password.
        raise BadInput(
            Said("the address cannot be read"),
            where=f"{address.partition('://')[0]}://…",
            advice=Said(
                "%(example)s, with signs such as / or # in a password written as %%2F or %%23",
                example=EXAMPLE,
            ),
        ) from error
    name = unquote(parts.path.lstrip("/"))
    if not name or "/" in name:
        raise BadInput(Said("the address names no database"), where=shown_address(address), advice=EXAMPLE)
    try:
        import_module("psycopg")
    except ImportError as error:  # also where it is there without the library that it calls
        raise NotAvailable(
            Said("a register on a server needs psycopg, which is not here or not whole"),
            where=shown_address(address),
            advice=Said("install it: pip install 'commonground[postgres]'"),
        ) from error
    options = dict(parse_qsl(parts.query))
    if wrong := [option for option in options if not _OPTION.fullmatch(option)]:
        raise BadInput(
            Said("no option %(name)s", name=repr(wrong[0])), where=shown_address(address), advice=EXAMPLE
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or "") or options.pop("user", ""),
        "PASSWORD": unquote(parts.password or "") or options.pop("password", ""),
        "HOST": unquote(parts.hostname or "") or options.pop("host", ""),
        "PORT": port or options.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,  # a server that was started anew is connected to anew
        "OPTIONS": {"connect_timeout": "10", **options},
    }


def folder_beside(address: str | Path, kind: str) -> Path:
    """The folder for what is made from the register and may be lost: beside its file, or the user's cache.

    The name of a server's one follows from host, port and database alone, never from who asks.
    """
    if not is_server(address):
        path = Path(address)
        return path.with_name(f"{path.name}.{kind}")
    database = database_of(address)
    named = "|".join(database[part] for part in ("HOST", "PORT", "NAME"))
    digest = hashlib.sha256(named.encode()).hexdigest()[:12]
    name = re.sub(r"[^\w.-]", "-", database["NAME"])[:40]
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "commonground" / f"{name}-{digest}.{kind}"


def secret_key() -> str:
    """The key that signs sessions: the environment's, else one that ends with the process."""
    return os.environ.get(SECRET_VARIABLE) or secrets.token_urlsafe(50)
