"""Two mapping tables side by side: agreements, conflicts, and what only one of them has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commonground.analysis.table_merger import merge_tables
from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.merged_tables import NONE, Outcome, SaidPair

NAMES = ("tsag.docx", "tdag.docx")


def said(left: str, right: str, relation: str = "overlaps", row: int = 1) -> SaidPair:
    return SaidPair(left, right, relation, Origin("x.docx", Locator(table=1, row=row)))


def outcome(first: list[SaidPair], second: list[SaidPair]) -> list[tuple[str, str, str]]:
    merged = merge_tables(first, second, NAMES)
    return [(pair.left, pair.right, str(pair.outcome)) for pair in merged.pairs]


def test_a_pair_of_both_tables_agrees_whichever_way_round() -> None:
    assert outcome([said("A", "B")], [said("B", "A")]) == [("A", "B", "agree")]


def test_a_direction_is_turned_with_the_pair() -> None:
    assert outcome([said("A", "B", "broader")], [said("B", "A", "narrower")]) == [("A", "B", "agree")]
    assert outcome([said("A", "B", "broader")], [said("B", "A", "broader")]) == [("A", "B", "conflict")]


def test_a_mark_agrees_with_any_relation_but_two_relations_conflict() -> None:
    assert outcome([said("A", "B")], [said("A", "B", "narrower")]) == [("A", "B", "agree")]
    assert outcome([said("A", "B", "asks")], [said("A", "B", "narrower")]) == [("A", "B", "conflict")]


def test_none_conflicts_with_any_relation_and_agrees_with_none() -> None:
    assert outcome([said("A", "B", NONE)], [said("A", "B")]) == [("A", "B", "conflict")]
    assert outcome([said("A", "B", NONE)], [said("B", "A", NONE)]) == [("A", "B", "agree")]
    assert outcome([said("A", "B", NONE), said("A", "B")], [said("A", "B", NONE), said("A", "B")]) == [
        ("A", "B", "conflict")
    ]


def test_what_only_one_has_says_whether_the_other_left_the_cell_blank() -> None:
    merged = merge_tables([said("A", "B"), said("C", "D")], [said("A", "X"), said("Y", "B")], NAMES)
    blank = {(pair.left, pair.right): pair.is_left_blank for pair in merged.of(Outcome.ONLY_FIRST)}
    assert blank == {("A", "B"): True, ("C", "D"): False}


def test_conflicts_come_first_and_places_are_kept() -> None:
    merged = merge_tables(
        [said("A", "B", row=3), said("C", "D", NONE)], [said("A", "B", row=7), said("C", "D")], NAMES
    )
    assert [pair.outcome for pair in merged.pairs] == [Outcome.CONFLICT, Outcome.AGREE]
    value = merged.to_json()["pairs"][1]
    assert (value["first"][0]["locator"]["row"], value["second"][0]["locator"]["row"]) == (3, 7)
    assert merged.counts == {"conflict": 1, "only-first": 0, "only-second": 0, "agree": 1}


_pairs = st.lists(
    st.builds(
        said, st.sampled_from("ABC"), st.sampled_from("XYZ"), st.sampled_from(["overlaps", "asks", NONE])
    )
)


@given(_pairs, _pairs)
def test_every_pair_comes_out_once_and_the_order_of_tables_only_swaps_the_sides(
    first: list[SaidPair], second: list[SaidPair]
) -> None:
    merged = merge_tables(first, second, NAMES)
    assert sorted((p.left, p.right) for p in merged.pairs) == sorted(
        {(s.left, s.right) for s in (*first, *second)}
    )
    swapped = merge_tables(second, first, NAMES[::-1])
    turned = {"only-first": "only-second", "only-second": "only-first"}
    assert {(p.left, p.right, str(p.outcome)) for p in merged.pairs} == {
        (p.left, p.right, turned.get(str(p.outcome), str(p.outcome))) for p in swapped.pairs
    }
    assert sum(len(p.first) + len(p.second) for p in merged.pairs) == len(first) + len(second)
