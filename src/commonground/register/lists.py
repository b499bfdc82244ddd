"""Entries of printed lists of areas, in the register's tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from commonground.domain.area import ListEntry, Origin
from commonground.domain.document import Locator
from commonground.matching.word import fold_text
from commonground.register import models


def store_entries(entries: Iterable[ListEntry], document: models.Document | None) -> tuple[int, int]:
    """Add entries; one its list already holds gains the new place. Returns (added, recognised)."""
    held = {(e.list, e.folded, e.occurrence): e for e in models.Entry.objects.all()}
    known = len(held)
    seen: Counter[tuple[str, str]] = Counter()
    printed: list[tuple[models.Entry, ListEntry]] = []
    for entry in entries:
        folded = fold_text(entry.text)
        seen[entry.list, folded] += 1
        key = (entry.list, folded, seen[entry.list, folded])
        if key not in held:
            held[key] = _entry_row(entry, folded, key[2], position=len(held) + 1)
            held[key].added_at = document.added_at if document else None
        printed.append((held[key], entry))
    added = models.Entry.objects.bulk_create(row for row in held.values() if row.pk is None)
    models.EntryOrigin.objects.bulk_create(
        _origin_row(row, origin, document) for row, entry in printed for origin in entry.origins
    )
    return len(held) - known, len(printed) - len(added)


def _entry_row(entry: ListEntry, folded: str, occurrence: int, position: int) -> models.Entry:
    return models.Entry(
        list=entry.list,
        number=entry.number,
        text=entry.text,
        folded=folded,
        occurrence=occurrence,
        parent=entry.parent,
        group=entry.group,
        list_title=entry.list_title,
        language=entry.language,
        position=position,
    )


def _origin_row(entry: models.Entry, origin: Origin, document: models.Document | None) -> models.EntryOrigin:
    return models.EntryOrigin(
        entry=entry,
        document=document,
        source="" if document else origin.document,
        locator=origin.locator.to_json(),
    )


def list_entries() -> tuple[ListEntry, ...]:
    """All entries in the order they came in; places in documents come before the profile's own sources."""
    origins: dict[int, list[Origin]] = {}
    rows = models.EntryOrigin.objects.select_related("document")
    for row in sorted(rows, key=lambda row: (row.document_id is None, row.pk)):
        name = row.document.name if row.document else row.source
        origins.setdefault(row.entry_id, []).append(Origin(name, Locator.from_json(row.locator)))
    return tuple(
        ListEntry(
            list=e.list,
            number=e.number,
            text=e.text,
            parent=e.parent,
            group=e.group,
            list_title=e.list_title,
            origins=tuple(origins.get(e.pk, ())),
            language=e.language,
        )
        for e in models.Entry.objects.order_by("position")
    )
