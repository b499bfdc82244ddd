from __future__ import annotations

from dataclasses import replace

import pytest

from commonground.analysis.items import items_of
from commonground.matching.item import Item, ItemKind
from commonground.profiles import list_profiles, load_profile


@pytest.fixture(scope="module")
def items() -> dict[str, Item]:
    return {item.id: item for item in items_of(load_profile("itu"))}


@pytest.mark.parametrize("code", list_profiles())
def test_every_profile_gives_items_with_ids_of_their_own(code: str) -> None:
    items = items_of(load_profile(code))
    assert items
    assert len({item.id for item in items}) == len(items)


def test_latest_state_of_a_question_has_the_bare_id_and_names_its_predecessor(items: dict[str, Item]) -> None:
    latest = items["ITU-T Q1/9"]
    assert latest.period == "2022-2024"
    assert latest.predecessors == ("ITU-T Q1/9@2017-2020",)
    assert items["ITU-T Q1/9@2017-2020"].period == "2017-2020"


def test_question_of_the_same_number_on_another_subject_is_no_predecessor(items: dict[str, Item]) -> None:
    assert not items["ITU-D Q2/1@2018-2021"].predecessors


def test_question_without_a_printed_title_speaks_by_its_scope_and_says_so(items: dict[str, Item]) -> None:
    question = items["ITU-D Q1/1"]
    assert question.is_inferred
    assert question.title
    assert question.text.startswith(question.title)


def test_body_without_a_subject_speaks_by_its_parts(items: dict[str, Item]) -> None:
    group = items["ITU-T SG20"]
    assert group.title == ""
    assert "Data analytics" in group.text
    assert "ITU-T Study Group 20" in group.aliases


def test_parent_is_the_chain_of_subjects_above(items: dict[str, Item]) -> None:
    assert items["ITU-R WP 7C"].parent == "Science services"
    assert items["ITU-R WP 7C"].group == "ITU-R SG7"


def test_area_has_names_in_six_languages_and_the_texts_that_govern_it(items: dict[str, Item]) -> None:
    area = items["area:climate-change"]
    assert {*area.labels, area.language} == {"ar", "zh", "en", "fr", "ru", "es"}
    assert "PP Resolution 182" in area.governing


def test_work_of_a_theme_comes_under_its_governing_text(items: dict[str, Item]) -> None:
    assert "PP Resolution 182" in items["ITU-T Q7/5"].governing
    assert "climate-change/e-waste" in items["ITU-T Q7/5"].areas


def test_texts_of_the_highest_body_are_marked(items: dict[str, Item]) -> None:
    highest = {item.group for item in items.values() if item.is_highest}
    assert highest == {"PP"}
    assert not any(item.is_highest for item in items_of(replace(load_profile("itu"), layout={})))


def test_activities_of_a_theme_are_items(items: dict[str, Item]) -> None:
    assert any(item.kind is ItemKind.ACTIVITY and item.title for item in items.values())
