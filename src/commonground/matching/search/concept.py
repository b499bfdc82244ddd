"""Things that go by several names: what else a query says when it names one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonground.matching.lexical.token import tokens_of
from commonground.matching.search.query import QueryWord, alternatives

_NAMES_MAX = 24  # names of one thing that a search looks for

NameWords = tuple[tuple[str, ...], ...]
"""The words of a name, each as the terms that may stand for it."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing with the words of each of its names."""

    names: tuple[str, ...]
    words: tuple[NameWords, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A concept found in a query: the name used, the query's words for it, and the words of its other names."""

    name: str
    said: tuple[QueryWord, ...]
    others: tuple[NameWords, ...]


def to_details(vocabulary: Iterable[Iterable[str]]) -> list[list[list[Any]]]:
    """The groups of names with their words, as JSON keeps them; the order of groups and names is made the same."""
    groups = sorted({tuple(sorted({name for name in group if name.strip()})) for group in vocabulary})
    return [
        [[name, [list(alternatives(token)) for token in tokens_of(name)]] for name in group]
        for group in groups
        if len(group) > 1
    ]


def from_details(details: Iterable[Iterable[Sequence[Any]]]) -> tuple[Concept, ...]:
    """The inverse of `to_details`."""
    concepts = []
    for group in details:
        kept = [(str(name), tuple(tuple(terms) for terms in words)) for name, words in group if words]
        concepts.append(Concept(tuple(name for name, _ in kept), tuple(words for _, words in kept)))
    return tuple(concepts)


def named_in(words: Sequence[QueryWord], concepts: Sequence[Concept]) -> tuple[Named, ...]:
    """The concepts that the words name, those named by most words first; a word names one concept only."""
    by_term: dict[str, QueryWord] = {term: word for word in words for term in word.terms}
    found: list[tuple[int, int, tuple[QueryWord, ...], int]] = []
    for number, concept in enumerate(concepts):
        for place, name in enumerate(concept.words):
            said = _said(name, by_term)
            if said:
                found.append((-len(said), number, said, place))
    taken: set[int] = set()
    spent: set[QueryWord] = set()
    chosen = []
    for _, number, said, place in sorted(found, key=lambda row: (row[0], row[1], row[3])):
        if number in taken or spent.intersection(said):
            continue
        taken.add(number)
        spent.update(said)
        concept = concepts[number]
        others = [words for number, words in enumerate(concept.words) if number != place]
        chosen.append(Named(concept.names[place], said, tuple(others[:_NAMES_MAX])))
    return tuple(chosen)


def _said(name: NameWords, by_term: Mapping[str, QueryWord]) -> tuple[QueryWord, ...]:
    said: dict[QueryWord, None] = {}
    for terms in name:
        word = next((by_term[term] for term in terms if term in by_term), None)
        if word is None:
            return ()
        said[word] = None
    return tuple(said)
