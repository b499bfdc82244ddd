"""Measure how often a label in another language finds its English one first among all English labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.bench.lines import read_lines
from commonground.matching.cross_language import likeness_across
from commonground.matching.embedding.encoder import Encoder

LANGUAGES = ("ar", "es", "fr", "ru", "zh")
_TARGET = "en"
_DECIMALS = 5  # scores nearer than that are a tie

Row = Mapping[str, Any]


def measure_labels(rows: Path | Sequence[Row], encoder: Encoder) -> dict[str, Any]:
    """Accuracy at 1 by language, their mean, and n; the same for each source under `sources`.

    A row has a label under "en" and under further codes of languages, and maybe its "source"; labels it
    lacks are left out. A label counts as found when its own English label alone has the highest likeness:
    ties count as missed. Nothing but the labels is read. Raises BadInput or UnreadableFile for a file that
    is none of labels.
    """
    chosen = [row for _, row in read_lines(rows)] if isinstance(rows, Path) else list(rows)
    chosen = [row for row in chosen if row.get(_TARGET)]
    english = [str(row[_TARGET]) for row in chosen]
    sources = sorted({str(row.get("source", "")) for row in chosen} - {""})
    found = {language: _found(chosen, english, language, encoder) for language in LANGUAGES}
    of_source = np.array([str(row.get("source", "")) for row in chosen])
    return {
        **_summary(found, np.ones(len(chosen), dtype=bool)),
        "model": encoder.model,
        "sources": {source: _summary(found, of_source == source) for source in sources},
    }


def _found(
    rows: Sequence[Row], english: Sequence[str], language: str, encoder: Encoder
) -> NDArray[np.float64]:
    """1 for a row whose label was found, 0 for one missed, not a number for one without a label in the language."""
    places = [place for place, row in enumerate(rows) if row.get(language)]
    out = np.full(len(rows), np.nan)
    if places:
        likeness = likeness_across([str(rows[place][language]) for place in places], english, encoder)
        scores = np.round(likeness, _DECIMALS)
        own = scores[np.arange(len(places)), places]
        out[places] = (scores >= own[:, None]).sum(axis=1) == 1
    return out


def _summary(found: Mapping[str, NDArray[np.float64]], chosen: NDArray[np.bool_]) -> dict[str, float | int]:
    of_language: dict[str, float | int] = {}
    for language, values in found.items():
        counted = values[chosen & ~np.isnan(values)]
        if counted.size:
            of_language[language] = round(float(counted.mean()), 4)
    mean = round(float(np.mean(list(of_language.values()))), 4) if of_language else 0.0
    return {**of_language, "mean": mean, "n": int(chosen.sum())}
