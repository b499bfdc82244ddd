"""Start a PostgreSQL server of its own, run a command with its address in COMMONGROUND_TEST_SERVER, and stop it.

    python scripts/with_postgres.py [--install] COMMAND ...

The server listens at a free port of this machine and at a socket in a temporary folder, trusts whoever reaches it, and
writes without waiting for the disk: it is for tests and measurements. `--install` installs PostgreSQL with apt where
this runs as root and there is none. The exit code is the command's; 69 when no server can be had.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

UNAVAILABLE = 69
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "on",
    "max_connections": "300",
    "shared_buffers": "256MB",
}


def main(words: list[str]) -> int:
    """The command's exit code."""
    install = words[:1] == ["--install"]
    command = words[install:]
    if not command:
        sys.stderr.write(__doc__ or "")
        return 2
    tools = find_tools()
    if tools is None and install and os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stderr.write("Installing PostgreSQL with apt\n")
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "postgresql"], check=False)
        tools = find_tools()
    if tools is None:
        sys.stderr.write(
            "PostgreSQL is not installed; install it with: apt install postgresql (macOS: brew install postgresql)\n"
        )
        return UNAVAILABLE
    signal.signal(
        signal.SIGTERM, lambda number, frame: sys.exit(128 + number)
    )  # so that the server is stopped
    with tempfile.TemporaryDirectory(prefix="commonground-server-") as name:
        return _serve(tools, Path(name), command)


def find_tools() -> Path | None:
    """The folder of initdb and postgres, the newest version first; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named else None


def _serve(tools: Path, folder: Path, command: list[str]) -> int:
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None  # postgres refuses to run as root
    identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, port = folder / "data", _free_port()
    made = subprocess.run(
        [tools / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        cwd=folder, capture_output=True, text=True, check=False, **identity,
    )  # fmt: skip
    if made.returncode:
        sys.stderr.write(f"initdb failed: {made.stderr}\n")
        return UNAVAILABLE
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [tools / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder, *options],
            cwd=folder, stdout=log, stderr=log, **identity,
        )  # fmt: skip
    try:
        ready = subprocess.run(
            [tools / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-t", "30", "-q"], check=False
        )
        for _ in range(100):
            if not ready.returncode or server.poll() is not None:
                break
            signal.sigtimedwait([], 0.1)
            ready = subprocess.run(
                [tools / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-q"], check=False
            )
        if ready.returncode:
            sys.stderr.write(f"the server did not start:\n{(folder / 'log').read_text()[-2000:]}\n")
            return UNAVAILABLE
        address = f"postgresql://postgres@127.0.0.1:{port}"
        return subprocess.run(
            command, env={**os.environ, "COMMONGROUND_TEST_SERVER": address}, check=False
        ).returncode
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)  # a fast shutdown: sessions are ended
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
