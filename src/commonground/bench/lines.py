"""Files of JSON lines, gzipped or not: what the sets to measure on are written in."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commonground.errors import BadInput, UnreadableFile

_GZIP = b"\x1f\x8b"


def read_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where each object stands ("set.jsonl, line 3") and the object; empty lines are passed over.

    Raises UnreadableFile for what is no UTF-8 text, BadInput naming the line for what is no JSON object.
    """
    for number, line in enumerate(_content(path).split("\n"), 1):
        if line.strip():
            where = f"{path}, line {number}"
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise BadInput(
                    f"not JSON ({error})", where=where, advice="write one JSON object a line"
                ) from None
            if not isinstance(row, dict):
                raise BadInput("not a JSON object", where=where, advice="write one JSON object a line")
            yield where, row


def _content(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if data.startswith(_GZIP) else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(str(error), where=str(path), advice="check the path and the file") from None
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"not UTF-8 ({error})", where=str(path), advice="save it as UTF-8") from None
