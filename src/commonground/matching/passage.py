"""The passages of an item, and which of them are worth reading against another item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from commonground.matching.item import Item
from commonground.matching.lexical.token import Token, is_shared_writing, tokens_of

_BOUNDARY = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；؟;])|\n+")
_WORD = re.compile(r"\w{2,}")
_LENGTH = 400  # characters of a passage; longer ones tell no reader where to look
_READ = 24  # passages a side that are read word by word
_HEAD = 6  # letters by which words are compared before they are read properly


@dataclass(frozen=True)
class Unit:
    """A passage of an item: a title, a sentence of its text, a title above it."""

    part: str
    text: str
    language: str | None

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words in their order."""
        return tuple(tokens_of(self.text, self.language))

    @cached_property
    def keys(self) -> frozenset[str]:
        """What its words are compared by."""
        return frozenset(key for token in self.tokens for key in keys_of(token))


def keys_of(token: Token) -> tuple[str, ...]:
    """What a word is compared by: its stem, and its form where that is the same in texts of another language."""
    return (token.term, f"={token.form}") if is_shared_writing(token.form) else (token.term,)


def units_of(item: Item) -> list[Unit]:
    """The passages of an item, its title first. Each is a piece of the part of the item that it names."""
    units = [Unit("title", item.title, item.language)] if item.title.strip() else []
    units += [
        Unit(f"label:{code}", label, code) for code, label in sorted(item.labels.items()) if label.strip()
    ]
    units += [Unit("text", piece, item.language) for piece in _pieces(item.text)]
    units += [Unit("parent", piece, item.language) for piece in item.parent.split(" > ") if piece.strip()]
    return units


def _pieces(text: str) -> Iterator[str]:
    # Sentences, long ones cut between words.
    for sentence in _BOUNDARY.split(text):
        rest = sentence.strip()
        while len(rest) > _LENGTH:
            cut = rest.rfind(" ", _LENGTH // 2, _LENGTH)
            cut = cut if cut > 0 else _LENGTH
            yield rest[:cut]
            rest = rest[cut:].strip()
        if rest:
            yield rest


def worth_reading(units: list[Unit], others: list[Unit]) -> list[Unit]:
    """All when few; else those with most beginnings of words in common with the other side, the first always."""
    if len(units) <= _READ:
        return units
    theirs = frozenset().union(*_heads(others))
    shared = [len(heads & theirs) / (4 + len(heads)) for heads in _heads(units)]
    best = sorted(range(len(units)), key=lambda place: (place > 0, -shared[place], place))[:_READ]
    return [units[place] for place in sorted(best)]


def _heads(units: Iterable[Unit]) -> list[frozenset[str]]:
    return [frozenset(w.group()[:_HEAD].casefold() for w in _WORD.finditer(unit.text)) for unit in units]
