"""Accounts, roles, invitations and tokens: who may sign in, as what. No secret is ever written to the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from commonground.domain.role import Access, Action, Role
from commonground.errors import BadInput, Conflict, NotAllowed, NotFound, Said
from commonground.register import models
from commonground.register.accounts import (
    SHOWN,
    TOKEN_PREFIX,
    Scope,
    actor_of,
    new_secret,
    open_invitation,
    require_sector,
    secret_hash,
)
from commonground.register.permissions import BOUND_TO_SECTOR, allows, require
from commonground.register.themes import get_theme
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.log import record_change

DAYS_INVITED = 14
DAYS_MAX = 366  # of a token or an invitation
NAME_LENGTH = 120
ASSIGNABLE = (Role.DELEGATE, Role.FOCAL_POINT, Role.COUNSELLOR, Role.SECRETARIAT, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Post:
    """A role and what it is bound to."""

    role: str
    sector: str = ""
    theme: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class AskedToken:
    """The token that somebody asks for: in which of their roles, what for, how long."""

    name: str
    scopes: tuple[str, ...] = (Scope.READ,)
    days: int = 90
    assignment: int | None = None  # None: the only role that the account holds


@transaction.atomic
def add_account(
    email: str, post: Post, actor: Actor, clock: Clock, password: str | None = None
) -> models.Account:
    """The new account in its role; without a password an invitation or a sign-in service lets its holder in.

    Raises BadInput for what is no address, a role that is none or a weak password, Conflict for an address that has
    an account, NotAllowed.
    """
    require(actor, Action.MANAGE_ACCOUNTS, where=email)
    address = _checked_address(email)
    checked = checked_post(post)
    if models.Account.objects.filter(email=address).exists():
        raise Conflict(
            Said("there is an account of this address already"),
            where=address,
            advice=Said("grant it the role"),
        )
    account = _new_account(address, password)
    record_change(actor, clock, "account-added", address, _told(checked), access=Access.INTERNAL)
    _grant(account, checked, actor, clock)
    return account


@transaction.atomic
def invite(
    email: str, post: Post, actor: Actor, clock: Clock, days: int = DAYS_INVITED
) -> tuple[models.Invitation, str]:
    """The invitation, and the secret of its link: shown once, stored hashed, good for so many days.

    Raises as `add_account` does; an address that has an account is invited to a further role.
    """
    require(actor, Action.MANAGE_ACCOUNTS, where=email)
    address = _checked_address(email)
    checked = checked_post(post)
    secret, at = new_secret(), clock()
    row = models.Invitation.objects.create(
        email=address,
        secret_hash=secret_hash(secret),
        **asdict(checked),
        invited_at=at,
        expires_at=at + timedelta(days=_checked_days(days)),
    )
    record_change(actor, clock, "account-invited", address, _told(checked), access=Access.INTERNAL)
    return row, secret


@transaction.atomic
def accept_invitation(secret: str, password: str, clock: Clock) -> models.Account:
    """The account of whoever holds the link, in the role it was invited to, with this password.

    Someone who has an account already gives its password instead of a new one. Raises NotFound for a link that is
    unknown, used or expired, BadInput for a weak or a wrong password.
    """
    row = models.Invitation.objects.select_for_update().get(pk=open_invitation(secret, clock()).pk)
    post = Post(row.role, row.sector, row.theme, row.body)
    account = models.Account.objects.filter(email=row.email).first()
    if account is not None and not account.is_active:
        raise NotAllowed(Said("the account was deactivated"), advice=Said("ask an administrator"))
    if account is not None and account.has_usable_password():
        if not account.check_password(password):
            raise BadInput(
                Said("not the password of your account"),
                where="password",
                advice=Said("give the one you sign in with"),
            )
    elif account is not None:
        _set_password(account, password)
        account.save(update_fields=["password"])
    else:
        account = _new_account(row.email, password)
    row.accepted_at = clock()
    row.save(update_fields=["accepted_at"])
    actor = Actor(post.role, post.sector, post.theme, post.body, account.pk)
    record_change(actor, clock, "invitation-accepted", row.email, _told(post), access=Access.INTERNAL)
    if not _held(account, post).exists():
        _grant(account, post, actor, clock)
    return account


@transaction.atomic
def grant(account: models.Account, post: Post, actor: Actor, clock: Clock) -> models.Assignment:
    """The role that the account holds from now on; raises BadInput, NotFound, Conflict when it holds it, NotAllowed."""
    require(actor, Action.MANAGE_ACCOUNTS, where=account.email)
    checked = checked_post(post)
    if _held(account, checked).exists():
        raise Conflict(
            Said("the account holds this role already"),
            where=account.email,
            advice=Said("nothing is to be done"),
        )
    return _grant(account, checked, actor, clock)


@transaction.atomic
def end_assignment(number: int, actor: Actor, clock: Clock) -> models.Assignment:
    """The role, ended: what was done in it stays, tokens bound to it work no longer.

    Raises NotFound, Conflict for a role that has ended or for the last administrator's, NotAllowed.
    """
    require(actor, Action.MANAGE_ACCOUNTS, where=str(number))
    row = models.Assignment.objects.select_for_update().select_related("account").filter(pk=number).first()
    if row is None:
        raise NotFound(
            Said("no assignment %(number)s", number=number),
            advice=Said("see them with: commonground account list"),
        )
    if row.ended_at is not None:
        raise Conflict(
            Said("the role has ended already"), where=row.account.email, advice=Said("nothing is to be done")
        )
    _keep_an_administrator([row], row.account.email)
    row.ended_at = clock()
    row.save(update_fields=["ended_at"])
    told = _told(Post(row.role, row.sector, row.theme, row.body))
    record_change(actor, clock, "role-ended", row.account.email, told, access=Access.INTERNAL)
    return row


@transaction.atomic
def set_active(account: models.Account, is_active: bool, actor: Actor, clock: Clock) -> models.Account:
    """The account, which may or may not sign in from now on; raises Conflict for the last administrator's."""
    require(actor, Action.MANAGE_ACCOUNTS, where=account.email)
    if account.is_active == is_active:
        return account
    if not is_active:
        _keep_an_administrator(account.assignments.filter(ended_at=None), account.email)
    account.is_active = is_active
    account.save(update_fields=["is_active"])
    action = "account-activated" if is_active else "account-deactivated"
    record_change(actor, clock, action, account.email, access=Access.INTERNAL)
    return account


@transaction.atomic
def forget_password(account: models.Account, actor: Actor, clock: Clock) -> models.Account:
    """The account without its password, which its holder lost: a new invitation lets them set another one."""
    require(actor, Action.MANAGE_ACCOUNTS, where=account.email)
    account.set_unusable_password()
    account.save(update_fields=["password"])
    record_change(actor, clock, "password-forgotten", account.email, access=Access.INTERNAL)
    return account


@transaction.atomic
def create_token(
    account: models.Account, asked: AskedToken, actor: Actor, clock: Clock
) -> tuple[models.ApiToken, str]:
    """The token, and its secret: shown once, stored as SHA-256, bound to one role, good for so many days.

    People make tokens for themselves only. Whoever has the register's file in hand (no account) makes them for
    anybody. Raises BadInput, NotFound for a role the account does not hold, NotAllowed.
    """
    if actor.account is None:
        require(actor, Action.MANAGE_ACCOUNTS, where=account.email)
    elif actor.account != account.pk:
        raise NotAllowed(
            Said("a token acts for whoever makes it"),
            where=account.email,
            advice=Said("make one for yourself"),
        )
    name = asked.name.strip()
    if not name or len(name) > NAME_LENGTH:
        raise BadInput(
            Said("a token needs a name"),
            where="name",
            advice=Said("say what it is for, in %(number)s characters", number=NAME_LENGTH),
        )
    scopes = _checked_scopes(asked.scopes)
    assignment = _bound_to(account, asked.assignment)
    if Scope.ADMIN in scopes:
        require(actor_of(account, assignment), Action.MANAGE_ACCOUNTS, where="scopes")
    secret, at = new_secret(TOKEN_PREFIX), clock()
    row = models.ApiToken.objects.create(
        account=account,
        assignment=assignment,
        name=name,
        prefix=secret[:SHOWN],
        secret_hash=secret_hash(secret),
        scopes=scopes,
        created_at=at,
        expires_at=at + timedelta(days=_checked_days(asked.days)),
    )
    detail = {"token": row.pk, "scopes": scopes, "expires_at": row.expires_at.isoformat()}
    record_change(actor, clock, "token-created", account.email, detail, access=Access.INTERNAL)
    return row, secret


@transaction.atomic
def revoke_token(number: int, actor: Actor, clock: Clock) -> models.ApiToken:
    """The token, of no use any longer: revoked by its holder, or by who manages accounts. Raises NotFound."""
    row = models.ApiToken.objects.select_for_update().select_related("account").filter(pk=number).first()
    if row is None or not (row.account_id == actor.account or allows(actor, Action.MANAGE_ACCOUNTS)):
        raise NotFound(
            Said("no token %(number)s of yours", number=number),
            advice=Said("see them with: commonground token list"),
        )
    if row.revoked_at is None:
        row.revoked_at = clock()
        row.save(update_fields=["revoked_at"])
        record_change(
            actor, clock, "token-revoked", row.account.email, {"token": row.pk}, access=Access.INTERNAL
        )
    return row


def checked_post(post: Post) -> Post:
    """The role with what it is bound to, as the register names these; raises BadInput or NotFound naming the field."""
    role = post.role.strip().lower().replace(" ", "-")
    if role not in ASSIGNABLE:
        raise BadInput(
            Said("no role %(role)s to give", role=repr(post.role[:80])),
            where="role",
            advice=Said("one of: %(names)s", names=", ".join(ASSIGNABLE)),
        )
    if (role in BOUND_TO_SECTOR) != bool(post.sector) and role != Role.DELEGATE:
        if post.sector:
            raise BadInput(
                Said("the role %(role)s acts for no Sector", role=role),
                where="sector",
                advice=Said("leave the Sector out"),
            )
        raise BadInput(
            Said("the role %(role)s acts for one Sector", role=role),
            where="sector",
            advice=Said("name the Sector"),
        )
    if post.sector:
        require_sector(post.sector)
    if post.body and not models.Body.objects.filter(code=post.body).exists():
        raise NotFound(
            Said("no body %(body)s", body=repr(post.body[:80])),
            where="body",
            advice=Said("write it as printed: ITU-T SG5"),
        )
    if role == Role.COUNSELLOR and not post.body:
        raise BadInput(
            Said("a counsellor is of one group"), where="body", advice=Said("name the body: ITU-T SG5")
        )
    theme = get_theme(post.theme).area if post.theme else ""
    return Post(role, post.sector, theme, post.body)


def _told(post: Post) -> dict[str, str]:
    return {name: value for name, value in asdict(post).items() if value}


def _checked_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadInput(
            Said("no e-mail address: %(address)s", address=repr(email[:80])),
            where="email",
            advice=Said("write name@example.org"),
        ) from error
    if len(address) > 254:  # of the e-mail field
        raise BadInput(
            Said("the address is too long"), where="email", advice=Said("give one of 254 characters at most")
        )
    return address


def _checked_days(days: int) -> int:
    if not 1 <= days <= DAYS_MAX:
        raise BadInput(
            Said("no number of days: %(days)s", days=days),
            where="days",
            advice=Said("give a number from 1 to %(number)s", number=DAYS_MAX),
        )
    return days


def _checked_scopes(scopes: Sequence[str]) -> list[str]:
    unknown = [scope for scope in scopes if scope not in set(Scope)]
    if unknown or not scopes:
        named = (
            Said("no scope %(scope)s", scope=repr(unknown[0][:80]))
            if unknown
            else Said("a token needs a scope")
        )
        raise BadInput(named, where="scopes", advice=Said("one of: %(names)s", names=", ".join(Scope)))
    return [str(scope) for scope in Scope if scope in scopes]


def _bound_to(account: models.Account, number: int | None) -> models.Assignment:
    held = list(account.assignments.filter(ended_at=None).order_by("pk"))
    found = held if number is None else [one for one in held if one.pk == number]
    if not found:
        raise NotFound(
            Said("the account holds no such role"), where="assignment", advice=Said("grant it the role first")
        )
    if len(found) > 1:
        listed = ", ".join(f"{one.pk} ({one.role} {one.sector})" for one in found)
        raise BadInput(
            Said("the account holds several roles"),
            where="assignment",
            advice=Said("name one: %(names)s", names=listed),
        )
    return found[0]


def _new_account(email: str, password: str | None) -> models.Account:
    account = models.Account(email=email)
    if password is None:
        account.set_unusable_password()
    else:
        _set_password(account, password)
    account.save()
    return account


def _set_password(account: models.Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise BadInput(
            " ".join(error.messages), where="password", advice=Said("choose another one")
        ) from error
    account.set_password(password)


def _held(account: models.Account, post: Post) -> QuerySet[models.Assignment]:
    return account.assignments.filter(ended_at=None, **asdict(post))


def _grant(account: models.Account, post: Post, actor: Actor, clock: Clock) -> models.Assignment:
    row = models.Assignment.objects.create(account=account, **asdict(post), granted_at=clock())
    record_change(actor, clock, "role-granted", account.email, _told(post), access=Access.INTERNAL)
    return row


def _keep_an_administrator(leaving: Iterable[models.Assignment], where: str) -> None:
    """Refuse to lose the last one who could let others in."""
    gone = [row.pk for row in leaving if row.role == Role.ADMINISTRATOR]
    if not gone:
        return
    others = models.Assignment.objects.filter(role=Role.ADMINISTRATOR, ended_at=None, account__is_active=True)
    if not others.exclude(pk__in=gone).exists():
        raise Conflict(
            Said("the last administrator stays"),
            where=where,
            advice=Said("make somebody else administrator first"),
        )


def remember_use(token: models.ApiToken, at: datetime) -> None:
    """Note when the token was last used, to the hour, so that reading does not write every time."""
    if token.last_used_at is None or at - token.last_used_at >= timedelta(hours=1):
        models.ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
