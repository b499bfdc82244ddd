"""Many files read by several processes, with the order and the result of one."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from pathlib import Path

from commonground.domain.document import Document
from commonground.ingest.limits import Limits
from commonground.ingest.refusal import Refusal

_FILES_MIN = 400  # below this, starting the processes costs more than it saves
_BATCH_FILES = 100
_BATCHES_AHEAD = 3  # per process: keeps memory flat when the consumer is slower than the readers

Item = Document | Refusal


ReadFile = Callable[[Path, Limits], Iterator[Item]]


def read_files(
    found: Iterable[Path | Refusal], limits: Limits, processes: int | None, read_file: ReadFile
) -> Iterator[Item]:
    """What the files hold, in order; `read_file` must be a function of a module, so that processes can load it."""
    items = iter(found)
    first = list(islice(items, _FILES_MIN))
    count = min(os.cpu_count() or 1, 8) if processes is None else processes
    if count < 2 or len(first) < _FILES_MIN or not _can_spawn():
        for item in chain(first, items):
            yield from _read_batch([item], limits, read_file)
        return
    yield from _read_in_processes(chain(first, items), limits, count, read_file)


def _can_spawn() -> bool:
    """A new process can load the program that runs here: it is a module or a file, not typed in or piped in."""
    main = sys.modules.get("__main__")
    file = getattr(main, "__file__", None)
    return getattr(main, "__spec__", None) is not None or (file is not None and Path(file).is_file())


def _read_batch(batch: list[Path | Refusal], limits: Limits, read_file: ReadFile) -> Iterator[Item]:
    for item in batch:
        if isinstance(item, Refusal):
            yield item
        else:
            yield from read_file(item, limits)


def _read_batch_whole(batch: list[Path | Refusal], limits: Limits, read_file: ReadFile) -> list[Item]:
    return list(_read_batch(batch, limits, read_file))


def _read_in_processes(
    items: Iterator[Path | Refusal], limits: Limits, count: int, read_file: ReadFile
) -> Iterator[Item]:
    # spawn: forking a process that has threads or database connections is not safe.
    pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))
    waiting: deque[tuple[list[Path | Refusal], Future[list[Item]] | None]] = deque()
    is_broken = False
    try:
        while True:
            while len(waiting) < count * _BATCHES_AHEAD and (batch := list(islice(items, _BATCH_FILES))):
                try:
                    waiting.append(
                        (
                            batch,
                            None if is_broken else pool.submit(_read_batch_whole, batch, limits, read_file),
                        )
                    )
                except (BrokenProcessPool, RuntimeError):
                    is_broken = True
                    waiting.append((batch, None))
            if not waiting:
                return
            batch, future = waiting.popleft()
            try:
                ready = future.result() if future is not None else None
            except (BrokenProcessPool, OSError):
                # A process was killed, or none could be started: this one does the work itself.
                is_broken, ready = True, None
            yield from ready if ready is not None else _read_batch(batch, limits, read_file)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
