"""The application that a WSGI server calls; the environment names the register (see docs/roles.md)."""

from __future__ import annotations

import gc
import os
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler

from commonground.register.opening import open_register, register_path


def make_application(register: str | Path) -> WSGIHandler:
    """The application that serves the register; raises what opening one raises."""
    open_register(register)
    from django.conf import settings

    from commonground.register.secret_key import kept_secret_key

    settings.SECRET_KEY = kept_secret_key(register)
    application = WSGIHandler()
    _load_pages()
    # What is loaded stays: a collection that looks through it all would hold up some request for 70 ms.
    gc.collect()
    gc.freeze()
    return application


def _load_pages() -> None:
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - read for its effect


if os.environ.get("COMMONGROUND_SERVES"):  # set by whoever runs a server of their own
    application = make_application(register_path(None))
