"""A folder of arrays that is there whole or not at all, and opens without being read."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.errors import Conflict, NotFound

FORMAT = 3  # raised whenever files, arrays or the reading of words change

Arrays = Mapping[str, NDArray[Any]]


class StaleIndex(Conflict):
    """The index was made from other items, by another model or in another format: make it again."""

    code = "stale-index"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an index was made from and by."""

    model: str
    checksum: str  # of the model's weights
    content: str  # of items and vocabulary, see `record.content_hash`
    items: int
    format: int = FORMAT


def write(folder: Path, stamp: Stamp, arrays: Arrays, details: Mapping[str, Any]) -> None:
    """Put the arrays into `folder` in one step; until then, and when cancelled, an older index stays as it was."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f".{folder.name}-", suffix=".partial", dir=folder.parent, ignore_cleanup_errors=True
    ) as made:
        fresh, old = Path(made) / "fresh", Path(made) / "old"
        fresh.mkdir()
        for name, array in arrays.items():
            np.save(fresh / f"{name}.npy", array, allow_pickle=False)
        meta = {**asdict(stamp), "details": dict(details)}
        (fresh / "meta.json").write_text(
            json.dumps(meta, ensure_ascii=False, sort_keys=True), encoding="utf-8"
        )
        if folder.exists():
            folder.replace(old)
        fresh.replace(folder)


def read_stamp(folder: Path) -> tuple[Stamp, dict[str, Any]]:
    """Stamp and details of the index in `folder`.

    Raises NotFound where there is none, StaleIndex where it is damaged or of another format.
    """
    place = folder / "meta.json"
    if not place.is_file():
        raise NotFound("there is no search index here", where=str(folder), advice="build it first")
    try:
        meta = json.loads(place.read_text(encoding="utf-8"))
        details = meta.pop("details")
        stamp = Stamp(**meta)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StaleIndex("the search index is damaged", where=str(folder), advice="build it again") from error
    if stamp.format != FORMAT:
        raise StaleIndex(
            f"the search index has format {stamp.format}, this version reads format {FORMAT}",
            where=str(folder),
            advice="build it again",
        )
    return stamp, details


def read_arrays(folder: Path, names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """The named arrays, mapped into memory and read where they are used.

    Raises StaleIndex when one is missing or damaged.
    """
    try:
        return {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in names}
    except (OSError, ValueError, EOFError) as error:
        raise StaleIndex("the search index is damaged", where=str(folder), advice="build it again") from error


def remove(folder: Path) -> None:
    """Delete the index; nothing happens where there is none."""
    if (folder / "meta.json").is_file():
        shutil.rmtree(folder)
