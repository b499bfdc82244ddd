"""Slips are found with their cell and a mend, and doubt is graded."""

from __future__ import annotations

from collections.abc import Sequence

from commonground.analysis.finding import find_double_names, find_slips
from commonground.analysis.reference_finding import find_reference_slips
from commonground.domain.area import ListEntry, Origin, Proposal, ProposalKind
from commonground.domain.document import Locator
from commonground.domain.finding import Finding
from commonground.domain.instrument import Instrument, InstrumentKind, Revision
from commonground.domain.organization import Body, BodyKind, Question, Sector, StudyPeriod
from commonground.domain.profile import Gathering, Profile
from commonground.domain.reference import LocatedReference, Reference, ReferenceKind
from commonground.domain.theme import MatrixEntry, MatrixRow, ThemeMatrix

COLUMNS = ("ITU-R", "ITU-T", "ITU-D")
CELL = Locator(table=1, row=5, column=4)


def group(body: str) -> Body:
    return Body(body, BodyKind.STUDY_GROUP, (body.split(maxsplit=1)[0],))


def question(number: int, body: str = "ITU-T SG20", period: str = "2017-2020") -> Question:
    sector = body.split(maxsplit=1)[0]
    return Question(f"{sector} Q{number}/{body.split('SG')[1]}", sector, body, period)


def resolution(body: str, number: str, sector: str, area: str, *revisions: tuple[str, int]) -> Instrument:
    known = tuple(Revision(label, year, f"About {area}", (area,)) for label, year in revisions)
    return Instrument(f"{body} Resolution {number}", InstrumentKind.RESOLUTION, body, sector, number, known)


PROFILE = Profile(
    "x",
    {},
    ("en",),
    tuple(Sector(code, {}) for code in COLUMNS),
    (
        StudyPeriod("ITU-T", "2017-2020", 2017, 2021),
        StudyPeriod("ITU-T", "2022-2024", 2022, 2024),
        StudyPeriod("ITU-D", "2018-2021", 2018, 2021),
    ),
    (group("ITU-R SG7"), group("ITU-T SG5"), group("ITU-T SG20"), group("ITU-D SG2")),
    (*(question(n) for n in range(1, 8)), question(9, "ITU-T SG5"), question(6, "ITU-D SG2", "2018-2021")),
    (
        resolution(
            "WTSA", "73", "ITU-T", "Climate change", ("Rev. Dubai, 2012", 2012), ("Rev. Hammamet, 2016", 2016)
        ),
        resolution("RA", "60", "ITU-R", "Climate change", ("ITU-R 60-2 (RA, 2019)", 2019)),
        resolution("RA", "61", "ITU-R", "Information society", ("ITU-R 61-2 (RA, 2019)", 2019)),
    ),
    (
        Gathering("WTSA", 2012, "Dubai", "ITU-T"),
        Gathering("WTSA", 2016, "Hammamet", "ITU-T"),
        Gathering("WTSA", 2022, "Geneva", "ITU-T"),
        Gathering("RA", 2019, "Sharm el-Sheikh", "ITU-R", "RA-19"),
    ),
)


def entry(text: str, column: str, *ids: str, revision: str = "") -> MatrixEntry:
    revisions = dict.fromkeys(ids, revision) if revision else {}
    return MatrixEntry(text, (column,), ids, origins=(Origin("paper.docx", CELL),), revisions=revisions)


def slips(*entries: MatrixEntry, group: str = "Sub-topics", year: int = 2020) -> Sequence[Finding]:
    row = MatrixRow(group, "Remote sensing", entries)
    return find_slips(ThemeMatrix("Climate change", COLUMNS, (row,)), PROFILE, year=year)


def codes(*entries: MatrixEntry, group: str = "Sub-topics", year: int = 2020) -> list[str]:
    return [finding.code for finding in slips(*entries, group=group, year=year)]


def test_a_group_under_another_sectors_column_is_moved_home() -> None:
    (slip,) = slips(entry("Study Group 20 - Q4/20", "ITU-D", "ITU-T SG20", "ITU-T Q4/20"))
    assert slip.code == "wrong-sector-column"
    assert (slip.document, slip.locator) == ("paper.docx", CELL)
    assert slip.suggestion == "move to the column ITU-T: Study Group 20 - Q4/20"
    assert slip.detail["severity"] == "error"


def test_a_question_beyond_a_complete_row_does_not_exist() -> None:
    (slip,) = slips(entry("Q9/20", "ITU-T", "ITU-T Q9/20"))
    assert (slip.code, slip.detail["severity"]) == ("unknown-question", "error")
    assert "Q1 to Q7" in slip.message


def test_where_the_profile_has_gaps_a_question_is_only_not_known_here() -> None:
    for entity, year in (("ITU-T Q6/5", 2020), ("ITU-T Q4/20", 2023), ("ITU-T Q4/20", 1990)):
        found = slips(entry("cell", "ITU-T", entity), year=year)
        expected = [] if year == 1990 else [("unknown-question", "note")]
        assert [(slip.code, slip.detail["severity"]) for slip in found] == expected


def test_revisions_are_checked_against_the_conferences() -> None:
    def severity(label: str) -> list[tuple[str, object]]:
        found = slips(
            entry("Resolution 73", "ITU-T", "WTSA Resolution 73", revision=label), group="Resolutions"
        )
        return [(slip.code, slip.detail["severity"]) for slip in found]

    assert severity("Rev. Hammamet, 2016") == []
    assert severity("Rev. Hammamet, 2015") == [("unknown-revision", "error")]
    assert severity("Rev. Busan, 2016") == [("unknown-revision", "error")]
    assert severity("Rev. Geneva, 2022") == [("unknown-revision", "note")]
    assert severity("Rev. Dubai, 2012") == [("outdated-revision", "warning")]
    assert severity("") == [("revision-missing", "warning")]


def test_a_session_beside_full_revisions_is_incomplete() -> None:
    found = slips(
        entry("Resolution 60 (RA-19)", "ITU-R", "RA Resolution 60", revision="RA-19"),
        entry("Resolution 73", "ITU-T", "WTSA Resolution 73", revision="Rev. Hammamet, 2016"),
        group="Resolutions",
    )
    assert [slip.code for slip in found] == ["revision-missing"]
    assert "ITU-R 60-2 (RA, 2019)" in found[0].suggestion


def test_a_resolution_of_another_area_is_off_theme() -> None:
    (slip,) = slips(
        entry("Resolution 61", "ITU-R", "RA Resolution 61", revision="RA-19"), group="Resolutions"
    )
    assert slip.code == "off-theme-resolution"
    assert slip.detail["areas"] == ["Information society"]


def test_levels_of_detail_are_judged_per_cell_and_per_column() -> None:
    found = codes(entry("Study Group 5", "ITU-T", "ITU-T SG5"), entry("Q4/20", "ITU-T", "ITU-T Q4/20"))
    assert found == ["group-without-question", "mixed-granularity"]


def test_a_group_beside_its_own_question_is_one_level() -> None:
    assert codes(entry("Study Group 20 - Q4/20", "ITU-T", "ITU-T SG20", "ITU-T Q4/20")) == []


def test_groups_joined_in_one_entry_are_taken_apart() -> None:
    found = slips(entry("Study Groups 5 / Study Group 20", "ITU-T", "ITU-T SG5", "ITU-T SG20"))
    assert [slip.code for slip in found] == ["group-without-question", "several-groups-joined"]
    assert found[1].suggestion.endswith("ITU-T SG5; ITU-T SG20")


def test_several_questions_of_one_group_are_not_called_several_groups() -> None:
    assert codes(entry("Q4/20 and Q5/20", "ITU-T", "ITU-T Q4/20", "ITU-T Q5/20")) == []


def test_one_entry_in_two_wordings_is_a_duplicate() -> None:
    found = codes(
        entry("SG20 - Q4/20", "ITU-T", "ITU-T SG20", "ITU-T Q4/20"),
        entry("Study Group 20, Question 4/20", "ITU-T", "ITU-T SG20", "ITU-T Q4/20"),
    )
    assert found == ["duplicate-entry"]


def test_a_row_label_that_fits_anything_is_too_wide() -> None:
    rows = (MatrixRow("Sub-topics", "ICT applications"), MatrixRow("Sub-topics", "Water"))
    (slip,) = find_slips(ThemeMatrix("Climate change", COLUMNS, rows), PROFILE)
    assert (slip.code, slip.detail["row"]) == ("wide-label", "ICT applications")


def test_a_group_that_nobody_knows_is_reported() -> None:
    found = slips(entry("Study Group 77", "ITU-T", "ITU-T SG77"))
    assert [slip.code for slip in found] == ["unknown-group", "group-without-question"]


def test_one_area_in_two_languages_is_no_slip() -> None:
    a = ListEntry("1", "1", "Cybersecurity", language="en")
    b = ListEntry("2", "1", "Cybersécurité", language="fr")
    assert find_double_names((Proposal(ProposalKind.SAME, a, b, "Both speak of security.", 0.97),)) == ()


def test_one_area_under_two_names_is_reported_until_it_is_decided() -> None:
    a = ListEntry("1.3", "21", "6 UN languages", origins=(Origin("paper.docx", Locator(paragraph=9)),))
    b = ListEntry("1.5", "5", "Use of the six official languages of the Union")
    equal = Proposal(ProposalKind.SAME, a, a, "", 1.0)
    (slip,) = find_double_names((Proposal(ProposalKind.SAME, a, b, "Both speak of languages.", 0.9), equal))
    assert slip.code == "one-area-two-names"
    assert slip.locator == Locator(paragraph=9)
    assert slip.to_json()["probability"] == 0.9


def test_references_in_text_are_checked_too() -> None:
    def located(text: str, kind: ReferenceKind, *candidates: str, revision: str = "") -> LocatedReference:
        known = candidates[0] if len(candidates) == 1 else None
        reference = Reference(text, 0, len(text), kind, known, candidates, revision=revision)
        return LocatedReference(reference, CELL, 0)

    found = find_reference_slips(
        (
            located("Q6/2", ReferenceKind.QUESTION, "ITU-D Q6/2", "ITU-T Q6/2"),
            located("Q9/20", ReferenceKind.QUESTION, "ITU-T Q9/20"),
            located("Q4/20", ReferenceKind.QUESTION, "ITU-T Q4/20"),
            located(
                "Resolution 73", ReferenceKind.RESOLUTION, "WTSA Resolution 73", revision="Rev. Rome, 2016"
            ),
        ),
        "paper.docx",
        PROFILE,
        2020,
    )
    assert [slip.code for slip in found] == ["ambiguous-reference", "unknown-question", "unknown-revision"]
    assert found[0].suggestion == "name the Sector: ITU-D Q6/2 or ITU-T Q6/2"
