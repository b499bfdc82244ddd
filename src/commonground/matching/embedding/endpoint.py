"""Vectors from a server that speaks the OpenAI embeddings interface; standard library only.

The key, where the server wants one, is read from the environment variable COMMONGROUND_ENDPOINT_KEY and
never stored.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import numpy as np

from commonground.errors import BadInput, NotAvailable
from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.unit import in_unit_rows, of_wordless_texts

KEY_VARIABLE = "COMMONGROUND_ENDPOINT_KEY"
_BATCH = 64  # texts a request
_LONGEST = 6000  # characters: servers refuse texts of more pieces than their model reads
_SECONDS = 60.0
_TRIES = 4
_PASSING = frozenset((408, 429, 500, 502, 503, 504))  # HTTP statuses worth another try

Transport = Callable[[str, bytes, Mapping[str, str], float], tuple[int, bytes]]


class EndpointEncoder:
    """Vectors of a model behind `URL/embeddings`; texts as written, of each the first 6,000 characters.

    `transport` sends (url, body, headers, seconds) and returns (status, body); `pause` waits between tries.
    Raises BadInput for an address that is none; NotAvailable when the server cannot be reached, refuses, or
    answers with something else.
    """

    def __init__(
        self,
        url: str,
        name: str,
        *,
        transport: Transport | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc or not name:
            raise BadInput(
                "not an address of an embeddings server",
                where=url,
                advice="write endpoint:https://host/v1#model",
            )
        self._url, self._name = f"{url.rstrip('/')}/embeddings", name
        self._send, self._pause = transport or _post, pause
        self._dimension: int | None = None

    @property
    def model(self) -> str:
        """Name of the model, as the server knows it."""
        return f"endpoint:{self._name}"

    @property
    def checksum(self) -> str:
        """SHA-256 of address and name: a server does not tell its weights."""
        return hashlib.sha256(f"{self._url}#{self._name}".encode()).hexdigest()

    @property
    def dimension(self) -> int:
        """Numbers a vector; asks the server once."""
        if self._dimension is None:
            self._dimension = len(self._batch(["dimension"])[0])
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order; each distinct text is sent once."""
        wordless = of_wordless_texts(texts)
        distinct = list(
            dict.fromkeys(text[:_LONGEST] for text, skip in zip(texts, wordless, strict=True) if not skip)
        )
        rows: dict[str, list[float]] = {}
        for start in range(0, len(distinct), _BATCH):
            batch = distinct[start : start + _BATCH]
            rows.update(zip(batch, self._batch(batch), strict=True))
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for place in np.flatnonzero(~wordless).tolist():
            vectors[place] = rows[texts[place][:_LONGEST]]
        return in_unit_rows(vectors)

    def _batch(self, texts: list[str]) -> list[list[float]]:
        answer = self._asked(json.dumps({"model": self._name, "input": texts}).encode())
        try:
            found = {
                int(entry["index"]): [float(x) for x in entry["embedding"]]
                for entry in json.loads(answer)["data"]
            }
            rows = [found[place] for place in range(len(texts))]
            lengths = {len(row) for row in rows} | ({self._dimension} if self._dimension else set())
        except (ValueError, KeyError, TypeError) as error:
            raise self._failed("the server's answer holds no embeddings") from error
        if len(lengths) != 1:
            raise self._failed("the server's vectors differ in length")
        self._dimension = len(rows[0])
        return rows

    def _asked(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json"}
        if key := os.environ.get(KEY_VARIABLE):
            headers["Authorization"] = f"Bearer {key}"
        problem = ""
        for attempt in range(_TRIES):
            if attempt:
                self._pause(2.0 ** (attempt - 1))
            try:
                status, answer = self._send(self._url, body, headers, _SECONDS)
            except (OSError, HTTPException) as error:
                problem = f"the server cannot be reached: {error}"
                continue
            if status == HTTPStatus.OK:
                return answer
            problem = f"the server answers with HTTP status {status}"
            if status not in _PASSING:
                break
        raise self._failed(problem)

    def _failed(self, problem: str) -> NotAvailable:
        advice = f"check address, model name and {KEY_VARIABLE}, or use the default encoder"
        return NotAvailable(problem, where=self._url, advice=advice)


def _post(url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> tuple[int, bytes]:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.netloc, timeout=seconds)
    try:
        connection.request("POST", parts.path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
