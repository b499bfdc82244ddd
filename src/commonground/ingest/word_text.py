"""The text of one Word paragraph as it prints, with links, text boxes and language marks found on the way."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from commonground.domain.document import Hyperlink
from commonground.ingest.draft import language_code
from commonground.ingest.word_numbering import symbols
from commonground.ingest.word_style import VAL, Styles, W, is_on, language_marks, whole_number

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FIELD_LINK = re.compile(r'\bHYPERLINK\b(?:\s+\\[a-z])*\s+"([^"]+)"', re.IGNORECASE)
_FIELD_ANCHOR = re.compile(r'\\l\s+"([^"]+)"')
_UNKNOWN_SIGN = "\ufffd"
_DROPPED = {
    f"{W}{tag}"
    for tag in ("del", "moveFrom", "delText", "delInstrText", "instrText", "pPr", "rPr", "rt", "sdtPr")
}
_ARABIC, _CYRILLIC, _CJK = (
    re.compile("[\u0590-\u08ff]"),
    re.compile("[\u0400-\u052f]"),
    re.compile("[\u3040-\u9fff]"),
)
_CYRILLIC_LANGUAGES = frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"})


@dataclass
class ParagraphText:
    """What one paragraph holds."""

    text: str = ""
    links: list[Hyperlink] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)  # contents of text boxes anchored here
    notes: list[str] = field(default_factory=list)  # ids of footnotes, "endnote" ones with that prefix


@dataclass
class _Field:
    """A complex field being read: its code until the separator, its result after it."""

    code: str = ""
    is_result: bool = False
    start: int = 0


class TextReader:
    """Reads paragraphs of one part of the file; fields and language marks run across paragraphs."""

    def __init__(self, styles: Styles, relationships: dict[str, tuple[str, str]]) -> None:
        self._styles = styles
        self._relationships = relationships
        self._fields: list[_Field] = []
        self.languages: Counter[str] = Counter()
        self.hidden = 0  # characters of hidden text that were left out

    def read(self, paragraph: etree._Element) -> ParagraphText:
        """The paragraph with tracked changes accepted."""
        self._found = ParagraphText()
        self._pieces: list[str] = []
        self._length = 0
        properties = paragraph.find(f"{W}pPr/{W}pStyle")
        style = properties.get(VAL, "") if properties is not None else self._styles.default_paragraph
        self._paragraph_marks = self._styles.language(style)
        for open_field in self._fields:
            open_field.start = 0
        self._children(paragraph)
        for open_field in self._fields:  # a link may go on in the next paragraph
            self._link_field(open_field)
        self._found.text = "".join(self._pieces)
        return self._found

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _children(self, element: etree._Element) -> None:
        for child in element:
            self._element(child)

    def _element(self, element: etree._Element) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _DROPPED:
            if tag == f"{W}instrText" and self._fields and not self._fields[-1].is_result:
                self._fields[-1].code += element.text or ""
        elif tag == f"{W}r":
            self._run(element)
        elif tag == f"{W}hyperlink":
            self._hyperlink(element)
        elif tag == f"{W}fldSimple":
            start = self._length
            self._children(element)
            self._link(start, _field_target(element.get(f"{W}instr", "")))
        elif tag == f"{_MC}AlternateContent":
            # Choice and Fallback hold the same text twice.
            choice = element.find(f"{_MC}Choice")
            branch = choice if choice is not None else element.find(f"{_MC}Fallback")
            if branch is not None:
                self._children(branch)
        elif tag == f"{W}txbxContent":
            self._found.boxes.append(element)
        elif tag == f"{_M}t":
            self._put(element.text or "")
        else:
            self._children(element)

    def _hyperlink(self, element: etree._Element) -> None:
        start = self._length
        self._children(element)
        target = self._relationships.get(element.get(f"{_R}id", ""), ("", ""))[1]
        anchor = element.get(f"{W}anchor")
        self._link(start, f"{target}#{anchor}" if anchor else target)

    def _link(self, start: int, target: str) -> None:
        if target and self._length > start:
            self._found.links.append(Hyperlink(start, self._length, target))

    def _run(self, run: etree._Element) -> None:
        properties = run.find(f"{W}rPr")
        if properties is not None and is_on(properties.find(f"{W}vanish")):
            self.hidden += sum(len(t.text or "") for t in run.iterfind(f"{W}t"))
            for code in run:
                if code.tag in (f"{W}fldChar", f"{W}instrText"):
                    self._run_child(code)
            return
        start = len(self._pieces)
        for child in run:
            self._run_child(child)
        self._count_language("".join(self._pieces[start:]), properties)

    def _run_child(self, child: etree._Element) -> None:
        tag = child.tag
        if tag == f"{W}t":
            # Some programs put the codes of symbol fonts into ordinary text.
            text = child.text or ""
            self._put(symbols(text, _UNKNOWN_SIGN) if any(0xF000 <= ord(c) <= 0xF0FF for c in text) else text)
        elif tag in (f"{W}tab", f"{W}ptab"):
            self._put("\t")
        elif tag in (f"{W}br", f"{W}cr"):
            self._put("\n")
        elif tag == f"{W}noBreakHyphen":
            self._put("-")
        elif tag == f"{W}sym":
            self._put(_symbol(child.get(f"{W}char", "")))
        elif tag == f"{W}fldChar":
            self._field_mark(child.get(f"{W}fldCharType", ""))
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            prefix = "endnote" if tag == f"{W}endnoteReference" else "footnote"
            self._found.notes.append(f"{prefix} {child.get(f'{W}id', '')}")
        else:
            self._element(child)

    def _field_mark(self, mark: str) -> None:
        if mark == "begin":
            self._fields.append(_Field())
        elif mark == "separate" and self._fields:
            self._fields[-1].is_result = True
            self._fields[-1].start = self._length
        elif mark == "end" and self._fields:
            self._link_field(self._fields.pop())

    def _link_field(self, done: _Field) -> None:
        if done.is_result:
            self._link(done.start, _field_target(done.code))

    def _count_language(self, text: str, properties: etree._Element | None) -> None:
        own = language_marks(properties.find(f"{W}lang")) if properties is not None else {}
        if not own and not self._paragraph_marks:
            return
        marks = self._paragraph_marks | own
        letters = sum(map(str.isalpha, text))
        if not letters:
            return
        if _ARABIC.search(text):
            code = language_code(marks.get("bidi"))
        elif _CJK.search(text):
            code = language_code(marks.get("eastAsia"))
        else:
            code = language_code(marks.get("val"))
            # A mark that the script contradicts was left by the template, not chosen by the author.
            if (code in _CYRILLIC_LANGUAGES) != bool(_CYRILLIC.search(text)):
                code = None
        self.languages[code or ""] += letters


def _field_target(code: str) -> str:
    link, anchor = _FIELD_LINK.search(code), _FIELD_ANCHOR.search(code)
    if link and anchor and link[1] != anchor[1]:
        return f"{link[1]}#{anchor[1]}"
    if link and not anchor:
        return link[1]
    return f"#{anchor[1]}" if anchor and "HYPERLINK" in code.upper() else ""


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if number < 0x100:
        number += 0xF000
    return symbols(chr(number), _UNKNOWN_SIGN) if number <= 0xFFFF and not 0xD800 <= number <= 0xDFFF else ""


def span_of(properties: etree._Element | None, tag: str) -> int:
    """The value of a counting property such as `w:gridSpan`, at least 1 (0 for the `gridBefore` kind when absent)."""
    found = properties.find(f"{W}{tag}") if properties is not None else None
    absent = 0 if tag in ("gridBefore", "gridAfter") else 1
    value = whole_number(found.get(VAL)) if found is not None else None
    return max(absent, min(value, 1000)) if value is not None else absent
