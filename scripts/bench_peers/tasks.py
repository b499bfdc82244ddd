"""Each task run by every system, as tables of figures."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.bench_peers.process import Run, run_measured
from scripts.bench_peers.scoring import label_figures, pair_figures, routing_figures
from scripts.bench_peers.sets import (
    LANGUAGES,
    PairSet,
    RoutingSet,
    Sets,
    made_documents,
    made_texts,
    read_rows,
    words_of_item,
)
from scripts.peers.contract import Answer, Task

OURS = "Commonground"
DOCUMENTS = 21_506
MADE_OF_ONE = 10  # documents made of one text at most: more would share sentences as real ones never do
SHORT, LONG = 5_000, 2_000
TOP = 20
ROUTING_PEERS = {
    "Annif svc": ("with_annif", "svc"),
    "Annif omikuji": ("with_annif", "omikuji"),
    "LinearSVC, words": ("with_scikit", "words"),
    "LinearSVC, words and characters": ("with_scikit", "words+characters"),
    "LinearSVC + USE + BM25": ("with_hybrid", "route"),
}
LABEL_PEERS = {
    "character n-grams": ("with_scikit", "rank-short"),
    "USE as it is": ("with_use", "rank"),
    "USE, lower case": ("with_use", "rank-lower"),
}
PAIR_PEERS = {
    "character n-grams": ("with_scikit", "rank"),
    "BM25 (bm25s)": ("with_bm25s", "rank"),
    "PolyFuzz": ("with_polyfuzz", "rank"),
    "USE alone": ("with_use", "rank-lower"),
}
ALL_PAIRS_PEERS = {"PolyFuzz": ("with_polyfuzz", "rank-sparse"), "bm25s": ("with_bm25s", "rank")}
PAIR_FIELDS = {"all": ("title", "parent", "text"), "title": ("title",)}


@dataclass(slots=True)
class Table:
    """Figures of one task: a row a system and set."""

    name: str
    about: str
    columns: tuple[str, ...]
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: dict[str, Any]) -> None:
        """One more row, told on stderr at once."""
        self.rows.append(row)
        told = (
            f"{name} {value:.3f}" if isinstance(value, float) else f"{value}" for name, value in row.items()
        )
        print("   ", ", ".join(told), file=sys.stderr, flush=True)


@dataclass(slots=True)
class Bench:
    """Where systems are run, and what failed."""

    peers: str  # the Python of the peers' environment
    folder: Path  # for task files
    failures: list[dict[str, str]] = field(default_factory=list)

    def ask_peer(self, system: str, runner: tuple[str, str], task: Task) -> tuple[Answer, Run] | None:
        """A peer's answer, or None when it failed."""
        module, method = runner
        return self._ask(system, [self.peers, "-m", f"scripts.peers.{module}", method], task)

    def ask_ours(self, method: str, task: Task) -> tuple[Answer, Run] | None:
        """Our answer under the peers' contract, or None when it failed."""
        return self._ask(OURS, [sys.executable, "-m", "scripts.bench_peers.ours", method], task)

    def ask_command(self, *arguments: str) -> tuple[dict[str, Any], Run] | None:
        """What one of our `bench` commands prints, or None when it failed."""
        command = [sys.executable, "-m", "commonground", "bench", *arguments, "--json"]
        run = self._run(OURS, " ".join(("bench", arguments[0])), command)
        return (json.loads(run.output), run) if run else None

    def _ask(self, system: str, command: list[str], task: Task) -> tuple[Answer, Run] | None:
        task_file, answer_file = self.folder / "task.json", self.folder / "answer.json"
        task_file.write_text(json.dumps(task, ensure_ascii=False), encoding="utf-8")
        run = self._run(system, task["name"], [*command, str(task_file), str(answer_file)], task["cores"])
        return (Answer(**json.loads(answer_file.read_text(encoding="utf-8"))), run) if run else None

    def _run(self, system: str, task: str, command: list[str], cores: int = 1) -> Run | None:
        print(f"{task}: {system} ...", file=sys.stderr, flush=True)
        run = run_measured(command, cores)
        if run.failure:
            self.failures.append({"system": system, "task": task, "reason": run.failure})
            print(f"{task}: {system} failed: {run.failure}", file=sys.stderr, flush=True)
            return None
        return run


def _cost(run: Run) -> dict[str, float]:
    return {"wall s": run.wall_s, "peak MB": run.peak_mb}


def routing_table(bench: Bench, sets: Sequence[RoutingSet]) -> Table:
    """The group of each text, learnt from older ones."""
    table = Table(
        "routing",
        "Group of a new document, learnt from older ones; mrr over the full ranking of groups. Ours also reads the "
        "packaged facts and the texts asked about; as documents alone it reads what the peers read. "
        + " ".join(f"{given.name}: {given.about}." for given in sets),
        (
            "set",
            "system",
            "n",
            "accuracy",
            "with abstract",
            "without",
            "macro_f1",
            "mrr",
            "train_s",
            "docs_per_s",
            "wall s",
            "peak MB",
        ),
    )
    for given in sets:
        train, test = read_rows(given.train), read_rows(given.test)
        task: Task = {
            "kind": "route",
            "name": f"routing, {given.name}",
            "cores": 1,
            "train": [row["text"] for row in train],
            "groups": [row["gold"] for row in train],
            "test": [row["text"] for row in test],
        }
        for system, runner in ROUTING_PEERS.items():
            if found := bench.ask_peer(system, runner, task):
                answer, run = found
                seconds = {
                    "train_s": answer.seconds["train"],
                    "docs_per_s": len(test) / answer.seconds["use"],
                }
                figures = routing_figures(answer, test)
                head = {"set": given.name, "system": system, "n": len(test)}
                table.add({**head, **figures, **seconds, **_cost(run)})
        _add_ours(table, bench, given)
    return table


def _add_ours(table: Table, bench: Bench, given: RoutingSet) -> None:
    """What we reach from the documents alone, as peers do; and as the command does, with all that it may use."""
    task: Task = {
        "name": f"routing, {given.name}",
        "cores": 1,
        "train": str(given.train),
        "test": str(given.test),
    }
    if found := bench.ask_ours("route", task):
        _add_our_row(table, given, f"{OURS}, documents alone", found[0].figures, found[1])
    if given.is_foreign and (
        asked := bench.ask_command("routing", "--train", str(given.train), "--test", str(given.test))
    ):
        _add_our_row(table, given, OURS, *asked)


def _add_our_row(table: Table, given: RoutingSet, system: str, figures: dict[str, Any], run: Run) -> None:
    parts = figures.get("accuracy_of", {})
    shares = {"with abstract": parts.get("with_abstract"), "without": parts.get("without_abstract")}
    measures = {name: figures[name] for name in ("accuracy", "macro_f1", "mrr", "train_s", "docs_per_s")}
    head = {"set": given.name, "system": system, "n": figures["n_test"]}
    table.add({**head, **measures, **shares, **_cost(run)})


def label_table(bench: Bench, labels: Path) -> Table:
    """The English label of each label in another language."""
    rows = read_rows(labels)
    table = Table(
        "labels",
        f"accuracy@1 of a label against the English labels of all {len(rows):,} rows; texts/s of the whole process.",
        ("system", *LANGUAGES, "mean", "texts/s", "wall s", "peak MB"),
    )
    task: Task = {
        "kind": "rank",
        "name": "labels",
        "cores": 1,
        "left": [row[language] for language in LANGUAGES for row in rows],
        "right": [row["en"] for row in rows],
        "top": 5,
    }
    count = len(rows) * (len(LANGUAGES) + 1)
    for system, runner in LABEL_PEERS.items():
        if found := bench.ask_peer(system, runner, task):
            answer, run = found
            table.add(
                {
                    "system": system,
                    **label_figures(answer, len(rows)),
                    "texts/s": count / run.wall_s,
                    **_cost(run),
                }
            )
    if asked := bench.ask_command("labels", "--labels", str(labels)):
        figures, run = asked
        table.add({"system": OURS, **figures, "texts/s": count / run.wall_s, **_cost(run)})
    return table


def pair_table(bench: Bench, sets: Sequence[PairSet]) -> Table:
    """Which items of two bodies belong together."""
    table = Table(
        "pairs",
        "Which right item belongs to a left one; ties count against the system. Fields: all = title, parent and text.",
        ("set", "fields", "system", "h1", "h10", "r20", "map", "n", "wall s", "peak MB"),
    )
    for given in sets:
        left, right, gold = read_rows(given.left), read_rows(given.right), _gold_of(given.gold)
        for fields, names in PAIR_FIELDS.items():
            task: Task = {
                "kind": "rank",
                "name": f"pairs, {given.name}, {fields}",
                "cores": 1,
                "left": [words_of_item(item, names) for item in left],
                "right": [words_of_item(item, names) for item in right],
                "top": 100,
            }
            for system, runner in PAIR_PEERS.items():
                if found := bench.ask_peer(system, runner, task):
                    answer, run = found
                    figures = pair_figures(answer, left, right, gold)
                    head = {"set": given.name, "fields": fields, "system": system}
                    table.add({**head, **figures, **_cost(run)})
        paths = ("--left", str(given.left), "--right", str(given.right), "--gold", str(given.gold))
        if asked := bench.ask_command("pairs", *paths):
            table.add({"set": given.name, "fields": "all", "system": OURS, **asked[0], **_cost(asked[1])})
    return table


def _gold_of(path: Path) -> dict[str, set[str]]:
    gold: dict[str, set[str]] = {}
    for row in read_rows(path):
        if row.get("true", True):
            gold.setdefault(row["left"], set()).add(row["right"])
    return gold


def all_pairs_table(bench: Bench, texts: Sequence[str], cores: int) -> Table:
    """The most alike of every document of a collection."""
    count = min(DOCUMENTS, MADE_OF_ONE * len(texts))
    documents = made_documents(texts, count)
    table = Table(
        "all pairs",
        f"The {TOP} documents most like each of {count:,}; {cores} cores; seconds without start-up.",
        ("system", "seconds", "wall s", "peak MB"),
    )
    words = [words_of_item(row, ("title", "text")) for row in documents]
    task: Task = {
        "kind": "rank",
        "name": "all pairs",
        "cores": cores,
        "left": words,
        "right": words,
        "top": TOP + 1,
    }
    for system, runner in ALL_PAIRS_PEERS.items():
        if found := bench.ask_peer(system, runner, task):
            table.add({"system": system, "seconds": sum(found[0].seconds.values()), **_cost(found[1])})
    task = {"kind": "all pairs", "name": "all pairs", "cores": cores, "documents": documents, "top": TOP + 1}
    if found := bench.ask_ours("all-pairs", task):
        table.add({"system": OURS, "seconds": sum(found[0].seconds.values()), **_cost(found[1])})
    return table


def speed_table(bench: Bench, labels: Path, texts: Sequence[str]) -> Table:
    """Vectors a second, of short labels and of long texts."""
    table = Table(
        "embedding speed",
        "Texts/s on one core, the start of the program left out; known = the same texts a second time.",
        ("texts", "system", "n", "first sight/s", "known/s", "wall s", "peak MB"),
    )
    rows = read_rows(labels)
    short = [row[language] for row in rows for language in ("en", *LANGUAGES)][:SHORT]
    for name, chosen in (("short labels", short), ("150 words", made_texts(texts, LONG))):
        task: Task = {"kind": "embed", "name": f"embedding speed, {name}", "cores": 1, "texts": chosen}
        for system, found in (
            ("USE as it is", bench.ask_peer("USE as it is", ("with_use", "embed"), task)),
            (OURS, bench.ask_ours("embed", task)),
        ):
            if found:
                answer, run = found
                speeds = {f"{stage}/s": len(chosen) / s for stage, s in answer.seconds.items()}
                row = {"first sight/s": speeds.get("first/s"), "known/s": speeds.get("again/s")}
                table.add({"texts": name, "system": system, "n": len(chosen), **row, **_cost(run)})
    return table


TABLES = ("routing", "labels", "pairs", "all-pairs", "speed")


def make_table(name: str, bench: Bench, sets: Sets, cores: int) -> Table:
    """The table of that name."""
    if name == "routing":
        return routing_table(bench, sets.routing)
    if name == "labels":
        return label_table(bench, sets.labels)
    if name == "pairs":
        return pair_table(bench, sets.pairs)
    if name == "all-pairs":
        return all_pairs_table(bench, sets.texts, cores)
    return speed_table(bench, sets.labels, sets.texts)
