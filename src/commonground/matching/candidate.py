"""Pairs of labels worth comparing, found through an inverted index instead of by comparing all with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from commonground.matching.label import Label, fold_acronym
from commonground.matching.word import FIELDS_OF, generic_weight

_POSTING_MAX = 40  # a word that stands in more labels tells too little to open comparisons by itself
_TOGETHER_MAX = 12  # rarest words of a label that open comparisons two by two


def _keys(label: Label) -> set[str]:
    keys = set(label.concepts) | set(label.acronyms) | set(label.initials)
    keys |= {fold_acronym(word.surface) for word in label.core}
    keys |= {f"^{concept[:5]}" for concept in label.core_concepts if len(concept) >= 6}
    return keys | {f"field {name}" for concept in label.core_concepts for name in FIELDS_OF.get(concept, ())}


def _pair_keys(label: Label, frequency: dict[str, int]) -> Iterable[str]:
    concepts = sorted(label.concepts, key=lambda c: (frequency.get(c, 0) / max(generic_weight(c), 0.1), c))
    return (f"{a} {b}" for a, b in combinations(sorted(concepts[:_TOGETHER_MAX]), 2))


def candidate_pairs(labels: Sequence[Sequence[Label]]) -> list[tuple[int, int]]:
    """Positions of the pairs worth comparing, in order; a position may have several labels (translations).

    The work grows with the number of labels, not with its square: no long posting is paired.
    """
    postings: dict[str, list[int]] = defaultdict(list)
    for position, forms in enumerate(labels):
        for key in sorted({key for form in forms for key in _keys(form)}):
            postings[key].append(position)
    frequency = {key: len(positions) for key, positions in postings.items()}
    common: dict[str, list[int]] = defaultdict(list)
    for position, forms in enumerate(labels):
        for key in sorted({key for form in forms for key in _pair_keys(form, frequency)}):
            words = key.split(" ")
            if all(frequency.get(word, 0) > _POSTING_MAX for word in words):
                common[key].append(position)
    pairs: set[tuple[int, int]] = set()
    for positions in (*postings.values(), *common.values()):
        if 2 <= len(positions) <= _POSTING_MAX:
            pairs.update(combinations(positions, 2))
    return sorted(pairs)
