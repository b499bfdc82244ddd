"""Hidden files and folders of work under way: locked while their process lives, removed when a killed one left them."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".commonground-"
YOUNG_SECONDS = 60.0  # between being made and being locked a file is nobody's; younger ones are left alone
UNLOCKED_SECONDS = 24 * 3600.0  # where files cannot be locked, what is older was left behind

CAN_LOCK = sys.platform != "win32"
if sys.platform != "win32":
    import fcntl


@contextmanager
def part_file(folder: Path) -> Iterator[Path]:
    """A hidden file in the folder to write to and then to rename; removed at the end where it is still there.

    What killed runs left in the folder is removed first.
    """
    remove_leftovers(folder)
    handle, name = tempfile.mkstemp(dir=folder, prefix=PREFIX)
    path = Path(name)
    try:
        _lock(handle)
        yield path
    finally:
        os.close(handle)
        path.unlink(missing_ok=True)


@contextmanager
def part_folder(folder: Path) -> Iterator[Path]:
    """As `part_file`, a hidden folder with all that is put into it."""
    remove_leftovers(folder)
    path = Path(tempfile.mkdtemp(dir=folder, prefix=PREFIX))
    handle = hold(path)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def remove_leftovers(folder: Path, prefix: str = PREFIX) -> int:
    """Remove what runs that were killed left in the folder, and return how much that was."""
    removed = 0
    with suppress(OSError):
        for path in sorted(folder.glob(f"{prefix}*")):
            with suppress(OSError):
                removed += _removed(path)
    return removed


def _removed(path: Path) -> bool:
    age = time.time() - path.stat().st_mtime
    if age < (YOUNG_SECONDS if CAN_LOCK else UNLOCKED_SECONDS):
        return False
    handle = os.open(path, os.O_RDONLY) if CAN_LOCK else None
    try:
        if handle is not None and not _lock(handle):
            return False
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        return True
    finally:
        if handle is not None:
            os.close(handle)


def hold(path: Path) -> int | None:
    """Keep a file or folder from being taken for a leftover; what is returned is to be closed, or ends with us."""
    if not CAN_LOCK:
        return None
    handle = os.open(path, os.O_RDONLY)
    _lock(handle)
    return handle


def _lock(handle: int) -> bool:
    """Whether the file is this process's now; the system lets go of it when the process ends, however it does."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
