"""The rules between the values of the domain."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.domain.activity import Activity, ActivityKind
from commonground.domain.area import ListEntry, Origin
from commonground.domain.document import Locator
from commonground.domain.instrument import Instrument, InstrumentKind, Revision
from commonground.domain.language import label_in
from commonground.domain.link import EvidenceKind, Judgement, Predicate, Verdict
from commonground.domain.organization import Body, BodyKind, Question, StudyPeriod
from commonground.domain.reference import Reference, ReferenceKind
from commonground.domain.theme import EmptyState, EntryState, MatrixEntry, MatrixRow
from commonground.errors import BadInput


def test_a_body_belongs_to_a_sector_and_is_not_its_own_parent() -> None:
    with pytest.raises(BadInput, match="no Sector"):
        Body("ITU-X SG1", BodyKind.STUDY_GROUP, ())
    with pytest.raises(BadInput, match="own parent"):
        Body("SG1", BodyKind.STUDY_GROUP, ("ITU-T",), parent="SG1")
    with pytest.raises(BadInput, match="needs an id"):
        Body(" ", BodyKind.STUDY_GROUP, ("ITU-T",))
    assert Body("ISCG", BodyKind.COORDINATION_GROUP, ("ITU-R", "ITU-T")).sector is None


def test_a_question_belongs_to_a_body_in_a_study_period() -> None:
    with pytest.raises(BadInput, match="study period"):
        Question("ITU-T Q7/5", "ITU-T", "ITU-T SG5", "")
    assert Question("ITU-T Q7/5", "ITU-T", "ITU-T SG5", "2017-2020").key == "ITU-T Q7/5@2017-2020"


def test_a_study_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(BadInput, match="ends before"):
        StudyPeriod("ITU-T", "2020-2017", 2020, 2017)


def test_an_instrument_has_revisions_each_once() -> None:
    revision = Revision("Rev. Busan, 2014", 2014, "Climate")
    with pytest.raises(BadInput, match="no revision"):
        Instrument("PP Resolution 182", InstrumentKind.RESOLUTION, "PP", "General Secretariat", "182", ())
    with pytest.raises(BadInput, match="twice"):
        Instrument("PP Resolution 182", InstrumentKind.RESOLUTION, "PP", "GS", "182", (revision, revision))


def test_an_activity_has_a_title_and_a_sector() -> None:
    with pytest.raises(BadInput, match="at least one Sector"):
        Activity(ActivityKind.EVENT, "Symposium", ())


def test_an_entry_is_the_same_whatever_its_case_and_spaces() -> None:
    assert ListEntry("1.3", "7", "Climate  change").key == ListEntry("1.3", "7", "climate change").key


def test_an_ambiguous_reference_has_candidates_and_no_id() -> None:
    reference = Reference("Q6/2", 0, 4, ReferenceKind.QUESTION, None, ("ITU-D Q6/2", "ITU-T Q6/2"))
    assert reference.is_ambiguous
    assert reference.to_json(Locator(paragraph=3))["locator"] == {"paragraph": 3}


def test_an_entry_that_spans_stands_in_each_of_its_cells() -> None:
    row = MatrixRow("Events", "Events", (MatrixEntry("Week", ("ITU-R", "ITU-T")),))
    assert row.cell("ITU-R") == row.cell("ITU-T")
    assert row.cell("ITU-D") == ()
    assert row.spans == (("ITU-R", "ITU-T"),)


def test_a_missing_label_falls_back_to_one_there_is_and_says_its_language() -> None:
    assert label_in({"ru": "Энергия"}, "fr") == ("Энергия", "ru")


numbers = st.none() | st.integers(1, 10**6)
texts = st.none() | st.text(min_size=1, max_size=8)


@given(numbers, numbers, numbers, numbers, texts, texts)
def test_a_locator_comes_back_from_json(
    page: int | None,
    table: int | None,
    row: int | None,
    column: int | None,
    sheet: str | None,
    record: str | None,
) -> None:
    locator = Locator(page=page, table=table, row=row, column=column, sheet=sheet, record=record)
    assert Locator.from_json(locator.to_json()) == locator


def test_what_is_stored_keeps_its_values() -> None:
    assert [str(s) for s in EntryState] == [
        *("stated", "proposed", "agreed", "disputed", "rejected", "to-be-confirmed"),
    ]
    assert [str(s) for s in EmptyState] == ["blank", "not-examined", "none", "none-by-machine"]
    assert [str(v) for v in Verdict] == ["accept", "reject", "unsure"]
    assert {str(k) for k in EvidenceKind} == {"stated", "cited", "lexical", "semantic", "manual"}
    assert "carries-out" in set(Predicate)
    judgement = Judgement("x", Verdict.ACCEPT, "secretariat", "", datetime(2026, 1, 1, tzinfo=UTC))
    assert judgement.at.tzinfo is UTC
    assert Origin("a.docx").to_json() == {"document": "a.docx", "locator": {}}
