"""A theme as its pages show it to whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from commonground.analysis.consolidation import area_id
from commonground.analysis.entity import EntityIndex
from commonground.api.derived import derived
from commonground.api.routes.facts import get_fact
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.domain.theme import ThemeMatrix
from commonground.register import models
from commonground.register.area_pages import examined_subjects
from commonground.register.fact_kinds import FACT_KINDS
from commonground.register.permissions import allows
from commonground.register.theme_cells import documents_named
from commonground.register.theme_matrix import (
    SUB_TOPICS,
    keys_of_entry,
    lookup_profile,
    shown_matrix,
    theme_matrix,
)
from commonground.web.page import page_language
from commonground.web.theme_table import Marks, TableMaker, document_names, marks_of

HISTORY = 50


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme, its matrix as the viewer sees it, and what prints it."""

    row: models.Theme
    matrix: ThemeMatrix
    maker: TableMaker
    is_whole: bool  # whether the viewer sees every entry that a paper would print

    @property
    def marks(self) -> Marks | None:
        """The gaps and overlaps; None for who does not see them."""
        return self.maker.marks


@dataclass(frozen=True, slots=True)
class _Worked:
    """What follows from the register alone, whoever asks."""

    matrix: ThemeMatrix
    index: EntityIndex
    marks: Marks
    layout: Mapping[str, Any]
    languages: Mapping[str, str | None]


def view_theme(request: HttpRequest, code: str) -> ThemeView:
    """The theme with this code; raises NotFound for one that is not there or may not be seen."""
    viewer = viewer_of(request)
    row: models.Theme = get_fact(FACT_KINDS["theme"], code, viewer)
    sees_all = viewer.sees_proposals
    worked = derived("theme-page", lambda: _worked(row, with_proposals=sees_all), row.code, sees_all)
    shown = shown_matrix(worked.matrix, sees_proposals=sees_all)
    marks = worked.marks if allows(viewer.actor, Action.SEE_MEMBERS) else None
    maker = TableMaker(worked.layout, page_language(), worked.index, marks, worked.languages)
    return ThemeView(row, shown, maker, shown == worked.matrix)


def _worked(row: models.Theme, *, with_proposals: bool) -> _Worked:
    matrix = theme_matrix(row, with_proposals=with_proposals)
    profile = lookup_profile(matrix)
    layout = models.ProfileRecord.objects.values_list("layout", flat=True).first() or {}
    documents = documents_named(document_names(matrix))
    languages = {name: found["language"] for name, found in documents.items()}
    return _Worked(matrix, EntityIndex(profile), marks_of(matrix, profile), layout, languages)


def theme_json(row: models.Theme) -> dict[str, Any]:
    """The theme's own facts."""
    return {
        "code": row.code,
        "area": row.area,
        "area_id": area_id(row.area),
        "labels": row.labels or {"en": row.area},
        "governing": row.governing,
        "governing_id": row.governing.partition(" (")[0],
        "period": row.period,
        "owner_role": row.owner_role,
        "sub_topics": list(row.sub_topics),
        "indicators": list(row.indicators),
        "decision": row.decision,
        "decision_reason": row.decision_reason,
        "sources": list(row.sources),
        "version": row.version,
    }


def theme_history(view: ThemeView, viewer: Viewer) -> list[dict[str, Any]]:
    """What was done to the theme and to the links of its matrix, the newest first; for members."""
    keys = {
        key
        for row in view.matrix.rows
        for entry in row.entries
        for key in keys_of_entry(view.matrix, row, entry)
    }
    row, matrix = view.row, view.matrix
    topics = [one.label for one in matrix.rows if one.group == SUB_TOPICS]
    examined = examined_subjects(row.area, (*row.sub_topics, *topics), matrix.columns)
    subjects = {*keys, *examined, f"theme {row.code}"}
    rows = models.Change.objects.filter(subject__in=subjects, access__in=viewer.levels).order_by("-pk")
    return [change_json(one) for one in rows[:HISTORY]]


def _action(row: models.Change) -> str:
    """The action as words know it: of a fact with its kind, "theme-changed"."""
    done = row.action.removeprefix("fact-")
    return f"{row.detail.get('kind')}-{done}" if done != row.action else row.action


def change_json(row: models.Change) -> dict[str, Any]:
    """One entry of the log as pages list it; fields of a fact by their names alone."""
    detail = row.detail
    return {
        "at": row.at,
        "role": row.role,
        "sector": row.sector,
        "action": _action(row),
        "subject": row.subject.removeprefix("pair:"),
        "link": detail.get("link", ""),
        "verdict": detail.get("verdict", ""),
        "found": detail.get("found"),
        "after": detail.get("after", ""),
        "fields": sorted(name for name in row.new if name not in ("id", "retired_at"))
        if row.table == "Theme"
        else [],
        "reason": row.reason or (detail.get("reason") or ""),
    }
