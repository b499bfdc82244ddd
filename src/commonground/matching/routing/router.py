"""The router: learns from documents with known groups, names the groups responsible for a new one, with reasons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from commonground.errors import BadInput
from commonground.matching.routing.adaptation import adapted
from commonground.matching.routing.document import Document, Example, Route
from commonground.matching.routing.evidence import evidence_of
from commonground.matching.routing.features import Features, Rows
from commonground.matching.routing.regression import Floats, Linear, likeness, softmax, solve

_PENALTY = 1.0
_MOST = 12_000  # examples learnt from, the newest; memory grows with their square (600 MB)
_HALF_LIFE = 3.0  # years after which an example counts half as much
_BALANCE = 0.9  # 0: groups count as often as they occur; 1: all groups count the same
_NEWEST = 0.2  # share of the examples, the newest ones, that the scale of probabilities is fitted on
_FEWEST = 50  # examples below which that share is too small to fit anything on
_SCALE = 6.0  # scale of scores where there are too few examples to fit it
_SCALES = np.geomspace(1.0, 40.0, 60)


@dataclass(frozen=True, slots=True)
class Router:
    """Names responsible groups; made by `learn`. Unchanging: routing one text never changes the answer for another."""

    groups: tuple[str, ...]
    examples: tuple[Example, ...]
    features: Features
    rows: Rows
    linear: Linear
    scale: float  # of scores of texts told one by one
    batch_scale: float  # of scores adapted to their batch

    def probabilities(self, documents: Sequence[Document], *, adapt: bool = False) -> Floats:
        """Probability of each group, (documents x groups) in the order of `groups`; rows sum to 1.

        With `adapt` the texts of the batch speak to each other (see `adaptation`); their order, and how often each
        is given, make no difference.
        """
        if adapt:
            distinct = sorted(set(documents), key=lambda document: (document.title, document.text))
            place = {document: number for number, document in enumerate(distinct)}
            rows = self.features.rows(distinct)
            likely = softmax(adapted(self.linear.scores(rows), rows, self.scale), self.batch_scale)
            return likely[[place[document] for document in documents]]
        return softmax(self.linear.scores(self.features.rows(documents)), self.scale)

    def word_scores(self, words: Sequence[str]) -> Floats:
        """What single words say for each group, (words x groups)."""
        return (
            self.linear.scores(self.features.rows([Document("", word) for word in words])) - self.linear.level
        )

    def route(self, document: Document, top: int = 3) -> tuple[Route, ...]:
        """The `top` likeliest groups of a document, likeliest first, each with its reasons."""
        return self.route_many([document], top)[0]

    def route_many(
        self, documents: Sequence[Document], top: int = 3, *, adapt: bool = True
    ) -> list[tuple[Route, ...]]:
        """As `route` for each document, in their order."""
        rows = self.features.rows(documents)
        likely = self.probabilities(documents, adapt=adapt)
        return [
            evidence_of(self, document, rows, place, likely[place], top)
            for place, document in enumerate(documents)
        ]


def learn(examples: Sequence[Example], notes: Sequence[Example] = ()) -> Router:
    """A router that has learnt from examples and from notes on what groups do (Questions, terms of reference).

    Groups are those of the examples. Notes of another group (one that has been merged or renamed since) count for the
    group that most of them resemble. Of very many examples the newest 12,000 are used. Raises BadInput when there is
    no example with words and a group.
    """
    known = _in_order(examples)[-_MOST:]
    if not known:
        raise BadInput("nothing to learn from", advice="give documents with words and with their groups")
    groups = tuple(sorted({group for example in known for group in example.groups}))
    told = [*known, *_in_order(notes)]
    features, rows = Features.of([example.document for example in told])
    alike = likeness(rows, rows)
    trial = _trial(told, len(known), groups, alike)
    told = _succeeded(told, groups, trial)
    targets = _targets(told, groups)
    used = np.flatnonzero(targets.any(axis=1))
    shares = np.zeros_like(targets)
    weights = _weights([told[int(place)] for place in used], targets[used])
    shares[used] = solve(alike[np.ix_(used, used)], weights, targets[used], _PENALTY)
    scales = _fitted_scales(trial, rows, targets)
    return Router(groups, tuple(told), features, rows, Linear.of(rows, shares), *scales)


def _in_order(examples: Sequence[Example]) -> list[Example]:
    # A fixed order, so that the order given makes no difference in the last digit.
    kept = [e for e in examples if e.groups and (e.document.title.strip() or e.document.text.strip())]
    return sorted(
        kept,
        key=lambda e: (
            math.inf if e.year is None else e.year,
            e.document.title,
            e.document.text,
            e.groups,
            e.id,
        ),
    )


def _targets(examples: Sequence[Example], groups: tuple[str, ...]) -> Floats:
    """The share of each group in each example; a row of zeros where none of its groups is known."""
    place = {group: number for number, group in enumerate(groups)}
    targets = np.zeros((len(examples), len(groups)), dtype=np.float32)
    for row, example in enumerate(examples):
        for group in example.groups:
            if group in place:
                targets[row, place[group]] = 1 / len(example.groups)
    return targets


def _weights(examples: Sequence[Example], targets: Floats) -> Floats:
    """How much each example counts: newer ones more, those of small groups more; mean 1."""
    years = np.array([np.nan if e.year is None else e.year for e in examples], dtype=np.float64)
    newest = np.nanmax(years) if np.isfinite(years).any() else 0.0
    weights = np.maximum(0.5 ** ((newest - np.nan_to_num(years, nan=newest)) / _HALF_LIFE), 1e-4)
    size = (targets * weights[:, None]).sum(axis=0)
    weights *= targets @ (size.mean() / np.maximum(size, 1e-9)) ** _BALANCE
    return np.asarray(weights / weights.mean(), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Trial:
    """Scores of texts by what was learnt from other, older ones."""

    places: NDArray[np.int64]  # of the newest examples, then of all notes of unknown groups
    scores: Floats
    newest: int  # how many of the places are examples


def _trial(told: Sequence[Example], known: int, groups: tuple[str, ...], alike: Floats) -> _Trial | None:
    """How the newest examples would have been routed by the older ones; None where there are too few."""
    dated = [place for place in range(known) if told[place].year is not None]
    if len(dated) < _FEWEST:
        return None
    order = sorted(dated, key=lambda place: (told[place].year, crc32(told[place].document.title.encode())))
    newest = order[-max(1, int(len(order) * _NEWEST)) :]
    targets = _targets(told, groups)
    left_out = np.isin(np.arange(len(told)), newest) | ~targets.any(axis=1)
    old = np.flatnonzero(~left_out)
    weights = _weights([told[int(place)] for place in old], targets[old])
    shares = solve(alike[np.ix_(old, old)], weights, targets[old], _PENALTY)
    places = np.array(
        [*newest, *(place for place in np.flatnonzero(left_out) if place >= known)], dtype=np.int64
    )
    return _Trial(places, alike[np.ix_(places, old)] @ shares, len(newest))


def _succeeded(told: list[Example], groups: tuple[str, ...], trial: _Trial | None) -> list[Example]:
    """The examples and notes, those of unknown groups under the group that most notes of their group resemble."""
    if trial is None:
        return told
    votes: dict[tuple[str, ...], Floats] = {}
    for place, scores in zip(trial.places[trial.newest :], trial.scores[trial.newest :], strict=True):
        former = told[place].groups
        votes[former] = (
            votes.get(former, np.zeros(len(groups), dtype=np.float32))
            + np.eye(len(groups), dtype=np.float32)[int(scores.argmax())]
        )
    heirs = {former: (groups[int(counts.argmax())],) for former, counts in votes.items()}
    return [replace(example, groups=heirs.get(example.groups, example.groups)) for example in told]


def _fitted_scales(trial: _Trial | None, rows: Rows, targets: Floats) -> tuple[float, float]:
    """The scales that make probabilities right for the newest examples, told one by one and told as one batch."""
    if trial is None:
        return _SCALE, _SCALE
    newest = trial.places[: trial.newest]
    scores, wanted = trial.scores[: trial.newest], targets[newest]
    alone = _fitted_scale(scores, wanted)
    return alone, _fitted_scale(adapted(scores, rows.only(newest), alone), wanted)


def _fitted_scale(scores: Floats, wanted: Floats) -> float:
    losses = [-np.mean(np.log((softmax(scores, scale) * wanted).sum(axis=1) + 1e-9)) for scale in _SCALES]
    return float(_SCALES[int(np.argmin(losses))])
