from __future__ import annotations

from typing import Any

import pytest

from commonground.analysis.layout.liaison_statement import read_liaison_statement
from commonground.domain.document import PassageKind


def test_the_form_of_the_standardization_sector(draft: Any, layout: Any, finder: Any) -> None:
    draft.table(
        [
            ["QUESTIONS:", "Q7/5, Q9/5"],
            ["SOURCE:", "ITU-T SG 5 (Geneva, 11-20 May 2021)"],
            ["TITLE:", "LS on e-waste – Reply to LS 12 from ITU-D"],
            [("LIAISON STATEMENT", 2, 1)],
            ["FOR ACTION TO:\nFOR COMMENT TO:\nFOR INFORMATION TO:", "SG 2; SG 20\n\nWP 7C"],
            ["APPROVAL:", "Agreed to at the Study Group meeting"],
            ["DEADLINE:", "Deadline for reply – 22 January 2022"],
            ["CONTACT:", "A. Person, rapporteur for Q7/5\nABC Company, Tel: +41 22 730 0000, a@example.org"],
        ]
    )
    read = read_liaison_statement(draft.document(), layout, finder)
    assert read is not None
    assert read.questions == ("Q7/5", "Q9/5")
    assert read.source.startswith("ITU-T SG 5")
    assert read.in_reply_to == "LS 12 from ITU-D"
    assert [a.text for a in read.for_action] == ["SG 2", "SG 20"]
    assert read.for_comment == ()
    assert [a.ids for a in read.for_information] == [("ITU-R WP 7C",)]
    assert read.deadline == "2022-01-22"
    assert read.contact == "rapporteur for Q7/5, ABC Company"
    assert read.passages


def test_lines_with_a_tab_are_a_form_too(draft: Any, layout: Any) -> None:
    draft.add("Liaison statement").add("Source:\tTDAG").add("Title:\tCoordination").add(
        "For comment:\tRAG, TSAG"
    )
    draft.add("For information:\tISCG").add("Deadline:\tn/a").add("Contact:\tMr X")
    read = read_liaison_statement(draft.document(), layout)
    assert read is not None
    assert [a.text for a in read.for_comment] == ["RAG", "TSAG"]
    assert (read.source, read.deadline, read.contact) == ("TDAG", "", "")


@pytest.mark.parametrize(
    ("title", "action", "information", "deadline"),
    [
        ("Note de liaison", "Pour suite à donner à", "Pour information", "Date limite"),
        ("Declaración de coordinación", "Para acción", "Para información", "Plazo"),
        ("Заявление о взаимодействии", "Для принятия мер", "Для информации", "Предельный срок"),
        ("联络声明", "供采取行动", "供参考", "截止日期"),
        ("بيان اتصال", "لاتخاذ إجراء", "للعلم", "الموعد النهائي"),
    ],
)
def test_form_words_in_other_languages(
    draft: Any, layout: Any, title: str, action: str, information: str, deadline: str
) -> None:
    draft.add(title)
    draft.table([[action + ":", "α"], [information, "β; γ"], [deadline, "2022-01-31"]])
    read = read_liaison_statement(draft.document(), layout)
    assert read is not None
    assert [a.text for a in read.for_action] == ["α"]
    assert [a.text for a in read.for_information] == ["β", "γ"]
    assert read.deadline == "2022-01-31"


def test_the_heading_style_of_radiocommunication(draft: Any, layout: Any, finder: Any) -> None:
    draft.add("Source: Document 7C/TEMP/12")
    draft.heading("LIAISON STATEMENT TO ITU-T STUDY GROUP 5").add("(copy to Working Party 1A)")
    draft.add("REMOTE SENSING OF WATER", PassageKind.TITLE).add("Working Party 7C thanks Study Group 5.")
    read = read_liaison_statement(draft.document(), layout, finder)
    assert read is not None
    assert [a.text for a in read.for_action] == ["ITU-T STUDY GROUP 5"]
    assert [a.text for a in read.for_information] == ["Working Party 1A"]
    assert read.title == "REMOTE SENSING OF WATER"


@pytest.mark.parametrize("purpose", ["For action", "For information"])
def test_a_file_without_styles_tells_its_sender_subject_and_purpose(
    draft: Any, layout: Any, finder: Any, purpose: str
) -> None:
    draft.add("12 June 2024").add("WP 5D").add("LIAISON STATEMENT TO Study Group 5")
    draft.add("Energy efficiency of networks").add("WP 5D thanks Study Group 5.").add(f"Status: {purpose}")
    read = read_liaison_statement(draft.document(), layout, finder)
    assert read is not None
    assert (read.source, read.title, read.approval) == ("WP 5D", "Energy efficiency of networks", "")
    receivers = read.for_action if purpose == "For action" else read.for_information
    assert [a.text for a in receivers] == ["Study Group 5"]
    assert (not read.for_action) == (purpose == "For information")


def test_a_report_is_no_liaison_statement(draft: Any, layout: Any) -> None:
    draft.add("Source: TSAG").add("Title: Report").add("Liaison statements were sent to SG 5 and SG 20.")
    draft.add("Liaison statements")
    assert read_liaison_statement(draft.document(), layout) is None
