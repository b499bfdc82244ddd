"""Fold a text for comparison, keeping the way back to every character of the source."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass

# Marks that carry no identity of a word: Arabic vowel signs and tatweel, combining accents, soft hyphens,
# zero-width and direction characters. They are left out of the folded text.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0610-\u061a\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)

_SPECIAL = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "﹣": "-", "－": "-",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "＇": "'",
    "（": "(", "）": ")", "，": ",", "،": ",", "；": ";", "؛": ";", "：": ":", "．": ".", "／": "/",
    "⁄": "/", "∕": "/", "［": "[", "］": "]", "＆": "&", "号": "号", "號": "号", "第": "第",
}  # fmt: skip


def _one_to_one() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in range(0x80, min(sys.maxunicode, 0xFFFF)):
        if 0x3400 <= code <= 0xD7FF:
            continue
        char = chr(code)
        if char.isspace():
            table[code] = "\n" if char in "\u2028\u2029\x85" else " "
            continue
        if char.isdecimal():
            table[code] = str(unicodedata.decimal(char))
            continue
        base = unicodedata.normalize("NFKD", char)
        base = _DROPPED.sub("", base)
        if len(base) == 1 and base != char:
            table[code] = base
    table.update({ord(key): value for key, value in _SPECIAL.items()})
    return table


_TABLE = _one_to_one()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `offsets[i]` is the place of its character i in the source, None when nothing was left out."""

    text: str
    source: str
    offsets: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that a span of the folded text stands for.

        >>> fold("re\u0301solution").span(0, 2)
        (0, 3)
        """
        if self.offsets is None:
            return start, end
        if start >= end:
            place = self.offsets[start] if start < len(self.offsets) else len(self.source)
            return place, place
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        while last < len(self.source) and _DROPPED.match(self.source[last]) and _is_mark(self.source[last]):
            last += 1
        return first, last


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) == "Mn"


def fold(text: str) -> Folded:
    """The text with accents, digit systems, widths, dashes and blanks made alike; letter case is kept.

    >>> fold("Résolution\u00a0١٨٢").text
    'Resolution 182'
    """
    if text.isascii():
        return Folded(text, text)
    if _DROPPED.search(text) is None:
        return Folded(text.translate(_TABLE), text)
    kept = tuple(place for place, char in enumerate(text) if not _DROPPED.match(char))
    return Folded("".join([text[place] for place in kept]).translate(_TABLE), text, kept)
