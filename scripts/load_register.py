"""Write and read a register from many processes at once, and count what went wrong, as JSON.

    python scripts/load_register.py [--seconds 300] [--writers 20] [--readers 100] [--register ADDRESS]

Writers judge the same few links, each naming the version it read; readers ask for pages of links. A lost update is a
judgement that was answered as recorded and is not there, or a version that counts fewer changes than were made. Without
--register a new one is made: on the server of COMMONGROUND_TEST_SERVER with 20 writers and 100 readers, else an SQLite
file with 4 and 8. Exits with 1 on any lost update or error.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

LINKS = 40  # that all writers judge: the fewer, the more conflicts
PROCESSES = 8


def main() -> int:
    """1 when an update was lost or an error was shown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--writers", type=int)
    parser.add_argument("--readers", type=int)
    parser.add_argument("--register")
    asked = parser.parse_args()
    server = os.environ.get("COMMONGROUND_TEST_SERVER")
    writers = asked.writers or (20 if server else 4)
    readers = asked.readers if asked.readers is not None else (100 if server else 8)
    with tempfile.TemporaryDirectory(prefix="commonground-load-") as folder:
        address = asked.register or _make(server, Path(folder))
        report = run(address, asked.seconds, writers, readers)
    print(json.dumps(report, indent=2))
    return 1 if report["lost_updates"] or report["errors"] else 0


def _make(server: str | None, folder: Path) -> str:
    from scripts.bench_register import new_database

    return new_database(server) if server else str(folder / "load.sqlite")


def run(address: str, seconds: float, writers: int, readers: int) -> dict[str, Any]:
    """What all processes together did and saw."""
    from commonground.register import opening

    os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.register.settings"
    opening.create_tables(address)
    from scripts.large_register import fill

    from commonground.register import models

    if not models.LinkStanding.objects.exists():
        fill(2 * LINKS, 0)
    before = dict(models.LinkStanding.objects.values_list("pk", "version"))
    judged = models.Judgement.objects.count()
    opening.close_register()
    results = _run_all(address, seconds, writers, readers)
    opening.open_register(address)
    counts: Counter[str] = sum((Counter(one["counts"]) for one in results), Counter())
    after = dict(models.LinkStanding.objects.values_list("pk", "version"))
    kept = models.Judgement.objects.count() - judged
    counted = sum(after.values()) - sum(before.values())
    opening.close_register()
    return {
        "database": "postgresql" if "://" in address else "sqlite",
        "seconds": seconds,
        "writers": writers,
        "readers": readers,
        "judgements_answered": counts["written"],
        "judgements_kept": kept,
        "versions_counted": counted,
        "lost_updates": abs(counts["written"] - kept) + abs(counts["written"] - counted),
        "conflicts_told": counts["conflict"],
        "reads": counts["read"],
        "errors": {name: n for name, n in counts.items() if name not in ("written", "read", "conflict")},
        "writes_per_second": round(counts["written"] / seconds, 1),
        "reads_per_second": round(counts["read"] / seconds, 1),
        "write_ms": _spread([t for one in results for t in one["write"]]),
        "read_ms": _spread([t for one in results for t in one["read"]]),
    }


def _run_all(address: str, seconds: float, writers: int, readers: int) -> list[dict[str, Any]]:
    """What each process reports; the people are spread over the processes as threads."""
    context = multiprocessing.get_context("spawn")
    roles = ["write"] * writers + ["read"] * readers
    shares = [share for start in range(PROCESSES) if (share := roles[start::PROCESSES])]
    with context.Pool(len(shares)) as pool:
        jobs = [(address, seconds, share, number) for number, share in enumerate(shares)]
        return pool.starmap(work, jobs)


def work(address: str, seconds: float, roles: list[str], seed: int) -> dict[str, Any]:
    """One process with a thread for each person."""
    from commonground.register import opening

    os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.register.settings"
    opening.open_register(address)
    out: dict[str, Any] = {"counts": {}, "write": [], "read": []}
    counts: Counter[str] = Counter()
    lock = threading.Lock()
    ends = time.monotonic() + seconds

    def person(role: str, number: int) -> None:
        from django.db import connection

        chance = random.Random(seed * 1000 + number)  # noqa: S311 - no secret
        while time.monotonic() < ends:
            began = time.perf_counter()
            told = _write(chance) if role == "write" else _read(chance)
            took = (time.perf_counter() - began) * 1000
            with lock:
                counts[told] += 1
                out[role].append(took)
            time.sleep(chance.uniform(0.2, 1.0) if role == "read" else chance.uniform(0.02, 0.1))
        connection.close()

    threads = [threading.Thread(target=person, args=(role, n)) for n, role in enumerate(roles)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    out["counts"] = dict(counts)
    return out


def _write(chance: random.Random) -> str:
    """Read a link, think, judge it for one of its Sectors naming the version that was read."""
    from commonground.domain.link import Verdict
    from commonground.errors import StaleVersion
    from commonground.register import models
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.agreement import Decision, judge_link

    try:
        link = models.LinkStanding.objects.filter(is_current=True).order_by("pk")[chance.randrange(LINKS)]
        time.sleep(chance.uniform(0, 0.03))
        actor = Actor("focal-point", chance.choice(link.sectors))
        decision = Decision(chance.choice(list(Verdict)), version=link.version)
        judge_link(link.code, decision, actor, utc_now)
    except StaleVersion:
        return "conflict"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"
    return "written"


def _read(chance: random.Random) -> str:
    """A page of the links that a Sector has to judge."""
    try:
        from commonground.register.link_lists import LIKELIEST_FIRST, LinkFilter, links_matching
        from commonground.register.links import link_json, ready
        from commonground.register.workflows.actor import Actor

        waiting = chance.choice(("ITU-R", "ITU-T", "ITU-D", ""))
        found = ready(links_matching(LinkFilter(waiting_for=waiting), Actor()))
        for link in found.order_by(*LIKELIEST_FIRST)[:50]:
            link_json(link)
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"
    return "read"


def _spread(took: list[float]) -> dict[str, float]:
    ordered = sorted(took) or [0.0]
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    found = {name: round(ordered[int((len(ordered) - 1) * share)], 1) for name, share in at.items()}
    return {**found, "max": round(ordered[-1], 1)}


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    sys.exit(main())
