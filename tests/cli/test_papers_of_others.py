"""Papers laid out as other people lay them out: matrices, lists and mapping tables, read through the command line."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table
from tests.cli.conftest import Command

Cell = str | list[str]


def _table(paper: WordFile, rows: Sequence[Sequence[Cell]]) -> Table:
    table: Table = paper.add_table(len(rows), max(map(len, rows)))
    for r, row in enumerate(rows):
        for c, content in enumerate(row):
            first, *rest = [content] if isinstance(content, str) else content
            table.cell(r, c).text = first
            for text in rest:
                table.cell(r, c).add_paragraph(text)
    return table


def _across(table: Table, row: int, first: int, last: int) -> None:
    table.cell(row, first).merge(table.cell(row, last))


class Officer:
    """Adds papers to a register without lists and asks for what they hold."""

    def __init__(self, command: Command, folder: Path) -> None:
        self.command, self.folder = command, folder
        command("init", "--without-lists")

    def adds(self, paper: WordFile, name: str = "paper.docx") -> dict[str, Any]:
        paper.save(str(self.folder / name))
        (document,) = self.command("add", self.folder / name, "--json").value["documents"]
        assert isinstance(document, dict)
        return document

    def rows(self, theme: str) -> list[tuple[str, str, dict[str, list[str]]]]:
        value = self.command("matrix", theme, "--json").value
        return [
            (
                row["group"],
                row["label"],
                {sector: [e["text"] for e in cell] for sector, cell in row["cells"].items() if cell},
            )
            for row in value["rows"]
        ]

    def entries(self) -> list[tuple[str, str]]:
        areas = self.command("areas", "--json").value["areas"]
        return [(entry["number"], entry["text"]) for area in areas for entry in area["entries"]]


@pytest.fixture
def officer(command: Command, tmp_path: Path) -> Officer:
    return Officer(command, tmp_path)


HEAD = ["Sub-topic", "ITU-D", "ITU-T", "ITU-R"]


def test_group_labels_across_the_table_or_alone_in_their_row(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_heading("3.2 Cybersecurity", 2)
    rows = [HEAD, ["Spam", "Q3/2", "Q5/17", ""], ["Events", "", "", ""], ["Workshops", "", "One", "Two"]]
    rows += [["Resolutions", "", "", ""], ["", "", "Resolution 50 (Rev. Geneva, 2022)", ""]]
    table = _table(paper, rows)
    _across(table, 2, 0, 3)
    officer.adds(paper)
    assert officer.rows("Cybersecurity") == [
        ("Sub-topics", "Spam", {"ITU-D": ["Q3/2"], "ITU-T": ["Q5/17"]}),
        ("Events", "Workshops", {"ITU-T": ["One"], "ITU-R": ["Two"]}),
        ("Resolutions", "Resolutions", {"ITU-T": ["Resolution 50 (Rev. Geneva, 2022)"]}),
    ]


def test_a_group_without_entries_is_no_heading(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_paragraph("Theme: Cybersecurity")
    _table(
        paper,
        [
            HEAD,
            ["Spam", "Q3/2", "Q5/17", ""],
            ["Events", "", "", ""],
            ["Web page", "www.d", "www.t", "www.r"],
            ["Indicators", "", "7", ""],
        ],
    )
    officer.adds(paper)
    groups = [(group, label) for group, label, _ in officer.rows("Cybersecurity")]
    assert groups == [
        ("Sub-topics", "Spam"),
        ("Events", "Events"),
        ("Web page", "Web page"),
        ("Indicators", "Indicators"),
    ]


def test_groups_in_a_column_of_their_own(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_paragraph("Pilot theme – Accessibility")
    rows = [["Group", "Item", "ITU-R", "ITU-T", "ITU-D"]]
    rows += [["Sub-topics", "Captioning", "WP 6B", "Q26/16", "Q7/1"], ["Events", "First", "", "A", ""]]
    rows += [["Events", "Second", "B", "", ""], ["Indicators", "Pages", "1", "", ""]]
    _table(paper, rows)
    officer.adds(paper)
    assert [(group, label) for group, label, _ in officer.rows("Accessibility")] == [
        ("Sub-topics", "Captioning"),
        ("Events", "First"),
        ("Events", "Second"),
        ("Indicators", "Pages"),
    ]


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("RELEVANT RESOLUTIONS:", "Resolutions"),
        ("Related Recommendations", "Recommendations"),
        ("Web pages and links", "Web page"),
        ("Events / Manifestations", "Events"),
        ("Autres rapports", "Reports"),
    ],
)
def test_group_labels_in_two_languages_or_with_a_filler(officer: Officer, label: str, group: str) -> None:
    paper = docx.Document()
    paper.add_paragraph("Pilot theme on accessibility")
    _table(paper, [HEAD, ["Captioning", "Q7/1", "Q26/16", "WP 6B"], [label, "", "something", ""]])
    officer.adds(paper)
    assert officer.rows("Accessibility")[1] == (group, label, {"ITU-T": ["something"]})


def test_semicolons_part_references_but_not_words(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_paragraph("Theme: Accessibility / Thème: Accessibilité")
    _table(
        paper,
        [
            HEAD,
            ["Captioning", "Q7/1", ["Q26/16", "Q4/20"], "WP 6A; WP 6B"],
            ["Events", "", "Day one; day two", ""],
        ],
    )
    officer.adds(paper)
    assert [cells for _, _, cells in officer.rows("Accessibility")] == [
        {"ITU-R": ["WP 6A", "WP 6B"], "ITU-T": ["Q26/16", "Q4/20"], "ITU-D": ["Q7/1"]},
        {"ITU-T": ["Day one; day two"]},
    ]


def test_a_table_in_a_cell_and_a_table_continued(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_paragraph("Table 2 – Theme: Accessibility")
    table = _table(paper, [HEAD, ["Captioning", "Q7/1", "", "WP 6B"], ["Events", "", "Day", ""]])
    inner = table.cell(1, 2).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Q26/16", "Q4/20"
    paper.add_paragraph("Table 2 (continued)")
    _table(paper, [HEAD, ["Week", "", "", "Here"], ["Reports", "", "", "BT.2207"]])
    officer.adds(paper)
    assert officer.rows("Accessibility") == [
        ("Sub-topics", "Captioning", {"ITU-R": ["WP 6B"], "ITU-T": ["Q26/16", "Q4/20"], "ITU-D": ["Q7/1"]}),
        ("Events", "Events", {"ITU-T": ["Day"]}),
        ("Events", "Week", {"ITU-R": ["Here"]}),
        ("Reports", "Reports", {"ITU-R": ["BT.2207"]}),
    ]


def test_columns_of_numbers_descriptions_remarks_and_bare_questions(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_heading("Annex 2: Accessibility matrix", 1)
    head = [
        "#",
        "Sub-topic",
        "Description",
        "ITU-R Working Parties",
        "ITU-T Questions",
        "ITU-D",
        "Remarks",
        "Status",
    ]
    rows = [["1", "Captioning", "Words on the screen", "6B", "26/16", "Q7/1", "see 4", "open"]]
    rows += [["2", "Signing", "Hands on the screen", "WP 6C", "", "", "", "open"]]
    _table(paper, [head, *rows])
    officer.adds(paper)
    value = officer.command("matrix", "Accessibility", "--json").value
    assert [row["label"] for row in value["rows"]] == ["Captioning", "Signing"]
    cells = value["rows"][0]["cells"]
    assert [cells[s][0]["ids"] for s in ("ITU-R", "ITU-T", "ITU-D")] == [
        ["ITU-R WP 6B"],
        ["ITU-T Q26/16"],
        ["ITU-D Q7/1"],
    ]


def test_a_header_of_two_rows_and_cells_nobody_filled_yet(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_paragraph("Theme: Accessibility")
    kinds = ["", "(Questions)", "(Questions)", "(Working Parties)"]
    _table(paper, [HEAD, kinds, ["Captioning", "Q7/1", "tbd", "WP 6B"], ["Events", "—", "Day", ""]])
    officer.adds(paper)
    rows = officer.command("matrix", "Accessibility", "--json").value["rows"]
    assert [(row["label"], row.get("empty", {})) for row in rows] == [
        ("Captioning", {"ITU-T": "not-examined"}),
        ("Events", {"ITU-R": "blank", "ITU-D": "none"}),
    ]


def test_an_arabic_matrix_written_from_right_to_left(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_paragraph("الموضوع التجريبي: «تغير المناخ»")
    head = ["الموضوع الفرعي", "قطاع الاتصالات الراديوية", "قطاع تقييس الاتصالات", "قطاع تنمية الاتصالات"]
    table = _table(paper, [head, ["التخفيف", "فرقة العمل 7C", "المسألة 7/5", "المسألة 6/2"]])
    table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    officer.adds(paper)
    value = officer.command("matrix", "تغير المناخ", "--json").value
    row = next(row for row in value["rows"] if row["label"] == "التخفيف")
    assert [row["cells"][s][0]["ids"] for s in ("ITU-R", "ITU-T", "ITU-D")] == [
        ["ITU-R WP 7C"],
        ["ITU-T Q7/5"],
        ["ITU-D Q6/2"],
    ]


def test_an_entry_printed_twice_is_found_at_its_second_place(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_paragraph("Theme: Accessibility")
    _table(paper, [HEAD, ["Captioning", "Q7/1", ["Q26/16", "Q26/16"], "WP 6B"]])
    officer.adds(paper)
    findings = officer.command("findings", "--json").value
    (found,) = [one for one in findings if one["code"] == "duplicate-entry"]
    assert found["locator"] == {"table": 1, "row": 2, "column": 3, "paragraph": 2}


def test_a_clean_paper_has_no_errors(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_paragraph("Theme: Climate change")
    rows = [HEAD, ["Energy", "Q6/2", "Q6/5", "WP 7C"]]
    rows += [
        ["Resolutions", "Resolution 66 (Rev. Buenos Aires, 2017)", "Resolution 73 (Rev. Hammamet, 2016)", ""]
    ]
    _table(paper, rows)
    officer.adds(paper)
    assert [
        one for one in officer.command("findings", "--json").value if one.get("severity") == "error"
    ] == []


def test_nested_list_styles_and_lettered_numbers(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_heading("2 Areas of mutual interest", 1)
    for style, text in (("", "Trust"), (" 2", "Spam"), (" 3", "Botnets"), ("", "Broadband")):
        paper.add_paragraph(text, style=f"List Number{style}")
    paper.add_heading("3 References", 1)
    paper.add_paragraph("Resolution 191", style="List Number")
    paper.add_heading("4 Areas of common interest", 1)
    for text in ("I. Environment", "A.1 E-waste", "II. Society", "B.1 Youth", "B.2 Gender"):
        paper.add_paragraph(text)
    officer.adds(paper)
    assert sorted(officer.entries()) == sorted(
        [
            ("1", "Trust"),
            ("1.1", "Spam"),
            ("1.1.1", "Botnets"),
            ("2", "Broadband"),
            ("I", "Environment"),
            ("A.1", "E-waste"),
            ("II", "Society"),
            ("B.1", "Youth"),
            ("B.2", "Gender"),
        ]
    )


def test_lists_of_other_things_are_not_areas(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_paragraph("The Sectors share areas of mutual interest, among them climate change and youth.")
    paper.add_heading("Agenda", 1)
    for text in ("Opening", "Areas of mutual interest", "Any other business"):
        paper.add_paragraph(text, style="List Number")
    paper.add_paragraph("The following actions on areas of mutual interest were agreed:")
    for text in ("TSB to circulate the list", "BDT to comment"):
        paper.add_paragraph(text, style="List Bullet")
    paper.add_paragraph("3.1 The secretariat reported on areas of mutual interest.")
    paper.add_paragraph("3.2 The group noted the report.")
    paper.add_heading("Participants", 1)
    paper.add_paragraph("Ms Smith, Canada", style="List Bullet")
    officer.adds(paper)
    assert officer.entries() == []


def _tracked(paragraph: Any, tag: str, text: str) -> None:
    change, run = OxmlElement(f"w:{tag}"), OxmlElement("w:r")
    words = OxmlElement("w:delText" if tag == "del" else "w:t")
    change.set(qn("w:id"), "1")
    change.set(qn("w:author"), "somebody")
    words.text = text
    run.append(words)
    change.append(run)
    paragraph._p.append(change)


def test_a_revision_with_an_inserted_bullet_doubles_nothing(officer: Officer) -> None:
    for number, name, texts in (
        ("TD 14-E", "first.docx", ["Accessibility", "Cybersecurity", "Youth"]),
        ("TD 14-E (Rev. 1)", "second.docx", ["Accessibility", "Broadband", "Cybersecurity", "Youth"]),
    ):
        paper = docx.Document()
        paper.add_paragraph(f"Document {number}")
        paper.add_heading("1.1 Areas of mutual interest", 1)
        for text in texts:
            _tracked(paper.add_paragraph(style="List Bullet"), "ins", text)
        _tracked(paper.add_paragraph(style="List Bullet"), "del", "Gone")
        told = officer.adds(paper, name)
    assert told["supersedes"].endswith("first.docx")
    assert (told["new_entries"], told["recognised_entries"]) == (1, 3)
    assert sorted(text for _, text in officer.entries()) == [
        "Accessibility",
        "Broadband",
        "Cybersecurity",
        "Youth",
    ]


def test_questions_against_questions_under_a_title_that_names_both_sectors(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_paragraph("Table 3: Questions of ITU-D SG2 and ITU-T")
    _table(paper, [["", "Q1/2", "Q3/2", "Q6/2"], ["Q3/17", "", "x", ""], ["Q7/5", "", "", "●"]])
    assert officer.adds(paper)["links"] == 2


def test_a_long_table_is_read_in_linear_time(officer: Officer, tmp_path: Path) -> None:
    def seconds(first: int, number: int) -> float:
        rows = "\n".join(
            f"{i},Subject {i},Q{i % 20 + 1}/5,WP {i % 7 + 1}A" for i in range(first, first + number)
        )
        path = tmp_path / f"long-{number}.csv"
        path.write_text(f"No,Area,ITU-T,ITU-R\n{rows}\n", encoding="utf-8")
        started = time.process_time()
        (told,) = officer.command("add", path, "--json").value["documents"]
        assert told["list_entries"] == number
        return time.process_time() - started

    # Of this process, whatever else the machine does: four times the rows; sixteen times when every row looks at all.
    assert seconds(10_000, 1200) < 9 * seconds(1, 300)


def test_a_paper_in_two_languages(officer: Officer) -> None:
    paper = docx.Document()
    paper.add_paragraph("Thème pilote: Changement climatique")
    head = ["Sous-thème", "UIT-R", "UIT-T", "UIT-D"]
    resolutions = ["Résolution 673 (CMR-07)", "Résolution 73 (Rév. Hammamet, 2016)", ""]
    _table(paper, [head, ["Énergie", "GT 7C", "Question 6/5", "Question 6/2"], ["Résolutions", *resolutions]])
    paper.add_paragraph("Domaines d'intérêt commun:")
    paper.add_paragraph("Cybersécurité", style="List Bullet")
    paper.add_paragraph("Jeunesse", style="List Bullet")
    paper.add_heading("Areas of mutual interest", 1)
    paper.add_paragraph("Cybersecurity", style="List Bullet")
    paper.add_paragraph("Youth", style="List Bullet")
    officer.adds(paper)
    codes = {one["code"] for one in officer.command("findings", "--json").value}
    assert not codes & {"off-theme-resolution", "one-area-two-names", "wrong-sector-column"}
    areas = officer.command("areas", "--json").value
    assert [p["kind"] for p in areas["proposals"] if p["kind"] == "same"] == ["same", "same"]
