"""What the packaged facts of the ITU say, as an officer of the secretariat relies on it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from commonground.domain.instrument import Instrument
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.organization import Body, BodyKind
from commonground.domain.profile import Profile
from commonground.domain.theme import ROW_GROUPS
from commonground.profiles import load_profile
from commonground.profiles.coverage import coverage_markdown

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def itu() -> Profile:
    """The packaged profile."""
    return load_profile("itu")


def body_of(profile: Profile, body_id: str) -> Body:
    """The body of that id."""
    return next(body for body in profile.bodies if body.id == body_id)


def instrument_of(profile: Profile, instrument_id: str) -> Instrument:
    """The instrument of that id."""
    return next(instrument for instrument in profile.instruments if instrument.id == instrument_id)


def test_the_annex_has_101_entries_in_five_lists(itu: Profile) -> None:
    assert Counter(entry.list for entry in itu.entries) == {
        "1.1": 12,
        "1.2": 11,
        "1.3": 44,
        "1.4": 26,
        "1.5": 8,
    }


def test_entries_keep_numbers_parents_and_groups_without_closing_full_stops(itu: Profile) -> None:
    entries = {f"{entry.list}#{entry.number}": entry for entry in itu.entries}

    assert entries["1.1#12"].text == "Events Coordination"
    assert entries["1.1#12"].group == "(administrative and support themes)"
    assert entries["1.2#2"].text == "Cybersecurity/building confidence and security in ICTs"
    assert entries["1.3#13"].text == "Bridging the standardization gap (BSG)"
    assert entries["1.4#4.1"].parent == "4"
    assert entries["1.4#10"].parent is None
    assert entries["1.5#6"].text == "Decision 482 (cost recovery for satellite network filings)"


def test_every_area_of_the_lists_has_labels_in_the_six_languages(itu: Profile) -> None:
    labels = {area.label: area.labels for area in itu.areas}

    missing = [e.text for e in itu.entries if set(labels.get(e.text, {})) != set(OFFICIAL_LANGUAGES)]

    assert missing == []


def test_areas_named_on_resolutions_are_known(itu: Profile) -> None:
    known = {area.label for area in itu.areas}

    assert {area for instrument in itu.instruments for area in instrument.areas} <= known


def test_every_fact_has_a_source(itu: Profile) -> None:
    assert all(body.sources and all(mandate.sources for mandate in body.mandates) for body in itu.bodies)
    assert all(question.sources for question in itu.questions)
    assert all(revision.sources for i in itu.instruments for revision in i.revisions)
    assert all(gathering.sources for gathering in itu.gatherings)
    assert all(link.evidence for link in itu.links)


def test_one_number_is_another_question_in_another_sector_and_period(itu: Profile) -> None:
    titles = {question.key: question.title for question in itu.questions}

    assert titles["ITU-D Q6/2@2018-2021"] == "ICTs and the environment"
    assert titles["ITU-D Q6/2@2014-2017"] == "ICT and climate change"
    assert titles["ITU-T Q6/2@2017-2020"] == "Management architecture and security"


def test_questions_whose_title_was_not_seen_are_marked(itu: Profile) -> None:
    for question in itu.questions:
        assert question.is_inferred == (question.title is None)


def test_groups_of_several_periods_are_one_body_with_several_mandates(itu: Profile) -> None:
    party = body_of(itu, "ITU-R WP 4A")

    assert [mandate.period for mandate in party.mandates] == ["2015-2019", "2019-2023", "2023-2027"]
    assert party.parent == "ITU-R SG4"


@pytest.mark.parametrize(
    ("body_id", "kind"),
    [
        ("TSAG", BodyKind.ADVISORY_GROUP),
        ("RAG", BodyKind.ADVISORY_GROUP),
        ("TDAG", BodyKind.ADVISORY_GROUP),
        ("ITU ISCG", BodyKind.COORDINATION_GROUP),
        ("ITU-T FG-AI4EE", BodyKind.FOCUS_GROUP),
        ("ITU-R TG 5/1", BodyKind.TASK_GROUP),
        ("ITU-R JTG 4-5-6-7", BodyKind.JOINT_GROUP),
        ("ITU-T WP1/20", BodyKind.WORKING_PARTY),
        ("ITU-T SG20", BodyKind.STUDY_GROUP),
        ("PP", BodyKind.CONFERENCE),
        ("Council", BodyKind.COUNCIL),
        ("BR", BodyKind.BUREAU),
    ],
)
def test_bodies_are_of_the_right_sort(itu: Profile, body_id: str, kind: BodyKind) -> None:
    assert body_of(itu, body_id).kind is kind


def test_study_groups_are_named_in_the_six_languages(itu: Profile) -> None:
    for body in itu.bodies:
        if body.kind is BodyKind.STUDY_GROUP:
            assert set(body.names) == set(OFFICIAL_LANGUAGES), body.id


@pytest.mark.parametrize(
    ("sector", "year", "label"),
    [
        ("ITU-T", 2020, "2017-2020"),
        ("ITU-T", 2021, "2017-2020"),
        ("ITU-T", 2022, "2022-2024"),
        ("ITU-R", 2019, "2015-2019"),
        ("ITU-R", 2020, "2019-2023"),
        ("ITU-D", 2017, "2014-2017"),
        ("ITU-D", 2018, "2018-2021"),
    ],
)
def test_a_year_lies_in_one_study_period_of_a_sector(
    itu: Profile, sector: str, year: int, label: str
) -> None:
    found = [period.label for period in itu.periods if period.sector == sector and period.covers(year)]

    assert found == [label]


@pytest.mark.parametrize(
    ("instrument_id", "label", "year"),
    [
        ("PP Resolution 182", "Rev. Busan, 2014", 2014),
        ("PP Resolution 191", "Rev. Dubai, 2018", 2018),
        ("RA Resolution 60", "ITU-R 60-2 (RA, 2019)", 2019),
        ("RA Resolution 61", "ITU-R 61-2 (RA, 2019)", 2019),
        ("WTSA Resolution 73", "Rev. Hammamet, 2016", 2016),
        ("WTSA Resolution 79", "Rev. Hammamet, 2016", 2016),
        ("WTDC Resolution 66", "Rev. Buenos Aires, 2017", 2017),
    ],
)
def test_revisions_that_the_report_of_2020_cites_are_known(
    itu: Profile, instrument_id: str, label: str, year: int
) -> None:
    revisions = {revision.label: revision.year for revision in instrument_of(itu, instrument_id).revisions}

    assert revisions[label] == year


def test_texts_that_were_carried_over_lead_to_their_successor(itu: Profile) -> None:
    assert instrument_of(itu, "PP Resolution 36").carried_into == "PP Resolution 136"
    assert instrument_of(itu, "WRC Resolution 644").carried_into == "WRC Resolution 647"


@pytest.mark.parametrize(
    ("place", "year", "body"),
    [
        ("Hammamet", 2016, "WTSA"),
        ("Buenos Aires", 2017, "WTDC"),
        ("Dubai", 2012, "WTSA"),
        ("Dubai", 2014, "WTDC"),
        ("Dubai", 2018, "PP"),
        ("Busan", 2014, "PP"),
        ("New Delhi", 2024, "WTSA"),
    ],
)
def test_place_and_year_tell_the_adopting_conference(itu: Profile, place: str, year: int, body: str) -> None:
    found = {g.body for g in itu.gatherings if (g.place, g.year) == (place, year)}

    assert found == {body}


def test_dated_revisions_fall_on_a_gathering_of_their_conference(itu: Profile) -> None:
    held = {(gathering.body, gathering.year) for gathering in itu.gatherings}

    astray = [
        (instrument.id, revision.label)
        for instrument in itu.instruments
        for revision in instrument.revisions
        if revision.year is not None and (instrument.body, revision.year) not in held
    ]

    assert astray == []


def test_the_pilot_theme_matrix_stands_as_printed(itu: Profile) -> None:
    matrix = itu.matrices[0]

    assert matrix.columns == ("ITU-R", "ITU-T", "ITU-D")
    assert list(Counter(row.group for row in matrix.rows).items()) == [
        ("Sub-topics", 10),
        ("Events", 4),
        ("Partnership", 4),
        ("Resolutions", 2),
        ("Recommendations", 2),
        ("Reports", 2),
        ("Web page", 1),
    ]
    assert tuple(dict.fromkeys(row.group for row in matrix.rows)) == ROW_GROUPS
    assert sum(bool(row.spans) for row in matrix.rows) == 5


def test_the_slip_of_the_printed_table_is_kept_and_told_by_the_ids(itu: Profile) -> None:
    row = next(row for row in itu.matrices[0].rows if row.label == "Remote sensing")

    assert [entry.ids for entry in row.cell("ITU-D")] == [("ITU-T SG20", "ITU-T Q4/20")]


def test_sub_topics_have_labels_in_the_six_languages(itu: Profile) -> None:
    rows = [row for row in itu.matrices[0].rows if row.group == "Sub-topics"]

    assert [row.label for row in rows] == list(itu.themes[0].sub_topics)
    assert all(set(row.labels) == set(OFFICIAL_LANGUAGES) for row in rows)


def test_the_documented_coverage_is_the_real_one(itu: Profile) -> None:
    text = (DOCS / "coverage.md").read_text(encoding="utf-8")
    documented = text.split("<!-- coverage -->")[1].split("<!-- /coverage -->")[0]

    assert documented.strip() == coverage_markdown(itu).strip()
