"""The name of a pilot theme, from the words around its list or table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from commonground.analysis.layout.wording import as_printed, has_phrase, phrase, quoted, tidy
from commonground.domain.document import Document, PassageKind

_LOOKED_BACK = 40
_LANGUAGES_JOINED = re.compile(r"\s+[/|]\s+")


def theme_in(text: str, layout: Mapping[str, Any]) -> str:
    """The theme that a heading, caption or sentence names, "" when it names none."""
    halves = _LANGUAGES_JOINED.split(text)
    if len(halves) > 1 and all(theme_in(half, layout) for half in halves):
        return theme_in(halves[0], layout)  # a heading in two languages
    name = quoted(text) if has_phrase(layout, "theme_context", text) else ""
    if name and not has_phrase(layout, "theme_context", name):  # “pilot themes” are not the name of one
        return name
    match = phrase(layout, "theme", text)
    if not match:
        return ""
    printed = as_printed(tidy(text), match["theme"].strip(" \"'“”«»"))
    return printed[:1].upper() + printed[1:]


def theme_before(document: Document, index: int, layout: Mapping[str, Any]) -> str:
    """The theme named nearest before a passage, that passage included; cells are passed over."""
    for passage in reversed(document.passages[max(0, index - _LOOKED_BACK) : index + 1]):
        if passage.kind is not PassageKind.CELL and (name := theme_in(passage.text, layout)):
            return name
    return ""
