"""Texts that our databases do not hold alike: NUL, and halves of characters (surrogates without a partner)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_
from typing import Any, TypeVar

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_Value = TypeVar("_Value")


def is_storable(text: str) -> bool:
    """Whether every database keeps the text as it is.

    >>> is_storable("é 气 😀"), is_storable("a\\x00"), is_storable("\\ud800")
    (True, False, False)
    """
    return not _UNSTORABLE.search(text)


def storable(value: _Value) -> _Value:
    """The value with each such sign in its texts, at any depth, replaced by one U+FFFD; itself when it holds none.

    Places counted in a text stay what they are.

    >>> storable({"title": ("a\\x00b", 1)})
    {'title': ('a\ufffdb', 1)}
    """
    found: Any = _storable(value)
    return found  # type: ignore[no-any-return]


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value) if _UNSTORABLE.search(value) else value
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, tuple | list):
        items = [_storable(item) for item in value]
        return value if all(map(is_, items, value)) else type(value)(items)
    if isinstance(value, Mapping):
        pairs = [(_storable(name), _storable(item)) for name, item in value.items()]
        same = all(
            new[0] is old[0] and new[1] is old[1] for new, old in zip(pairs, value.items(), strict=True)
        )
        return value if same else dict(pairs)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for name in _names(type(value)):
            old = getattr(value, name)
            if old and (new := _storable(old)) is not old:
                changed[name] = new
        return replace(value, **changed) if changed else value
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
