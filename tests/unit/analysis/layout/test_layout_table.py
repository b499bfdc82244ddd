from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.analysis.layout.area_list import read_area_lists
from commonground.analysis.layout.front_matter import read_front_matter
from commonground.analysis.layout.liaison_statement import read_liaison_statement
from commonground.analysis.layout.mapping_table import read_mapping_tables
from commonground.analysis.layout.table import tables_of
from commonground.analysis.layout.theme_matrix import read_theme_matrices
from commonground.domain.document import Document, Locator, Passage, PassageKind

_WORDS = (
    "",
    "ITU-R",
    "ITU-T",
    "BDT",
    "Events",
    "Q6/2",
    "WP 1A",
    "x",
    "Area",
    "No.",
    "Title:",
    "For action to:",
    "2 May 2020",
)


def test_merged_cells_cover_their_places(draft: Any) -> None:
    draft.table([[("a", 2, 1), "b"], [("c\nd", 1, 2), "e", "f"], ["g", "h"]])
    (table,) = tables_of(draft.document())
    assert (table.height, table.width) == (3, 3)
    assert [table.text_at(1, 2), table.text_at(3, 1), table.text_at(3, 3), table.text_at(9, 9)] == [
        "a",
        "c d",
        "h",
        "",
    ]
    assert [cell.text for cell in table.row(2)] == ["c d", "e", "f"]


def test_spreadsheet_addresses_and_sheets_apart() -> None:
    passages = tuple(
        Passage(text, Locator(sheet=sheet, cell=cell), PassageKind.CELL)
        for text, sheet, cell in (("a", "One", "A1"), ("b", "One", "B1"), ("c", "Two", "A1"))
    )
    one, two = tables_of(Document("0" * 64, "x.xlsx", "", passages))
    assert (one.text_at(1, 2), two.text_at(1, 1), two.sheet) == ("b", "c", "Two")


@settings(max_examples=80, deadline=None)
@given(
    cells=st.lists(
        st.tuples(
            st.integers(1, 5),
            st.integers(1, 5),
            st.integers(1, 3),
            st.integers(1, 3),
            st.sampled_from(_WORDS),
        ),
        max_size=20,
    )
)
def test_no_grid_breaks_a_reader(layout: dict[str, Any], cells: list[tuple[int, int, int, int, str]]) -> None:
    passages = tuple(
        Passage(
            text, Locator(table=1, row=row, column=column), PassageKind.CELL, column_span=wide, row_span=high
        )
        for row, column, wide, high, text in cells
    )
    document = Document("0" * 64, "x.html", "text/html", passages, "en")
    read_area_lists(document, layout)
    read_theme_matrices(document, layout, (), lambda text, context: ())
    read_mapping_tables(document, layout, (), lambda text, context: ())
    read_liaison_statement(document, layout)
    read_front_matter(document, layout)
