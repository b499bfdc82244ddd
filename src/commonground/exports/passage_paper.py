"""Explanations and their passages as lines of a printed cell."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.domain.suggestion import Explanation, MatchedPassage, SharedTerm
from commonground.exports.table import Line
from commonground.exports.wording import headed, joined, word

TERMS_SHOWN = 8
CONTEXT = 160  # characters kept on each side of what a long passage is shown for
_CUT = "…"


def reason_lines(explanation: Explanation, language: str) -> Iterator[Line]:
    """The plain sentence, then the shared terms and references it rests on."""
    is_translated = language in explanation.sentences
    yield Line(explanation.sentence(language), "" if is_translated else "en", is_own=is_translated)
    terms = [printed_term(term) for term in explanation.terms[:TERMS_SHOWN]]
    if terms:
        yield Line(
            headed(word("shared_terms", language), joined(terms, language), language),
            is_remark=True,
            is_own=True,
        )
    if explanation.references:
        named = joined(list(explanation.references), language)
        yield Line(headed(word("shared_references", language), named, language), is_remark=True, is_own=True)


def printed_term(term: SharedTerm) -> str:
    """A shared term: once where both sides say the same, else in both words.

    >>> printed_term(SharedTerm("climate", "climat", "vocabulary"))
    'climate / climat'
    """
    return term.left if term.left.casefold() == term.right.casefold() else f"{term.left} / {term.right}"


def passage_lines(passage: MatchedPassage, heading: str = "") -> Iterator[Line]:
    """The passage with its spans marked, under the name of what it is a piece of; a long one is cut around them."""
    text, spans = around_spans(passage.text, passage.spans)
    if heading:
        yield Line(heading, is_remark=True)
    yield Line(text, marks=spans)


def around_spans(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The part of the text around its spans, cut at words, and the spans in it.

    >>> around_spans("short", ((0, 5),))
    ('short', ((0, 5),))
    """
    kept = [(start, end) for start, end in sorted(spans) if 0 <= start < end <= len(text)]
    first, last = (kept[0][0], kept[-1][1]) if kept else (0, 0)
    last = min(last, first + 4 * CONTEXT)
    start = _back_to_word(text, first - CONTEXT)
    end = _on_to_word(text, last + CONTEXT)
    before, after = (_CUT if start else ""), (_CUT if end < len(text) else "")
    shift = len(before) - start
    inside = tuple((a + shift, b + shift) for a, b in kept if b <= end)
    return f"{before}{text[start:end]}{after}", inside


def _back_to_word(text: str, place: int) -> int:
    if place <= 0:
        return 0
    space = text.find(" ", place, place + 30)
    return space + 1 if space >= 0 else place


def _on_to_word(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", place - 30, place)
    return space if space >= 0 else place
