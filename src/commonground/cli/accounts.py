"""`account` and `token`: who may sign in, as what, and which programs act for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commonground.cli.analyses import open_here
from commonground.cli.options import JsonOption, RegisterOption
from commonground.cli.output import message, print_json, print_table

if TYPE_CHECKING:
    from commonground.register.workflows.accounts import Post
    from commonground.register.workflows.actor import Actor

account = typer.Typer(help="Accounts, the roles they hold, and invitations.", no_args_is_help=True)
token = typer.Typer(help="Tokens by which programs use the API.", no_args_is_help=True)

EmailArgument = Annotated[str, typer.Argument(help="The e-mail address.")]
RoleOption = Annotated[
    str, typer.Option("--role", help="delegate, focal-point, counsellor, secretariat or administrator.")
]
SectorOption = Annotated[str, typer.Option("--sector", help="The Sector that the role acts for.")]
ThemeOption = Annotated[str, typer.Option("--theme", help="The theme that a focal point is bound to.")]
BodyOption = Annotated[str, typer.Option("--body", help="The group that a counsellor is of.")]


def _host() -> Actor:
    """Whoever has the register's file in hand may do what an administrator may."""
    from commonground.domain.role import Role
    from commonground.register.workflows.actor import Actor

    return Actor(Role.ADMINISTRATOR)


def _post(role: str, sector: str, theme: str, body: str) -> Post:
    from commonground.register.facts import read_profile
    from commonground.register.sectors import find_sector
    from commonground.register.workflows.accounts import Post

    return Post(role, find_sector(read_profile(), sector) if sector else "", theme, body)


@account.command("add")
def add(
    email: EmailArgument,
    role: RoleOption,
    sector: SectorOption = "",
    theme: ThemeOption = "",
    body: BodyOption = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from stdin.")
    ] = False,
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add an account in a role, for instance the first administrator.

    Without --password-stdin the account is entered through the link of `account invite`, or a sign-in service.
    """
    import sys

    open_here(register)
    from commonground.register.accounts import account_json
    from commonground.register.workflows.accounts import add_account
    from commonground.register.workflows.actor import utc_now

    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    row = add_account(email, _post(role, sector, theme, body), _host(), utc_now, password)
    if as_json:
        print_json(account_json(row))
    else:
        message(f"Added {row.email}")


@account.command("list")
def list_accounts(register: RegisterOption = None, as_json: JsonOption = False) -> None:
    """All accounts with the roles they hold."""
    open_here(register)
    from commonground.register import models
    from commonground.register.accounts import account_json

    found = [
        account_json(row) for row in models.Account.objects.prefetch_related("assignments").order_by("pk")
    ]
    if as_json:
        print_json(found)
        return
    rows = [
        (
            one["email"],
            "yes" if one["is_active"] else "no",
            str(held["id"]),
            " ".join(filter(None, (held["role"], held["sector"], held["body"], held["theme"]))),
        )
        for one in found
        for held in one["assignments"] or [{"id": "", "role": "none", "sector": "", "body": "", "theme": ""}]
        if not held.get("ended_at")
    ]
    print_table(("account", "active", "number", "role"), rows, title="Accounts")


@account.command("invite")
def invite(
    email: EmailArgument,
    role: RoleOption,
    sector: SectorOption = "",
    theme: ThemeOption = "",
    body: BodyOption = "",
    days: Annotated[int, typer.Option("--days", help="How long the link is good.")] = 14,
    new_password: Annotated[
        bool, typer.Option("--new-password", help="Forget the password of the account: it was lost.")
    ] = False,
    origin: Annotated[
        str, typer.Option("--origin", help="Where people reach the pages.")
    ] = "http://127.0.0.1:8000",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the link by which somebody joins in a role. It is shown once; send it to them."""
    open_here(register)
    from commonground.register.accounts import get_account, invitation_json
    from commonground.register.workflows.accounts import forget_password
    from commonground.register.workflows.accounts import invite as make_invitation
    from commonground.register.workflows.actor import utc_now

    if new_password:
        forget_password(get_account(email), _host(), utc_now)
    row, secret = make_invitation(email, _post(role, sector, theme, body), _host(), utc_now, days)
    address = f"{origin.rstrip('/')}/invitation/{secret}/"
    if as_json:
        print_json({**invitation_json(row), "secret": secret, "address": address})
        return
    typer.echo(address)
    message(f"Good until {row.expires_at:%Y-%m-%d %H:%M} UTC, once. It is not shown again.")


@account.command("grant")
def grant(
    email: EmailArgument,
    role: RoleOption,
    sector: SectorOption = "",
    theme: ThemeOption = "",
    body: BodyOption = "",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give an account a further role."""
    open_here(register)
    from commonground.register.accounts import assignment_json, get_account
    from commonground.register.workflows.accounts import grant as give
    from commonground.register.workflows.actor import utc_now

    row = give(get_account(email), _post(role, sector, theme, body), _host(), utc_now)
    if as_json:
        print_json(assignment_json(row))
    else:
        message(f"{email}: {row.role} {row.sector}".rstrip())


@account.command("end")
def end(
    number: Annotated[int, typer.Argument(help="The number of the role, from `account list`.")],
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a role. What was done in it stays; tokens bound to it work no longer."""
    open_here(register)
    from commonground.register.accounts import assignment_json
    from commonground.register.workflows.accounts import end_assignment
    from commonground.register.workflows.actor import utc_now

    row = end_assignment(number, _host(), utc_now)
    if as_json:
        print_json(assignment_json(row))
    else:
        message(f"Ended: {row.account.email}, {row.role} {row.sector}".rstrip())


@account.command("deactivate")
def deactivate(
    email: EmailArgument,
    undo: Annotated[bool, typer.Option("--undo", help="Let the account sign in again.")] = False,
    register: RegisterOption = None,
) -> None:
    """Let an account sign in no longer."""
    open_here(register)
    from commonground.register.accounts import get_account
    from commonground.register.workflows.accounts import set_active
    from commonground.register.workflows.actor import utc_now

    row = set_active(get_account(email), undo, _host(), utc_now)
    message(f"{row.email}: {'active' if row.is_active else 'not active'}")


@token.command("create")
def create(
    email: Annotated[str, typer.Option("--account", help="Whom the program acts for.")],
    name: Annotated[str, typer.Option("--name", help="What the token is for.")] = "command line",
    scope: Annotated[
        list[str] | None, typer.Option("--scope", help="read, write or admin; several may be given.")
    ] = None,
    days: Annotated[int, typer.Option("--days", help="How long it is good.")] = 90,
    role: Annotated[
        int | None, typer.Option("--role", help="Number of the role, from `account list`.")
    ] = None,
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a token and print it, once: on stdout it stands alone."""
    open_here(register)
    from commonground.register.accounts import get_account, token_json
    from commonground.register.workflows.accounts import AskedToken, create_token
    from commonground.register.workflows.actor import utc_now

    asked = AskedToken(name, tuple(scope or ("read",)), days, role)
    row, secret = create_token(get_account(email), asked, _host(), utc_now)
    if as_json:
        print_json({**token_json(row), "secret": secret})
        return
    typer.echo(secret)
    message(f"Good until {row.expires_at:%Y-%m-%d}. It is not shown again.")


@token.command("list")
def list_tokens(
    email: Annotated[str, typer.Option("--account", help="Only of this account.")] = "",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tokens, without their secrets."""
    open_here(register)
    from commonground.register import models
    from commonground.register.accounts import get_account, token_json

    rows = models.ApiToken.objects.select_related("account").order_by("pk")
    if email:
        rows = rows.filter(account=get_account(email))
    if as_json:
        print_json([{**token_json(row), "email": row.account.email} for row in rows])
        return
    print_table(
        ("number", "token", "name", "account", "scopes", "good until", "revoked"),
        [
            (
                str(row.pk),
                f"{row.prefix}…",
                row.name,
                row.account.email,
                ", ".join(row.scopes),
                f"{row.expires_at:%Y-%m-%d}",
                f"{row.revoked_at:%Y-%m-%d}" if row.revoked_at else "",
            )
            for row in rows
        ],
        title="Tokens",
    )


@token.command("revoke")
def revoke(
    number: Annotated[int, typer.Argument(help="The number of the token, from `token list`.")],
    register: RegisterOption = None,
) -> None:
    """Make a token useless."""
    open_here(register)
    from commonground.register.workflows.accounts import revoke_token
    from commonground.register.workflows.actor import utc_now

    row = revoke_token(number, _host(), utc_now)
    message(f"Revoked {row.prefix}… of {row.account.email}")
