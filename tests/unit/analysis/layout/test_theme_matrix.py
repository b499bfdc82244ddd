from __future__ import annotations

from typing import Any

import pytest

from commonground.analysis.layout.theme_matrix import read_theme_matrices
from commonground.domain.theme import EmptyState

R, T, D, GS = "ITU-R", "ITU-T", "ITU-D", "General Secretariat"


def test_sectors_may_stand_in_any_order(draft: Any, layout: Any, sectors: Any, finder: Any) -> None:
    draft.add("Activities related to “Climate change”").add("Table 3")
    draft.table(
        [
            ["PP-Resolution 182 (Rev. Busan 2014)", "DEVELOPMENT", "RADIOCOMMUNICATION", "STANDARDIZATION"],
            ["Energy", "Study Group 2", "", "Study Group 5 - Q6/5 / Q7/5"],
            [("Events", 1, 2), "", ("Green week", 2, 1)],
            [("Policy forum", 3, 1)],
        ]
    )
    (read,) = read_theme_matrices(draft.document(), layout, sectors, finder)
    matrix = read.matrix
    assert (matrix.theme, matrix.columns, read.number) == ("Climate change", (R, T, D), "3")
    assert matrix.governing == "PP-Resolution 182 (Rev. Busan 2014)"
    energy, green, forum = matrix.rows
    assert [e.text for e in energy.cell(D)] == ["Study Group 2"]
    assert energy.empty == {R: EmptyState.BLANK}
    assert energy.cell(T)[0].ids == ("ITU-T SG5", "ITU-T Q6/5", "ITU-T Q7/5")
    assert green.spans == ((R, T),)
    assert green.empty == {D: EmptyState.BLANK}
    assert (forum.group, forum.label, forum.spans) == ("Events", "Events", ((R, T, D),))
    assert forum.entries[0].origins[0].locator.row == 4
    assert set(read.passages) == set(range(len(draft.passages)))


@pytest.mark.parametrize(
    ("language", "header", "events", "web"),
    [
        (
            "fr",
            ["Résolution 182", "RADIOCOMMUNICATIONS", "NORMALISATION", "DÉVELOPPEMENT"],
            "Événements",
            "Page web",
        ),
        (
            "es",
            ["Resolución 182", "Radiocomunicaciones", "Normalización", "Desarrollo"],
            "EVENTOS",
            "Página web",
        ),
        ("ru", ["Резолюция 182", "Радиосвязь", "Стандартизация", "Развитие"], "Мероприятия", "Веб-страница"),
        ("zh", ["第182号决议", "无线电通信", "标准化", "发展"], "活动", "网页"),
        ("ar", ["القرار 182", "الاتصالات الراديوية", "التقييس", "التنمية"], "الأحداث", "الموقع الإلكتروني"),
        ("fr", ["", "UIT-R", "UIT-T", "UIT-D"], "Manifestations", "Pages web"),
        ("ru", ["", "МСЭ-R", "МСЭ-T", "МСЭ-D"], "мероприятия", "веб-страницы"),
        ("en", ["", "BR", "TSB", "BDT"], "Events:", "Web page"),
        (
            "en",
            ["", "Radiocommunication Sector (ITU-R)", "ITU-T activities", "Development\n(BDT)"],
            "Event",
            "Website",
        ),
    ],
)
def test_headings_are_known_in_six_languages(
    draft: Any,
    layout: Any,
    sectors: Any,
    finder: Any,
    language: str,
    header: list[str],
    events: str,
    web: str,
) -> None:
    draft.table(
        [header, ["α", "SG 7", "", "SG 2"], [events, "x", "y", "z"], [web, ("https://itu.int", 3, 1)]]
    )
    (read,) = read_theme_matrices(draft.document(language), layout, sectors, finder)
    assert read.matrix.columns == (R, T, D)
    assert [row.group for row in read.matrix.rows] == ["Sub-topics", "Events", "Web page"]


def test_header_in_the_second_row_under_a_title(draft: Any, layout: Any, sectors: Any, finder: Any) -> None:
    draft.table(
        [
            [("Pilot theme: Smart cities", 4, 1)],
            ["Sub-topic", "ITU-R", "ITU-T", "ITU-D"],
            ["Water", "", "SG 20", "none"],
            ["Air", "–", "", "Question 1/2\nQuestion 3/1"],
        ]
    )
    (read,) = read_theme_matrices(draft.document(), layout, sectors, finder)
    water, air = read.matrix.rows
    assert (read.theme, read.header_row) == ("Smart cities", 2)
    assert water.empty == {R: EmptyState.BLANK, D: EmptyState.NONE}
    assert air.empty[R] is EmptyState.NONE
    assert [e.text for e in air.cell(D)] == ["Question 1/2", "Question 3/1"]


def test_two_and_four_columns(draft: Any, layout: Any, sectors: Any, finder: Any) -> None:
    draft.table([["", "ITU-T", "ITU-D"], ["EMF", "SG 5", "Q7/2"]])
    draft.table(
        [
            ["Topic", "General Secretariat", "Radio", "Standardization", "Development"],
            ["Youth", "Resolution 198 (Rev. 2018)", "", "", ""],
            ["Reports", "Annual report", "", "", ""],
        ]
    )
    two, four = read_theme_matrices(draft.document(), layout, sectors, finder)
    assert two.matrix.columns == (T, D)
    assert four.matrix.columns == (R, T, D, GS)
    assert four.matrix.rows[0].cell(GS)[0].revisions == {"General Secretariat Resolution 198": "Rev. 2018"}


def test_group_headings_across_the_table_and_groups_of_ones_own(
    draft: Any, layout: Any, sectors: Any, finder: Any
) -> None:
    draft.table(
        [
            ["", "ITU-R", "ITU-T", "ITU-D"],
            [("Sub-topics", 4, 1)],
            ["e-waste", "", "Q7/5", ""],
            [("Events", 4, 1)],
            ["Workshop on waste", "x", "", ""],
            ["Resolutions", "", "Resolution 79", ""],
            [("Training", 1, 2), "", "", "Course"],
            ["", "", "Second course"],
        ]
    )
    (read,) = read_theme_matrices(draft.document(), layout, sectors, finder)
    assert [(row.group, row.label) for row in read.matrix.rows] == [
        ("Sub-topics", "e-waste"),
        ("Events", "Workshop on waste"),
        ("Resolutions", "Resolutions"),
        ("Training", "Training"),
        ("Training", "Training"),
    ]


def test_a_header_printed_again_and_one_entry_over_two_rows(
    draft: Any, layout: Any, sectors: Any, finder: Any
) -> None:
    header = ["", "ITU-R", "ITU-T", "ITU-D"]
    draft.table(
        [
            header,
            ["Energy", ("SG 7", 1, 2), "SG 5", ""],
            ["Water", "", "Q6/2"],
            header,
            ["Air", "", "SG 5", ""],
        ]
    )
    (read,) = read_theme_matrices(draft.document(), layout, sectors, finder)
    energy, water, air = read.matrix.rows
    assert [energy.cell(R)[0].text, water.cell(R)[0].text, air.cell(R)] == ["SG 7", "SG 7", ()]


def test_spans_told_in_a_last_column(draft: Any, layout: Any, sectors: Any, finder: Any) -> None:
    draft.table(
        [
            ["Group", "Row", "ITU-R", "ITU-T", "ITU-D", "Spans"],
            ["Sub-topics", "Energy", "SG 7", "", "", ""],
            ["Events", "Events", "Forum", "Forum", "Forum", "ITU-R + ITU-T + ITU-D"],
        ]
    )
    (read,) = read_theme_matrices(draft.document(), layout, sectors, finder)
    energy, forum = read.matrix.rows
    assert (energy.group, energy.label) == ("Sub-topics", "Energy")
    assert [(entry.text, entry.columns) for entry in forum.entries] == [("Forum", (R, T, D))]


def test_a_remarks_column_stays_passages(draft: Any, layout: Any, sectors: Any, finder: Any) -> None:
    draft.table([["", "ITU-R", "ITU-T", "Remarks"], ["EMF", "SG 1", "SG 5", "to be checked"]])
    (read,) = read_theme_matrices(draft.document(), layout, sectors, finder)
    unread = [p.text for i, p in enumerate(draft.passages) if i not in read.passages]
    assert unread == ["Remarks", "to be checked"]


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["Name", "ITU-R", "ITU-T", "ITU-D"],
            ["Telephone", "+41 22 730 5111", "+41 22 730 5852", "+41 22 730 5784"],
        ],
        [["Contact", "BR", "TSB", "BDT"], ["E-mail", "br@example.org", "tsb@example.org", "bdt@example.org"]],
        [["Time", "ITU-R", "ITU-T"], ["09:30 - 10:45", "SG 5", "SG 20"], ["11:00 - 12:30", "SG 7", "SG 5"]],
        [["Year", "ITU-R", "ITU-T", "ITU-D"], ["2018", "12", "45", "7"], ["2019", "14", "50", "9"]],
        [["Day", "Room A", "Room B"], ["Monday", "ITU-T", "SG 5"]],
        [["Group", "Sector"], ["SG 5", "ITU-T"], ["SG 7", "ITU-R"]],
        [["ITU-T", "A.1"], ["TELECOMMUNICATION STANDARDIZATION SECTOR OF ITU", "(10/2016)"]],
        [["Item", "ITU-R", "ITU-T"], ["Coffee", "yes", "no"], ["Tea", "no", "yes"]],
    ],
)
def test_other_tables_with_sectors_are_left_alone(
    draft: Any, layout: Any, sectors: Any, finder: Any, rows: list[list[str]]
) -> None:
    draft.table(rows)
    assert read_theme_matrices(draft.document(), layout, sectors, finder) == ()
