"""Accounts: who is invited, in which role they act, and that no secret is ever kept or logged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commonground.errors import BadInput, Conflict, NotAllowed, NotFound, NotSignedIn
from commonground.register import models
from commonground.register.accounts import actor_of, chosen_assignment, seen_as, token_holder
from commonground.register.secret_key import kept_secret_key
from commonground.register.sign_in import openid_providers
from commonground.register.workflows.accounts import (
    AskedToken,
    Post,
    accept_invitation,
    add_account,
    create_token,
    end_assignment,
    forget_password,
    grant,
    invite,
    set_active,
)
from commonground.register.workflows.actor import Actor

pytestmark = pytest.mark.usefixtures("register")
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
HOST = Actor("administrator")
FOCAL = Post("focal-point", "ITU-T")
PASSWORD = "a long and quiet river"


def clock() -> datetime:
    return AT


def later(**passed: int) -> Any:
    return lambda: AT + timedelta(**passed)


def logged() -> str:
    return " ".join(
        str(row) for row in models.Change.objects.values_list("action", "subject", "detail", "new")
    )


def test_invited_person_gets_an_account_in_the_role() -> None:
    _, secret = invite("Ann@Example.org", FOCAL, HOST, clock)
    account = accept_invitation(secret, PASSWORD, clock)
    assert (account.email, account.check_password(PASSWORD)) == ("ann@example.org", True)
    assert account.password.startswith("argon2")
    actor = actor_of(account, account.assignments.get())
    assert (actor.role, actor.sector, actor.account) == ("focal-point", "ITU-T", account.pk)
    assert models.Change.objects.filter(action="invitation-accepted").get().account_id == account.pk


def test_no_secret_is_stored_or_logged() -> None:
    row, secret = invite("ann@example.org", FOCAL, HOST, clock)
    account = accept_invitation(secret, PASSWORD, clock)
    token, token_secret = create_token(account, AskedToken("export"), HOST, clock)
    told = logged() + row.secret_hash + token.secret_hash + token.name + account.password
    for hidden in (secret, token_secret, PASSWORD):
        assert hidden not in told
    assert len(token_secret) >= 43  # 256 bits
    assert token_secret.startswith(token.prefix)


@pytest.mark.parametrize("spoil", ["used", "expired", "unknown"])
def test_link_works_once_and_for_a_time(spoil: str) -> None:
    _, secret = invite("ann@example.org", FOCAL, HOST, clock, days=1)
    if spoil == "used":
        accept_invitation(secret, PASSWORD, clock)
    when = later(days=2) if spoil == "expired" else clock
    with pytest.raises(NotFound):
        accept_invitation("guess" if spoil == "unknown" else secret, PASSWORD, when)
    assert models.Account.objects.count() == (1 if spoil == "used" else 0)


@pytest.mark.parametrize("password", ["short", "password1234567"[:8], "qwertyuiop12"[:10], "ann@example.org"])
def test_weak_password_is_refused_and_the_link_stays_good(password: str) -> None:
    _, secret = invite("ann@example.org", FOCAL, HOST, clock)
    with pytest.raises(BadInput) as refused:
        accept_invitation(secret, password, clock)
    assert refused.value.where == "password"
    assert accept_invitation(secret, PASSWORD, clock).email == "ann@example.org"


def test_further_role_is_accepted_with_the_password_of_the_account() -> None:
    add_account("ann@example.org", FOCAL, HOST, clock, PASSWORD)
    _, secret = invite("ann@example.org", Post("secretariat"), HOST, clock)
    with pytest.raises(BadInput):
        accept_invitation(secret, "somebody who found the link", clock)
    account = accept_invitation(secret, PASSWORD, clock)
    assert [one.role for one in account.assignments.order_by("pk")] == ["focal-point", "secretariat"]


def test_lost_password_is_replaced_through_a_new_invitation() -> None:
    account = add_account("ann@example.org", FOCAL, HOST, clock, PASSWORD)
    forget_password(account, HOST, clock)
    _, secret = invite("ann@example.org", FOCAL, HOST, clock)
    found = accept_invitation(secret, "another long password", clock)
    assert (found.pk, found.assignments.count()) == (account.pk, 1)
    assert found.check_password("another long password")


@pytest.mark.parametrize(
    ("post", "where"),
    [
        (Post("visitor"), "role"),
        (Post("machine"), "role"),
        (Post("king"), "role"),
        (Post("focal-point"), "sector"),
        (Post("secretariat", "ITU-T"), "sector"),
        (Post("counsellor", "ITU-T"), "body"),
        (Post("counsellor", "ITU-T", body="ITU-T SG99"), "body"),
        (Post("focal-point", "ITU-X"), ""),
    ],
)
def test_role_without_what_it_is_bound_to_is_refused(post: Post, where: str) -> None:
    with pytest.raises((BadInput, NotFound)) as refused:
        invite("ann@example.org", post, HOST, clock)
    assert refused.value.where == where
    assert not models.Invitation.objects.exists()


@pytest.mark.parametrize("role", ["visitor", "delegate", "secretariat", "machine"])
def test_only_administrators_manage_accounts(role: str) -> None:
    account = add_account("ann@example.org", Post("administrator"), HOST, clock)
    actor = Actor(role)
    for act in (
        lambda: invite("bob@example.org", FOCAL, actor, clock),
        lambda: add_account("bob@example.org", FOCAL, actor, clock),
        lambda: grant(account, FOCAL, actor, clock),
        lambda: end_assignment(account.assignments.get().pk, actor, clock),
        lambda: set_active(account, False, actor, clock),
        lambda: forget_password(account, actor, clock),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_last_administrator_stays() -> None:
    first = add_account("ann@example.org", Post("administrator"), HOST, clock)
    for lose in (
        lambda: set_active(first, False, HOST, clock),
        lambda: end_assignment(first.assignments.get().pk, HOST, clock),
    ):
        with pytest.raises(Conflict):
            lose()
    second = add_account("bob@example.org", Post("administrator"), HOST, clock)
    set_active(second, False, HOST, clock)
    with pytest.raises(Conflict):
        set_active(first, False, HOST, clock)
    set_active(second, True, HOST, clock)
    assert set_active(first, False, HOST, clock).is_active is False


def test_token_ends_with_its_time_and_its_role() -> None:
    account = add_account("ann@example.org", FOCAL, HOST, clock)
    _, secret = create_token(account, AskedToken("export", days=10), HOST, clock)
    holder = token_holder(secret, AT + timedelta(days=9))
    assert (holder.account.pk, holder.assignment.sector) == (account.pk, "ITU-T")
    with pytest.raises(NotSignedIn):
        token_holder(secret, AT + timedelta(days=10))
    end_assignment(account.assignments.get().pk, HOST, clock)
    with pytest.raises(NotSignedIn):
        token_holder(secret, AT)


def test_nobody_makes_a_token_for_another() -> None:
    ann = add_account("ann@example.org", FOCAL, HOST, clock)
    administrator = add_account("bob@example.org", Post("administrator"), HOST, clock)
    acting = actor_of(administrator, administrator.assignments.get())
    with pytest.raises(NotAllowed):
        create_token(ann, AskedToken("as ann"), acting, clock)
    assert create_token(administrator, AskedToken("mine"), acting, clock)[0].account_id == administrator.pk


@pytest.mark.parametrize(
    "asked",
    [
        AskedToken(""),
        AskedToken("x" * 121),
        AskedToken("x", scopes=()),
        AskedToken("x", scopes=("all",)),
        AskedToken("x", days=0),
        AskedToken("x", days=3650),
    ],
)
def test_token_needs_a_name_a_scope_and_an_end(asked: AskedToken) -> None:
    account = add_account("ann@example.org", FOCAL, HOST, clock)
    with pytest.raises(BadInput):
        create_token(account, asked, HOST, clock)
    assert not models.ApiToken.objects.exists()


def test_token_is_bound_to_a_role_the_account_holds() -> None:
    account = add_account("ann@example.org", FOCAL, HOST, clock)
    grant(account, Post("secretariat"), HOST, clock)
    with pytest.raises(BadInput):  # which of the two?
        create_token(account, AskedToken("x"), HOST, clock)
    other = add_account("bob@example.org", FOCAL, HOST, clock)
    with pytest.raises(NotFound):
        create_token(account, AskedToken("x", assignment=other.assignments.get().pk), HOST, clock)
    with pytest.raises(NotAllowed):  # the scope without the role
        create_token(other, AskedToken("x", scopes=("admin",)), HOST, clock)


def test_role_is_chosen_among_those_held() -> None:
    account = add_account("ann@example.org", FOCAL, HOST, clock)
    second = grant(account, Post("secretariat"), HOST, clock)
    assert chosen_assignment(account, str(second.pk)) == second
    chosen = chosen_assignment(account, "focal-point ITU-T")
    assert chosen is not None
    assert chosen.sector == "ITU-T"
    with pytest.raises(NotAllowed):
        chosen_assignment(account, "focal-point ITU-D")


def test_others_eyes_show_no_more_than_a_sector_sees() -> None:
    looked = seen_as(Actor("secretariat", account=7), "focal-point ITU-D")
    assert (looked.role, looked.sector, looked.account) == ("focal-point", "ITU-D", 7)
    with pytest.raises(BadInput):
        seen_as(Actor("secretariat"), "administrator")
    with pytest.raises(NotAllowed):
        seen_as(Actor("focal-point", "ITU-T"), "visitor")


def test_key_of_sessions_stays_and_is_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMMONGROUND_SECRET_KEY", raising=False)
    register = tmp_path / "a.sqlite"
    key = kept_secret_key(register)
    assert kept_secret_key(register) == key
    assert kept_secret_key(tmp_path / "b.sqlite") != key
    assert (tmp_path / "a.sqlite.key").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("COMMONGROUND_SECRET_KEY", "given")
    assert kept_secret_key(register) == "given"


def test_sign_in_services_come_from_a_file(tmp_path: Path) -> None:
    assert openid_providers({}) == []
    file = tmp_path / "openid.toml"
    whole = 'id="uni"\nname="Uni"\nclient_id="c"\nsecret="s"\nserver_url="https://id.example.org"\n'
    file.write_text(f"[[provider]]\n{whole}")
    found = openid_providers({"COMMONGROUND_OPENID": str(file)})
    assert (found[0]["provider_id"], found[0]["settings"]["server_url"]) == ("uni", "https://id.example.org")
    file.write_text('[[provider]]\nid="uni"\n')
    with pytest.raises(BadInput) as refused:
        openid_providers({"COMMONGROUND_OPENID": str(file)})
    assert "client_id" in refused.value.message
    with pytest.raises(BadInput):
        openid_providers({"COMMONGROUND_OPENID": str(tmp_path / "none.toml")})
