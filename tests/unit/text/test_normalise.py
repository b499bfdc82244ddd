"""Folding keeps the way back to the source."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.text.normalise import fold


def test_digits_widths_blanks_and_accents_are_made_alike() -> None:
    assert fold("Ｑ６／２").text == "Q6/2"
    assert fold("№\u00a0١٢").text.endswith(" 12")
    assert fold("Résolution ITU\u2011R").text == "Resolution ITU-R"


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_every_folded_character_has_a_place_in_the_source(text: str) -> None:
    folded = fold(text)
    for place in range(len(folded.text)):
        start, end = folded.span(place, place + 1)
        assert 0 <= start < end <= len(text)
