"""Notes on what groups do, from the items of an organization, for routers that know its groups by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from commonground.matching.item import Item, ItemKind
from commonground.matching.routing.document import Document, Example

_TELLING = frozenset({ItemKind.BODY, ItemKind.QUESTION})


def notes_of(items: Iterable[Item], groups: Collection[str]) -> tuple[Example, ...]:
    """What bodies and Questions of the Sectors of these groups do, as notes for `learn`; empty when no group is known.

    A group is named by its id ("ITU-T SG20"), or by its Sector and its id ("ITU-T TSAG"). Bodies and Questions of
    further study groups of these Sectors are given under their own name: they may have gone into another group.
    """
    found = [item for item in items if item.kind in _TELLING and item.group and item.sector]
    names = {item.group: _name(item, groups) for item in found}
    sectors = {item.sector for item in found if names[item.group] in groups}
    with_questions = {item.group for item in found if item.kind is ItemKind.QUESTION}
    return tuple(
        Example(Document(item.title, item.text), (str(names[item.group]),), id=item.id)
        for item in found
        if item.sector in sectors and (names[item.group] in groups or item.group in with_questions)
    )


def _name(item: Item, groups: Collection[str]) -> str:
    group = item.group or ""
    return (
        group
        if group in groups
        else f"{item.sector} {group}"
        if f"{item.sector} {group}" in groups
        else group
    )
