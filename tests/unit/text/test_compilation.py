"""Compiling a grammar: any organization's words work, and faults of the file are told with their place."""

from __future__ import annotations

from typing import Any

import pytest

from commonground.domain.organization import Body, BodyKind, Sector
from commonground.domain.profile import Profile
from commonground.errors import InvalidProfile
from commonground.text.grammar import ReferenceGrammar
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
    grammar = ReferenceGrammar.of(profile({"rules": {"team": TEAM}}))
    found = find_references("Team 1 asked the Jury.", grammar)
    assert [(r.text, r.id, r.is_known) for r in found] == [
        ("Team 1", "North Team 1", True),
        ("Jury", "Jury", True),
    ]


def test_a_profile_without_grammar_finds_its_named_bodies_only() -> None:
    assert [r.id for r in find_references("Team 1 asked the Jury.", ReferenceGrammar.of(profile({})))] == [
        "Jury"
    ]


@pytest.mark.parametrize(
    "grammar",
    [
        {"rules": {"team": {**TEAM, "kind": "team"}}},
        {"rules": {"team": {**TEAM, "items": [{"pattern": "(", "id": "x"}]}}},
        {"rules": {"team": {"kind": "body"}}},
        {"rules": {"team": {**TEAM, "words": {"en": [1]}}}},
        {"entities": {"North": {"kind": "club"}}},
        {"gatherings": [{"town": "Here"}]},
    ],
)
def test_faults_name_their_place_in_the_file(grammar: dict[str, Any]) -> None:
    with pytest.raises(InvalidProfile) as fault:
        ReferenceGrammar.of(profile(grammar))
    assert "grammar.toml" in str(fault.value)
