"""How long a sheet of many rows takes to import: `python scripts/bench_import.py [ROWS] [areas|links|judgements]`."""

from __future__ import annotations

import io
import json
import sys
import tempfile
import time
from pathlib import Path

KINDS = ("areas", "links", "judgements")


def main(rows: int, kinds: list[str]) -> None:
    """Print one JSON line per kind of sheet: seconds to read and to apply, rows a second."""
    from commonground.profiles import load_profile
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.creation import create_register

    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            create_register(Path(folder) / "register.sqlite", load_profile("itu"), Actor(), utc_now)
            print(json.dumps({"sheet": kind, **_measure(kind, rows)}), flush=True)


def _measure(kind: str, rows: int) -> dict[str, float]:
    from commonground.ingest.exchange_sheet import read_filled_sheets
    from commonground.ingest.limits import DEFAULT_LIMITS
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.importing import import_file

    data = _sheet(kind, rows)
    start = time.perf_counter()
    read_filled_sheets(data, "sheet.xlsx", DEFAULT_LIMITS)
    read = time.perf_counter() - start
    actor = Actor("focal-point", "ITU-D") if kind == "judgements" else Actor()
    start, worked = time.perf_counter(), time.process_time()
    report = import_file(data, "sheet.xlsx", actor, utc_now)
    whole, worked = time.perf_counter() - start, time.process_time() - worked
    if not report.is_applied or report.refused:
        raise SystemExit(str(report.refused[0].error if report.refused else report.counts))
    return {
        "rows": report.rows,
        "megabytes": round(len(data) / 1e6, 2),
        "read_s": round(read, 2),
        "import_s": round(whole, 2),
        "import_cpu_s": round(worked, 2),  # what it takes on an idle machine
        "rows_per_s": round(report.rows / whole),
    }


def _sheet(kind: str, rows: int) -> bytes:
    """A workbook with so many new rows of the kind, all columns of the export filled that people fill."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(kind.capitalize())
    if kind == "areas":
        languages = ("ar", "zh", "en", "fr", "ru", "es")
        sheet.append(["label", *(f"labels.{code}" for code in languages), "aliases", "definition", "sources"])
        for n in range(rows):
            sheet.append(
                [f"Area {n}", *(f"label {n} {code}" for code in languages), f"alias {n}", f"What {n} is", "x"]
            )
    else:
        ends = _ends(rows)
        if kind == "judgements":
            _propose(ends)
        sheet.append(
            ["code", "subject", "object", "relation", "note"]
            if kind == "links"
            else ["id", "link", "verdict"]
        )
        for left, right in ends:
            sheet.append(
                ["", left, right, "same-subject", "why"]
                if kind == "links"
                else ["", f"{left} | {right}", "accept"]
            )
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _ends(rows: int) -> list[tuple[str, str]]:
    """So many pairs of works of ITU-D and of other Sectors that are not linked yet."""
    from commonground.domain.suggestion import pair_key
    from commonground.register import models
    from commonground.register.works import works

    known = works().values()
    ours = [work.id for work in known if work.sector == "ITU-D"]
    others = [work.id for work in known if work.sector in ("ITU-T", "ITU-R")]
    held = set(models.LinkStanding.objects.values_list("key", flat=True))
    pairs = ((a, b) for a in ours for b in others if pair_key(a, b) not in held)
    return [pair for pair, _ in zip(pairs, range(rows), strict=False)]


def _propose(ends: list[tuple[str, str]]) -> None:
    from django.db import transaction

    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.agreement import Proposed
    from commonground.register.workflows.bulk_agreement import Agreement
    from commonground.register.works import works

    with transaction.atomic():
        agreement = Agreement(Actor(), works())
        for left, right in ends:
            agreement.propose(Proposed(left, right), utc_now())
        agreement.write(utc_now())


if __name__ == "__main__":
    asked = [word for word in sys.argv[1:] if not word.isdigit()]
    count = next((int(word) for word in sys.argv[1:] if word.isdigit()), 20_000)
    main(count, asked or list(KINDS))
