"""Values as the text of a cell, and back; and the seal by which a row that nobody touched is known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from commonground.errors import BadInput, Said
from commonground.exports.register_workbook import sheet_text
from commonground.register.exchange.sheets import Column
from commonground.register.fact_kinds import Shape

_SEAL_LENGTH = 12


def text_of(value: Any, shape: Shape, language: str = "") -> str:
    """The value of a field as the text of a cell: one text per line; "fr: text" where languages are told apart.

    >>> text_of({"fr": ["a", "b"]}, Shape.ALIASES)
    'fr: a\\nfr: b'
    """
    if value is None:
        return ""
    match shape:
        case Shape.LABELS:
            return sheet_text(str(value.get(language, "")))
        case Shape.ALIASES | Shape.MATCHES:
            return sheet_text("\n".join(f"{key}: {text}" for key in sorted(value) for text in value[key]))
        case Shape.LIST:
            return sheet_text("\n".join(" ".join(str(text).split()) for text in value))
        case Shape.YES_NO:
            return "yes" if value else "no"
        case _:
            return sheet_text(str(value))


def value_of(text: str, shape: Shape, where: str) -> Any:
    """The value that the text of a cell says, as `fact_values.given_values` takes it; raises BadInput."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    match shape:
        case Shape.LIST:
            return lines
        case Shape.ALIASES | Shape.MATCHES:
            found: dict[str, list[str]] = {}
            for line in lines:
                key, colon, rest = line.partition(":")
                if not colon or not rest.strip():
                    raise BadInput(
                        Said("%(text)s does not say of which sort it is", text=repr(line)),
                        where=where,
                        advice=Said('write one a line, as "fr: text" or "exactMatch: https://…"'),
                    )
                found.setdefault(key.strip(), []).append(rest.strip())
            return found
        case _:
            return text


def row_seal(key: Iterable[str], texts: Iterable[str]) -> str:
    """What a row is known by: of its key, and of all its cells that can be filled in."""
    return f"{_digest(key)}.{_digest(texts)}"


def key_seal(key: Iterable[str]) -> str:
    """The part of `row_seal` that is of the key."""
    return _digest(key)


def _digest(texts: Iterable[str]) -> str:
    joined = "\x1f".join(" ".join(text.split()) for text in texts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:_SEAL_LENGTH]


def fact_texts(values: Mapping[str, Any], columns: Iterable[Column]) -> dict[str, str]:
    """The cells of a fact by column, those that hold a field of it."""
    return {
        column.key: text_of(values[column.field.name], column.field.shape, column.language)
        for column in columns
        if column.field is not None
    }
