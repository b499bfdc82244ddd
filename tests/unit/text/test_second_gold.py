"""A second set of sentences, written by hand before the engine saw them: shares found and right, by language.

Each row gives `refs` as [start, text, kind, id or candidates]. A reference found counts as right when it overlaps
the expected span and names the same thing. Rows the engine fails stay in the file.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commonground.domain.reference import ReferenceContext
from commonground.profiles import load_profile
from commonground.text.compilation import compile_grammar
from commonground.text.reference import find_references

DATA = Path(__file__).parents[2] / "data" / "references" / "second.jsonl"
ROWS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
GRAMMAR = compile_grammar(load_profile("itu"))

Found = tuple[int, int, str, frozenset[str]]


def expected(row: dict[str, list[tuple[int, str, str, str | list[str]]]]) -> list[Found]:
    return [
        (start, start + len(text), kind, frozenset([ids] if isinstance(ids, str) else ids))
        for start, text, kind, ids in row["refs"]
    ]


def right(want: list[Found], got: list[Found]) -> int:
    """How many of the expected references are found, each with a reference of its own."""
    left = list(got)
    hits = 0
    for start, end, kind, ids in want:
        hit = next((f for f in left if f[0] < end and start < f[1] and f[2:] == (kind, ids)), None)
        if hit is not None:
            left.remove(hit)
            hits += 1
    return hits


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh", "ar"])
def test_nearly_all_references_are_found_and_right(language: str) -> None:
    wanted = found = hits = rows = 0
    for row in ROWS:
        if row["language"] != language:
            continue
        context = ReferenceContext(sector=row.get("sector"))
        got = [
            (r.start, r.end, str(r.kind), frozenset(r.candidates))
            for r in find_references(row["text"], GRAMMAR, context)
        ]
        want = expected(row)
        rows, wanted, found, hits = rows + 1, wanted + len(want), found + len(got), hits + right(want, got)
    assert rows >= 20
    assert hits / found >= 0.97, "precision"
    assert hits / wanted >= 0.97, "recall"
