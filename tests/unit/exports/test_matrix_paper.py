"""A matrix laid out as a table: what merges, what does not, what is said of empty cells."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.exports import exports_samples as samples

from commonground.domain.theme import EmptyState, MatrixEntry, MatrixRow, ThemeMatrix
from commonground.exports.matrix_paper import matrix_table, printed_column
from commonground.exports.table import Table

R, T, D, G = "ITU-R", "ITU-T", "ITU-D", "General Secretariat"


def table_of(*entries: MatrixEntry, columns: tuple[str, ...] = (R, T, D)) -> Table:
    matrix = ThemeMatrix("Theme", columns, (MatrixRow("Sub-topics", "Row", entries),))
    return matrix_table(matrix, samples.LAYOUT, "en")


def shape(table: Table) -> list[tuple[int, int, int, int, str]]:
    """Row, column, spans and text of each cell right of the label."""
    return [
        (p.row, p.column, p.cell.row_span, p.cell.column_span, "|".join(x.text for x in p.cell.lines))
        for p in table.placed()
        if p.column
    ]


def test_several_entries_of_a_cell_are_several_lines() -> None:
    assert shape(table_of(samples.entry("a", R), samples.entry("b", R)))[0] == (0, 1, 1, 1, "a|b")


def test_a_span_over_a_gap_is_printed_on_both_sides() -> None:
    assert shape(table_of(samples.entry("a", R, D))) == [
        (0, 1, 1, 1, "a"),
        (0, 2, 1, 1, ""),
        (0, 3, 1, 1, "a"),
    ]


def test_any_adjacent_columns_merge_in_a_matrix_of_four() -> None:
    cells = shape(table_of(samples.entry("a", T, D, G), samples.entry("b", R), columns=(R, T, D, G)))
    assert cells == [(0, 1, 1, 1, "b"), (0, 2, 1, 3, "a")]


def test_a_span_below_a_single_entry_gets_a_row_of_its_own() -> None:
    table = table_of(samples.entry("a", R), samples.entry("b", R, T), samples.entry("c", D))
    assert shape(table) == [(0, 1, 1, 1, "a"), (0, 2, 1, 1, ""), (0, 3, 2, 1, "c"), (1, 1, 1, 2, "b")]
    assert table.rows[0][0].row_span == 2


def test_entries_outside_the_columns_are_named_below() -> None:
    assert table_of(samples.entry("lost", "ITU-X")).notes == (
        "Entries outside the columns of this table: lost",
    )


def test_rows_of_a_group_share_one_label_only_while_it_stays_the_same() -> None:
    rows = tuple(MatrixRow("Events", label) for label in ("EVENTS", "", "EVENTS", "Other events", ""))
    table = matrix_table(ThemeMatrix("Theme", (R,), rows), samples.LAYOUT, "fr")
    labels = [(p.cell.lines[0].text, p.cell.row_span) for p in table.placed() if not p.column]
    assert labels == [("Manifestations", 3), ("Other events", 2)]


def test_a_sub_topic_named_like_its_group_keeps_its_label() -> None:
    rows = (MatrixRow("Sub-topics", "Sub-topics"),)
    table = matrix_table(ThemeMatrix("Theme", (R,), rows), samples.LAYOUT, "en")
    assert table.rows[0][0].lines[0].text == "Sub-topics"


def test_legend_stands_only_where_it_is_needed() -> None:
    assert table_of(samples.entry("a", R)).notes == ()
    row = MatrixRow("Sub-topics", "Row", (), {T: EmptyState.NOT_EXAMINED})
    notes = matrix_table(ThemeMatrix("Theme", (R, T), (row,)), {}, "en").notes
    assert len(notes) == 3


def test_without_a_layout_ids_are_the_headings() -> None:
    assert printed_column("ITU-R", {}, "ru") == "ITU-R"


_columns = st.lists(st.sampled_from((R, T, D, G)), min_size=1, unique=True)
_entries = st.lists(_columns.map(lambda columns: MatrixEntry("x", tuple(columns))), max_size=8)


@settings(max_examples=80, deadline=None)
@given(_entries)
def test_every_entry_is_printed_in_each_of_its_columns_exactly_once(entries: list[MatrixEntry]) -> None:
    named = [MatrixEntry(f"e{i}", entry.columns) for i, entry in enumerate(entries)]
    table = table_of(*named, columns=(R, T, D, G))
    printed: list[tuple[str, str]] = []
    for placed in table.placed():
        for column in range(placed.column, placed.column + placed.cell.column_span):
            if column:
                printed += [((R, T, D, G)[column - 1], line.text) for line in placed.cell.lines]
    wanted = [(column, entry.text) for entry in named for column in entry.columns]
    assert sorted(printed) == sorted(wanted)
