"""Files of documents are measured as stated, and faulty ones are refused with their line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from commonground.bench.routing import measure_routing
from commonground.errors import BadInput, UnreadableFile

ROWS = [
    {
        "title": f"{kind} {subject}",
        "abstract": "",
        "gold": [group],
        "date": f"20{year}-05",
        "has_abstract": False,
    }
    for year, kind in enumerate(["Framework of", "Terms of", "Tests of", "Uses of"], start=10)
    for group, subject in [("ITU-R SG3", "wave propagation"), ("ITU-T SG21", "video coding")]
]


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    """The rows as JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def train(tmp_path: Path) -> Path:
    """Eight dated documents of two groups."""
    return write(tmp_path / "train.jsonl", ROWS)


def test_measures_of_a_set_without_errors(train: Path, tmp_path: Path) -> None:
    test = write(
        tmp_path / "test.jsonl",
        [
            {"title": "Propagation of waves", "gold": ["ITU-R SG3"], "has_abstract": False},
            {"title": "Video", "abstract": "Coding of video", "gold": ["ITU-T SG21"], "has_abstract": True},
        ],
    )
    found = measure_routing(train, test, profile=None)
    assert (found["accuracy"], found["macro_f1"], found["mrr"]) == (1.0, 1.0, 1.0)
    assert found["accuracy_of"] == {
        "with_abstract": 1.0,
        "without_abstract": 1.0,
        "sector ITU-R": 1.0,
        "sector ITU-T": 1.0,
    }
    assert found["docs_per_s"] > 0
    assert found["n_train"] == 8
    assert len(found["uses"]) == 3


def test_groups_nobody_taught_count_as_missed(train: Path, tmp_path: Path) -> None:
    test = write(tmp_path / "test.jsonl", [{"title": "Video coding", "gold": ["ITU-T SG99"]}])
    found = measure_routing(train, test, profile=None)
    assert (found["accuracy"], found["mrr"]) == (0.0, 0.0)


def test_a_profile_that_knows_the_groups_is_used_and_said_so(train: Path, tmp_path: Path) -> None:
    test = write(tmp_path / "test.jsonl", [{"title": "Video coding", "gold": ["ITU-T SG21"]}])
    uses = measure_routing([train, train], test)["uses"]
    assert any("profile itu" in use for use in uses)


def test_compressed_files_are_read(train: Path, tmp_path: Path) -> None:
    packed = tmp_path / "train.jsonl.gz"
    packed.write_bytes(gzip.compress(train.read_bytes()))
    assert measure_routing(packed, packed, profile=None)["n_test"] == 8


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1: not JSON"),
        ('{"title": "a"}', "line 1: not a document"),
        ('{"title": 3, "gold": ["x"]}', "line 1: not a document"),
        ('{"title": "a", "gold": []}', "line 1: not a document"),
        ('{"title": "a", "gold": ["x"], "date": "May"}', "line 1: no date"),
        ("", "no document"),
    ],
)
def test_faulty_lines_are_named(train: Path, tmp_path: Path, line: str, message: str) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(line, encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        measure_routing(train, bad)


def test_a_damaged_file_is_refused(train: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl.gz"
    bad.write_bytes(gzip.compress(b"{}")[:10])
    with pytest.raises(UnreadableFile, match="ended before"):
        measure_routing(bad, train)
