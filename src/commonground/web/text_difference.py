"""What differs between two texts, word by word, and between two lists of passages, side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

# A word or a sign with the spaces after it; letters of writing without spaces, as in Chinese, are words of their own.
_WORD = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff]\s*|(?:(?![\u3400-\u9fff\uf900-\ufaff])\w)+\s*|[^\w\s]\s*|\s+"
)
MOST_WORDS = 4000  # of one passage that are compared
ALIKE = 0.4  # share of common words from which on two passages are one that was changed

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand in both texts, or that one has and the other lacks."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PassagePair:
    """A passage of the older text beside its counterpart in the newer one."""

    kind: str  # "same", "changed", "added" or "removed"
    before: Sequence[Piece] = field(default=())
    after: Sequence[Piece] = field(default=())


def word_pieces(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """The older text with what was removed from it marked, and the newer one with what was added.

    >>> word_pieces("ICT and climate", "ICT, climate")[1]
    [Piece(kind='same', text='ICT'), Piece(kind='added', text=', '), Piece(kind='same', text='climate')]
    """
    old, new = _WORD.findall(before)[:MOST_WORDS], _WORD.findall(after)[:MOST_WORDS]
    ours: list[Piece] = []
    theirs: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, _plain(old), _plain(new), autojunk=False).get_opcodes():
        if what == "equal":
            ours.append(Piece(SAME, "".join(old[a:b])))
            theirs.append(Piece(SAME, "".join(new[c:d])))
            continue
        if b > a:
            ours.append(Piece(REMOVED, "".join(old[a:b])))
        if d > c:
            theirs.append(Piece(ADDED, "".join(new[c:d])))
    return ours, theirs


def _plain(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]


def passage_pairs(before: Sequence[str], after: Sequence[str]) -> list[PassagePair]:
    """The passages of two texts side by side, in reading order; those that were changed with their words compared."""
    folded = [[" ".join(one.casefold().split()) for one in texts] for texts in (before, after)]
    found: list[PassagePair] = []
    for what, a, b, c, d in SequenceMatcher(None, folded[0], folded[1], autojunk=False).get_opcodes():
        if what == "equal":
            found += [_same(one) for one in after[c:d]]
        else:
            found += _changed(before[a:b], after[c:d])
    return found


def _same(text: str) -> PassagePair:
    pieces = (Piece(SAME, text),)
    return PassagePair(SAME, pieces, pieces)


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[PassagePair]:
    """Passages that were put in place of others: each beside the one that it resembles, in order."""
    at = 0
    for text in before:
        place = next((n for n in range(at, len(after)) if _is_alike(text, after[n])), None)
        if place is None:
            yield PassagePair(REMOVED, (Piece(REMOVED, text),), ())
            continue
        yield from (PassagePair(ADDED, (), (Piece(ADDED, one),)) for one in after[at:place])
        yield PassagePair(CHANGED, *word_pieces(text, after[place]))
        at = place + 1
    yield from (PassagePair(ADDED, (), (Piece(ADDED, one),)) for one in after[at:])


def _is_alike(one: str, other: str) -> bool:
    ours, theirs = set(one.casefold().split()), set(other.casefold().split())
    if not ours or not theirs:
        return False
    if len(ours) == 1 and len(theirs) == 1:  # writing without spaces
        return SequenceMatcher(None, one, other, autojunk=False).quick_ratio() >= ALIKE
    return len(ours & theirs) / max(len(ours), len(theirs)) >= ALIKE
