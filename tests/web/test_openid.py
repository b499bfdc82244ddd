"""Signing in by a sign-in service: the whole way there and back, with a service that runs beside the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from tests.web.openid_service import CLIENT, SECRET, Service, Spoiled, running

from commonground.register import models
from commonground.register.sign_in import openid_providers
from commonground.register.workflows.accounts import Post, add_account, set_active
from commonground.register.workflows.actor import Actor, utc_now

HOST = Actor("administrator")
pytestmark = pytest.mark.enable_socket  # on this machine: the service runs beside the test
BEGIN = "/accounts/oidc/intranet/login/"


@pytest.fixture
def service(register: Path, tmp_path: Path) -> Iterator[Service]:
    """The service, named in the file that the server reads, and an account for ann@example.org."""
    assert register.exists()
    add_account("ann@example.org", Post("focal-point", "ITU-T"), HOST, utc_now)
    cache.clear()
    with running() as found:
        named = tmp_path / "openid.toml"
        named.write_text(
            f'[[provider]]\nid = "intranet"\nname = "The intranet"\nclient_id = "{CLIENT}"\n'
            f'secret = "{SECRET}"\nserver_url = "{found.address}"\n'
        )
        providers = {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]}
        providers["APPS"] = openid_providers({"COMMONGROUND_OPENID": str(named)})
        with override_settings(
            ALLOWED_HOSTS=["localhost"], SOCIALACCOUNT_PROVIDERS={"openid_connect": providers}
        ):
            yield found
    cache.clear()


@pytest.fixture
def client(service: Service) -> Client:
    """A browser."""
    assert service.address
    return Client(SERVER_NAME="localhost")


def there(client: Client) -> str:
    """Begin, and let the service send the browser back: the address it is sent to."""
    begun = client.post(BEGIN)
    assert begun.status_code == 302
    answer = requests.get(begun["Location"], allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = answer.headers["Location"]
    assert back.startswith("http://localhost/accounts/oidc/intranet/login/callback/?")
    return back.removeprefix("http://localhost")


def signed_in_as(client: Client) -> Any:
    return client.get("/api/v1/me").json()["email"]


def refused(client: Client, back: str) -> str:
    """The page on which it ends; nobody is signed in and no account was made."""
    before = models.Account.objects.count()
    page = client.get(back, follow=True)
    assert page.status_code < 500
    assert signed_in_as(client) is None
    assert models.Account.objects.count() == before
    return str(page.content.decode())


def test_verified_address_with_an_account_gets_in(client: Client, service: Service) -> None:
    assert "The intranet" in client.get("/accounts/login/").content.decode()
    answer = client.get(there(client))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    me = client.get("/api/v1/me").json()
    assert (me["email"], me["role"], me["sector"]) == ("ann@example.org", "focal-point", "ITU-T")
    assert models.Account.objects.count() == 1
    client.post("/accounts/logout/")
    service.email = "Ann@Example.org"
    client.get(there(client))  # known by its number from now on
    assert signed_in_as(client) == "ann@example.org"


def test_what_is_sent_holds_state_nonce_and_challenge_anew_each_time(client: Client) -> None:
    sent = [parse_qs(urlsplit(client.post(BEGIN)["Location"]).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert sent[0][name] != sent[1][name]
        assert len(sent[0][name][0]) >= 16
    assert sent[0]["code_challenge_method"] == ["S256"]
    assert sent[0]["redirect_uri"] == ["http://localhost/accounts/oidc/intranet/login/callback/"]
    assert SECRET not in str(sent)


@pytest.mark.parametrize("is_verified", [False, "false", None])
def test_address_that_the_service_has_not_verified_is_refused(
    client: Client, service: Service, is_verified: Any
) -> None:
    service.is_verified = is_verified
    assert "has not verified your address" in refused(client, there(client))


def test_unknown_address_is_refused_with_a_page_that_says_why(client: Client, service: Service) -> None:
    service.email, service.subject = "eve@example.org", "person-9"
    page = refused(client, there(client))
    assert "Nobody here has the address eve@example.org." in page
    assert "Ask an administrator to invite you" in page


def test_account_that_may_not_sign_in_is_refused(client: Client, service: Service) -> None:
    assert service.email == "ann@example.org"
    set_active(models.Account.objects.get(), False, HOST, utc_now)
    refused(client, there(client))


@pytest.mark.parametrize(
    "spoiled", [one for one in Spoiled if one is not Spoiled.NOTHING], ids=lambda one: one.name
)
def test_answer_that_cannot_be_believed_is_refused(
    client: Client, service: Service, spoiled: Spoiled
) -> None:
    service.spoiled = spoiled
    assert "no answer that can be used" in refused(client, there(client))
    service.spoiled = Spoiled.NOTHING
    client.get(there(client))
    assert signed_in_as(client) == "ann@example.org"


def test_way_back_counts_once_and_for_the_browser_that_began(client: Client, service: Service) -> None:
    back = there(client)
    refused(Client(SERVER_NAME="localhost"), back)
    assert service.codes  # it was never taken to the service
    client.get(back)
    client.post("/accounts/logout/")
    refused(client, back)


def test_code_that_was_taken_from_another_is_of_no_use(client: Client, service: Service) -> None:
    """The verifier of PKCE is the browser's own."""
    stolen = parse_qs(urlsplit(there(client)).query)["code"][0]
    thief = Client(SERVER_NAME="localhost")
    own = parse_qs(urlsplit(there(thief)).query)
    refused(thief, f"{BEGIN}callback/?code={stolen}&state={own['state'][0]}")
    assert len(set(service.challenges)) == 2


@pytest.mark.parametrize(
    "query", ["error=access_denied", "error=server_error", "", "code=x", "code=x&state=y"]
)
def test_way_back_without_a_code_is_a_page(client: Client, query: str) -> None:
    refused(client, f"{BEGIN}callback/?{query}")


@pytest.mark.parametrize("published", [{}, {"issuer": "x"}, [], None])
def test_service_that_publishes_too_little_is_a_page(
    client: Client, service: Service, published: Any
) -> None:
    back = there(client)
    service.configuration = lambda: published  # type: ignore[method-assign]
    refused(client, back)
    assert client.post(BEGIN).status_code < 500


def test_service_that_is_away_is_a_page(client: Client, service: Service) -> None:
    back = there(client)
    service.stop()
    refused(client, back)
    page = client.post(BEGIN, follow=True)
    assert page.status_code < 500
    assert client.get("/accounts/oidc/nowhere/login/").status_code == 404
