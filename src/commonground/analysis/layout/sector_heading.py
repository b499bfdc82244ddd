"""Which Sector a column heading names, in any of the profile's languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from commonground.analysis.layout.table import Table
from commonground.analysis.layout.wording import label_key, label_map, labels
from commonground.domain.organization import Sector

_PARTS = re.compile(r"[()（）\[\]/\n,，،]| - ")
HEADER_ROWS = 5


class SectorHeadings:
    """The headings in use for each Sector: those of the layout, and the Sector's own names and aliases."""

    def __init__(self, layout: Mapping[str, Any], sectors: Iterable[Sector] = ()) -> None:
        self._names = dict(label_map(layout, "column_headings"))
        for sector in sectors:
            for form in (
                sector.id,
                *sector.names.values(),
                *(a for some in sector.aliases.values() for a in some),
            ):
                self._names.setdefault(label_key(form), sector.id)
        self._fillers = labels(layout, "words", "column_fillers")
        self._longest_first = sorted(self._fillers, key=lambda filler: (-len(filler), filler))
        longer = [re.escape(name) for name in self._names if len(name) > 1]
        self._name_within = re.compile("|".join([r"\b\w\b", *longer]))
        self._known: dict[str, str | None] = {}  # headings already read: long tables repeat their texts

    def sector_of(self, heading: str) -> str | None:
        """The one Sector a heading names, None for any other heading.

        >>> SectorHeadings({"column_headings": {"ITU-R": {"en": ["Radio"]}}}).sector_of("RADIO (ITU-R)")
        'ITU-R'
        """
        if heading not in self._known:
            self._known[heading] = self._named(heading)
        return self._known[heading]

    def _named(self, heading: str) -> str | None:
        whole = self._names.get(label_key(heading))
        if whole or len(heading) > 120:
            return whole
        found = set()
        for part in _PARTS.split(heading):
            key = label_key(part)
            if not key or key in self._fillers:
                continue
            sector = self._names.get(key) or self._beside_filler(key)
            if sector is None:
                return None
            found.add(sector)
        return found.pop() if len(found) == 1 else None

    def _beside_filler(self, key: str) -> str | None:
        # Every name of a Sector stands whole in such a heading; most cells hold none.
        return self._names.get(self._stripped(key)) if self._name_within.search(key) else None

    def _stripped(self, key: str) -> str:
        """The heading without the words that may stand beside a Sector's name: "ITU-R activities"."""
        for filler in self._longest_first:
            is_wordless = not filler.isascii() and " " not in key
            is_elided = filler.endswith("'")
            for edge in (f"{filler} ", filler) if is_wordless or is_elided else (f"{filler} ",):
                key = key.removeprefix(edge).lstrip()
            for edge in (f" {filler}", filler) if is_wordless else (f" {filler}",):
                key = key.removesuffix(edge)
        return key.strip()

    def columns_in(self, table: Table, row: int) -> dict[int, str]:
        """The Sector per grid column that the row's own headings name."""
        found: dict[int, str] = {}
        for cell in table.row(row):
            sector = self.sector_of(" / ".join(part.text for part in cell.paragraphs if part.text.strip()))
            if sector:
                found.update(dict.fromkeys(cell.columns, sector))
        return found

    def header_of(self, table: Table) -> tuple[int, dict[int, str]] | None:
        """The first row that names two Sectors or more in columns of their own, and those columns."""
        for row in range(1, min(HEADER_ROWS, table.height) + 1):
            columns = self.columns_in(table, row)
            runs = [sector for column, sector in sorted(columns.items()) if columns.get(column - 1) != sector]
            if len(runs) > 1 and len(set(runs)) == len(runs):
                return row, columns
        return None
