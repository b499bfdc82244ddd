"""Speeds are measured on texts that are the same at every run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from commonground.bench import speed
from commonground.bench.speed import make_items, measure_speed
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.errors import InternalError


def test_texts_are_of_six_languages_and_the_same_at_every_call() -> None:
    items = make_items(12)
    assert items == make_items(12)
    assert [item.language for item in items] == [*OFFICIAL_LANGUAGES, *OFFICIAL_LANGUAGES]
    english = next(item for item in items if item.language == "en")
    assert len(english.text.split()) == 150
    assert len({item.text for item in items}) == 12


def test_every_stage_gives_speed_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "_STAGES", ("tokenising",))  # the others are measured in the same way
    measured = measure_speed(12)
    assert measured["items"] == 12
    stage = measured["stages"]["tokenising"]
    assert stage["seconds"] > 0
    assert stage["items_per_s"] > 0
    assert stage["peak_mb"] > 10


def test_searches_are_timed_on_the_index_built_before(tmp_path: Path) -> None:
    built = speed._index(12, tmp_path / "index")
    assert built["size_mb"] > 0
    measured = speed._find(12, tmp_path / "index")
    assert measured["p95_ms"] >= measured["p50_ms"] > 0
    assert measured["open_s"] < 1


@pytest.mark.parametrize("stage", [speed._tokenising, speed._all_pairs])
def test_a_stage_counts_its_items(stage: Callable[[int, Path], dict[str, Any]], tmp_path: Path) -> None:
    measured = stage(6, tmp_path)
    assert measured["items_per_s"] == pytest.approx(6 / measured["seconds"])


def test_new_words_come_ever_more_slowly() -> None:
    words = " ".join(item.text for item in make_items(600) if item.language == "en").split()
    half = len(words) // 2
    first, both = len(set(words[:half])), len(set(words))
    assert 1.2 * first < both < 1.7 * first


@pytest.mark.parametrize("stage", [partial(speed._labels, "default"), speed._texts])
def test_texts_are_embedded_at_first_sight_and_again(
    stage: Callable[[int, Path], dict[str, Any]], tmp_path: Path
) -> None:
    measured = stage(6, tmp_path)
    assert measured["first_sight_per_s"] > 0
    assert measured["known_per_s"] > 0


def test_a_stage_that_dies_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InternalError, match="find"):
        speed._measured("find", 3, tmp_path / "no index here")
