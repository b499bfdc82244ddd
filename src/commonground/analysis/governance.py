"""Which instruments govern an area: those whose title was read to belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from commonground.domain.area import Area
from commonground.domain.instrument import Instrument
from commonground.matching.word import fold_text


def with_instruments(areas: Iterable[Area], instruments: Sequence[Instrument]) -> tuple[Area, ...]:
    """The areas, each with its instruments under their newest known revision; suppressed ones are left out."""
    by_name: dict[str, list[str]] = {}
    for instrument in instruments:
        if instrument.latest.status.startswith("suppressed"):
            continue
        printed = f"{instrument.id} ({instrument.latest.label})"
        for label in instrument.areas:
            by_name.setdefault(fold_text(label), []).append(printed)
    return tuple(
        replace(
            area, instruments=tuple(dict.fromkeys(i for name in _names(area) for i in by_name.get(name, ())))
        )
        for area in areas
    )


def _names(area: Area) -> tuple[str, ...]:
    texts = (*area.labels.values(), *(entry.text for entry in area.entries))
    return tuple(dict.fromkeys(fold_text(text) for text in texts))
