"""How many processor cores the matrix products take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

Part = TypeVar("Part")
_CORES: ContextVar[int] = ContextVar("cores", default=1)


@contextmanager
def cores(number: int) -> Iterator[None]:
    """Within it encoders that this thread calls may take that many cores; else they take one."""
    token = _CORES.set(max(number, 1))
    try:
        yield
    finally:
        _CORES.reset(token)


def do_all(work: Callable[[Part], object], parts: Sequence[Part]) -> None:
    """Does the work on each part, on as many cores as `cores` allows; parts must not touch one another's results."""
    if (number := min(_CORES.get(), len(parts))) <= 1:
        for part in parts:
            work(part)
        return
    with ThreadPoolExecutor(number) as pool:
        for _ in pool.map(work, parts):
            pass


def one_thread() -> AbstractContextManager[Any]:
    """Within it matrix products take one core: small ones gain nothing from more, and processes run side by side."""
    limited: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limited


@cache
def _controller() -> Any:
    # Once a process: finding the libraries takes longer than a short text. The package carries no types.
    return import_module("threadpoolctl").ThreadpoolController()
