"""The data that is measured on: read from a folder, or made on the spot from the packaged facts.

Sets are files in the form of the `bench` commands, so that every system reads the same.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]
LANGUAGES = ("ar", "es", "fr", "ru", "zh")
LONG_WORDS = 150
ABSTRACT_WORDS = 90
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")


@dataclass(frozen=True, slots=True)
class RoutingSet:
    """Texts with their groups, learnt from and asked about; no text asked about is older than one learnt from."""

    name: str
    about: str
    train: Path
    test: Path
    is_foreign: bool = True  # none of it is in the packaged facts, which our command learns from too


@dataclass(frozen=True, slots=True)
class PairSet:
    """Two files of items and the pairs that belong together."""

    name: str
    left: Path
    right: Path
    gold: Path


@dataclass(frozen=True, slots=True)
class Sets:
    """All that is measured on."""

    routing: tuple[RoutingSet, ...]
    labels: Path
    pairs: tuple[PairSet, ...]
    texts: tuple[str, ...]  # from which documents are made


def read_rows(path: Path) -> Rows:
    """The values of a file of JSON lines, gzipped or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """A file of JSON lines; the path again."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def words_of_item(item: dict[str, Any], fields: Sequence[str], between: str = " ") -> str:
    """The fields of an item as one text."""
    return between.join(str(item[name]) for name in fields if item.get(name))


def given_sets(data: Path, folder: Path) -> Sets:
    """Sets of a folder with itu-routing/, pairs/ and six-language-labels.jsonl.gz; `folder` takes what is split."""
    pairs = tuple(
        found for path in sorted((data / "pairs").glob("*/gold.jsonl*")) for found in _pairs_of(path)
    )
    routing = _routing_sets(data / "itu-routing", folder)
    texts = [row["text"] for row in read_rows(routing[0].train)]
    texts += [
        words_of_item(item, ("title", "text"), ". ") for side in pairs for item in read_rows(side.right)
    ]
    return Sets(routing, data / "six-language-labels.jsonl.gz", pairs, tuple(dict.fromkeys(texts)))


def _pairs_of(gold: Path) -> list[PairSet]:
    """One set a left file: left.jsonl, or left_LANGUAGE.jsonl each against the same right side."""
    found = []
    for left in sorted(gold.parent.glob("left*.jsonl*")):
        language = left.name.split(".")[0].removeprefix("left").lstrip("_")
        name = f"{gold.parent.name} {language}".strip()
        found.append(PairSet(name, left, next(gold.parent.glob("right.jsonl*")), gold))
    return found


def _routing_sets(source: Path, folder: Path) -> tuple[RoutingSet, ...]:
    train, dev = (
        sorted(read_rows(source / f"{part}.jsonl.gz"), key=lambda row: str(row["date"]))
        for part in ("train", "dev")
    )
    middle = len(dev) // 2
    parts = [
        ("train, dev", "learnt from train, asked about dev", train, dev),
        (
            "recent",
            "learnt from train and the older half of dev, asked about the newer half",
            train + dev[:middle],
            dev[middle:],
        ),
    ]
    held_back = source / "test.jsonl.gz"
    if held_back.exists():
        test = read_rows(held_back)
        parts.append(("train, test", "learnt from train, asked about the test part", train, test))
        parts.append(
            ("train + dev, test", "learnt from train and dev, asked about the test part", train + dev, test)
        )
    return tuple(_routing_set(folder, *part) for part in parts)


def _routing_set(folder: Path, name: str, about: str, train: Rows, test: Rows) -> RoutingSet:
    stem = re.sub(r"\W+", "-", name)
    return RoutingSet(
        name,
        about,
        write_rows(folder / f"{stem}-train.jsonl", train),
        write_rows(folder / f"{stem}-test.jsonl", test),
    )


def made_sets(folder: Path) -> Sets:
    """Small sets from the packaged facts: labels of areas and bodies, Questions carried on, groups of their work."""
    from commonground.analysis.items import items_of
    from commonground.matching.item import ItemKind
    from commonground.profiles import load_profile

    items = items_of(load_profile("itu"))
    labels = [
        {
            "id": item.id,
            "en": item.title,
            **{code: item.labels[code] for code in LANGUAGES},
            "source": item.kind.value,
        }
        for item in items
        if item.kind in (ItemKind.AREA, ItemKind.BODY) and all(item.labels.get(code) for code in LANGUAGES)
    ]
    unique = {row["en"]: row for row in labels}
    # A title nobody has seen says how the work was seen, not what it is about.
    items = tuple(item for item in items if not item.is_inferred)
    questions = [item for item in items if item.kind is ItemKind.QUESTION]
    rows = [
        {
            "id": item.id,
            "title": item.title,
            "abstract": item.text,
            "text": ". ".join(filter(None, (item.title, item.text))),
            "has_abstract": bool(item.text),
            "gold": [item.group],
            "date": item.period[:4] or "0000",
        }
        for item in items
        if item.kind in (ItemKind.QUESTION, ItemKind.INSTRUMENT) and item.group
    ]
    return Sets(
        (_split_by_date(rows, folder),),
        write_rows(folder / "labels.jsonl", unique.values()),
        (_successions(questions, folder),),
        tuple(dict.fromkeys(". ".join(filter(None, (i.title, i.text))) for i in items)),
    )


def _split_by_date(rows: Rows, folder: Path) -> RoutingSet:
    """The newest fifth is asked about, as far as its groups are known from the rest."""
    rows = sorted(rows, key=lambda row: str(row["date"]))
    cut = len(rows) * 4 // 5
    known = {group for row in rows[:cut] for group in row["gold"]}
    test = [row for row in rows[cut:] if known.intersection(row["gold"])]
    made = _routing_set(
        folder, "packaged facts", "groups of Questions and adopted texts, newest fifth", rows[:cut], test
    )
    return replace(made, is_foreign=False)


def _successions(questions: Sequence[Any], folder: Path) -> PairSet:
    """Questions that carry on others, against all Questions of older periods."""
    later = [item for item in questions if item.predecessors]
    older = [item for item in questions if not item.predecessors]
    ids = {item.id for item in older}
    gold = [{"left": i.id, "right": old} for i in later for old in i.predecessors if old in ids]

    def rows(items: Sequence[Any]) -> Rows:
        return [
            {"id": i.id, "title": i.title, "text": i.text, "parent": i.parent, "lang": "en"} for i in items
        ]

    return PairSet(
        "Questions carried on",
        write_rows(folder / "left.jsonl", rows(later)),
        write_rows(folder / "right.jsonl", rows(older)),
        write_rows(folder / "gold.jsonl", gold),
    )


def made_documents(texts: Sequence[str], count: int) -> Rows:
    """Documents {"title", "text"} put together from the sentences of texts: a title, and an abstract for six in ten."""
    chance = random.Random(7)  # noqa: S311 - the same documents each time
    titles, sentences = _pieces(texts)
    rows: Rows = []
    for _ in range(count):
        is_bare = chance.random() >= 0.6
        rows.append(
            {
                "title": chance.choice(titles),
                "text": "" if is_bare else _passage(sentences, ABSTRACT_WORDS, chance),
            }
        )
    return rows


def made_texts(texts: Sequence[str], count: int) -> list[str]:
    """Texts of 150 words put together from the sentences of texts."""
    chance = random.Random(8)  # noqa: S311 - the same texts each time
    sentences = _pieces(texts)[1]
    return [_passage(sentences, LONG_WORDS, chance) for _ in range(count)]


def _pieces(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    parts = [[part for part in _SENTENCE_END.split(text) if part] for text in texts]
    titles = [found[0] for found in parts if found]
    return titles, [sentence for found in parts for sentence in found[1:]] or titles


def _passage(sentences: Sequence[str], length: int, chance: random.Random) -> str:
    words: list[str] = []
    while len(words) < length:
        words += chance.choice(sentences).split()
    return " ".join(words[:length])
