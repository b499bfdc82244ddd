"""People who judge at the same time lose nothing: who comes second is told, and nobody sees a locked database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from scripts.load_register import run

from commonground.register.opening import create_tables


@pytest.mark.migrations
def test_writers_in_several_processes_lose_no_update(
    tmp_path: Path, address_of: Callable[[Path], str]
) -> None:
    path = tmp_path / "load.sqlite"
    create_tables(path)
    report = run(address_of(path), seconds=3, writers=4, readers=4)
    assert report["judgements_answered"] > 0
    assert report["reads"] > 0
    assert report["judgements_kept"] == report["versions_counted"] == report["judgements_answered"]
    assert report["lost_updates"] == 0
    assert report["errors"] == {}
