"""`account`, `token` and `serve` as a shell runs them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from tests.cli.conftest import Command

from commonground.cli.serving import make_server
from commonground.errors import NotAvailable


@pytest.fixture
def made(command: Command, register: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command, on an ITU register."""
    monkeypatch.setenv("COMMONGROUND_REGISTER", str(register))
    return command


def test_first_administrator_is_invited_and_listed(made: Command) -> None:
    ran = made(
        "account", "invite", "ann@example.org", "--role", "administrator", "--origin", "https://a.example"
    )
    assert (ran.code, ran.out.startswith("https://a.example/invitation/")) == (0, True)
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        page = ran.out.strip().removeprefix("https://a.example")
        form = {"password": "a long and quiet river", "again": "a long and quiet river"}
        assert Client(SERVER_NAME="localhost").post(page, form).status_code == 302
    accounts = made("account", "list", "--json").value
    assert [(one["email"], one["assignments"][0]["role"]) for one in accounts] == [
        ("ann@example.org", "administrator")
    ]
    assert "ann@example.org" in made("account", "list").out


def test_roles_are_granted_and_ended(made: Command) -> None:
    made("account", "add", "ann@example.org", "--role", "focal-point", "--sector", "itu-t")
    added = made(
        "account",
        "grant",
        "ann@example.org",
        "--role",
        "counsellor",
        "--sector",
        "ITU-D",
        "--body",
        "ITU-D SG2",
        "--json",
    )
    assert (added.value["role"], added.value["sector"]) == ("counsellor", "ITU-D")
    assert made("account", "end", str(added.value["id"])).code == 0
    assert "counsellor" not in made("account", "list").out
    assert made("account", "end", str(added.value["id"])).code == 5


def test_token_is_printed_once_and_works_until_revoked(made: Command) -> None:
    made("account", "add", "ann@example.org", "--role", "delegate")
    secret = made(
        "token", "create", "--account", "ann@example.org", "--scope", "read", "--days", "90"
    ).out.strip()
    listed = made("token", "list")
    assert secret.startswith("cg_")
    assert secret not in listed.out + listed.err
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        client, sent = Client(SERVER_NAME="localhost"), {"Authorization": f"Bearer {secret}"}
        assert client.get("/api/v1/me", headers=sent).json()["role"] == "delegate"
        number = made("token", "list", "--json").value[0]["id"]
        assert made("token", "revoke", str(number)).code == 0
        assert client.get("/api/v1/me", headers=sent).status_code == 401


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("account", "add", "no address", "--role", "delegate"), 3),
        (("account", "add", "a@example.org", "--role", "focal-point"), 3),
        (("account", "add", "a@example.org", "--role", "focal-point", "--sector", "Moon"), 4),
        (("token", "create", "--account", "nobody@example.org"), 4),
        (("token", "revoke", "99"), 4),
        (("account", "deactivate", "nobody@example.org"), 4),
    ],
)
def test_refusals_have_the_code_of_the_table(made: Command, words: tuple[str, ...], code: int) -> None:
    ran = made(*words)
    assert (ran.code, bool(ran.err)) == (code, True)


def test_server_answers_and_refuses_a_port_that_is_taken(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import http.client

    from pytest_socket import enable_socket

    from commonground.web.wsgi import make_application

    enable_socket()
    monkeypatch.setenv("COMMONGROUND_SECRET_KEY", "of this test, long enough for it")
    server: Any = make_server(make_application(register), "127.0.0.1", 0)
    port = server.effective_port
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/api/v1/sectors")
        answer = connection.getresponse()
        assert (answer.status, answer.read()[:1]) == (200, b"{")
        connection.close()
        with pytest.raises(NotAvailable):
            make_server(None, "127.0.0.1", port)
    finally:
        server.trigger.pull_trigger(server.close)  # in its own thread, which may be waiting on its sockets
        thread.join(timeout=10)
