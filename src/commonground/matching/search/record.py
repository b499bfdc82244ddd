"""Items as bytes, and one order of them that depends on nothing but what they say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from commonground.matching.item import Item, ItemKind

_TUPLES = ("aliases", "references", "governing", "predecessors", "areas")


def to_bytes(item: Item) -> bytes:
    """The item as one line of JSON in UTF-8; equal items give equal bytes."""
    value: dict[str, Any] = {}
    for place in fields(Item):
        content = getattr(item, place.name)
        if place.name == "labels":
            content = dict(sorted(content.items()))
        if content:
            value[place.name] = content
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def from_bytes(line: bytes) -> Item:
    """The inverse of `to_bytes`."""
    value: dict[str, Any] = json.loads(line.decode("utf-8", "surrogatepass"))
    for name in _TUPLES:
        if name in value:
            value[name] = tuple(value[name])
    if "kind" in value:
        value["kind"] = ItemKind(value["kind"])
    return Item(**value)


def sort_key(item: Item) -> tuple[str, str, str, bytes]:
    """Key of the fixed order among equally good items: folded title, folded text, id."""
    return item.title.casefold(), item.text.casefold(), item.id, to_bytes(item)


def in_order(items: Iterable[Item]) -> list[Item]:
    """The items in their fixed order, equal ones once."""
    ordered = sorted(
        ((sort_key(item), number, item) for number, item in enumerate(items)), key=lambda x: x[:2]
    )
    return [
        item
        for position, (key, _, item) in enumerate(ordered)
        if position == 0 or key[3] != ordered[position - 1][0][3]
    ]


def content_hash(items: Iterable[Item], vocabulary: Sequence[Sequence[str]] = ()) -> str:
    """SHA-256 in hexadecimal of what an index of these items holds, whatever their order."""
    digest = hashlib.sha256()
    for line in sorted({to_bytes(item) for item in items}):
        digest.update(line + b"\n")
    for names in sorted(sorted(set(group)) for group in vocabulary):
        digest.update(json.dumps(names).encode() + b"\n")
    return digest.hexdigest()
