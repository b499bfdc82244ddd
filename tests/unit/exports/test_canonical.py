"""Canonical JSON: one text per value."""

from __future__ import annotations

import json

import pytest
from tests.unit.exports import exports_samples as samples

from commonground.exports.canonical import canonical_json


def test_order_of_keys_does_not_matter() -> None:
    assert canonical_json({"b": [1, {"d": 1, "c": 2}], "a": None}) == canonical_json(
        {"a": None, "b": [1, {"c": 2, "d": 1}]}
    )


def test_a_matrix_is_read_back_as_it_was() -> None:
    value = samples.climate_matrix().to_json()
    made = canonical_json(value)
    assert json.loads(made) == value
    assert made.endswith(b"}\n")


def test_lone_surrogates_are_replaced_and_letters_stay_letters() -> None:
    assert canonical_json(["气", "\ud800", "\x00"]) == '[\n  "气",\n  "\ufffd",\n  "\\u0000"\n]\n'.encode()


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(float("nan"))
