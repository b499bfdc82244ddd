"""Checked rows to the domain's values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commonground.domain.area import ListEntry, Origin
from commonground.domain.instrument import Instrument, Revision
from commonground.domain.link import Evidence, Link
from commonground.domain.organization import Body, Mandate, Question, Sector, StudyPeriod
from commonground.domain.profile import AreaFact, Gathering, Profile
from commonground.domain.theme import MatrixEntry, MatrixRow, Theme, ThemeMatrix
from commonground.profiles.schema import (
    AreaRow,
    BodyRow,
    EntryRow,
    GatheringRow,
    InstrumentRow,
    LinkRow,
    MatrixFileRow,
    QuestionRow,
    Row,
    SectorRow,
    ThemeRow,
)
from commonground.profiles.table import Tables


def _fields(row: Row) -> dict[str, Any]:
    """The row's own fields, shallow: nested rows stay rows."""
    return {name: getattr(row, name) for name in type(row).model_fields}


def to_sector(row: SectorRow) -> Sector:
    """The Sector of a `[[sectors]]` table."""
    return Sector(**_fields(row))


def to_body(row: BodyRow) -> Body:
    """The body of a line, with its mandates in the order given."""
    values = _fields(row)
    values["mandates"] = tuple(Mandate(**_fields(mandate)) for mandate in row.mandates)
    return Body(**values)


def to_question(row: QuestionRow) -> Question:
    """The Question of a line."""
    return Question(**_fields(row))


def to_instrument(row: InstrumentRow) -> Instrument:
    """The instrument of a line, with its revisions in the order given."""
    values = _fields(row)
    values["revisions"] = tuple(Revision(**_fields(revision)) for revision in row.revisions)
    return Instrument(**values)


def to_gathering(row: GatheringRow) -> Gathering:
    """The gathering of a line."""
    return Gathering(**_fields(row))


def to_entry(row: EntryRow) -> ListEntry:
    """The list entry of a line; its document becomes its origin."""
    values = _fields(row)
    values["origins"] = (Origin(values.pop("document")),)
    return ListEntry(**values)


def to_area(row: AreaRow) -> AreaFact:
    """The area fact of a line."""
    return AreaFact(**_fields(row))


def to_theme(row: ThemeRow) -> Theme:
    """The theme of a line."""
    return Theme(**_fields(row))


def to_matrix(row: MatrixFileRow) -> ThemeMatrix:
    """The matrix of a line; its document becomes the origin of every row and entry."""
    origins = (Origin(row.document),)
    rows = tuple(
        MatrixRow(
            group=line.group,
            label=line.label,
            entries=tuple(MatrixEntry(**_fields(entry), origins=origins) for entry in line.entries),
            empty=line.empty,
            labels=line.labels,
            origins=origins,
        )
        for line in row.rows
    )
    return ThemeMatrix(row.theme, row.columns, rows, row.labels, row.governing, row.caption)


def to_link(row: LinkRow) -> Link:
    """The link of a line, with its evidence."""
    values = _fields(row)
    values["evidence"] = tuple(
        Evidence(Origin(item.document), item.text, item.kind, item.strength) for item in row.evidence
    )
    return Link(**values)


def to_profile(tables: Tables, grammar: Mapping[str, Any], layout: Mapping[str, Any]) -> Profile:
    """The whole profile; the rows have passed every check."""
    head = tables.head
    return Profile(
        code=head.code,
        names=head.names,
        languages=head.languages,
        sectors=tuple(to_sector(row) for row in head.sectors),
        periods=tuple(StudyPeriod(**_fields(row)) for row in head.periods),
        bodies=tuple(to_body(placed.row) for placed in tables.bodies),
        questions=tuple(to_question(placed.row) for placed in tables.questions),
        instruments=tuple(to_instrument(placed.row) for placed in tables.instruments),
        gatherings=tuple(to_gathering(placed.row) for placed in tables.gatherings),
        entries=tuple(to_entry(placed.row) for placed in tables.entries),
        areas=tuple(to_area(placed.row) for placed in tables.areas),
        themes=tuple(to_theme(placed.row) for placed in tables.themes),
        matrices=tuple(to_matrix(placed.row) for placed in tables.matrices),
        links=tuple(to_link(placed.row) for placed in tables.links),
        terms={placed.row.term: placed.row.labels for placed in tables.terms},
        grammar=grammar,
        layout=layout,
        licence=head.licence,
    )
