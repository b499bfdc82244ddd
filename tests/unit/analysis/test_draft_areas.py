"""A draft is filed under the areas it names, in whatever language, and under none by chance."""

from __future__ import annotations

import pytest
from tests.fake_encoder import FakeEncoder

from commonground.analysis.draft_areas import IN_TEXT, IN_TITLE, areas_of
from commonground.matching.item import Item, ItemKind

WORK = (
    Item(
        "area:emf",
        "Electromagnetic fields (EMF)",
        language="en",
        kind=ItemKind.AREA,
        labels={"fr": "Champs électromagnétiques", "zh": "电磁场"},
    ),
    Item(
        "area:imt",
        "IMT-2020/5G, mobile networks",
        language="en",
        kind=ItemKind.AREA,
        labels={"zh": "移动网络"},
    ),
    Item("area:working-parties", "Improvement of interaction between working parties", kind=ItemKind.AREA),
    Item("area:members", "Membership", kind=ItemKind.AREA, labels={"zh": "成员"}),
    Item("area:registration", "Registration", language="en", kind=ItemKind.AREA),
    Item(
        "area:access", "Accessibility", kind=ItemKind.AREA, aliases=("Telecommunication/ICT accessibility",)
    ),
    Item("Q 1", "Electromagnetic fields", kind=ItemKind.QUESTION),
)


@pytest.mark.parametrize(
    ("title", "text", "language", "expected"),
    [
        ("Human exposure to EMF", "", "en", [("area:emf", IN_TITLE)]),
        ("L'exposition aux champs électromagnétiques", "", "fr", [("area:emf", IN_TITLE)]),
        ("评估人体暴露于电磁场的方法", "", "zh", [("area:emf", IN_TITLE)]),
        ("Villages", "Coverage by 5G is poor.", "en", [("area:imt", IN_TEXT)]),
        ("成员国的足球比赛", "", "zh", []),
        ("Olive trees", "Registration is open until May.", "en", []),
        ("Telecommunication prices", "Telecommunication costs much. Telecommunication is slow.", "en", []),
        ("Telecommunication/ICT accessibility", "", "en", [("area:access", IN_TITLE)]),
        ("", "", None, []),
    ],
)
def test_areas_are_those_the_draft_names(
    title: str, text: str, language: str | None, expected: list[tuple[str, float]]
) -> None:
    found = areas_of(title, text, language, WORK, FakeEncoder())
    assert [(area.id, probability) for area, probability in found] == expected


def test_a_title_that_means_an_area_without_naming_it_is_enough() -> None:
    ((area, probability),) = areas_of(
        "Interaction between parties, its improvement when working", "", "en", WORK, FakeEncoder()
    )
    assert area.id == "area:working-parties"
    assert 0.4 < probability < IN_TEXT + 0.3
