"""`serve` starts in a process of its own and says where: what it loads, and in which order, is its own affair."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def test_the_server_starts_says_where_and_stops(
    itu_register: Path, tmp_path: Path, address_of: Callable[[Path], str]
) -> None:
    register = tmp_path / "register.sqlite"
    register.write_bytes(itu_register.read_bytes())
    command = [sys.executable, "-m", "commonground", "serve", "--port", "0"]
    server = subprocess.Popen(
        [*command, "--register", address_of(register)], stderr=subprocess.PIPE, text=True
    )
    assert server.stderr
    said = []
    for line in server.stderr:  # until it listens, or ends
        said.append(line)
        if "http://127.0.0.1:" in line:
            break
    server.terminate()
    server.communicate(timeout=60)
    assert "http://127.0.0.1:" in said[-1], "".join(said)
