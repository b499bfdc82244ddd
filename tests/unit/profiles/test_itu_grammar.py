"""The ITU's reference grammar against our own sentences: `refs` gives [text, id or candidates] in order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commonground.domain.reference import ReferenceContext
from commonground.profiles import load_profile
from commonground.text.compilation import compile_grammar
from commonground.text.reference import find_references

DATA = Path(__file__).parents[2] / "data" / "references" / "itu.jsonl"
ROWS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines() if line.strip()]
GRAMMAR = compile_grammar(load_profile("itu"))


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
    grammar = compile_grammar(load_profile("ietf"))
    found = find_references("The tls WG updated RFC 8446 and draft-ietf-tls-esni-18.", grammar)
    assert [r.id for r in found] == ["IETF WG tls", "RFC 8446", "draft-ietf-tls-esni"]


def test_each_number_of_a_list_keeps_its_own_revision() -> None:
    text = "Resolutions 73 (Rev. Hammamet, 2016), 79 (Dubai, 2012) and 98 (Hammamet, 2016)"
    assert [(r.id, r.revision) for r in find_references(text, GRAMMAR)] == [
        ("WTSA Resolution 73", "Rev. Hammamet, 2016"),
        ("WTSA Resolution 79", "Dubai, 2012"),
        ("WTSA Resolution 98", "Hammamet, 2016"),
    ]


def test_a_revision_after_the_last_number_is_not_given_to_one_that_has_its_own() -> None:
    text = "Resolutions 73 and 79 (Rev. Hammamet, 2016)"
    assert {r.revision for r in find_references(text, GRAMMAR)} == {"Rev. Hammamet, 2016"}
    text = "Resolutions 73, 79 (Dubai, 2012) and 98 (Hammamet, 2016)"
    assert [r.revision for r in find_references(text, GRAMMAR)] == ["", "Dubai, 2012", "Hammamet, 2016"]


def test_the_word_before_a_list_of_codes_tells_the_kind_of_each() -> None:
    found = find_references("ITU-R Reports SM.2152-0 and M.2516; Recommendation ITU-R M.2083", GRAMMAR)
    assert [str(r.kind) for r in found] == ["report", "report", "recommendation"]
