"""One cell of a theme's matrix, with the links, places and examinations behind its entries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.role import Action
from commonground.domain.theme import EntryState, MatrixEntry, MatrixRow, ThemeMatrix
from commonground.errors import NotAllowed, NotFound, Said
from commonground.exports.matrix_paper import runs_of
from commonground.matching.likeness import same_label
from commonground.register import models
from commonground.register.examinations import examination_json
from commonground.register.link_lists import visible_links
from commonground.register.links import ready
from commonground.register.permissions import allows
from commonground.register.theme_matrix import SUB_TOPICS, keys_of_entry, named_rows
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.agreement import require_scope


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a cell is: its row by name, its first column, and how many columns it spans."""

    row: str
    column: str
    width: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its row, the Sectors it spans, and its entries."""

    place: CellPlace
    row: MatrixRow
    columns: tuple[str, ...]
    entries: tuple[MatrixEntry, ...]

    @property
    def empty(self) -> str:
        """Why the cell holds nothing; "" where it holds something, or where that is not known."""
        return "" if self.entries else str(self.row.empty.get(self.place.column, ""))


def find_cell(matrix: ThemeMatrix, place: CellPlace) -> Cell:
    """The cell at the place; raises NotFound where the matrix has no such row or column."""
    row = named_rows(matrix).get(place.row)
    if row is None or place.column not in matrix.columns:
        raise NotFound(
            Said("the matrix has no such cell"), advice=Said("go back to the theme and open it from there")
        )
    start = matrix.columns.index(place.column)
    end = min(start + max(1, place.width), len(matrix.columns))
    entries = tuple(entry for entry in row.entries if (start, end) in runs_of(entry, matrix.columns))
    return Cell(place, row, matrix.columns[start:end], entries)


def links_of_cell(
    matrix: ThemeMatrix, cell: Cell, actor: Actor
) -> tuple[tuple[models.LinkStanding, ...], ...]:
    """For each entry of the cell the links that it claims, of those that the actor may see. Two queries."""
    keys = [keys_of_entry(matrix, cell.row, entry) for entry in cell.entries]
    wanted = {key for group in keys for key in group}
    rows = ready(visible_links(actor).filter(is_current=True, key__in=wanted)) if wanted else ()
    by_key = {row.key: row for row in rows}
    return tuple(tuple(by_key[key] for key in group if key in by_key) for group in keys)


def may_judge(link: models.LinkStanding, actor: Actor) -> bool:
    """Whether the actor may say something of the link: for the own Sector, or in the name of one that sent its word."""
    if not link.is_current:
        return False
    if allows(actor, Action.MODERATE):
        return True
    if not allows(actor, Action.JUDGE, link.sectors):
        return False
    try:
        require_scope(link, actor)
    except NotAllowed:
        return False
    return True


def examinations_of_cell(theme: models.Theme, cell: Cell, *, with_reasons: bool) -> list[dict[str, Any]]:
    """Who looked whether the cell's Sectors work on its sub-topic, the latest first."""
    if cell.row.group != SUB_TOPICS:
        return []
    rows = models.Examination.objects.filter(theme=theme.code, right__in=cell.columns).order_by("-pk")
    names = (cell.row.label, *cell.row.labels.values())
    return [
        {**examination_json(row), **({} if with_reasons else {"reason": ""})}
        for row in rows[:200]
        if any(same_label(name, row.left) for name in names)
    ]


def documents_named(names: Collection[str]) -> dict[str, dict[str, Any]]:
    """The documents of these names that may be seen, by name: number of its page, what it is called, its language."""
    rows = models.Document.objects.filter(name__in=sorted(set(names))).order_by("pk")
    return {row["name"]: dict(row) for row in rows.values("id", "name", "number", "title", "language")}


def places_of(origins: Iterable[Origin], *, with_passages: bool = True) -> list[dict[str, Any]]:
    """Each origin with its document and, where there is one, the passage that stands there. Two queries."""
    listed = list(dict.fromkeys(origins))
    documents = documents_named([origin.document for origin in listed])
    passages = _passages(listed, documents) if with_passages else {}
    found = []
    for origin in listed:
        document = documents.get(origin.document)
        passage = passages.get((document["id"], str(origin.locator))) if document else None
        found.append(
            {
                "document": document["id"] if document else None,
                "name": (document["number"] or document["title"] or origin.document)
                if document
                else origin.document,
                "title": document["title"] if document else "",
                "language": document["language"] if document else None,
                "locator": origin.locator.to_json(),
                "passage": passage["position"] if passage else None,
                "text": passage["text"] if passage else "",
            }
        )
    return found


def _passages(
    origins: Sequence[Origin], documents: Mapping[str, Mapping[str, Any]]
) -> dict[tuple[int, str], dict[str, Any]]:
    """By document and place the passages of the origins: of a table's cell its first paragraph."""
    wanted = Q(pk__in=())
    for origin in origins:
        document, place = documents.get(origin.document), origin.locator.to_json()
        if document and place:
            wanted |= Q(
                document=document["id"], **{f"locator__{name}": value for name, value in place.items()}
            )
    rows = models.Passage.objects.filter(wanted).order_by("-position")
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for row in rows.values("document_id", "position", "text", "locator"):
        for origin in origins:
            place = origin.locator.to_json()
            if place.items() <= row["locator"].items():
                found[row["document_id"], str(Locator.from_json(place))] = dict(row)
    return found


def count_states(matrix: ThemeMatrix) -> dict[str, int]:
    """How many entries the matrix has in each state, in the order of the states."""
    found = dict.fromkeys(map(str, EntryState), 0)
    for row in matrix.rows:
        for entry in row.entries:
            found[str(entry.state)] += 1
    return {state: number for state, number in found.items() if number}
