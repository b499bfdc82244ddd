"""PDF files: paragraphs with their page, in reading order, by means of pdfminer.six."""

from __future__ import annotations

import io
import logging
import time
from collections import Counter
from collections.abc import Iterator

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTAnno, LTChar, LTPage, LTTextBox, LTTextLine
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import Matrix, decode_text

from commonground.domain.document import Document, DocumentMetadata, Locator, Passage, PassageKind
from commonground.errors import CommongroundError, Said, UnreadableFile
from commonground.ingest.draft import Draft, language_code
from commonground.ingest.item import line_passage
from commonground.ingest.limits import Limits
from commonground.ingest.page_layout import Line, blocks_of, is_visual, margin_of, running_lines

MEDIA_TYPE = "application/pdf"
_PAGE_CHARACTERS_MAX = 100_000  # grouping letters into lines takes time that grows with the square
_HEADING_SIZE_RATIO = 1.15
_HEADING_LENGTH_MAX = 200


class _Overtime(Exception):
    """The file took longer than it may."""


class _Device(PDFPageAggregator):
    """pdfminer's own device, which also looks at the clock and counts letters while a page is drawn."""

    def __init__(self, manager: PDFResourceManager, deadline: float) -> None:
        # Order of boxes is worked out in page_layout: pdfminer's own grows too slow on large tables.
        super().__init__(manager, laparams=LAParams(boxes_flow=None))
        self._deadline = deadline
        self._count = 0

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        self._count = 0
        super().begin_page(page, ctm)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        self._count += 1
        if self._count % 500 == 0 and (
            time.monotonic() > self._deadline or self._count > _PAGE_CHARACTERS_MAX
        ):
            raise _Overtime
        return super().render_char(matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate)


def read_pdf(data: bytes, name: str, limits: Limits) -> Iterator[Document]:
    """The one document of the file; raises `UnreadableFile` when it is encrypted, damaged or holds no text."""
    logging.getLogger("pdfminer").setLevel(
        logging.CRITICAL
    )  # its remarks on damaged objects help nobody here
    deadline = time.monotonic() + limits.pdf_seconds_max
    try:
        source = PDFDocument(PDFParser(io.BytesIO(data)))
        pages = _pages(source, name, limits, deadline)
        metadata, language = _metadata(source)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise UnreadableFile(
            Said("the PDF is encrypted with a password"),
            where=name,
            advice=Said("save it without a password and add it again"),
        ) from error
    except _Overtime as error:
        raise limits.exceeded("pdf_seconds_max", name, Said("the PDF takes too long to read")) from error
    except CommongroundError:
        raise
    except Exception as error:
        raise UnreadableFile(
            Said("damaged PDF (%(kind)s: %(error)s)", kind=type(error).__name__, error=str(error)[:200]),
            where=name,
            advice=Said("print or save it as PDF again"),
        ) from error
    draft = Draft(name, limits)
    _add_pages(draft, pages)
    if not draft.passages:
        raise UnreadableFile(
            Said("the PDF holds no text (a scan?); pages: %(number)s", number=len(pages)),
            where=name,
            advice=Said("recognise its text (OCR) first"),
        )
    yield draft.finish(data, MEDIA_TYPE, language, metadata)


def _pages(source: PDFDocument, name: str, limits: Limits, deadline: float) -> list[tuple[float, list[Line]]]:
    manager = PDFResourceManager()
    device = _Device(manager, deadline)
    interpreter = PDFPageInterpreter(manager, device)
    pages: list[tuple[float, list[Line]]] = []
    for page in PDFPage.create_pages(source):
        if len(pages) >= limits.pages_max:
            raise limits.exceeded("pages_max", name, Said("too many pages"))
        if time.monotonic() > deadline:
            raise _Overtime
        interpreter.process_page(page)
        sheet = device.get_result()
        pages.append((sheet.height, _lines(sheet)))
    if not pages:
        raise UnreadableFile(
            Said("the PDF has no pages"), where=name, advice=Said("copy or download it again")
        )
    return pages


def _lines(page: LTPage) -> list[Line]:
    return [
        _line(line)
        for box in page
        if isinstance(box, LTTextBox)
        for line in box
        if isinstance(line, LTTextLine)
    ]


def _line(line: LTTextLine) -> Line:
    sizes = Counter(round(letter.size * 2) / 2 for letter in line if isinstance(letter, LTChar))
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    # A sign such as lam-alef stands for two letters, which keep their order when the line is turned round.
    drawn = "".join(sign.get_text()[::-1] for sign in line if isinstance(sign, LTChar | LTAnno))
    return Line(line.get_text().rstrip("\n"), line.x0, line.y0, line.x1, line.y1, size, drawn.rstrip("\n"))


def _add_pages(draft: Draft, sheets: list[tuple[float, list[Line]]]) -> None:
    reorder = is_visual(line.text for _, lines in sheets for line in lines)
    pages = [(height, blocks_of(lines, reorder)) for height, lines in sheets]
    running = running_lines(pages)
    sizes: Counter[float] = Counter()
    for _, blocks in pages:
        for block in blocks:
            sizes[block.size] += len(block.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted({size for size in sizes if size >= body * _HEADING_SIZE_RATIO}, reverse=True)[:6]
    printed: set[str] = set()
    count = 0
    for number, (height, blocks) in enumerate(pages, 1):
        for block in blocks:
            part = running.get(block.key, "") if margin_of(block, height) else ""
            if part and block.key in printed:
                continue
            if part:
                printed.add(block.key)
                kind = PassageKind.HEADER if part == "header" else PassageKind.FOOTER
                draft.add(Passage(block.text, Locator(part=part, page=number), kind))
                continue
            count += 1
            place = Locator(page=number, paragraph=count)
            if (
                block.size in larger
                and len(block.text) <= _HEADING_LENGTH_MAX
                and any(map(str.isalpha, block.text))
            ):
                draft.add(Passage(block.text, place, PassageKind.HEADING, level=larger.index(block.size) + 1))
            else:
                draft.add(line_passage(block.text, place))
    if reorder:
        draft.note(Said("right-to-left text was stored as drawn and was put into reading order"))


def _metadata(source: PDFDocument) -> tuple[DocumentMetadata, str | None]:
    extra: dict[str, str] = {}
    for info in source.info:
        for key, raw in info.items():
            value = resolve1(raw)
            text = decode_text(value) if isinstance(value, bytes) else value if isinstance(value, str) else ""
            text = " ".join(text.replace("\x00", "").split())
            if text and key in _INFO:
                extra[_INFO[key]] = _iso_date(text) if key.endswith("Date") else text
    mark = resolve1(source.catalog.get("Lang"))
    language = language_code(decode_text(mark)) if isinstance(mark, bytes) else None
    return DocumentMetadata(title=extra.get("title", ""), extra=extra), language


_INFO = {
    "Title": "title", "Author": "creator", "Subject": "subject", "Keywords": "keywords",
    "CreationDate": "created", "ModDate": "modified",
}  # fmt: skip


def _iso_date(printed: str) -> str:
    digits = printed.removeprefix("D:")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if len(digits) == 8 and digits.isdigit() else printed
