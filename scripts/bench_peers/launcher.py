"""Start one command, wait for it, write what it took. Standard library only.

    python launcher.py REPORT CORES COMMAND...

A small process of its own: the peak memory of a started process is never below what its starter held at that moment.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def main() -> int:
    """The command's exit code; {"wall_s", "peak_kb"} in the report, of the largest process."""
    report, cores, *command = sys.argv[1:]
    if hasattr(
        os, "sched_setaffinity"
    ):  # held to its cores where the system can; started processes inherit it
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[-int(cores) :]))
    started = time.monotonic()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    peak_kb = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    Path(report).write_text(
        json.dumps({"wall_s": time.monotonic() - started, "peak_kb": peak_kb}), encoding="utf-8"
    )
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
