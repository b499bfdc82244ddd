"""One calibrated score: how probable it is that two items belong together, from the features of the pair.

A logistic model whose weights never turn evidence against a pair, with what sources state on top. The shipped model
and the record of its training are in `data/score.json`; `scripts/fit_score.py` makes both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.domain.suggestion import Relation
from commonground.errors import BadInput, InternalError
from commonground.matching.pairing import fuse
from commonground.matching.stated import CITED, LINKED

Matrix = NDArray[np.float32]
Values = NDArray[np.float64]

# How far a source is believed that states a link, or that names the other side. Not fitted: nobody refused one yet.
TRUST = {LINKED: 0.97, CITED: 0.9}
EXAMPLES_MIN = 24  # judgements of each verdict from which on they teach
_FORMAT = 1
_NEIGHBOURS = 10  # pairs by which standing is told
_DEFAULT_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """A judged pair: its features (as its explanation holds them) and whether it was accepted."""

    features: Mapping[str, float]
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class TooFew:
    """Nothing was learned: how many judgements of each verdict there are, and how many it takes."""

    accepted: int
    rejected: int
    needed: int = EXAMPLES_MIN

    def __str__(self) -> str:
        return (
            f"{self.accepted} accepted and {self.rejected} rejected links are too few to learn from;"
            f" it takes {self.needed} of each"
        )


@dataclass(frozen=True)
class Scorer:
    """A fitted model. `weights` are by feature; what a pair has no value for counts as 0."""

    intercept: float
    weights: Mapping[str, float]
    free: frozenset[str] = frozenset()  # features whose weight may be negative: they are no evidence
    thresholds: Mapping[Relation, float] = field(default_factory=dict)
    record: Mapping[str, Any] = field(default_factory=dict)  # how, when and on what it was fitted

    @classmethod
    def load(cls) -> Scorer:
        """The shipped model, read once a process."""
        return _shipped()

    def probability(self, features: Mapping[str, float]) -> float:
        """Of one pair, 0 to 1."""
        matrices = {name: np.full((1, 1), value, dtype=np.float32) for name, value in features.items()}
        return float(self.probabilities(matrices, (1, 1))[0, 0])

    def probabilities(self, features: Mapping[str, Matrix], shape: tuple[int, int]) -> Values:
        """Of every pair, float64 of the shape of the features. More of any evidence never lowers it."""
        likely = logistic(self.logits(features, shape))
        doubt = 1.0 - likely
        for name, trust in TRUST.items():
            if name in features:
                doubt = doubt * (1.0 - trust * features[name])
        return np.asarray(1.0 - doubt, dtype=np.float64)

    def logits(self, features: Mapping[str, Matrix], shape: tuple[int, int]) -> Values:
        """What the model says before any stated link, on the scale of log odds."""
        total: Values = np.full(shape, self.intercept, dtype=np.float64)
        for name, weight in self.weights.items():
            if weight and name in features:
                total += weight * features[name]
        return total

    def threshold(self, relation: Relation) -> float:
        """The probability from which on a link of that kind is proposed."""
        return self.thresholds.get(relation, _DEFAULT_THRESHOLD)

    def learn(self, examples: Sequence[Example]) -> Scorer | TooFew:
        """This model drawn towards the judged pairs, or why not.

        The weights start from this model's and are held near them (L2 towards the prior), so that few judgements
        move little and many decide. The order of the examples does not matter.
        """
        accepted = sum(example.is_accepted for example in examples)
        rejected = len(examples) - accepted
        if min(accepted, rejected) < EXAMPLES_MIN:
            return TooFew(accepted, rejected)
        names = tuple(sorted(self.weights))
        rows = sorted(
            (tuple(one.features.get(name, 0.0) for name in names), one.is_accepted) for one in examples
        )
        prior = np.array([*(self.weights[name] for name in names), self.intercept])
        fitted = fit_weights(
            np.array([row for row, _ in rows], dtype=np.float64),
            np.array([outcome for _, outcome in rows], dtype=np.float64),
            prior=prior,
            strength=_PRIOR_STRENGTH,
            free=[name in self.free for name in names],
        )
        record = {**self.record, "learned_from": {"accepted": accepted, "rejected": rejected}}
        weights = dict(zip(names, fitted[:-1].tolist(), strict=True))
        return replace(self, intercept=float(fitted[-1]), weights=weights, record=record)

    def to_json(self) -> dict[str, Any]:
        """As shipped."""
        return {
            "format": _FORMAT,
            "intercept": round(self.intercept, 6),
            "weights": {name: round(value, 6) for name, value in sorted(self.weights.items())},
            "free": sorted(self.free),
            "thresholds": {str(kind): value for kind, value in sorted(self.thresholds.items())},
            "record": dict(self.record),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Scorer:
        """The model of `to_json`; raises BadInput for another format."""
        if value.get("format") != _FORMAT:
            raise BadInput(
                f"a score of format {value.get('format')!r} cannot be read",
                advice="fit it again with this version",
            )
        return cls(
            intercept=float(value["intercept"]),
            weights={name: float(weight) for name, weight in value["weights"].items()},
            free=frozenset(value["free"]),
            thresholds={Relation(kind): float(at) for kind, at in value["thresholds"].items()},
            record=value["record"],
        )


_PRIOR_STRENGTH = 4.0


@cache
def _shipped() -> Scorer:
    try:
        text = files("commonground.matching").joinpath("data/score.json").read_text(encoding="utf-8")
        return Scorer.from_json(json.loads(text))
    except (OSError, ValueError, KeyError) as error:
        raise InternalError(f"the shipped score cannot be read: {error}") from error


def with_likeness(
    features: Mapping[str, Matrix], unasked: NDArray[np.bool_] | None = None
) -> dict[str, Matrix]:
    """The features of pairs with the one likeness they make up before any training, and how far it stands out.

    `standing` is the likeness above what either side has with its nearest others, so that it means the same in every
    language and collection. Pairs that are not asked for (an item and itself, say) are no neighbours for it.
    """
    likeness = fuse(features)
    compared = likeness if unasked is None else np.where(unasked, np.float32(0.0), likeness)
    return {**features, "likeness": likeness, "standing": _standing(compared)}


def _standing(likeness: Matrix) -> Matrix:
    # A side of few items says nothing of the other's neighbours; then the larger side's count for both.
    if 0 in likeness.shape:
        return likeness
    means = [_mean_of_nearest(likeness, axis) for axis in (1, 0)]
    if min(likeness.shape) < _NEIGHBOURS:
        means = [means[0] if likeness.shape[1] >= likeness.shape[0] else means[1]] * 2
    return np.asarray(np.maximum(2 * likeness - means[0] - means[1], 0.0), dtype=np.float32)


def _mean_of_nearest(likeness: Matrix, axis: int) -> Matrix:
    size = likeness.shape[axis]
    nearest = np.take(np.sort(likeness, axis=axis), range(max(0, size - _NEIGHBOURS), size), axis=axis)
    return np.asarray(nearest.mean(axis=axis, keepdims=True), dtype=np.float32)


def logistic(values: Values) -> Values:
    """1 / (1 + exp(-values)), without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)), dtype=np.float64)


def fit_weights(
    rows: Values,
    outcomes: Values,
    *,
    prior: Values,
    strength: float,
    free: Sequence[bool],
    importance: Values | None = None,
) -> Values:
    """Weights of a logistic regression, the intercept last, held near a prior; those not free stay at or above 0.

    Minimises the (weighted) log loss plus strength / 2 times the squared distance to the prior, intercept left
    out of the latter, by L-BFGS-B (Byrd et al., 1995).
    """
    from scipy.optimize import minimize

    weight = np.ones(len(outcomes)) if importance is None else importance

    def loss(values: Values) -> tuple[float, Values]:
        scores = rows @ values[:-1] + values[-1]
        away = values[:-1] - prior[:-1]
        total = float(weight @ (np.logaddexp(0.0, scores) - outcomes * scores)) + strength / 2 * float(
            away @ away
        )
        error = weight * (logistic(scores) - outcomes)
        return total, np.append(rows.T @ error + strength * away, error.sum())

    bounds = [(None, None) if is_free else (0.0, None) for is_free in free] + [(None, None)]
    start = np.array(
        [value if low is None else max(value, low) for value, (low, _) in zip(prior, bounds, strict=True)]
    )
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x, dtype=np.float64)
