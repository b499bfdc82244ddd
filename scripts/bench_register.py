"""Measure page-sized queries of a large register, as JSON.

    python -m scripts.bench_register [--links N] [--judgements N] [--runs N] [--keep FOLDER] [--only WORD]

Makes a register with 100,000 links and 1,000,000 judgements on SQLite, and on PostgreSQL where
COMMONGROUND_TEST_SERVER names a server (scripts/with_postgres.py starts one), and prints for each query over its runs
least, median, 95th percentile and longest in milliseconds, and how many statements it takes. `--keep` leaves the
registers in that folder and on that server for the next time.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.large_queries import queries
from scripts.large_register import fill

KEPT = "bench_kept"
SLOW = 50.0  # milliseconds: above it a query is named on standard error


def main() -> None:
    """Measure on each database, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--judgements", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--keep", type=Path, help="a folder for registers that are kept")
    parser.add_argument("--only", default="", help="measure queries whose name holds this")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="measure this one only")
    asked = parser.parse_args()
    server = os.environ.get("COMMONGROUND_TEST_SERVER")
    report: dict[str, Any] = {"links": asked.links, "judgements": asked.judgements}
    with tempfile.TemporaryDirectory(prefix="commonground-bench-") as name:
        folder = asked.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        if asked.database != "postgresql":
            report["sqlite"] = measure(str(folder / "large.sqlite"), asked)
        if server and asked.database != "sqlite":
            address = new_database(server, KEPT if asked.keep else "")
            report["postgresql"] = measure(address, asked)
    print(json.dumps(report, indent=2))


def new_database(server: str, name: str = "") -> str:
    """The address of a new database of the server, or of the one of this name, which is made where it is not there."""
    import psycopg

    name = name or f"bench_{os.getpid()}_{int(time.time())}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            admin.execute(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"


def measure(address: str, asked: argparse.Namespace) -> dict[str, Any]:
    """How long making took in seconds (0 where it was kept), and each query in milliseconds."""
    from commonground.register import opening

    os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.register.settings"
    began = time.monotonic()
    opening.create_tables(address)
    made = 0.0
    if not _is_filled():
        fill(asked.links, asked.judgements)
        made = round(time.monotonic() - began, 1)
        sys.stderr.write(f"made in {made} s\n")
    gc.collect()
    gc.freeze()  # as the server does
    chance = random.Random(5)  # noqa: S311 - the same questions each time
    found = {}
    for name, query in queries(asked.links).items():
        if asked.only in name:
            found[name] = timed(query, chance, asked.runs)
            if found[name]["p95"] > SLOW:
                sys.stderr.write(f"above {SLOW:.0f} ms: {name} {found[name]}\n")
    opening.close_register()
    return {"made_in_seconds": made, "queries_ms": found}


def _is_filled() -> bool:
    from commonground.register import models

    return models.LinkStanding.objects.exists()


def timed(query: Callable[[random.Random], Any], chance: random.Random, runs: int) -> dict[str, float]:
    """Least, median, 95th percentile and longest of all runs but the first three, and statements a run.

    `cpu` is the 95th percentile of this process alone: what is left of the figure where others work beside it.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        query(chance)
    took, worked = [], []
    for _ in range(runs + 2):
        began, busy = time.perf_counter(), time.process_time()
        query(chance)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    counted = sorted(took[2:])
    at = int(len(counted) * 0.95)
    return {
        "least": round(counted[0], 2),
        "p50": round(counted[len(counted) // 2], 2),
        "p95": round(counted[at], 2),
        "max": round(counted[-1], 2),
        "cpu": round(sorted(worked[2:])[at], 2),
        "statements": len(seen),
    }


if __name__ == "__main__":
    main()
