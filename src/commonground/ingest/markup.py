"""Markdown: headings, nested lists, tables, links, and a block of metadata at the head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from commonground.domain.document import Document, DocumentMetadata, Hyperlink, Locator, Passage, PassageKind
from commonground.ingest.draft import Draft, language_code
from commonground.ingest.encoding import decode
from commonground.ingest.limits import Limits
from commonground.ingest.nested_text import load_yaml
from commonground.ingest.structure import as_text, flattened

MEDIA_TYPE = "text/markdown"
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read_markdown(data: bytes, name: str, limits: Limits) -> Iterator[Document]:
    """The one document of the file."""
    text, notes = decode(data)
    draft = Draft(name, limits)
    draft.notes_from(notes)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    extra: dict[str, str] = {}
    first_line = 1
    front = _FRONT.match(text)
    if front:
        values, front_notes = load_yaml(front[1].encode("utf-8", "replace"), name, limits)
        if len(values) == 1 and isinstance(values[0], dict):
            draft.notes_from(front_notes)
            for key, value in values[0].items():
                flattened(as_text(key) or str(key), value, extra)
            text = text[front.end() :]
            first_line += front[0].count("\n")
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": limits.xml_depth_max}).enable(
        ["table", "strikethrough"]
    )
    _Tokens(draft, first_line).read(parser.parse(text))
    metadata = DocumentMetadata(title=extra.get("title", ""), date=extra.get("date", ""), extra=extra)
    yield draft.finish(data, MEDIA_TYPE, language_code(extra.get("lang") or extra.get("language")), metadata)


@dataclass
class _List:
    is_ordered: bool
    next_number: int
    mark: str


class _Tokens:
    """The stream of tokens of one file, turned into passages."""

    def __init__(self, draft: Draft, first_line: int) -> None:
        self.draft = draft
        self.first_line = first_line
        self.paragraphs = 0
        self.tables = self.row = self.column = 0
        self.lists: list[_List] = []
        self._number = ""
        self._heading: int | None = None
        self._in_table = self._in_head = False

    def read(self, tokens: list[Token]) -> None:
        """Add every passage to the draft."""
        for token in tokens:
            match token.type:
                case "heading_open":
                    self._heading = int(token.tag[1])
                case "heading_close":
                    self._heading = None
                case "bullet_list_open" | "ordered_list_open":
                    start = int(token.attrGet("start") or 1) if token.type.startswith("ordered") else 1
                    self.lists.append(_List(token.type.startswith("ordered"), start, token.markup))
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self._item()
                case "table_open":
                    self.tables += 1
                    self.row, self._in_table = 0, True
                case "table_close":
                    self._in_table = False
                case "thead_open" | "thead_close":
                    self._in_head = token.type == "thead_open"
                case "tr_open":
                    self.row, self.column = self.row + 1, 0
                case "th_open" | "td_open":
                    self.column += 1
                case "inline":
                    self._inline(token)
                case "fence" | "code_block":
                    self._add(token.content.rstrip("\n"), (), token)
                case _:
                    pass

    def _item(self) -> None:
        current = self.lists[-1]
        self._number = f"{current.next_number}{current.mark or '.'}" if current.is_ordered else "•"
        current.next_number += 1

    def _inline(self, token: Token) -> None:
        text, links = inline_text(token.children or [])
        self._add(text, links, token)

    def _add(self, text: str, links: tuple[Hyperlink, ...], token: Token) -> None:
        line = self.first_line + token.map[0] if token.map else None
        if self._in_table:
            place = Locator(table=self.tables, row=self.row, column=self.column, line=line)
            self.draft.add(Passage(text, place, PassageKind.CELL, is_header=self._in_head, hyperlinks=links))
            return
        if not text.strip():
            return
        self.paragraphs += 1
        kind, level = PassageKind.PARAGRAPH, None
        if self._heading is not None:
            kind, level = PassageKind.HEADING, self._heading
        elif self.lists:
            kind, level = PassageKind.LIST_ITEM, len(self.lists)
        place = Locator(paragraph=self.paragraphs, line=line)
        self.draft.add(Passage(text, place, kind, level, self._number, hyperlinks=links))
        self._number = ""


def inline_text(tokens: list[Token]) -> tuple[str, tuple[Hyperlink, ...]]:
    """The visible text of a line's tokens, and its links."""
    text = ""
    links: list[Hyperlink] = []
    opened: list[tuple[int, str]] = []
    for token in tokens:
        if token.type == "link_open":
            opened.append((len(text), str(token.attrGet("href") or "")))
        elif token.type == "link_close" and opened:
            start, target = opened.pop()
            if target and start < len(text):
                links.append(Hyperlink(start, len(text), target))
        elif token.type == "softbreak":
            text += " "
        elif token.type == "hardbreak":
            text += "\n"
        elif token.type == "text":
            text += _BREAK.sub("\n", token.content)  # the one way to part the lines of a cell
        else:
            text += token.content
    return text, tuple(links)
