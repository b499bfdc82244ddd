"""What every test may use: Django set up once, and registers in a folder of the test's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.register.settings"
os.environ.pop("COMMONGROUND_REGISTER", None)
django.setup()


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Path]:
    """An open register with the facts of the ITU profile."""
    from commonground.profiles import load_profile
    from commonground.register.opening import close_register
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.creation import create_register

    path = tmp_path / "register.sqlite"
    create_register(path, load_profile("itu"), Actor(), utc_now)
    yield path
    close_register()


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to run commands in; the register they open is closed afterwards."""
    from commonground.register.opening import close_register

    monkeypatch.chdir(tmp_path)
    yield tmp_path
    close_register()
