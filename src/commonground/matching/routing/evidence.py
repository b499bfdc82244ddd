"""Why a group is named: the words of the document that speak for it, and its known documents that are most alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commonground.domain.suggestion import MatchedPassage
from commonground.matching.lexical.stop_words import STOP_WORDS
from commonground.matching.routing.document import Document, Neighbour, Route
from commonground.matching.routing.features import word_spans
from commonground.matching.routing.regression import Floats, likeness

if TYPE_CHECKING:
    from commonground.matching.routing.features import Rows
    from commonground.matching.routing.router import Router

_NEIGHBOURS = 3
_EMPTY = frozenset().union(*STOP_WORDS.values())
_SPANS = 6


def evidence_of(
    router: Router, document: Document, rows: Rows, place: int, likely: Floats, top: int
) -> tuple[Route, ...]:
    """The `top` likeliest groups of one document, likeliest first, ties by name."""
    order = sorted(range(len(router.groups)), key=lambda g: (-float(likely[g]), router.groups[g]))[:top]
    own = rows.only(np.array([place]))
    alike = likeness(own, router.rows)[0]
    greatest = float(likeness(own, own)[0, 0])
    return tuple(
        Route(
            router.groups[group],
            float(likely[group]),
            _passages(router, document, group),
            _neighbours(router, alike / greatest, router.groups[group]),
        )
        for group in order
    )


def _neighbours(router: Router, alike: Floats, group: str) -> tuple[Neighbour, ...]:
    order = np.argsort(-alike, kind="stable")
    found: list[Neighbour] = []
    for number in order:
        example = router.examples[int(number)]
        if group in example.groups:
            found.append(Neighbour(example, min(1.0, max(0.0, float(alike[number])))))
            if len(found) == _NEIGHBOURS:
                break
    return tuple(found)


def _is_telling(word: str) -> bool:
    return word.lower() not in _EMPTY and not word.isdigit()


def _passages(router: Router, document: Document, group: int) -> tuple[MatchedPassage, ...]:
    """The parts of the document with the spans of the words that speak most for the group against the mean of all."""
    parts = [("title", document.title), ("text", document.text)]
    spoken = [(name, *span, text[slice(*span)]) for name, text in parts for span in word_spans(text)]
    weight = router.word_scores([word for *_, word in spoken])
    rarity = np.array([router.features.rarity(word) for *_, word in spoken], dtype=np.float32)
    gain = (weight[:, group] - weight.mean(axis=1)) * rarity * [_is_telling(word) for *_, word in spoken]
    best = [place for place in np.argsort(-gain, kind="stable")[:_SPANS] if gain[place] > 0]
    return tuple(
        MatchedPassage("", name, text, tuple(sorted(spoken[p][1:3] for p in best if spoken[p][0] == name)))
        for name, text in parts
        if any(spoken[p][0] == name for p in best)
    )
