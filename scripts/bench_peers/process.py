"""One measured process: its wall time, the most memory it held, what it printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LAUNCHER = Path(__file__).with_name("launcher.py")
_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "RAYON_NUM_THREADS",
)
_LAST_WORDS = 300  # characters of an error that are kept


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took and gave."""

    wall_s: float
    peak_mb: float
    output: str
    failure: str = ""  # the last line of what it said, when it failed


def run_measured(command: Sequence[str], cores: int = 1) -> Run:
    """Run from the project's root, held to that many cores; peak memory is that of the largest process it started."""
    environment = {**os.environ, **dict.fromkeys(_THREADS, str(cores)), "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.json"
        ran = subprocess.run(
            [sys.executable, "-S", str(LAUNCHER), str(report), str(cores), *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        measured = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    failure = (
        ""
        if ran.returncode == 0
        else (ran.stderr.strip().splitlines() or [f"ended with code {ran.returncode}"])[-1][-_LAST_WORDS:]
    )
    wall_s, peak_mb = measured.get("wall_s", 0.0), measured.get("peak_kb", 0.0) / 1024
    return Run(round(wall_s, 2), round(peak_mb), ran.stdout, failure)
