"""One scorer for every peer's rankings; ties count against the system measured."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from scripts.bench_peers.sets import LANGUAGES, Rows
from scripts.peers.contract import Answer

from commonground.bench.evaluation import (
    Ranks,
    hits_at,
    macro_f1,
    mean_reciprocal_rank,
    ranking_measures,
    worst_ranks,
)


def ranks_of(answer: Answer, gold: Sequence[Collection[int]], size: int) -> list[Ranks]:
    """Ranks of the gold places of each ranking over `size` places; a list cut within a tie loses that tie."""
    ranks = []
    for order, scores, wanted in zip(answer.order, answer.scores, gold, strict=True):
        every = np.full(size, -np.inf)
        every[order] = scores
        if 1 < len(order) < size and scores[-1] == scores[-2]:
            every[every == scores[-1]] = -np.inf
        ranks.append(worst_ranks(every, wanted))
    return ranks


def routing_figures(answer: Answer, rows: Rows) -> dict[str, float]:
    """accuracy, macro_f1, mrr, and the accuracy of texts with and without abstract, as far as there are any."""
    place_of = {name: place for place, name in enumerate(answer.names)}
    gold = [{place_of.get(group, -1 - i) for i, group in enumerate(row["gold"])} for row in rows]
    ranks = ranks_of(answer, gold, len(answer.names))
    guesses = [answer.names[order[0]] if order else "" for order in answer.order]
    truths = [
        guess if guess in row["gold"] else row["gold"][0] for guess, row in zip(guesses, rows, strict=True)
    ]
    figures = {
        "accuracy": hits_at(ranks, 1),
        "macro_f1": macro_f1(truths, guesses),
        "mrr": mean_reciprocal_rank(ranks),
    }
    for column, is_with in (("with abstract", True), ("without", False)):
        part = [found for found, row in zip(ranks, rows, strict=True) if row["has_abstract"] == is_with]
        if part:
            figures[column] = hits_at(part, 1)
    return figures


def label_figures(answer: Answer, count: int) -> dict[str, float]:
    """accuracy@1 of each language, whose `count` labels stand one language after the other, and their mean."""
    hits = [
        order[:1] == [place % count] and (len(scores) < 2 or scores[0] > scores[1])
        for place, (order, scores) in enumerate(zip(answer.order, answer.scores, strict=True))
    ]
    figures = {
        language: float(np.mean(hits[i * count : (i + 1) * count])) for i, language in enumerate(LANGUAGES)
    }
    return {**figures, "mean": float(np.mean(list(figures.values())))}


def pair_figures(
    answer: Answer, left: Rows, right: Rows, gold: Mapping[str, Collection[str]]
) -> dict[str, Any]:
    """h1, h10, r20, map and n over the left items that have gold."""
    row_of = {item["id"]: row for row, item in enumerate(left)}
    place_of = {item["id"]: place for place, item in enumerate(right)}
    asked = [(row_of[name], wanted) for name, wanted in gold.items() if name in row_of]
    chosen = Answer([answer.order[row] for row, _ in asked], [answer.scores[row] for row, _ in asked])
    places = [{place_of.get(name, -1 - i) for i, name in enumerate(sorted(wanted))} for _, wanted in asked]
    return ranking_measures(ranks_of(chosen, places, len(right)))
