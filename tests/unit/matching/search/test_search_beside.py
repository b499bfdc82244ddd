"""Work done in a process beside this one."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path
from time import sleep

import pytest

from commonground.matching.search.beside import beside


@pytest.fixture(autouse=True)
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """However the tests were started, a program that a new process can load."""
    file = tmp_path / "program.py"
    file.touch()
    monkeypatch.setattr("__main__.__file__", str(file), raising=False)
    monkeypatch.setattr("__main__.__spec__", None, raising=False)


def test_the_result_comes_from_another_process() -> None:
    with beside(eval, "__import__('os').getpid()") as result:
        assert result() != os.getpid()
    assert not multiprocessing.active_children()


def test_what_is_not_worth_a_process_is_done_here() -> None:
    with beside(os.path.basename, "a/b", is_worth=False) as result:
        assert not multiprocessing.active_children()
        assert result() == "b"


def test_leaving_early_ends_the_process() -> None:
    with pytest.raises(KeyboardInterrupt), beside(sleep, 600):
        raise KeyboardInterrupt
    assert not multiprocessing.active_children()


def test_a_failure_shows_here() -> None:
    with beside(int, "no number") as result, pytest.raises(ValueError, match="no number"):
        result()
