"""How alike two short labels are: the features of a pair, a probability and one plain sentence.

Two probabilities are kept apart: that both name the same subject, and that they belong side by side.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from commonground.errors import Said
from commonground.matching import vocabulary
from commonground.matching.label import Label, fold_acronym, read_label, telling
from commonground.matching.word import FIELDS_OF, Word, generic_weight

_BACKGROUND = 200  # labels imagined beside the given ones, so that rarity means something in a short list
_SLIP_LENGTH = 6  # letters of a stem from which on a slip of the pen is forgiven
_WORTH_SAYING = 0.3  # below this no reason is worked out
_CONTENT = 0.45  # words that weigh more than this in themselves can relate two labels


@dataclass(frozen=True, slots=True)
class Likeness:
    """What can be said of two labels: probabilities from 0 to 1 and the reason in sentences."""

    same: float
    related: float
    reason: str


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much a word tells in a given collection of labels: common words little, rare words much."""

    frequency: Mapping[str, int]
    size: int
    known: dict[str, float] = field(
        default_factory=dict, compare=False, repr=False
    )  # weights already worked out

    @classmethod
    def of(cls, labels: Iterable[Label]) -> Rarity:
        """Counted over the labels, each distinct wording once."""
        distinct = {label.folded: label for label in labels}
        counts = Counter(concept for label in distinct.values() for concept in label.concepts)
        return cls(counts, len(distinct))

    def weight(self, concept: str) -> float:
        """From near 0 (says nothing here) to 1."""
        weight = self.known.get(concept)
        if weight is not None:
            return weight
        total = self.size + _BACKGROUND
        share = math.log(total / (self.frequency.get(concept, 0) + 1)) / math.log(total)
        weight = generic_weight(concept) * max(0.25, share)
        self.known[concept] = weight
        return weight

    def sum(self, concepts: Iterable[str]) -> float:
        """The weights added up."""
        return sum(self.weight(concept) for concept in concepts)


def same_concept(a: str, b: str) -> bool:
    """Whether two stems are one word, a slip of the pen apart."""
    if a == b:
        return True
    if min(len(a), len(b)) < _SLIP_LENGTH or a[:2] != b[:2] or not (a.isalpha() and b.isalpha()):
        return False
    return Levenshtein.normalized_similarity(a, b, score_cutoff=0.85) >= 0.85


def _aligned(ours: frozenset[str], theirs: frozenset[str]) -> frozenset[str]:
    # Those of ours that theirs also has, slips of the pen forgiven.
    shared = ours & theirs
    if len(ours) == len(shared):
        return shared
    rest = [other for other in theirs if len(other) >= _SLIP_LENGTH and other not in ours]
    if not rest:
        return shared
    unmatched = (mine for mine in ours - shared if len(mine) >= _SLIP_LENGTH)
    return shared | {
        mine
        for mine in unmatched
        if any(mine[:2] == other[:2] and same_concept(mine, other) for other in rest)
    }


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def _coverage(ours: frozenset[str], theirs: frozenset[str], rarity: Rarity) -> float:
    total = rarity.sum(ours)
    return rarity.sum(_aligned(ours, theirs)) / total if total else 0.0


def _numerals(concepts: frozenset[str]) -> frozenset[str]:
    numbers = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
    return frozenset(c for c in concepts if c in numbers or (any(map(str.isdigit, c)) and len(c) <= 8))


def _contradict(a: Label, b: Label) -> bool:
    # Different numbers, or a denial in one of them only, make different subjects of nearly equal words.
    ours, theirs = a.core_concepts, b.core_concepts
    numbers, others = _numerals(ours), _numerals(theirs)
    if numbers and others and not numbers & others:
        return True
    return ("non" in ours) != ("non" in theirs)


def _acronym_match(a: Label, b: Label) -> str:
    # The acronym that stands for the whole of one label and is printed in, or made of, the other.
    for short, long in ((a, b), (b, a)):
        if len(short.core) == 1 and short.acronyms and len(short.qualification) == 0:
            shared = short.acronyms & (long.acronyms | (long.initials if len(long.core) > 1 else frozenset()))
            if shared:
                return min(shared)
    return ""


def _rest_share(label: Label, part: frozenset[str], rarity: Rarity) -> float:
    total = rarity.sum(label.core_concepts)
    return rarity.sum(label.core_concepts - _aligned(label.core_concepts, part)) / total if total else 0.0


def _shared_part(a: Label, b: Label) -> tuple[frozenset[str], frozenset[str]] | None:
    for ours in dict.fromkeys((*a.parts, a.core_concepts)):
        for theirs in dict.fromkeys((*b.parts, b.core_concepts)):
            if telling(ours) == telling(theirs) and max(map(generic_weight, ours)) > _CONTENT:
                return ours, theirs
    return None


def _same_by_words(a: Label, b: Label, rarity: Rarity) -> float:
    ours, theirs = a.core_concepts, b.core_concepts
    low = min(_coverage(ours, b.concepts, rarity), _coverage(theirs, a.concepts, rarity))
    score = low
    part = _shared_part(a, b)
    if part and (len(a.parts) > 1 or len(b.parts) > 1):
        rest_a, rest_b = _rest_share(a, part[0], rarity), _rest_share(b, part[1], rarity)
        if max(rest_a, rest_b) < 0.35 and min(rest_a, rest_b) < 0.2:  # else each has a part of its own
            score = max(score, 0.85)
        elif a.is_shared_head != b.is_shared_head and min(rest_a, rest_b) < 0.2:
            score = max(score, 0.74)
        else:
            score += 0.14
    if (a.head and telling(a.head) == telling(theirs)) or (b.head and telling(b.head) == telling(ours)):
        score = max(score, 0.78)
    probability = _logistic(13 * (score - 0.72))
    return min(probability, 0.97)


@lru_cache(maxsize=65536)
def _as_printed(word: str, text: str) -> str:
    found = re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text, re.IGNORECASE)
    if found is None:
        return vocabulary.PRINTED.get(word, word)
    printed = found[0]
    return printed if any(map(str.isupper, printed[1:])) else printed.lower()


def _telling_words(words: Iterable[Word], text: str) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for word in words:
        if generic_weight(word.stem) >= 0.3 and word.stem not in chosen:
            chosen[word.stem] = _as_printed(word.surface, text)
    return chosen


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _reason_of_words(a: Label, b: Label) -> str:
    ours = _telling_words((*a.core, *a.qualification), a.text)
    theirs = _telling_words((*b.core, *b.qualification), b.text)
    pairs = [
        surface
        if (other := theirs.get(stem, surface)).casefold() == surface.casefold()
        else f"{surface} / {other}"
        for stem, surface in ours.items()
        if stem in theirs
    ]
    sentences = [
        Said("Both speak of %(words)s.", words=_quoted(pairs))
        if pairs
        else Said("Their words are nearly the same.")
    ]
    shared = set(theirs) & set(ours)
    core_a, core_b = _telling_words(a.core, a.text), _telling_words(b.core, b.text)
    more_a = [s for stem, s in core_a.items() if stem not in shared][:4]
    more_b = [s for stem, s in core_b.items() if stem not in shared][:4]
    if more_a:
        sentences.append(Said("Only the first says %(words)s.", words=_quoted(more_a)))
    if more_b:
        sentences.append(Said("Only the second says %(words)s.", words=_quoted(more_b)))
    return " ".join(sentences)


def _related_by_words(a: Label, b: Label, rarity: Rarity) -> float:
    shared = _aligned(a.concepts, b.concepts)
    strong = [concept for concept in shared if generic_weight(concept) > _CONTENT]
    in_core = [concept for concept in strong if concept in a.core_concepts or concept in b.core_concepts]
    if not in_core and sum(map(generic_weight, shared)) < 0.75:
        return 0.0
    cover_a = _coverage(a.core_concepts, b.concepts, rarity)
    cover_b = _coverage(b.core_concepts, a.concepts, rarity)
    high, low = max(cover_a, cover_b), min(cover_a, cover_b)
    if high < 0.25:
        return 0.0
    return min(0.9, 0.2 + 0.45 * high + 0.3 * low)


def _fields(label: Label, rarity: Rarity) -> dict[str, tuple[float, str]]:
    total = rarity.sum(label.core_concepts) or 1.0
    found: dict[str, tuple[float, str]] = {}
    for word in label.core:
        for name in FIELDS_OF.get(word.stem, ()):
            share = found.get(name, (0.0, ""))[0] + rarity.weight(word.stem) / total
            found[name] = (share, found.get(name, (0.0, word.surface))[1] or word.surface)
    return found


def _shared_field(a: Label, b: Label, rarity: Rarity) -> tuple[float, str]:
    ours, theirs = _fields(a, rarity), _fields(b, rarity)
    best = (0.0, "")
    for name in ours:
        if name not in theirs:
            continue
        strength = min(ours[name][0], theirs[name][0])
        if strength >= 0.3:
            sentence = Said(
                '"%(first)s" and "%(second)s" belong to one field: %(said)s.',
                first=ours[name][1],
                second=theirs[name][1],
                said=name,
            )
            best = max(best, (0.25 + 0.3 * min(strength, 1.0), sentence))
    return best


def compare_labels(a: Label, b: Label, rarity: Rarity) -> Likeness:
    """The likeness of two labels by their own words, without any knowledge of an organization.

    >>> one, two = read_label("SDN"), read_label("Software-defined networking (SDN)")
    >>> compare_labels(one, two, Rarity.of((one, two))).same > 0.9
    True
    """
    if a.folded == b.folded:
        return Likeness(1.0, 0.0, Said("The texts are equal apart from capitals, spaces and full stops."))
    acronym = _acronym_match(a, b)
    if acronym:
        shorter, longer = (b, a) if len(a.core) > len(b.core) else (a, b)
        stands_for = Said(
            '"%(acronym)s" is the acronym of "%(name)s".',
            acronym=_as_printed(acronym, shorter.text),
            name=longer.text,
        )
        return Likeness(0.95, 0.5, stands_for)
    same = _same_by_words(a, b, rarity)
    if _contradict(a, b):
        same *= 0.2
    related = _related_by_words(a, b, rarity)
    reason = _reason_of_words(a, b) if max(same, related) >= _WORTH_SAYING else ""
    part_acronym = _acronym_of_part(a, b)
    if part_acronym and related < 0.6:
        related = 0.6
        printed = _as_printed(part_acronym, a.text)
        reason = Said('"%(acronym)s" stands in both, as an acronym or in full.', acronym=printed)
    nearness, sentence = _shared_field(a, b, rarity)
    if nearness > related:
        related = nearness
        reason = sentence if same < 0.5 else reason
    return Likeness(same, related, reason)


def _acronym_of_part(a: Label, b: Label) -> str:
    for one, other in ((a, b), (b, a)):
        names = one.acronyms & (other.acronyms | {fold_acronym(word.surface) for word in other.core})
        if names:
            return min(names)
    return ""


def same_label(a: str, b: str) -> bool:
    """Whether two printed labels surely name one thing: equal, or apart by acronym, bracket or number.

    >>> same_label("Global greenhouse gas (GHG) emissions", "GHG emissions")
    True
    >>> same_label("Energy", "Environment")
    False
    """
    one, two = read_label(a), read_label(b)
    if one.folded == two.folded:
        return True
    if _contradict(one, two):
        return False
    if _acronym_match(one, two):
        return True
    ours, theirs = one.core_concepts, two.core_concepts
    if telling(ours) == telling(theirs):
        return max(map(generic_weight, ours), default=0.0) > _CONTENT
    return _same_with_acronym(one, two) or _same_with_acronym(two, one)


def _same_with_acronym(short: Label, long: Label) -> bool:
    # "GHG emissions" and "Global greenhouse gas (GHG) emissions": the acronym stands for words around it.
    used = long.acronyms & {fold_acronym(word.surface) for word in short.core}
    rest = short.core_concepts - used
    if not used or not rest:
        return False
    acronym = min(used)
    spelled = "".join(word.surface for word in long.core if word.stem not in rest)
    starts = {word.surface[0] for word in long.core if word.stem not in rest}
    letters = iter(spelled[spelled.find(acronym[0]) :])
    return (
        rest <= long.core_concepts and acronym[0] in starts and all(letter in letters for letter in acronym)
    )
