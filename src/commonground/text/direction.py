"""Text of one direction of writing within a sentence of the other."""

from __future__ import annotations

import unicodedata

RIGHT_TO_LEFT = frozenset({"ar"})
_LEFT_MARK, _RIGHT_MARK = "\u200e", "\u200f"


def set_apart(text: str, language: str) -> str:
    """The text between marks that keep its order within a sentence of the language, or as it is where none are needed.

    Without them the quotation mark or question mark at the end of an English title jumps to its front in an Arabic
    sentence. Marks, not isolates: word processors know them (Unicode Standard Annex 9, section 2.6).

    >>> set_apart("Why?", "en"), set_apart("Why?", "ar") == "\u200f\u200eWhy?\u200e\u200f"
    ('Why?', True)
    """
    first = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "")
    if language not in RIGHT_TO_LEFT or first != "L":
        return text
    return f"{_RIGHT_MARK}{_LEFT_MARK}{text}{_LEFT_MARK}{_RIGHT_MARK}"
