"""A killed run leaves whole documents only, and running it again adds what is missing."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

DOCUMENTS = 3000


def _command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "commonground", *map(str, words)]


def test_a_killed_run_leaves_no_half_document(tmp_path: Path) -> None:
    register = tmp_path / "register.sqlite"
    collection = tmp_path / "records.jsonl"
    text = "Resolution 73 (Rev. Hammamet, 2016) and Question 7/5."
    records = ({"id": f"r{n}", "title": f"Record {n}", "abstract": f"{text} {n}"} for n in range(DOCUMENTS))
    collection.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    subprocess.run(_command("init", "--register", register), check=True, capture_output=True)
    running = subprocess.Popen(
        _command("add", collection, "--register", register),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    while _count(register, "register_document") == 0:
        assert running.poll() is None, running.communicate()[1].decode()
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    documents = _count(register, "register_document")
    assert documents > 0
    assert _count(register, "register_passage") == 2 * documents
    assert _count(register, "register_change") == documents + 1
    again = subprocess.run(
        _command("add", collection, "--register", register, "--json"), check=True, capture_output=True
    )
    counts = json.loads(again.stdout)["counts"]
    assert counts == {"added": DOCUMENTS - documents, "unchanged": documents, "refused": 0}


def _count(register: Path, table: str) -> int:
    connection = sqlite3.connect(register, timeout=30)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our own names
    finally:
        connection.close()
