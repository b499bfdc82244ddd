"""HTML pages: headings, paragraphs, nested lists, tables with spans, links; scripts and hidden parts are skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from commonground.domain.document import Document, DocumentMetadata, Hyperlink, Locator, Passage, PassageKind
from commonground.errors import Said, UnreadableFile
from commonground.ingest.draft import Draft, language_code
from commonground.ingest.encoding import decode
from commonground.ingest.limits import Limits
from commonground.ingest.package import is_deeper
from commonground.ingest.word_numbering import formatted

MEDIA_TYPE = "text/html"
_SKIPPED = frozenset(
    {
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "canvas",
        "object",
        "iframe",
        "head",
        "select",
        "textarea",
    }
)
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figure", "footer", "form", "header", "hr", "html", "legend", "main", "nav", "p", "pre", "section", "summary",
        "title",
    }
)  # fmt: skip
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_XML_DECLARED = re.compile(
    rb"""^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_LIST_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_SPAN_MAX = 1000
_META = ("description", "keywords", "author", "date", "dc.title", "dc.date", "dc.creator")


def read_webpage(data: bytes, name: str, limits: Limits) -> Iterator[Document]:
    """The one document of the page."""
    text, notes = decode(data, _encoding(data))
    # The text is decoded already: a declaration inside it must not make lxml decode again.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.removeprefix("\ufeff")).replace("\x00", "")
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(
            Said("not an HTML page (%(error)s)", error=str(error)),
            where=name,
            advice=Said("save the page again"),
        ) from error
    if is_deeper(root, limits.xml_depth_max):
        raise limits.exceeded("xml_depth_max", name, Said("HTML nested too deeply"))
    draft = Draft(name, limits)
    draft.notes_from(notes)
    page = _Page(draft)
    body = root.find("body")
    page.walk(body if body is not None else root)
    page.flush()
    yield draft.finish(data, MEDIA_TYPE, language_code(root.get("lang")), _metadata(root))


def _encoding(data: bytes) -> str | None:
    declared = _DECLARED.search(data[:4096]) or _XML_DECLARED.search(data[:200])
    if declared is None:
        return None
    name = declared[1].decode("ascii").lower()
    # As browsers do: these names mean Windows' superset in practice.
    return {
        "iso-8859-1": "cp1252",
        "latin1": "cp1252",
        "us-ascii": "cp1252",
        "gb2312": "gb18030",
        "gbk": "gb18030",
    }.get(name, name)


def _metadata(root: etree._Element) -> DocumentMetadata:
    title = " ".join((root.findtext("head/title") or "").split())
    extra: dict[str, str] = {}
    for meta in root.iter("meta"):
        key, content = (meta.get("name") or "").lower(), (meta.get("content") or "").strip()
        if key in _META and content:
            extra[key] = content
    return DocumentMetadata(title=title, date=extra.get("dc.date", extra.get("date", "")), extra=extra)


@dataclass
class _Text:
    """Text being gathered, white space collapsed as a browser does."""

    text: str = ""
    links: list[Hyperlink] = field(default_factory=list)

    def put(self, raw: str | None, is_preformatted: bool = False) -> None:
        if not raw:
            return
        if is_preformatted:
            self.text += raw
            return
        collapsed = re.sub(r"[ \t\r\n\f]+", " ", raw)
        if collapsed.startswith(" ") and (not self.text or self.text[-1] in " \n"):
            collapsed = collapsed[1:]
        self.text += collapsed

    def taken(self) -> tuple[str, tuple[Hyperlink, ...]]:
        """The text stripped, with links moved; leaves nothing behind."""
        start = len(self.text) - len(self.text.lstrip())
        text = self.text.strip()
        links = tuple(
            Hyperlink(max(link.start - start, 0), min(link.end - start, len(text)), link.target)
            for link in self.links
            if link.start - start < len(text) and link.end > start
        )
        self.text, self.links = "", []
        return text, tuple(link for link in links if link.start < link.end)


@dataclass
class _Place:
    """What the next passage will be."""

    kind: PassageKind = PassageKind.PARAGRAPH
    level: int | None = None
    number: str = ""
    table: int | None = None
    row: int | None = None
    column: int | None = None
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False
    language: str | None = None


class _Page:
    """One page, walked from top to bottom. Depth is bounded before the walk starts."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.text = _Text()
        self.place = _Place()
        self.paragraphs = 0
        self.cell_paragraphs = 0
        self.tables = 0
        self.lists: list[str] = []

    def flush(self) -> bool:
        """Add what was gathered as one passage; False when it was blank."""
        text, links = self.text.taken()
        if not text:
            return False
        place = self.place
        if place.table is None:
            self.paragraphs += 1
        else:
            self.cell_paragraphs += 1
        locator = Locator(
            paragraph=self.paragraphs if place.table is None else self.cell_paragraphs,
            table=place.table,
            row=place.row,
            column=place.column,
        )
        self.draft.add(
            Passage(
                text, locator, place.kind, place.level, place.number,
                language=place.language, column_span=place.column_span, row_span=place.row_span,
                is_header=place.is_header, hyperlinks=links,
            )
        )  # fmt: skip
        place.number = ""
        return True

    def walk(self, element: etree._Element) -> None:
        """Read one element, its inside and nothing of its tail."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if (
            not tag
            or tag in _SKIPPED
            or element.get("hidden") is not None
            or "display:none" in _style(element)
        ):
            return
        if tag == "br":
            self.text.text += "\n"
        elif tag == "table":
            self.flush()
            self._table(element)
        elif tag in ("ul", "ol", "menu"):
            self._list(element, tag)
        elif re.fullmatch("h[1-6]", tag):
            self._block(element, PassageKind.HEADING, int(tag[1]))
        elif tag in ("figcaption", "caption"):
            self._block(element, PassageKind.CAPTION, None)
        elif tag == "a" and element.get("href"):
            start = len(self.text.text)
            passages = len(self.draft.passages)
            self._inside(element)
            if len(self.draft.passages) == passages:
                self.text.links.append(
                    Hyperlink(start, len(self.text.text), str(element.get("href")).strip())
                )
        elif tag in _BLOCKS or tag == "li":
            self.flush()
            self._inside(element)
            self.flush()
        else:
            self._inside(element)

    def _inside(self, element: etree._Element) -> None:
        is_preformatted = element.tag == "pre"
        self.text.put(element.text, is_preformatted)
        for child in element:
            self.walk(child)
            self.text.put(child.tail, is_preformatted)

    def _block(self, element: etree._Element, kind: PassageKind, level: int | None) -> None:
        self.flush()
        outer = self.place
        if outer.table is None:
            self.place = _Place(kind=kind, level=level, language=language_code(element.get("lang")))
        self._inside(element)
        self.flush()
        self.place = outer

    def _list(self, element: etree._Element, tag: str) -> None:
        self.flush()
        outer = self.place
        self.lists.append(tag)
        number = _whole(element.get("start"), 1)
        style = _LIST_FORMATS.get(element.get("type", ""), "decimal")
        for item in element:
            if item.tag != "li":
                self.walk(item)
                continue
            number = _whole(item.get("value"), number)
            mark = "•" if tag != "ol" else f"{formatted(number, style)}."
            self.place = _Place(**{**vars(outer), "number": mark, "level": len(self.lists)})
            if outer.table is None:
                self.place.kind = PassageKind.LIST_ITEM
            self._inside(item)
            self.flush()
            number += 1
        self.lists.pop()
        self.place = outer

    def _table(self, table: etree._Element) -> None:
        outer, outer_paragraphs = self.place, self.cell_paragraphs
        for caption in table.iterfind("caption"):
            self._block(caption, PassageKind.CAPTION, None)
        self.tables += 1
        number = self.tables
        taken: set[tuple[int, int]] = set()
        rows = [row for row in table.iterdescendants("tr") if _owner(row) is table]
        limits = self.draft.limits
        if len(rows) > limits.table_rows_max:
            raise limits.exceeded(
                "table_rows_max",
                self.draft.name,
                Said("table %(number)s has %(rows)s rows", number=number, rows=len(rows)),
            )
        for row_number, row in enumerate(rows, 1):
            parent = row.getparent()
            in_head = parent is not None and parent.tag == "thead"
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            column = 1
            for cell in cells:
                while (row_number, column) in taken:
                    column += 1
                columns = min(_whole(cell.get("colspan"), 1), _SPAN_MAX)
                # 0 means: to the end of the table.
                row_span = min(_whole(cell.get("rowspan"), 1) or len(rows), len(rows) - row_number + 1)
                taken.update(
                    (r, c)
                    for r in range(row_number, row_number + row_span)
                    for c in range(column, column + columns)
                )
                self.place = _Place(
                    kind=PassageKind.CELL, table=number, row=row_number, column=column, row_span=max(row_span, 1),
                    column_span=max(columns, 1), is_header=in_head or all(c.tag == "th" for c in cells),
                )  # fmt: skip
                self._cell(cell)
                column += max(columns, 1)
            if len(taken) > limits.cells_max:
                raise limits.exceeded(
                    "cells_max", self.draft.name, Said("table %(number)s is too large", number=number)
                )
        self.place, self.cell_paragraphs = outer, outer_paragraphs

    def _cell(self, cell: etree._Element) -> None:
        place = self.place
        self.cell_paragraphs = 0
        lists, self.lists = self.lists, []
        self._inside(cell)
        self.flush()
        self.lists = lists
        if not self.cell_paragraphs:
            locator = Locator(table=place.table, row=place.row, column=place.column, paragraph=1)
            blank = Passage(
                "",
                locator,
                PassageKind.CELL,
                column_span=place.column_span,
                row_span=place.row_span,
                is_header=place.is_header,
            )
            self.draft.add(blank)


def _owner(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors("table"), None)


def _style(element: etree._Element) -> str:
    return (element.get("style") or "").replace(" ", "").lower()


def _whole(printed: str | None, otherwise: int) -> int:
    text = (printed or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise
