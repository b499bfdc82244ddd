"""The order and the paragraphs of a printed page, worked out from where its lines of text stand."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from commonground.ingest.item import starts_item
from commonground.ingest.word_numbering import symbols

_COLUMN_LINE_LENGTH_MIN = 20  # shorter lines side by side are cells of a table, read row by row
_GUTTER_MIN = 6.0  # points
_MARGIN_SHARE = 0.12  # of the height, at top and bottom, where running headers and footers stand
_RUNNING_PAGES_MIN = 3
_PARAGRAPH_GAP_RATIO = 1.35  # of the usual distance between two lines
_CELL_GAP_RATIO = 1.5  # of the size of type; a wider gap within a row is printed as a tab
_MARK = re.compile(r"(?:[•·▪◦‣∙●○■□➢❖✓–—*-]|\(?(?:(?:\d{1,3}\.)*\d{1,3}[.)]?|[a-z]\)|[ivx]{1,5}\)))$")
_SPACED_ITEM = re.compile(r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)|\d{1,2}(?:\.\d{1,2})+\.?)\s")
_HYPHENATED = re.compile(r"[^\W\d_]{3,}[-\u00ad\u2010]$")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LEFT_TO_RIGHT_RUN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9./:@_%+#&=-]*[A-Za-z0-9])?")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_END_OF_SENTENCE = (".", ":", ";", "!", "?", "。", "؟")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line or a piece of one; coordinates in points from the lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    drawn: str = ""  # the text with signs of several letters turned round, for lines stored as drawn


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph on its page."""

    text: str
    bottom: float
    top: float
    size: float

    @property
    def key(self) -> str:
        """The text with numbers levelled, so that "page 3" and "page 4" are the same running line."""
        return re.sub(r"\d+|\b[ivxl]+\b", "#", self.text)


def blocks_of(lines: list[Line], reorder: bool = False) -> list[Block]:
    """The paragraphs of a page in reading order: columns of running text one after the other, tables row by row.

    `reorder` puts right-to-left lines that are stored as drawn into the order they are read.
    """
    if reorder:
        lines = [replace(line, text=line.drawn or line.text) for line in lines]
    lines = [replace(line, text=symbols(line.text.strip())) for line in lines if line.text.strip()]
    blocks: list[Block] = []
    for region in _regions(lines):
        rows = [_row(strip) for strip in _strips(region)]
        blocks += _paragraphs([logical(row) for row in rows] if reorder else rows)
    return blocks


def _strips(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines grouped by rows, top first: those that overlap by half of the lower one's height."""
    strips: list[list[Line]] = []
    floor = 0.0
    for line in sorted(lines, key=lambda item: (-item.top, item.left)):
        middle = (line.top + line.bottom) / 2
        if strips and middle > floor and line.top - floor > 0.5 * (line.top - line.bottom):
            strips[-1].append(line)
        else:
            strips.append([line])
            floor = line.bottom
    return strips


def _regions(lines: list[Line]) -> list[list[Line]]:
    """Runs of rows that are read across, and columns that are read down, in reading order."""
    strips = _strips(lines)
    regions: list[list[Line]] = [[]]
    index = 0
    while index < len(strips):
        end, gutter = _columns(strips, index)
        if gutter is None:
            regions[-1] += strips[index]
            index += 1
            continue
        group = [line for strip in strips[index:end] for line in strip]
        regions += [
            [line for line in group if line.right <= gutter],
            [line for line in group if line.left >= gutter],
            [],
        ]
        index = end
    return [region for region in regions if region]


def _columns(strips: list[list[Line]], start: int) -> tuple[int, float | None]:
    """Where the columns that begin at this row end, and the place of the gutter between them; None for no columns."""
    gaps = _gaps(strips[start], is_open=False)
    end = start + 1
    while gaps and end < len(strips):
        free = _gaps(strips[end], is_open=True)
        shared = [
            (max(a, c), min(b, d)) for a, b in gaps for c, d in free if min(b, d) - max(a, c) >= _GUTTER_MIN
        ]
        if not shared:
            break
        gaps, end = shared, end + 1
    group = [line for strip in strips[start:end] for line in strip]
    for left, right in sorted(gaps, key=lambda gap: gap[0] - gap[1]):
        middle = (left + right) / 2
        sides = (
            [line for line in group if line.right <= middle],
            [line for line in group if line.left >= middle],
        )
        if all(
            len(side) >= 3 and median(len(line.text) for line in side) >= _COLUMN_LINE_LENGTH_MIN
            for side in sides
        ):
            return end, middle
    return start + 1, None


def _gaps(strip: list[Line], is_open: bool) -> list[tuple[float, float]]:
    """The blank intervals of a row between its pieces, and those outside of them when `is_open`."""
    spans = sorted((line.left, line.right) for line in strip)
    gaps = [(float("-inf"), spans[0][0])] if is_open else []
    reach = spans[0][1]
    for left, right in spans[1:]:
        if left - reach >= _GUTTER_MIN:
            gaps.append((reach, left))
        reach = max(reach, right)
    return [*gaps, (reach, float("inf"))] if is_open else gaps


def _row(strip: list[Line]) -> Line:
    """The pieces of one row as one line; what stands far apart is parted by a tab."""
    pieces = sorted(strip, key=lambda line: line.left)
    text = pieces[0].text
    for previous, piece in pairwise(pieces):
        is_mark = previous is pieces[0] and _MARK.match(text)
        is_far = piece.left - previous.right > _CELL_GAP_RATIO * max(piece.size, 1.0)
        text += ("\t" if is_mark or is_far else " ") + piece.text
    return Line(
        text,
        pieces[0].left,
        min(line.bottom for line in pieces),
        max(line.right for line in pieces),
        max(line.top for line in pieces),
        max(pieces, key=lambda line: len(line.text)).size,
    )


def _paragraphs(rows: list[Line]) -> list[Block]:
    """Rows joined to paragraphs, hyphens at line ends taken back."""
    if not rows:
        return []
    steps = [a.bottom - b.bottom for a, b in pairwise(rows) if a.bottom > b.bottom]
    # The smaller half: between paragraphs the distance is larger.
    usual = median(sorted(steps)[: max(len(steps) * 2 // 3, 1)]) if steps else 0.0
    right = max(row.right for row in rows)
    blocks: list[Block] = []
    previous: Line | None = None
    for row in rows:
        text = re.sub(r"[ \u00a0]+", " ", row.text)
        if previous is None or _starts_paragraph(previous, row, usual, right):
            blocks.append(Block(text, row.bottom, row.top, row.size))
        else:
            last = blocks[-1]
            blocks[-1] = Block(_joined(last.text, text), row.bottom, last.top, last.size)
        previous = row
    return blocks


def _starts_paragraph(previous: Line, row: Line, usual: float, right: float) -> bool:
    if starts_item(row.text) or _SPACED_ITEM.match(row.text) or abs(previous.size - row.size) > 1:
        return True
    if "\t" in row.text or ("\t" in previous.text and not starts_item(previous.text)):
        return True  # a row of a table
    if previous.bottom - row.bottom > _PARAGRAPH_GAP_RATIO * max(min(usual, 2 * row.size), row.size):
        return True
    is_short = previous.right < right - 0.2 * (right - previous.left)
    return is_short and previous.text.rstrip().endswith(_END_OF_SENTENCE)


def _joined(text: str, following: str) -> str:
    if _HYPHENATED.search(text) and following[:1].islower():
        return text[:-1] + following
    if text.endswith(("-", "/")) and not text.endswith((" -", " /")):
        return text + following
    return f"{text} {following}"


def running_lines(pages: list[tuple[float, list[Block]]]) -> dict[str, str]:
    """Key -> "header" or "footer" of blocks in the same margin of three pages or more, a third at least."""
    counts: Counter[tuple[str, str]] = Counter()
    for height, page in pages:
        counts.update({(block.key, part) for block in page if (part := margin_of(block, height))})
    needed = max(_RUNNING_PAGES_MIN, len(pages) // 3)
    return {key: part for (key, part), count in counts.items() if count >= needed}


def margin_of(block: Block, page_height: float) -> str:
    """ "header", "footer", or "" for the body of the page."""
    if block.bottom > page_height * (1 - _MARGIN_SHARE):
        return "header"
    return "footer" if block.top < page_height * _MARGIN_SHARE else ""


def is_visual(texts: Iterable[str]) -> bool:
    """Arabic text that stands in the order it is drawn, from the left: its articles stand at the end of words.

    >>> is_visual(["تاداحتلاا"[::-1]]), is_visual(["مدخلاا ةسارد لا ةنجللا"])
    (False, True)
    """
    begins = ends = 0
    for text in texts:
        for word in unicodedata.normalize("NFKC", text).split():
            begins += word.startswith("ال")
            ends += word.endswith("لا")
    return ends > begins


def logical(row: Line) -> Line:
    """The line with right-to-left text in the order it is read; a line without such text is left alone."""
    if len(_RIGHT_TO_LEFT.findall(row.text)) * 2 < sum(
        map(str.isalpha, row.text)
    ) or not _RIGHT_TO_LEFT.search(row.text):
        return row
    # Signs of several letters come apart only after the turn; U+0640 is the stroke that stretches words.
    text = unicodedata.normalize("NFKC", row.text[::-1]).replace("\u0640", "")
    brackets = [character for character in text if character in "()"]
    if "(" in brackets and brackets[0] == ")":  # some programs store brackets as drawn, others as read
        text = text.translate(_MIRRORED)
    return replace(row, text=_LEFT_TO_RIGHT_RUN.sub(lambda match: match[0][::-1], text))
