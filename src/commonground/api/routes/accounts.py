"""Who one is, one's tokens, and, for administrators, accounts, invitations and roles."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from commonground.api.paging import Page, PageOf, page_by_key
from commonground.api.repetition import answers_secret
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.errors import NotFound, Said
from commonground.register import models
from commonground.register.accounts import (
    Scope,
    account_json,
    assignment_json,
    invitation_json,
    token_json,
)
from commonground.register.permissions import GRANTS, role_of
from commonground.register.workflows.accounts import (
    AskedToken,
    Post,
    accept_invitation,
    create_token,
    end_assignment,
    grant,
    invite,
    revoke_token,
    set_active,
)
from commonground.register.workflows.actor import utc_now

router = Router(tags=["accounts"])
Bound = Annotated[str, Field(max_length=120)]


class PostOut(Schema):
    """A role and what it is bound to."""

    role: str
    sector: str
    theme: str
    body: str


class AssignmentOut(PostOut):
    """A role that an account holds or held."""

    id: int
    granted_at: str
    ended_at: str | None


class MeOut(PostOut):
    """Who asks: the role they act in, what it allows, and the roles they could act in."""

    email: str | None
    is_viewing_as: bool
    levels: list[str]
    actions: list[str]
    scopes: list[str] | None
    assignments: list[AssignmentOut]


class AccountOut(Schema):
    """An account."""

    id: int
    email: str
    language: str
    is_active: bool
    has_password: bool
    assignments: list[AssignmentOut]


class AccountPage(Page):
    """A page of accounts."""

    items: list[AccountOut]


class AccountIn(Schema):
    """Whether the account may sign in."""

    is_active: bool


class PostIn(Schema):
    """A role and what it is bound to."""

    role: Annotated[str, Field(max_length=40, examples=["focal-point"])]
    sector: Annotated[Bound, Field(examples=["ITU-T"])] = ""
    theme: Bound = ""
    body: Bound = ""

    def as_post(self) -> Post:
        """The role as the workflow takes it."""
        return Post(self.role, self.sector, self.theme, self.body)


class InvitationIn(PostIn):
    """Whom to invite, to which role, for how many days."""

    email: Annotated[str, Field(max_length=254)]
    days: Annotated[int, Field(ge=1, le=366)] = 14


class InvitationOut(PostOut):
    """An invitation; `secret` is shown once, in the answer that makes it."""

    id: int
    email: str
    invited_at: str
    expires_at: str
    accepted_at: str | None
    secret: str | None = None
    address: Annotated[str | None, Field(description="The page at which it is accepted.")] = None


class InvitationPage(Page):
    """A page of invitations."""

    items: list[InvitationOut]


class AcceptIn(Schema):
    """The secret of an invitation's link, and the password to sign in with."""

    secret: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=200)]


class TokenIn(Schema):
    """The token to make."""

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["nightly export"])]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=3, default_factory=lambda: [Scope.READ])]
    days: Annotated[int, Field(ge=1, le=366)] = 90
    assignment: Annotated[int | None, Field(ge=1, lt=2**63, description="The role to act in.")] = None


class TokenOut(Schema):
    """A token; `secret` is shown once, in the answer that makes it."""

    id: int
    name: str
    prefix: str
    account: int
    assignment: int | None
    scopes: list[str]
    created_at: str
    expires_at: str
    revoked_at: str | None
    last_used_at: str | None
    secret: str | None = None


class TokenPage(Page):
    """A page of tokens."""

    items: list[TokenOut]


def _manager(request: HttpRequest) -> Viewer:
    """Whoever manages accounts; a token needs the scope for it."""
    viewer = viewer_of(request)
    viewer.require_account()
    viewer.require(Action.MANAGE_ACCOUNTS, "accounts")
    viewer.require_scope(Scope.ADMIN)
    return viewer


def _account(number: int) -> models.Account:
    row = models.Account.objects.prefetch_related("assignments").filter(pk=number).first()
    if row is None:
        raise NotFound(Said("no account %(name)s", name=number), advice=Said("see /accounts"))
    return row


@router.get("/me", response=MeOut, operation_id="get_me")
def me(request: HttpRequest) -> dict[str, Any]:
    """Who asks, in which role, and what it allows."""
    viewer = viewer_of(request)
    account = models.Account.objects.filter(pk=viewer.account).first() if viewer.account else None
    held = account.assignments.filter(ended_at=None).order_by("pk") if account else []
    actor = viewer.actor
    return {
        "email": account.email if account else None,
        **{name: value for name, value in asdict(actor).items() if name != "account"},
        "role": str(actor.role),
        "is_viewing_as": viewer.is_viewing_as,
        "levels": viewer.levels,
        "actions": sorted(GRANTS[role_of(actor)]),
        "scopes": sorted(viewer.scopes) if viewer.scopes is not None else None,
        "assignments": [assignment_json(one) for one in held],
    }


@router.get("/tokens", response=TokenPage, operation_id="list_tokens")
def tokens(request: HttpRequest) -> dict[str, Any]:
    """One's own tokens, without their secrets."""
    rows = models.ApiToken.objects.filter(account=viewer_of(request).require_account()).order_by("pk")
    return {"items": [token_json(row) for row in rows]}


@router.post("/tokens", response={201: TokenOut}, operation_id="create_token")
def make_token(request: HttpRequest, body: TokenIn) -> Status[Any]:
    """Make a token for oneself; its secret is in this answer and nowhere else."""
    viewer = viewer_of(request)
    account = _account(viewer.require_account())
    for scope in body.scopes:
        viewer.require_scope(scope)  # a token makes none that may do more
    assignment = viewer.assignment if viewer.scopes is not None else body.assignment or viewer.assignment
    asked = AskedToken(body.name, tuple(body.scopes), body.days, assignment)
    row, secret = create_token(account, asked, viewer.actor, utc_now)
    answers_secret(request)
    return Status(201, {**token_json(row), "secret": secret})


@router.delete("/tokens/{int:number}", response={204: None}, operation_id="revoke_token")
def unmake_token(request: HttpRequest, number: int) -> Status[None]:
    """Revoke a token; it works no longer."""
    viewer = viewer_of(request)
    viewer.require_account()
    revoke_token(number, viewer.actor, utc_now)
    return Status(204, None)


@router.get("/accounts", response=AccountPage, operation_id="list_accounts")
def accounts(request: HttpRequest, paging: PageOf) -> dict[str, Any]:
    """All accounts and their roles."""
    _manager(request)
    return page_by_key(models.Account.objects.prefetch_related("assignments"), paging, account_json)


@router.get("/accounts/{int:number}", response=AccountOut, operation_id="get_account")
def account(request: HttpRequest, number: int) -> dict[str, Any]:
    """One account."""
    _manager(request)
    return account_json(_account(number))


@router.patch("/accounts/{int:number}", response=AccountOut, operation_id="change_account")
def change_account(request: HttpRequest, number: int, body: AccountIn) -> dict[str, Any]:
    """Let the account sign in, or not any longer; its last state is all there is, so no version is needed."""
    viewer = _manager(request)
    return account_json(set_active(_account(number), body.is_active, viewer.actor, utc_now))


@router.post("/accounts/{int:number}/assignments", response={201: AssignmentOut}, operation_id="grant_role")
def grant_role(request: HttpRequest, number: int, body: PostIn) -> Status[Any]:
    """Give the account a role."""
    viewer = _manager(request)
    return Status(201, assignment_json(grant(_account(number), body.as_post(), viewer.actor, utc_now)))


@router.delete("/assignments/{int:number}", response={204: None}, operation_id="end_role")
def end_role(request: HttpRequest, number: int) -> Status[None]:
    """End a role; what was done in it stays."""
    viewer = _manager(request)
    end_assignment(number, viewer.actor, utc_now)
    return Status(204, None)


@router.get("/invitations", response=InvitationPage, operation_id="list_invitations")
def invitations(request: HttpRequest, paging: PageOf) -> dict[str, Any]:
    """All invitations, without the secrets of their links."""
    _manager(request)
    return page_by_key(models.Invitation.objects.all(), paging, invitation_json)


@router.post("/invitations", response={201: InvitationOut}, operation_id="invite")
def invite_one(request: HttpRequest, body: InvitationIn) -> Status[Any]:
    """Invite an address to a role; the secret of the link is in this answer and nowhere else."""
    viewer = _manager(request)
    row, secret = invite(body.email, body.as_post(), viewer.actor, utc_now, body.days)
    answers_secret(request)
    address = request.build_absolute_uri(f"/invitation/{secret}/")
    return Status(201, {**invitation_json(row), "secret": secret, "address": address})


@router.post("/invitations/accept", response={201: AccountOut}, operation_id="accept_invitation")
def accept(request: HttpRequest, body: AcceptIn) -> Status[Any]:
    """Accept an invitation with the secret of its link; needs no account yet."""
    row = accept_invitation(body.secret, body.password, utc_now)
    return Status(201, account_json(_account(row.pk)))
