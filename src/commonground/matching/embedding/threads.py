"""How many processor cores the matrix products take."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from importlib import import_module
from typing import Any


def one_thread() -> AbstractContextManager[Any]:
    """Within it matrix products take one core: small ones gain nothing from more, and processes run side by side."""
    limited: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limited


@cache
def _controller() -> Any:
    # Once a process: finding the libraries takes longer than a short text. The package carries no types.
    return import_module("threadpoolctl").ThreadpoolController()
