from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from commonground.analysis.layout.front_matter import document_year, read_front_matter, revision_of
from commonground.analysis.layout.printed_date import iso_date
from commonground.domain.document import DocumentMetadata


def test_the_box_of_an_advisory_group(draft: Any, layout: Any) -> None:
    draft.table([["Document TDAG-20/13-E"], ["4 May 2020"], ["English only"]])
    box = [
        "Summary:",
        "This document reports.",
        "It is short.",
        "Action required:",
        "TDAG is invited to note.",
    ]
    box += ["Reference:", "Resolution 191"]
    draft.add("SOURCE:\tChair, ISCG").add("TITLE:\tProgress report")
    draft.table([["\n".join(box)]])
    draft.heading("1. Background").add("Text.")
    read = read_front_matter(draft.document(), layout)
    assert (read.number, read.date) == ("TDAG-20/13-E", "2020-05-04")
    assert (read.source, read.title) == ("Chair, ISCG", "Progress report")
    assert read.summary == "This document reports.\nIt is short."
    assert (read.action_required, read.references) == ("TDAG is invited to note.", "Resolution 191")


@pytest.mark.parametrize(
    ("summary", "action", "references"),
    [
        ("Résumé", "Mesures à prendre", "Références"),
        ("Resumen:", "Acción solicitada:", "Referencias:"),
        ("Резюме", "Требуемые действия", "Справочные материалы"),
        ("概要：", "需采取的行动：", "参考文件："),
        ("ملخص:", "الإجراء المطلوب:", "المراجع:"),
    ],
)
def test_blocks_under_headings_in_other_languages(
    draft: Any, layout: Any, summary: str, action: str, references: str
) -> None:
    draft.heading(summary).add("α").heading(action).add("β").heading(references).add("γ").heading("1 Δ").add(
        "δ"
    )
    read = read_front_matter(draft.document(), layout)
    assert (read.summary, read.action_required, read.references) == ("α", "β", "γ")


def test_the_files_own_metadata_stands_where_the_text_is_silent(draft: Any, layout: Any) -> None:
    draft.add("Title: What is printed")
    document = replace(draft.document(), metadata=DocumentMetadata(title="Template", source="BDT"))
    read = read_front_matter(document, layout)
    assert (read.title, read.source) == ("What is printed", "BDT")


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("4 May 2020", "2020-05-04"),
        ("Geneva, 2-5 June 2020", "2020-06-05"),
        ("May 4, 2020", "2020-05-04"),
        ("1er février 2019", "2019-02-01"),
        ("25 de mayo de 2018", "2018-05-25"),
        ("3 июня 2021 года", "2021-06-03"),
        ("2020年6月2日", "2020-06-02"),
        ("5 يونيو 2020", "2020-06-05"),
        ("June 2020", "2020-06"),
        ("30 February 2020", "30 February 2020"),
        ("soon", "soon"),
    ],
)
def test_dates(layout: Any, printed: str, iso: str) -> None:
    assert iso_date(printed, layout) == iso


@pytest.mark.parametrize(
    ("number", "base", "revision"),
    [
        ("TDAG-20/13 Rev.1", "TDAG-20/13", 1),
        ("TDAG20/13-E", "TDAG-20/13", 0),
        ("Document TDAG-20/13(Rev.2)-F", "TDAG-20/13", 2),
        ("TSAG-TD589", "TSAG-TD589", 0),
        ("C17/38", "C17/38", 0),
        ("Revision 1 to Document TDAG-18/5-E", "TDAG-18/5", 1),
        ("RAG19/4-E Rev. 3", "RAG-19/4", 3),
    ],
)
def test_revisions(number: str, base: str, revision: int) -> None:
    assert revision_of(number) == (base, revision)


def test_a_revision_printed_before_the_number(draft: Any, layout: Any) -> None:
    draft.table([["Revision 2 to\nDocument TDAG-18/5-E"]])
    assert revision_of(read_front_matter(draft.document(), layout).number) == ("TDAG-18/5", 2)


def test_a_sentence_that_cites_a_paper_gives_no_number(draft: Any, layout: Any) -> None:
    draft.add(
        "The ISCG report to the September 2019 meeting of TSAG (TSAG-TD589) can be found on the website."
    )
    assert read_front_matter(draft.document(), layout).number == ""


def test_the_year_of_an_undated_paper_is_that_of_its_newest_full_date(draft: Any, layout: Any) -> None:
    draft.add("The 2030 Agenda and IMT-2020 were discussed on 25 September 2019, again on 2-5 June 2020.")
    assert document_year(draft.document(), layout) == 2020
    assert document_year(replace(draft.document(), passages=(), name="report-2018.docx"), layout) == 2018
