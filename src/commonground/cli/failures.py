"""Failures of the database and of the text that commands were given, as errors that people can act on."""

from __future__ import annotations

import sys

from commonground.errors import BadInput, CommongroundError, NotAvailable


def foreseen(error: Exception) -> CommongroundError | None:
    """The error to show instead of this one; None for one that nobody foresaw."""
    if isinstance(error, UnicodeEncodeError) and "surrogates" in error.reason:
        return BadInput(
            "a text holds a sign that cannot be kept (half a character)",
            advice="type it anew; the terminal must send UTF-8",
        )
    if "django.db" not in sys.modules:
        return None
    from django.db import DataError, OperationalError

    told = " ".join(str(error).split())
    if isinstance(error, OperationalError):
        return NotAvailable(
            f"the register's database does not answer: {told}", advice="try again; nothing was half done"
        )
    if isinstance(error, DataError):
        return BadInput(f"a value that the register cannot hold: {told}", advice="give another")
    return None
