"""What the built-in facts give: areas and matrix as golden files, compared as values.

To accept a change on purpose, write the new value over the file and read the difference before committing it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Command

GOLDEN = Path(__file__).parent.parent / "golden" / "register"


def _golden(name: str) -> Any:
    return json.loads((GOLDEN / name).read_text(encoding="utf-8"))


def test_the_matrix_of_the_built_in_theme(command: Command) -> None:
    command("init")
    assert command("matrix", "Climate change", "--json").value == _golden("matrix-climate-change.json")


def test_the_areas_of_the_built_in_lists(command: Command) -> None:
    command("init")
    areas = command("areas", "--json").value["areas"]
    brief = [
        {
            "id": area["id"],
            "parent": area["parent"],
            "entries": [f"{entry['list']}#{entry['number']} {entry['text']}" for entry in area["entries"]],
        }
        for area in areas
    ]
    assert brief == _golden("areas.json")
