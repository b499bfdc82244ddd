"""Compiling a grammar: any organization's words work, and faults of the file are told with their place."""

from __future__ import annotations

from typing import Any

import pytest

from commonground.domain.organization import Body, BodyKind, Sector
from commonground.domain.profile import Profile
from commonground.errors import InvalidProfile
from commonground.text.compilation import compile_grammar
from commonground.text.reference import find_references


def profile(grammar: dict[str, Any]) -> Profile:
    return Profile(
        code="club",
        names={"en": "Club"},
        languages=("en",),
        sectors=(Sector("North", {"en": "North"}), Sector("South", {"en": "South"})),
        periods=(),
        bodies=(
            Body("North Team 1", BodyKind.STUDY_GROUP, ("North",)),
            Body("Jury", BodyKind.COMMITTEE, ("South",)),
        ),
        grammar=grammar,
    )


TEAM = {
    "kind": "body",
    "words": {"en": ["team"]},
    "items": [{"pattern": r"(?P<n>\d{1,2})", "id": "{sector} Team {n}", "group": "{sector} Team {n}"}],
}


def test_another_organization_needs_only_its_own_words() -> None:
    grammar = compile_grammar(profile({"rules": {"team": TEAM}}))
    found = find_references("Team 1 asked the Jury.", grammar)
    assert [(r.text, r.id, r.is_known) for r in found] == [
        ("Team 1", "North Team 1", True),
        ("Jury", "Jury", True),
    ]


def test_a_profile_without_grammar_finds_its_named_bodies_only() -> None:
    assert [r.id for r in find_references("Team 1 asked the Jury.", compile_grammar(profile({})))] == ["Jury"]


TASK = {
    "kind": "question",
    "words": {"en": ["Task"]},
    "not_after": "Side ",
    "not_before": " of the kitchen",
    "items": [
        {"pattern": r"(?P<q>\d)/(?P<g>\d{1,2})", "id": "Task {q}/{g}", "sectors": [""]},
        {"pattern": r"(?P<q>\d)", "id": "", "sectors": [], "within": "team", "whole": "{q}/{g}"},
    ],
}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Task 2/1", ["Task 2/1"]),
        ("Task 2 of Team 1", ["Task 2/1", "North Team 1"]),
        ("Team 1, Task 2", ["North Team 1", "Task 2/1"]),
        ("Task 2", []),
        ("Side Task 2/1", []),
        ("Task 2/1 of the kitchen", []),
    ],
)
def test_a_number_is_completed_by_the_group_beside_it_and_ruled_out_by_words_around_it(
    text: str, ids: list[str]
) -> None:
    grammar = compile_grammar(profile({"connectors": ["of"], "rules": {"team": TEAM, "task": TASK}}))
    assert [r.id for r in find_references(text, grammar)] == ids


def test_a_rule_may_need_words_after_its_numbers() -> None:
    rule = {**TEAM, "followed_by": " of the North"}
    grammar = compile_grammar(profile({"rules": {"team": rule}}))
    assert [r.text for r in find_references("Team 1 of the North met Team 1 here.", grammar)] == ["Team 1"]


@pytest.mark.parametrize(
    "grammar",
    [
        {"rules": {"team": {**TEAM, "kind": "team"}}},
        {"rules": {"team": {**TEAM, "items": [{"pattern": "(", "id": "x"}]}}},
        {"rules": {"team": {"kind": "body"}}},
        {"rules": {"task": TASK}},
        {"rules": {"team": {**TEAM, "not_after": "("}}},
        {"rules": {"team": {**TEAM, "words": {"en": [1]}}}},
        {"entities": {"North": {"kind": "club"}}},
        {"gatherings": [{"town": "Here"}]},
    ],
)
def test_faults_name_their_place_in_the_file(grammar: dict[str, Any]) -> None:
    with pytest.raises(InvalidProfile) as fault:
        compile_grammar(profile(grammar))
    assert "grammar.toml" in str(fault.value)
