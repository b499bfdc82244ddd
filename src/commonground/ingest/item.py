"""How items of a list begin on a printed line: bullets, and numbers that are set off by a tab."""

from __future__ import annotations

import re

from commonground.domain.document import Locator, Passage, PassageKind

BULLET = re.compile(r"[ \t\u00a0]*(?:([•·▪◦‣∙●○■□➢❖✓])[ \t\u00a0]*|([-–—*])[ \t\u00a0]+|(o)\t)(?=\S)")
NUMBERED = re.compile(r"[ ]*\(?((?:\d{1,3}\.)*\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]?[ ]*\t(?=\S)")


def starts_item(line: str) -> bool:
    """The line begins a list item, or is set in far enough to be something new."""
    return bool(BULLET.match(line) or NUMBERED.match(line) or line.startswith(("\t", "   ")))


def line_passage(text: str, place: Locator) -> Passage:
    """A printed line or paragraph as a passage: a bullet becomes its number, a printed number stays with its tab."""
    bullet, numbered = BULLET.match(text), NUMBERED.match(text)
    if bullet:
        indent = len(text) - len(text.lstrip(" \t\u00a0"))
        level = 1 + (indent if "\t" in text[:indent] else indent // 2)
        mark = bullet[1] or bullet[2] or bullet[3]
        body = text[bullet.end() :].strip()
        return Passage(body, place, PassageKind.LIST_ITEM, level=min(level, 9), number=mark)
    if numbered:
        level = len([part for part in numbered[1].split(".") if part])
        return Passage(text.strip(" "), place, PassageKind.LIST_ITEM, level=level)
    return Passage(text.rstrip().lstrip(" "), place)
