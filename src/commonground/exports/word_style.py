"""The page, fonts and styles of an ITU paper in a Word file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor, Twips
from docx.styles.style import ParagraphStyle

from commonground.errors import InternalError, Said
from commonground.exports.paper import TitleBlock
from commonground.exports.printable import printable
from commonground.exports.word_text import WORD_LANGUAGES, Look, TextWriter, node

A4_SHORT, A4_LONG, MARGIN = 11906, 16838, 1134  # twentieths of a point; the margin is two centimetres
LATIN_FONT, ARABIC_FONT, CHINESE_FONT = "Calibri", "Arial", "SimSun"


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style: sizes in points; `before` and `after` are the space around it."""

    name: str
    size: float
    is_bold: bool = False
    before: float = 0
    after: float = 0
    keeps_next: bool = False


_STYLES = (
    _Style("Normal", 11, after=6),
    _Style("Heading 1", 13, is_bold=True, before=14, after=4, keeps_next=True),
    _Style("Heading 2", 12, is_bold=True, before=10, after=4, keeps_next=True),
    _Style("Heading 3", 11, is_bold=True, before=8, after=4, keeps_next=True),
    _Style("Block text", 11, after=1),
    _Style("Paper Source", 12, is_bold=True, before=14, after=4, keeps_next=True),
    _Style("Paper Title", 14, is_bold=True, before=6, after=12, keeps_next=True),
    _Style("Box head", 11, is_bold=True, before=4, after=1, keeps_next=True),
    _Style("Box text", 11, after=4),
    _Style("Table No", 11, before=14, after=2, keeps_next=True),
    _Style("Table title", 11, is_bold=True, after=6, keeps_next=True),
    _Style("Table head", 8.5, is_bold=True, before=3, after=3, keeps_next=True),
    _Style("Table row head", 10, is_bold=True, before=2, after=2),
    _Style("Table text", 10, before=2, after=2),
    _Style("Table legend", 9, before=3, after=2),
)


def new_paper(block: TitleBlock, language: str, generated: date, *, is_landscape: bool) -> Document:
    """An empty paper with its page, styles, language and properties."""
    document = docx.Document()
    _drop_preview(document)
    _set_page(document, is_landscape=is_landscape)
    _set_defaults(document, language)
    for style in _STYLES:
        _set_style(document, style)
    _set_properties(document, block, language, generated)
    return document


def _drop_preview(document: Document) -> None:
    """The template's picture would show in folders as if it were the paper's first page."""
    relations = document.part.package.rels
    for key in [
        key for key, relation in relations.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL
    ]:
        del relations[key]


def usable_width(document: Document) -> int:
    """Between the margins, in twentieths of a point."""
    section = document.sections[0]
    width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    return int(width / Twips(1))


def add_page_marks(document: Document, writer: TextWriter, number: str) -> None:
    """The page number at the foot of every page, the document number at the head of all but the first."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    for footer in (section.footer, section.first_page_footer):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p
        paragraph.append(node("w:pPr", node("w:pStyle", val="Tablelegend"), node("w:jc", val="center")))
        paragraph.append(node("w:fldSimple", node("w:r", node("w:t")), instr=" PAGE "))
        paragraph[-1][0][0].text = "1"
    header = section.header
    header.is_linked_to_previous = False
    mark = header.paragraphs[0]._p
    mark.append(node("w:pPr", node("w:pStyle", val="Tablelegend"), node("w:jc", val="center")))
    mark.extend(writer.runs(printable(number), Look()))


def _set_page(document: Document, *, is_landscape: bool) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    width, height = (A4_LONG, A4_SHORT) if is_landscape else (A4_SHORT, A4_LONG)
    section.page_width, section.page_height = Twips(width), Twips(height)
    section.left_margin = section.right_margin = Twips(MARGIN)
    section.top_margin = section.bottom_margin = Twips(MARGIN)
    section.header_distance = section.footer_distance = Twips(567)


def _set_defaults(document: Document, language: str) -> None:
    """The document's language and fonts, for all three kinds of script."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    latin = WORD_LANGUAGES[language] if language not in ("ar", "zh") else WORD_LANGUAGES["en"]
    for old in (*defaults.findall(qn("w:lang")), *defaults.findall(qn("w:rFonts"))):
        defaults.remove(old)
    defaults.insert(0, _fonts())
    defaults.append(node("w:lang", val=latin, eastAsia=WORD_LANGUAGES["zh"], bidi=WORD_LANGUAGES["ar"]))
    settings = document.settings.element
    for theme in settings.findall(qn("w:themeFontLang")):
        theme.set(qn("w:val"), latin)
        theme.set(qn("w:eastAsia"), WORD_LANGUAGES["zh"])
        theme.set(qn("w:bidi"), WORD_LANGUAGES["ar"])
    zoom = settings.find(qn("w:zoom"))
    if zoom is not None:
        zoom.set(qn("w:percent"), "100")


def _fonts() -> BaseOxmlElement:
    return node("w:rFonts", ascii=LATIN_FONT, hAnsi=LATIN_FONT, eastAsia=CHINESE_FONT, cs=ARABIC_FONT)


def _set_style(document: Document, wanted: _Style) -> None:
    names = {style.name for style in document.styles}
    if wanted.name in names:
        found = document.styles[wanted.name]
    else:
        found = document.styles.add_style(wanted.name, WD_STYLE_TYPE.PARAGRAPH)
        found.base_style = document.styles["Normal"]
    if not isinstance(found, ParagraphStyle):
        raise InternalError(Said("style %(name)s is not one of paragraphs", name=wanted.name))
    found.font.size = Pt(wanted.size)
    found.font.bold = wanted.is_bold
    found.font.color.rgb = RGBColor(0, 0, 0)
    found.paragraph_format.space_before = Pt(wanted.before)
    found.paragraph_format.space_after = Pt(wanted.after)
    found.paragraph_format.line_spacing = 1.0
    found.paragraph_format.keep_with_next = wanted.keeps_next
    properties = found.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, _fonts())
    _set_complex_script(properties, wanted)


def _set_complex_script(properties: BaseOxmlElement, wanted: _Style) -> None:
    """Arabic has sizes and weights of its own in Word; without them it keeps those of the template."""
    for tag in ("w:szCs", "w:bCs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    size = properties.find(qn("w:sz"))
    if size is not None:
        size.addnext(node("w:szCs", val=int(wanted.size * 2)))
    bold = properties.find(qn("w:b"))
    if bold is not None:
        bold.addnext(node("w:bCs", val=int(wanted.is_bold)))


def _set_properties(document: Document, block: TitleBlock, language: str, generated: date) -> None:
    moment = datetime.combine(generated, time(), UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title = printable(block.title)[:255]
    properties.author = printable(block.source or block.organization)[:255]
    properties.last_modified_by = ""
    properties.subject = printable(block.group_meeting)[:255]
    properties.identifier = printable(block.number_in(language))[:255]
    properties.language = WORD_LANGUAGES[language]
    properties.comments = ""
    properties.keywords = ""
    properties.revision = 1
    properties.created = properties.modified = moment
