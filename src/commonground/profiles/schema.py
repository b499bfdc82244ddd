"""The profile format as pydantic models: one model per kind of line; every field is explained in docs."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from commonground.domain.instrument import InstrumentKind
from commonground.domain.link import EvidenceKind, Predicate
from commonground.domain.organization import BodyKind
from commonground.domain.theme import EmptyState

Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=False)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
LabelsByLanguage = dict[LanguageCode, Text]
Texts = tuple[Text, ...]
Year = Annotated[int, Field(ge=1865, le=2200)]


class Row(BaseModel):
    """What all lines share: nothing is converted, no unknown field is let through."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SectorRow(Row):
    """A `[[sectors]]` table of profile.toml."""

    id: Text
    names: LabelsByLanguage
    aliases: dict[LanguageCode, Texts] = {}
    sources: Texts = ()


class PeriodRow(Row):
    """A `[[periods]]` table of profile.toml."""

    sector: Text
    label: Text
    start: Year
    end: Year


class HeadRow(Row):
    """The whole of profile.toml."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    names: LabelsByLanguage
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1)]
    licence: Text
    externals: Texts = ()
    sectors: Annotated[tuple[SectorRow, ...], Field(min_length=1)]
    periods: tuple[PeriodRow, ...] = ()


class MandateRow(Row):
    """An object in `mandates` of a body."""

    period: Text | None = None
    title: Text | None = None
    scope: str = ""
    related: Texts = ()
    sources: Annotated[Texts, Field(min_length=1)]


class BodyRow(Row):
    """A line of bodies.jsonl."""

    id: Text
    kind: BodyKind
    sectors: Annotated[Texts, Field(min_length=1)]
    parent: Text | None = None
    names: LabelsByLanguage = {}
    aliases: dict[LanguageCode, Texts] = {}
    mandates: tuple[MandateRow, ...] = ()
    sources: Annotated[Texts, Field(min_length=1)]


class QuestionRow(Row):
    """A line of questions.jsonl."""

    id: Text
    sector: Text
    body: Text
    period: Text
    title: Text | None = None
    names: LabelsByLanguage = {}
    scope: str = ""
    working_party: Text | None = None
    related: Texts = ()
    is_inferred: bool = False
    predecessors: Texts = ()
    sources: Annotated[Texts, Field(min_length=1)]


class RevisionRow(Row):
    """An object in `revisions` of an instrument."""

    label: Text
    year: Year | None = None
    title: Text
    areas: Texts = ()
    refers_to: Texts = ()
    status: str = ""
    note: str = ""
    asks_coordination: bool = False
    sources: Annotated[Texts, Field(min_length=1)]


class InstrumentRow(Row):
    """A line of instruments.jsonl."""

    id: Text
    kind: InstrumentKind
    body: Text
    sector: Text
    number: Text
    names: LabelsByLanguage = {}
    carried_into: Text | None = None
    revisions: Annotated[tuple[RevisionRow, ...], Field(min_length=1)]


class GatheringRow(Row):
    """A line of gatherings.jsonl."""

    body: Text
    year: Year
    place: str = ""
    sector: Text
    code: str = ""
    places: LabelsByLanguage = {}
    sources: Annotated[Texts, Field(min_length=1)]


class EntryRow(Row):
    """A line of entries.jsonl."""

    list: Text
    number: Text
    text: Text
    parent: Text | None = None
    group: str = ""
    list_title: str = ""
    language: LanguageCode = "en"
    document: Text


class AreaRow(Row):
    """A line of areas.jsonl."""

    label: Text
    labels: LabelsByLanguage
    aliases: Texts = ()
    acronyms: Texts = ()
    sources: Annotated[Texts, Field(min_length=1)]


class ThemeRow(Row):
    """A line of themes.jsonl."""

    id: Text
    area: Text
    labels: LabelsByLanguage
    sub_topics: Texts
    governing: str = ""
    period: str = ""
    sources: Annotated[Texts, Field(min_length=1)]


class MatrixEntryRow(Row):
    """An object in `entries` of a matrix row."""

    text: Text
    columns: Annotated[Texts, Field(min_length=1)]
    ids: Texts = ()
    revisions: dict[Text, Text] = {}


class MatrixRowRow(Row):
    """An object in `rows` of a matrix."""

    group: Text
    label: str
    labels: LabelsByLanguage = {}
    entries: tuple[MatrixEntryRow, ...] = ()
    empty: dict[Text, EmptyState] = {}


class MatrixFileRow(Row):
    """A line of matrices.jsonl."""

    theme: Text
    columns: Annotated[Texts, Field(min_length=1)]
    labels: LabelsByLanguage = {}
    governing: str = ""
    caption: str = ""
    document: Text
    rows: Annotated[tuple[MatrixRowRow, ...], Field(min_length=1)]


class EvidenceRow(Row):
    """An object in `evidence` of a link."""

    document: Text
    text: str = ""
    kind: EvidenceKind = EvidenceKind.STATED
    strength: Annotated[float, Field(ge=0, le=1)] = 1.0


class LinkRow(Row):
    """A line of links.jsonl."""

    subject: Text
    predicate: Predicate
    object: Text
    period: str = ""
    theme: str = ""
    evidence: Annotated[tuple[EvidenceRow, ...], Field(min_length=1)]


class TermRow(Row):
    """A line of terms.jsonl."""

    term: Text
    labels: LabelsByLanguage
    sources: Annotated[Texts, Field(min_length=1)]


# Every JSON Lines file of a profile folder, the model of its lines, and whether it may be absent.
TABLES: dict[str, type[Row]] = {
    "bodies.jsonl": BodyRow,
    "questions.jsonl": QuestionRow,
    "instruments.jsonl": InstrumentRow,
    "gatherings.jsonl": GatheringRow,
    "entries.jsonl": EntryRow,
    "areas.jsonl": AreaRow,
    "themes.jsonl": ThemeRow,
    "matrices.jsonl": MatrixFileRow,
    "links.jsonl": LinkRow,
    "terms.jsonl": TermRow,
}
