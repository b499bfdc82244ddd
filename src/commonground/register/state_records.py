"""What is worked out of the state being read, and its documents, as records to compare: areas, cells, examinations."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.analysis.consolidation import area_id
from commonground.analysis.edition_difference import Because, Record, RecordKind
from commonground.domain.area import Area
from commonground.domain.language import label_in
from commonground.domain.role import Access
from commonground.domain.theme import EmptyState, MatrixRow
from commonground.matching.word import fold_text
from commonground.register import models, reading
from commonground.register.examinations import latest_examinations
from commonground.register.fact_kinds import FACT_KINDS
from commonground.register.fact_records import labels_of, texts_of
from commonground.register.state_log import (
    file_name,
    of_cell,
    of_entry,
    of_placed,
    of_row,
)
from commonground.register.theme_matrix import theme_matrix


def worked_records(language: str) -> Iterator[Record]:
    """Areas, cells of themes and examinations: what is worked out of several tables, and of which there are few."""
    yield from _areas(language)
    yield from _cells(language)
    yield from _examinations()


def document_records() -> Iterator[Record]:
    """The documents that may be told of."""
    rows = models.Document.objects.exclude(access=Access.INTERNAL).select_related("supersedes")
    for row in rows.order_by("pk"):
        fields = {
            "title": row.title,
            "number": row.number,
            "date": row.date,
            "source": row.source,
            "supersedes": (row.supersedes.number or row.supersedes.name) if row.supersedes else "",
        }
        label = row.number or row.title or file_name(row.name)
        yield Record(RecordKind.DOCUMENT, row.sha256, label, fields, traces=(of_row("Document", row.pk),))


def _areas(language: str) -> Iterator[Record]:
    """The areas that the lists give with what is known of them, and the known ones that stand in no list."""
    listed = reading.areas().areas
    shown = {area.id: label_in(area.labels, language)[0] for area in listed}
    known = {fold_text(row.label): row for row in models.Area.objects.order_by("pk")}
    hidden = models.Area.everything.filter(access=Access.INTERNAL).values_list("label", flat=True)
    internal = {fold_text(label) for label in hidden}
    documents = dict(models.Document.objects.values_list("name", "pk"))
    for area in listed:
        names = {fold_text(label) for label in area.labels.values()}
        if names & internal:
            continue
        fact = next((known.pop(name) for name in sorted(names) if name in known), None)
        yield _area(area, fact, shown, documents, language)
    for row in known.values():
        if row.access != Access.INTERNAL and area_id(row.label) not in shown:
            fields = {"label": row.label} | texts_of(FACT_KINDS["area"], row, language)
            traces = (of_row("Area", row.pk),)
            yield Record(RecordKind.AREA, area_id(row.label), fields["label"], fields, traces=traces)


def _area(
    area: Area, fact: models.Area | None, shown: dict[str, str], documents: dict[str, int], language: str
) -> Record:
    further = texts_of(FACT_KINDS["area"], fact, language) if fact else {}
    related = [shown.get(one, one) for one in area.related]
    fields = {
        **further,
        **labels_of("labels", area.labels, language),
        "aliases": "; ".join(area.aliases),
        "parent": shown.get(area.parent or "", area.parent or ""),
        "status": str(area.status),
        "lists": "; ".join(dict.fromkeys(entry.list for entry in area.entries)),
        "related": "; ".join(dict.fromkeys([*related, *(fact.related if fact else ())])),
    }
    named = {origin.document for entry in area.entries for origin in entry.origins}
    traces = [of_entry(entry.key) for entry in area.entries]
    printed = tuple(of_row("Document", documents[name]) for name in sorted(named) if name in documents)
    if fact is not None:
        traces.append(of_row("Area", fact.pk))
    return Record(RecordKind.AREA, area.id, shown[area.id], fields, traces=tuple(traces), wider=printed)


def _cells(language: str) -> Iterator[Record]:
    for theme in models.Theme.objects.exclude(access=Access.INTERNAL).order_by("pk"):
        matrix = theme_matrix(theme)
        printed = theme.tables.exclude(document=None).order_by("pk").values_list("document", flat=True)
        shared = (of_row("Theme", theme.pk), *(of_row("Document", pk) for pk in printed))
        for row in matrix.rows:
            for column in matrix.columns:
                yield _cell(theme, row, column, shared, language)


def _cell(theme: models.Theme, row: MatrixRow, column: str, shared: tuple[str, ...], language: str) -> Record:
    label = label_in(row.labels, language)[0] if row.labels else row.label or row.group
    entries = row.cell(column)
    states = dict.fromkeys(str(entry.state) for entry in entries)
    fields = {
        "text": "; ".join(entry.text for entry in entries),
        "state": "; ".join(states) or str(row.empty.get(column, EmptyState.NOT_EXAMINED)),
    }
    placed = [key for entry in entries for one in entry.ids for key in of_placed(one, theme.area, row.label)]
    return Record(
        RecordKind.CELL,
        "/".join((theme.code, row.group, _row_name(row), column)),
        f"{theme.area} / {label} / {column}",
        fields,
        traces=(of_cell(theme.area, row.label, column), *dict.fromkeys(placed)),
        wider=shared,
    )


def _row_name(row: MatrixRow) -> str:
    # Rows of events and texts have one label each group; what they hold tells them apart.
    return row.label if row.group == "Sub-topics" else "; ".join(sorted(entry.text for entry in row.entries))


def _examinations() -> Iterator[Record]:
    for row in latest_examinations():
        because = (
            Because(row.sector, row.role, row.at.isoformat(), "found" if row.found else "none", row.reason),
        )
        shown = " / ".join(part for part in (row.theme, row.left, row.right) if part)
        fields = {"result": "found" if row.found else "none"}
        yield Record(
            RecordKind.EXAMINATION, "/".join((row.theme, row.left, row.right)), shown, fields, because
        )
