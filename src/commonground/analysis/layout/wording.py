"""The words of a profile's papers, ready for comparing: labels met whole, and phrases searched for.

Comparing ignores case, accents, kinds of dash, apostrophe and space, so that one spelling per word is enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Generic, TypeVar

_SAME = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "ـ": None, "：": ":"}
)
_EDGE = " \t\n.:;,*-()[]<>·•؛،。"


def fold(text: str) -> str:
    """The text without accents and fancy dashes, spaces folded; case is kept.

    >>> fold("Événements –  d’intérêt")
    "Evenements - d'interet"
    """
    if text.isascii():
        return " ".join(text.split())
    plain = unicodedata.normalize("NFKD", text.translate(_SAME))
    kept = "".join(char for char in plain if not unicodedata.combining(char) and char not in "\u200e\u200f")
    return " ".join(kept.split())


def tidy(text: str) -> str:
    """The text as printed, with inner spaces folded and none at the ends."""
    return " ".join(text.split())


@lru_cache(maxsize=20_000)
def label_key(text: str) -> str:
    """What two labels that differ only in writing have in common.

    >>> label_key("ACTION REQUIRED:") == label_key("Action required")
    True
    """
    return fold(text).casefold().strip(_EDGE)


def forms(value: Any) -> Iterator[str]:
    """All printed forms below a key of the layout, whatever the language."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from forms(inner)
    elif isinstance(value, Iterable):
        for inner in value:
            yield from forms(inner)


def section(layout: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """The part of the layout at the path, empty when the profile has none."""
    found: Any = layout
    for key in path:
        found = found.get(key, {}) if isinstance(found, Mapping) else {}
    return found if isinstance(found, Mapping) else {}


Value = TypeVar("Value")


class Kept(Generic[Value]):
    """A value as a key of a cache: the same object is the same key, and is kept alive by it."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept) and other.value is self.value


Layout = Mapping[str, Any]


def labels(layout: Mapping[str, Any], *path: str) -> frozenset[str]:
    """Keys of all labels below the path."""
    return _labels(Kept(layout), path)


@lru_cache(maxsize=256)
def _labels(kept: Kept[Layout], path: tuple[str, ...]) -> frozenset[str]:
    return frozenset(label_key(form) for form in forms(section(kept.value, *path)))


def label_map(layout: Mapping[str, Any], *path: str) -> Mapping[str, str]:
    """Label key to the name it stands for; the name itself counts as a label, the first name wins."""
    return _label_map(Kept(layout), path)


@lru_cache(maxsize=64)
def _label_map(kept: Kept[Layout], path: tuple[str, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, per_language in section(kept.value, *path).items():
        for form in (*forms(per_language), name):
            found.setdefault(label_key(form), name)
    return MappingProxyType(found)


def _compiled(pattern: str) -> re.Pattern[str]:
    plain = unicodedata.normalize("NFKD", pattern.translate(_SAME))
    return re.compile("".join(c for c in plain if not unicodedata.combining(c)), re.IGNORECASE)


@lru_cache(maxsize=64)
def _patterns(kept: Kept[Layout], name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_compiled(pattern) for pattern in forms(section(kept.value, "phrases", name)))


def phrase(layout: Mapping[str, Any], name: str, text: str) -> re.Match[str] | None:
    """The first match of the layout's phrases of that name in the folded text, whatever the language."""
    folded = fold(text)
    found = (pattern.search(folded) for pattern in _patterns(Kept(layout), name))
    return next((match for match in found if match), None)


def phrase_language(layout: Mapping[str, Any], name: str, text: str) -> str | None:
    """The one language whose phrases of that name stand in the text; None when it is not just one."""
    folded = fold(text)
    found = [
        code for code, patterns in _by_language(Kept(layout), name) if any(p.search(folded) for p in patterns)
    ]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=64)
def _by_language(kept: Kept[Layout], name: str) -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    phrases = section(kept.value, "phrases", name)
    return tuple(
        (code, tuple(_compiled(pattern) for pattern in forms(told))) for code, told in phrases.items()
    )


def has_phrase(layout: Mapping[str, Any], name: str, text: str) -> bool:
    """Whether one of the layout's phrases of that name stands in the text."""
    return phrase(layout, name, text) is not None


def without_phrase(layout: Mapping[str, Any], name: str, text: str) -> str:
    """The folded text without the layout's phrases of that name."""
    folded = fold(text)
    for pattern in _patterns(Kept(layout), name):
        folded = pattern.sub(" ", folded)
    return folded


def speaks_of_areas(layout: Mapping[str, Any], text: str) -> bool:
    """Whether a text speaks of areas of mutual interest, other than in the name of a group."""
    return has_phrase(layout, "area", text) and has_phrase(
        layout, "area", without_phrase(layout, "area_name", text)
    )


def as_printed(text: str, folded_part: str) -> str:
    """The words of `text` that fold to `folded_part`, with their accents; else the folded part itself.

    >>> as_printed("Thème : Énergie durable", "Energie durable")
    'Énergie durable'
    """
    words, wanted = text.split(), folded_part.split()
    for start in range(len(words) - len(wanted) + 1):
        window = " ".join(words[start : start + len(wanted)])
        position = fold(window).casefold().find(folded_part.casefold())
        if position >= 0 and len(fold(window)) == len(window):
            return window[position : position + len(folded_part)]
    return folded_part


_QUOTED = re.compile(r"[“«„「『\"]\s*([^“”«»„「」『』\"]{2,100}?)\s*[”»“」』\"]")


def quoted(text: str) -> str:
    """The first words in quotation marks of any of the languages, "" when there are none."""
    match = _QUOTED.search(text)
    return tidy(match[1]).rstrip(".,") if match else ""
