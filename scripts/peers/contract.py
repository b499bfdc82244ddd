"""What a peer's runner reads and writes: a task as one JSON value, an answer as one JSON value.

Runs inside the peers' own environment (standard library only here). A task is one of

    {"kind": "route", "train": [texts, oldest first], "groups": [[accepted groups] a text], "test": [texts], "cores": n}
    {"kind": "rank", "left": [texts], "right": [texts], "top": n, "cores": n}
    {"kind": "embed", "texts": [texts]}

and an answer holds seconds by stage and, for the first two, one ranking a text: places in `names` (the groups) or in
`right`, best first, with their falling scores.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Task = dict[str, Any]


@dataclass(slots=True)
class Answer:
    """What a runner found, and how long each stage took."""

    order: list[list[int]] = field(default_factory=list)
    scores: list[list[float]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)  # what a runner measured itself

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Adds the wall time of the block to that stage."""
        started = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

    def add(self, order: Any, scores: Any) -> None:
        """One more ranking: places and scores, arrays or lists, best first."""
        self.order.append([int(place) for place in order])
        self.scores.append([float(score) for score in scores])


def answer_task(runners: dict[str, Callable[[Task], Answer]]) -> None:
    """Run `RUNNER TASK ANSWER` from the command line: the named runner on the task file, its answer to a file."""
    name, task, target = sys.argv[1:]
    answer = runners[name](json.loads(Path(task).read_text(encoding="utf-8")))
    Path(target).write_text(json.dumps(asdict(answer)), encoding="utf-8")
