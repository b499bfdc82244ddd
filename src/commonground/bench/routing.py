"""Measure how well the responsible group of a new document is told from older documents.

Documents are JSON lines {"title", "abstract", "gold", "date", "has_abstract"}; gzip is accepted. Only `title` and
`abstract` of the documents to route are read before they are routed; `date` is read of those to learn from.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.items import items_of
from commonground.bench.evaluation import (
    accuracy,
    expected_calibration_error,
    macro_f1,
    mean_reciprocal_rank,
    worst_ranks,
)
from commonground.bench.lines import read_lines
from commonground.errors import BadInput
from commonground.matching.routing.document import Document, Example
from commonground.matching.routing.notes import notes_of
from commonground.matching.routing.router import Router, learn
from commonground.profiles import load_profile


@dataclass(frozen=True, slots=True)
class _Row:
    example: Example
    has_abstract: bool


def measure_routing(
    train_path: Path | Sequence[Path], test_path: Path, *, profile: str | None = "itu", adapt: bool = True
) -> dict[str, Any]:
    """Accuracy of the first group, macro F1, MRR, calibration error, documents a second and seconds to learn.

    Learns from the documents of one or several files and from what the profile says of the same groups (None: from the
    documents alone), then routes the others as one batch; `adapt` lets it learn from the batch's own texts. Raises
    BadInput or UnreadableFile naming file and line.
    """
    paths = [train_path] if isinstance(train_path, Path) else list(train_path)
    examples = [row.example for path in paths for row in _read(path)]
    test = _read(test_path)
    names = {group for example in examples for group in example.groups}
    notes = notes_of(items_of(load_profile(profile)), names) if profile else ()
    begin = time.perf_counter()
    router = learn(examples, notes)
    learnt = time.perf_counter()
    likely = router.probabilities([row.example.document for row in test], adapt=adapt)
    routed = time.perf_counter()
    return {
        **_measures(router, likely, test),
        "docs_per_s": round(len(test) / max(routed - learnt, 1e-9), 1),
        "train_s": round(learnt - begin, 2),
        "n_train": len(examples),
        "n_test": len(test),
        "uses": _uses(len(notes), profile, adapt=adapt),
    }


def _uses(notes: int, profile: str | None, *, adapt: bool) -> list[str]:
    used = ["titles and abstracts of the documents to learn from, their groups and dates"]
    if notes:
        used.append(f"titles and scopes of {notes} bodies and Questions of the profile {profile}")
    used.append("title and abstract of the document to route")
    if adapt:
        used.append("titles and abstracts of the other documents of the batch, without their groups")
    return used


def _measures(router: Router, likely: NDArray[np.float32], test: Sequence[_Row]) -> dict[str, Any]:
    ranks = [
        worst_ranks(row_scores, {router.groups.index(g) for g in row.example.groups if g in router.groups})
        for row_scores, row in zip(likely, test, strict=True)
    ]
    right = np.array([len(found) > 0 and found[0] == 1 for found in ranks])
    guesses = [router.groups[int(place)] for place in likely.argmax(axis=1)]
    truth = [
        g if g in row.example.groups else row.example.groups[0] for g, row in zip(guesses, test, strict=True)
    ]
    present = set(truth)
    parts = {
        "with_abstract": np.array([row.has_abstract for row in test]),
        "without_abstract": np.array([not row.has_abstract for row in test]),
        **{
            f"sector {sector}": np.array([group.startswith(sector + " ") for group in truth])
            for sector in sorted({group.split(" ")[0] for group in present if " " in group})
        },
    }
    shares = {name: float(right[part].mean()) for name, part in parts.items() if part.any()}
    return {
        "accuracy": round(accuracy([True] * len(right), right.tolist()), 4),
        "macro_f1": round(macro_f1(truth, guesses), 4),
        "mrr": round(mean_reciprocal_rank([found if len(found) else _NEVER for found in ranks]), 4),
        "ece": round(expected_calibration_error(likely.max(axis=1), right), 4),
        "accuracy_of": {name: round(share, 4) for name, share in shares.items()},
    }


_NEVER = worst_ranks([0.0], {0}) * 1_000_000_000


def _read(path: Path) -> list[_Row]:
    rows = [_row(row, where) for where, row in read_lines(path)]
    if not rows:
        raise BadInput("no document", where=str(path), advice="give one JSON object a line")
    return rows


def _row(record: Mapping[str, Any], where: str) -> _Row:
    title, abstract = record.get("title") or record.get("text") or "", record.get("abstract") or ""
    groups, date = record.get("gold"), record.get("date") or ""
    are_texts = all(isinstance(value, str) for value in (title, abstract, date))
    if not are_texts or not isinstance(groups, list) or not groups:
        raise BadInput(
            "not a document with its groups", where=where, advice='give {"title", "abstract", "gold", "date"}'
        )
    example = Example(Document(title, abstract), tuple(map(str, groups)), _year(date, where))
    return _Row(example, bool(record.get("has_abstract", bool(abstract))))


def _year(date: str, where: str) -> float | None:
    """2018.5 for the first of July 2018; a month or a year alone counts as its middle."""
    if not date:
        return None
    try:
        year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
    except ValueError:
        raise BadInput(f"no date: {date}", where=where, advice="write 2018, 2018-07 or 2018-07-01") from None
    return year + ((month - 1 if month else 6) + ((day - 1) / 31 if day else 0.5 if month else 0.0)) / 12
