"""Measure how well the items of one set are found for those of another, on files of pairs.

Items are JSON lines {"id", "title", "text", "parent", "lang"}, gold is JSON lines {"left", "right"}; gzip is accepted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from commonground.bench.evaluation import ABSENT, Ranks, ranking_measures, worst_ranks
from commonground.bench.lines import read_lines
from commonground.errors import BadInput
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.item import Item
from commonground.matching.pairing import Rankings, rank_pairs


def measure_pairs(
    left_path: Path, right_path: Path, gold_path: Path, encoder: Encoder
) -> dict[str, float | int]:
    """h1, h10, r20, map and n of the ranking of all right items for each left item that has gold.

    h1, h10: share of left items with a gold item at rank 1, within rank 10; r20: share of a left item's gold items
    within rank 20; map: mean average precision; n: left items with gold. Ties count against the ranking; a gold item
    in neither file counts as missed; ids serve this count alone. Raises BadInput or UnreadableFile naming file and
    line.
    """
    gold = read_gold(gold_path)
    left, right = read_items(left_path), read_items(right_path)
    rankings = rank_pairs(left, right, encoder)
    return ranking_measures(gold_ranks(rankings, left, right, gold))


def gold_ranks(
    rankings: Rankings, left: list[Item], right: list[Item], gold: dict[str, set[str]]
) -> list[Ranks]:
    """Rising ranks of the gold items of each left item of `gold`, in the worst order of a tie."""
    rows = {item.id: row for row, item in enumerate(left)}
    ranks: list[Ranks] = []
    for name, wanted in gold.items():
        row = rows.get(name)
        if row is None:
            ranks.append(np.full(len(wanted), ABSENT, dtype=np.int64))
            continue
        listed = [right[place].id for place in rankings.places[row]]
        places = {place for place, right_id in enumerate(listed) if right_id in wanted}
        missed = range(len(listed), len(listed) + len(wanted) - len(places))
        ranks.append(worst_ranks(rankings.scores[row], {*places, *missed}))
    return ranks


def read_items(path: Path) -> list[Item]:
    """The items of a file; raises BadInput naming the line that has no id, a repeated id or a field that is no text."""
    items: dict[str, Item] = {}
    for where, row in read_lines(path):
        name = _text(row, "id", where)
        if not name or name in items:
            raise BadInput(f'the id "{name}" is {"repeated" if name else "empty"}', where=where)
        items[name] = Item(
            id=name,
            title=_text(row, "title", where),
            text=_text(row, "text", where),
            parent=_text(row, "parent", where),
            language=_text(row, "lang", where) or None,
        )
    return list(items.values())


def read_gold(path: Path) -> dict[str, set[str]]:
    """Right ids by left id; a line with `"true": false` is a judged non-pair and is left out."""
    gold: dict[str, set[str]] = {}
    for where, row in read_lines(path):
        left, right = _text(row, "left", where), _text(row, "right", where)
        if not left or not right:
            raise BadInput('a pair needs "left" and "right"', where=where)
        if row.get("true", True):
            gold.setdefault(left, set()).add(right)
    if not gold:
        raise BadInput("no pair in it", where=str(path), advice='give lines {"left": id, "right": id}')
    return gold


def _text(row: dict[str, Any], name: str, where: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f'"{name}" is no text', where=where)
    return value
