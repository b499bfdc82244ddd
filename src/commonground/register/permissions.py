"""Which role may do what, for which Sector: the one table that every workflow asks before it changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from commonground.domain.role import Access, Action, Role
from commonground.errors import BadInput, NotAllowed
from commonground.register.workflows.actor import Actor

_MEMBER = frozenset({Action.SEE_MEMBERS, Action.SEE_PROPOSALS, Action.PROPOSE_LINK})
_SECTOR = _MEMBER | {
    Action.SEE_INTERNAL,
    Action.JUDGE,
    Action.EXAMINE,
    Action.CLEAR_REVIEW,
    Action.EDIT_FACTS,
    Action.ADD_DOCUMENTS,
}
GRANTS: Mapping[Role, frozenset[Action]] = {
    Role.VISITOR: frozenset(),
    Role.DELEGATE: _MEMBER,
    Role.COUNSELLOR: _SECTOR,
    Role.FOCAL_POINT: _SECTOR,
    Role.SECRETARIAT: frozenset(Action) - {Action.JUDGE, Action.MANAGE_ACCOUNTS, Action.MANAGE_REGISTER},
    Role.ADMINISTRATOR: frozenset(
        {
            *(Action.SEE_MEMBERS, Action.SEE_INTERNAL, Action.SEE_PROPOSALS),
            *(Action.MANAGE_ACCOUNTS, Action.MANAGE_REGISTER),
        }
    ),
    Role.MACHINE: frozenset({Action.SEE_MEMBERS, Action.SEE_PROPOSALS, Action.SUGGEST, Action.CLEAR_REVIEW}),
}
BOUND_TO_SECTOR = frozenset({Role.FOCAL_POINT, Role.COUNSELLOR})
"""Roles that act for one Sector and change nothing that does not touch it."""


def role_of(actor: Actor) -> Role:
    """The actor's role; raises BadInput for a word that is none.

    >>> role_of(Actor("focal point", "ITU-T"))
    <Role.FOCAL_POINT: 'focal-point'>
    """
    try:
        return Role(actor.role.strip().lower().replace(" ", "-"))
    except ValueError as error:
        raise BadInput(f"no role {actor.role!r}", advice=f"one of: {', '.join(Role)}") from error


def allows(actor: Actor, action: Action, sectors: Iterable[str] | None = None) -> bool:
    """Whether the actor may do this to something that touches these Sectors (None: bound to no Sector)."""
    role = role_of(actor)
    if action not in GRANTS[role]:
        return False
    if role not in BOUND_TO_SECTOR or sectors is None:
        return True
    return bool(actor.sector) and actor.sector in set(sectors)


def require(actor: Actor, action: Action, sectors: Iterable[str] | None = None, *, where: str = "") -> None:
    """Nothing, or NotAllowed saying which roles may."""
    touched = None if sectors is None else tuple(sectors)
    if allows(actor, action, touched):
        return
    role = role_of(actor)
    may = ", ".join(one for one in Role if action in GRANTS[one]) or "nobody"
    acting = f"{role} of {actor.sector}" if actor.sector else str(role)
    if action in GRANTS[role]:
        named = " or ".join(touched or ()) or "a Sector that it touches"
        raise NotAllowed(f"a {acting} may not {action} here", where=where, advice=f"act for {named}")
    raise NotAllowed(f"a {acting} may not {action}", where=where, advice=f"roles that may: {may}")


def visible(actor: Actor) -> frozenset[Access]:
    """The access levels of records that the actor may see."""
    levels = {Access.PUBLIC}
    if allows(actor, Action.SEE_MEMBERS):
        levels.add(Access.MEMBERS)
    if allows(actor, Action.SEE_INTERNAL):
        levels.add(Access.INTERNAL)
    return frozenset(levels)
