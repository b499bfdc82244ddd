"""Which group of rows a label names, and which rows of a table only head the rows below them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any

from commonground.analysis.layout.wording import label_key, label_map, labels
from commonground.domain.theme import ROW_GROUPS

_BILINGUAL = re.compile(r"\s*[/|\n]\s*")
_SUB_TOPICS = ROW_GROUPS[0]


class RowGroups:
    """The labels of the groups of rows, in any of the profile's languages."""

    def __init__(self, layout: Mapping[str, Any]) -> None:
        self._names = label_map(layout, "row_groups")
        fillers = labels(layout, "words", "group_fillers")
        self._fillers = sorted(fillers, key=lambda filler: (-len(filler), filler))

    def named(self, label: str) -> str | None:
        """The group a label names, also in two languages ("Events / Manifestations") or with a filler before it.

        >>> RowGroups({"row_groups": {"Events": {"en": ["Events"]}}}).named("EVENTS:")
        'Events'
        """
        key = label_key(label)
        if found := self._names.get(key) or self._names.get(self._bare(key)):
            return found
        parts = {self._names.get(label_key(part)) for part in _BILINGUAL.split(label) if label_key(part)}
        return parts.pop() if len(parts) == 1 else None

    def _bare(self, key: str) -> str:
        """The label without the words that only qualify it: "relevant resolutions"."""
        for filler in self._fillers:
            key = key.removeprefix(f"{filler} ").removesuffix(f" {filler}")
        return key

    def heading_rows(
        self, rows: Sequence[int], label: Callable[[int], str], filled: Collection[int]
    ) -> set[int]:
        """Rows that head the rows below: a group's label beside blank cells, where the table writes groups so.

        A blank row between rows that hold their group's entries is a group without entries, and no heading.
        """
        groups = {row: self.named(label(row)) for row in rows}
        is_inline = any(
            groups[row] not in (None, _SUB_TOPICS) and row in filled and groups.get(above) != groups[row]
            for above, row in pairwise((0, *rows))
        )
        heads = set()
        for row, below in pairwise(rows):
            group = groups[row]
            if not group or row in filled:
                continue
            is_own = bool(label(below)) and groups[below] is None and (not is_inline or group == _SUB_TOPICS)
            is_unlabelled = not label(below) and below in filled
            if groups[below] == group or is_own or is_unlabelled:
                heads.add(row)
        return heads
