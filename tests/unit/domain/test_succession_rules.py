"""A record of succession keeps its rules: numbers of rows, no circle, nothing twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.domain.succession import SuccessionKind, SuccessionRow, faults_of
from commonground.errors import Said

C, N, M, S, X = (
    SuccessionKind.CONTINUED,
    SuccessionKind.RENUMBERED,
    SuccessionKind.MERGED,
    SuccessionKind.SPLIT,
    SuccessionKind.CLOSED,
)


def row(kind: SuccessionKind, old: str, new: str = "", place: str = "row 2") -> SuccessionRow:
    """A row from "Q1@1" to "Q2@2"."""
    before, _, since = old.partition("@")
    after, _, then = new.partition("@")
    return SuccessionRow(kind, before, since, after, then, place=place)


RIGHT = {
    "continued": [row(C, "Q1@1", "Q1@2")],
    "renumbered": [row(N, "Q1@1", "Q2@2")],
    "closed": [row(X, "Q1@1")],
    "merged": [row(M, "Q1@1", "Q1@2"), row(M, "Q2@1", "Q1@2")],
    "split": [row(S, "Q1@1", "Q1@2"), row(S, "Q1@1", "Q2@2")],
    "split and merged": [row(S, "Q1@1", "Q1@2"), row(S, "Q1@1", "Q2@2"), row(M, "Q3@1", "Q2@2")],
    "numbers changed places": [row(N, "Q1@1", "Q2@2"), row(N, "Q2@1", "Q1@2")],
    "two periods": [row(C, "Q1@1", "Q1@2"), row(C, "Q1@2", "Q1@3")],
}


@pytest.mark.parametrize("case", sorted(RIGHT))
def test_a_proper_record_has_no_fault(case: str) -> None:
    assert faults_of(RIGHT[case]) == ()


WRONG = {
    "merger of one": ([row(M, "Q1@1", "Q2@2")], "kind", "two rows"),
    "split into one": ([row(S, "Q1@1", "Q2@2")], "kind", "two rows"),
    "closed with a successor": ([row(X, "Q1@1", "Q2@2")], "successor", "no successor"),
    "no successor": ([row(N, "Q1@1")], "successor", "empty"),
    "no period": ([row(N, "Q1", "Q2@2")], "predecessor_period", "empty"),
    "itself": ([row(C, "Q1@1", "Q1@1")], "successor", "cannot succeed itself"),
    "continued under another number": ([row(C, "Q1@1", "Q2@2")], "kind", "another number"),
    "renumbered to the same": ([row(N, "Q1@1", "Q1@2")], "kind", "keeps its number"),
    "twice": ([row(N, "Q1@1", "Q2@2"), row(N, "Q1@1", "Q2@2", "row 3")], "successor", "stands twice"),
    "renumbered twice": ([row(N, "Q1@1", "Q2@2"), row(N, "Q1@1", "Q3@2")], "predecessor", "several rows"),
    "one successor of two": ([row(N, "Q1@1", "Q3@2"), row(N, "Q2@1", "Q3@2")], "successor", "several rows"),
    "closed and continued": ([row(X, "Q1@1"), row(C, "Q1@1", "Q1@2")], "predecessor", "several rows"),
    "circle": (
        [row(N, "A@1", "B@2"), row(N, "B@2", "C@3"), row(N, "C@3", "A@1")],
        "successor",
        "A@1 > B@2 > C@3",
    ),
}


@pytest.mark.parametrize("case", sorted(WRONG))
def test_a_fault_is_told_with_its_row_and_field(case: str) -> None:
    rows, field, words = WRONG[case]
    found = [fault for fault in faults_of(rows) if fault.field == field and words in f"{fault}"]
    assert found
    assert str(found[0]).startswith("row ")


def test_a_line_of_a_fault_keeps_the_templates_of_its_texts() -> None:
    (fault,) = faults_of([row(N, "A@1", "A@2")])
    assert fault.said == str(fault) == "row 2, kind: A keeps its number (say continued)"
    texts = [text for text in fault.said.values.values() if isinstance(text, Said)]
    assert [text.template for text in texts] == ["%(work)s keeps its number", "say continued"]


def test_a_circle_through_what_was_recorded_earlier_is_told_with_its_chain() -> None:
    (fault,) = faults_of([row(N, "C@3", "A@1")], held=[("A@1", "B@2"), ("B@2", "C@3")])
    assert "C@3 > A@1 > B@2 > C@3" in fault.message


def test_what_was_recorded_is_not_recorded_again() -> None:
    (fault,) = faults_of([row(N, "A@1", "D@2")], held=[("A@1", "B@2")])
    assert "recorded already: B@2" in fault.message


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12, unique=True))
def test_a_record_that_only_goes_forward_has_no_circle(steps: list[tuple[int, int]]) -> None:
    rows = [row(M, f"Q{a}@1", f"Q{b}@2") for a, b in steps]
    assert not [fault for fault in faults_of(rows) if "leads back" in fault.message]
