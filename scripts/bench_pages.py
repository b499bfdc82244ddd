"""Measure the server's time for every page on a register of many items, as JSON.

    python -m scripts.bench_pages [--items N] [--runs N] [--keep FILE] [--only WORD]

Makes the sample register, adds Questions, work items and links among them until it holds N items (50,000), and asks
for each page as the person who needs it: the first time after the register changed, then N runs, with the median and
the 95th percentile in milliseconds; `cpu_ms` is the 95th percentile of this process alone, which is what is left of the
figure where others work beside it. Pages above 200 ms are named on standard error. `--keep` leaves the register in that
file for the next time.
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

GOAL = 200.0  # milliseconds
PAGES = (
    *(("", "/"), ("secretariat", "/"), ("", "/search/?q=e-waste"), ("", "/areas/"), ("", "/themes/")),
    *(("", "/areas/climate-change/"), ("secretariat", "/areas/climate-change/")),
    *(("", "/themes/Climate change/"), ("secretariat", "/themes/Climate change/")),
    *(("", "/groups/"), ("secretariat", "/groups/ITU-T SG5/"), ("secretariat", "/questions/ITU-T Q7/5/")),
    *(("", "/instruments/"), ("secretariat", "/instruments/PP Resolution 182/"), ("secretariat", "/map/")),
    *(("", "/links/"), ("secretariat", "/links/"), ("secretariat", "/links/?state=proposed")),
    *(("secretariat", "/links/new/"), ("secretariat", "/links/?text=subject3")),
    ("secretariat", "/compare/?left=ITU-T Q7/5&right=ITU-D Q6/2"),
    *(
        ("focal.t", "/review/"),
        ("focal.t", "/review/many/"),
        ("focal.t", "/mine/"),
        ("secretariat", "/mine/"),
    ),
    *(("secretariat", "/check/"), ("secretariat", "/papers/"), ("", "/editions/")),
    *(("", "/editions/ISCG 2026-06/"), ("secretariat", "/editions/ISCG 2026-06/to/now/")),
    *(("secretariat", "/documents/"), ("secretariat", "/documents/1/"), ("secretariat", "/findings/")),
    *(("administrator", "/administration/"), ("administrator", "/administration/people/")),
    *(("secretariat", "/start/"), ("", "/about/"), ("secretariat", "/role/")),
)
BATCH = 5000


def main() -> None:
    """Make or open the register, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--keep", type=Path, help="a file for the register, used again if it is there")
    parser.add_argument("--only", default="", help="measure pages whose address holds this")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="commonground-bench-") as folder:
        path = (asked.keep or Path(folder) / "pages.sqlite").resolve()
        os.environ["COMMONGROUND_RATE_VISITOR"] = os.environ["COMMONGROUND_RATE_ACCOUNT"] = "999999/m"
        _opened(path, asked.items)
        print(json.dumps(_measured(asked), indent=2))


def _opened(path: Path, items: int) -> None:
    if not path.exists():
        from scripts.sample_register import fill

        fill(path)
        enlarge(items)
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.register.settings"
    os.environ["COMMONGROUND_REGISTER"] = str(path)
    import django

    django.setup()
    from commonground.register.opening import open_register

    open_register(path)


def enlarge(items: int) -> None:
    """Add Questions (a fifth), work items and as many links to the open register, until it holds so many items."""
    from django.db import connection, transaction

    from commonground.register import models
    from scripts import large_register

    chance = random.Random(7)  # noqa: S311 - the same register each time
    questions = items // 5
    works = items + questions // 4  # every fourth of the names of works is an area's, which is left out
    titles = [" ".join(chance.choices(large_register.WORDS, k=7)) for _ in range(works)]
    last = models.LinkStanding.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with transaction.atomic():
        _add_works(range(questions), titles, large_register.work_name)
        _add_works(range(questions, works), titles, lambda n: f"ITU-T WI.{n}", is_item=True)
        for start in range(last, last + items, BATCH):
            numbers = range(start, min(start + BATCH, last + items))
            large_register._fill_links(numbers, questions, titles, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _add_works(
    numbers: range, titles: list[str], name: Callable[[int], str], *, is_item: bool = False
) -> None:
    from commonground.register import models

    bodies = list(models.Body.objects.filter(kind="study-group").values_list("code", "sectors"))
    rows: list[Any] = []
    for n in numbers:
        body, sectors = bodies[n % len(bodies)]
        shared = {"code": name(n), "sector": sectors[0], "body": body, "period": "2022-2024"}
        if is_item:
            rows.append(models.WorkItem(**shared, title=titles[n]))
        elif not shared["code"].startswith("area:"):
            rows.append(models.Question(**shared, title=titles[n]))
    if rows:
        type(rows[0]).objects.bulk_create(rows, batch_size=400, ignore_conflicts=True)


def _measured(asked: argparse.Namespace) -> dict[str, Any]:
    from commonground.register import models

    counted = (models.Question, models.WorkItem, models.Body, models.Instrument, models.Area)
    report: dict[str, Any] = {
        "items": sum(model.objects.count() for model in counted),
        "links": models.LinkStanding.objects.count(),
        "goal_ms": GOAL,
        "pages": {},
    }
    for person, path in PAGES:
        if asked.only in path:
            name = f"{path} as {person or 'visitor'}"
            report["pages"][name] = found = _measure(person, path, asked.runs)
            if found["status"] != 200 or found["p95_ms"] > GOAL:
                sys.stderr.write(f"{name}: {found}\n")
    return report


def _measure(person: str, path: str, runs: int) -> dict[str, Any]:
    from django.test import Client

    from commonground.register import models

    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    if person:
        account = models.Account.objects.get(email=f"{person}@example.org")
        client.force_login(account, "django.contrib.auth.backends.ModelBackend")

    def timed() -> tuple[float, float]:
        began, busy = time.perf_counter(), time.process_time()
        client.get(path)
        return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - busy)

    began = time.perf_counter()
    status = client.get(path).status_code
    first = 1000 * (time.perf_counter() - began)
    gc.collect()
    gc.freeze()  # as the server does when it starts
    took, worked = (sorted(times) for times in zip(*(timed() for _ in range(runs)), strict=True))
    late = min(int(runs * 0.95), runs - 1)
    return {
        "status": status,
        "first_ms": round(first, 1),
        "p50_ms": round(took[runs // 2], 1),
        "p95_ms": round(took[late], 1),
        "cpu_ms": round(worked[late], 1),
    }


if __name__ == "__main__":
    main()
