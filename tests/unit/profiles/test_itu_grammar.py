"""The ITU's reference grammar against our own sentences: `refs` gives [text, id or candidates] in order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commonground.domain.reference import ReferenceContext
from commonground.profiles import load_profile
from commonground.text.grammar import ReferenceGrammar
from commonground.text.reference import find_references

DATA = Path(__file__).parents[2] / "data" / "references" / "itu.jsonl"
ROWS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines() if line.strip()]
GRAMMAR = ReferenceGrammar.of(load_profile("itu"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:50])
def test_sentence(row: dict[str, object]) -> None:
    text = str(row["text"])
    sector = row.get("sector")
    context = ReferenceContext(sector=str(sector) if sector else None)
    found = [[r.text, r.id or list(r.candidates)] for r in find_references(text, GRAMMAR, context)]
    assert found == row["refs"]


@pytest.mark.parametrize(
    ("text", "revision"),
    [
        ("Rés. 182 (Rév. Busan, 2014)", "Rev. Busan, 2014"),
        ("第182号决议（2014年，釜山，修订版）", "Rev. Busan, 2014"),
        ("القرار 182 (المراجَع في بوسان، 2014)", "Rev. Busan, 2014"),
        ("Resolution 191 (Busan, 2014)", "Busan, 2014"),
        ("Resolution 60 (RA-19)", "RA-19"),
        ("Résolution 673 (Rév.CMR-12)", "Rev.WRC-12"),
        ("RESOLUTION ITU-R 60-2", "ITU-R 60-2"),
    ],
)
def test_revisions_are_written_in_english(text: str, revision: str) -> None:
    (reference,) = find_references(text, GRAMMAR)
    assert reference.revision == revision


def test_the_grammar_of_another_organization_works_with_the_same_engine() -> None:
    grammar = ReferenceGrammar.of(load_profile("ietf"))
    found = find_references("The tls WG updated RFC 8446 and draft-ietf-tls-esni-18.", grammar)
    assert [r.id for r in found] == ["IETF WG tls", "RFC 8446", "draft-ietf-tls-esni"]
