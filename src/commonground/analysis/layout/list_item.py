"""Items of lists: what marks them, how deep they stand, what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commonground.analysis.layout.wording import tidy
from commonground.domain.document import Passage, PassageKind

BULLETS = "•·▪◦‣∙●○■□➢❖✓–—-*§o"
_BULLET = re.compile(r"^[ \t\u00a0]*(?:[•·▪◦‣∙●○■□➢❖✓][ \t\u00a0]*|[-–—*][ \t\u00a0]+|o\t)(?=\S)")
# A printed number: levels ("1.1"), or a mark or tab after it ("1." "1)" "(1)"), or a letter with a mark.
_NUMBER = re.compile(
    r"^[ \t\u00a0]*[(（]?(?P<number>"
    r"\d{1,3}(?:\.\d{1,3})+|\d{1,3}(?=[.)、．][ \t\u00a0]*\D|\)|\t|、)"
    r"|[A-Za-zа-яА-Я](?=[.)][ \t\u00a0])|(?:[ivx]{1,5}|[IVX]{1,5})(?=[.)][ \t\u00a0])"
    r"|[A-Z]\.?\d{1,2}(?:\.\d{1,2})*(?=[.)]?[ \t\u00a0])|[أ-ي](?=[.)]\s)"
    r"|[一二三四五六七八九十]{1,3}(?=[、.．)）]))"
    r"(?P<end>[ \t\u00a0]*[.)、．）]?[ \t\u00a0]*)(?=\S)"
)
_ENDING = re.compile(r"\s*(?:[;；؛,，،]\s*(?:and|or|et|ou|y|o|e|и|или|以及|和|و|أو)?|[.。．]|\.\s*;)\s*$")
_KEPT_STOP = re.compile(r"(?:\betc|\be\.g|\bи т\.\s?д|\bи др|\bi\.e)\.$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its printed number ("" for bullets), its depth from 1, its text without both."""

    number: str
    level: int
    text: str
    is_plain: bool = False  # a paragraph that only its typed number makes an item


def closed(text: str) -> str:
    """The text without the stop or the comma that closes it in a list, inner spaces folded.

    >>> closed("Document  handling. "), closed("water; and"), closed("QoS, etc.")
    ('Document handling', 'water', 'QoS, etc.')
    """
    folded = tidy(text)
    return folded if _KEPT_STOP.search(folded) else _ENDING.sub("", folded)


def split_number(text: str) -> tuple[str, str]:
    """The printed number at the head of a text, and the rest; ("", text) when there is none.

    >>> split_number("1.4 \\tParticipation issues"), split_number("6 UN languages")
    (('1.4', 'Participation issues'), ('', '6 UN languages'))
    """
    match = _NUMBER.match(text)
    if not match or (match["end"] == "" and match["number"].replace(".", "").isdigit()):
        return "", tidy(text)
    return match["number"], tidy(text[match.end() :])


def clean_number(printed: str) -> str:
    """A number without its brackets and stops, "" for a bullet.

    >>> clean_number("1.3."), clean_number("(a)"), clean_number("•")
    ('1.3', 'a', '')
    """
    if printed.strip() in BULLETS:
        return ""
    bare = printed.strip().strip("().、．）（ \t")
    return bare if any(char.isalnum() for char in bare) else ""


def item_of(passage: Passage) -> Item | None:
    """The passage as an item of a list, None when nothing marks it as one."""
    is_item = passage.kind is PassageKind.LIST_ITEM
    if not is_item and passage.kind is not PassageKind.PARAGRAPH:
        return None
    level = passage.level if is_item and passage.level else 1
    if passage.number and is_item:
        number = clean_number(passage.number)
        return Item(number, max(level, number.count(".") + 1), closed(passage.text))
    bullet = _BULLET.match(passage.text)
    if bullet:
        return Item("", level, closed(passage.text[bullet.end() :]))
    number, rest = split_number(f"{passage.number} {passage.text}" if passage.number else passage.text)
    if number:
        return Item(number, max(level, number.count(".") + 1), closed(rest), is_plain=not is_item)
    return Item("", level, closed(passage.text)) if is_item else None
