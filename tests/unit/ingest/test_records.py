"""Collections of records: one document each, with everything the record says."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from commonground.domain.document import Document, PassageKind
from commonground.ingest.reading import count_sources, read_bytes, read_path


def read(data: str | bytes, name: str) -> list[Document]:
    found = list(read_bytes(data.encode() if isinstance(data, str) else data, name))
    assert all(isinstance(item, Document) for item in found), found
    return [item for item in found if isinstance(item, Document)]


RECORD: dict[str, Any] = {
    "id": "r1",
    "title": "Circular economy",
    "abstract": "On e-waste.",
    "text": "Circular economy. On e-waste.",
    "lang": "en",
    "date": "2020-05",
    "number": "ITU-T L.1",
    "group": "ITU-T SG5",
    "remark": "kept",
    "meta": {"family": ["a", "b"]},
}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", json.dumps(RECORD) + "\n"),
        ("a.json", json.dumps([RECORD])),
        ("a.jsonl.gz", gzip.compress(json.dumps(RECORD).encode())),
    ],
)
def test_a_record_is_a_document(name: str, data: str | bytes) -> None:
    (document,) = read(data, name)
    assert document.name == f"{name}#r1"
    assert [(str(p.kind), p.text) for p in document.passages] == [
        ("title", "Circular economy"),
        ("abstract", "On e-waste."),
    ]
    metadata = document.metadata
    assert (metadata.number, metadata.date, metadata.group, document.language) == (
        "ITU-T L.1",
        "2020-05",
        "ITU-T SG5",
        "en",
    )
    assert metadata.identifiers == ("ITU-T L.1",)
    assert (metadata.extra["remark"], metadata.extra["meta.family"]) == ("kept", "a; b")


def test_text_that_says_more_is_kept() -> None:
    (document,) = read(
        json.dumps({"id": "1", "title": "T", "text": "Something else\nSecond line"}), "a.jsonl"
    )
    assert [p.text for p in document.passages] == ["T", "Something else", "Second line"]


def test_the_same_record_has_the_same_hash_and_another_has_not() -> None:
    one, two, three = read(
        "\n".join(json.dumps(r) for r in (RECORD, RECORD, {**RECORD, "date": "2021"})), "a.jsonl"
    )
    assert one.sha256 == two.sha256 != three.sha256


def test_any_other_json_is_located_by_pointer() -> None:
    (document,) = read('{"a/b": ["x", {"c": "y"}], "n": 3}', "a.json")
    assert [(p.locator.record, p.text) for p in document.passages] == [("/a~1b/0", "x"), ("/a~1b/1/c", "y")]
    assert any("numbers" in note for note in document.notes)


def test_json_lines_in_a_json_file() -> None:
    assert len(read('{"title": "a"}\n{"title": "b"}\n', "a.json")) == 2


NEWER = """---
id: X1
type: standard
title:
- language: fr
  content: Economie circulaire
  type: main
- language: en
  content: Circular economy
  type: main
docidentifier:
- content: ITU-T L.1 (05/2020)
  type: ITU
  primary: true
date:
- type: published
  at: 2020-05
contributor:
- role:
  - type: author
  organization:
    name:
    - content: Example Union
    subdivision:
    - name:
      - content: Study Group 5
abstract:
- content: On e-waste
    and more.
  language: en
relation:
- type: updates
  bibitem:
    docidentifier: ITU-T L.0
language:
- en
"""
OLDER = """title:
  content: Remote sensing
  language: en
docid:
  id: ITU-R RS.1
  type: ITU
date:
- type: published
  value: '1990'
editorialgroup:
- bureau: R
  group:
    type: study-group
    name: Study Group 7
language: en
"""


def test_bibliographic_records_in_the_newer_spelling() -> None:
    (document,) = read(NEWER, "a.yaml")
    assert [(p.kind, p.language, p.locator.record, p.text) for p in document.passages] == [
        (PassageKind.TITLE, "fr", "title/1", "Economie circulaire"),
        (PassageKind.TITLE, "en", "title/2", "Circular economy"),
        (PassageKind.ABSTRACT, "en", "abstract", "On e-waste and more."),
    ]
    metadata = document.metadata
    assert metadata.identifiers == ("ITU-T L.1 (05/2020)",)
    assert (metadata.date, metadata.group, metadata.title) == ("2020-05", "Study Group 5", "Circular economy")
    assert metadata.extra["relation.1.bibitem.docidentifier"] == "ITU-T L.0"
    assert metadata.extra["contributor.author"] == "Example Union"


def test_bibliographic_records_in_the_older_spelling() -> None:
    (document,) = read(OLDER, "a.yaml")
    metadata = document.metadata
    assert (metadata.identifiers, metadata.date, metadata.group) == (("ITU-R RS.1",), "1990", "Study Group 7")
    assert document.language == "en"


def test_several_records_in_one_file_are_documents_of_their_own() -> None:
    one, two = read("---\n" + OLDER + NEWER, "a.yaml")
    assert (one.name, two.name) == ("a.yaml#1", "a.yaml#2")
    assert one.sha256 != two.sha256


def test_any_other_yaml_is_located_by_pointer() -> None:
    (document,) = read("a:\n- b\n- c: no\n", "a.yaml")
    assert [(p.locator.record, p.text) for p in document.passages] == [("/a/0", "b"), ("/a/1/c", "no")]


def test_sources_are_counted_before_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "a"}\n{"title": "b"}')
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b'{"title": "a"}\n'))
    (tmp_path / "c.txt").write_text("x")
    assert count_sources([tmp_path]) == 4 == len(list(read_path(tmp_path)))
