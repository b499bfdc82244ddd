"""Notes are made of the bodies and Questions of the Sectors that a router's groups belong to."""

from __future__ import annotations

from commonground.matching.item import Item, ItemKind
from commonground.matching.routing.notes import notes_of

ITEMS = [
    Item("A SG1", "Radio waves", "Scope.", sector="A", group="A SG1", kind=ItemKind.BODY),
    Item("A Q1/9", "Old question", sector="A", group="A SG9", kind=ItemKind.QUESTION),
    Item("A JTG", "Joint group", sector="A", group="A JTG", kind=ItemKind.BODY),
    Item("ADV", "Advice", sector="A", group="ADV", kind=ItemKind.BODY),
    Item("B Q1/1", "Elsewhere", sector="B", group="B SG1", kind=ItemKind.QUESTION),
    Item("A Resolution 1", "Adopted", sector="A", group="A SG1", kind=ItemKind.INSTRUMENT),
]


def test_groups_are_known_by_id_or_by_sector_and_id() -> None:
    notes = notes_of(ITEMS, {"A SG1", "A ADV"})
    assert [(note.id, note.groups) for note in notes] == [
        ("A SG1", ("A SG1",)),
        ("A Q1/9", ("A SG9",)),
        ("ADV", ("A ADV",)),
    ]


def test_groups_of_another_organization_give_no_notes() -> None:
    assert notes_of(ITEMS, {"Marketing", "Sales"}) == ()
