"""Mentions: what a text says, before it is decided which entity is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commonground.text.grammar import Entity, Item, Rule
from commonground.text.phrase import to_latin
from commonground.text.revision import RevisionMention

_HAN_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


@dataclass(frozen=True, slots=True)
class Member:
    """One number of a mention, with its own span; the words that belong to it alone are its own."""

    start: int
    end: int
    item: Item
    groups: dict[str, str]
    revision: RevisionMention | None = None
    qualifiers: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
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
    groups = {key: value for key, value in match.groupdict().items() if value}
    if "m" in groups:
        groups["n"] = groups.pop("m")
    for key in ("n", "g", "q", "w"):
        value = groups.get(key, "")
        if value and value[0] in "十一二三四五六七八九":
            groups[key] = str(_han_number(value))
        elif value.isdigit() and key != "q":
            groups[key] = str(int(value))
    for key in ("l", "n"):
        if key in groups:
            groups[key] = to_latin(groups[key])
    return groups


def _han_number(text: str) -> int:
    """The number a short Chinese numeral stands for.

    >>> _han_number("二十一")
    21
    """
    tens, sign, ones = text.rpartition("十")
    if not sign:
        return _HAN_NUMBERS.get(text[-1:], 0)
    return 10 * _HAN_NUMBERS.get(tens[-1:], 1) + _HAN_NUMBERS.get(ones[-1:], 0)
