from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.analysis.layout.area_list import read_area_lists, read_sub_topics
from commonground.analysis.layout.list_item import item_of
from commonground.domain.document import Document, Locator, Passage, PassageKind


def test_bullets_are_numbered_by_position_and_keep_their_group(draft: Any, layout: Any) -> None:
    draft.add("1.1. The following areas of common interest have been identified:")
    draft.add("(subject areas)").bullets("Accessibility", "Artificial  Intelligence")
    draft.add("(administrative themes)").bullets("6 UN languages.").add("The group thanked everybody.")
    (read,) = read_area_lists(draft.document(), layout)
    assert (read.number, read.title) == ("1.1", "The following areas of common interest have been identified")
    assert [(e.number, e.text, e.group) for e in read.entries] == [
        ("1", "Accessibility", "(subject areas)"),
        ("2", "Artificial Intelligence", "(subject areas)"),
        ("3", "6 UN languages", "(administrative themes)"),
    ]
    assert read.entries[2].origins[0].locator == Locator(paragraph=6)
    assert read.passages == (0, 1, 2, 3, 4, 5)


def test_printed_numbers_are_kept_and_give_the_parent(draft: Any, layout: Any) -> None:
    draft.add("1.4. ISCG developed the revised list of areas of mutual interest below:")
    for text in ("1.\tParticipation", "1.1\tRemote participation.", "1.2 \tE-meetings.", "2.\tRegistration"):
        draft.add(text)
    draft.add("1.5. The following issues of mutual interest are covered by Council groups:")
    draft.bullets("ITRs", "Strategic plan")
    first, second = read_area_lists(draft.document(), layout)
    assert [(e.number, e.parent) for e in first.entries] == [
        ("1", None),
        ("1.1", "1"),
        ("1.2", "1"),
        ("2", None),
    ]
    assert (second.number, len(second.entries)) == ("1.5", 2)


def test_numbers_that_the_file_computes_and_nested_bullets(draft: Any, layout: Any) -> None:
    draft.heading("Areas of mutual interest", number="3")
    draft.add("Environment", PassageKind.LIST_ITEM, "a)", 1).add("e-waste", PassageKind.LIST_ITEM, "i)", 2)
    draft.add("Gender", PassageKind.LIST_ITEM, "b)", 1)
    draft.heading("Other business").bullets("Date of the next meeting", "Closing")
    draft.add("Possible areas of common interest:").bullets("Internet").bullets("IPv6", "IDN", level=2)
    draft.bullets("Youth")
    lettered, nested = read_area_lists(draft.document(), layout)
    assert lettered.number == "3"
    assert [(e.number, e.parent) for e in lettered.entries] == [("a", None), ("a.i", "a"), ("b", None)]
    assert [(e.number, e.parent) for e in nested.entries] == [
        ("1", None),
        ("1.1", "1"),
        ("1.2", "1"),
        ("2", None),
    ]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Les domaines d'intérêt commun suivants ont été recensés:"),
        ("fr", "Liste des questions présentant un intérêt mutuel ci-après:"),
        ("es", "Se han identificado las siguientes esferas de interés mutuo:"),
        ("es", "Áreas de interés común:"),
        ("ru", "Определены следующие области, представляющие взаимный интерес:"),
        ("ru", "Вопросы, представляющие общий интерес:"),
        ("zh", "已确定以下共同关心的领域："),
        ("zh", "共同感兴趣的领域如下："),
        ("ar", "حُددت المجالات التالية ذات الاهتمام المشترك:"),
        ("ar", "مجالات الاهتمام المشترك:"),
        ("en", "Topics of mutual interest to the three Sectors are as follows:"),
    ],
)
def test_six_languages_introduce_a_list(draft: Any, layout: Any, language: str, sentence: str) -> None:
    draft.add(sentence).bullets("α", "β", "γ")
    (read,) = read_area_lists(draft.document(language), layout)
    assert len(read.entries) == 3
    assert read.entries[0].language == language


def test_other_lists_are_no_areas(draft: Any, layout: Any) -> None:
    draft.heading("Issues of mutual interest").add("The group took the following decisions:").bullets(
        "a b", "c d"
    )
    draft.heading("Participants").add("The meeting was attended by:").bullets("Chair", "Secretary")
    draft.add("ISCG identifies areas of mutual interest.").add("It resolves:").bullets("to meet", "to write")
    draft.heading("Areas of common interest", number="4")
    draft.add(
        "4.1 The group considered the list. It was of the view that more work is needed. Members agreed."
    )
    draft.add("4.2 The secretariat was asked to update it. The update will follow. The next meeting decides.")
    assert read_area_lists(draft.document(), layout) == ()


def test_the_name_of_a_group_introduces_no_list(draft: Any, layout: Any) -> None:
    draft.add("The Inter-Sector Coordination Group (ISCG) on issues of mutual interest met as follows:")
    draft.bullets("April 2019", "September 2019")
    assert read_area_lists(draft.document(), layout) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Participants in the meeting on areas of mutual interest:",
        "The three Sectors should cooperate on areas of mutual interest by:",
        "The following actions concerning areas of mutual interest were agreed:",
        "Le Groupe de coordination intersectorielle sur les questions d'intérêt mutuel a examiné ce qui suit:",
        "Группа по вопросам, представляющим взаимный интерес, провела следующие собрания:",
        "共同关心问题跨部门协调组讨论了以下文件：",
    ],
)
def test_sentences_that_announce_something_else(draft: Any, layout: Any, sentence: str) -> None:
    draft.add(sentence).bullets("α", "β")
    assert read_area_lists(draft.document(), layout) == ()


def test_the_number_of_a_heading_is_the_lists_own(draft: Any, layout: Any) -> None:
    draft.heading("3 Possible areas of common interest").bullets("Gender", "Youth")
    (read,) = read_area_lists(draft.document(), layout)
    assert (read.number, read.title) == ("3", "Possible areas of common interest")


def test_sub_topics_are_no_areas_and_name_their_theme(draft: Any, layout: Any) -> None:
    draft.add("ISCG decided on “Climate change” as a pilot theme.")
    draft.add("The secretariat looked at Resolution 182 and identified the following sub-topics:")
    draft.bullets("Environment", "Water", "ICT applications.")
    assert read_area_lists(draft.document(), layout) == ()
    (read,) = read_sub_topics(draft.document(), layout)
    assert read.theme == "Climate change"
    assert read.labels == ("Environment", "Water", "ICT applications")
    assert "Resolution 182" in read.governing
    assert read.passages == (1, 2, 3, 4)


def test_a_table_of_areas(draft: Any, layout: Any) -> None:
    draft.add("Annex").table(
        [["No.", "Area of mutual interest", "Sectors"], ["1", "Gender", "R"], ["2", "Youth.", ""]]
    )
    (read,) = read_area_lists(draft.document(), layout)
    assert [(e.number, e.text) for e in read.entries] == [("1", "Gender"), ("2", "Youth")]


def test_a_spreadsheet_with_a_column_per_fact(draft: Any, layout: Any) -> None:
    rows = [
        ["List", "Number", "Area"],
        ["1.1", "1", "Gender"],
        ["1.2", "1", "Water"],
        ["1.2", "1.1", "Rivers"],
    ]
    draft.table(rows, sheet="Sheet1")
    first, second = read_area_lists(draft.document(), layout)
    assert (first.number, second.number) == ("1.1", "1.2")
    assert second.entries[1].parent == "1"


def test_a_contact_table_is_no_list_of_areas(draft: Any, layout: Any) -> None:
    draft.table([["Area", "Contact", "Telephone"], ["Radio", "Chair", "1"]])
    assert read_area_lists(draft.document(), layout) == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="ab1.2)( •\t:\nи区ع", max_size=30), max_size=8))
def test_no_text_breaks_the_reader(texts: list[str]) -> None:
    words = {"phrases": {"area": {"en": ["a"]}, "following": {"en": ["b"]}}}
    passages = tuple(Passage(text, Locator(paragraph=n)) for n, text in enumerate(texts, 1))
    document = Document("0" * 64, "x.txt", "text/plain", passages)
    for passage in passages:
        item_of(passage)
    for read in read_area_lists(document, words):
        keys = [entry.key for entry in read.entries]
        assert len(keys) == len(set(keys))
