"""Make a register, or bring an older one's tables up to date."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from commonground.domain.profile import Profile
from commonground.errors import Conflict, Said
from commonground.register import opening
from commonground.register.address import is_server, shown_address
from commonground.register.workflows.actor import Actor, Clock


def create_register(
    path: str | Path, profile: Profile, actor: Actor, clock: Clock, *, with_lists: bool = True
) -> dict[str, int]:
    """Make a register at `path` with the profile's facts and return how many of each.

    With `with_lists` False it holds the organization's bodies, Questions and instruments, but no list of areas
    and no theme. Raises Conflict when there is one. A failed creation leaves no file, and no facts in a database; what
    one that was killed left is made whole.
    """
    if opening.register_exists(path):
        what = (
            Said("the database holds a register already")
            if is_server(path)
            else Said("there is a file of this name already")
        )
        raise Conflict(what, where=shown_address(path), advice=Said("name another, or remove it"))
    is_new_file = not is_server(path) and not Path(path).exists()
    try:
        opening.create_tables(path)
        _store(profile, actor, clock, with_lists=with_lists)
    except BaseException:
        opening.close_register()
        if is_new_file:  # else the transaction is undone, and the file may be another's who makes one now
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
        raise
    return {
        "sectors": len(profile.sectors),
        "bodies": len(profile.bodies),
        "questions": len(profile.questions),
        "instruments": len(profile.instruments),
        "list entries": len(profile.entries) if with_lists else 0,
        "links": len(profile.links),
    }


def upgrade_register(path: str | Path, clock: Clock) -> None:
    """Bring an older register's tables up to date, and make what newer versions keep beside them.

    All of it is one transaction: a run that is killed leaves the register of the older version, whole.
    """

    def renew() -> None:
        from commonground.register.fulltext import rebuild_texts
        from commonground.register.workflows.linking import keep_all_links

        keep_all_links(clock())
        rebuild_texts()

    opening.alter_tables(path, renew)


def _store(profile: Profile, actor: Actor, clock: Clock, *, with_lists: bool) -> None:
    # Models can be imported only after `create_tables` has set Django up.
    from commonground.register.facts import store_profile
    from commonground.register.fulltext import rebuild_texts
    from commonground.register.workflows.linking import keep_all_links
    from commonground.register.workflows.log import record_change

    with transaction.atomic():
        store_profile(profile, clock(), with_lists=with_lists)
        keep_all_links(clock())
        rebuild_texts()
        record_change(actor, clock, "register-created", profile.code, {"with_lists": with_lists})
