"""Plain text, Markdown, HTML and tables of separated values: what is kept, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.domain.document import Document, PassageKind
from commonground.ingest.reading import read_bytes


def read(data: str | bytes, name: str) -> Document:
    (found,) = read_bytes(data.encode() if isinstance(data, str) else data, name)
    assert isinstance(found, Document), found
    return found


def cells(document: Document) -> list[tuple[int | None, int | None, int, str]]:
    return [
        (p.locator.row, p.locator.column, p.column_span, p.text)
        for p in document.passages
        if p.kind is PassageKind.CELL
    ]


WORD_TABLE = (
    "Table 1\n"
    "\tTheme\n\tRADIO\n\tSTANDARDS\n\tDEVELOPMENT\n\n"
    "\tWater\n\t\n\tStudy Group 5\n\t\n\n"
    "\tEvents\n\tWMO\n\tU4SSC\n\t• \n\n"
    "\t\n\tConference of all\n\n"
    "\t\n\tcut row\n \tWeb page\n\thttps://example.org\n \nAfter it\n"
)


def test_tab_led_lines_are_the_cells_of_a_table() -> None:
    document = read(WORD_TABLE, "a.txt")
    assert cells(document)[4:] == [
        (2, 1, 1, "Water"),
        (2, 2, 1, ""),
        (2, 3, 1, "Study Group 5"),
        (2, 4, 1, ""),
        (3, 1, 1, "Events"),
        (3, 2, 1, "WMO"),
        (3, 3, 1, "U4SSC"),
        (3, 4, 1, ""),
        (4, 1, 1, ""),
        (4, 2, 3, "Conference of all"),
        (5, 1, 1, ""),
        (5, 2, 1, "cut row"),
        (5, 3, 1, ""),
        (5, 4, 1, ""),
        (6, 1, 1, "Web page"),
        (6, 2, 3, "https://example.org"),
    ]
    assert [p.text for p in document.passages if p.kind is PassageKind.PARAGRAPH] == ["Table 1", "After it"]
    assert document.passages[1].locator.line == 2


def test_indented_paragraphs_are_no_table() -> None:
    document = read("\tA first paragraph.\n\tA second one.\n\tA third.\n", "a.txt")
    assert [p.kind for p in document.passages] == [PassageKind.PARAGRAPH] * 3


def test_lines_with_several_tabs_are_rows() -> None:
    found = cells(read("Name\tR\tT\nWater\t\tSG5\nEnergy\tSG7\t\n", "a.txt"))
    assert [cell[3] for cell in found] == ["Name", "R", "T", "Water", "", "SG5", "Energy", "SG7", ""]


@pytest.mark.parametrize("mark", ["·", "•", "–", "-", "*", "▪"])
def test_bullets_are_list_items(mark: str) -> None:
    document = read(f"Topics:\n{mark} Environment\n{mark} e-waste\n", "a.txt")
    assert [(str(p.kind), p.number, p.text) for p in document.passages] == [
        ("paragraph", "", "Topics:"),
        ("list-item", mark, "Environment"),
        ("list-item", mark, "e-waste"),
    ]


def test_printed_numbers_stay_in_the_text_with_their_tab() -> None:
    document = read("1.\tParticipation\n1.1\tRemote participation.\n", "a.txt")
    assert [(p.level, p.text) for p in document.passages] == [
        (1, "1.\tParticipation"),
        (2, "1.1\tRemote participation."),
    ]


def test_text_broken_at_a_fixed_width_is_joined() -> None:
    line = "The quick brown fox jumps over the lazy dog and goes on and on to"
    document = read("\n\n".join("\n".join([line] * 4 + ["the end."]) for _ in range(4)), "a.txt")
    assert len(document.passages) == 4


@given(
    st.lists(
        st.text("abcdefgh жшщ مرح 文", min_size=1, max_size=30).filter(lambda t: bool(t.strip())),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=50, deadline=None)
def test_every_line_comes_back(lines: list[str]) -> None:
    document = read("\n".join(lines), "a.txt")
    assert " ".join(" ".join(p.text.split()) for p in document.passages) == " ".join(
        " ".join(line.split()) for line in lines
    )


def test_a_break_in_a_markdown_cell_parts_its_lines() -> None:
    document = read("| a | b |\n|---|---|\n| one<br>two<BR/>three | x |\n", "a.md")
    assert cells(document)[2:] == [(2, 1, 1, "one\ntwo\nthree"), (2, 2, 1, "x")]


def test_markdown_structure() -> None:
    front = "---\ntitle: Draft\nlang: fr\n---\n"
    text = (
        front
        + "# One\n\nText [link](https://e.org).\n\n3. a\n4. b\n   - c\n\n| X | Y |\n|---|---|\n| 1 |  |\n"
    )
    document = read(text, "a.md")
    assert [(str(p.kind), p.level, p.number, p.text) for p in document.passages] == [
        ("heading", 1, "", "One"),
        ("paragraph", None, "", "Text link."),
        ("list-item", 1, "3.", "a"),
        ("list-item", 1, "4.", "b"),
        ("list-item", 2, "•", "c"),
        ("cell", None, "", "X"),
        ("cell", None, "", "Y"),
        ("cell", None, "", "1"),
        ("cell", None, "", ""),
    ]
    assert (document.language, document.metadata.title) == ("fr", "Draft")
    assert document.passages[0].locator.line == 5
    (link,) = document.passages[1].hyperlinks
    assert document.passages[1].text[link.start : link.end] == "link"
    assert document.passages[5].is_header


def test_html_structure() -> None:
    page = (
        "<!doctype html><html lang=es><head><title>T</title><style>x{}</style></head><body><script>no()</script>"
        "<h2>Uno <a href='https://e.org'>dos</a></h2><ul><li>a<ol type=a><li>b</ol></ul><p>x<br>y</p>"
        "<table><caption>Cap</caption><thead><tr><th>A<th>B</thead>"
        "<tr><td rowspan=2>1<td>2<tr><td><p>3</p><p>4</p><tr><td colspan=2></table></body></html>"
    )
    document = read(page, "a.html")
    assert [(str(p.kind), p.level, p.number, p.text) for p in document.passages[:6]] == [
        ("heading", 2, "", "Uno dos"),
        ("list-item", 1, "•", "a"),
        ("list-item", 2, "a.", "b"),
        ("paragraph", None, "", "x\ny"),
        ("caption", None, "", "Cap"),
        ("cell", None, "", "A"),
    ]
    assert cells(document)[2:] == [
        (2, 1, 1, "1"),
        (2, 2, 1, "2"),
        (3, 2, 1, "3"),
        (3, 2, 1, "4"),
        (4, 1, 2, ""),
    ]
    assert (document.language, document.metadata.title) == ("es", "T")
    (link,) = document.passages[0].hyperlinks
    assert document.passages[0].text[link.start : link.end] == "dos"
    assert [p.is_header for p in document.passages[5:8]] == [True, True, False]


def test_html_says_its_own_encoding() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Климат</p></body></html>'.encode(
        "cp1251"
    )
    assert read(page, "a.html").passages[0].text == "Климат"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separated_values_in_any_dialect(separator: str) -> None:
    text = "\r\n".join(separator.join(row) for row in (("a", "b", "c"), ("1", '"x y"', ""), ("2", "z")))
    document = read(text, "a.csv")
    assert [cell[3] for cell in cells(document)] == ["a", "b", "c", "1", "x y", "", "2", "z", ""]
    assert any("filled" in note for note in document.notes)


def test_a_quoted_field_may_hold_lines_and_the_locator_says_the_first() -> None:
    document = read('a,b\n1,"x\ny"\n2,z\n', "a.csv")
    assert [p.locator.line for p in document.passages] == [1, 1, 2, 2, 4, 4]
    assert document.passages[3].text == "x\ny"
