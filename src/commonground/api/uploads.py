"""Files that come with a request: checked for size, read at once, or kept for a job where reading them takes long."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Annotated

from ninja import File
from ninja.files import UploadedFile

from commonground.errors import LimitExceeded, Said
from commonground.ingest.limits import BYTES_PER_MB, Limits
from commonground.register.job_kinds import keep_file

AT_ONCE_FILES, AT_ONCE_BYTES = 10, 2 * BYTES_PER_MB
"""What is read while the caller waits; more than that becomes a job, unless the caller says otherwise."""
OneFile = Annotated[UploadedFile, File(description="The file.")]


def limits() -> Limits:
    """The limits of this server."""
    return Limits.from_environment(os.environ)


def check_sizes(files: Sequence[UploadedFile]) -> None:
    """Raise LimitExceeded naming the first file that is larger than this server reads."""
    most = limits().file_size_max_mb
    for file in files:
        if (file.size or 0) > most * BYTES_PER_MB:
            raise LimitExceeded(
                Said("a file of more than %(number)s MB", number=most),
                where=name_of(file),
                advice=Said("split it"),
            )


def takes_long(files: Sequence[UploadedFile]) -> bool:
    """Whether reading the files is work for a job."""
    return len(files) > AT_ONCE_FILES or sum(file.size or 0 for file in files) > AT_ONCE_BYTES


def name_of(file: UploadedFile) -> str:
    """The file's name, without what no name holds."""
    return "".join(c for c in (file.name or "") if c.isprintable()).strip("./\\ ")[:200] or "document"


def kept(file: UploadedFile) -> str:
    """Keep the file for a job; returns the name under which the job's options give it."""
    return keep_file(name_of(file), file.read())
