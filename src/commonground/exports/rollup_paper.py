"""What Sectors and groups have in common, as heat tables: every cell says its value, the shade only repeats it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from commonground.domain.roll_up import RollUp
from commonground.exports.canonical import canonical_json
from commonground.exports.delimited import delimited
from commonground.exports.page import paper_page
from commonground.exports.paper import Section, TitleBlock
from commonground.exports.table import HEAT_STEPS, Cell, Line, Table
from commonground.exports.wording import check_language, word
from commonground.exports.workbook import tables_workbook

_WITH_DECIMAL_POINT = frozenset({"en", "zh"})


def rollups_page(
    rollups: Sequence[RollUp], title: TitleBlock, *, language: str = "en", names: Mapping[str, str]
) -> bytes:
    """The matrices as one web page; `names` are what to print in place of ids."""
    check_language(language)
    sections = tuple(
        Section(word(f"roll_up_{rollup.level}", language), tables=(rollup_table(rollup, language, names),))
        for rollup in rollups
    )
    return paper_page(title, sections, language=language)


def rollups_workbook(
    rollups: Sequence[RollUp], *, language: str = "en", names: Mapping[str, str], generated: date
) -> bytes:
    """The matrices as a spreadsheet, one sheet each."""
    check_language(language)
    sheets = {word(f"roll_up_{r.level}", language): rollup_table(r, language, names) for r in rollups}
    return tables_workbook(sheets, language=language, generated=generated)


def rollups_json(rollups: Sequence[RollUp]) -> bytes:
    """The matrices by level."""
    return canonical_json({rollup.level: rollup.to_json() for rollup in rollups})


def rollups_csv(rollups: Sequence[RollUp]) -> bytes:
    """One record per two parts, each pair once: how many links, their weight, and the weight double-centred."""
    headings = ("level", "a", "b", "links", "weight", "centred")
    records = [
        (rollup.level, a, b, str(rollup.counts[i][j]), f"{rollup.weights[i][j]:.4f}", _plain(centred))
        for rollup in rollups
        for i, a in enumerate(rollup.names)
        for j, b in enumerate(rollup.names)
        if i <= j and ((centred := rollup.centred[i][j]) is not None)
    ]
    return delimited(headings, records)


def rollup_table(rollup: RollUp, language: str, names: Mapping[str, str]) -> Table:
    """The matrix; a cell says weight and number of links, below them the double-centred weight it is shaded by."""
    top = max((v for row in rollup.centred for v in row if v is not None), default=0.0)
    labels = [names.get(name, name) for name in rollup.names]
    rows = tuple(
        (
            Cell((Line(label),), is_header=True),
            *(_cell(rollup, i, j, top, language) for j in range(len(labels))),
        )
        for i, label in enumerate(labels)
    )
    notes = [word("roll_up_shading", language, levels=_levels(top, language))] if top > 0 else []
    return Table(
        columns=(word(rollup.level, language), *labels),
        rows=rows,
        caption=word("roll_up", language),
        widths=(2.0, *(1.2 for _ in labels)),
        notes=tuple(notes),
        is_grid=True,
    )


def heat_of(value: float | None, top: float) -> int:
    """The step of shade of a double-centred value: 0 for what is not above the general level, else 1 to 4.

    >>> heat_of(-1.0, 2.0), heat_of(0.1, 2.0), heat_of(2.0, 2.0), heat_of(None, 2.0)
    (0, 1, 4, 0)
    """
    if value is None or top <= 0 or value <= top * 1e-9:
        return 0
    return min(HEAT_STEPS, math.ceil(HEAT_STEPS * value / top - 1e-9))


def _cell(rollup: RollUp, i: int, j: int, top: float, language: str) -> Cell:
    centred = rollup.centred[i][j]
    if centred is None or i == j:
        return Cell((Line("·", spoken=word("not_compared", language)),))
    count = rollup.counts[i][j]
    weight = _printed(rollup.weights[i][j], language)
    text = word("roll_up_cell", language, weight=weight, count=str(count)) if count else "0"
    heat = heat_of(centred, top) if count else 0
    return Cell((Line(text), Line(_signed(centred, language), is_remark=True)), heat=heat)


def _levels(top: float, language: str) -> str:
    bounds = [_signed(top * step / HEAT_STEPS, language) for step in range(1, HEAT_STEPS + 1)]
    return " / ".join(bounds)


def _printed(value: float, language: str) -> str:
    text = f"{value:.1f}"
    return text if language in _WITH_DECIMAL_POINT else text.replace(".", ",")


def _signed(value: float, language: str) -> str:
    sign = "+" if value > 0 else "−" if value <= -0.05 else ""
    return f"{sign}{_printed(abs(value), language)}"


def _plain(value: float) -> str:
    return f"{value:.4f}"
