"""An organization's terms: names that mean one thing in any language, acronyms, and names that must not match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from commonground.domain.profile import Profile
from commonground.matching.lexical.token import tokens_of

_BRACKETED = re.compile(r"([^()（）]+)[(（]([^()（）]+)[)）]\s*$")
_LONGEST_NAME = 12  # words; longer names are sentences, and are compared as such


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term found in a text: the number of its group, and the span of characters."""

    group: int
    start: int
    end: int


@dataclass(frozen=True)
class TermList:
    """Groups of names with one meaning, and pairs of names that mean different things however alike they look.

    `groups` holds (language or None, name) for every name, acronyms among them, of one thing.
    """

    groups: tuple[tuple[tuple[str | None, str], ...], ...] = ()
    must_not_match: tuple[tuple[str, str], ...] = ()
    _starts: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]] = field(
        init=False, repr=False, compare=False
    )
    _apart: frozenset[tuple[int, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts: dict[str, dict[tuple[str, ...], int]] = {}
        for number, names in enumerate(self.groups):
            for language, name in names:
                key = _key(name, language)
                if 0 < len(key) <= _LONGEST_NAME:
                    starts.setdefault(key[0], {}).setdefault(key, number)
        object.__setattr__(
            self,
            "_starts",
            {
                first: tuple(sorted(names.items(), key=lambda item: -len(item[0])))
                for first, names in starts.items()
            },
        )
        apart = {
            (one, other)
            for a, b in self.must_not_match
            for one in self._groups_named(a)
            for other in self._groups_named(b)
        }
        object.__setattr__(self, "_apart", frozenset(apart | {(b, a) for a, b in apart}))

    @classmethod
    def of_profile(cls, profile: Profile, must_not_match: Iterable[tuple[str, str]] = ()) -> TermList:
        """The names, translations, aliases and acronyms that a profile knows of its areas, bodies and terms."""
        groups: list[tuple[tuple[str | None, str], ...]] = []
        for area in profile.areas:
            groups.append(_names(area.labels, (area.label, *area.aliases, *area.acronyms)))
        for labels in profile.terms.values():
            groups.append(_names(labels))
        groups += [_names(body.names) for body in profile.bodies]
        return cls(tuple(group for group in groups if len(group) > 1), tuple(must_not_match))

    def _groups_named(self, name: str) -> frozenset[int]:
        return frozenset(hit.group for hit in self.find(name))

    def find(self, text: str, language: str | None = None) -> tuple[TermHit, ...]:
        """The terms named in a text, the longest name at each place, in the order of the text."""
        if not self._starts:
            return ()
        tokens = tokens_of(text, language)
        hits: list[TermHit] = []
        place = 0
        while place < len(tokens):
            for key, group in self._starts.get(tokens[place].term, ()):
                last = place + len(key)
                if tuple(token.term for token in tokens[place:last]) == key:
                    hits.append(TermHit(group, tokens[place].start, tokens[last - 1].end))
                    place = last - 1
                    break
            place += 1
        return tuple(hits)

    def concepts_of(self, text: str, language: str | None = None) -> frozenset[int]:
        """Numbers of the groups that a text names."""
        return frozenset(hit.group for hit in self.find(text, language))

    def kept_apart(
        self, left: Sequence[frozenset[int]], right: Sequence[frozenset[int]]
    ) -> NDArray[np.float32]:
        """1 for pairs whose sides name things that must not match, and neither names the other's; else 0."""
        apart = np.zeros((len(left), len(right)), dtype=np.float32)
        for one, other in sorted(self._apart):
            here = np.array([one in concepts and other not in concepts for concepts in left], dtype=bool)
            there = np.array([other in concepts and one not in concepts for concepts in right], dtype=bool)
            apart[np.ix_(here, there)] = 1.0
        return apart


def _names(labels: Mapping[str, str], others: Sequence[str] = ()) -> tuple[tuple[str | None, str], ...]:
    named = [(code, part) for code, name in sorted(labels.items()) for part in _without_brackets(name)]
    known = {name for _, name in named}
    return (*named, *((None, name) for name in others if name and name not in known))


def _without_brackets(name: str) -> list[str]:
    # "commission d'études (CE)" is a name and its acronym.
    match = _BRACKETED.match(name)
    return [part.strip() for part in match.groups()] if match else [name] if name else []


def _key(name: str, language: str | None) -> tuple[str, ...]:
    return tuple(token.term for token in tokens_of(name, language))


def shared_concepts(left: Sequence[frozenset[int]], right: Sequence[frozenset[int]]) -> NDArray[np.float32]:
    """Rarity-weighted Dice coefficient of the concepts of each pair, 0 to 1, float32 (left, right)."""
    from commonground.matching.lexical.bm25 import shared_terms

    return shared_terms([[str(c) for c in side] for side in left], [[str(c) for c in side] for side in right])
