"""What is seen while somebody reads: rows of access levels that they may not see are as if they were not there.

Inside `seeing` every reading function leaves out documents, and all that was found in them, and facts and links of
other levels; whatever is worked out of the register is then worked out of what may be seen. The managers of
`models.base` apply it. Changes are made outside of it: a workflow has to know what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps

from commonground.domain.role import Access
from commonground.domain.theme import EntryState

EVERYTHING = frozenset(Access)
SHOWN_TO_ALL = (EntryState.AGREED, EntryState.STATED)
"""States of links that those see who may not see proposals."""
_seen: ContextVar[frozenset[str] | None] = ContextVar("seen", default=None)


@contextmanager
def seeing(levels: Iterable[str] = EVERYTHING) -> Iterator[None]:
    """Everything read inside is of these access levels only."""
    wanted = frozenset(map(str, levels))
    token = _seen.set(None if wanted >= EVERYTHING else wanted)
    try:
        yield
    finally:
        _seen.reset(token)


def levels_up_to(access: Access) -> frozenset[Access]:
    """The levels that somebody sees who may see this one.

    >>> sorted(levels_up_to(Access.MEMBERS))
    [<Access.MEMBERS: 'members'>, <Access.PUBLIC: 'public'>]
    """
    ordered = list(Access)
    return frozenset(ordered[: ordered.index(access) + 1])


def seen_levels() -> tuple[str, ...] | None:
    """The levels that are seen, sorted; None where nothing is left out."""
    levels = _seen.get()
    return None if levels is None else tuple(sorted(levels))


def sees(access: str) -> bool:
    """Whether what has this access level is seen."""
    levels = _seen.get()
    return levels is None or access in levels


def sees_proposals() -> bool:
    """Whether links are seen that nobody has agreed to yet: these are for members."""
    return sees(Access.MEMBERS)


def is_anything_hidden() -> bool:
    """Whether the register holds a record that is not seen; a few short queries, none where everything is seen."""
    levels = seen_levels()
    if levels is None:
        return False
    for model in apps.get_app_config("register").get_models():
        if hasattr(model.objects, "is_by_access") and "access" in {  # type: ignore[attr-defined]
            field.name for field in model._meta.fields
        }:
            with seeing():
                if model.objects.exclude(access__in=levels).exists():  # type: ignore[attr-defined]
                    return True
    return False
