"""Reads a profile folder into one checked `Profile`, or raises one error that names every fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from commonground.domain.profile import Profile
from commonground.errors import NotFound
from commonground.profiles.checking import check_tables
from commonground.profiles.conversion import to_profile
from commonground.profiles.fault import Faults
from commonground.profiles.schema import TABLES, HeadRow, Row
from commonground.profiles.table import Placed, Tables

HEAD_FILE = "profile.toml"
MAPPING_FILES = ("grammar.toml", "layout.toml")
# Far above any real profile; a larger file is a mistake or an attack, and is refused unread.
FILE_BYTES_MAX = 16 * 1024 * 1024
LINES_MAX = 100_000


def list_profiles() -> tuple[str, ...]:
    """The codes of the packaged profiles, sorted.

    >>> "itu" in list_profiles()
    True
    """
    folders = (entry for entry in files("commonground.profiles").iterdir() if entry.is_dir())
    return tuple(sorted(folder.name for folder in folders if (folder / HEAD_FILE).is_file()))


def load_profile(code_or_path: str | Path) -> Profile:
    """The packaged profile of that code, or the one in that folder.

    Raises NotFound when there is neither, InvalidProfile with every fault when the files break the format.
    Nothing in a profile is executed, and files are read up to a size limit.
    """
    if isinstance(code_or_path, str) and code_or_path in list_profiles():
        return _load_packaged(code_or_path)
    folder = Path(code_or_path)
    if not (folder / HEAD_FILE).is_file():
        raise NotFound(
            f"there is no profile {str(code_or_path)!r}",
            advice=f"give one of {', '.join(list_profiles())}, or a folder that holds {HEAD_FILE}",
        )
    return _read_folder(folder, str(folder))


@lru_cache(maxsize=8)
def _load_packaged(code: str) -> Profile:
    return _read_folder(files("commonground.profiles") / code, f"profile {code}")


def _read_folder(folder: Traversable, name: str) -> Profile:
    faults = Faults()
    head = _read_head(folder, faults)
    rows = {file: _read_table(folder, file, model, faults) for file, model in TABLES.items()}
    grammar, layout = (_read_mapping(folder, file, faults) for file in MAPPING_FILES)
    if head is None:
        faults.raise_if_any(name)
        raise AssertionError("a profile without a head has at least one fault")
    tables = Tables(head, rows)
    check_tables(tables, layout, faults)
    faults.raise_if_any(name)
    return to_profile(tables, grammar, layout)


def _read_text(folder: Traversable, file: str, faults: Faults) -> str | None:
    """The file's text; None when it is absent or cannot be used, which is then among the faults."""
    entry = folder / file
    if not entry.is_file():
        return None
    with entry.open("rb") as stream:
        data = stream.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        faults.add(file, 0, "", f"has more than {FILE_BYTES_MAX:,} bytes", "keep only what is needed")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.add(file, line, "", "is not UTF-8 text", "save the file as UTF-8")
        return None


def _read_toml(folder: Traversable, file: str, faults: Faults) -> tuple[dict[str, Any], str]:
    text = _read_text(folder, file, faults)
    if text is None:
        return {}, ""
    try:
        return tomllib.loads(text), text
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        faults.add(file, int(found[1]) if found else 0, "", f"is not TOML: {error}", "mend the line")
        return {}, ""


def _read_mapping(folder: Traversable, file: str, faults: Faults) -> Mapping[str, Any]:
    """The file as a mapping, empty when the profile has none."""
    return _read_toml(folder, file, faults)[0]


def _read_head(folder: Traversable, faults: Faults) -> HeadRow | None:
    known = len(faults.items)
    values, text = _read_toml(folder, HEAD_FILE, faults)
    if not values:
        if len(faults.items) == known:
            faults.add(HEAD_FILE, 0, "", "is empty", "give code, names, languages, licence and sectors")
        return None
    try:
        return HeadRow.model_validate(_tuples(values))
    except ValidationError as error:
        for details in error.errors(include_url=False, include_input=False):
            _add_fault(HEAD_FILE, _toml_line(text, details["loc"]), details, HeadRow, faults)
        return None


def _tuples(value: Any) -> Any:
    """TOML's lists as tuples, because strict models take no list for a tuple outside JSON."""
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


def _toml_line(text: str, place: tuple[int | str, ...]) -> int:
    """The line of the table or key that a fault names, 0 when it cannot be told."""
    if len(place) > 1 and isinstance(place[1], int):
        found = [i for i, line in enumerate(text.splitlines(), 1) if line.strip() == f"[[{place[0]}]]"]
        return found[place[1]] if place[1] < len(found) else 0
    pattern = re.compile(rf"\s*(\[{re.escape(str(place[0]))}\]|{re.escape(str(place[0]))}\s*=)")
    return next((i for i, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 0)


def _read_table(folder: Traversable, file: str, model: type[Row], faults: Faults) -> list[Placed[Row]]:
    """The rows of a JSON Lines file; an absent file has none. Empty lines are let through."""
    text = _read_text(folder, file, faults)
    rows: list[Placed[Row]] = []
    if not text:
        return rows
    # Only line feeds end a line: a text may hold U+2028 or a vertical tab, which splitlines() would cut at.
    lines = text.split("\n")
    if len(lines) > LINES_MAX:
        faults.add(file, 0, "", f"has more than {LINES_MAX:,} lines", "keep only what the profile needs")
        return rows
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append(Placed(file, number, model.model_validate_json(line)))
        except ValidationError as error:
            faults.broken_ids.update(re.findall(r'"id"\s*:\s*"([^"\\]+)"', line))
            for details in error.errors(include_url=False, include_input=False):
                _add_fault(file, number, details, model, faults)
    return rows


def _add_fault(file: str, line: int, details: ErrorDetails, model: type[Row], faults: Faults) -> None:
    name = ".".join(str(part) for part in details["loc"])
    faults.add(file, line, name, _lowered(details["msg"]), _advice(details, model))


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


def _advice(details: ErrorDetails, model: type[Row]) -> str:
    """What to do about a fault of that type, in a clause."""
    match details["type"]:
        case "missing":
            return "add the field"
        case "extra_forbidden" if len(details["loc"]) == 1:
            return f"use only the fields {', '.join(model.model_fields)}"
        case "extra_forbidden":
            return "remove it, or correct its name"
        case "json_invalid":
            return "write one JSON object on the line"
        case "too_short" | "string_too_short":
            return "fill it in, or leave the field out where it may be absent"
        case "string_pattern_mismatch":
            return "write it as docs/profile-format.md shows"
        case _:
            return "give a value of the type that docs/profile-format.md names"
