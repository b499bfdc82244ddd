"""Word documents (.docx): passages as they print, tracked changes accepted.

Kept: style, outline level, computed numbering, tables with spans, text boxes, notes, comments, headers, footers, links.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from commonground.domain.document import Document, Hyperlink, Locator, Passage, PassageKind
from commonground.errors import Said, UnreadableFile
from commonground.ingest.draft import Draft, majority
from commonground.ingest.limits import Limits
from commonground.ingest.office import metadata_of
from commonground.ingest.package import Package
from commonground.ingest.word_numbering import Numbering
from commonground.ingest.word_style import VAL, Styles, W, numbering_of, outline_of
from commonground.ingest.word_table import grid_of
from commonground.ingest.word_text import ParagraphText, TextReader

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STORY_KINDS = {
    "header": PassageKind.HEADER,
    "footer": PassageKind.FOOTER,
    "footnote": PassageKind.FOOTNOTE,
    "endnote": PassageKind.FOOTNOTE,
    "comment": PassageKind.COMMENT,
}
_BLOCK_WRAPPERS = {
    f"{W}{tag}" for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "body")
}
_BLOCK_WRAPPERS |= {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"


def read_word(data: bytes, name: str, limits: Limits) -> Iterator[Document]:
    """The one document of the file; raises `UnreadableFile` or `LimitExceeded` with the part at fault."""
    package = Package(data, name, limits)
    main = _main_part(package)
    root = package.tree(main)
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise UnreadableFile(
            Said("the Word document has no body"),
            where=f"{name}!{main}",
            advice=Said("save it again as .docx"),
        )
    draft = Draft(name, limits)
    relationships = package.relationships(main)
    parts = {kind: target for kind, target in relationships.values() if kind in ("styles", "numbering")}
    styles = Styles(package.tree(parts["styles"]) if "styles" in parts else None)
    numbering = Numbering(package.tree(parts["numbering"]) if "numbering" in parts else None)
    story = _Story(draft, styles, numbering, TextReader(styles, relationships))
    story.blocks(body, Locator())
    languages = story.reader.languages
    notes = tuple(story.note_ids)
    _read_stories(package, relationships, story, notes)
    if story.reader.hidden:
        draft.note(
            Said("characters of hidden text that were left out: %(number)s", number=story.reader.hidden)
        )
    language = majority(languages)
    yield draft.finish(data, MEDIA_TYPE, language or None, metadata_of(package))


def _main_part(package: Package) -> str:
    for kind, target in package.relationships("").values():
        if kind == "officeDocument":
            return target
    return "word/document.xml"


def _read_stories(
    package: Package, relationships: dict[str, tuple[str, str]], body: _Story, notes: tuple[str, ...]
) -> None:
    """Headers and footers, each distinct once; notes in the order they are called; comments."""
    seen: set[tuple[str, ...]] = set()
    for kind in ("header", "footer"):
        count = 0
        for target in dict.fromkeys(t for k, t in relationships.values() if k == kind):
            root = package.tree(target)
            if root is None:
                continue
            probe = _Story(
                Draft(body.draft.name, body.draft.limits),
                body.styles,
                Numbering(None),
                _reader(package, target, body),
            )
            probe.blocks(root, Locator(part=kind, paragraph=count))
            texts = (kind, *(passage.text for passage in probe.draft.passages))
            if texts not in seen:
                seen.add(texts)
                count = probe.paragraphs
                for passage in probe.draft.passages:
                    body.draft.add(passage)
    for kind, part_kind in (("footnote", "footnotes"), ("endnote", "endnotes"), ("comment", "comments")):
        notes_part = next((t for k, t in relationships.values() if k == part_kind), "")
        root = package.tree(notes_part) if notes_part else None
        if root is not None:
            _read_notes(
                root,
                kind,
                _Story(body.draft, body.styles, Numbering(None), _reader(package, notes_part, body)),
                notes,
            )


def _reader(package: Package, part: str, body: _Story) -> TextReader:
    return TextReader(body.styles, package.relationships(part))


def _read_notes(root: etree._Element, kind: str, story: _Story, called: tuple[str, ...]) -> None:
    elements = {
        e.get(f"{W}id", ""): e for e in root.iterfind(f"{W}{kind}") if e.get(f"{W}type", "normal") == "normal"
    }
    order = [note.partition(" ")[2] for note in called if note.startswith(f"{kind} ")]
    numbers = {note_id: str(n) for n, note_id in enumerate(dict.fromkeys(order), 1)}
    for note_id in (*numbers, *(i for i in elements if i not in numbers)):
        if note_id in elements:
            story.number = numbers.get(note_id, note_id)
            story.blocks(elements[note_id], Locator(part=kind, paragraph=story.paragraphs))


@dataclass
class _Carried:
    """Text of a paragraph whose mark was deleted: it joins the next paragraph."""

    text: str
    links: list[Hyperlink]


class _Story:
    """One flow of text: the body, a header, a note. Counts paragraphs and tables as it goes."""

    def __init__(self, draft: Draft, styles: Styles, numbering: Numbering, reader: TextReader) -> None:
        self.draft = draft
        self.styles = styles
        self.numbering = numbering
        self.reader = reader
        self.paragraphs = 0
        self.tables = 0
        self.number = ""  # of the note being read
        self.note_ids: list[str] = []
        self._carried: _Carried | None = None

    def blocks(self, parent: etree._Element, place: Locator) -> None:
        """Read paragraphs and tables that stand side by side."""
        for element in _blocks(parent):
            if element.tag == f"{W}p":
                self.paragraphs += 1
                for passage in self._paragraph(element, replace(place, paragraph=self.paragraphs)):
                    if passage.text.strip():
                        self.draft.add(passage)
            else:
                self._table(element, place)

    def _paragraph(self, element: etree._Element, place: Locator) -> Iterator[Passage]:
        """The paragraph's passage, if it has one, then those of its text boxes."""
        found = self.reader.read(element)
        self.note_ids.extend(found.notes)
        properties = element.find(f"{W}pPr")
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._carried = self._joined(found)
        else:
            yield self._passage(self._joined(found), properties, place)
            self._carried = None
        boxes = found.boxes  # reading a box replaces the reader's state
        for box in boxes:
            yield from self._box(box, place)

    def _joined(self, found: ParagraphText) -> _Carried:
        if self._carried is None:
            return _Carried(found.text, found.links)
        offset = len(self._carried.text)
        moved = [Hyperlink(link.start + offset, link.end + offset, link.target) for link in found.links]
        return _Carried(self._carried.text + found.text, [*self._carried.links, *moved])

    def _box(self, box: etree._Element, place: Locator) -> Iterator[Passage]:
        inner = replace(place, part=place.part or "textbox")
        for element in _blocks(box):
            if element.tag == f"{W}p":
                yield from self._paragraph(element, inner)
            else:
                yield from (
                    passage for passage in self._table_passages(element, inner) if passage.text.strip()
                )

    def _passage(self, found: _Carried, properties: etree._Element | None, place: Locator) -> Passage:
        style = properties.find(f"{W}pStyle") if properties is not None else None
        style_id = style.get(VAL, "") if style is not None else self.styles.default_paragraph
        kind, level = self.styles.role(style_id)
        outline = outline_of(properties)
        if outline is not None and kind is not PassageKind.CAPTION:
            if 0 <= outline <= 8:
                kind, level = PassageKind.HEADING, outline + 1
            elif kind is PassageKind.HEADING:
                kind, level = PassageKind.PARAGRAPH, None
        number, depth = self._number(properties, style_id) if found.text.strip() else ("", None)
        if number and kind is PassageKind.PARAGRAPH:
            kind = PassageKind.LIST_ITEM
        if kind is PassageKind.LIST_ITEM and depth is not None:
            level = max(depth, level or 1)  # "List Bullet 2" is a list of its own, at its first level
        if place.part in _STORY_KINDS:
            kind = _STORY_KINDS[place.part]
        return Passage(
            found.text.strip("\n "),
            place,
            kind,
            level=level,
            number=number or self.number,
            style=self.styles.name(style_id) if style_id else "",
            hyperlinks=_within(found),
        )

    def _number(self, properties: etree._Element | None, style_id: str) -> tuple[str, int | None]:
        number_id, index = numbering_of(properties)
        if number_id is None:
            number_id, style_index = self.styles.numbering(style_id)
            if number_id is not None and index is None:
                tied = (self.numbering.level_of_style(number_id, s.id) for s in self.styles.chain(style_id))
                index = next((level for level in tied if level is not None), style_index)
        if number_id is None or number_id == "0":
            return "", None
        index = index or 0
        return self.numbering.label(number_id, index), index + 1

    def _table(self, table: etree._Element, place: Locator) -> None:
        for passage in self._table_passages(table, place):
            self.draft.add(passage)

    def _table_passages(self, table: etree._Element, place: Locator) -> Iterator[Passage]:
        self.tables += 1
        number = self.tables
        limits = self.draft.limits
        grid = grid_of(table)
        if grid and grid[-1].row > limits.table_rows_max:
            raise limits.exceeded(
                "table_rows_max",
                self.draft.name,
                Said("table %(number)s has %(rows)s rows", number=number, rows=grid[-1].row),
            )
        for cell in grid:
            inner = replace(place, table=number, row=cell.row, column=cell.column, paragraph=None)
            passages = list(self._cell_passages(cell.contents, inner))
            if not passages or passages[0].locator.table != number:
                # Blank, or a table inside stands first: the cell must stand in its own grid, and before that table.
                passages.insert(0, Passage("", replace(inner, paragraph=1)))
            for passage in passages:
                if passage.locator.table != number:  # of a table inside this cell
                    yield passage
                    continue
                yield replace(
                    passage,
                    kind=_STORY_KINDS.get(place.part, PassageKind.CELL),
                    column_span=cell.column_span,
                    row_span=cell.row_span,
                    is_header=cell.is_header,
                )

    def _cell_passages(self, contents: Iterable[etree._Element], place: Locator) -> Iterator[Passage]:
        """The cell's own paragraphs with text, and everything of tables inside it."""
        count = 0
        for content in contents:
            for element in _blocks(content):
                if element.tag == f"{W}p":
                    count += 1
                    found = self._paragraph(element, replace(place, paragraph=count))
                    yield from (passage for passage in found if passage.text.strip())
                else:
                    yield from self._table_passages(
                        element, replace(place, paragraph=None, row=None, column=None)
                    )


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, through content controls and the first branch of alternatives."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in _BLOCK_WRAPPERS:
            choice = child.find(_CHOICE)
            yield from _blocks(choice if choice is not None else child)


def _within(found: _Carried) -> tuple[Hyperlink, ...]:
    """The links with spans in the text as stripped at both ends."""
    stripped = found.text.strip("\n ")
    offset = len(found.text) - len(found.text.lstrip("\n "))
    kept: Counter[tuple[int, int, str]] = Counter()
    for link in found.links:
        start, end = max(link.start - offset, 0), min(link.end - offset, len(stripped))
        if start < end:
            kept[(start, end, link.target)] += 1
    return tuple(Hyperlink(*key) for key in kept)
