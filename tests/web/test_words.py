"""The words of pages: a catalogue can say what is wrong with it, and values that are stored have words for readers."""

from __future__ import annotations

from enum import StrEnum

import pytest

from commonground.domain.instrument import InstrumentKind
from commonground.domain.link import Predicate, Verdict
from commonground.domain.organization import BodyKind
from commonground.domain.role import Access, Reason, Role
from commonground.domain.suggestion import Relation
from commonground.domain.theme import EmptyState, EntryState
from commonground.web.icons import ICONS
from commonground.web.words import WORDS

STORED: list[tuple[str, type[StrEnum]]] = [
    ("state", EntryState),
    ("state", EmptyState),
    ("verdict", Verdict),
    ("role", Role),
    ("access", Access),
    ("reason", Reason),
    ("relation", Relation),
    ("relation", Predicate),
    ("kind", InstrumentKind),
]


@pytest.mark.parametrize(("kind", "values"), STORED)
def test_every_stored_value_has_a_word(kind: str, values: type[StrEnum]) -> None:
    assert [value for value in values if str(value) not in WORDS[kind]] == []


def test_every_kind_of_group_has_a_word() -> None:
    assert [kind for kind in BodyKind if str(kind) not in WORDS["kind"]] == []


def test_every_state_has_a_sign_beside_its_colour() -> None:
    assert [state for state in WORDS["state"] if state not in ICONS] == []
