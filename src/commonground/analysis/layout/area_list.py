"""Lists of areas of mutual interest and of a theme's sub-topics, read from the passages of any document.

A list is one of areas when the sentence or heading that introduces it, or the section it stands in, speaks
of areas of mutual interest; which words do so is said by the profile's layout.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from commonground.analysis.layout.area_table import AreaRow, read_area_tables
from commonground.analysis.layout.list_item import Item, clean_number, closed, item_of, split_number
from commonground.analysis.layout.numbering import numbered
from commonground.analysis.layout.theme_name import theme_before
from commonground.analysis.layout.wording import has_phrase, phrase_language, speaks_of_areas, tidy
from commonground.domain.area import ListEntry, Origin
from commonground.domain.document import Document, Locator, Passage, PassageKind

_BESIDE = frozenset({PassageKind.HEADER, PassageKind.FOOTER, PassageKind.FOOTNOTE, PassageKind.COMMENT})
_HEADINGS = frozenset({PassageKind.HEADING, PassageKind.TITLE})
_ENTRY_LENGTH_MAX = 220
_HEADING_LENGTH_MAX = 120
_HEADING_NUMBER = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})*)[.)]?\s+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?؟]\s+[A-ZА-ЯÀ-Þ]\w+\s|[。！？]\S")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|No|Rec|Res)\.\s")


@dataclass(frozen=True, slots=True)
class AreaList:
    """A list of areas as printed: its number, its title, its entries, the passages it consumed."""

    number: str
    title: str
    entries: tuple[ListEntry, ...]
    passages: tuple[int, ...]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SubTopicList:
    """The sub-topics of a pilot theme as printed; `theme` is "" where the document does not name it."""

    theme: str
    governing: str  # the sentence that introduces the list and names the governing instrument
    labels: tuple[str, ...]
    locators: tuple[Locator, ...]
    passages: tuple[int, ...]
    number: str = ""
    language: str = "en"


def read_area_lists(document: Document, layout: Mapping[str, Any]) -> tuple[AreaList, ...]:
    """The lists of areas in reading order; a document without one gives an empty tuple."""
    found = [listing for listing in _Scan(document, layout).lists() if not listing.is_sub_topics]
    numbers: set[str] = set()
    read = [
        _area_list(document, listing, numbers, order, layout)
        for order, listing in enumerate(found, 1)
        if listing.rows
    ]
    for table in read_area_tables(document, layout):
        number = _unused(table.number or str(len(read) + 1), numbers)
        entries = _entries(document, table.rows, number, table.title, layout)
        read.append(AreaList(number, table.title, entries, table.passages, _language(document, entries)))
    return tuple(sorted(read, key=lambda one: one.passages[0]))


def read_sub_topics(document: Document, layout: Mapping[str, Any]) -> tuple[SubTopicList, ...]:
    """The lists of sub-topics of pilot themes, in reading order."""
    read = []
    for listing in _Scan(document, layout).lists():
        if not listing.is_sub_topics:
            continue
        intro = document.passages[listing.intro]
        read.append(
            SubTopicList(
                theme=theme_before(document, listing.intro, layout),
                governing=_divided(intro)[1],
                labels=tuple(item.text for _, item, _ in listing.rows),
                locators=tuple(document.passages[index].locator for index, _, _ in listing.rows),
                passages=tuple(sorted({listing.intro, *(index for index, _, _ in listing.rows)})),
                number=_number_of(intro),
                language=intro.language or document.language or "en",
            )
        )
    return tuple(read)


@dataclass
class _Listing:
    intro: int
    is_sub_topics: bool
    rows: list[tuple[int, Item, str]] = field(default_factory=list)  # index, item, group
    groups: list[int] = field(default_factory=list)
    group: str = ""
    is_suspended: bool = False

    def goes_on_with(self, item: Item) -> bool:
        """Whether the item may stand here: always, or after other text only the next number of the list."""
        if not self.is_suspended:
            return True
        last = next((row.number for _, row, _ in reversed(self.rows) if row.number), "")
        head, _, tail = last.rpartition(".")
        following = {f"{last}.1"}
        if tail.isdigit():
            following.add(f"{head}.{int(tail) + 1}" if head else str(int(tail) + 1))
        if last.split(".")[0].isdigit():
            following.add(str(int(last.split(".")[0]) + 1))
        return bool(last) and item.number in following

    @property
    def is_prose(self) -> bool:
        """Most of its items are sentences: numbered paragraphs of a report, no list of names."""
        long = sum(
            len(item.text) > _ENTRY_LENGTH_MAX
            or bool(_SENTENCE_END.search(_ABBREVIATION.sub("", item.text) + " "))
            for _, item, _ in self.rows
        )
        return long * 10 > len(self.rows) * 3


class _Scan:
    """One walk through the passages, gathering lists."""

    def __init__(self, document: Document, layout: Mapping[str, Any]) -> None:
        self.document = document
        self.layout = layout
        self.found: list[_Listing] = []
        self.open: _Listing | None = None
        self.area_level: int | None = None  # level of the heading that opened a section on areas

    def lists(self) -> list[_Listing]:
        """The lists with two or more entries that are not prose."""
        for index, passage in enumerate(self.document.passages):
            if passage.kind in _BESIDE or not passage.text.strip():
                continue
            self._take(index, passage)
        self._close()
        return self.found

    def _close(self) -> None:
        if self.open and len(self.open.rows) > 1 and not self.open.is_prose:
            self.found.append(self.open)
        self.open = None

    def _take(self, index: int, passage: Passage) -> None:
        if passage.kind in (PassageKind.CELL, PassageKind.CAPTION):
            self._close()
            return
        item = item_of(passage)
        opens = self._opens(passage, item)
        if opens is not None:
            self._close()
            self.open = _Listing(index, opens)
        elif passage.kind in _HEADINGS:
            self._close()
        elif self.open is None:
            return
        elif item and (len(item.text) <= 2 * _ENTRY_LENGTH_MAX or self.open.rows):
            self._add(index, item)
        elif self._is_group(passage, index):
            self.open.group = tidy(passage.text)
            self.open.groups.append(index)
        elif self.open.rows:
            self.open.is_suspended = True
        elif not speaks_of_areas(self.layout, passage.text):
            self.open = None

    def _add(self, index: int, item: Item) -> None:
        listing = self.open
        if listing is None or not item.text:
            return
        if listing.goes_on_with(item):
            listing.is_suspended = False
            listing.rows.append((index, item, listing.group))
        else:
            self._close()

    def _opens(self, passage: Passage, item: Item | None) -> bool | None:
        """True when the passage introduces sub-topics, False when areas, None when neither."""
        text = passage.text.strip()
        if passage.kind in _HEADINGS:
            return self._heading_opens(passage)
        if (item and not item.number) or text.startswith("("):
            return None
        announces = text.endswith((":", "：")) or has_phrase(self.layout, "following", text)
        if not announces:
            return self._line_opens(passage, item)
        if has_phrase(self.layout, "sub_topics", text):
            return True
        if has_phrase(self.layout, "not_areas", text):
            return None
        if speaks_of_areas(self.layout, text):
            return False
        in_section = self.area_level is not None and text.endswith((":", "："))
        is_inside = self.open is not None and self.open.rows and not _number_of(passage)
        return False if in_section and not is_inside and has_phrase(self.layout, "area_weak", text) else None

    def _heading_opens(self, passage: Passage) -> bool | None:
        level = passage.level or 1
        if has_phrase(self.layout, "sub_topics", passage.text):
            return True
        if speaks_of_areas(self.layout, passage.text):
            self.area_level = level if self.area_level is None else min(level, self.area_level)
            return False
        if self.area_level is not None and level > self.area_level:
            return False if has_phrase(self.layout, "area_weak", passage.text) else None
        self.area_level = None
        return None

    def _line_opens(self, passage: Passage, item: Item | None) -> bool | None:
        """A short line without a full stop may be a heading that the file does not mark as one."""
        text = passage.text.strip()
        is_line = len(text) <= _HEADING_LENGTH_MAX and not text.endswith((".", ";", ",", "。"))
        if not is_line or (self.open and self.open.rows and item):
            return None
        if speaks_of_areas(self.layout, text) and not has_phrase(self.layout, "not_areas", text):
            self.area_level = 9
            return False
        return None

    def _is_group(self, passage: Passage, index: int) -> bool:
        text = passage.text.strip()
        if len(text) > 80 or passage.kind is not PassageKind.PARAGRAPH:
            return False
        if text[0] in "(（" and text.rstrip(":：")[-1] in ")）":
            return True
        following = next((p for p in self.document.passages[index + 1 :] if p.text.strip()), None)
        is_followed = following is not None and item_of(following) is not None
        is_brief = text.endswith((":", "：")) and len(text.split()) <= 4
        is_label = is_brief or has_phrase(self.layout, "area_weak", text)
        is_other = text.endswith((".", "。", ";")) or has_phrase(self.layout, "not_areas", text)
        return is_followed and is_label and not is_other


def _divided(passage: Passage) -> tuple[str, str]:
    """The number of an introduction and its words; in a heading a bare number is one too."""
    if number := clean_number(passage.number):
        return number, tidy(passage.text)
    match = _HEADING_NUMBER.match(passage.text) if passage.kind in _HEADINGS else None
    return (match[1], tidy(passage.text[match.end() :])) if match else split_number(passage.text)


def _number_of(passage: Passage) -> str:
    return _divided(passage)[0]


def _unused(wanted: str, numbers: set[str]) -> str:
    number, count = wanted, 1
    while number in numbers:
        count += 1
        number = f"{wanted}.{count}"
    numbers.add(number)
    return number


def _area_list(
    document: Document, listing: _Listing, numbers: set[str], order: int, layout: Mapping[str, Any]
) -> AreaList:
    intro = document.passages[listing.intro]
    printed_number, printed = _divided(intro)
    number = _unused(printed_number or str(order), numbers)
    title = printed.rstrip(":： ")
    rows = tuple(
        AreaRow(index, "", item.text, placed.number, placed.parent, group)
        for (index, item, group), placed in zip(
            listing.rows, numbered([item for _, item, _ in listing.rows]), strict=True
        )
    )
    entries = _entries(document, rows, number, title, layout)
    used = {listing.intro, *listing.groups, *(row.index for row in rows)}
    return AreaList(number, title, entries, tuple(sorted(used)), _language(document, entries))


def _entries(
    document: Document, rows: tuple[AreaRow, ...], number: str, title: str, layout: Mapping[str, Any]
) -> tuple[ListEntry, ...]:
    # A list in another language than the rest of its paper is told by the words that introduce it.
    language = phrase_language(layout, "area", title) or document.language or "en"
    made = [
        ListEntry(
            list=row.list or number,
            number=row.number,
            text=closed(row.text),
            parent=row.parent,
            group=row.group,
            list_title=title,
            origins=(Origin(document.name, document.passages[row.index].locator),),
            language=language,
        )
        for row in rows
    ]
    return tuple(
        replace(entry, language=document.passages[row.index].language or language)
        for entry, row in zip(made, rows, strict=True)
    )


def _language(document: Document, entries: tuple[ListEntry, ...]) -> str:
    spoken = [entry.language for entry in entries]
    return max(set(spoken), key=spoken.count) if spoken else document.language or "en"
