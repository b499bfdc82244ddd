"""How many processor cores the matrix products take."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """Within it matrix products take one core: small products gain nothing from more, and processes may run side by side."""
    return _controller().limit(limits=1, user_api="blas")


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()  # finding the libraries takes longer than a short text: once a process
