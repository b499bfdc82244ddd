"""Values as JSON text that is the same for the same value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from commonground.exports.printable import encodable


def canonical_json(value: Any) -> bytes:
    """UTF-8 with sorted keys, two spaces of indent, letters as themselves and a line feed at the end.

    >>> canonical_json({"b": 1, "a": "é"}).decode()
    '{\\n  "a": "é",\\n  "b": 1\\n}\\n'
    """
    text = json.dumps(_encodable(value), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return (text + "\n").encode()


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return encodable(str(value))
    if isinstance(value, Mapping):
        return {encodable(str(key)): _encodable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(inner) for inner in value]
    return value
