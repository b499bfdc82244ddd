"""Where something stands in a document, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

_NUMBERED: Mapping[str, Any] = {
    "page": gettext_lazy("page %(number)s"),
    "table": gettext_lazy("table %(number)s"),
    "sheet": gettext_lazy("sheet %(number)s"),
    "row": gettext_lazy("row %(number)s"),
    "column": gettext_lazy("column %(number)s"),
    "cell": gettext_lazy("cell %(number)s"),
    "paragraph": gettext_lazy("paragraph %(number)s"),
    "line": gettext_lazy("line %(number)s"),
    "record": gettext_lazy("record %(number)s"),
}
_PARTS: Mapping[str, Any] = {
    "header": pgettext_lazy("part of a document", "header"),
    "footer": pgettext_lazy("part of a document", "footer"),
    "footnote": pgettext_lazy("part of a document", "footnote"),
    "endnote": pgettext_lazy("part of a document", "endnote"),
    "textbox": pgettext_lazy("part of a document", "text box"),
    "comment": pgettext_lazy("part of a document", "comment"),
}


def place_in_words(locator: Mapping[str, Any]) -> list[str]:
    """The parts of a place, the widest first; the paragraph of a table's cell is left out.

    >>> from django.utils.translation import override
    >>> with override("en"):
    ...     place_in_words({"paragraph": 1, "table": 3, "row": 2, "column": 4})
    ['table 3', 'row 2', 'column 4']
    """
    found = [str(_PARTS[locator["part"]])] if locator.get("part") in _PARTS else []
    for name, words in _NUMBERED.items():
        value = locator.get(name)
        if value in (None, "") or (name == "paragraph" and "table" in locator):
            continue
        found.append(str(words) % {"number": value})
    return found


def joined(parts: list[str]) -> str:
    """Words one after the other, with the sign between them that the reader's language has."""
    return _(", ").join(parts)
