"""Mentions: what a text says, before it is decided which entity is meant."""

from __future__ import annotations

import re
from typing import NamedTuple

from commonground.text.grammar import Entity, Item, Rule
from commonground.text.phrase import to_latin
from commonground.text.revision import RevisionMention

_HAN_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


class Member(NamedTuple):
    """One number of a mention, with its own span; the words that belong to it alone are its own."""

    start: int
    end: int
    item: Item
    groups: dict[str, str]
    revision: RevisionMention | None = None
    qualifiers: tuple[Entity, ...] = ()


class Mention(NamedTuple):
    """A printed reference: an entity by name, or a head word with one or more numbers."""

    start: int
    end: int  # of what it covers
    consumed: int  # where reading goes on; words that only qualify it lie between
    target: Entity | Rule
    members: tuple[Member, ...] = ()
    qualifiers: tuple[Entity, ...] = ()
    language: str | None = None


def groups_of(match: re.Match[str]) -> dict[str, str]:
    """The named groups of a number, its numerals and letters made alike."""
    groups = {}
    for key, value in match.groupdict().items():
        if value:
            plain = value.isascii() and value[0] != "0"
            groups["n" if key == "m" else key] = value if plain else _plain(key, value)
    return groups


def _plain(key: str, value: str) -> str:
    if key in ("n", "m", "g", "q", "w"):
        if value[0] in "十一二三四五六七八九":
            return str(_han_number(value))
        if value.isdigit():
            return str(int(value)) if key != "q" else value
    return to_latin(value) if key in ("l", "n") else value


def _han_number(text: str) -> int:
    """The number a short Chinese numeral stands for.

    >>> _han_number("二十一")
    21
    """
    tens, sign, ones = text.rpartition("十")
    if not sign:
        return _HAN_NUMBERS.get(text[-1:], 0)
    return 10 * _HAN_NUMBERS.get(tens[-1:], 1) + _HAN_NUMBERS.get(ones[-1:], 0)
