"""`backup` and `restore`: a register as one file that any database takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commonground.cli.analyses import open_here
from commonground.cli.options import JsonOption, RegisterOption
from commonground.cli.output import message, print_json, progress_bar


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; an older one of the name is replaced.")],
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the whole register into one checksummed file, while others go on working in it.

    The file holds the accounts too (passwords hashed): keep it as you keep the register.
    """
    open_here(register)
    from commonground.domain.role import Role
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.keeping import backup_register

    with progress_bar("Writing rows", total=None) as progress:
        manifest = backup_register(file, Actor(Role.ADMINISTRATOR), utc_now, progress=progress)
    if as_json:
        print_json({"file": str(file), "rows": manifest.rows, "at": manifest.at.isoformat()})
        return
    message(f"Wrote {file}: {manifest.rows} rows, {file.stat().st_size} bytes")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that backup wrote.")],
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a register from a backup; a register that exists is never overwritten.

    With --register postgresql://... the rows go into an empty database: so a register moves from a file to a server.
    """
    from commonground.register.address import shown_address
    from commonground.register.opening import register_path
    from commonground.register.workflows.keeping import restore_register

    address = register_path(register)
    with progress_bar("Reading rows", total=None) as progress:
        manifest = restore_register(file, address, progress=progress)
    if as_json:
        print_json({"register": shown_address(address), "rows": manifest.rows, "at": manifest.at.isoformat()})
        return
    message(
        f"Made the register {shown_address(address)}: {manifest.rows} rows, as of {manifest.at:%Y-%m-%d %H:%M} UTC"
    )
