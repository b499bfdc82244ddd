"""Hits gathered to groups and Sectors."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.matching.item import Item
from commonground.matching.search.hit import Hit
from commonground.matching.search.rollup import discounted, roll_up


def _hit(number: int, sector: str | None, group: str | None, score: float) -> Hit:
    return Hit(Item(str(number), "title", sector=sector, group=group), score, score, score)


def test_every_hit_is_in_its_group_and_sector_once() -> None:
    hits = [
        _hit(1, "T", "T SG5", 0.9),
        _hit(2, "R", "R SG1", 0.8),
        _hit(3, "T", "T SG5", 0.7),
        _hit(4, None, None, 0.6),
    ]
    found = roll_up(hits)
    assert [sector.sector for sector in found] == ["T", "R", ""]
    assert [hit.item.id for hit in found[0].groups[0].hits] == ["1", "3"]
    assert sum(len(group.hits) for sector in found for group in sector.groups) == len(hits)


def test_one_good_find_outranks_a_group_full_of_middling_ones() -> None:
    many = [_hit(number, "T", "T big", 0.5) for number in range(30)]
    found = roll_up([*many, _hit(99, "R", "R small", 0.9)])
    assert [sector.sector for sector in found] == ["R", "T"]


def test_nothing_found_is_nothing() -> None:
    assert roll_up([]) == ()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("RTD"), st.sampled_from("123"), st.floats(0, 1)), max_size=12))
def test_order_of_hits_decides_neither_scores_nor_order(
    rows: list[tuple[str, str, float]],
) -> None:
    hits = [_hit(number, *row) for number, row in enumerate(rows)]
    first = roll_up(hits)
    second = roll_up(hits[::-1])
    assert [(s.sector, s.score, [(g.group, g.score) for g in s.groups]) for s in first] == [
        (s.sector, s.score, [(g.group, g.score) for g in s.groups]) for s in second
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1))
def test_a_score_never_passes_its_best(scores: list[float]) -> None:
    assert 0 <= discounted(scores) <= max(scores) + 1e-9
