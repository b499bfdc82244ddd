"""A matrix states links and activities."""

from __future__ import annotations

import pytest

from commonground.analysis.linkage import activities_of_matrix, links_of_matrix, with_states
from commonground.domain.activity import ActivityKind
from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.link import Predicate
from commonground.domain.suggestion import pair_key
from commonground.domain.theme import EntryState, MatrixEntry, MatrixRow, ThemeMatrix

PLACE = Origin("paper.docx", Locator(table=1, row=2, column=3))


def _matrix(*rows: MatrixRow) -> ThemeMatrix:
    return ThemeMatrix("Climate change", ("ITU-R", "ITU-T"), rows)


def test_a_question_addresses_the_sub_topic_of_its_row_with_its_cell_as_evidence() -> None:
    entry = MatrixEntry("SG5 - Q7/5", ("ITU-T",), ids=("ITU-T SG5", "ITU-T Q7/5"), origins=(PLACE,))
    links = links_of_matrix(_matrix(MatrixRow("Sub-topics", "Circular economy", (entry,))))
    assert [(link.subject, link.predicate, link.object) for link in links] == [
        ("ITU-T SG5", Predicate.ADDRESSES, "climate-change/circular-economy"),
        ("ITU-T Q7/5", Predicate.ADDRESSES, "climate-change/circular-economy"),
    ]
    assert links[0].evidence[0].origin == PLACE
    assert links[0].evidence[0].text == "SG5 - Q7/5"


def test_a_resolution_mandates_the_theme_itself() -> None:
    entry = MatrixEntry("Resolution 73", ("ITU-T",), ids=("WTSA Resolution 73",))
    (link,) = links_of_matrix(_matrix(MatrixRow("Resolutions", "Resolutions", (entry,))))
    assert (link.predicate, link.object) == (Predicate.MANDATES, "climate-change")


def test_events_partners_and_pages_are_activities_and_no_links() -> None:
    event = MatrixRow("Events", "Events", (MatrixEntry("Symposium", ("ITU-R", "ITU-T"), origins=(PLACE,)),))
    partner = MatrixRow("Partnership", "Partnership", (MatrixEntry("WMO", ("ITU-R",)),))
    found = activities_of_matrix(_matrix(event, partner))
    assert [(a.kind, a.title, a.sectors) for a in found] == [
        (ActivityKind.EVENT, "Symposium", ("ITU-R", "ITU-T")),
        (ActivityKind.PARTNERSHIP, "WMO", ("ITU-R",)),
    ]
    assert found[0].to_json()["origins"][0]["locator"] == {"table": 1, "row": 2, "column": 3}
    assert links_of_matrix(_matrix(event, partner)) == ()


@pytest.mark.parametrize(
    ("group", "question", "shown"),
    [
        (EntryState.AGREED, EntryState.AGREED, EntryState.AGREED),
        (EntryState.AGREED, EntryState.STATED, EntryState.STATED),
        (EntryState.AGREED, EntryState.REJECTED, EntryState.DISPUTED),
        (EntryState.REJECTED, EntryState.REJECTED, EntryState.REJECTED),
        (EntryState.STATED, EntryState.DISPUTED, EntryState.DISPUTED),
        (EntryState.TO_BE_CONFIRMED, EntryState.TO_BE_CONFIRMED, EntryState.TO_BE_CONFIRMED),
    ],
)
def test_an_entry_is_agreed_when_all_it_names_is(
    group: EntryState, question: EntryState, shown: EntryState
) -> None:
    entry = MatrixEntry("SG5 - Q7/5", ("ITU-T",), ids=("ITU-T SG5", "ITU-T Q7/5"))
    matrix = _matrix(MatrixRow("Sub-topics", "Water", (entry,)))
    target = "area:climate-change/water"
    states = {pair_key("ITU-T SG5", target): group, pair_key("ITU-T Q7/5", target): question}
    assert with_states(matrix, states).rows[0].entries[0].state is shown


def test_events_have_no_state_of_agreement() -> None:
    matrix = _matrix(
        MatrixRow("Events", "Events", (MatrixEntry("Symposium", ("ITU-R",), ids=("ITU-R SG7",)),))
    )
    assert with_states(matrix, {pair_key("ITU-R SG7", "area:climate-change"): EntryState.AGREED}) == matrix
