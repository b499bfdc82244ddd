"""One piece of work done in a process beside this one, with the result it would have here."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

BESIDE_MIN = 4_000  # items from which on their words are read beside the making of their vectors

Given = TypeVar("Given")
Result = TypeVar("Result")


@contextmanager
def beside(
    work: Callable[[Given], Result], given: Given, *, is_worth: bool = True
) -> Iterator[Callable[[], Result]]:
    """Within it the work goes on in another process; the function it gives waits for the result.

    `work` must be a function of a module, so that the other process can load it. Where no process can be started, or it
    is not worth one, the work is done here when the result is asked for. Leaving early ends the process.
    """
    started = _started(work, given) if is_worth and _can_spawn() else None
    if started is None:
        yield lambda: work(given)
        return
    process, receiver = started

    def result() -> Result:
        try:
            found: Result = receiver.recv()
        except (EOFError, OSError):  # it was killed, or it failed: here the failure shows
            return work(given)
        return found

    try:
        yield result
    finally:
        process.terminate()
        process.join()
        receiver.close()


def _started(
    work: Callable[[Given], Result], given: Given
) -> tuple[multiprocessing.process.BaseProcess, Connection] | None:
    # spawn: forking a process that has threads or database connections is not safe.
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(work, given, sender), daemon=True)
    try:
        process.start()
    except OSError:
        receiver.close()
        return None
    finally:
        sender.close()
    return process, receiver


def _send(work: Callable[[Given], Result], given: Given, sender: Connection) -> None:
    sender.send(work(given))
    sender.close()


def _can_spawn() -> bool:
    # A new process can load the program that runs here: it is a module or a file, not typed in or piped in.
    if multiprocessing.current_process().daemon:
        return False
    main = sys.modules.get("__main__")
    file = getattr(main, "__file__", None)
    return getattr(main, "__spec__", None) is not None or (file is not None and Path(file).is_file())
