"""Which role may do what, for which Sector: the one table that every workflow asks before it changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from commonground.domain.role import Access, Action, Role
from commonground.errors import BadInput, NotAllowed, Said
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
SAID_ROLES: Mapping[Role, Said] = {
    Role.VISITOR: Said("visitor"),
    Role.DELEGATE: Said("delegate"),
    Role.FOCAL_POINT: Said("focal-point"),
    Role.COUNSELLOR: Said("counsellor"),
    Role.SECRETARIAT: Said("secretariat"),
    Role.ADMINISTRATOR: Said("administrator"),
    Role.MACHINE: Said("machine"),
}
"""The roles as refusals call them."""
_SAID_ACTIONS: Mapping[Action, Said] = {
    Action.SEE_MEMBERS: Said("see what is for members"),
    Action.SEE_INTERNAL: Said("see what is internal"),
    Action.SEE_PROPOSALS: Said("see proposals and suggestions"),
    Action.PROPOSE_LINK: Said("propose links"),
    Action.JUDGE: Said("judge links"),
    Action.MODERATE: Said("withdraw links or record statements of Sectors"),
    Action.EXAMINE: Said("examine gaps"),
    Action.CLEAR_REVIEW: Said("end the review of links"),
    Action.EDIT_FACTS: Said("edit facts"),
    Action.ADD_DOCUMENTS: Said("add documents"),
    Action.SUGGEST: Said("search for suggestions"),
    Action.RECORD_SUCCESSION: Said("record what became of work"),
    Action.PUBLISH: Said("publish editions"),
    Action.MANAGE_ACCOUNTS: Said("manage accounts"),
    Action.MANAGE_REGISTER: Said("manage the register"),
}


def role_of(actor: Actor) -> Role:
    """The actor's role; raises BadInput for a word that is none.

    >>> role_of(Actor("focal point", "ITU-T"))
    <Role.FOCAL_POINT: 'focal-point'>
    """
    try:
        return Role(actor.role.strip().lower().replace(" ", "-"))
    except ValueError as error:
        raise BadInput(
            Said("no role %(role)s", role=repr(actor.role)),
            advice=Said("one of: %(names)s", names=tuple(Role)),
        ) from error


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
    if action in GRANTS[role]:
        raise NotAllowed(
            _not_here(role, actor.sector, action),
            where=where,
            advice=Said(
                "act for %(sector)s", sector=" or ".join(touched or ()) or Said("a Sector that it touches")
            ),
        )
    may = tuple(SAID_ROLES[one] for one in Role if action in GRANTS[one])
    raise NotAllowed(
        _never(role, actor.sector, action),
        where=where,
        advice=Said("roles that may: %(roles)s", roles=may or Said("nobody")),
    )


def visible(actor: Actor) -> frozenset[Access]:
    """The access levels of records that the actor may see."""
    levels = {Access.PUBLIC}
    if allows(actor, Action.SEE_MEMBERS):
        levels.add(Access.MEMBERS)
    if allows(actor, Action.SEE_INTERNAL):
        levels.add(Access.INTERNAL)
    return frozenset(levels)


def _not_here(role: Role, sector: str, action: Action) -> Said:
    who, what = SAID_ROLES[role], _SAID_ACTIONS[action]
    if not sector:
        return Said("as %(role)s you may not %(action)s here", role=who, action=what)
    return Said("as %(role)s of %(sector)s you may not %(action)s here", role=who, sector=sector, action=what)


def _never(role: Role, sector: str, action: Action) -> Said:
    who, what = SAID_ROLES[role], _SAID_ACTIONS[action]
    if not sector:
        return Said("as %(role)s you may not %(action)s", role=who, action=what)
    return Said("as %(role)s of %(sector)s you may not %(action)s", role=who, sector=sector, action=what)
