from __future__ import annotations

from typing import Any

import pytest

from commonground.analysis.layout.row_group import RowGroups


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("EVENTS:", "Events"),
        ("Événements / Events", "Events"),
        ("Relevant Resolutions", "Resolutions"),
        ("Página web", "Web page"),
        ("Resolutions / Events", None),
        ("Energy", None),
    ],
)
def test_the_group_a_label_names(layout: Any, label: str, group: str | None) -> None:
    assert RowGroups(layout).named(label) == group


def _heads(layout: Any, *rows: tuple[str, bool]) -> set[int]:
    labels = {number: label for number, (label, _) in enumerate(rows, 2)}
    filled = {number for number, (_, is_filled) in enumerate(rows, 2) if is_filled}
    return RowGroups(layout).heading_rows(list(labels), labels.__getitem__, filled)


def test_a_groups_row_heads_the_rows_below_it(layout: Any) -> None:
    rows = (("Energy", True), ("Events", False), ("Workshop", True), ("Reports", False), ("", True))
    assert _heads(layout, *rows) == {3, 5}


def test_where_groups_hold_their_entries_a_blank_one_heads_nothing(layout: Any) -> None:
    assert _heads(layout, ("Energy", True), ("Events", False), ("Reports", True)) == set()
    assert _heads(layout, ("Reports", True), ("Web page", False), ("Indicators", True)) == set()


def test_sub_topics_and_a_repeated_label_always_head(layout: Any) -> None:
    assert _heads(layout, ("Reports", True), ("Sub-topics", False), ("Energy", True)) == {3}
    assert _heads(layout, ("Events", False), ("Events", True)) == {2}
