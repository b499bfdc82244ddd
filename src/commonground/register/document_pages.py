"""A document's passages as pages show them: running text, tables put together again, references by their spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from commonground.register import models

PASSAGES = 300  # on a page
_FIELDS = (
    *("pk", "position", "text", "kind", "locator", "level", "number", "language"),
    *("column_span", "row_span", "is_header"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a passage; `entity` is what it refers to, "" for plain text or an unknown reference."""

    text: str
    is_reference: bool = False
    entity: str = ""
    candidates: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the pages' twins show it."""
        return {
            "text": self.text,
            "is_reference": self.is_reference,
            "entity": self.entity,
            "candidates": list(self.candidates),
        }


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage cut at its references."""

    position: int
    kind: str
    locator: Mapping[str, Any]
    level: int | None
    number: str
    language: str | None
    runs: tuple[Run, ...]

    def to_json(self) -> dict[str, Any]:
        """As the pages' twins show it."""
        return {
            "position": self.position,
            "kind": self.kind,
            "locator": dict(self.locator),
            "language": self.language,
            "runs": [run.to_json() for run in self.runs],
        }


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of a table: its passages in order, and what it spans."""

    passages: tuple[ShownPassage, ...]
    column_span: int
    row_span: int
    is_header: bool

    def to_json(self) -> dict[str, Any]:
        """As the pages' twins show it."""
        spans = {"column_span": self.column_span, "row_span": self.row_span, "is_header": self.is_header}
        return {**spans, "passages": [passage.to_json() for passage in self.passages]}


@dataclass(frozen=True, slots=True)
class Block:
    """A passage of running text, or a table of rows of cells."""

    passage: ShownPassage | None = None
    rows: tuple[tuple[ShownCell, ...], ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """As the pages' twins show it."""
        if self.passage is not None:
            return {"passage": self.passage.to_json()}
        return {"rows": [[cell.to_json() for cell in row] for row in self.rows]}


def read_blocks(document: int, first: int = 0, most: int = PASSAGES) -> tuple[tuple[Block, ...], int | None]:
    """The blocks of `most` passages from the position on, and the position of the next page; None at the end.

    A row of a table is never parted. Two queries.
    """
    rows = list(
        models.Passage.objects.filter(document=document, position__gte=first)
        .order_by("position")
        .values(*_FIELDS)[: most + 1]
    )
    page, further = rows[:most], rows[most:]
    if further:
        whole = [at for at in range(1, len(page)) if _row_of(page[at]) != _row_of(page[at - 1])]
        if whole and _row_of(further[0]) is not None and _row_of(page[-1]) == _row_of(further[0]):
            page, further = page[: whole[-1]], page[whole[-1] :]
    return tuple(_blocks(page, _references([row["pk"] for row in page]))), (
        further[0]["position"] if further else None
    )


def read_around(document: int, locator: Mapping[str, Any]) -> tuple[Block, ...]:
    """What stands at a place of a document, in its surroundings: the row of the table, or the neighbouring passages."""
    rows = models.Passage.objects.filter(document=document).order_by("position").values(*_FIELDS)
    wanted = {name: value for name, value in locator.items() if value not in (None, "")}
    if "table" in wanted and "row" in wanted:
        found = [
            row
            for row in rows.filter(kind="cell")
            if all(row["locator"].get(name) == wanted[name] for name in ("table", "row"))
        ]
    else:
        every = list(rows)
        at = next((i for i, row in enumerate(every) if wanted.items() <= row["locator"].items()), None)
        found = [] if at is None or not wanted else every[max(0, at - 1) : at + 2]
    return tuple(_blocks(found, _references([row["pk"] for row in found])))


def _references(passages: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = models.Reference.objects.filter(passage__in=passages).order_by("start", "-end")
    for row in rows.values("passage", "start", "end", "entity", "candidates", "is_known"):
        found.setdefault(row["passage"], []).append(dict(row))
    return found


def _row_of(row: Mapping[str, Any]) -> tuple[Any, Any] | None:
    locator = row["locator"]
    return (locator["table"], locator.get("row")) if row["kind"] == "cell" and "table" in locator else None


def _table_of(row: Mapping[str, Any]) -> Any:
    place = _row_of(row)
    return ("table", place[0]) if place else ("passage", row["position"])


def _blocks(rows: Iterable[Mapping[str, Any]], cited: Mapping[int, list[dict[str, Any]]]) -> Iterator[Block]:
    for (kind, _), group in groupby(rows, key=_table_of):
        listed = list(group)
        if kind == "passage":
            yield from (Block(passage=_shown(row, cited)) for row in listed)
        else:
            yield Block(rows=tuple(_cells(list(line), cited) for _, line in groupby(listed, key=_row_of)))


def _cells(
    line: Sequence[Mapping[str, Any]], cited: Mapping[int, list[dict[str, Any]]]
) -> tuple[ShownCell, ...]:
    found = []
    for _, group in groupby(line, key=lambda row: row["locator"].get("column")):
        passages = list(group)
        first = passages[0]
        found.append(
            ShownCell(
                tuple(_shown(row, cited) for row in passages),
                first["column_span"],
                first["row_span"],
                first["is_header"],
            )
        )
    return tuple(found)


def _shown(row: Mapping[str, Any], cited: Mapping[int, list[dict[str, Any]]]) -> ShownPassage:
    return ShownPassage(
        row["position"],
        row["kind"],
        row["locator"],
        row["level"],
        row["number"],
        row["language"],
        tuple(runs_between(row["text"], cited.get(row["pk"], ()))),
    )


def runs_between(text: str, references: Iterable[Mapping[str, Any]]) -> Iterator[Run]:
    """The text cut at its references; of references that overlap the first and longest counts.

    >>> marks = [{"start": 4, "end": 13, "entity": "ITU-T SG5", "candidates": []}]
    >>> [run.text for run in runs_between("See ITU-T SG5.", marks)]
    ['See ', 'ITU-T SG5', '.']
    """
    last = 0
    for one in references:
        if one["start"] < last or one["end"] > len(text):
            continue
        if one["start"] > last:
            yield Run(text[last : one["start"]])
        yield Run(text[one["start"] : one["end"]], True, one["entity"], tuple(one["candidates"]))
        last = one["end"]
    if last < len(text):
        yield Run(text[last:])
