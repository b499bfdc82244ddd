"""A text as the embedded model takes it: small letters, one form of every letter, nothing invisible."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 400_000  # characters read of a text, some 100 pages: what follows changes its subject no more

# Arabic tatweel, soft hyphens, marks of width and direction, and halves of characters, which are no text.
_INVISIBLE = re.compile(
    "[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\ud800-\udfff]"
)
_WORD = re.compile(r"[^\W_]")


def prepare(text: str) -> str:
    """The text in small letters and composed, compatible forms; empty when it holds no letter or digit.

    Accents and the forms of Arabic alef and ya stay: the model tells words by them. Of a longer text the
    first 400,000 characters are taken.

    >>> prepare("ＣＬＩＭＡＴＥ Change"), prepare("...")
    ('climate change', '')
    """
    text = text[:LONGEST]
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return text.lower() if _WORD.search(text) else ""
