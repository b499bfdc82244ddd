"""The bench beside peers: its data, its scorer, its measured processes and its tables. No peer is run here."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import pytest
from scripts.bench_peers import report, scoring
from scripts.bench_peers.process import run_measured
from scripts.bench_peers.sets import (
    LANGUAGES,
    LONG_WORDS,
    given_sets,
    made_documents,
    made_sets,
    made_texts,
    read_rows,
)
from scripts.bench_peers.tasks import OURS, Table
from scripts.peers.contract import Answer
from scripts.refresh_docs import renewed

from commonground.bench.pairs import read_gold, read_items


def _gzipped(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))


def _text(number: int, group: str) -> dict[str, object]:
    return {
        "text": f"Text {number}. It says more.",
        "gold": [group],
        "date": f"20{number:02}",
        "has_abstract": number % 2 == 0,
    }


def test_sets_made_on_the_spot_are_what_the_bench_commands_read(tmp_path: Path) -> None:
    sets = made_sets(tmp_path)
    (routing,), (pairs,) = sets.routing, sets.pairs
    train, test = read_rows(routing.train), read_rows(routing.test)
    assert max(row["date"] for row in train) <= min(row["date"] for row in test)
    assert {row["gold"][0] for row in test} <= {row["gold"][0] for row in train}
    left, right = ({item.id for item in read_items(path)} for path in (pairs.left, pairs.right))
    gold = read_gold(pairs.gold)
    assert len(gold) > 10
    assert set(gold) <= left
    assert set.union(*gold.values()) <= right
    labels = read_rows(sets.labels)
    assert len({row["en"] for row in labels}) == len(labels) > 100
    assert all(row[language] for row in labels for language in LANGUAGES)


def test_a_given_folder_is_split_by_date(tmp_path: Path) -> None:
    data = tmp_path / "data"
    _gzipped(data / "itu-routing" / "train.jsonl.gz", [_text(number, "A") for number in (3, 1, 2)])
    _gzipped(data / "itu-routing" / "dev.jsonl.gz", [_text(number, "A") for number in (7, 5, 6, 4)])
    item: dict[str, object] = {"id": "x", "title": "A title", "text": "", "parent": "", "lang": "en"}
    for name in ("left_fr.jsonl.gz", "left_ru.jsonl.gz", "right.jsonl.gz"):
        _gzipped(data / "pairs" / "some" / name, [item])
    _gzipped(data / "pairs" / "some" / "gold.jsonl.gz", [{"left": "x", "right": "x"}])
    sets = given_sets(data, tmp_path)
    assert [given.name for given in sets.pairs] == ["some fr", "some ru"]
    assert [given.name for given in sets.routing] == ["train, dev", "recent"]
    recent = sets.routing[1]
    assert [row["date"] for row in read_rows(recent.train)] == ["2001", "2002", "2003", "2004", "2005"]
    assert [row["date"] for row in read_rows(recent.test)] == ["2006", "2007"]


def test_made_texts_are_the_same_each_time() -> None:
    texts = ["One title. A first sentence; a second one.", "Another title. And a third."]
    assert made_documents(texts, 20) == made_documents(texts, 20)
    assert {len(text.split()) for text in made_texts(texts, 5)} == {LONG_WORDS}


def test_a_tie_counts_against_the_peer() -> None:
    answer = Answer(order=[[0, 1], [1, 0]], scores=[[0.5, 0.5], [0.5, 0.4]], names=["A", "B"])
    rows = [{"gold": ["A"], "has_abstract": True}, {"gold": ["B"], "has_abstract": False}]
    figures = scoring.routing_figures(answer, rows)
    assert (figures["accuracy"], figures["mrr"]) == (0.5, 0.75)
    assert (figures["with abstract"], figures["without"]) == (0.0, 1.0)


def test_a_list_cut_within_a_tie_loses_that_tie() -> None:
    answer = Answer(order=[[2, 0, 1]], scores=[[0.9, 0.5, 0.5]])
    assert scoring.ranks_of(answer, [{2, 0}], 4)[0].tolist()[0] == 1
    assert scoring.ranks_of(answer, [{0}], 4)[0].tolist() == [4]


def test_items_that_a_file_lacks_count_as_missed() -> None:
    answer = Answer(order=[[0]], scores=[[1.0]])
    figures = scoring.pair_figures(answer, [{"id": "a"}], [{"id": "b"}], {"a": {"b", "gone"}})
    assert (figures["h1"], figures["r20"], figures["n"]) == (1.0, 0.5, 1)


def test_labels_are_scored_by_language() -> None:
    right, tied = ([0, 1], [0.9, 0.1]), ([0, 1], [0.9, 0.9])
    found = [right, tied, right, right, right]
    answer = Answer(order=[order for order, _ in found], scores=[scores for _, scores in found])
    figures = scoring.label_figures(answer, 1)
    assert (figures["ar"], figures["es"], figures["mean"]) == (1.0, 0.0, 0.8)


def test_a_process_is_measured_by_itself() -> None:
    held = bytearray(300_000_000)
    run = run_measured([sys.executable, "-c", "print('said')"])
    assert (run.output, run.failure) == ("said\n", "")
    assert run.wall_s > 0
    assert 5 < run.peak_mb < len(held) / 2**20 / 2


def test_a_process_that_fails_says_why() -> None:
    assert (
        run_measured([sys.executable, "-c", "raise SystemExit('no such thing')"]).failure == "no such thing"
    )


def test_the_page_holds_figures_and_what_was_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"system": "a peer", "h1": 0.5, "n": 1234}, {"system": OURS, "h1": 1.0, "n": 1234}]
    measured = report.Measured(
        machine="2 cores",
        python="3.11",
        date="2026-11-23",
        command="make bench",
        data="",
        versions={"annif": "1"},
        tables=[Table("pairs", "What belongs together.", ("system", "h1", "map", "n"), rows)],
        failures=[{"system": "another", "task": "pairs", "reason": "no wheel"}],
    )
    page = renewed("<!-- part -->\nold\n<!-- /part -->", "part", report.markdown(measured))
    assert "| a peer | .500 | – | 1,234 |" in page
    assert f"| **{OURS}** | **1.000** | **–** | **1,234** |" in page
    assert "- another, pairs: no wheel" in page
    assert "old" not in page
    report.print_tables(measured)
    assert "left out: another, pairs: no wheel" in capsys.readouterr().out
    assert json.dumps(measured.to_json())
