"""The second factor (TOTP) by its pages, with codes of another implementation than the one that checks them."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.core.cache import cache
from django.test import Client, override_settings

from commonground.register import models
from commonground.register.workflows.accounts import Post, add_account
from commonground.register.workflows.actor import Actor, utc_now

HOST = Actor("administrator")
PASSWORD = "a long and quiet river"
ADDRESS = "ann@example.org"
LOGIN, SECOND = "/accounts/login/", "/accounts/2fa/authenticate/"
AGAIN = "/accounts/reauthenticate/"
ACTIVATE, CODES = "/accounts/2fa/totp/activate/", "/accounts/2fa/recovery-codes/"


@pytest.fixture
def client(register: Path) -> Iterator[Client]:
    """A browser, and an account that it can sign in to."""
    assert register.exists()
    add_account(ADDRESS, Post("secretariat"), HOST, utc_now, PASSWORD)
    cache.clear()
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        yield Client(SERVER_NAME="localhost")
    cache.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The time by which codes are checked: now, and later when a test says so."""
    told = SimpleNamespace(now=time.time())
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: told.now))
    return told


def code_of(secret: bytes, at: float, digits: int = 6) -> str:
    """The code of RFC 6238 (SHA-1, steps of 30 seconds)."""
    return TOTP(secret, digits, SHA1(), 30).generate(int(at)).decode()  # noqa: S303 - the algorithm of the RFC


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (20000000000, "65353130")],
)
def test_codes_of_this_test_are_those_of_rfc_6238(at: int, code: str) -> None:
    """Appendix B of the RFC."""
    assert code_of(b"12345678901234567890", at, digits=8) == code


def pass_word(client: Client) -> Any:
    return client.post(LOGIN, {"login": ADDRESS, "password": PASSWORD})


def who(client: Client) -> Any:
    return client.get("/api/v1/me").json()["email"]


def activated(client: Client, clock: SimpleNamespace) -> tuple[bytes, list[str]]:
    """Sign in and activate the second factor by its pages: the secret, and the recovery codes that are shown."""
    pass_word(client)
    client.post(AGAIN, {"password": PASSWORD})
    page = client.get(ACTIVATE)
    assert page.status_code == 200
    shown = re.search(r'value="([A-Z2-7]{32})"', page.content.decode())
    assert shown
    secret = base64.b32decode(shown[1])
    wrong = client.post(ACTIVATE, {"code": "000000"})
    assert wrong.status_code == 200
    done = client.post(ACTIVATE, {"code": code_of(secret, clock.now)}, follow=True)
    assert done.redirect_chain
    codes = re.findall(r"\b\d{8}\b", client.get(CODES).content.decode())
    client.post("/accounts/logout/")
    clock.now += 120  # a code is good once
    return secret, list(dict.fromkeys(codes))


def test_page_shows_the_secret_as_picture_and_text(client: Client) -> None:
    pass_word(client)
    asked = client.get(ACTIVATE)  # the password once more, for an open browser is not its owner
    assert (asked.status_code, asked["Location"].split("?")[0]) == (302, AGAIN)
    assert client.post(AGAIN, {"password": "wrong"}).status_code == 200
    assert client.get(ACTIVATE).status_code == 302
    client.post(AGAIN, {"password": PASSWORD})
    page = client.get(ACTIVATE)
    text = page.content.decode()
    shown = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', text)
    assert shown
    assert b"<svg" in base64.b64decode(shown[1])
    pictures = re.search(r"img-src ([^;]*)", page["Content-Security-Policy"])
    assert pictures
    assert "data:" in pictures[1]


def test_nobody_is_in_before_the_code(client: Client, clock: SimpleNamespace) -> None:
    secret, _ = activated(client, clock)
    answer = pass_word(client)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, SECOND)
    assert who(client) is None
    assert client.get("/role/").status_code in (302, 401)
    client.post(SECOND, {"code": code_of(secret, clock.now)})
    assert who(client) == ADDRESS


def test_wrong_old_and_used_codes_are_refused(client: Client, clock: SimpleNamespace) -> None:
    secret, _ = activated(client, clock)
    pass_word(client)
    good = code_of(secret, clock.now)
    for code in ("", "000000" if good != "000000" else "000001", code_of(secret, clock.now - 3600), "ABCDEF"):
        refused = client.post(SECOND, {"code": code})
        assert refused.status_code == 200
        assert who(client) is None
    client.post(SECOND, {"code": good})
    assert who(client) == ADDRESS
    again = Client(SERVER_NAME="localhost")
    pass_word(again)
    assert again.post(SECOND, {"code": good}).status_code == 200
    assert who(again) is None


def test_guessing_codes_is_slowed_down(client: Client, clock: SimpleNamespace) -> None:
    secret, _ = activated(client, clock)
    pass_word(client)
    for number in range(8):
        client.post(SECOND, {"code": f"00000{number}"})
    client.post(SECOND, {"code": code_of(secret, clock.now)})
    assert who(client) is None


def test_recovery_code_is_good_once(client: Client, clock: SimpleNamespace) -> None:
    _, codes = activated(client, clock)
    assert len(codes) >= 8
    pass_word(client)
    client.post(SECOND, {"code": codes[0]})
    assert who(client) == ADDRESS
    client.post("/accounts/logout/")
    pass_word(client)
    assert client.post(SECOND, {"code": codes[0]}).status_code == 200
    assert who(client) is None
    client.post(SECOND, {"code": codes[1]})
    assert who(client) == ADDRESS


def test_taking_it_away_asks_for_the_password_or_code_again(client: Client, clock: SimpleNamespace) -> None:
    secret, _ = activated(client, clock)
    deactivate = "/accounts/2fa/totp/deactivate/"
    pass_word(client)
    client.post(SECOND, {"code": code_of(secret, clock.now)})
    assert client.post(deactivate).status_code == 302
    assert client.get(deactivate, follow=True).redirect_chain
    clock.now += 120
    client.post("/accounts/logout/")
    assert pass_word(client)["Location"].startswith(SECOND)
    client.post(SECOND, {"code": code_of(secret, clock.now)})
    client.post(AGAIN, {"password": PASSWORD})
    client.post(deactivate)
    client.post("/accounts/logout/")
    pass_word(client)
    assert who(client) == ADDRESS


def test_codes_leave_no_trace_in_the_log(client: Client, clock: SimpleNamespace) -> None:
    secret, codes = activated(client, clock)
    written = "".join(str(row) for row in models.Change.objects.values_list("detail", "subject", "new"))
    assert base64.b32encode(secret).decode() not in written
    assert not any(code in written for code in codes)
