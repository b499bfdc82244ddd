"""The key that signs sessions: the environment's, else one kept beside the register, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from commonground.errors import NotAvailable, Said
from commonground.register.address import SECRET_VARIABLE, folder_beside

SUFFIX = "key"


def kept_secret_key(register: str | Path) -> str:
    """The register's key; it is made at the first call. Raises NotAvailable when it can be neither read nor written."""
    given = os.environ.get(SECRET_VARIABLE)
    if given:
        return given
    path = folder_beside(register, SUFFIX)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        key = secrets.token_urlsafe(50)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key + "\n")
    except OSError as error:
        raise NotAvailable(
            Said("the key of sessions cannot be kept: %(reason)s", reason=error.strerror),
            where=str(path),
            advice=Said(
                "make the folder writable, or give the key in %(variable)s",
                variable=SECRET_VARIABLE,
            ),
        ) from error
    return key
