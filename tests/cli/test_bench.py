"""Measures are one JSON value with the keys that scripts read, on files of one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Command


def _lines(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_labels_are_measured_per_language(command: Command, tmp_path: Path) -> None:
    file = _lines(
        tmp_path / "labels.jsonl",
        {"en": "water", "ar": "ماء", "es": "agua", "fr": "eau", "ru": "вода", "zh": "水"},
        {"en": "climate", "ar": "مناخ", "es": "clima", "fr": "climat", "ru": "климат", "zh": "气候"},
    )
    value = command("bench", "labels", "--labels", file, "--json").value
    assert {"ar", "es", "fr", "ru", "zh", "mean"} <= set(value)
    assert value["mean"] == 1.0


def test_pairs_are_measured(command: Command, tmp_path: Path) -> None:
    left = _lines(
        tmp_path / "left.jsonl", {"id": "a", "title": "Recycling of electronic waste", "lang": "en"}
    )
    right = _lines(
        tmp_path / "right.jsonl",
        {"id": "1", "title": "Recyclage des déchets électroniques", "lang": "fr"},
        {"id": "2", "title": "Appels d'urgence", "lang": "fr"},
    )
    gold = _lines(tmp_path / "gold.jsonl", {"left": "a", "right": "1"})
    ran = command("bench", "pairs", "--left", left, "--right", right, "--gold", gold, "--json")
    assert {name: ran.value[name] for name in ("h1", "h10", "n")} == {"h1": 1.0, "h10": 1.0, "n": 1}
    assert {"r20", "map"} <= set(ran.value)
    shown = command("bench", "pairs", "--left", left, "--right", right, "--gold", gold)
    assert "h1" in shown.out


def test_the_files_named_are_the_files_measured(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    given: list[dict[str, Any]] = []

    def measure(*words: Any, **options: Any) -> dict[str, float]:
        asked.append(words)
        given.append(options)
        return {"accuracy": 1.0}

    monkeypatch.setattr("commonground.bench.routing.measure_routing", measure)
    monkeypatch.setattr("commonground.bench.speed.measure_speed", measure)
    files = [_lines(tmp_path / f"{name}.jsonl") for name in ("one", "two", "three")]
    ran = command("bench", "routing", "--train", files[0], "--train", files[1], "--test", files[2], "--json")
    assert ran.value == {"accuracy": 1.0}
    command("bench", "speed", "--items", "7", "--json")
    assert asked == [(files[:2], files[2]), (7,)]
    assert given[0] == {"profile": "itu", "adapt": True}
    command("bench", "routing", "--train", files[0], "--test", files[2], "--alone", "--json")
    assert given[-1] == {"profile": None, "adapt": False}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("labels", "--labels", "none.jsonl"), 4),
        (("links", "--gold", "none.jsonl"), 4),
        (("routing", "--train", "none.jsonl", "--test", "none.jsonl"), 4),
        (("labels", "--labels", "notes.txt"), 3),
        (("speed", "--items", "0"), 2),
    ],
)
def test_bad_files_are_refused(command: Command, workplace: Path, words: tuple[str, ...], code: int) -> None:
    (workplace / "notes.txt").write_text("Dear colleagues,\n")
    ran = command("bench", *words, "--json")
    assert ran.code == code
    assert ran.out == ""
