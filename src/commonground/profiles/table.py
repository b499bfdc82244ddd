"""The rows of a profile's files, each with its place, before they are checked against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from commonground.profiles.schema import (
    AreaRow,
    BodyRow,
    EntryRow,
    GatheringRow,
    HeadRow,
    InstrumentRow,
    LinkRow,
    MatrixFileRow,
    QuestionRow,
    Row,
    TermRow,
    ThemeRow,
)

RowT_co = TypeVar("RowT_co", bound=Row, covariant=True)


@dataclass(frozen=True, slots=True)
class Placed(Generic[RowT_co]):
    """A row and where it stands."""

    file: str
    line: int
    row: RowT_co


@dataclass(frozen=True, slots=True)
class Tables:
    """All rows of one profile, by file."""

    head: HeadRow
    rows: dict[str, list[Placed[Row]]]

    def _of(self, file: str) -> list[Placed[Row]]:
        return self.rows.get(file, [])

    @property
    def bodies(self) -> list[Placed[BodyRow]]:
        """Rows of bodies.jsonl."""
        return cast("list[Placed[BodyRow]]", self._of("bodies.jsonl"))

    @property
    def questions(self) -> list[Placed[QuestionRow]]:
        """Rows of questions.jsonl."""
        return cast("list[Placed[QuestionRow]]", self._of("questions.jsonl"))

    @property
    def instruments(self) -> list[Placed[InstrumentRow]]:
        """Rows of instruments.jsonl."""
        return cast("list[Placed[InstrumentRow]]", self._of("instruments.jsonl"))

    @property
    def gatherings(self) -> list[Placed[GatheringRow]]:
        """Rows of gatherings.jsonl."""
        return cast("list[Placed[GatheringRow]]", self._of("gatherings.jsonl"))

    @property
    def entries(self) -> list[Placed[EntryRow]]:
        """Rows of entries.jsonl."""
        return cast("list[Placed[EntryRow]]", self._of("entries.jsonl"))

    @property
    def areas(self) -> list[Placed[AreaRow]]:
        """Rows of areas.jsonl."""
        return cast("list[Placed[AreaRow]]", self._of("areas.jsonl"))

    @property
    def themes(self) -> list[Placed[ThemeRow]]:
        """Rows of themes.jsonl."""
        return cast("list[Placed[ThemeRow]]", self._of("themes.jsonl"))

    @property
    def matrices(self) -> list[Placed[MatrixFileRow]]:
        """Rows of matrices.jsonl."""
        return cast("list[Placed[MatrixFileRow]]", self._of("matrices.jsonl"))

    @property
    def links(self) -> list[Placed[LinkRow]]:
        """Rows of links.jsonl."""
        return cast("list[Placed[LinkRow]]", self._of("links.jsonl"))

    @property
    def terms(self) -> list[Placed[TermRow]]:
        """Rows of terms.jsonl."""
        return cast("list[Placed[TermRow]]", self._of("terms.jsonl"))

    def everything(self) -> Iterator[Placed[Row]]:
        """Every row of every file."""
        for rows in self.rows.values():
            yield from rows
