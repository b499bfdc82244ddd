"""Resolutions by theme: one column per Sector's conferences, nothing suppressed, nothing invented."""

from __future__ import annotations

from functools import cache

from commonground.analysis.resolutions_table import resolutions_table
from commonground.domain.mapping_table import ResolutionsTable
from commonground.domain.suggestion import Explanation, Relation, Suggestion
from commonground.domain.theme import EmptyState, EntryState
from commonground.profiles import load_profile


@cache
def table() -> ResolutionsTable:
    return resolutions_table(load_profile("itu"))


def test_columns_are_those_of_the_practice() -> None:
    assert table().columns == (("PP",), ("RA", "WRC"), ("WTSA",), ("WTDC",))
    assert table().names == ("PP", "RA / WRC", "WTSA", "WTDC")


def test_a_theme_shows_what_each_conference_adopted() -> None:
    row = next(row for row in table().rows if row.label == "Climate change")
    assert any(entry.ids == ("PP Resolution 182",) for entry in row.cell("PP"))
    assert any(entry.ids == ("WTSA Resolution 73",) for entry in row.cell("WTSA"))
    assert row.labels["ar"]
    assert all(entry.origins for entry in row.entries)


def test_an_empty_cell_is_not_examined() -> None:
    rows = [row for row in table().rows if len(row.empty)]
    assert rows
    assert {state for row in rows for state in row.empty.values()} == {EmptyState.NOT_EXAMINED}


def test_suppressed_texts_are_named_and_their_heirs_stand_in_their_place() -> None:
    assert any(text.startswith("PP Resolution 36 ") for text in table().suppressed)
    cells = {entry.ids[0] for row in table().rows for entry in row.entries}
    assert "PP Resolution 36" not in cells
    row = next(row for row in table().rows if row.label == "Emergency Telecommunications")
    assert any(entry.ids == ("PP Resolution 136",) for entry in row.cell("PP"))


def test_each_text_stands_once_in_a_theme() -> None:
    for row in table().rows:
        ids = [entry.ids[0] for entry in row.entries]
        assert len(ids) == len(set(ids))


def test_a_text_that_matching_files_under_a_theme_is_proposed() -> None:
    proposal = Suggestion(
        "WTDC Resolution 8",
        "area:climate-change",
        Relation.SAME_SUBJECT,
        0.7,
        Explanation({"en": "Both speak of climate."}),
    )
    row = next(
        row
        for row in resolutions_table(load_profile("itu"), [proposal]).rows
        if row.label == "Climate change"
    )
    found = {entry.ids[0]: entry.state for entry in row.cell("WTDC")}
    assert found["WTDC Resolution 8"] is EntryState.PROPOSED


def test_an_organization_without_resolutions_has_an_empty_table() -> None:
    assert resolutions_table(load_profile("ietf")).rows == ()
