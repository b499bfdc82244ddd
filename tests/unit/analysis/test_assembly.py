"""One matrix from several sources: equal entries are one, and empty cells say why they are empty."""

from __future__ import annotations

from commonground.analysis.assembly import assemble_matrix
from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.theme import EmptyState, EntryState, MatrixEntry, MatrixRow, Theme

COLUMNS = ("ITU-R", "ITU-T", "ITU-D")
THEME = Theme(
    "climate", "Climate change", {"en": "Climate change"}, ("Energy", "Global greenhouse gas (GHG) emissions")
)


def entry(
    text: str, *columns: str, document: str = "a.docx", state: EntryState = EntryState.STATED
) -> MatrixEntry:
    return MatrixEntry(text, columns, state=state, origins=(Origin(document, Locator(table=1, row=2)),))


def row(
    label: str, *entries: MatrixEntry, group: str = "Sub-topics", blank: tuple[str, ...] = ()
) -> MatrixRow:
    return MatrixRow(group, label, entries, dict.fromkeys(blank, EmptyState.BLANK))


def test_the_same_entry_of_two_documents_is_one_with_both_origins() -> None:
    first = row("Energy", entry("Study Group 5 – Q6/5", "ITU-T"))
    second = row("ENERGY", entry("study group 5 - Q6/5", "ITU-T", document="b.docx"))
    matrix = assemble_matrix(THEME, (first, second), COLUMNS)
    (only,) = matrix.rows[0].entries
    assert only.text == "Study Group 5 – Q6/5"
    assert [origin.document for origin in only.origins] == ["a.docx", "b.docx"]


def test_facts_without_a_place_gain_that_of_the_document() -> None:
    fact = MatrixEntry("Study Group 7", ("ITU-R",), ids=("ITU-R SG7",), origins=(Origin("report of 2020"),))
    matrix = assemble_matrix(
        THEME, (row("Energy", fact), row("Energy", entry("Study Group 7", "ITU-R"))), COLUMNS
    )
    assert matrix.rows[0].entries[0].origins[0].document == "a.docx"
    assert matrix.rows[0].entries[0].ids == ("ITU-R SG7",)


def test_blank_not_examined_and_none_are_told_apart() -> None:
    rows = (row("Energy", entry("Study Group 7", "ITU-R"), blank=("ITU-D",)),)
    matrix = assemble_matrix(THEME, rows, COLUMNS, {("Energy", "ITU-T")})
    assert matrix.rows[0].empty == {"ITU-T": EmptyState.NONE, "ITU-D": EmptyState.BLANK}
    unseen = matrix.rows[1]
    assert unseen.label == "Global greenhouse gas (GHG) emissions"
    assert set(unseen.empty.values()) == {EmptyState.NOT_EXAMINED}


def test_a_cell_that_another_document_fills_is_not_blank() -> None:
    rows = (
        row("Energy", blank=("ITU-R",)),
        row("Energy", entry("Study Group 7", "ITU-R", document="b.docx")),
    )
    assert "ITU-R" not in assemble_matrix(THEME, rows, COLUMNS).rows[0].empty


def test_a_sub_topic_under_its_short_name_is_not_listed_twice() -> None:
    matrix = assemble_matrix(THEME, (row("GHG emissions", entry("Study Group 5", "ITU-T")),), COLUMNS)
    assert [line.label for line in matrix.rows] == ["GHG emissions", "Energy"]


def test_lines_of_other_groups_stay_apart_and_are_recognised_again() -> None:
    week = row("Events", entry("Green Standards Week", "ITU-T"), group="Events")
    forum = row("Events", entry("Policy Forum", *COLUMNS), group="Events")
    matrix = assemble_matrix(THEME, (week, forum, week, forum), COLUMNS)
    events = [line for line in matrix.rows if line.group == "Events"]
    assert [line.entries[0].text for line in events] == ["Green Standards Week", "Policy Forum"]
    assert events[1].spans == (COLUMNS,)


def test_an_entry_printed_across_two_lines_does_not_join_them() -> None:
    first = row("Reports", entry("RS Series", "ITU-R"), entry("Papers", "ITU-T"), group="Reports")
    second = row("Reports", entry("SA Series", "ITU-R"), group="Reports")
    again = row("Reports", entry("SA Series", "ITU-R"), entry("Papers", "ITU-T"), group="Reports")
    reports = assemble_matrix(THEME, (first, second, again), COLUMNS).rows[-2:]
    assert [line.entries[0].text for line in reports] == ["RS Series", "SA Series"]


def test_groups_stand_in_printed_order_and_own_groups_after() -> None:
    rows = (
        row("Focal points", entry("Name", "ITU-R"), group="Focal points"),
        row("Reports", entry("Report", "ITU-R"), group="Reports"),
        row("Energy", entry("Study Group 7", "ITU-R")),
    )
    groups = [line.group for line in assemble_matrix(THEME, rows, COLUMNS).rows]
    assert groups == ["Sub-topics", "Sub-topics", "Reports", "Focal points"]


def test_a_judged_state_is_not_lost_to_a_stated_one() -> None:
    agreed = entry("Study Group 7", "ITU-R", document="b.docx", state=EntryState.AGREED)
    matrix = assemble_matrix(
        THEME, (row("Energy", entry("Study Group 7", "ITU-R")), row("Energy", agreed)), COLUMNS
    )
    assert matrix.rows[0].entries[0].state is EntryState.AGREED
