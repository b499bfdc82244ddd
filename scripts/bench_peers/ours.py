"""Ours under the peers' contract, for what no `bench` command measures on given texts."""

from __future__ import annotations

from pathlib import Path

from scripts.peers.contract import Answer, Task, answer_task


def _route(task: Task) -> Answer:
    """From the documents alone, as the peers learn: no packaged facts, no other texts of the batch."""
    from commonground.bench.routing import measure_routing

    return Answer(figures=measure_routing(Path(task["train"]), Path(task["test"]), profile=None, adapt=False))


def _all_pairs(task: Task) -> Answer:
    from commonground.matching.all_pairs import top_pairs
    from commonground.matching.embedding.loading import load_encoder
    from commonground.matching.item import Item

    answer = Answer()
    items = [
        Item(id=str(place), title=row["title"], text=row["text"], language="en")
        for place, row in enumerate(task["documents"])
    ]
    encoder = load_encoder()
    with answer.stage("use"):
        top_pairs(items, encoder, top=task["top"] - 1, processes=task["cores"])
    return answer


def _embed(task: Task) -> Answer:
    from commonground.matching.embedding.loading import load_encoder

    answer = Answer()
    encoder = load_encoder("fast")
    encoder.encode(["what is loaded late is loaded now"])
    for stage in ("first", "again"):
        with answer.stage(stage):
            encoder.encode(task["texts"])
    return answer


if __name__ == "__main__":
    answer_task({"route": _route, "all-pairs": _all_pairs, "embed": _embed})
