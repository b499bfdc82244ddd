"""Finding references: spans, safety on any text, and time that grows with the text only."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.domain.reference import ReferenceContext
from commonground.profiles import load_profile
from commonground.text.compilation import compile_grammar
from commonground.text.reference import find_references

GRAMMAR = compile_grammar(load_profile("itu"))

_PIECES = (
    "Study Groups|SG|Q|WP|5|7/5|,| and |(|)|Resolution |Rev. Busan, 2014|ITU-T |ITU-R |第|号决议|研究组|القرار "
    "|لجنة الدراسات |Вопрос |ИК|L.1470|\u0301|\u0640|é|FG-|-|/|SDGs |C7|серия |Series| of |МСЭ-Т |\n|\u00a0"
)
PIECES = st.sampled_from(_PIECES.split("|"))

RENDERED = {
    "en": ("{sector} Study Group {n}", "ITU-T"),
    "fr": ("Commission d'études {n} de l'UIT-T", "ITU-T"),
    "es": ("Comisión de Estudio {n} del UIT-T", "ITU-T"),
    "ru": ("{n}-я Исследовательская комиссия МСЭ-Т", "ITU-T"),
    "ar": ("لجنة الدراسات {n} التابعة لقطاع تقييس الاتصالات", "ITU-T"),
    "zh": ("ITU-T第{n}研究组", "ITU-T"),
}


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_ordered_spans_of_the_source(text: str) -> None:
    last = 0
    for reference in find_references(text, GRAMMAR):
        assert text[reference.start : reference.end] == reference.text
        assert last <= reference.start < reference.end
        last = reference.end
        assert reference.id is None or reference.candidates == (reference.id,)


@given(
    st.sampled_from(sorted(RENDERED)),
    st.integers(1, 30),
    st.sampled_from(["", "— ", "xyz ", "( ", "\n", "1. "]),
)
@settings(max_examples=80, deadline=None)
def test_a_printed_study_group_is_found_again_in_every_language(
    language: str, number: int, before: str
) -> None:
    template, sector = RENDERED[language]
    printed = template.format(sector=sector, n=number)
    found = find_references(f"{before}{printed}; .", GRAMMAR)
    assert [(r.text, r.id) for r in found] == [(printed, f"ITU-T SG{number}")]


@pytest.mark.parametrize(
    "text",
    [
        "Q1/1, " * 4000,
        "Q1, " * 20000,
        "((((" * 20000,
        "1" * 80000,
        "Resolution " * 8000,
        "Resolution 1 (" * 6000,
        "第5、" * 20000,
        "研究组" * 20000,
        "SG " * 20000,
        "ITU-T-" * 15000,
        "A." * 40000,
        "e\u0301" * 40000,
        "و" * 80000,
        "http://" * 10000,
        "a@" * 40000,
        "Study Group 5 ITU-T " * 4000,
        "Question 5 of " * 8000,
        "Q5 SG5 " * 6000,
        "L, K and " * 10000,
        "UN Council " * 10000,
    ],
    ids=lambda text: str(text[:10]),
)
def test_hostile_text_is_read_in_time_that_grows_with_its_length(text: str) -> None:
    started = time.perf_counter()
    find_references(text, GRAMMAR)
    assert time.perf_counter() - started < 3


def test_names_that_may_belong_to_either_side_nest_without_end() -> None:
    assert len(find_references("Study Group 5 ITU-T " * 2000, GRAMMAR)) == 2000


def test_spans_point_into_the_source_also_where_marks_are_left_out() -> None:
    text = "انظر القـــرار 182 (المراجَع في بوسان، 2014)."
    (reference,) = find_references(text, GRAMMAR)
    assert text[reference.start : reference.end] == "القـــرار 182 (المراجَع في بوسان، 2014)"
    assert reference.id == "PP Resolution 182"


def test_the_column_decides_between_two_sectors() -> None:
    for sector in ("ITU-T", "ITU-D"):
        found = find_references("Study Group 2 - Q6/2", GRAMMAR, ReferenceContext(sector=sector))
        assert [r.id for r in found] == [f"{sector} SG2", f"{sector} Q6/2"]


def test_a_fact_beats_the_column() -> None:
    found = find_references("Study Group 20 - Q4/20", GRAMMAR, ReferenceContext(sector="ITU-D"))
    assert [r.id for r in found] == ["ITU-T SG20", "ITU-T Q4/20"]


def test_without_context_the_doubt_is_reported() -> None:
    (reference,) = find_references("Final Report of Q 6/2 (2017)", GRAMMAR)
    assert reference.text == "Q 6/2"
    assert reference.is_ambiguous
    assert set(reference.candidates) == {"ITU-T Q6/2", "ITU-D Q6/2"}


def test_well_formed_ids_that_the_profile_lacks_are_marked_unknown() -> None:
    (reference,) = find_references("see Recommendation ITU-T L.9999.", GRAMMAR)
    assert (reference.id, reference.is_known) == ("ITU-T L.9999", False)
