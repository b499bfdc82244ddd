"""One piece of work done in a process beside this one, with the result it would have here."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")


def begin(work: Callable[[Given], Result], given: Given, *, is_worth: bool = True) -> Callable[[], Result]:
    """Start the work and return a function that waits for its result.

    `work` must be a function of a module, so that the other process can load it. Where no process can be started, or it
    is not worth one, the work is done here when the result is asked for.
    """
    if not is_worth or not _can_spawn():
        return lambda: work(given)
    # spawn: forking a process that has threads or database connections is not safe.
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    future: Future[Result] | None
    try:
        future = pool.submit(work, given)
    except (BrokenProcessPool, OSError, RuntimeError):
        future = None

    def result() -> Result:
        try:
            return future.result() if future is not None else work(given)
        except (BrokenProcessPool, OSError):  # it was killed or could not be started
            return work(given)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    return result


def _can_spawn() -> bool:
    # A new process can load the program that runs here: it is a module or a file, not typed in or piped in.
    if multiprocessing.current_process().daemon:
        return False
    main = sys.modules.get("__main__")
    file = getattr(main, "__file__", None)
    return getattr(main, "__spec__", None) is not None or (file is not None and Path(file).is_file())
