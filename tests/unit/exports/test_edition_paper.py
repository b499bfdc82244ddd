"""The paper of what changed between two editions: golden files, and what a delegate must find in it."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from tests.unit.exports import coordination_samples as coordination
from tests.unit.exports import exports_samples as samples

from commonground.analysis.edition_difference import (
    Because,
    Difference,
    DifferenceKind,
    EditionDifference,
    RecordKind,
    StateTitle,
)
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.role import Reason, Role
from commonground.domain.theme import EntryState
from commonground.exports.canonical import canonical_json
from commonground.exports.edition_paper import (
    NOW,
    difference_document,
    difference_json,
    difference_page,
    difference_rows,
    difference_sections,
)
from commonground.exports.edition_words import actor_words, field_lines, field_word, why_lines
from commonground.exports.paper import TitleBlock
from commonground.exports.wording import word
from commonground.register.fact_kinds import FACT_KINDS

GOLDEN = Path(__file__).parents[2] / "golden" / "exports"
EMPTY = TitleBlock("")
BEFORE = StateTitle("ISCG 2020-06", "2020-06-01T15:00:00+00:00", "secretariat", "For the meeting of June")
AFTER = StateTitle("ISCG 2020-12", "2020-12-01T09:00:00+00:00", "secretariat")
LINK = "ITU-D Q6/2: ICTs and the environment — ITU-T Q7/5: E-waste"


def because(role: str, sector: str = "", day: int = 1, **fields: str) -> Because:
    return Because(sector, role, f"2020-07-{day:02}T10:00:00+00:00", **fields)


def difference() -> EditionDifference:
    """Each kind of change, each way of saying why."""
    judged = (
        because("focal-point", "ITU-D", 1, verdict="accept", reason_code="same-subject"),
        because("focal-point", "ITU-T", 2, verdict="reject", reason="Ours is about recycling"),
        because("secretariat", "ITU-R", 3, verdict="unsure", liaison_statement="7C/112"),
    )
    edited = because("secretariat", day=4, action="fact-changed", reason="As adopted by WTDC")
    retired = because("counsellor", "ITU-T", 5, action="fact-retired", reason="Merged into SG5")
    succession = because(
        "secretariat",
        day=6,
        action="succession-recorded",
        source="ITU-D Q7/1@2018-2021 → ITU-D Q9/1@2022-2025",
    )
    carried = because("secretariat", day=6, action="link-carried")
    read = because("secretariat", day=7, action="document-added", source="tdag-13.docx")
    return EditionDifference(
        BEFORE,
        AFTER,
        (
            Difference(
                RecordKind.AREA,
                "quantum",
                "Quantum technology",
                DifferenceKind.ADDED,
                {
                    "label": ("", "Quantum technology"),
                    "labels.fr": ("", "Quantique"),
                    "status": ("", "listed"),
                },
                (read,),
            ),
            Difference(
                RecordKind.LINK,
                "c0de",
                LINK,
                DifferenceKind.CHANGED,
                {
                    "state": ("stated", "disputed"),
                    "verdicts": ("", "ITU-D: accept; ITU-T: reject"),
                    "review": ("", "suspect"),
                },
                judged,
            ),
            Difference(
                RecordKind.LINK,
                "c0df",
                "ITU-D Q9/1: Access for all — ITU-R WP 6A",
                DifferenceKind.CARRIED_OVER,
                {"state": ("agreed", "to-be-confirmed"), "period": ("", "2022-2025")},
                (carried, succession),
                ("ITU-D Q7/1: Access — ITU-R WP 6A",),
            ),
            Difference(
                RecordKind.BODY,
                "ITU-T SG9",
                "ITU-T SG9: Broadband cable",
                DifferenceKind.REMOVED,
                {"name": ("Broadband cable", ""), "mandate.2017-2020": ("Cable", "")},
                (retired,),
            ),
            Difference(
                RecordKind.QUESTION,
                "ITU-D Q6/2@2018-2021",
                "ITU-D Q6/2 (2018-2021)",
                DifferenceKind.CHANGED,
                {"title": ("ICTs and the environment", "ICTs, the environment & <waste>")},
                (edited,),
            ),
            Difference(
                RecordKind.INSTRUMENT,
                "PP Resolution 182",
                "PP Resolution 182",
                DifferenceKind.CHANGED,
                {"carried_into": ("", "PP Resolution 136")},
            ),
        ),
        {DifferenceKind.ADDED: 120, DifferenceKind.REMOVED: 4},
    )


def written(data: bytes) -> str:
    return "\n".join(
        "".join(t.text or "" for t in p.iter(qn("w:t")))
        for p in docx.Document(BytesIO(data)).element.body.iter(qn("w:p"))
    )


def document_xml(data: bytes) -> str:
    """The body's XML, indented, so that a difference shows in one line."""
    with ZipFile(BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    etree.indent(root)
    return etree.tostring(root, encoding="unicode") + "\n"


def test_the_json_is_the_golden_one() -> None:
    made = json.loads(canonical_json(difference_json(difference(), "en")))
    assert made == json.loads((GOLDEN / "edition-difference.json").read_text("utf-8"))


def test_the_page_is_the_golden_one() -> None:
    made = difference_page(difference(), EMPTY).decode()
    assert made == (GOLDEN / "edition-difference.html").read_text("utf-8")


def test_the_arabic_document_is_the_golden_one() -> None:
    made = difference_document(difference(), EMPTY, language="ar", generated=samples.GENERATED)
    assert document_xml(made) == (GOLDEN / "edition-difference.ar.document.xml").read_text("utf-8")


def test_the_same_difference_gives_the_same_bytes() -> None:
    one, two = (
        difference_document(difference(), EMPTY, language="zh", generated=samples.GENERATED) for _ in range(2)
    )
    assert one == two


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
def test_page_and_word_file_say_the_same(language: str) -> None:
    page = coordination.dom(difference_page(difference(), EMPTY, language=language)).text_content()
    paper = written(difference_document(difference(), EMPTY, language=language, generated=samples.GENERATED))
    for key in ("states_compared", "difference_counts", "records_link", "change_removed", "why_by_whom"):
        assert word(key, language) in page
        assert word(key, language) in paper
    for text in (
        "ISCG 2020-06",
        "For the meeting of June",
        "Ours is about recycling",
        "7C/112",
        "tdag-13.docx",
    ):
        assert text in page
        assert text in paper


def test_the_two_states_stand_first_with_their_days_and_who_published_them() -> None:
    states = difference_sections(difference(), "en")[0].tables[0]
    told = [[line.text for cell in row for line in cell.lines] for row in states.rows]
    assert told == [
        ["From", "ISCG 2020-06", "1 June 2020", "Secretariat"],
        ["To", "ISCG 2020-12", "1 December 2020", "Secretariat"],
    ]
    assert states.notes == ("ISCG 2020-06: For the meeting of June",)


def test_numbers_follow_and_suggestions_nobody_judged_are_one_line() -> None:
    counts = difference_sections(difference(), "en")[1]
    told = [[line.text for cell in row for line in cell.lines] for row in counts.tables[0].rows]
    assert told == [
        ["Areas", "1", "–", "–"],
        ["Links", "–", "–", "1"],
        ["Bodies", "–", "1", "–"],
        ["Questions", "–", "–", "1"],
        ["Adopted texts", "–", "–", "1"],
    ]
    assert counts.paragraphs == (
        "Links – Carried over: 1",
        "Suggestions of matching that nobody has judged are not listed: 120 added, 4 withdrawn, 0 changed, "
        "0 carried over.",
    )


def test_each_kind_has_a_section_and_each_change_a_part_of_it() -> None:
    sections = difference_sections(difference(), "en")[2:]
    assert [(section.level, section.heading) for section in sections] == [
        (1, "Areas"),
        (2, "Added (1)"),
        (1, "Links"),
        (2, "Changed (1)"),
        (2, "Carried over (1)"),
        (1, "Bodies"),
        (2, "Removed (1)"),
        (1, "Questions"),
        (2, "Changed (1)"),
        (1, "Adopted texts"),
        (2, "Changed (1)"),
    ]
    listed = sum(len(table.rows) for section in sections for table in section.tables)
    assert listed == len(difference().differences)  # what goes in comes out


def test_a_carried_link_says_from_what_and_that_it_is_to_be_confirmed() -> None:
    carried = difference().differences[2]
    assert list(field_lines(carried, "en")) == [
        "Carried over from ITU-D Q7/1: Access — ITU-R WP 6A",
        "State: agreed → to be confirmed",
        "Study period: – → 2022-2025",
    ]
    assert [text for text, _ in why_lines(carried, "en")] == [
        "Secretariat: succession recorded (6 July 2020)",
        "ITU-D Q7/1@2018-2021 → ITU-D Q9/1@2022-2025",
    ]


def test_every_judgement_is_told_with_role_sector_day_reason_and_statement() -> None:
    assert [text for text, _ in why_lines(difference().differences[1], "en")] == [
        "Focal point, ITU-D: accepts (1 July 2020)",
        "Same subject",
        "Focal point, ITU-T: refuses (2 July 2020)",
        "Ours is about recycling",
        "Secretariat, for ITU-R: is unsure (3 July 2020)",
        "Liaison statement: 7C/112",
    ]


def test_what_the_log_does_not_tell_is_said_to_be_untold() -> None:
    assert list(why_lines(difference().differences[-1], "fr")) == [
        ("Le journal ne contient aucune entrée à ce sujet.", True)
    ]


def test_of_what_is_new_the_main_fields_are_told_and_of_a_change_all() -> None:
    added = difference().differences[0]
    assert list(field_lines(added, "en")) == ["Name: Quantum technology", "Status: listed"]
    changed = Difference(RecordKind.AREA, "q", "q", DifferenceKind.CHANGED, {"labels.fr": ("", "Quantique")})
    assert list(field_lines(changed, "en")) == ["Name (French): – → Quantique"]


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
def test_no_raw_word_of_the_register_reaches_a_reader(language: str) -> None:
    text = "\n".join("\n".join(row) for row in difference_rows(difference(), language))
    raw = ("to-be-confirmed", "focal-point", "same-subject", "fact-changed", "carried_into", "is_stated", "{")
    assert [one for one in raw if one in text] == []


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
def test_every_field_role_reason_and_state_has_a_word(language: str) -> None:
    for kind in FACT_KINDS.values():
        for field in kind.fields:
            called = field_word(field.name, language)
            assert called[0] == called[0].upper()
            assert "_" not in called
    for role in Role:
        assert actor_words(because(role), language) == word(f"role_{role}", language)
    assert all(word(f"reason_{reason}", language) for reason in Reason)
    assert all(word(f"state_{state}", language) for state in EntryState)
    for change in DifferenceKind:
        assert word(f"change_{change}", language)[0] == word(f"change_{change}", language)[0].upper()
    assert all(word(f"records_{kind}", language) for kind in RecordKind)


def test_years_of_a_study_period_keep_their_order_after_arabic_words() -> None:
    lines = list(field_lines(difference().differences[2], "ar"))
    assert any("\u200e2022-2025\u200e" in line for line in lines)
    assert "\u200e2017-2020\u200e" in field_word("mandate.2017-2020", "ar")


def test_markup_in_a_title_is_text() -> None:
    page = difference_page(difference(), EMPTY).decode()
    assert "&lt;waste&gt;" in page
    assert "<waste>" not in page


def test_states_that_do_not_differ_are_said_not_to() -> None:
    same = EditionDifference(BEFORE, StateTitle(NOW, "2020-12-02T09:00:00+00:00"), ())
    paper = written(difference_document(same, EMPTY, generated=samples.GENERATED))
    assert word("difference_none", "en") in paper
    assert "Changes from ISCG 2020-06 to 2 December 2020" in paper
    assert word("state_is_now", "en") in paper
