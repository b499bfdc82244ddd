"""Files of JSON lines."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from commonground.bench.lines import read_lines
from commonground.errors import BadInput, UnreadableFile


@pytest.mark.parametrize("is_packed", [False, True])
def test_lines_are_told_by_where_they_stand(tmp_path: Path, is_packed: bool) -> None:
    content = '\ufeff{"a": "one\u2028line"}\n\n{"a": 2}\n'.encode()
    path = tmp_path / "set.jsonl"
    path.write_bytes(gzip.compress(content) if is_packed else content)
    assert [(where.rsplit(", ")[-1], row["a"]) for where, row in read_lines(path)] == [
        ("line 1", "one\u2028line"),
        ("line 3", 2),
    ]


@pytest.mark.parametrize(
    ("content", "told"), [("[1]", "line 1: not a JSON object"), ("{", "line 1: not JSON")]
)
def test_a_line_that_is_no_object_is_named(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=told):
        list(read_lines(path))


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableFile, match="not UTF-8"):
        list(read_lines(path))
    with pytest.raises(UnreadableFile):
        list(read_lines(tmp_path / "none.jsonl"))
