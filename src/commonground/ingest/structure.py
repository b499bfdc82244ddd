"""Walking nested values of unknown shape: lists and mappings from JSON and YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from commonground.errors import Said
from commonground.ingest.limits import Limits

_FLATTEN_MAX = 200  # entries that one key of a record may add to the metadata
_TEXT_MAX = 10_000  # characters of one of them


def as_list(value: Any) -> list[Any]:
    """The value as a list: nothing is an empty one, a single thing a list of one.

    >>> as_list(None), as_list("a"), as_list(["a"])
    ([], ['a'], ['a'])
    """
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def as_text(value: Any) -> str:
    """A scalar as text; "" for nothing, lists and mappings.

    >>> as_text(1990), as_text(True), as_text({})
    ('1990', 'true', '')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ""


def flattened(key: str, value: Any, into: dict[str, str]) -> None:
    """Write the texts of a nested value under dotted keys; lists of scalars are joined, what is too much says so."""
    stack: list[tuple[str, Any, int]] = [(key, value, 0)]
    count = 0
    while stack:
        path, inner, depth = stack.pop()
        count += 1
        if count > _FLATTEN_MAX or depth > 10:
            into[path] = "(more than is kept)"
            return
        if isinstance(inner, Mapping):
            stack.extend((f"{path}.{k}", v, depth + 1) for k, v in reversed(list(inner.items())))
        elif isinstance(inner, list):
            if all(not isinstance(item, list | Mapping) for item in inner):
                if inner:
                    into[path] = "; ".join(as_text(item) for item in inner[:_FLATTEN_MAX])[:_TEXT_MAX]
            else:
                stack.extend(
                    (f"{path}.{n}", item, depth + 1) for n, item in reversed(list(enumerate(inner, 1)))
                )
        elif text := as_text(inner):
            into[path] = text[:_TEXT_MAX]


def refuse_depth(value: Any, where: str, limits: Limits) -> None:
    """Raise `LimitExceeded` when values stand more than `json_depth_max` deep, or in a circle of YAML aliases."""
    level: list[Any] = [value]
    for _ in range(limits.json_depth_max + 1):
        level = [inner for item in level for inner in _children(item)]
        if not level:
            return
        if len(level) > limits.passages_max:
            raise limits.exceeded("passages_max", where, Said("too many values (aliases that multiply?)"))
    raise limits.exceeded("json_depth_max", where, Said("values nested too deeply"))


def _children(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [item for item in value.values() if isinstance(item, Mapping | list)]
    return [item for item in value if isinstance(item, Mapping | list)] if isinstance(value, list) else []


def scalars(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every scalar with its JSON pointer, in order.

    >>> list(scalars({"a": ["x", {"b/c": 1}]}))
    [('/a/0', 'x'), ('/a/1/b~1c', 1)]
    """
    stack: list[Iterator[tuple[str, Any]]] = [iter([(pointer, value)])]
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
            continue
        path, inner = step
        if isinstance(inner, Mapping | list):
            stack.append(_steps(path, inner))
        else:
            yield path, inner


def _steps(path: str, inner: Any) -> Iterator[tuple[str, Any]]:
    pairs = inner.items() if isinstance(inner, Mapping) else enumerate(inner)
    for key, value in pairs:
        yield f"{path}/{_escaped(str(key))}", value


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
