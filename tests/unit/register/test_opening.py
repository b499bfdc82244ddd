"""Registers are opened by their address; what cannot be opened says why and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.server_registers import ServerRegisters

from commonground.errors import BadInput, NotAvailable, NotFound
from commonground.register import models
from commonground.register.opening import (
    close_register,
    open_register,
    opened_address,
    register_exists,
    register_path,
)


def test_the_address_is_the_one_given_else_the_environments_else_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("COMMONGROUND_REGISTER", raising=False)
    assert register_path(None) == "commonground.sqlite"
    monkeypatch.setenv("COMMONGROUND_REGISTER", "postgresql://host/ground")
    assert register_path(None) == "postgresql://host/ground"
    assert register_path(Path("a.sqlite")) == "a.sqlite"


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with pytest.raises(NotAvailable, match="cannot be reached") as told:
        open_register("postgresql://officer:geheim@127.0.0.1:1/ground?connect_timeout=2")
    assert "geheim" not in str(told.value)
    close_register()


def test_a_folder_is_no_register(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        open_register(tmp_path)


def test_opening_one_register_after_another_reads_each(register: Path, tmp_path: Path) -> None:
    bodies = models.Body.objects.count()
    with pytest.raises(NotFound):
        open_register(tmp_path / "none.sqlite")
    assert opened_address() == str(register)
    assert models.Body.objects.count() == bodies
    assert register_exists(register)
    assert not register_exists(tmp_path / "none.sqlite")


def test_a_register_on_a_server_is_opened_by_its_address(
    register: Path, server: ServerRegisters | None, address_of: Callable[[Path], str]
) -> None:
    if server is None:
        pytest.skip("needs a server: make test-postgres")
    address = address_of(register)
    assert register_exists(address)
    open_register(address)
    assert models.Body.objects.exists()
    empty = server.make(register.with_name("empty"))
    assert not register_exists(empty)
    with pytest.raises(BadInput, match="an empty database, but not a register"):
        open_register(empty)
