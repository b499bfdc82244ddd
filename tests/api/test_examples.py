"""The requests of docs/examples/api.http, sent as they stand there, are answered as they say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import VISITOR

from commonground.errors import OUTCOMES
from commonground.register import models

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = (DOCS / "examples" / "api.http").read_text(encoding="utf-8").split("###")[1:]


def test_examples_take_a_link_from_the_proposal_to_the_agreement(ask: Any) -> None:
    models.SectorStanding.objects.filter(link__origin="proposed").delete()
    models.LinkStanding.objects.filter(origin="proposed").delete()  # the example proposes one of them anew
    kept: dict[str, str] = {}
    for example in EXAMPLES:
        notes = dict(re.findall(r"^# (as|expect|keep) (.+)$", example, re.MULTILINE))
        request = re.sub(r"^(?:#.*| [A-Z].*)\n", "", example, flags=re.MULTILINE).lstrip("\n")
        for name, value in kept.items():
            request = request.replace(f"{{{name}}}", value)
        head, _, body = request.partition("\n\n")
        first, *lines = head.strip().split("\n")
        method, path = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines if line)
        form = headers.pop("Content-Type", "application/json")
        named = {name.replace("-", "_"): value for name, value in headers.items()}
        raw = body.strip().encode() or None
        if raw and form.startswith("multipart/"):
            raw = raw.replace(b"\n", b"\r\n") + b"\r\n"
        named |= {"content_type": form} if raw else {}
        answer = ask(notes.get("as", VISITOR))(method, path, raw=raw, **named)
        assert answer.status_code == int(notes["expect"]), (first, answer.content)
        if notes.get("keep") == "etag":
            kept["etag"] = answer["ETag"]
        elif "keep" in notes:
            kept[notes["keep"]] = str(json.loads(answer.content)[notes["keep"]])
    assert models.LinkStanding.objects.get(code=kept["code"]).state == "agreed"


@pytest.mark.parametrize("family", OUTCOMES, ids=lambda family: family.code)
def test_page_names_every_status_and_code_of_the_table_of_errors(family: Any) -> None:
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    if family.code != "error":
        assert re.search(rf"\| {int(OUTCOMES[family].http_status)} \| [^|]*\b{family.code}\b", page)


def test_page_names_every_collection() -> None:
    from tests.api.asked import routes

    page = (DOCS / "api.md").read_text(encoding="utf-8")
    missing = {route.path.split("/")[1] for route in routes() if f"/{route.path.split('/')[1]}" not in page}
    assert missing == set()
