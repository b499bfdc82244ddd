"""bm25s: BM25 over words; compiled (numba) where there is enough to do for that to pay."""

from __future__ import annotations

import bm25s
from scripts.peers.contract import Answer, Task, answer_task

COMPILED_FROM = 10_000  # texts; compiling takes some five seconds


def _rank(task: Task) -> Answer:
    answer = Answer()
    backend = "numba" if len(task["right"]) > COMPILED_FROM else "numpy"
    _warm_up(backend)
    with answer.stage("train"):
        model = bm25s.BM25(k1=1.5, b=0.75, backend=backend)
        model.index(bm25s.tokenize(task["right"], stopwords="en", show_progress=False), show_progress=False)
    with answer.stage("use"):
        asked = bm25s.tokenize(task["left"], stopwords="en", return_ids=False, show_progress=False)
        places, scores = model.retrieve(
            asked, k=min(task["top"], len(task["right"])), n_threads=task["cores"], show_progress=False
        )
    for row, found in zip(places, scores, strict=True):
        answer.add(row, found)
    return answer


def _warm_up(backend: str) -> None:
    """Have its functions compiled before anything is measured."""
    model = bm25s.BM25(backend=backend)
    model.index(bm25s.tokenize(["one text", "another text"], show_progress=False), show_progress=False)
    model.retrieve(bm25s.tokenize(["text"], return_ids=False, show_progress=False), k=1, show_progress=False)


if __name__ == "__main__":
    answer_task({"rank": _rank})
