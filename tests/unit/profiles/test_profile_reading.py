"""What a person meets who writes or mends a profile folder."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

import commonground.profiles
from commonground.errors import InvalidProfile, NotFound
from commonground.profiles import list_profiles, load_profile
from commonground.profiles.reading import FILE_BYTES_MAX

HEAD = """\
code = "club"
languages = ["en", "fr"]
licence = "made for a test"
externals = ["ISO"]

[names]
en = "Club"

[[sectors]]
id = "North"
names = { en = "North", fr = "Nord" }

[[periods]]
sector = "North"
label = "2020-2023"
start = 2020
end = 2023
"""

SOURCES = ["a test"]
BODY: dict[str, Any] = {"id": "SG1", "kind": "study-group", "sectors": ["North"], "sources": SOURCES}
QUESTION: dict[str, Any] = {
    "id": "Q1/1",
    "sector": "North",
    "body": "SG1",
    "period": "2020-2023",
    "title": "Chess",
    "sources": SOURCES,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small valid profile: one Sector, one body, one Question."""
    (tmp_path / "profile.toml").write_text(HEAD, encoding="utf-8")
    write(tmp_path, "bodies.jsonl", BODY)
    write(tmp_path, "questions.jsonl", QUESTION)
    return tmp_path


def write(folder: Path, file: str, *rows: object) -> None:
    """Write rows as JSON Lines."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / file).write_text(text, encoding="utf-8")


def faults_of(folder: Path) -> str:
    """The message of the one error that the folder raises."""
    with pytest.raises(InvalidProfile) as caught:
        load_profile(folder)
    assert caught.value.where == str(folder)
    return caught.value.message


def test_a_folder_becomes_a_profile(folder: Path) -> None:
    profile = load_profile(folder)

    assert profile.code == "club"
    assert [question.key for question in profile.questions] == ["Q1/1@2020-2023"]
    assert profile.matrix_columns == ("North",)


def test_a_profile_without_grammar_and_layout_has_empty_ones(folder: Path) -> None:
    profile = load_profile(str(folder))

    assert profile.grammar == {}
    assert profile.layout == {}


def test_grammar_and_layout_are_read_as_they_stand(folder: Path) -> None:
    (folder / "grammar.toml").write_text('[words]\nen = ["group"]\n', encoding="utf-8")
    (folder / "layout.toml").write_text('matrix_columns = ["North"]\n', encoding="utf-8")

    profile = load_profile(folder)

    assert profile.grammar == {"words": {"en": ["group"]}}
    assert profile.layout == {"matrix_columns": ["North"]}


def test_an_unknown_code_is_answered_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="itu"):
        load_profile("no-such-profile")


def test_a_folder_without_head_is_not_a_profile(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"profile\.toml"):
        load_profile(tmp_path)


def test_packaged_profiles_are_read_once() -> None:
    assert load_profile("itu") is load_profile("itu")
    assert {"ietf", "itu"} <= set(list_profiles())


def test_all_faults_are_named_in_one_error_with_file_line_and_field(folder: Path) -> None:
    write(
        folder, "bodies.jsonl", BODY, {"id": "SG2", "kind": "choir", "sectors": ["North"], "sources": SOURCES}
    )
    write(folder, "questions.jsonl", {**QUESTION, "colour": "red"}, {"id": "Q2/1"})

    message = faults_of(folder)

    assert "bodies.jsonl, line 2, field kind" in message
    assert "questions.jsonl, line 1, field colour" in message
    assert "questions.jsonl, line 2, field period: field required; add the field" in message
    assert "the profile has 6 faults" in message


def test_broken_lines_do_not_hide_the_others(folder: Path) -> None:
    (folder / "bodies.jsonl").write_text(f'{{"id": \n\n{json.dumps(BODY)}\n', encoding="utf-8")

    message = faults_of(folder)

    assert "bodies.jsonl, line 1" in message
    assert "write one JSON object on the line" in message
    assert "no body SG1" not in message


@pytest.mark.parametrize(
    ("file", "row", "fault"),
    [
        ("questions.jsonl", {**QUESTION, "body": "SG9"}, "field body: no body SG9"),
        ("questions.jsonl", {**QUESTION, "period": "2024-2027"}, "no study period 2024-2027 of North"),
        ("questions.jsonl", {**QUESTION, "working_party": "WP1/1"}, "field working_party: no body WP1/1"),
        ("questions.jsonl", {**QUESTION, "sector": "South"}, "SG1 does not belong to South"),
        ("questions.jsonl", {**QUESTION, "predecessors": ["Q9/1@2016-2019"]}, "no Question Q9/1@2016-2019"),
        ("questions.jsonl", {**QUESTION, "names": {"de": "Schach"}}, "no language de"),
        ("questions.jsonl", {**QUESTION, "sources": []}, "field sources"),
        ("bodies.jsonl", {**BODY, "sectors": ["South"]}, "no Sector South"),
        ("bodies.jsonl", {**BODY, "parent": "SG7"}, "no body SG7"),
        ("bodies.jsonl", {**BODY, "parent": "SG1"}, "leads back to itself"),
        (
            "bodies.jsonl",
            {**BODY, "mandates": [{"period": "1990", "title": "x", "sources": SOURCES}]},
            "no study period 1990",
        ),
        (
            "links.jsonl",
            {"subject": "SG1", "predicate": "overlaps", "object": "Mars", "evidence": [{"document": "d"}]},
            "field object: Mars is not known",
        ),
        (
            "entries.jsonl",
            {"list": "1", "number": "1.1", "text": "x", "parent": "1", "document": "d"},
            "no other entry 1",
        ),
        (
            "gatherings.jsonl",
            {"body": "SG1", "year": 2020, "sector": "North", "sources": SOURCES},
            "SG1 is no conference",
        ),
        (
            "matrices.jsonl",
            {
                "theme": "T",
                "columns": ["North"],
                "document": "d",
                "rows": [{"group": "Events", "label": "Events"}],
            },
            "no theme T",
        ),
    ],
)
def test_what_one_file_names_another_must_hold(
    folder: Path, file: str, row: dict[str, Any], fault: str
) -> None:
    write(folder, file, row)

    assert fault in faults_of(folder)


def test_a_link_may_end_outside_when_the_profile_declares_it(folder: Path) -> None:
    row = {"subject": "SG1", "predicate": "liaises-with", "object": "ISO", "evidence": [{"document": "d"}]}
    write(folder, "links.jsonl", row)

    assert load_profile(folder).links[0].object == "ISO"


def test_the_same_thing_twice_is_a_fault_that_names_both_lines(folder: Path) -> None:
    write(folder, "bodies.jsonl", BODY, BODY)

    assert "bodies.jsonl, line 2, field id: SG1 stands already in line 1" in faults_of(folder)


def test_a_circle_of_parents_is_a_fault(folder: Path) -> None:
    write(folder, "bodies.jsonl", {**BODY, "parent": "SG2"}, {**BODY, "id": "SG2", "parent": "SG1"})

    assert faults_of(folder).count("leads back to itself") == 2


def test_revisions_stand_oldest_first_and_once(folder: Path) -> None:
    revisions = [
        {"label": str(year), "year": year, "title": "t", "sources": SOURCES} for year in (2022, 2018, 2018)
    ]
    row = {
        "id": "R1",
        "kind": "resolution",
        "body": "SG1",
        "sector": "North",
        "number": "1",
        "revisions": revisions,
    }
    write(folder, "instruments.jsonl", row)

    message = faults_of(folder)

    assert "2018 stands twice" in message
    assert "are not oldest first" in message


def test_a_fault_in_the_head_names_its_line(folder: Path) -> None:
    (folder / "profile.toml").write_text(HEAD.replace("start = 2020", 'start = "early"'), encoding="utf-8")

    assert "profile.toml, line 13, field periods.0.start" in faults_of(folder)


def test_a_head_that_is_not_toml_is_a_fault_with_its_line(folder: Path) -> None:
    (folder / "profile.toml").write_text("code = \n", encoding="utf-8")

    assert "profile.toml, line 1: is not TOML" in faults_of(folder)


def test_bytes_that_are_not_utf8_are_named_with_their_line(folder: Path) -> None:
    (folder / "bodies.jsonl").write_bytes(json.dumps(BODY).encode() + b"\n\xff\xfe\n")

    assert "bodies.jsonl, line 2: is not UTF-8 text" in faults_of(folder)


def test_a_huge_file_is_refused(folder: Path) -> None:
    with (folder / "terms.jsonl").open("wb") as stream:
        stream.seek(FILE_BYTES_MAX + 1)
        stream.write(b"\n")

    assert "terms.jsonl: has more than 16,777,216 bytes" in faults_of(folder)


def test_hundreds_of_faults_are_shown_up_to_a_limit(folder: Path) -> None:
    write(folder, "terms.jsonl", *({} for _ in range(500)))

    assert faults_of(folder).endswith("and 1300 more")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe_in_the_folder_does_not_hang_the_reader(folder: Path) -> None:
    os.mkfifo(folder / "terms.jsonl")

    assert load_profile(folder).terms == {}


def test_the_itu_profile_is_read_in_a_moment() -> None:
    folder = Path(commonground.profiles.__file__).parent / "itu"
    started = time.perf_counter()

    assert load_profile(folder).code == "itu"

    assert time.perf_counter() - started < 2.0  # 0.02 s on an idle machine


def test_a_fault_in_a_line_makes_no_second_fault_of_each_mention(folder: Path) -> None:
    write(folder, "bodies.jsonl", {**BODY, "kind": "choir"}, {**BODY, "id": "WP1", "parent": "SG1"})

    message = faults_of(folder)

    assert "the profile has 1 fault:" in message
    assert "field kind" in message
