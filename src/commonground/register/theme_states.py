"""A pilot theme as its sources print it: their matrices assembled into one, each entry as far agreed as its links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Value
from django.db.models.functions import Upper

from commonground.analysis.assembly import assemble_matrix
from commonground.analysis.linkage import with_states
from commonground.domain.theme import EntryState, Theme, ThemeMatrix
from commonground.register import models
from commonground.register.examinations import nothing_found
from commonground.register.themes import PrintedMatrix, read_matrices, read_theme


@dataclass(frozen=True, slots=True)
class ThemeState:
    """A theme, the matrices that sources print of it, and the one matrix assembled from them."""

    theme: Theme
    printed: tuple[PrintedMatrix, ...]
    matrix: ThemeMatrix


def state_of_theme(row: models.Theme, columns: Sequence[str]) -> ThemeState:
    """The theme as it stands now, with a column for each of these Sectors and for what its sources print besides."""
    theme = read_theme(row)
    printed = read_matrices(row)
    current = [source.matrix for source in printed if not source.is_superseded]
    further = (column for matrix in current for column in matrix.columns)
    matrix = assemble_matrix(
        theme,
        [line for source in current for line in source.rows],
        tuple(dict.fromkeys((*columns, *further))),
        nothing_found(row),
    )
    return ThemeState(theme, printed, with_states(matrix, links_of_theme(row.area)))


def links_of_theme(area: str) -> dict[str, EntryState]:
    """How the links of a theme's matrix stand, by pair key."""
    folded = models.LinkStanding.objects.alias(folded=Upper("theme"))  # which has an index
    rows = folded.filter(folded=Upper(Value(area[:200])), theme=area[:200], is_current=True)
    # Sorted here: along the ids the database would read all rows.
    found = sorted(rows.order_by().values_list("pk", "key", "state"))
    return {key: EntryState(state) for _, key, state in found}
