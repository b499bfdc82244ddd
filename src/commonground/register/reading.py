"""What the register holds, as values ready for analysis and export. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from commonground.analysis.citation_check import Severity
from commonground.analysis.consolidation import Consolidation, area_id
from commonground.analysis.derivation import Derivation, derive_areas
from commonground.analysis.finding import find_double_names, find_slips
from commonground.analysis.gap import find_gaps
from commonground.analysis.governance import with_instruments
from commonground.analysis.overlap import find_overlaps
from commonground.analysis.reference_finding import find_reference_slips
from commonground.domain.area import Area, AreaStatus
from commonground.domain.document import Locator
from commonground.domain.finding import Finding
from commonground.domain.profile import Profile
from commonground.domain.reference import LocatedReference, Reference, ReferenceKind
from commonground.domain.theme import ThemeMatrix
from commonground.errors import NotFound, Said
from commonground.matching.word import fold_text
from commonground.register import models
from commonground.register.facts import read_instruments, read_profile
from commonground.register.theme_matrix import theme_matrix
from commonground.register.theme_states import ThemeState, state_of_theme
from commonground.register.themes import get_theme
from commonground.register.workflows.judging import consolidated

SEVERITIES = [str(severity) for severity in Severity]


def theme_state(name: str, profile: Profile | None = None) -> ThemeState:
    """The theme of that name as it stands now; raises NotFound."""
    return _state_of(get_theme(name), profile or read_profile())


def theme_states(name: str | None, profile: Profile) -> tuple[ThemeState, ...]:
    """All themes, or the one named."""
    if name:
        return (theme_state(name, profile),)
    return tuple(_state_of(row, profile) for row in models.Theme.objects.order_by("pk"))


def _state_of(row: models.Theme, profile: Profile) -> ThemeState:
    return state_of_theme(row, profile.matrix_columns)


def gaps(name: str | None = None) -> tuple[Finding, ...]:
    """The gaps of all themes, or of the one named."""
    profile = read_profile()
    return tuple(gap for matrix in _worked_matrices(name) for gap in find_gaps(matrix, profile))


def overlaps(name: str | None = None) -> tuple[Finding, ...]:
    """The overlaps of all themes, or of the one named."""
    profile = read_profile()
    return tuple(o for matrix in _worked_matrices(name) for o in find_overlaps(matrix, profile))


def _worked_matrices(name: str | None) -> tuple[ThemeMatrix, ...]:
    """The matrices of all themes, or of the one named, with what people added to them and Sectors agreed to."""
    rows = [get_theme(name)] if name else models.Theme.objects.order_by("pk")
    return tuple(theme_matrix(row) for row in rows)


def derivation(as_of_year: int | None = None) -> Derivation:
    """The areas that follow from the rule of 2023, and the difference from the printed lists.

    Raises NotFound for an organization without a conference above its Sectors.
    """
    profile = read_profile()
    if profile.highest_body is None:
        raise NotFound(
            Said(
                "the profile %(profile)s names no highest body, so nothing follows from its resolutions",
                profile=profile.code,
            ),
            advice=Said("name it in the profile's layout.toml: highest_body"),
        )
    return derive_areas(
        profile.instruments, areas().areas, as_of_year=as_of_year, highest=profile.highest_body
    )


def areas() -> Consolidation:
    """The areas with their governing instruments, and the proposals to bring entries together."""
    result = consolidated()
    return replace(result, areas=with_instruments(result.areas, read_instruments()))


def sub_topic_areas(profile: Profile, listed: Sequence[Area]) -> tuple[Area, ...]:
    """The sub-topics of all themes as areas below their theme's area."""
    by_label = {fold_text(label): area.id for area in listed for label in area.labels.values()}
    found: list[Area] = []
    for state in theme_states(None, profile):
        parent = by_label.get(fold_text(state.theme.area))
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
    """Slips in every theme's matrix, areas listed under two names, and slips among the references of documents."""
    profile = read_profile()
    found: list[Finding] = []
    in_matrices: set[tuple[str, int | None]] = set()
    for state in theme_states(None, profile):
        years = {source.document: source.year for source in state.printed if source.document and source.year}
        found += find_slips(state.matrix, profile, years=years)
        places = (origin for row in state.matrix.rows for entry in row.entries for origin in entry.origins)
        in_matrices |= {(origin.document, origin.locator.table) for origin in places}
    found += find_double_names(areas().undecided)
    for document, cited in _cited():
        # What stands in a matrix was looked at cell by cell, but for references that fit several entities.
        outside = [
            c
            for c in cited
            if c.reference.is_ambiguous or (document.name, c.locator.table) not in in_matrices
        ]
        found += find_reference_slips(outside, document.name, profile, document.year)
    return tuple(sorted(found, key=_gravity))


def _gravity(finding: Finding) -> int:
    """Errors first, then warnings, then notes; within these the order of the documents stays."""
    return SEVERITIES.index(str(finding.detail.get("severity", SEVERITIES[-1])))


def _cited() -> Iterator[tuple[models.Document, list[LocatedReference]]]:
    """Every document that no newer revision replaces, with its references; documents without any are left out."""
    rows = (
        models.Reference.objects.filter(passage__document__superseded_by=None)
        .select_related("passage__document")
        .order_by("passage__document_id", "pk")
    )
    for _, group in groupby(rows.iterator(), key=lambda row: row.passage.document_id):
        listed = list(group)
        yield listed[0].passage.document, [_located(row) for row in listed]


def _located(row: models.Reference) -> LocatedReference:
    reference = Reference(
        text=row.text,
        start=row.start,
        end=row.end,
        kind=ReferenceKind(row.kind),
        id=row.entity or None,
        candidates=tuple(row.candidates),
        language=row.language,
        revision=row.revision,
        is_known=row.is_known,
    )
    return LocatedReference(reference, Locator.from_json(row.passage.locator), row.passage.position)
