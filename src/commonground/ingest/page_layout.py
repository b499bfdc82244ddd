"""The order and the paragraphs of a printed page, worked out from where its blocks of text stand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from statistics import median

_COLUMN_LINE_LENGTH_MIN = 20  # shorter lines side by side are cells of a table, read row by row
_GUTTER_MIN = 6.0  # points
_MARGIN_SHARE = 0.12  # of the height, at top and bottom, where running headers and footers stand
_RUNNING_PAGES_MIN = 3
_ITEM_START = re.compile(r"\s*(?:[•·▪–—\-*‣]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)\s|(?:\d{1,2}\.)+\d{0,2}\s)")
_HYPHENATED = re.compile(r"[^\W\d_]{3,}[-\u00ad\u2010]$")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; coordinates in points from the lower left corner."""

    text: str
    left: float
    right: float
    size: float


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand close together."""

    left: float
    bottom: float
    right: float
    top: float
    lines: tuple[Line, ...]
    page_height: float

    @property
    def key(self) -> str:
        """The text with numbers levelled, so that "page 3" and "page 4" are the same running line."""
        return re.sub(r"\d+|\b[ivxl]+\b", "#", " ".join(line.text.strip() for line in self.lines))


def in_reading_order(blocks: list[Block]) -> list[Block]:
    """The blocks from top to bottom, columns of running text one after the other."""
    ordered: list[Block] = []
    strips = _strips(blocks)
    index = 0
    while index < len(strips):
        group, gutter, end = strips[index], None, index + 1
        for last in range(index, len(strips)):
            joined = [block for strip in strips[index : last + 1] for block in strip]
            found = _gutter(joined)
            if found is None:
                if last > index or len(strips[index]) > 1:
                    break
                continue
            group, gutter, end = joined, found, last + 1
        if gutter is None:
            ordered += sorted(strips[index], key=lambda b: (b.left, -b.top))
            index += 1
            continue
        ordered += in_reading_order([b for b in group if b.right <= gutter])
        ordered += in_reading_order([b for b in group if b.right > gutter])
        index = end
    return ordered


def _strips(blocks: list[Block]) -> list[list[Block]]:
    """Blocks grouped by the horizontal bands that no blank line across the page divides, top first."""
    strips: list[list[Block]] = []
    floor = 0.0
    for block in sorted(blocks, key=lambda b: -b.top):
        if strips and block.top > floor:
            strips[-1].append(block)
            floor = min(floor, block.bottom)
        else:
            strips.append([block])
            floor = block.bottom
    return strips


def _gutter(blocks: list[Block]) -> float | None:
    """The place of a blank band from top to bottom between columns of running text, if there is one."""
    spans = sorted((block.left, block.right) for block in blocks)
    reach = spans[0][1]
    for left, right in spans[1:]:
        if left - reach >= _GUTTER_MIN:
            sides = ([b for b in blocks if b.right <= reach], [b for b in blocks if b.left >= left])
            if all(_is_running_text(side) for side in sides):
                return (reach + left) / 2
        reach = max(reach, right)
    return None


def _is_running_text(blocks: list[Block]) -> bool:
    lengths = [len(line.text) for block in blocks for line in block.lines]
    return len(lengths) >= 2 and median(lengths) >= _COLUMN_LINE_LENGTH_MIN


def paragraphs_of(block: Block) -> list[tuple[str, float]]:
    """(text, size of type) of each paragraph: lines joined, hyphens at line ends taken back."""
    found: list[tuple[str, float]] = []
    previous: Line | None = None
    for line in block.lines:
        text = " ".join(line.text.split())
        if previous is None or _starts_paragraph(previous, line, block):
            found.append((text, line.size))
        else:
            found[-1] = (_joined(found[-1][0], text), found[-1][1])
        previous = line
    return found


def _starts_paragraph(previous: Line, line: Line, block: Block) -> bool:
    if _ITEM_START.match(line.text) or abs(previous.size - line.size) > 1:
        return True
    is_short = previous.right < block.right - 0.2 * (block.right - block.left)
    return is_short and previous.text.rstrip().endswith((".", ":", ";", "!", "?", "。", "؟"))


def _joined(text: str, following: str) -> str:
    if _HYPHENATED.search(text) and following[:1].islower():
        return text[:-1] + following
    if text.endswith(("-", "/")) and not text.endswith((" -", " /")):
        return text + following
    return f"{text} {following}"


def running_lines(pages: list[list[Block]]) -> dict[str, str]:
    """Key -> "header" or "footer" for blocks that stand in the same margin of three pages or more, a third at least."""
    counts: Counter[tuple[str, str]] = Counter()
    for page in pages:
        counts.update({(block.key, part) for block in page if (part := _margin(block))})
    needed = max(_RUNNING_PAGES_MIN, len(pages) // 3)
    return {key: part for (key, part), count in counts.items() if count >= needed}


def _margin(block: Block) -> str:
    if block.bottom > block.page_height * (1 - _MARGIN_SHARE):
        return "header"
    return "footer" if block.top < block.page_height * _MARGIN_SHARE else ""
