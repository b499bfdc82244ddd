"""What the database, a missing part or a broken terminal does to a command is one message and an exit code."""

from __future__ import annotations

import sys

import pytest
from django.db import OperationalError
from tests.cli.conftest import Command

from commonground.register.workflows import examining

LINK = "pair:ITU-D Q6/2 | ITU-T Q7/5"


def test_a_servers_address_without_psycopg_says_what_to_install(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "psycopg", None)
        ran = command("init", "--register", "postgresql://officer:geheim@host/ground")
    assert ran.code == 6
    assert "pip install 'commonground[postgres]'" in ran.err
    assert "geheim" not in ran.err


@pytest.mark.parametrize("sign", ["\x00", "\udcff"], ids=["NUL", "half a character"])
def test_a_reason_that_no_database_holds_alike_is_refused_and_changes_nothing(
    command: Command, sign: str
) -> None:
    command("init")
    ran = command("judge", LINK, "accept", "--sector", "ITU-D", "--reason", f"we both{sign} write on it")
    assert (ran.code, "cannot" in ran.err) == (3, True), ran.err
    told = command("history", LINK, "--json").value["history"]
    assert [one for one in told if one["what"] == "judged"] == []


def test_a_database_that_goes_away_is_told(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    command("init")

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("server closed the connection\nunexpectedly")

    monkeypatch.setattr(examining, "record_entries", gone)
    ran = command("examined", "accessibility", "itu-r")
    assert ran.code == 6
    assert "server closed the connection unexpectedly" in ran.err
