"""Pilot themes and their printed matrices, in the register's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from commonground.analysis.consolidation import area_id
from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.theme import EmptyState, EntryState, MatrixEntry, MatrixRow, Theme, ThemeMatrix
from commonground.errors import NotFound, Said
from commonground.matching.word import fold_text
from commonground.register import models


@dataclass(frozen=True, slots=True)
class PrintedMatrix:
    """A theme's matrix as one source prints it; `document` is empty for the profile's facts."""

    matrix: ThemeMatrix
    document: str = ""
    year: int | None = None
    is_superseded: bool = False  # a newer revision of the document is in the register


GAINED = ("sub_topics", "labels", "governing")


@dataclass(frozen=True, slots=True)
class Gain:
    """What a theme gained from a source: its row, and the fields that differ before and after."""

    theme: models.Theme
    old: Mapping[str, Any]
    new: Mapping[str, Any]


def store_theme(theme: Theme, added_at: datetime | None = None, access: str = "public") -> models.Theme:
    """Add a theme, or give the one the register holds the sub-topics and labels it lacks.

    One that was retired gains them too, and stays retired. `added_at` is None for the profile's own.
    """
    row = find_theme(theme.area, with_retired=True)
    if row is None:
        return models.Theme.objects.create(
            added_at=added_at,
            access=access,
            code=theme.id,
            area=theme.area,
            labels=dict(theme.labels),
            sub_topics=list(theme.sub_topics),
            governing=theme.governing,
            period=theme.period,
            sources=list(theme.sources),
        )
    held = {fold_text(topic) for topic in row.sub_topics}
    row.sub_topics = [*row.sub_topics, *(t for t in theme.sub_topics if fold_text(t) not in held)]
    row.labels = {**theme.labels, **row.labels}
    row.governing = row.governing or theme.governing
    row.save()
    return row


def store_sub_topics(theme: str, labels: Sequence[str]) -> Gain | None:
    """Add the sub-topics to the theme of that name, and return what it gained; None without a theme or anything new."""
    row = find_theme(theme, with_retired=True)
    if row is None:
        return None
    before = {name: getattr(row, name) for name in GAINED}
    row = store_theme(Theme(id=row.code, area=row.area, labels={}, sub_topics=tuple(labels)))
    old = {name: value for name, value in before.items() if getattr(row, name) != value}
    return Gain(row, old, {name: getattr(row, name) for name in old}) if old else None


def find_theme(name: str, *, with_retired: bool = False) -> models.Theme | None:
    """The theme with this code, area or label in any language, whatever its case; None when there is none."""
    wanted = fold_text(name)
    rows = models.Theme.everything if with_retired else models.Theme.objects
    for row in rows.order_by(F("retired_at").asc(nulls_first=True), "pk"):
        if wanted in {
            fold_text(row.code),
            fold_text(row.area),
            *(fold_text(label) for label in row.labels.values()),
        }:
            return row
    return None


def get_theme(name: str) -> models.Theme:
    """As `find_theme`, but raises NotFound naming the themes there are."""
    row = find_theme(name)
    if row is None:
        known = tuple(models.Theme.objects.order_by("pk").values_list("area", flat=True))
        advice = (
            Said("themes here: %(names)s", names=known)
            if known
            else Said("add a document that holds a theme matrix")
        )
        raise NotFound(Said("no theme named %(name)s", name=repr(name)), advice=advice)
    return row


def read_theme(row: models.Theme) -> Theme:
    """The theme as a value."""
    return Theme(
        id=row.code,
        area=row.area,
        labels=row.labels,
        sub_topics=tuple(row.sub_topics),
        governing=row.governing,
        period=row.period,
        sources=tuple(row.sources),
    )


def read_themes() -> tuple[Theme, ...]:
    """All themes, oldest first."""
    return tuple(read_theme(row) for row in models.Theme.objects.order_by("pk"))


def store_matrix(matrix: ThemeMatrix, document: models.Document | None) -> models.ThemeTable:
    """Add a printed matrix; its theme is made when the register has none of that name."""
    theme = find_theme(matrix.theme, with_retired=True) or store_theme(
        Theme(
            id=area_id(matrix.theme)[:120],
            area=matrix.theme,
            labels=matrix.labels or {"en": matrix.theme},
            sub_topics=(),
            governing=matrix.governing,
        ),
        document.added_at if document else None,
        document.access if document else "public",
    )
    table = models.ThemeTable.objects.create(
        theme=theme,
        document=document,
        columns=list(matrix.columns),
        governing=matrix.governing,
        caption=matrix.caption,
    )
    for position, row in enumerate(matrix.rows):
        stored = models.ThemeRow.objects.create(
            table=table,
            position=position,
            group=row.group,
            label=row.label,
            labels=dict(row.labels),
            empty={sector: str(state) for sector, state in row.empty.items()},
            origins=[origin.to_json() for origin in row.origins],
        )
        models.ThemeEntry.objects.bulk_create(
            models.ThemeEntry(
                row=stored,
                position=index,
                text=entry.text,
                columns=list(entry.columns),
                ids=list(entry.ids),
                state=str(entry.state),
                origins=[origin.to_json() for origin in entry.origins],
                revisions=dict(entry.revisions),
            )
            for index, entry in enumerate(row.entries)
        )
    return table


def read_matrices(theme: models.Theme) -> tuple[PrintedMatrix, ...]:
    """The theme's printed matrices: those of documents, oldest first, then the profile's facts."""
    tables = theme.tables.select_related("document").prefetch_related("rows__entries")
    ordered = sorted(tables, key=lambda table: (table.document_id is None, table.pk))
    return tuple(_read_table(theme, table) for table in ordered)


def _read_table(theme: models.Theme, table: models.ThemeTable) -> PrintedMatrix:
    rows = sorted(table.rows.all(), key=lambda row: row.position)
    matrix = ThemeMatrix(
        theme=theme.area,
        columns=tuple(table.columns),
        rows=tuple(_read_row(row) for row in rows),
        labels=theme.labels,
        governing=table.governing,
        caption=table.caption,
    )
    document = table.document
    year = document.year if document else None
    superseded = document is not None and document.superseded_by.filter(theme_tables__theme=theme).exists()
    return PrintedMatrix(matrix, document.name if document else "", year, superseded)


def _read_row(row: models.ThemeRow) -> MatrixRow:
    entries = sorted(row.entries.all(), key=lambda entry: entry.position)
    return MatrixRow(
        group=row.group,
        label=row.label,
        entries=tuple(
            MatrixEntry(
                text=entry.text,
                columns=tuple(entry.columns),
                ids=tuple(entry.ids),
                state=EntryState(entry.state),
                origins=_read_origins(entry.origins),
                revisions=entry.revisions,
            )
            for entry in entries
        ),
        empty={sector: EmptyState(state) for sector, state in row.empty.items()},
        labels=row.labels,
        origins=_read_origins(row.origins),
    )


def _read_origins(values: list[dict[str, Any]]) -> tuple[Origin, ...]:
    return tuple(Origin(v["document"], Locator.from_json(v["locator"])) for v in values)
