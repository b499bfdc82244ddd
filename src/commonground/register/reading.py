"""What the register holds, as values ready for analysis and export. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonground.analysis.assembly import assemble_matrix
from commonground.analysis.consolidation import Consolidation, area_id
from commonground.analysis.derivation import Derivation, derive_areas
from commonground.analysis.gap import find_gaps
from commonground.analysis.overlap import find_overlaps
from commonground.domain.area import Area, AreaStatus
from commonground.domain.finding import Finding
from commonground.domain.profile import Profile
from commonground.domain.theme import Theme, ThemeMatrix
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.lists import fold
from commonground.register.themes import PrintedMatrix, get_theme, read_matrices, read_theme
from commonground.register.workflows.judging import consolidated, nothing_found


@dataclass(frozen=True, slots=True)
class ThemeState:
    """A theme, the matrices that sources print of it, and the one matrix assembled from them."""

    theme: Theme
    printed: tuple[PrintedMatrix, ...]
    matrix: ThemeMatrix


def theme_state(name: str, profile: Profile | None = None) -> ThemeState:
    """The theme of that name as it stands now; raises NotFound."""
    return _state_of(get_theme(name), profile or read_profile())


def theme_states(name: str | None, profile: Profile) -> tuple[ThemeState, ...]:
    """All themes, or the one named."""
    if name:
        return (theme_state(name, profile),)
    return tuple(_state_of(row, profile) for row in models.Theme.objects.order_by("pk"))


def _state_of(row: models.Theme, profile: Profile) -> ThemeState:
    theme = read_theme(row)
    printed = read_matrices(row)
    matrix = assemble_matrix(
        theme,
        [source.matrix for source in printed],
        profile.matrix_columns,
        nothing_found(row),
    )
    return ThemeState(theme, printed, matrix)


def gaps(name: str | None = None) -> tuple[Finding, ...]:
    """The gaps of all themes, or of the one named."""
    profile = read_profile()
    return tuple(gap for state in theme_states(name, profile) for gap in find_gaps(state.matrix))


def overlaps(name: str | None = None) -> tuple[Finding, ...]:
    """The overlaps of all themes, or of the one named."""
    profile = read_profile()
    return tuple(o for state in theme_states(name, profile) for o in find_overlaps(state.matrix, profile))


def derivation(as_of_year: int | None = None) -> Derivation:
    """The areas that follow from the rule of 2023, and the difference from the printed lists."""
    return derive_areas(read_profile().instruments, areas().areas, as_of_year=as_of_year)


def areas() -> Consolidation:
    """The areas and the proposals to bring entries together."""
    return consolidated()


def sub_topic_areas(profile: Profile, listed: Sequence[Area]) -> tuple[Area, ...]:
    """The sub-topics of all themes as areas below their theme's area."""
    by_label = {fold(label): area.id for area in listed for label in area.labels.values()}
    found: list[Area] = []
    for state in theme_states(None, profile):
        parent = by_label.get(fold(state.theme.area))
        found += [
            Area(
                id=f"{area_id(state.theme.area)}/{area_id(row.label)}",
                labels=row.labels or {"en": row.label},
                parent=parent,
                status=AreaStatus.SUB_TOPIC,
            )
            for row in state.matrix.rows
            if row.group == "Sub-topics"
        ]
    return tuple(found)


def findings() -> tuple[Finding, ...]:
    """Slips in every printed matrix, in the references of every document, and areas listed under two names."""
    profile = read_profile()
    found: list[Finding] = []
    return tuple(found)
