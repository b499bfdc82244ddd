"""Paragraphs and runs of a Word file: direction of writing, languages, raised signs, live addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

from commonground.exports.printable import pieces_with_addresses, printable
from commonground.exports.table import Line
from commonground.exports.wording import direction_of

# Word's codes of languages, and the attribute of `w:lang` that each belongs to.
WORD_LANGUAGES = {"ar": "ar-SA", "zh": "zh-CN", "en": "en-GB", "fr": "fr-FR", "ru": "ru-RU", "es": "es-ES"}
_LANGUAGE_ATTRIBUTES = {"ar": "bidi", "zh": "eastAsia"}
_GREY = "595959"  # 7:1 on white
_LINK_BLUE = "0B4F8A"
# Left-to-right text inside right-to-left text, from its first letter to its last letter or digit.
_LATIN = re.compile(r"[A-Za-zÀ-ɏͰ-ӿ](?:[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]*[0-9A-Za-zÀ-ɏͰ-ӿ])?")


def node(tag: str, *children: BaseOxmlElement, **attributes: str | int) -> BaseOxmlElement:
    """An element of the Word namespace with its children and attributes."""
    element = cast(BaseOxmlElement, OxmlElement(tag))
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element


@dataclass(frozen=True, slots=True)
class Look:
    """How the runs of a text are set; all else comes from the paragraph's style."""

    is_bold: bool = False
    is_struck: bool = False
    is_remark: bool = False
    is_raised: bool = False
    is_link: bool = False
    is_marked: bool = False
    language: str = ""


def is_right_to_left(text: str, base: str = "ltr") -> bool:
    """Whether the first letter with a direction is written from right to left; `base` decides without one."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return base == "rtl"


@dataclass(frozen=True, slots=True)
class TextWriter:
    """Makes the paragraphs of one paper; `relate` keeps an address in the file and gives its id there."""

    language: str
    relate: Callable[[str], str]

    @property
    def base(self) -> str:
        """The direction of the paper."""
        return direction_of(self.language)

    def paragraph(
        self,
        text: str,
        style: str,
        look: Look | None = None,
        *,
        sign: str = "",
        indent: int = 0,
        keeps_next: bool = False,
        is_own: bool = False,
    ) -> BaseOxmlElement:
        """One paragraph; line feeds inside the text become line breaks."""
        safe = printable(text)
        rtl = self.base == "rtl" if is_own else is_right_to_left(safe, self.base)
        properties = node("w:pPr", node("w:pStyle", val=style))
        if keeps_next:
            properties.append(node("w:keepNext"))
        if rtl:
            properties.append(node("w:bidi"))
        if indent:
            properties.append(node("w:ind", start=indent * 284))
        if self.base == "rtl" and not rtl and style not in CENTRED_STYLES:
            properties.append(node("w:jc", val="right"))
        elif style in CENTRED_STYLES:
            properties.append(node("w:jc", val="center"))
        paragraph = node("w:p", properties)
        paragraph.extend(self.runs(safe, look or Look()))
        if sign:
            raised = Look(is_raised=True)
            paragraph.extend(self.runs(f"\u00a0{sign}", raised))
        return paragraph

    def line(self, line: Line, style: str, *, keeps_next: bool = False) -> BaseOxmlElement:
        """The paragraph of a table cell's line."""
        look = Look(is_struck=line.is_struck, is_remark=line.is_remark, language=line.language)
        if not line.marks:
            return self.paragraph(
                line.text,
                style,
                look,
                sign=line.sign,
                indent=line.indent,
                keeps_next=keeps_next,
                is_own=line.is_own,
            )
        paragraph = self.paragraph(
            line.text, style, look, indent=line.indent, keeps_next=keeps_next, is_own=line.is_own
        )
        for run in paragraph.findall(qn("w:r")) + paragraph.findall(qn("w:hyperlink")):
            paragraph.remove(run)
        for piece, is_marked in line.pieces():
            paragraph.extend(self.runs(printable(piece), replace(look, is_marked=is_marked)))
        return paragraph

    def runs(self, text: str, look: Look) -> list[BaseOxmlElement]:
        """The runs of a text, with its web addresses as links."""
        made: list[BaseOxmlElement] = []
        for piece, address in pieces_with_addresses(text):
            if address:
                link = node("w:hyperlink", history=1)
                link.set(qn("r:id"), self.relate(address))
                link.append(self._run(piece, Look(is_bold=look.is_bold, is_link=True), rtl=False))
                made.append(link)
            else:
                made += [self._run(part, look, rtl=rtl) for part, rtl in self._by_direction(piece)]
        return made

    def _by_direction(self, text: str) -> list[tuple[str, bool]]:
        """The text in stretches that are written in one direction each."""
        if self.base == "ltr" and not any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
            return [(text, False)]
        parts: list[tuple[str, bool]] = []
        position = 0
        for match in _LATIN.finditer(text):
            if match.start() > position:
                parts.append((text[position : match.start()], True))
            parts.append((match.group(), False))
            position = match.end()
        if position < len(text):
            parts.append((text[position:], True))
        return parts

    def _run(self, text: str, look: Look, *, rtl: bool) -> BaseOxmlElement:
        run = node("w:r", _run_properties(look, rtl=rtl))
        for index, line in enumerate(re.split("\n", text)):
            if index:
                run.append(node("w:br"))
            for position, part in enumerate(line.split("\t")):
                if position:
                    run.append(node("w:tab"))
                if part:
                    content = OxmlElement("w:t")
                    content.text = part
                    content.set(qn("xml:space"), "preserve")
                    run.append(content)
        return run


CENTRED_STYLES = frozenset({"TableNo", "Tabletitle", "Tablehead", "PaperTitle", "PaperSource"})


def _run_properties(look: Look, *, rtl: bool) -> BaseOxmlElement:
    """In the order the schema asks for."""
    properties = node("w:rPr")
    if look.is_bold or look.is_marked:
        properties.extend([node("w:b"), node("w:bCs")])
    if look.is_remark:
        properties.extend([node("w:i"), node("w:iCs")])
    if look.is_struck:
        properties.append(node("w:strike"))
    if look.is_link or look.is_remark:
        properties.append(node("w:color", val=_LINK_BLUE if look.is_link else _GREY))
    if look.is_remark:
        properties.extend([node("w:sz", val=16), node("w:szCs", val=16)])
    if look.is_link or look.is_marked:
        properties.append(node("w:u", val="single"))
    if look.is_raised:
        properties.append(node("w:vertAlign", val="superscript"))
    if rtl:
        properties.append(node("w:rtl"))
    if look.language in WORD_LANGUAGES:
        attribute = _LANGUAGE_ATTRIBUTES.get(look.language, "val")
        properties.append(node("w:lang", **{attribute: WORD_LANGUAGES[look.language]}))
    return properties
