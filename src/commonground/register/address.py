"""Where a register is: an SQLite file for one office, or a PostgreSQL database for all."""

from __future__ import annotations

import os
import secrets
from typing import Any
from urllib.parse import unquote, urlsplit

from commonground.errors import BadInput

POSTGRES = ("postgresql", "postgres")
SECRET_VARIABLE = "COMMONGROUND_SECRET_KEY"  # noqa: S105 - the name of a variable


def is_server(address: str) -> bool:
    """Whether the address names a database server, not a file.

    >>> is_server("postgresql://localhost/ground"), is_server("commonground.sqlite")
    (True, False)
    """
    return urlsplit(address).scheme in POSTGRES


def database_of(address: str) -> dict[str, Any]:
    """Django's settings for the register at this address; raises BadInput for one without a database name."""
    if not is_server(address):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": address,
            "OPTIONS": {
                # Writers queue at the start of a transaction instead of failing at its first write.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlsplit(address)
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise BadInput(
            "the address names no database",
            where=f"{parts.scheme}://{parts.hostname or ''}",
            advice="write postgresql://user@host/name",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


def secret_key() -> str:
    """The key that signs sessions: the environment's, else one that ends with the process."""
    return os.environ.get(SECRET_VARIABLE) or secrets.token_urlsafe(50)
