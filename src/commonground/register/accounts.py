"""Accounts as they stand: which roles somebody holds, in which one they act, and whose token a secret is."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from commonground.domain.role import Role
from commonground.errors import BadInput, Conflict, NotAllowed, NotFound, NotSignedIn, Said
from commonground.register import models
from commonground.register.permissions import BOUND_TO_SECTOR
from commonground.register.workflows.actor import Actor

TOKEN_PREFIX = "cg_"  # noqa: S105 - by which leaked tokens are found
SECRET_BYTES = 32  # 256 bits: nothing is gained by a slow hash
SHOWN = len(TOKEN_PREFIX) + 6  # characters of a token that lists show
VISITOR = Actor(Role.VISITOR)
SEES_AS_OTHERS = frozenset({Role.SECRETARIAT, Role.ADMINISTRATOR})
SEEN_AS = (Role.VISITOR, Role.DELEGATE, Role.COUNSELLOR, Role.FOCAL_POINT)


class Scope(StrEnum):
    """What a token may be used for. Stored: never rename a value."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"  # accounts, invitations and roles


ALLOWED_BY = {
    Scope.READ: frozenset(Scope),
    Scope.WRITE: {Scope.WRITE, Scope.ADMIN},
    Scope.ADMIN: {Scope.ADMIN},
}
"""The scopes that allow what needs the scope named: who may write may read."""


def new_secret(prefix: str = "") -> str:
    """A secret that nobody can guess: 256 random bits behind the prefix."""
    return prefix + secrets.token_urlsafe(SECRET_BYTES)


def secret_hash(secret: str) -> str:
    """SHA-256 of a secret, as it is stored."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def actor_of(account: models.Account, assignment: models.Assignment | None) -> Actor:
    """Who acts: the account in the role of the assignment; without one it sees what a visitor sees."""
    if assignment is None:
        return Actor(Role.VISITOR, account=account.pk)
    return Actor(assignment.role, assignment.sector, assignment.theme, assignment.body, account.pk)


def held_assignments(account: models.Account) -> list[models.Assignment]:
    """The roles that the account holds now, the oldest first."""
    return list(account.assignments.filter(ended_at=None).order_by("pk"))


def chosen_assignment(account: models.Account, named: str) -> models.Assignment | None:
    """The role that somebody acts in: the one named, else the oldest one held; None for an account without any.

    `named` is the number of an assignment, or a role and its Sector: "12", "secretariat", "focal-point ITU-T".
    Raises NotAllowed for a role the account does not hold, Conflict when it holds several of that name.
    """
    held = held_assignments(account)
    wanted = named.strip()
    if not wanted:
        return held[0] if held else None
    if wanted.isdecimal():
        found = [one for one in held if str(one.pk) == wanted]
    else:
        role, _, sector = wanted.partition(" ")
        found = [one for one in held if one.role == role and sector.strip() in ("", one.sector)]
    if not found:
        raise NotAllowed(
            Said("you do not hold the role %(role)s", role=repr(wanted[:80])),
            advice=Said("roles you hold: %(names)s", names=_listed(held) or Said("none")),
        )
    if len(found) > 1:
        raise Conflict(
            Said("you hold several roles %(role)s", role=repr(wanted)),
            advice=Said("name one by its number: %(names)s", names=_listed(found)),
        )
    return found[0]


def _listed(held: list[models.Assignment]) -> str:
    return ", ".join(f"{one.pk} ({one.role} {one.sector}".rstrip() + ")" for one in held)


def seen_as(actor: Actor, named: str) -> Actor:
    """Whose view the secretariat or an administrator looks through: "focal-point ITU-T", "visitor".

    The result may only be used to read. Raises NotAllowed for other roles, BadInput for a role that is none or that
    would see more than a Sector does.
    """
    if actor.role not in SEES_AS_OTHERS:
        raise NotAllowed(
            Said("only the secretariat and administrators see the register as others do"),
            advice=Said("leave view-as out"),
        )
    role, _, sector = named.strip().partition(" ")
    if role not in SEEN_AS:
        raise BadInput(
            Said("no role %(role)s to view as", role=repr(role[:80])),
            advice=Said("one of: %(names)s", names=tuple(SEEN_AS)),
        )
    sector = sector.strip()
    if role in BOUND_TO_SECTOR:
        require_sector(sector)
    return Actor(role, sector, account=actor.account)


def require_sector(sector: str) -> None:
    """Nothing, or NotFound naming the Sectors there are."""
    if not models.Sector.objects.filter(code=sector).exists():
        known = ", ".join(models.Sector.objects.order_by("pk").values_list("code", flat=True))
        raise NotFound(
            Said("no Sector %(name)s", name=repr(sector[:80])),
            advice=Said("Sectors here: %(names)s", names=known),
        )


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Who a token acts for, and what it may be used for."""

    token: models.ApiToken
    account: models.Account
    assignment: models.Assignment
    scopes: frozenset[Scope]


def token_holder(secret: str, at: datetime) -> TokenHolder:
    """Who acts by this token at that time; raises NotSignedIn for one that is unknown, expired, revoked or orphaned."""
    row = (
        models.ApiToken.objects.select_related("account", "assignment")
        .filter(secret_hash=secret_hash(secret))
        .first()
    )
    if row is None:
        raise NotSignedIn(Said("no such token"), advice=Said("make one: commonground token create"))
    if row.revoked_at is not None:
        raise NotSignedIn(Said("the token was revoked"), where=row.prefix, advice=Said("make a new one"))
    if row.expires_at <= at:
        raise NotSignedIn(
            Said("the token expired on %(day)s", day=f"{row.expires_at:%Y-%m-%d}"),
            where=row.prefix,
            advice=Said("make a new one"),
        )
    if not row.account.is_active or row.assignment is None or row.assignment.ended_at is not None:
        raise NotSignedIn(
            Said("the role that the token acts in has ended"),
            where=row.prefix,
            advice=Said("ask an administrator"),
        )
    return TokenHolder(row, row.account, row.assignment, frozenset(map(Scope, row.scopes)))


def open_invitation(secret: str, at: datetime) -> models.Invitation:
    """The invitation of this link; raises NotFound when there is none, or it was used or has expired."""
    row = models.Invitation.objects.filter(secret_hash=secret_hash(secret)).first()
    if row is None or row.accepted_at is not None or row.expires_at <= at:
        raise NotFound(
            Said("the invitation is unknown, was used or has expired"),
            advice=Said("ask whoever invited you for a new one"),
        )
    return row


def get_account(name: str) -> models.Account:
    """The account with this address, whatever its case; raises NotFound."""
    row = models.Account.objects.filter(email=name.strip().lower()).first()
    if row is None:
        raise NotFound(
            Said("no account %(name)s", name=repr(name)),
            advice=Said("see them with: commonground account list"),
        )
    return row


def assignment_json(row: models.Assignment) -> dict[str, Any]:
    """A role that is held, as interfaces show it."""
    return {
        "id": row.pk,
        "role": row.role,
        "sector": row.sector,
        "theme": row.theme,
        "body": row.body,
        "granted_at": row.granted_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
    }


def account_json(row: models.Account) -> dict[str, Any]:
    """An account and the roles it holds and held; fetch `assignments` with it."""
    held = sorted(row.assignments.all(), key=lambda one: one.pk)
    return {
        "id": row.pk,
        "email": row.email,
        "language": row.language,
        "is_active": row.is_active,
        "has_password": row.has_usable_password(),
        "assignments": [assignment_json(one) for one in held],
    }


def token_json(row: models.ApiToken) -> dict[str, Any]:
    """A token without its secret, which nobody has but its holder."""
    return {
        "id": row.pk,
        "name": row.name,
        "prefix": row.prefix,
        "account": row.account_id,
        "assignment": row.assignment_id,
        "scopes": list(row.scopes),
        "created_at": row.created_at.isoformat(),
        "expires_at": row.expires_at.isoformat(),
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
        "last_used_at": row.last_used_at.isoformat() if row.last_used_at else None,
    }


def invitation_json(row: models.Invitation) -> dict[str, Any]:
    """An invitation without the secret of its link."""
    return {
        "id": row.pk,
        "email": row.email,
        "role": row.role,
        "sector": row.sector,
        "theme": row.theme,
        "body": row.body,
        "invited_at": row.invited_at.isoformat(),
        "expires_at": row.expires_at.isoformat(),
        "accepted_at": row.accepted_at.isoformat() if row.accepted_at else None,
    }
