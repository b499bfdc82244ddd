from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.domain.suggestion import Relation
from commonground.errors import BadInput
from commonground.matching.score import EXAMPLES_MIN, Example, Scorer, TooFew, fit_weights

EVIDENCE = sorted(name for name in Scorer.load().weights if name not in Scorer.load().free)


def _examples(accepted: int, rejected: int) -> list[Example]:
    return [
        Example({"likeness": place * 0.37 % 1, "terms": float(is_accepted)}, is_accepted)
        for is_accepted, count in ((True, accepted), (False, rejected))
        for place in range(count)
    ]


def test_shipped_model_says_what_it_was_fitted_on_and_how_well_it_is_calibrated() -> None:
    record = Scorer.load().record
    assert record["positives"]["links"] > 100
    assert record["ece"] < 0.05
    assert record["auc"] > 0.8
    assert set(Scorer.load().thresholds) == set(Relation)


@settings(max_examples=60, deadline=None)
@given(
    values=st.dictionaries(st.sampled_from([*EVIDENCE, "linked", "cited"]), st.floats(0, 1)),
    name=st.sampled_from([*EVIDENCE, "linked", "cited"]),
    more=st.floats(0, 1),
)
def test_more_evidence_never_lowers_the_probability(values: dict[str, float], name: str, more: float) -> None:
    scorer = Scorer.load()
    raised = {**values, name: min(1.0, values.get(name, 0.0) + more)}
    assert scorer.probability(raised) >= scorer.probability(values) - 1e-9


def test_stated_link_outranks_likeness() -> None:
    scorer = Scorer.load()
    assert scorer.probability({"linked": 1.0}) > 0.95
    assert scorer.probability({"cited": 1.0}) > scorer.probability({"likeness": 0.5, "standing": 0.2})


def test_too_few_judgements_teach_nothing_and_say_so() -> None:
    found = Scorer.load().learn(_examples(EXAMPLES_MIN, EXAMPLES_MIN - 1))
    assert isinstance(found, TooFew)
    assert (found.accepted, found.rejected) == (EXAMPLES_MIN, EXAMPLES_MIN - 1)
    assert str(EXAMPLES_MIN) in str(found)


def test_judgements_move_the_model_the_same_way_in_any_order() -> None:
    examples = _examples(60, 60)
    learned, again = Scorer.load().learn(examples), Scorer.load().learn(examples[::-1])
    assert isinstance(learned, Scorer)
    assert isinstance(again, Scorer)
    assert learned.weights == again.weights
    assert learned.weights["terms"] > Scorer.load().weights["terms"]
    assert learned.record["learned_from"] == {"accepted": 60, "rejected": 60}


def test_learned_weights_stay_evidence_for_a_link() -> None:
    against = [Example({"terms": float(not e.is_accepted)}, e.is_accepted) for e in _examples(60, 60)]
    learned = Scorer.load().learn(against)
    assert isinstance(learned, Scorer)
    assert all(weight >= 0 for name, weight in learned.weights.items() if name not in learned.free)


def test_model_survives_being_written_and_read() -> None:
    scorer = Scorer.load()
    again = Scorer.from_json(json.loads(json.dumps(scorer.to_json())))
    assert again.to_json() == scorer.to_json()
    with pytest.raises(BadInput, match="format"):
        Scorer.from_json({**scorer.to_json(), "format": 99})


def test_fit_finds_what_tells_two_classes_apart() -> None:
    rows = np.array([[0.0, 1.0], [0.1, 1.0], [0.9, 1.0], [1.0, 1.0]] * 10)
    outcomes = np.array([0.0, 0.0, 1.0, 1.0] * 10)
    weights = fit_weights(rows, outcomes, prior=np.zeros(3), strength=0.1, free=[False, False])
    assert weights[0] > 1
    assert weights[0] > weights[1]
