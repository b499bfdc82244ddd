"""A register goes through the portable form unharmed, and a file that is not whole changes nothing."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS

from commonground.domain.link import Verdict
from commonground.errors import BadInput, UnreadableFile
from commonground.register import models
from commonground.register.portable import (
    FORMAT,
    MANIFEST,
    PortableFile,
    label_of,
    load_portable,
    whole_register,
    write_portable,
)
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import Decision, judge_link

pytestmark = pytest.mark.usefixtures("register")
AT = datetime(2026, 6, 1, tzinfo=UTC)
LINK = "pair:ITU-D Q6/2 | ITU-T Q7/5"
TABLE = "register.question.jsonl"


def written() -> bytes:
    file = io.BytesIO()
    write_portable(file, whole_register(), DEFAULT_DB_ALIAS, AT)
    return file.getvalue()


def load(data: bytes) -> None:
    load_portable(PortableFile(io.BytesIO(data), "b.zip"), whole_register(), DEFAULT_DB_ALIAS)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_the_same_rows_give_the_same_bytes_and_come_back_as_they_were() -> None:
    judge_link(
        LINK, Decision(Verdict.ACCEPT, reason="é 漢 \u202e \n"), Actor("focal-point", "ITU-T"), utc_now
    )
    models.Vector.objects.create(text_hash="0" * 64, model="m", checksum="1" * 64, codes=bytes(range(256)))
    first = written()
    models.Vector.objects.all().delete()
    models.Term.objects.all().delete()
    load(first)
    assert written() == first
    assert bytes(models.Vector.objects.get().codes) == bytes(range(256))
    assert models.Judgement.objects.get().reason == "é 漢 \u202e \n"


def test_every_table_with_a_model_is_in_it_but_what_is_made_anew() -> None:
    names = set(members(written()))
    assert {f"{label_of(model)}.jsonl" for model in whole_register()} | {MANIFEST} == names
    assert {"register.account.jsonl", "mfa.authenticator.jsonl", "auth.group.jsonl"} <= names
    assert not {"sessions.session.jsonl", "register.keptanswer.jsonl", "register.searchtext.jsonl"} & names


def test_the_next_row_after_loading_has_an_id_of_its_own() -> None:
    load(written())
    newest = models.Change.objects.order_by("-pk").values_list("pk", flat=True)[0]
    judge_link(LINK, Decision(Verdict.ACCEPT), Actor("focal-point", "ITU-T"), utc_now)
    assert models.Change.objects.order_by("-pk").values_list("pk", flat=True)[0] > newest


def _cut(parts: dict[str, bytes]) -> None:
    parts[TABLE] = parts[TABLE][: len(parts[TABLE]) // 2]


def _dropped_line(parts: dict[str, bytes]) -> None:
    parts[TABLE] = parts[TABLE].partition(b"\n")[2]


def _changed_letter(parts: dict[str, bytes]) -> None:
    parts[TABLE] = parts[TABLE].replace(b"ITU-D", b"ITU-T", 1)


def _further_line(parts: dict[str, bytes]) -> None:
    parts[TABLE] += parts[TABLE].partition(b"\n")[0] + b"\n"


def _no_table(parts: dict[str, bytes]) -> None:
    del parts[TABLE]


def _endless_line(parts: dict[str, bytes]) -> None:
    parts[TABLE] = b" " * 1000


@pytest.mark.parametrize(
    "harm", [_cut, _dropped_line, _changed_letter, _further_line, _no_table, _endless_line]
)
def test_a_damaged_table_is_named_and_nothing_changes(harm: Callable[[dict[str, bytes]], None]) -> None:
    before = written()
    parts = members(before)
    harm(parts)
    with pytest.raises(UnreadableFile, match=r"b\.zip: register\.question\.jsonl, line \d+: .*damaged"):
        load(packed(parts))
    assert written() == before
    with pytest.raises(UnreadableFile, match=r"register\.question\.jsonl"):
        PortableFile(io.BytesIO(packed(parts)), "b.zip").verify()


def _edited(change: Callable[[dict[str, Any]], object]) -> bytes:
    parts = members(written())
    manifest = json.loads(parts[MANIFEST])
    change(manifest)
    return packed({**parts, MANIFEST: json.dumps(manifest).encode()})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(format=FORMAT + 1), "newer version"),
        (lambda m: m["tables"].update({"register.future": {"rows": 0, "sha256": ""}}), "register.future"),
    ],
)
def test_what_a_newer_version_wrote_is_refused(change: Callable[[dict[str, Any]], object], said: str) -> None:
    before = written()
    with pytest.raises(BadInput, match=said):
        load(_edited(change))
    assert written() == before


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 cut",
        packed({"a.txt": b"no backup"}),
        packed({MANIFEST: b"[]"}),
        packed({MANIFEST: b"{"}),
        packed({MANIFEST: b'{"format": 1}'}),
        packed({MANIFEST: b" " * (5 * 2**20)}),
    ],
)
def test_what_is_no_portable_file_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"b\.zip"):
        PortableFile(io.BytesIO(data), "b.zip")


def test_a_file_cut_short_anywhere_is_refused() -> None:
    whole = written()
    for part in range(1, 20):
        with pytest.raises(BadInput):
            load(whole[: len(whole) * part // 20])
    assert written() == whole
