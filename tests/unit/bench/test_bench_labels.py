"""The measure of labels across languages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from commonground.bench.labels import measure_labels
from commonground.errors import BadInput, UnreadableFile
from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.loading import load_encoder

ROWS = (
    {
        "en": "Cybersecurity",
        "fr": "Cybersécurité",
        "ru": "Кибербезопасность",
        "zh": "网络安全",
        "source": "a",
    },
    {
        "en": "Climate change",
        "fr": "Changement climatique",
        "ru": "Изменение климата",
        "zh": "气候变化",
        "source": "a",
    },
    {
        "en": "Smart cities",
        "fr": "Villes intelligentes",
        "ru": "Умные города",
        "zh": "智慧城市",
        "source": "b",
    },
    {"en": "Spectrum management", "fr": "Gestion du spectre", "ru": "Управление спектром", "source": "b"},
)


class Constant:
    """Everything is alike."""

    model = "constant"
    checksum = "0"
    dimension = 1

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.ones((len(texts), 1), dtype=np.float32)


def test_labels_are_measured_by_language_and_source() -> None:
    measured = measure_labels(ROWS, load_encoder("exact"))
    assert (measured["fr"], measured["ru"], measured["zh"], measured["mean"]) == (1.0, 1.0, 1.0, 1.0)
    assert measured["n"] == 4
    assert measured["sources"]["b"]["n"] == 2
    assert "ar" not in measured


def test_ties_count_against() -> None:
    rows = [{"en": f"甲{number}", "zh": "乙"} for number in range(3)]
    assert measure_labels(rows, Constant())["mean"] == 0.0


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_gives_the_same_in_any_order_of_rows(tmp_path: Path, packed: bool) -> None:
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in reversed(ROWS)).encode()
    path = tmp_path / "labels.jsonl"
    path.write_bytes(gzip.compress(content) if packed else content)
    assert measure_labels(path, load_encoder("exact")) == measure_labels(ROWS, load_encoder("exact"))


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\x1f\x8b12", b"\xff\xfe"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_bytes(content)
    with pytest.raises((BadInput, UnreadableFile), match=r"labels\.jsonl"):
        measure_labels(path, Constant())


def test_no_rows_measure_nothing() -> None:
    assert measure_labels([], Constant())["n"] == 0
