"""Folders and zip files: which sources they hold, in a fixed order, without leaving them or following loops."""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from commonground.errors import CommongroundError, Said, UnreadableFile, UnsupportedFormat
from commonground.ingest.limits import BYTES_PER_MB, Limits
from commonground.ingest.package import ZIP_ERRORS, Budget, unpack
from commonground.ingest.refusal import Refusal

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LEFTOVERS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX", ".git", ".svn", ".hg"})


def is_leftover(name: str) -> bool:
    """A file that programs leave behind and nobody means to add: `.DS_Store`, Word's lock files and the like.

    >>> is_leftover("~$report.docx"), is_leftover("report.docx")
    (True, False)
    """
    return name in _LEFTOVERS or name.startswith(("~$", "._"))


def name_of(path: Path) -> str:
    """The path as text that can be printed and stored, whatever bytes and control characters stand in it."""
    return _UNPRINTABLE.sub("\ufffd", os.fsencode(path).decode("utf-8", "replace"))


def _member_name(member: zipfile.ZipInfo) -> str:
    """The member's name; one that is not marked as UTF-8 but is valid UTF-8 is read as such."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return _UNPRINTABLE.sub("\ufffd", name)


def files_under(path: Path, limits: Limits) -> Iterator[Path | Refusal]:
    """The path itself when it is a file, else all files below it, sorted; links to folders are not followed."""
    try:
        is_folder = path.is_dir()
    except OSError as error:
        yield refusal_of(path, error)
        return
    if is_folder:
        yield from _walk(path, path.resolve(), limits.folder_depth_max, limits)
    else:
        yield path


def _walk(folder: Path, root: Path, depth: int, limits: Limits) -> Iterator[Path | Refusal]:
    if depth == 0:
        yield Refusal(
            name_of(folder),
            limits.exceeded("folder_depth_max", name_of(folder), Said("folders nested too deeply")),
        )
        return
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield refusal_of(folder, error)
        return
    for entry in entries:
        path = folder / entry.name
        if is_leftover(entry.name):
            continue
        try:
            if entry.is_symlink():
                yield _link(path, root)
            elif entry.is_dir():
                yield from _walk(path, root, depth - 1, limits)
            else:
                yield path
        except OSError as error:
            yield refusal_of(path, error)


def _link(path: Path, root: Path) -> Path | Refusal:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        return refusal_of(path, error)
    if not target.is_relative_to(root):
        message = Said("a link that leads out of the folder")
    elif target.is_dir():
        message = Said("a link to a folder: not followed")
    else:
        return path
    return Refusal(
        name_of(path),
        UnreadableFile(message, where=name_of(path), advice=Said("add its target itself, if you want it")),
    )


def refusal_of(path: Path, error: Exception) -> Refusal:
    """The refusal for a path that the system would not open."""
    if isinstance(error, FileNotFoundError):
        message, advice = Said("no such file or folder"), Said("check the name")
    elif isinstance(error, PermissionError):
        message, advice = (
            Said("you may not read this"),
            Said("ask for the right to read it, or copy it to a place of yours"),
        )
    else:
        message = Said("cannot be opened (%(error)s)", error=str(error))
        advice = Said("check the name and the disk")
    refused = UnreadableFile(message, where=name_of(path), advice=advice)
    refused.__cause__ = error
    return Refusal(name_of(path), refused)


def bytes_of(path: Path, limits: Limits) -> bytes:
    """The file's bytes; raises for devices and pipes, and for files over the size limit, before reading them."""
    try:
        # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise refusal_of(path, error).error from error
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnsupportedFormat(
                Said("not an ordinary file (a pipe, device or socket)"),
                where=name_of(path),
                advice=Said("leave it out"),
            )
        size_max = limits.file_size_max_mb * BYTES_PER_MB
        try:
            data = stream.read(size_max + 1)
        except OSError as error:
            raise refusal_of(path, error).error from error
    if len(data) > size_max:
        raise limits.exceeded(
            "file_size_max_mb",
            name_of(path),
            Said("the file is larger than %(size)s MB", size=limits.file_size_max_mb),
        )
    return data


def members_of(data: bytes, name: str, budget: Budget, depth: int) -> Iterator[tuple[str, bytes] | Refusal]:
    """(name, bytes) of each file in the zip, sorted by name; a bad member is a refusal, a bomb ends the archive."""
    limits = budget.limits
    if depth > limits.archive_depth_max:
        raise limits.exceeded("archive_depth_max", name, Said("zip files nested too deeply"))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise UnreadableFile(
            Said("damaged zip file (%(error)s)", error=str(error)),
            where=name,
            advice=Said("copy or download it again"),
        ) from error
    with archive:
        members = archive.infolist()
        for _ in members:
            budget.count_member(name)
        for member in sorted(members, key=lambda m: m.filename):
            parts = PurePosixPath(member.filename.replace("\\", "/")).parts
            if member.is_dir() or any(map(is_leftover, parts)):
                continue
            inner = f"{name}!{_member_name(member)}"
            if stat.S_ISLNK(member.external_attr >> 16):
                yield Refusal(
                    inner,
                    UnreadableFile(
                        Said("a link inside the zip: not followed"),
                        where=inner,
                        advice=Said("add its target itself"),
                    ),
                )
                continue
            if ".." in parts or PurePosixPath(member.filename).is_absolute() or (parts and ":" in parts[0]):
                message = Said(
                    "the name leads out of the archive; archives made in good faith have no such names"
                )
                yield Refusal(
                    inner,
                    UnreadableFile(message, where=inner, advice=Said("unpack it yourself and look at it")),
                )
                continue
            try:
                if member.file_size > limits.file_size_max_mb * BYTES_PER_MB:
                    budget.spend(0, inner)
                    raise limits.exceeded("file_size_max_mb", inner, Said("the member is too large"))
                content = unpack(archive, member, budget, inner)
            except UnreadableFile as error:
                yield Refusal(inner, error)
                continue
            yield inner, content


def refusal_for(name: str, error: CommongroundError) -> Refusal:
    """The refusal of a source by its reader; the error names the source even where the reader did not."""
    if not error.where:
        error.where = name
    return Refusal(name, error)
