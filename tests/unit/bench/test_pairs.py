"""Files of pairs are measured as stated, and faulty ones are refused with their line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from tests.fake_encoder import FakeEncoder

from commonground.bench.pairs import measure_pairs, read_gold, read_items
from commonground.errors import BadInput, UnreadableFile

LEFT = [
    {"id": "l1", "title": "Electronic waste", "text": "", "parent": "", "lang": "en"},
    {"id": "l2", "title": "Radio astronomy", "text": "", "parent": "", "lang": "en"},
]
RIGHT = [
    {"id": "r1", "title": "Radio astronomy", "text": "", "parent": "", "lang": "en"},
    {"id": "r2", "title": "Electronic waste", "text": "", "parent": "", "lang": "en"},
    {"id": "r3", "title": "Electronic waste", "text": "", "parent": "", "lang": "en"},
]


def write(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """The rows as JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_ties_count_against_the_ranking(tmp_path: Path) -> None:
    left, right = write(tmp_path / "l.jsonl", LEFT), write(tmp_path / "r.jsonl", RIGHT)
    gold = write(
        tmp_path / "g.jsonl",
        [
            {"left": "l1", "right": "r2"},
            {"left": "l2", "right": "r1"},
            {"left": "l1", "right": "r1", "true": False},
        ],
    )
    assert measure_pairs(left, right, gold, FakeEncoder()) == {
        "h1": 0.5,
        "h10": 1.0,
        "r20": 1.0,
        "map": 0.75,
        "n": 2,
    }


def test_gold_that_no_file_holds_counts_as_missed(tmp_path: Path) -> None:
    left, right = write(tmp_path / "l.jsonl", LEFT), write(tmp_path / "r.jsonl", RIGHT)
    gold = write(
        tmp_path / "g.jsonl",
        [{"left": "l2", "right": "r1"}, {"left": "l2", "right": "gone"}, {"left": "gone", "right": "r1"}],
    )
    measured = measure_pairs(left, right, gold, FakeEncoder())
    assert measured == {"h1": 0.5, "h10": 0.5, "r20": 0.25, "map": 0.25, "n": 2}


def test_gzipped_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in RIGHT).encode()))
    assert [item.id for item in read_items(path)] == ["r1", "r2", "r3"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"id": "a"}\n{"id": "a"}\n', "line 2: the id"),
        ('{"title": "no id"}\n', "line 1: the id"),
        ('\n{"id": 5}\n', "line 2"),
        ('{"id": "a", "title": ["x"]}\n', '"title" is no text'),
        ("[1]\n", "not a JSON object"),
        ("{\n", "line 1: not JSON"),
    ],
)
def test_faulty_items_are_refused_with_their_line(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=problem):
        read_items(path)


def test_faulty_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="line 1"):
        read_gold(write(tmp_path / "half.jsonl", [{"left": "l1"}]))
    with pytest.raises(BadInput, match="no pair"):
        read_gold(write(tmp_path / "none.jsonl", []))


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.gz"
    damaged.write_bytes(b"\x1f\x8b\x08 and then nothing")
    foreign = tmp_path / "latin1.jsonl"
    foreign.write_bytes('{"id": "é"}'.encode("latin-1"))
    for path in (damaged, foreign, tmp_path / "absent.jsonl"):
        with pytest.raises(UnreadableFile):
            read_items(path)
