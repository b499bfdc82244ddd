"""The lists of findings, gaps and overlaps, and who may see each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from commonground.api.derived import derived
from commonground.api.viewer import Viewer
from commonground.domain.finding import Finding
from commonground.domain.role import Action
from commonground.register import models, reading

FINDING_LISTS: Mapping[str, tuple[Action, Callable[[], Sequence[Finding]]]] = {
    "findings": (Action.SEE_INTERNAL, reading.findings),
    "gaps": (Action.SEE_MEMBERS, reading.gaps),
    "overlaps": (Action.SEE_MEMBERS, reading.overlaps),
}


def listed_findings(viewer: Viewer, name: str) -> tuple[Finding, ...]:
    """The findings of the list of this name, the gravest first; raises NotSignedIn or NotAllowed."""
    needs, make = FINDING_LISTS[name]
    viewer.require(needs, name)
    return derived(name, lambda: tuple(make()), "page")


def documents_named(names: set[str]) -> dict[str, models.Document]:
    """By name the newest document of that name. One query."""
    rows = models.Document.objects.filter(name__in=names).only("pk", "name", "added_at").order_by("pk")
    return {row.name: row for row in rows}
