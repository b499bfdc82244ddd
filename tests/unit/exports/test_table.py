"""Tables refuse cells that do not fit together, and say where."""

from __future__ import annotations

import pytest

from commonground.errors import BadInput
from commonground.exports.table import Cell, Table, plain_table


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (((Cell(),),), "1 of 2 columns"),
        (((Cell(), Cell(), Cell()),), "more cells than columns"),
        (((Cell(), Cell(column_span=2)),), "reaches over"),
        (((Cell(row_span=2), Cell()),), "reaches over"),
        (((Cell(), Cell(row_span=2)), (Cell(column_span=2),)), "reaches over"),
    ],
)
def test_cells_must_fill_the_grid(rows: tuple[tuple[Cell, ...], ...], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        Table(("a", "b"), rows).placed()


def test_plain_rows_may_lack_keys() -> None:
    table = plain_table({"a": "A", "b": "B"}, [{"b": "x\ny"}])
    assert table.rows[0][0].lines == ()
    assert [line.text for line in table.rows[0][1].lines] == ["x", "y"]
