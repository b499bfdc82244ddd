"""What a Word document says is kept as it prints."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from commonground.domain.document import Document, PassageKind
from commonground.ingest.limits import DEFAULT_LIMITS, Limits
from commonground.ingest.reading import Refusal, read_bytes
from commonground.ingest.word_numbering import formatted


def saved(document: WordDocument) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Document:
    (found,) = read_bytes(data, "paper.docx", limits)
    assert isinstance(found, Document), found
    return found


def read_body(xml: str) -> Document:
    """A document whose body is the given WordprocessingML."""
    document = docx.Document()
    for element in parse_xml(f"<w:body {nsdecls('w', 'r')} {MORE}>{xml}</w:body>"):
        document.element.body.append(element)
    return read(saved(document))


MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def texts(document: Document) -> list[str]:
    return [passage.text for passage in document.passages]


def with_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return stream.getvalue()


def test_headings_lists_and_paragraphs_keep_style_and_level() -> None:
    document = docx.Document()
    document.add_heading("Scope", 2)
    document.add_paragraph("Plain text.")
    document.add_paragraph("An item", "List Bullet")
    document.add_paragraph("First", "List Number")
    document.add_paragraph("Second", "List Number")
    found = read(saved(document)).passages
    assert [(str(p.kind), p.level, p.number, p.text) for p in found] == [
        ("heading", 2, "", "Scope"),
        ("paragraph", None, "", "Plain text."),
        ("list-item", 1, "•", "An item"),
        ("list-item", 1, "1.", "First"),
        ("list-item", 1, "2.", "Second"),
    ]
    assert [p.locator.paragraph for p in found] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("name", ["Titre 2", "Заголовок 2", "标题 2", "عنوان 2", "Título 2", "heading 2"])
def test_headings_are_known_in_any_interface_language(name: str) -> None:
    document = docx.Document()
    style = document.styles.add_style("X1", WD_STYLE_TYPE.PARAGRAPH)
    style.element.find(f"{{{style.element.nsmap['w']}}}name").set(f"{{{style.element.nsmap['w']}}}val", name)
    paragraph = document.add_paragraph("Scope")
    paragraph.style = style
    (found,) = read(saved(document)).passages
    assert (found.kind, found.level) == (PassageKind.HEADING, 2)


def test_numbers_are_computed_as_word_prints_them() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{f}"/><w:lvlText w:val="{t}"/></w:lvl>'
        for i, (f, t) in enumerate([("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "%3)")])
    )
    numbering = (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>',
        f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>',
        f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>',
    )
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(numbering[0]))
    root.append(parse_xml(numbering[1]))
    root.append(parse_xml(numbering[2]))
    for level, list_id in ((0, 90), (1, 90), (1, 90), (2, 90), (2, 90), (0, 90), (1, 90), (0, 91)):
        paragraph = document.add_paragraph("x")
        paragraph._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
            )
        )
    numbers = [passage.number for passage in read(saved(document)).passages]
    assert numbers == ["1.", "1.1", "1.2", "a)", "b)", "2.", "2.1", "5."]


@pytest.mark.parametrize(
    ("style", "printed"),
    [
        ("lowerRoman", "iv"),
        ("upperLetter", "D"),
        ("russianLower", "г"),
        ("arabicAlpha", "ث"),
        ("chineseCounting", "四"),
        ("decimalZero", "04"),
        ("ordinal", "4th"),
        ("unheard-of", "4"),
    ],
)
def test_number_formats(style: str, printed: str) -> None:
    assert formatted(4, style) == printed


def test_merged_multi_paragraph_and_blank_cells_are_rebuilt_from_spans() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Events"
    table.cell(2, 1).merge(table.cell(2, 2)).text = "both"
    table.cell(0, 1).text = "one\ntwo"
    table.cell(0, 1).add_paragraph("three")
    cells = [
        (p.locator.row, p.locator.column, p.row_span, p.column_span, p.text)
        for p in read(saved(document)).passages
    ]
    assert cells == [
        (1, 1, 2, 1, "Events"),
        (1, 2, 1, 1, "one\ntwo"),
        (1, 2, 1, 1, "three"),
        (1, 3, 1, 1, ""),
        (2, 2, 1, 1, ""),
        (2, 3, 1, 1, ""),
        (3, 1, 1, 1, ""),
        (3, 2, 1, 2, "both"),
    ]


def test_nested_tables_have_their_own_number() -> None:
    document = docx.Document()
    outer = document.add_table(1, 1)
    inner = outer.cell(0, 0).add_table(1, 2)
    inner.cell(0, 0).text = "deep"
    document.add_table(1, 1).cell(0, 0).text = "next"
    found = [
        (p.locator.table, p.locator.row, p.locator.column, p.text) for p in read(saved(document)).passages
    ]
    assert found == [(1, 1, 1, ""), (2, 1, 1, "deep"), (2, 1, 2, ""), (3, 1, 1, "next")]


def test_header_rows_are_marked() -> None:
    document = read_body(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:p><w:r><w:t>Head</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:tc><w:p><w:r><w:t>Body</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert [(p.text, p.is_header) for p in document.passages] == [("Head", True), ("Body", False)]


def test_tracked_changes_are_read_as_accepted() -> None:
    document = read_body(
        '<w:p><w:r><w:t xml:space="preserve">keep </w:t></w:r>'
        '<w:del w:id="1"><w:r><w:delText>old</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>new</w:t></w:r></w:ins></w:p>'
        '<w:p><w:moveFrom w:id="3"><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p>'
        '<w:p><w:moveTo w:id="4"><w:r><w:t>here</w:t></w:r></w:moveTo></w:p>'
        '<w:p><w:pPr><w:rPr><w:del w:id="5"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">joined </w:t></w:r></w:p>'
        "<w:p><w:r><w:t>up</w:t></w:r></w:p>"
        '<w:tbl><w:tr><w:trPr><w:del w:id="6"/></w:trPr><w:tc><w:p><w:r><w:t>no row</w:t></w:r></w:p></w:tc></w:tr>'
        "<w:tr><w:tc><w:p><w:r><w:t>row</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert texts(document) == ["keep new", "here", "joined up", "row"]


def test_links_from_relationships_and_fields_keep_their_span() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("See ")
    target = document.part.relate_to("https://example.org/a", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    paragraph._p.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w", "r")} r:id="{target}"><w:r><w:t>here</w:t></w:r></w:hyperlink>'
        )
    )
    for piece in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText> HYPERLINK "https://example.org/b" </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>there</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{piece}</w:r>"))
    (found,) = read(saved(document)).passages
    links = [(found.text[link.start : link.end], link.target) for link in found.hyperlinks]
    assert links == [("here", "https://example.org/a"), ("there", "https://example.org/b")]


def test_special_characters_print_as_they_should() -> None:
    document = read_body(
        "<w:p><w:r><w:t>ITU</w:t><w:noBreakHyphen/><w:t>T</w:t><w:tab/><w:t>co</w:t><w:softHyphen/><w:t>or\u00addination</w:t>"
        '<w:br/><w:sym w:font="Symbol" w:char="F0B7"/></w:r></w:p>'
    )
    assert texts(document) == ["ITU-T\tcoordination\n•"]


def test_text_boxes_are_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
    document = read_body(
        f"<w:p><w:r><w:t>around</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx>"
        f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert [(p.text, p.locator.part) for p in document.passages] == [("around", ""), ("boxed", "textbox")]


def test_content_controls_are_seen_through() -> None:
    document = read_body(
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>block</w:t></w:r>"
        "<w:sdt><w:sdtContent><w:r><w:t> inline</w:t></w:r></w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>"
    )
    assert texts(document) == ["block inline"]


def test_headers_and_footers_stand_once_and_apart() -> None:
    document = docx.Document()
    document.add_paragraph("Body")
    document.sections[0].header.paragraphs[0].text = "TDAG-20/13"
    document.add_section().header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = "TDAG-20/13"
    document.sections[0].footer.paragraphs[0].text = "Contact"
    found = [(str(p.kind), p.locator.part, p.text) for p in read(saved(document)).passages]
    assert found == [
        ("paragraph", "", "Body"),
        ("header", "header", "TDAG-20/13"),
        ("footer", "footer", "Contact"),
    ]


def test_comments_are_kept_apart() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Text")
    document.add_comment(paragraph.runs[0], text="Check this", author="A")
    found = read(saved(document)).passages
    assert [(str(p.kind), p.locator.part, p.text) for p in found] == [
        ("paragraph", "", "Text"),
        ("comment", "comment", "Check this"),
    ]


def test_core_properties_and_language_marks() -> None:
    document = docx.Document()
    document.core_properties.title = "Progress report"
    document.core_properties.author = "Secretariat"
    run = document.add_paragraph().add_run("Les domaines d'intérêt mutuel")
    run._r.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="fr-CH"/>'))
    found = read(saved(document))
    assert (found.language, found.metadata.title, found.metadata.extra["creator"]) == (
        "fr",
        "Progress report",
        "Secretariat",
    )


def test_a_table_of_ten_thousand_rows_is_read() -> None:
    row = "<w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
    assert len(read_body(f"<w:tbl>{row * 10_000}</w:tbl>").passages) == 20_000


def test_entities_are_refused_with_the_part_at_fault() -> None:
    document = docx.Document()
    document.add_paragraph("x")
    bomb = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    data = with_part(saved(document), "word/document.xml", lambda xml: bomb + xml.split(b"?>", 1)[1])
    (found,) = read_bytes(data, "paper.docx")
    assert isinstance(found, Refusal)
    assert "word/document.xml" in str(found.error)
    assert "entities" in str(found.error)


def test_deep_nesting_is_refused_not_crashed_on() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 90 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 90
    document = docx.Document()
    data = with_part(
        saved(document), "word/document.xml", lambda xml: xml.replace(b"<w:body>", f"<w:body>{deep}".encode())
    )
    (found,) = read_bytes(data, "paper.docx")
    assert isinstance(found, Refusal)
    assert "nested too deeply" in str(found.error)


def test_every_cut_of_a_document_is_a_refusal() -> None:
    document = docx.Document()
    document.add_paragraph("x" * 100)
    data = saved(document)
    for length in (10, 1000, len(data) // 2, len(data) - 10):
        (found,) = read_bytes(data[:length], "paper.docx")
        assert isinstance(found, Refusal), length
        assert "damaged" in str(found.error)


def test_a_passage_names_its_place() -> None:
    document = docx.Document()
    document.add_table(1, 2).cell(0, 1).text = "x"
    found = read(saved(document)).passages[-1]
    assert str(found.locator) == "paragraph 1, table 1, row 1, column 2"
