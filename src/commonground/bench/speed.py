"""How fast each stage of the matching is and how much memory it takes, on texts made on the spot."""

from __future__ import annotations

import multiprocessing
import platform
import re
import tempfile
from collections.abc import Callable
from functools import cache, partial
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.errors import InternalError
from commonground.matching.item import Item
from commonground.matching.lexical.stop_words import STOP_WORDS

_VOCABULARY = 60_000  # words a language: the commonest are its filler words, the rest is made of syllables
_FALL = 1.32  # how steeply the words' frequencies fall, and from which rank on: so new words come as in running text:
_BEND = 25  # some 14,000 in the first 125,000 of a language, ever fewer after (Heaps' law)
_TITLE_WORDS = 8
_TEXT_WORDS = 150
_READ_MAX = 10_000  # texts that are cut into words to measure the speed of it
_LABELS_MAX = 20_000  # that are embedded to measure the speed of it; more would give the same
_TEXTS_MAX = 5_000
_QUERIES = 200
_WARMING = 20
_SYLLABLES = {
    "ar": "با تا جا حا دا را سا شا صا عا فا قا كا لا ما نا وي يم بر تر سل مد نظ عم قر",
    "en": "ra ti on ment per con ver ing sta ble com pre ter al is ed tor sup ply net work tra ne ly",
    "es": "ra ción de con mi en to ser vi cio re des ta ble ci nu es tra da go lo por ma ro",
    "fr": "ra tion de con mi ent ser vi ce ré seau ta ble ci nou es trai da go lo pour ma ro",
    "ru": "ра ци он ное со об ще ни пе ре да ча се ть ус лу ги ста нд ар ти за про во ди",
    "zh": "的 网 络 信 息 通 电 频 谱 管 理 标 准 技 术 发 展 安 全 服 务 数 据 系 统 研 究 规 划",
}
_STAGES = ("tokenising", "labels-fast", "labels-default", "texts-fast", "index", "find", "all-pairs")
_LABEL_WORDS = 3


def measure_speed(items: int) -> dict[str, Any]:
    """Items a second and peak memory (MB) of each stage over `items` texts in six languages.

    {"items", "machine", "stages": {name: {"seconds", "items_per_s", "peak_mb", ...}}}. Embedding stages are named
    after texts and encoder, run on one core, and give `first_sight_per_s` (an encoder that knows no word yet) and
    `known_per_s` (the same texts again); labels have three words, texts 150. `find` gives `open_s`, `p50_ms` and
    `p95_ms`. Each stage runs in a process of its own; loading the model is told apart (`load_s`). The texts are the
    same at every run. Raises InternalError when a stage dies.
    """
    with tempfile.TemporaryDirectory() as made:
        stages = {name: _measured(name, max(items, 1), Path(made) / "index") for name in _STAGES}
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    return {"items": items, "machine": machine, "stages": stages}


def _measured(name: str, items: int, folder: Path) -> dict[str, Any]:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(name, items, folder, sender))
    process.start()
    sender.close()
    try:
        result: dict[str, Any] = receiver.recv()
    except EOFError as error:
        process.join()
        raise InternalError(
            f"the stage {name} ended with code {process.exitcode}", advice="try with fewer items"
        ) from error
    process.join()
    return result


def _run(name: str, items: int, folder: Path, sender: Connection) -> None:
    stages: dict[str, Callable[[int, Path], dict[str, Any]]] = {
        "tokenising": _tokenising,
        "labels-fast": partial(_labels, "fast"),
        "labels-default": partial(_labels, "default"),
        "texts-fast": _texts,
        "index": _index,
        "find": _find,
        "all-pairs": _all_pairs,
    }
    result = stages[name](items, folder)
    sender.send({**_rounded(result), "peak_mb": round(_peak_memory())})
    sender.close()


def _rounded(result: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in result.items()}


def _peak_memory() -> float:
    # Of this program alone: what the system counts for the process may include the program that started it.
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s*(\d+) kB", status.read_text())):
        return int(found[1]) / 1024
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:  # Windows
        return 0.0
    return getrusage(RUSAGE_SELF).ru_maxrss / (1024 * 1024 if platform.system() == "Darwin" else 1024)


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return max(perf_counter() - start, 1e-9)


def _tokenising(items: int, folder: Path) -> dict[str, Any]:
    from commonground.matching.lexical.token import terms_of

    made = make_items(min(items, _READ_MAX))
    seconds = _timed(lambda: [terms_of(item.text, item.language) for item in made])
    return {"texts": len(made), "seconds": seconds, "items_per_s": len(made) / seconds}


def _labels(encoder: str, items: int, folder: Path) -> dict[str, Any]:
    made = make_items(min(items, _LABELS_MAX))
    return _embedding(encoder, [_first_words(item, _LABEL_WORDS) for item in made])


def _texts(items: int, folder: Path) -> dict[str, Any]:
    return _embedding("fast", [item.text for item in make_items(min(items, _TEXTS_MAX))])


def _first_words(item: Item, count: int) -> str:
    return item.title[: 2 * count] if item.language == "zh" else " ".join(item.title.split()[:count])


def _embedding(name: str, texts: list[str]) -> dict[str, Any]:
    from commonground.matching.embedding.loading import load_encoder

    load = _timed(lambda: load_encoder(name).encode(["one"]))
    encoder = load_encoder(name)
    first = _timed(lambda: encoder.encode(texts))
    again = _timed(lambda: encoder.encode(texts))
    return {
        "texts": len(texts),
        "seconds": first,
        "items_per_s": len(texts) / first,
        "first_sight_per_s": len(texts) / first,
        "known_per_s": len(texts) / again,
        "load_s": load,
        "model": encoder.model,
    }


def _index(items: int, folder: Path) -> dict[str, Any]:
    from commonground.matching.embedding.loading import load_encoder
    from commonground.matching.search.index import build_index

    made, encoder = make_items(items), load_encoder()
    seconds = _timed(lambda: build_index(made, encoder, folder))
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    return {"seconds": seconds, "items_per_s": items / seconds, "size_mb": size}


def _find(items: int, folder: Path) -> dict[str, Any]:
    from commonground.matching.embedding.loading import load_encoder
    from commonground.matching.search.index import SearchIndex

    opening = _timed(lambda: SearchIndex.open(folder))
    encoder = load_encoder()
    index = SearchIndex.open(folder)
    titles = [item.title.split() for item in make_items(_QUERIES)]
    queries = [" ".join(words[: 1 + number % _TITLE_WORDS]) for number, words in enumerate(titles)]
    for query in queries[:_WARMING]:
        index.search(query, encoder=encoder)
    times = [_timed(partial(index.search, query, encoder=encoder)) for query in queries]
    p50, p95 = np.percentile(times, (50, 95)) * 1000
    return {
        "seconds": sum(times),
        "items_per_s": len(times) / sum(times),
        "open_s": opening,
        "p50_ms": float(p50),
        "p95_ms": float(p95),
    }


def _all_pairs(items: int, folder: Path) -> dict[str, Any]:
    from commonground.matching.all_pairs import top_pairs
    from commonground.matching.embedding.loading import load_encoder

    made, encoder = make_items(items), load_encoder()
    seconds = _timed(lambda: top_pairs(made, encoder))
    return {"seconds": seconds, "items_per_s": items / seconds}


def make_items(count: int) -> list[Item]:
    """`count` items in the six languages in turn, the same at every call; words are drawn by Zipf's law."""
    vocabularies = {code: _vocabulary(code) for code in OFFICIAL_LANGUAGES}
    chance = np.random.default_rng(11)
    weights = (np.arange(_VOCABULARY) + _BEND) ** -_FALL
    weights /= weights.sum()
    drawn = chance.choice(_VOCABULARY, size=(count, _TITLE_WORDS + _TEXT_WORDS), p=weights)
    items = []
    for number, ranks in enumerate(drawn.tolist()):
        language = OFFICIAL_LANGUAGES[number % len(OFFICIAL_LANGUAGES)]
        words = [vocabularies[language][rank] for rank in ranks]
        blank = "" if language == "zh" else " "
        title, text = blank.join(words[:_TITLE_WORDS]), blank.join(words[_TITLE_WORDS:])
        sector = f"Sector {number % 3 + 1}"
        items.append(Item(id=f"item {number}", title=title, text=text, language=language, sector=sector))
    return items


@cache
def _vocabulary(language: str) -> tuple[str, ...]:
    # The commoner, the shorter, as in any language; two to four syllables.
    syllables = np.array(_SYLLABLES[language].split())
    chance = np.random.default_rng(OFFICIAL_LANGUAGES.index(language))
    drawn = syllables[chance.integers(len(syllables), size=(3 * _VOCABULARY, 4))]
    lengths = np.repeat((2, 3, 4), (600, 30_000, len(drawn) - 30_600))
    made = ("".join(row[:length]) for row, length in zip(drawn, lengths, strict=True))
    return tuple(dict.fromkeys((*sorted(STOP_WORDS[language]), *made)))[:_VOCABULARY]
