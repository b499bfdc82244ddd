"""Numbers of the entries of a list: the printed ones, else the position among the bullets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonground.analysis.layout.list_item import Item


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry's number, unique in its list, and the number of the entry above it."""

    number: str
    parent: str | None


def numbered(items: Sequence[Item]) -> list[Placed]:
    """A place for every item, in order.

    >>> [p.number for p in numbered([Item("", 1, "a"), Item("", 2, "b"), Item("", 1, "c")])]
    ['1', '1.1', '2']
    >>> numbered([Item("4", 1, "a"), Item("4.1", 2, "b")])[1]
    Placed(number='4.1', parent='4')
    """
    placed: list[Placed] = []
    above: list[tuple[int, str]] = []  # depth and number of the entries the next one may stand under
    children: dict[str, int] = {}
    used: set[str] = set()
    top_kind = _kind(items[0].number) if items else ""
    for item in items:
        depth = _depth(item, top_kind)
        while above and above[-1][0] >= depth:
            above.pop()
        parent = above[-1][1] if above else None
        if "." in item.number:
            head = item.number.rpartition(".")[0]
            is_other_kind = bool(parent) and _kind(head) != "digit"  # "A.1" below "I"
            parent = head if head in used else parent if is_other_kind else None
        children[parent or ""] = children.get(parent or "", 0) + 1
        number = _unused(_printed(item, parent, children[parent or ""]), used)
        used.add(number)
        above.append((depth, number))
        placed.append(Placed(number, parent))
    return placed


def _kind(number: str) -> str:
    if not number:
        return "bullet"
    if number[0].isdigit():
        return "digit"
    return "capital" if number[0].isupper() else "letter"


def _depth(item: Item, top_kind: str) -> int:
    """How deep the item stands; another kind of mark than the list's own stands one deeper at least."""
    differs = top_kind != "bullet" and _kind(item.number) != top_kind
    return max(item.level, 2) if differs else item.level


def _printed(item: Item, parent: str | None, position: int) -> str:
    own = item.number or str(position)
    is_whole = "." in own and _kind(own) != "digit"
    return f"{parent}.{own}" if parent and not own.startswith(f"{parent}.") and not is_whole else own


def _unused(wanted: str, used: set[str]) -> str:
    number, count = wanted, 1
    while number in used:
        count += 1
        number = f"{wanted} ({count})"
    return number
