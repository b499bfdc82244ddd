"""What every test may use: Django set up once, and registers in a folder of the test's own.

With COMMONGROUND_TEST_SERVER=postgresql://user@host:port every register is a database on that server.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import pytest
from tests.server_registers import VARIABLE, ServerRegisters

os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.register.settings"
os.environ.pop("COMMONGROUND_REGISTER", None)
django.setup()


@pytest.fixture(scope="session")
def server() -> Iterator[ServerRegisters | None]:
    """The databases of this run; None where registers are files."""
    from commonground.register import opening

    address = os.environ.get(VARIABLE)
    if not address:
        yield None
        return
    registers = ServerRegisters(address)
    patch = pytest.MonkeyPatch()
    patch.setattr(opening, "database_of", registers.settings_for)
    yield registers
    opening.close_register()
    patch.undo()
    registers.drop(with_kept=True)


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory: pytest.TempPathFactory, server: ServerRegisters | None) -> Path:
    """A register file with all tables and no row: migrating once a run saves seconds a test."""
    from commonground.register import opening

    path = tmp_path_factory.mktemp("tables") / "empty.sqlite"
    opening.create_tables(path)
    opening.close_register()
    return path


@pytest.fixture(scope="session")
def itu_register(tmp_path_factory: pytest.TempPathFactory, empty_tables: Path) -> Path:
    """A register file with the facts of the ITU profile, to be copied."""
    from commonground.profiles import load_profile
    from commonground.register import opening
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.creation import create_register

    assert empty_tables.exists()
    path = tmp_path_factory.mktemp("itu") / "register.sqlite"
    create_register(path, load_profile("itu"), Actor(), utc_now)
    opening.close_register()
    return path


@pytest.fixture(autouse=True)
def _tables_made_once(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    empty_tables: Path,
    server: ServerRegisters | None,
) -> Iterator[None]:
    """New registers start as a copy of the empty one, but for tests that ask for real migrations."""
    from commonground.register import opening
    from commonground.register.address import is_server

    if server:
        server.keep()  # what fixtures of a module or of the run made: they come before those of a test
    real = opening.create_tables

    def create_tables(address: str | Path) -> None:
        if is_server(address) or Path(address).exists():
            real(address)
            return
        Path(address).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(empty_tables, address)
        opening.open_register(address)

    if not request.node.get_closest_marker("migrations"):
        monkeypatch.setattr(opening, "create_tables", create_tables)
    yield
    if server:
        opening.close_register()
        server.drop()


@pytest.fixture
def register(tmp_path: Path, itu_register: Path) -> Iterator[Path]:
    """An open register with the facts of the ITU profile."""
    from commonground.register.opening import close_register, open_register

    path = tmp_path / "register.sqlite"
    shutil.copyfile(itu_register, path)
    open_register(path)
    yield path
    close_register()


@pytest.fixture
def address_of(server: ServerRegisters | None) -> Callable[[Path], str]:
    """What another process is told to open the register of this file by."""
    return server.address_of if server else str


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to run commands in; the register they open is closed afterwards."""
    from commonground.register.opening import close_register

    monkeypatch.chdir(tmp_path)
    yield tmp_path
    close_register()
