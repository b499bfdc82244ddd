from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from commonground.bench.links import measure_links, read_links
from commonground.domain.profile import Profile
from commonground.errors import BadInput, UnreadableFile
from commonground.profiles import load_profile

from ..matching.conftest import WordEncoder

ROWS: list[dict[str, object]] = [
    {"from": "ITU-D Q6/2", "to": "ITU-T Q7/5", "kind": "mapping-table"},
    {"from": "ITU-T FG AVA", "to": "ITU-R SG6"},
    {"id": "ITU-R WP 1C", "related": ["ITU-T Q3/5", "ITU-R SG1", "WHO"]},
]


GROUPS = {"ITU-T SG5", "ITU-D SG2", "ITU-R SG1", "ITU-R SG6", "ITU-R SG7"}


@pytest.fixture(scope="module")
def profile() -> Profile:
    whole = load_profile("itu")
    return replace(
        whole,
        bodies=tuple(b for b in whole.bodies if b.parent in GROUPS or b.parent is None),
        questions=tuple(q for q in whole.questions if q.body in GROUPS),
        instruments=whole.instruments[:20],
        areas=(),
        entries=(),
    )


def _written(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_counts_what_is_asked_and_finds_what_is_stated(tmp_path: Path, profile: Profile) -> None:
    found = measure_links(_written(tmp_path / "gold.jsonl", ROWS), profile, WordEncoder())
    assert (found["n"], found["n_from"], found["n_inside"], found["n_unknown"]) == (4, 3, 1, 1)
    assert found["pool"] > 80
    assert 0 <= found["recall@10"] <= found["recall@10_stated"]
    # What is stated is found unless it is hidden; an end that no fact knows never is.
    assert found["recall@10_stated"] == pytest.approx(3 / 4)


def test_hidden_link_is_told_from_the_rest_alone(tmp_path: Path, profile: Profile) -> None:
    gold = _written(tmp_path / "gold.jsonl", ROWS[:1])
    found = measure_links(gold, profile, WordEncoder())
    assert found["map"] < 1
    assert found["recall@10_stated"] == 1


def test_order_of_the_lines_changes_nothing(tmp_path: Path, profile: Profile) -> None:
    forth = _written(tmp_path / "a.jsonl", ROWS)
    back = _written(tmp_path / "b.jsonl", ROWS[::-1])
    assert measure_links(forth, profile, WordEncoder()) == measure_links(back, profile, WordEncoder())


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"from": "a"}', '{"from": "a", "to": [1]}', '{"id": 7, "related": []}']
)
def test_line_that_is_no_link_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"from": "a", "to": "b"}\n\n' + line, encoding="utf-8")
    with pytest.raises(BadInput, match="line 3"):
        read_links(path)


def test_file_without_links_between_groups_is_refused(tmp_path: Path, profile: Profile) -> None:
    inside = _written(tmp_path / "gold.jsonl", [{"from": "ITU-R SG1", "to": "ITU-R WP 1A"}])
    with pytest.raises(BadInput, match="no link between groups"):
        measure_links(inside, profile, WordEncoder())
    with pytest.raises(UnreadableFile):
        read_links(tmp_path / "absent.jsonl")
