"""Back a register up into one portable file, and make a register from such a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from commonground.domain.role import Action
from commonground.errors import Conflict, NotAvailable, NotFound, Said
from commonground.register import opening
from commonground.register.address import is_server
from commonground.register.leftovers import part_file, part_folder
from commonground.register.permissions import require
from commonground.register.portable import (
    Manifest,
    PortableFile,
    load_portable,
    whole_register,
    write_portable,
)
from commonground.register.routing import steady_view
from commonground.register.workflows.actor import Actor, Clock

Progress = Callable[[int], None]


def _nothing(done: int) -> None:
    """Tell nobody."""


def backup_register(path: Path, actor: Actor, clock: Clock, *, progress: Progress = _nothing) -> Manifest:
    """Write the open register, as it is at this moment, into the file, and return what the file says of itself.

    Others may go on writing. The file appears whole or not at all; an older one of the name is replaced. Hidden files
    that killed runs left beside it are removed. Raises
    NotAllowed, NotAvailable when it cannot be written.
    """
    require(actor, Action.MANAGE_REGISTER, where=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part_file(path.parent) as part:
            with part.open("wb") as file:
                manifest = _write(file, clock(), progress)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
    except OSError as error:
        raise NotAvailable(
            Said("cannot be written: %(reason)s", reason=error.strerror),
            where=str(path),
            advice=Said("name another file"),
        ) from error
    return manifest


def _write(file: object, at: datetime, progress: Progress) -> Manifest:
    with steady_view() as view:
        return write_portable(file, whole_register(), view, at, progress=progress)  # type: ignore[arg-type]


def restore_register(path: Path, address: str, *, progress: Progress = _nothing) -> Manifest:
    """Make a register at the address from the file, and return what the file says of itself.

    A register of a file appears whole or not at all; one on a server is filled in one transaction. Every checksum is
    looked at before anything is made. Raises NotFound for the file, UnreadableFile for a damaged one, BadInput for one
    of a newer version, Conflict where a register is already.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise NotFound(
            Said("cannot be read: %(reason)s", reason=error.strerror),
            where=str(path),
            advice=Said("name a backup"),
        ) from error
    with file:
        source = PortableFile(file, str(path))
        source.verify()
        if is_server(address):
            _fill_server(source, address, progress)
        else:
            _fill_file(source, Path(address), progress)
        return source.manifest


def _fill_file(source: PortableFile, target: Path, progress: Progress) -> None:
    if target.exists():
        raise Conflict(
            Said("there is a file of this name already"),
            where=str(target),
            advice=Said("name another with --register"),
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    with part_folder(target.parent) as folder:
        made = folder / target.name
        opening.create_tables(made)
        _load(source, progress)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        opening.close_register()
        made.replace(target)
    opening.open_register(target)


def _fill_server(source: PortableFile, address: str, progress: Progress) -> None:
    opening.create_tables(address)
    from commonground.register import models  # can be imported only once `create_tables` has set Django up

    if models.ProfileRecord.objects.exists():
        raise Conflict(
            Said("the database holds a register already"),
            where=source.name,
            advice=Said("restore into an empty database"),
        )
    _load(source, progress)


def _load(source: PortableFile, progress: Progress) -> None:
    """All rows, and what a backup leaves out because it is made from them, in one transaction."""
    from commonground.register.fulltext import rebuild_texts
    from commonground.register.standings import renew_list_columns

    with transaction.atomic():
        load_portable(source, whole_register(), "default", progress=progress)
        renew_list_columns()
        rebuild_texts()
