"""The words of two items that make the case for a link: the best passages of either side and the terms they share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonground.domain.suggestion import MatchedPassage, SharedTerm
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.item import Item
from commonground.matching.label import is_acronym
from commonground.matching.lexical.term_list import TermList
from commonground.matching.lexical.token import Token, language_of, tokens_of
from commonground.matching.passage import Unit, keys_of, units_of, worth_reading
from commonground.matching.vocabulary import CONJUNCTIONS
from commonground.matching.word import fold_text, generic_weight

Rarity = Callable[[str], float]

_PAIRS = 2  # pairs of passages that are compared word by word
_PASSAGES = 3  # shown on each side
_TERMS = 6
_TITLE_FACTOR = 1.5  # a shared term in a title says more than the same in a scope
_PARENT_FACTOR = 0.4
_FURTHER_FACTOR = 0.3
_FEW_WORDS = 1.0  # below this weight of shared words their meaning is compared as well
# Cosine from which on two terms are shown as one by meaning: across languages, and within one, where neighbours of
# different meaning stand nearer.
_MEANING_MIN = {False: 0.66, True: 0.75}
_TELLING = 0.25  # weight from which on a word may stand for a subject
# The same where it is known how rare words are in the collection: a word of its own, and a phrase. "Networks" and
# "access" tell nothing of two pieces of work on telecommunications; one item in thirty may say a telling word.
_TELLING_WORD, _TELLING_PHRASE = 0.45, 0.55
_BY_MEANING = 3  # terms shown as one by meaning
_LONGER = (
    0.1  # by how much a term of one word more is preferred: "circular economy" says more than "circular"
)
_CANDIDATES = 32  # terms a side for comparison by meaning
_CANDIDATE_WORDS = 3
_BREAK = re.compile(
    r"[,;:.()/!?،؛、，；：。]|(?<!\w)(?:" + "|".join(CONJUNCTIONS) + r")(?!\w)", re.IGNORECASE
)
_SAYS_LITTLE = 0.3  # weight of a bare number or of a pair of Chinese characters


class Place(NamedTuple):
    """Where a term stands: the passage's number on its side, and the span in it."""

    unit: int
    start: int
    end: int


class Match(NamedTuple):
    """One term on both sides."""

    left: Place
    right: Place
    why: str
    weight: float


@dataclass(frozen=True)
class Evidence:
    """What was found: passages of either side and shared terms, the weightiest first."""

    left: tuple[MatchedPassage, ...]
    right: tuple[MatchedPassage, ...]
    terms: tuple[SharedTerm, ...]


@dataclass
class EvidenceFinder:
    """Finds the evidence of pairs; keeps the vectors of passages and terms it has met."""

    encoder: Encoder | None = None
    vocabulary: TermList | None = None
    rarity: Rarity | None = None
    _vectors: dict[str, NDArray[np.float32]] = field(default_factory=dict, repr=False)

    def find(self, left: Item, right: Item) -> Evidence:
        """Passages and terms that two items share; a side that has words has at least one passage, with a span."""
        every = (units_of(left), units_of(right))
        ours, theirs = worth_reading(every[0], every[1]), worth_reading(every[1], every[0])
        matches = self._same_words(ours, theirs) + self._same_names(ours, theirs)
        if sum(match.weight for match in matches) < _FEW_WORDS:
            matches += self._same_meaning(ours, theirs)
        matches = [match for match in matches if self._tells(ours, theirs, match)]
        total = sum(match.weight for match in matches) or 1.0
        terms = [
            SharedTerm(_said(ours, match.left), _said(theirs, match.right), match.why, match.weight / total)
            for match in matches
        ]
        terms.sort(key=lambda term: (-term.weight, term.left, term.right))
        return Evidence(
            left=_passages(left.id, ours, [(match.left, match.weight) for match in matches]),
            right=_passages(right.id, theirs, [(match.right, match.weight) for match in matches]),
            terms=_distinct(terms),
        )

    def _tells(self, ours: Sequence[Unit], theirs: Sequence[Unit], match: Match) -> bool:
        if self.rarity is None or match.why == "meaning":
            return match.weight >= _TELLING
        # A word in another language than the work's is rare there, whatever it means: the commoner side decides.
        sides = (_within(ours[match.left.unit], match.left), _within(theirs[match.right.unit], match.right))
        return all(self._is_telling([self._weight(token) for token in tokens]) for tokens in sides)

    def _is_telling(self, weights: Sequence[float]) -> bool:
        if self.rarity is None:
            return max(weights, default=0.0) >= _TELLING
        is_phrase = len(weights) > 1 and sum(weights) >= _TELLING_PHRASE
        return is_phrase or max(weights, default=0.0) >= _TELLING_WORD

    def _weight(self, token: Token) -> float:
        form = token.form or token.term
        if form.isdigit() or not token.form:
            return _SAYS_LITTLE
        weight = min(generic_weight(form), generic_weight(token.term))
        return weight * self.rarity(token.term) if self.rarity is not None else weight

    def _same_words(self, ours: Sequence[Unit], theirs: Sequence[Unit]) -> list[Match]:
        shared = _keys(ours) & _keys(theirs)
        weights = {
            key: self._weight(token)
            for unit in ours
            for token in unit.tokens
            for key in keys_of(token)
            if key in shared
        }
        matches: list[Match] = []
        for _ in range(_PAIRS):
            best = max(
                (
                    (
                        sum(sorted(weights[k] for k in mine.keys & yours.keys if k in weights))
                        * _factor(mine, yours),
                        -i,
                        -j,
                    )
                    for i, mine in enumerate(ours)
                    for j, yours in enumerate(theirs)
                ),
                default=(0.0, 0, 0),
            )
            if best[0] <= 0:
                break
            i, j = -best[1], -best[2]
            matches += _blocks(i, ours[i], j, theirs[j], weights)
            covered = ours[i].keys & theirs[j].keys
            weights = {key: weight for key, weight in weights.items() if key not in covered}
        return matches

    def _same_names(self, ours: Sequence[Unit], theirs: Sequence[Unit]) -> list[Match]:
        """Terms that the vocabulary knows as one, where they are not the same words."""
        if self.vocabulary is None:
            return []
        sides = [self._named(units) for units in (ours, theirs)]
        matches = []
        for group in sorted(sides[0].keys() & sides[1].keys()):
            left, right = sides[0][group], sides[1][group]
            said = (_said(ours, left), _said(theirs, right))
            if not _terms(said[0]) & _terms(said[1]):
                why = "acronym" if any(is_acronym(text) for text in said) else "vocabulary"
                matches.append(Match(left, right, why, _TITLE_FACTOR))
        return matches

    def _named(self, units: Sequence[Unit]) -> dict[int, Place]:
        found: dict[int, Place] = {}
        for number, unit in enumerate(units):
            for hit in self.vocabulary.find(unit.text, unit.language) if self.vocabulary else ():
                # "waste" is found in "e-waste", and "e-waste" is what is said.
                start = min((t.start for t in unit.tokens if t.start <= hit.start < t.end), default=hit.start)
                found.setdefault(hit.group, Place(number, start, hit.end))
        return found

    def _same_meaning(self, ours: Sequence[Unit], theirs: Sequence[Unit]) -> list[Match]:
        """Terms nearest to each other by their vectors, each the other's nearest, the nearest first."""
        if self.encoder is None or not ours or not theirs:
            return []
        sides = [self._candidates(units) for units in (ours, theirs)]
        if not sides[0] or not sides[1]:
            return []
        languages = {language_of(units[0].text, units[0].language) for units in (ours, theirs)}
        least = _MEANING_MIN[len(languages) == 1]
        said = [
            [_said(units, place) for place in side] for units, side in zip((ours, theirs), sides, strict=True)
        ]
        near = np.round(self._encode(said[0]) @ self._encode(said[1]).T, 5)
        matches: list[Match] = []
        words = [np.array([text.count(" ") + 1 for text in side]) for side in said]
        preferred = near + _LONGER * (np.minimum.outer(*words) - 1)
        for flat in np.argsort(-preferred, axis=None, kind="stable"):
            i, j = divmod(int(flat), near.shape[1])
            if len(matches) == _BY_MEANING:
                break
            if near[i, j] < least:
                continue
            left, right = sides[0][i], sides[1][j]
            if not any(_overlap(left, m.left) or _overlap(right, m.right) for m in matches):
                why = "same-word" if _terms(said[0][i]) == _terms(said[1][j]) else "meaning"
                matches.append(Match(left, right, why, float(near[i, j])))
        return matches

    def _candidates(self, units: Sequence[Unit]) -> list[Place]:
        """Terms of up to three neighbouring words that tell something, longer ones first, passage by passage."""
        found: dict[Place, None] = {}
        for number, unit in enumerate(units):
            tokens = unit.tokens
            weights = [self._weight(token) for token in tokens]
            for size in range(_CANDIDATE_WORDS, 0, -1):
                for first in range(len(tokens) - size + 1):
                    term = tokens[first : first + size]
                    if self._is_telling(weights[first : first + size]) and _is_one_phrase(unit.text, term):
                        found.setdefault(_place(number, term))
        return list(found)[:_CANDIDATES]

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        fresh = sorted({text for text in texts if text not in self._vectors})
        if fresh and self.encoder is not None:
            self._vectors.update(
                zip(fresh, self.encoder.encode([text.lower() for text in fresh]), strict=True)
            )
        return np.stack([self._vectors[text] for text in texts])


def _within(unit: Unit, place: Place) -> list[Token]:
    return [token for token in unit.tokens if place.start <= token.start and token.end <= place.end]


def _terms(text: str) -> frozenset[str]:
    return frozenset(token.term for token in tokens_of(text))


def _keys(units: Sequence[Unit]) -> frozenset[str]:
    return frozenset().union(*(unit.keys for unit in units))


def _factor(left: Unit, right: Unit) -> float:
    if left.part.startswith("label") and right.part.startswith("label"):
        return _FURTHER_FACTOR  # the titles themselves say the same to more readers
    factors = [
        _PARENT_FACTOR if u.part == "parent" else 1.0 if u.part == "text" else _TITLE_FACTOR
        for u in (left, right)
    ]
    return factors[0] * factors[1]


def _said(units: Sequence[Unit], place: Place) -> str:
    return units[place.unit].text[place.start : place.end]


def _blocks(i: int, left: Unit, j: int, right: Unit, weights: Mapping[str, float]) -> list[Match]:
    """The runs of words that two passages have in common, then the single words left over."""
    shared = {key for key in left.keys & right.keys if key in weights}
    sides = [[_key(token, shared) for token in unit.tokens] for unit in (left, right)]
    # Words of one side only get a key that the other cannot have, so that runs are not drawn across them.
    marked = [
        [key or f"{number} {place}" for place, key in enumerate(keys)] for number, keys in enumerate(sides)
    ]
    blocks = SequenceMatcher(None, marked[0], marked[1], autojunk=False).get_matching_blocks()
    runs = [(range(b.a, b.a + b.size), range(b.b, b.b + b.size)) for b in blocks if b.size]
    done = {key for run, _ in runs for key in (sides[0][place] for place in run)}
    for key in sorted(shared - done):
        if key in sides[0] and key in sides[1]:
            mine, yours = sides[0].index(key), sides[1].index(key)
            runs.append((range(mine, mine + 1), range(yours, yours + 1)))
    return [
        Match(
            _place(i, [left.tokens[place] for place in mine]),
            _place(j, [right.tokens[place] for place in yours]),
            "same-word",
            sum(weights[key] for key in dict.fromkeys(sides[0][place] for place in mine) if key),
        )
        for mine, yours in runs
    ]


def _key(token: Token, shared: set[str]) -> str:
    return next((key for key in keys_of(token) if key in shared), "")


def _place(unit: int, tokens: Sequence[Token]) -> Place:
    return Place(unit, min(token.start for token in tokens), max(token.end for token in tokens))


def _overlap(one: Place, other: Place) -> bool:
    return one.unit == other.unit and one.start < other.end and other.start < one.end


def _is_one_phrase(text: str, tokens: Sequence[Token]) -> bool:
    # Neither punctuation nor a conjunction stands between the words.
    return not any(_BREAK.search(text[one.end : other.start]) for one, other in pairwise(tokens))


def _passages(
    item: str, units: Sequence[Unit], places: Sequence[tuple[Place, float]]
) -> tuple[MatchedPassage, ...]:
    """The passages that hold the terms, the weightiest first; the first passage whole where none does."""
    if not places:
        return tuple(MatchedPassage(item, unit.part, unit.text, ((0, len(unit.text)),)) for unit in units[:1])
    weight: dict[int, float] = {}
    spans: dict[int, list[tuple[int, int]]] = {}
    for place, value in places:
        weight[place.unit] = weight.get(place.unit, 0.0) + value
        spans.setdefault(place.unit, []).append((place.start, place.end))
    best = sorted(weight, key=lambda number: (-weight[number], number))[:_PASSAGES]
    return tuple(
        MatchedPassage(item, units[number].part, units[number].text, _merged(spans[number]))
        for number in best
    )


def _merged(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _distinct(terms: Sequence[SharedTerm]) -> tuple[SharedTerm, ...]:
    kept: dict[tuple[str, str], SharedTerm] = {}
    for term in terms:
        kept.setdefault((fold_text(term.left), fold_text(term.right)), term)
    return tuple(kept.values())[:_TERMS]
