"""Areas laid out: numbering, circles, names and lists."""

from __future__ import annotations

from tests.unit.exports import exports_samples as samples

from commonground.domain.area import Area, ListEntry
from commonground.exports.area_paper import AreaGrouping, area_sections, areas_table, list_key, numbered


def test_children_follow_their_parent_wherever_they_stand() -> None:
    areas = (Area("b", {}, parent="a"), Area("a", {}), Area("c", {}, parent="b"), Area("d", {}))
    assert [(number, area.id) for number, area in numbered(areas)] == [
        ("1", "a"),
        ("1.1", "b"),
        ("1.1.1", "c"),
        ("2", "d"),
    ]


def test_circles_and_missing_parents_lose_no_area() -> None:
    areas = (Area("a", {}, parent="b"), Area("b", {}, parent="a"), Area("c", {}, parent="gone"))
    assert {area.id for _, area in numbered(areas)} == {"a", "b", "c"}


def test_a_very_deep_hierarchy_is_numbered() -> None:
    areas = [Area(str(i), {}, parent=str(i - 1) if i else None) for i in range(3000)]
    assert sum(1 for _ in numbered(areas)) == 3000


def test_other_names_come_from_aliases_and_entries_each_once() -> None:
    cells = areas_table(samples.areas(), "en").rows[2]
    assert [line.text for line in cells[2].lines] == [
        "BSG",
        "Bridging the Standards Gap",
        "Bridging the standardization gap (BSG)",
    ]


def test_a_label_in_another_language_is_marked_so() -> None:
    cells = areas_table(samples.areas(), "ru").rows[3]
    assert (cells[1].lines[0].text, cells[1].lines[0].language) == ("Remote participation", "en")


def test_entries_are_in_the_order_of_print() -> None:
    numbers = ["10", "9", "1.10", "1.9", "2"]
    entries = sorted((ListEntry("1.3", number, "x") for number in numbers), key=list_key)
    assert [entry.number for entry in entries] == ["1.9", "1.10", "2", "9", "10"]


def test_lists_keep_groups_titles_and_leave_no_area_out() -> None:
    sections = area_sections(samples.areas(), "en", AreaGrouping.LISTS)
    assert [section.heading for section in sections] == [
        "List 1.1",
        "List 1.3",
        "List 1.4",
        "Areas that stand in no list",
    ]
    assert sections[1].paragraphs == ("From the mapping of resolutions:",)
    assert sections[0].tables[0].rows[0][0].lines[0].text == "(subject areas of work)"
