"""A small labelled set with what is proposed for it. The table changes only on purpose, with its reason in the log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commonground.domain.suggestion import Suggestion
from commonground.matching.embedding.loading import load_encoder
from commonground.matching.item import Item, ItemKind
from commonground.matching.plan import propose

SET = Path(__file__).parents[2] / "data/matching/labelled_pairs.json"
DATA: dict[str, Any] = json.loads(SET.read_text(encoding="utf-8"))


def _items(side: str) -> list[Item]:
    return [Item(**row, kind=ItemKind.QUESTION, sector=side, group=side) for row in DATA[side]]


@pytest.fixture(scope="module")
def proposed() -> tuple[Suggestion, ...]:
    return propose(_items("left"), _items("right"), encoder=load_encoder("exact"), top=1, threshold=0.0)


def test_judged_pairs_are_proposed_before_all_others(proposed: tuple[Suggestion, ...]) -> None:
    accepted = {tuple(pair) for pair in DATA["accepted"]}
    assert {(s.left, s.right) for s in proposed[: len(accepted)]} == accepted


def test_table_is_as_expected(proposed: tuple[Suggestion, ...]) -> None:
    table = [[s.left, s.right, str(s.relation), round(s.probability, 2)] for s in proposed]
    assert [row[:3] for row in table] == [row[:3] for row in DATA["table"]]
    assert [row[3] for row in table] == pytest.approx([row[3] for row in DATA["table"]], abs=0.02)
