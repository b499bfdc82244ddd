"""Passages of printed explanations: cut around their spans, never through them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.exports.passage_paper import around_spans
from commonground.exports.table import Line

WORDS = "waste of old equipment and what becomes of it "


def test_a_long_passage_is_cut_around_what_it_is_shown_for() -> None:
    text = WORDS * 40 + "batteries" + " " + WORDS * 40
    start = text.index("batteries")
    shown, spans = around_spans(text, ((start, start + 9),))
    assert len(shown) < 400
    assert [shown[a:b] for a, b in spans] == ["batteries"]
    assert shown.startswith("…")
    assert shown.endswith("…")


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="ab ع中.", max_size=900),
    st.lists(st.tuples(st.integers(-5, 900), st.integers(-5, 900)), max_size=6),
)
def test_spans_keep_their_words_wherever_they_lie(text: str, spans: list[tuple[int, int]]) -> None:
    shown, kept = around_spans(text, tuple(spans))
    original = {text[a:b] for a, b in spans if 0 <= a < b <= len(text)}
    assert {shown[a:b] for a, b in kept} <= original
    assert shown.strip("…") in text
    pieces = Line(shown, marks=kept).pieces()
    assert "".join(piece for piece, _ in pieces) == shown
