"""PolyFuzz with its TF-IDF matcher of character trigrams."""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any

from scripts.peers.contract import Answer, Task, answer_task


def _rank(method: str, task: Task) -> Answer:
    """The order is taken as given: it rounds its scores to three places, which would make ties that it did not see."""
    from polyfuzz import PolyFuzz
    from polyfuzz.models import TFIDF

    warnings.simplefilter("ignore")
    answer = Answer()
    right = list(dict.fromkeys(task["right"]))
    with answer.stage("use"):
        # clean_string would take out every letter but a to z
        matcher = TFIDF(
            clean_string=False, min_similarity=0, top_n=min(task["top"], len(right)), cosine_method=method
        )
        table = PolyFuzz(matcher).match(
            [text.lower() for text in task["left"]], [text.lower() for text in right]
        )
        found = table.get_matches()
    places: dict[str, list[int]] = {}
    for place, text in enumerate(task["right"]):
        places.setdefault(text.lower(), []).append(place)
    for row in found.itertuples(index=False):
        _add_row(answer, row, places)
    return answer


def _add_row(answer: Answer, row: Any, places: dict[str, list[int]]) -> None:
    """Equal texts of the right side share a score; columns are From, To, Similarity, To_2, Similarity_2, ..."""
    order: list[int] = []
    scores: list[float] = []
    hits = [(text, score) for text, score in zip(row[1::2], row[2::2], strict=True) if isinstance(text, str)]
    for rank, (text, _) in enumerate(sorted(hits, key=lambda hit: -hit[1])):
        order += places[text]
        scores += [-float(rank)] * len(places[text])
    answer.add(order, scores)


if __name__ == "__main__":
    answer_task({"rank": partial(_rank, "sklearn"), "rank-sparse": partial(_rank, "sparse")})
