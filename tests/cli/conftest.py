"""Run whole commands in process, as a shell would."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from commonground.cli.app import run


@dataclass(frozen=True)
class Ran:
    """What a command did: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON value on stdout."""
        return json.loads(self.out)


Command = Callable[..., Ran]


@pytest.fixture
def command(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Command:
    """A function that runs `commonground` with the words given, in an empty folder."""
    assert workplace.exists()
    monkeypatch.setenv("COLUMNS", "300")

    def ran(*words: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["commonground", *map(str, words)])
        code = 0
        try:
            run()
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsysbinary.readouterr()
        return Ran(code, captured.out.decode(), captured.err.decode())

    return ran
