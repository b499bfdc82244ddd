"""A killed run leaves whole documents only, and running it again adds what is missing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db.models import Model

from commonground.register import models
from commonground.register.opening import open_register

DOCUMENTS = 3000


def _command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "commonground", *map(str, words)]


def test_a_killed_run_leaves_no_half_document(tmp_path: Path, address_of: Callable[[Path], str]) -> None:
    register = address_of(tmp_path / "register.sqlite")
    collection = tmp_path / "records.jsonl"
    text = "Resolution 73 (Rev. Hammamet, 2016) and Question 7/5."
    records = ({"id": f"r{n}", "title": f"Record {n}", "abstract": f"{text} {n}"} for n in range(DOCUMENTS))
    collection.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    subprocess.run(_command("init", "--register", register), check=True, capture_output=True)
    open_register(register)
    running = subprocess.Popen(
        _command("add", collection, "--register", register),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    while _count(models.Document) == 0:
        assert running.poll() is None, running.communicate()[1].decode()
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    documents = _count(models.Document)
    assert documents > 0
    assert _count(models.Passage) == 2 * documents
    assert _count(models.Change) == documents + 1
    again = subprocess.run(
        _command("add", collection, "--register", register, "--json"), check=True, capture_output=True
    )
    counts = json.loads(again.stdout)["counts"]
    assert counts == {"added": DOCUMENTS - documents, "unchanged": documents, "refused": 0}


def _count(table: type[Model]) -> int:
    return table._default_manager.count()
