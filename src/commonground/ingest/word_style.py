"""The styles of a Word document: what a style name means, in any interface language, and what a style inherits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from commonground.domain.document import PassageKind

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_INHERITANCE_MAX = 30  # a chain of styles longer than this is a loop

_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titulo|titolo|заголовок|标题|標題|عنوان|العنوان|rubrik|nagłówek|見出し)"
    r"[\s_]*([1-9])\b",
    re.IGNORECASE,
)
# Headings without a number of their own, and the titles of annexes and the like, in the templates of the ITU.
_PLAIN_HEADING = re.compile(
    r"heading[\s_]?[bi]\b|(?:annex|appendix|part|section|chap|chapter|supplement)[\s_]*(?:no)?[\s_&]*(?:no|ref|title)*$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:title|titre|título|titolo|название|标题|العنوان|(?:rec|res|rep|doc)[\s_]?title|title[\s_]?[1-4])$",
    re.I,
)
_CAPTION = re.compile(
    r"(?:caption|beschriftung|légende|legende|epígrafe|descripción|leyenda|legenda|название объекта|подпись|题注|تسمية)"
    r"|(?:table|figure|fig)[\s_]*(?:no|title|notitle|legend[\s_]?title)(?:[\s_&]*(?:no|title))*$",
    re.IGNORECASE,
)
_LIST_LEVEL = re.compile(
    r"enumlev[\s_]?(\d)|list(?: bullet| number|bullet|number)?[\s_]?(\d)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Style:
    """One style as the file defines it; None means: ask the style it is based on."""

    id: str
    name: str
    kind: str  # "paragraph", "character", "table", "numbering"
    based_on: str | None
    outline: int | None
    number_id: str | None
    number_level: int | None
    language: dict[str, str]


class Styles:
    """All styles of a document, with inheritance resolved on asking."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self.default_paragraph = ""
        self._roles: dict[str, tuple[PassageKind, int | None]] = {}
        for element in root.iterfind(f"{W}style") if root is not None else ():
            style = _style_of(element)
            self._styles.setdefault(style.id, style)
            if style.kind == "paragraph" and element.get(f"{W}default") in ("1", "true", "on"):
                self.default_paragraph = style.id

    def chain(self, style_id: str) -> list[Style]:
        """The style and those it is based on, nearest first."""
        found: list[Style] = []
        next_id: str | None = style_id
        while next_id in self._styles and len(found) < _INHERITANCE_MAX:
            found.append(self._styles[next_id])
            next_id = found[-1].based_on
        return found

    def name(self, style_id: str) -> str:
        """The style's name as the author sees it; its id when the file does not define it."""
        style = self._styles.get(style_id)
        return style.name if style else style_id

    def numbering(self, style_id: str) -> tuple[str | None, int | None]:
        """Numbering id and level that paragraphs of the style inherit."""
        chain = self.chain(style_id)
        number_id = next((style.number_id for style in chain if style.number_id is not None), None)
        return number_id, next(
            (style.number_level for style in chain if style.number_level is not None), None
        )

    def language(self, style_id: str) -> dict[str, str]:
        """Language marks of the style itself and those it is based on, per kind of script."""
        marks: dict[str, str] = {}
        for style in self.chain(style_id):
            marks = style.language | marks
        return marks

    def role(self, style_id: str) -> tuple[PassageKind, int | None]:
        """What paragraphs of the style are, and at what level."""
        if style_id not in self._roles:
            self._roles[style_id] = self._role(style_id)
        return self._roles[style_id]

    def _role(self, style_id: str) -> tuple[PassageKind, int | None]:
        chain = self.chain(style_id)
        names = [style.name for style in chain] or [style_id]
        outline = next((style.outline for style in chain if style.outline is not None), None)
        for name in names:
            if heading := _HEADING.match(name):
                return PassageKind.HEADING, int(heading[1])
            if _CAPTION.match(name):
                return PassageKind.CAPTION, None
            if _TITLE.match(name):
                return PassageKind.TITLE, None
            if _PLAIN_HEADING.match(name):
                return PassageKind.HEADING, _level(outline)
            if item := _LIST_LEVEL.match(name):
                return PassageKind.LIST_ITEM, int(item[1] or item[2] or 1)
        if _level(outline) is not None:
            return PassageKind.HEADING, _level(outline)
        return PassageKind.PARAGRAPH, None


def _level(outline: int | None) -> int | None:
    return outline + 1 if outline is not None and 0 <= outline <= 8 else None  # 9 is body text


def _style_of(element: etree._Element) -> Style:
    name = element.find(f"{W}name")
    based_on = element.find(f"{W}basedOn")
    properties = element.find(f"{W}pPr")
    number_id, number_level = numbering_of(properties)
    marks = element.find(f"{W}rPr/{W}lang")
    return Style(
        id=element.get(f"{W}styleId", ""),
        name=(name.get(VAL, "") if name is not None else "") or element.get(f"{W}styleId", ""),
        kind=element.get(f"{W}type", "paragraph"),
        based_on=based_on.get(VAL) if based_on is not None else None,
        outline=outline_of(properties),
        number_id=number_id,
        number_level=number_level,
        language=language_marks(marks),
    )


def whole_number(printed: str | None) -> int | None:
    """The number an attribute holds, None when it holds none.

    >>> whole_number("3"), whole_number("x"), whole_number(None)
    (3, None, None)
    """
    try:
        return int(printed) if printed is not None and len(printed) < 10 else None
    except ValueError:
        return None


def outline_of(properties: etree._Element | None) -> int | None:
    """The outline level (from 0) that paragraph properties set."""
    outline = properties.find(f"{W}outlineLvl") if properties is not None else None
    return whole_number(outline.get(VAL)) if outline is not None else None


def numbering_of(properties: etree._Element | None) -> tuple[str | None, int | None]:
    """Numbering id and level (from 0) that paragraph properties set; id "0" takes numbering away."""
    numbering = properties.find(f"{W}numPr") if properties is not None else None
    if numbering is None:
        return None, None
    number_id, level = numbering.find(f"{W}numId"), numbering.find(f"{W}ilvl")
    return (
        number_id.get(VAL) if number_id is not None else None,
        whole_number(level.get(VAL)) if level is not None else None,
    )


def language_marks(element: etree._Element | None) -> dict[str, str]:
    """The marks of a `w:lang` element: "val" for most scripts, "bidi" right to left, "eastAsia"."""
    if element is None:
        return {}
    return {key: mark for key in ("val", "bidi", "eastAsia") if (mark := element.get(f"{W}{key}"))}


def is_on(element: etree._Element | None) -> bool:
    """A switch such as `w:tblHeader` is there and not turned off."""
    return element is not None and element.get(VAL, "1") not in ("0", "false", "off")
