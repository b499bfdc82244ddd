"""The matching plan: from two sets of items to proposed links with probability, kind and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import log

import numpy as np
from numpy.typing import NDArray

from commonground.domain.link import Link
from commonground.domain.suggestion import Suggestion, pair_key
from commonground.errors import BadInput
from commonground.matching.embedding.encoder import Encoder, Vectors
from commonground.matching.evidence import EvidenceFinder
from commonground.matching.explanation import Explainer, has_reason
from commonground.matching.item import Item, ItemKind
from commonground.matching.lexical.term_list import TermList
from commonground.matching.lexical.token import terms_of
from commonground.matching.pairing import pair_features
from commonground.matching.relation import relation_of
from commonground.matching.score import Scorer, with_likeness
from commonground.matching.stated import CITED, LINKED, StatedGraph, bare_id
from commonground.matching.word import fold_text

_CELLS = 1_500_000  # pairs whose features are held at once: about 200 MB
_COLLECTION_MIN = 3  # items that tell how rare words are; of two, the words they share are never rare
_DIGITS = 6  # of a probability that decide an order; below lies the noise of float32


def propose(
    left: Sequence[Item],
    right: Sequence[Item],
    *,
    encoder: Encoder,
    stated: Sequence[Link] = (),
    blocked: frozenset[str] = frozenset(),
    vocabulary: TermList | None = None,
    scorer: Scorer | None = None,
    top: int = 5,
    threshold: float | None = None,
    areas: Sequence[Item] = (),
) -> tuple[Suggestion, ...]:
    """The links from each left item to right items that are stated, then the `top` likeliest others of each.

    `stated` are links that sources state, which come before all that is only alike; `blocked` holds the keys
    (`pair_key`) of pairs that people rejected or left unsure, which are never proposed. A pair is proposed from
    `threshold` on, or from that of its kind in the scorer. Earlier states of work that goes on lend their facts but are
    not proposed themselves. Every proposal has a reason. The order of the items and repeated ones change nothing.
    `areas` are those that reasons name by their titles, besides the areas among the items themselves.
    Raises BadInput for a `top` below 1.
    """
    if top < 1:
        raise BadInput(f"{top} proposals an item make no sense", advice="ask for at least 1")
    plan = _Plan.of(left, right, stated, blocked, scorer or Scorer.load())
    remembered = _Remembering(encoder)
    explainer = plan.explainer(remembered, vocabulary, areas)
    found: dict[str, Suggestion] = {}
    for one, other, probability, features in plan.candidates(remembered, vocabulary, top):
        links = plan.graph.links_between(one.id, other.id)
        relation = relation_of(one, other, features, links)
        if probability < (plan.scorer.threshold(relation) if threshold is None else threshold):
            continue
        key = pair_key(one.id, other.id)
        if key in found and found[key].probability >= probability:
            continue
        explanation = explainer.explain(one, other, features)
        is_stated = features[LINKED] > 0 or features[CITED] > 0
        if threshold is None and not is_stated and not has_reason(explanation):
            continue
        found[key] = Suggestion(one.id, other.id, relation, probability, explanation, is_stated)
    return tuple(
        sorted(
            found.values(), key=lambda s: (not s.is_stated, -round(s.probability, _DIGITS), s.left, s.right)
        )
    )


@dataclass(frozen=True)
class _Plan:
    left: Sequence[Item]  # in a fixed order, each id once, earlier states left out
    right: Sequence[Item]
    graph: StatedGraph
    blocked: frozenset[str]
    scorer: Scorer

    @classmethod
    def of(
        cls,
        left: Sequence[Item],
        right: Sequence[Item],
        stated: Sequence[Link],
        blocked: frozenset[str],
        scorer: Scorer,
    ) -> _Plan:
        every = {item.id: item for item in chain(left, right)}
        sides = [
            [every[one] for one in sorted({item.id for item in side}) if not _is_earlier(one, every)]
            for side in (left, right)
        ]
        graph = StatedGraph([every[one] for one in sorted(every)], stated)
        return cls(sides[0], sides[1], graph, blocked, scorer)

    def explainer(self, encoder: Encoder, vocabulary: TermList | None, areas: Sequence[Item]) -> Explainer:
        named = {
            item.id.removeprefix("area:"): item
            for item in (*areas, *self.graph.items)
            if item.kind is ItemKind.AREA
        }
        items = self.graph.items
        rarity = _Rarity.of(items) if len(items) >= _COLLECTION_MIN else None
        return Explainer(EvidenceFinder(encoder, vocabulary, rarity), self.graph, named)

    def candidates(
        self, encoder: Encoder, vocabulary: TermList | None, top: int
    ) -> Iterator[tuple[Item, Item, float, dict[str, float]]]:
        """The best pairs of each left item with their probability and features."""
        if not self.left or not self.right:
            return
        rows = max(1, _CELLS // len(self.right))
        for start in range(0, len(self.left), rows):
            part = self.left[start : start + rows]
            likeness = pair_features(part, self.right, encoder, vocabulary)
            names = [np.array([bare_id(item.id) for item in side]) for side in (part, self.right)]
            unasked = names[0][:, None] == names[1][None, :]
            features = {**with_likeness(likeness.matrices, unasked), **self.graph.features(part, self.right)}
            probable = self.scorer.probabilities(features, likeness.shape)
            is_stated = np.maximum(features[LINKED], features[CITED]) > 0
            for row, item in enumerate(part):
                for column in self._best(item, probable[row], is_stated[row], top):
                    values = {name: float(matrix[row, column]) for name, matrix in features.items()}
                    yield item, self.right[column], float(probable[row, column]), values

    @cached_property
    def _fixed(self) -> NDArray[np.int64]:
        """Places of the right side in the order that decides ties."""
        keys = [(fold_text(item.title), item.id) for item in self.right]
        return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)

    def _best(
        self, item: Item, probable: NDArray[np.float64], is_stated: NDArray[np.bool_], top: int
    ) -> Iterator[int]:
        """Places of all stated links, then of the `top` likeliest others."""
        fixed = self._fixed
        order = fixed[np.lexsort((-np.round(probable[fixed], _DIGITS), ~is_stated[fixed]))]
        others = 0
        for place in order.tolist():
            if others == top:
                return
            if self._is_allowed(item, self.right[place]):
                others += not is_stated[place]
                yield place

    def _is_allowed(self, one: Item, other: Item) -> bool:
        if bare_id(one.id) == bare_id(other.id):
            return False
        return pair_key(one.id, other.id) not in self.blocked


def _is_earlier(identifier: str, every: dict[str, Item]) -> bool:
    bare = bare_id(identifier)
    return bare != identifier and bare in every


@dataclass(frozen=True)
class _Rarity:
    """How much a term tells in a collection: 1 for one that a single item has, near 0 for one that all have."""

    counts: Counter[str]
    size: int

    @classmethod
    def of(cls, items: Sequence[Item]) -> _Rarity:
        counts: Counter[str] = Counter()
        for item in items:
            counts.update(set(terms_of(f"{item.title}\n{item.text[:2000]}", item.language)))
        return cls(counts, len(items))

    def __call__(self, term: str) -> float:
        return log((self.size + 1) / (self.counts[term] + 0.5)) / log(2 * (self.size + 1))


class _Remembering:
    """An encoder that encodes no text twice."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    @property
    def model(self) -> str:
        return self._encoder.model

    @property
    def checksum(self) -> str:
        return self._encoder.checksum

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        fresh = sorted({text for text in texts if text not in self._known})
        if fresh:
            self._known.update(zip(fresh, self._encoder.encode(fresh), strict=True))
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([self._known[text] for text in texts])
