"""Slips among the references of ordinary text: unknown Questions and revisions, ambiguous references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commonground.analysis.citation_check import Doubt, Severity, doubt_question, doubt_revision
from commonground.analysis.entity import EntityIndex
from commonground.domain.finding import Finding
from commonground.domain.profile import Profile
from commonground.domain.reference import LocatedReference, ReferenceKind
from commonground.errors import Said


def _doubts_of(located: LocatedReference, index: EntityIndex, year: int | None) -> Iterator[Doubt]:
    reference = located.reference
    if reference.is_ambiguous:
        yield Doubt(
            "ambiguous-reference",
            Severity.WARNING,
            Said(
                '"%(text)s" may be %(candidates)s or %(last)s.',
                text=reference.text,
                candidates=", ".join(reference.candidates[:-1]),
                last=reference.candidates[-1],
            ),
            Said(
                "name the Sector: %(candidates)s or %(last)s",
                candidates=", ".join(reference.candidates[:-1]),
                last=reference.candidates[-1],
            ),
        )
    if reference.id is None:
        return
    if reference.kind is ReferenceKind.QUESTION and index.is_question(reference.id):
        doubt = doubt_question(reference.id, year, index)
        if doubt:
            yield doubt
    if reference.revision:
        doubt = doubt_revision(reference.id, reference.revision, index)
        if doubt:
            yield doubt


def find_reference_slips(
    located: Iterable[LocatedReference], document: str, profile: Profile, year: int | None = None
) -> tuple[Finding, ...]:
    """Slips among the references of ordinary text: unknown Questions and revisions, ambiguous references."""
    index = EntityIndex(profile)
    findings = []
    for item in located:
        for doubt in _doubts_of(item, index, year):
            detail = {
                "severity": str(doubt.severity),
                "text": item.reference.text,
                "start": item.reference.start,
                "end": item.reference.end,
                "id": item.reference.id,
                "candidates": list(item.reference.candidates),
            }
            findings.append(
                Finding(doubt.code, doubt.message, document, item.locator, doubt.suggestion, detail)
            )
    return tuple(findings)
