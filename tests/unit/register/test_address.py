"""A register's address is a file or a database on a server; no message shows a password."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.errors import BadInput, CommongroundError, NotAvailable
from commonground.register.address import database_of, folder_beside, is_server, shown_address


def test_a_path_is_a_file_in_which_writers_queue() -> None:
    found = database_of("registers/ground.sqlite")
    assert found["NAME"] == "registers/ground.sqlite"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert not is_server("postgresql.sqlite")


def test_an_address_names_user_host_port_database_and_options() -> None:
    found = database_of("postgresql://officer:p%40ss%2Fword@db.example.org:5433/ground?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("officer", "p@ss/word", "db.example.org")
    assert (found["PORT"], found["NAME"]) == ("5433", "ground")
    assert found["OPTIONS"]["sslmode"] == "require"


def test_a_socket_folder_is_given_as_an_option() -> None:
    found = database_of("postgresql:///ground?host=/var/run/postgresql&user=officer")
    assert (found["HOST"], found["USER"], found["NAME"]) == ("/var/run/postgresql", "officer", "ground")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://host",
        "postgresql://host/",
        "postgresql://u:pw@host:port/db",
        "postgresql://h/a/b",
        "postgres://[",
    ],
)
def test_an_address_that_names_no_database_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="address") as told:
        database_of(address)
    assert "pw" not in str(told.value)


@given(st.text(st.characters(exclude_characters="@:/?#[]%&\x00", codec="ascii"), min_size=8))
def test_no_message_shows_the_password(password: str) -> None:
    for address in (
        f"postgresql://officer:{password}@host/ground",
        f"postgresql://officer:{password}/#x@host/ground",
        f"postgresql://host/ground?password={password}",
        f"postgresql://officer:{password}@host:port/",
    ):
        assert f":{password}" not in shown_address(address)
        assert f"={password}" not in shown_address(address)
        assert f":{password}" not in _told(address)


def _told(address: str) -> str:
    """What is said of an address that is refused; nothing of one that is not."""
    try:
        database_of(address)
    except CommongroundError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("broken", [None, "no pq wrapper available"], ids=["absent", "without its library"])
def test_without_psycopg_a_servers_address_says_what_to_install(
    broken: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if broken:
        (tmp_path / "psycopg.py").write_text(f"raise ImportError({broken!r})")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, "psycopg", raising=False)
    else:
        monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(NotAvailable, match=r"pip install 'commonground\[postgres\]'") as told:
        database_of("postgresql://officer:geheim@host/ground")
    assert "postgresql://officer@host/ground: a register on a server needs psycopg" in str(told.value)
    assert database_of("ground.sqlite")["NAME"] == "ground.sqlite"  # a file needs none of it


def test_what_is_made_from_a_register_stands_beside_it_or_in_the_users_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert folder_beside("a/ground.sqlite", "index") == Path("a/ground.sqlite.index")
    one = folder_beside("postgresql://officer:secret@host/ground", "index")
    assert one.is_relative_to(tmp_path)
    assert "secret" not in str(one)
    assert one == folder_beside("postgresql://other@host/ground", "index")
    assert one != folder_beside("postgresql://officer@host2/ground", "index")
