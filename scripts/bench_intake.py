"""Measure `add` on a collection of short records made on the spot, and print items/s and peak memory.

python scripts/bench_intake.py --items 21506 --form yaml
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Plain words of the field: enough variety for text that readers must really look at.
WORDS = [
    "requirements",
    "framework",
    "architecture",
    "interface",
    "service",
    "network",
    "access",
    "optical",
    "transmission",
    "security",
    "identity",
    "quality",
    "measurement",
    "method",
    "spectrum",
    "satellite",
    "broadcasting",
    "terminal",
    "accessibility",
    "climate",
    "energy",
    "efficiency",
    "signalling",
    "protocol",
    "management",
    "control",
    "data",
    "cloud",
    "computing",
    "mobile",
    "broadband",
    "numbering",
    "routing",
    "charging",
    "emergency",
    "multimedia",
    "coding",
]
RECORDS = 21506


def record(number: int, chance: random.Random) -> dict[str, str]:
    """One record with a title, and mostly an abstract that cites something."""
    title = " ".join(chance.choices(WORDS, k=9)).capitalize()
    abstract = ""
    if chance.random() < 0.6:
        words = chance.choices(WORDS, k=90)
        words[30] = f"Recommendation ITU-T Y.{2000 + number % 900}"
        words[60] = f"Question {1 + number % 20}/13"
        abstract = " ".join(words) + "."
    return {"id": f"r{number}", "title": title, "abstract": abstract, "date": f"{1990 + number % 35}-03-01"}


def yaml_of(value: dict[str, str]) -> str:
    """The record in the form of bibliographic collections."""
    lines = [
        f"id: {value['id']}",
        "type: standard",
        "title:",
        f"- content: {value['title']}",
        "  language: [en]",
        "  type: main",
        "docid:",
        f"- id: ITU-T X.{value['id'][1:]}",
        "  type: ITU",
        "date:",
        "- type: published",
        f"  value: '{value['date']}'",
    ]
    if value["abstract"]:
        lines += ["abstract:", f"- content: {value['abstract']}", "  language: [en]"]
    return "\n".join(lines) + "\n"


def write_collection(folder: Path, items: int, form: str) -> Path:
    """A jsonl file of all records, or a folder with one YAML file each."""
    chance = random.Random(7)  # noqa: S311 - the same collection each time
    records = (record(number, chance) for number in range(items))
    if form == "jsonl":
        path = folder / "collection.jsonl"
        path.write_text("".join(json.dumps(value) + "\n" for value in records), encoding="utf-8")
        return path
    path = folder / "collection"
    path.mkdir()
    for value in records:
        (path / f"{value['id']}.yaml").write_text(yaml_of(value), encoding="utf-8")
    return path


def main() -> None:
    """Make the collection, add it with the command itself, print one JSON value."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=RECORDS)
    parser.add_argument("--form", choices=("jsonl", "yaml"), default="jsonl")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        collection = write_collection(folder, options.items, options.form)
        command = [sys.executable, "-m", "commonground"]
        register = ["--register", str(folder / "r.sqlite")]
        subprocess.run([*command, "init", *register], check=True, capture_output=True)
        started = time.monotonic()
        ran = subprocess.run(
            [*command, "add", str(collection), "--json", *register], check=True, stdout=subprocess.PIPE
        )
        seconds = time.monotonic() - started
        counts = json.loads(ran.stdout)["counts"]
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    figures = {
        "form": options.form,
        **counts,
        "seconds": round(seconds, 1),
        "items_per_s": round(options.items / seconds),
        "peak_memory_mb_largest_process": round(peak_mb),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
