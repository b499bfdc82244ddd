"""Signing in by pages: forms that say what is wrong, roles, headers, and no way in without an invitation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from commonground.register import models
from commonground.register.workflows.accounts import Post, add_account, grant, invite
from commonground.register.workflows.actor import Actor, utc_now

HOST = Actor("administrator")
PASSWORD = "a long and quiet river"
LOGIN = "/accounts/login/"


@pytest.fixture
def client(register: Path) -> Iterator[Client]:
    """A browser."""
    assert register.exists()
    cache.clear()
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        yield Client(SERVER_NAME="localhost")
    cache.clear()


@pytest.fixture
def ann(client: Client) -> models.Account:
    """Somebody with two roles."""
    account = add_account("ann@example.org", Post("secretariat"), HOST, utc_now, PASSWORD)
    grant(account, Post("focal-point", "ITU-T"), HOST, utc_now)
    return account


class Fields(HTMLParser):
    """What a page has of labels, inputs, scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.labelled: set[str] = set()
        self.inputs: set[str] = set()
        self.inline: list[str] = []
        self.language = ""
        self.direction = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters."""
        values = dict(attrs)
        if tag == "html":
            self.language, self.direction = values.get("lang") or "", values.get("dir") or ""
        if tag == "label":
            self.labelled.add(values.get("for") or "")
        if tag in ("input", "select", "textarea") and values.get("type") not in ("hidden", "submit"):
            self.inputs.add(values.get("id") or "")
        is_inline = tag == "style" or (tag == "script" and not (values.get("src") and values.get("nonce")))
        if is_inline or "style" in values or any(name.startswith("on") for name in values):
            self.inline.append(tag)


class Errors(HTMLParser):
    """What a page says is wrong."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.is_error = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of class error begins one."""
        self.is_error = dict(attrs).get("class") == "error"

    def handle_data(self, data: str) -> None:
        """Its text."""
        if self.is_error and data.strip():
            self.texts.append(data.strip())


def sign_in(client: Client, password: str = PASSWORD, email: str = "ann@example.org") -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


@pytest.mark.usefixtures("ann")
def test_person_signs_in_and_out(client: Client) -> None:
    assert sign_in(client, email="Ann@Example.org").status_code == 302
    assert "ann@example.org" in client.get("/").content.decode()
    client.post("/accounts/logout/")
    assert "ann@example.org" not in client.get("/").content.decode()


@pytest.mark.usefixtures("ann")
def test_wrong_password_is_told_without_telling_who_has_an_account(client: Client) -> None:
    wrong, unknown = sign_in(client, "wrong"), sign_in(client, "wrong", "nobody@example.org")
    assert wrong.status_code == unknown.status_code == 200
    errors = [Errors(answer.content.decode()).texts for answer in (wrong, unknown)]
    assert errors[0] == errors[1] != []


@pytest.mark.usefixtures("ann")
def test_guessing_passwords_is_slowed_down(client: Client) -> None:
    statuses = [sign_in(client, f"guess {number}").status_code for number in range(12)]
    assert 429 in statuses or "Too many" in sign_in(client).content.decode()
    assert sign_in(client).status_code != 302


def test_nobody_signs_up_uninvited(client: Client) -> None:
    page = client.post(
        "/accounts/signup/", {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert page.status_code == 200
    assert not models.Account.objects.exists()
    for path in ("/accounts/password/reset/", "/accounts/email/"):
        assert client.get(path).status_code == 404


def test_invited_person_chooses_a_password_and_is_in(client: Client) -> None:
    _, secret = invite("bob@example.org", Post("focal-point", "ITU-D"), HOST, utc_now)
    path = f"/invitation/{secret}/"
    page = client.get(path)
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("strict-origin", "no-store")
    differ = client.post(path, {"password": PASSWORD, "again": "other"})
    assert (differ.status_code, "two passwords differ" in differ.content.decode()) == (422, True)
    weak = client.post(path, {"password": "12345", "again": "12345"})
    assert (weak.status_code, 'aria-invalid="true"' in weak.content.decode()) == (422, True)
    assert client.post(path, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert client.get("/api/v1/me").json()["sector"] == "ITU-D"
    assert client.get(path).status_code == 404


@pytest.mark.usefixtures("ann")
def test_role_is_chosen_and_another_looked_through(client: Client) -> None:
    sign_in(client)
    held = client.get("/api/v1/me").json()["assignments"]
    assert client.get("/api/v1/me").json()["role"] == "secretariat"
    client.post("/role/", {"role": held[1]["id"], "view_as": ""})
    assert client.get("/api/v1/me").json()["role"] == "focal-point"
    refused = client.post("/role/", {"role": held[1]["id"], "view_as": "visitor"})
    assert refused.status_code == 422
    client.post("/role/", {"role": held[0]["id"], "view_as": "focal-point ITU-D"})
    me = client.get("/api/v1/me").json()
    assert (me["role"], me["sector"], me["is_viewing_as"]) == ("focal-point", "ITU-D", True)
    assert "Nothing can be changed" in client.get("/").content.decode()


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(
    "path", ["/", LOGIN, "/role/", "/accounts/password/change/", "/accounts/2fa/", "/nothing"]
)
def test_pages_have_labels_a_language_and_nothing_inline(client: Client, path: str) -> None:
    if path != LOGIN:
        sign_in(client)
    page = client.get(path, headers={"Accept-Language": "fr"}, follow=True)
    fields = Fields(page.content.decode())
    assert fields.inputs <= fields.labelled
    assert fields.inline == []
    assert (fields.language, fields.direction) == ("fr", "ltr")


def test_pages_turn_to_the_right_for_arabic(client: Client) -> None:
    client.post("/language/", {"language": "ar", "next": "/"})
    fields = Fields(client.get("/").content.decode())
    assert (fields.language, fields.direction) == ("ar", "rtl")
    assert client.post("/language/", {"language": "xx", "next": "https://evil.example/"})["Location"] == "/"


@pytest.mark.parametrize("path", ["/", LOGIN, "/api/v1/sectors", "/nothing", "/api/v1/nothing"])
def test_every_answer_carries_the_headers(client: Client, path: str) -> None:
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_pages_find_their_style_and_offer_no_reset_by_mail(client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    found = re.search(r'href="(/static/web/base\.css\?v=[0-9a-f]{12})"', page)
    assert found, page
    assert "password/reset" not in page
    style = client.get(found[1])
    assert (style.status_code, style["Content-Type"].split(";")[0]) == (200, "text/css")
    assert "immutable" in style["Cache-Control"]
    assert b"body" in style.getvalue()
    style.close()
    changed = client.get("/static/web/base.css?v=000000000000")
    assert "immutable" not in changed.get("Cache-Control", "")
    changed.close()
    assert client.get("/static/../settings.py").status_code in (400, 404)


def test_over_https_browsers_are_told_to_stay_there(client: Client) -> None:
    with override_settings(SECURE_HSTS_SECONDS=100, SESSION_COOKIE_SECURE=True):
        answer = client.get("/", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=100"


def test_form_of_another_site_is_refused(ann: models.Account, client: Client) -> None:
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    page = strict.post(LOGIN, {"login": ann.email, "password": PASSWORD})
    assert (page.status_code, "another site" in page.content.decode()) == (403, True)
    assert client.get("/").status_code == 200
