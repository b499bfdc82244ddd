"""Measure page-sized queries of a large register, as JSON.

    python scripts/bench_register.py [--links N] [--judgements N] [--runs N]

Makes a register with 100,000 links and 1,000,000 judgements on SQLite, and on PostgreSQL where
COMMONGROUND_TEST_SERVER names a server (scripts/with_postgres.py starts one), and prints median and 95th percentile in
milliseconds of each query over its runs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SECTORS = ("ITU-R", "ITU-T", "ITU-D")
STATES = ("proposed",) * 6 + ("agreed", "agreed", "rejected", "disputed")
START = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 5000
JUDGED = (
    "subject", "period", "verdict", "role", "sector", "at", "reason_code", "reason", "access", "liaison_statement",
    "is_blind", "proposal",
)  # fmt: skip


def main() -> None:
    """Measure on each database, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--judgements", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=60)
    asked = parser.parse_args()
    server = os.environ.get("COMMONGROUND_TEST_SERVER")
    report: dict[str, Any] = {"links": asked.links, "judgements": asked.judgements}
    with tempfile.TemporaryDirectory(prefix="commonground-bench-") as folder:
        report["sqlite"] = measure(str(Path(folder) / "large.sqlite"), asked)
        if server:
            report["postgresql"] = measure(new_database(server), asked)
    print(json.dumps(report, indent=2))


def new_database(server: str) -> str:
    """The address of a new database of the server."""
    import psycopg

    name = f"bench_{os.getpid()}_{int(time.time())}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"


def measure(address: str, asked: argparse.Namespace) -> dict[str, Any]:
    """How long making took in seconds, and each query in milliseconds."""
    from commonground.register import opening

    os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.register.settings"
    began = time.monotonic()
    opening.create_tables(address)
    fill(asked.links, asked.judgements)
    made = round(time.monotonic() - began, 1)
    sys.stderr.write(f"made in {made} s\n")
    chance = random.Random(5)  # noqa: S311 - the same questions each time
    found = {name: timed(query, chance, asked.runs) for name, query in queries(asked.links).items()}
    opening.close_register()
    return {"made_in_seconds": made, "queries_ms": found}


def timed(query: Callable[[random.Random], Any], chance: random.Random, runs: int) -> dict[str, float]:
    """Median, 95th percentile and longest, in milliseconds, after three runs that do not count."""
    took = []
    for _ in range(runs + 3):
        began = time.perf_counter()
        query(chance)
        took.append((time.perf_counter() - began) * 1000)
    counted = sorted(took[3:])
    return {
        "p50": round(counted[len(counted) // 2], 2),
        "p95": round(counted[int(len(counted) * 0.95)], 2),
        "max": round(counted[-1], 2),
    }


def fill(links: int, judgements: int) -> None:
    """Links with their standings, judgements, the log, and texts to search."""
    from django.db import connection, transaction

    from commonground.register import models
    from commonground.register.bulk import at_value, insert_rows
    from commonground.register.fulltext import words_of
    from commonground.register.standings import standing_code

    chance = random.Random(3)  # noqa: S311 - the same register each time
    works = max(links // 25, 10)
    names = [f"{SECTORS[n % 3]} Q{n}/{n % 20}" for n in range(works)]
    vocabulary = [f"subject{n}" for n in range(2000)]
    with transaction.atomic():
        for start in range(0, links, BATCH):
            rows = []
            for n in range(start, min(start + BATCH, links)):
                left = names[n % works]
                right = names[(n + 1 + n // works) % works]
                at = START + timedelta(seconds=n)
                sectors = sorted({left[:5], right[:5]})
                key = f"pair:{left}|{right}|{n}"
                rows.append(
                    models.LinkStanding(
                        pk=n + 1, code=standing_code(key), key=key, left=left, right=right, sectors=sectors,
                        left_title="a title", right_title="another", relation="same-subject", origin="suggested",
                        probability=chance.random(), state=chance.choice(STATES), made_at=at, changed_at=at,
                        theme="Climate change" if n % 10 == 0 else "",
                        suspect_since=at if n % 50 == 0 else None,
                    )
                )  # fmt: skip
            models.LinkStanding.objects.bulk_create(rows, batch_size=400)
            standings = [
                models.SectorStanding(link_id=row.pk, sector=sector, verdict=chance.choice(("", "accept")))
                for row in rows
                for sector in row.sectors
            ]
            models.SectorStanding.objects.bulk_create(standings, batch_size=1000)
        for start in range(0, judgements, BATCH):
            rows_ = []
            for n in range(start, min(start + BATCH, judgements)):
                link = n % links
                left, right = names[link % works], names[(link + 1 + link // works) % works]
                at = at_value(START + timedelta(seconds=n))
                rows_.append(
                    (f"pair:{left}|{right}|{link}", "", "accept", "focal-point", left[:5], at, "same-subject",
                     "", "members", "", False, "{}")
                )  # fmt: skip
            insert_rows(models.Judgement, JUDGED, rows_)
        texts = [
            models.SearchText(
                kind="question", entity=name, language="en", title=" ".join(words),
                words=" ".join(words_of(" ".join(words), "en")),
            )
            for name in names
            for words in [chance.choices(vocabulary, k=30)]
        ]  # fmt: skip
        models.SearchText.objects.bulk_create(texts, batch_size=400)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":  # new identities after those given here
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('register_linkstanding', 'id'), %s)", [links + 1]
            )


def queries(links: int) -> dict[str, Callable[[random.Random], Any]]:
    """What pages ask, by name."""
    from commonground.register import models
    from commonground.register.fulltext import search_texts
    from commonground.register.link_lists import LIKELIEST_FIRST, LinkFilter, links_matching
    from commonground.register.links import link_history, link_json, ready
    from commonground.register.workflows.actor import Actor

    works = max(links // 25, 10)

    def page(wanted: LinkFilter) -> list[dict[str, Any]]:
        found = ready(links_matching(wanted, Actor()))
        return [link_json(link) for link in found.order_by(*LIKELIEST_FIRST)[:50]]

    def name(chance: random.Random) -> str:
        n = chance.randrange(works)
        return f"{SECTORS[n % 3]} Q{n}/{n % 20}"

    def recent(chance: random.Random) -> list[dict[str, Any]]:
        rows = ready(models.LinkStanding.objects.filter(is_current=True).order_by("-changed_at", "pk"))
        return [link_json(link) for link in rows[:50]]

    def history(chance: random.Random) -> list[dict[str, Any]]:
        link = models.LinkStanding.objects.get(pk=chance.randrange(links) + 1)
        return link_history(link, frozenset({"public", "members"}))

    return {
        "queue of a Sector": lambda chance: page(LinkFilter(waiting_for=chance.choice(SECTORS))),
        "links of a Sector by state": lambda chance: page(LinkFilter(sector="ITU-T", state="agreed")),
        "all links": lambda chance: page(LinkFilter()),
        "links of a Question": lambda chance: page(LinkFilter(body=name(chance))),
        "links of a theme": lambda chance: page(LinkFilter(theme="Climate change")),
        "suspect links": lambda chance: page(LinkFilter(suspect=True)),
        "recent links": recent,
        "history of a link": history,
        "search, two words": lambda chance: search_texts(
            f"subject{chance.randrange(2000)} subject{chance.randrange(2000)}"
        ),
        "search, one word": lambda chance: search_texts(f"subject{chance.randrange(2000)}"),
    }


if __name__ == "__main__":
    main()
