"""The main job as an officer runs it: documents in, areas, matrix, findings and papers out."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from tests.cli.conftest import Command
from tests.progress_report import LISTS, ROWS, write_report


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return write_report(tmp_path / "report.docx")


def test_init_makes_a_register_with_the_facts(command: Command, workplace: Path) -> None:
    ran = command("init", "--json")
    assert ran.code == 0
    assert ran.value["register"] == "commonground.sqlite"
    assert ran.value["facts"]["list entries"] == 101
    assert (workplace / "commonground.sqlite").exists()


def test_init_refuses_to_overwrite(command: Command) -> None:
    command("init")
    again = command("init")
    assert again.code == 5
    assert "commonground.sqlite" in again.err


def test_the_built_in_lists_make_one_list_of_areas(command: Command) -> None:
    command("init")
    value = command("areas", "--json").value
    entries = [entry for area in value["areas"] for entry in area["entries"]]
    per_list = {
        name: sum(entry["list"] == name for entry in entries) for name in ("1.1", "1.2", "1.3", "1.4", "1.5")
    }
    assert per_list == {"1.1": 12, "1.2": 11, "1.3": 44, "1.4": 26, "1.5": 8}
    assert {p["kind"] for p in value["proposals"]} == {"same", "related"}


def test_a_document_gives_its_lists_and_its_matrix(command: Command, report: Path) -> None:
    command("init", "--without-lists")
    added = command("add", report, "--json")
    assert added.code == 0
    assert added.value["counts"] == {"added": 1, "unchanged": 0, "refused": 0}
    areas = command("areas", "--json").value["areas"]
    entries = [entry for area in areas for entry in area["entries"]]
    assert [e["text"] for e in entries if e["list"] == "1.1"] == list(LISTS["1.1"])
    assert all(e["document"].endswith("report.docx") and e["locator"] for e in entries)
    matrix = command("matrix", "Digital divide", "--json").value
    rows = {row["label"]: row for row in matrix["rows"]}
    assert [row["label"] for row in matrix["rows"] if row["group"] == "Sub-topics"] == [
        row[0] for row in ROWS
    ]
    assert rows["Rural access"]["cells"]["ITU-D"] == [
        {"text": "Study Group 1 - Q5/1", "ids": ["ITU-D SG1", "ITU-D Q5/1"], "state": "stated"}
    ]
    assert rows["Skills"]["cells"]["ITU-R"] == []
    assert rows["Skills"]["empty"]["ITU-R"] == "blank"
    assert rows["Events"]["spans"] == [["ITU-R", "ITU-T", "ITU-D"]]
    assert rows["Events"]["cells"]["ITU-T"][0]["text"] == "Connectivity Week"


def test_a_misplaced_group_is_found_with_its_cell_and_its_mend(command: Command, report: Path) -> None:
    command("add", report)
    found = command("findings", "--json").value
    slips = [f for f in found if f["code"] == "wrong-sector-column" and f["document"].endswith("report.docx")]
    assert len(slips) == 1
    assert "Q4/20" in slips[0]["message"]
    assert slips[0]["locator"] == {"paragraph": 1, "table": 1, "row": 3, "column": 4} or (
        slips[0]["locator"]["row"],
        slips[0]["locator"]["column"],
    ) == (3, 4)
    assert "ITU-T" in slips[0]["suggestion"]


def test_the_same_bytes_twice_are_one_document(command: Command, report: Path, tmp_path: Path) -> None:
    command("add", report)
    copy = Path(shutil.copy(report, tmp_path / "copy.docx"))
    again = command("add", copy, "--json").value
    assert again["counts"] == {"added": 0, "unchanged": 1, "refused": 0}
    assert again["documents"][0]["same_as"].endswith("report.docx")


def test_a_newer_revision_is_linked_to_the_older(command: Command, report: Path, tmp_path: Path) -> None:
    command("add", report)
    newer = write_report(tmp_path / "newer.docx", number="TDAG-24/7(Rev.1)")
    value = command("add", newer, "--json").value
    assert value["documents"][0]["supersedes"].endswith("report.docx")


def test_a_bad_file_among_good_ones_is_refused_and_the_rest_is_done(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(5):
        (folder / f"note {number}.txt").write_text(f"Note {number} on Resolution 73 (Rev. Hammamet, 2016).")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 this is no document")
    ran = command("add", folder, "--json")
    assert ran.code == 0
    assert ran.value["counts"] == {"added": 5, "unchanged": 0, "refused": 1}
    refused = [d for d in ran.value["documents"] if d["outcome"] == "refused"]
    assert refused[0]["name"].endswith("broken.docx")
    assert refused[0]["error"]["advice"]


def test_nothing_readable_is_an_error(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "empty.docx"
    path.write_bytes(b"")
    assert command("add", path).code == 3


def test_a_missing_file_is_said_and_the_register_stays(command: Command, tmp_path: Path) -> None:
    command("init")
    ran = command("add", tmp_path / "nowhere.docx", "--json")
    assert ran.code == 3
    assert "nowhere.docx" in ran.out + ran.err


def test_references_need_no_register(command: Command, workplace: Path) -> None:
    path = workplace / "note.txt"
    path.write_text("See Resolution 182 (Rev. Busan, 2014) and Question 7/5 of ITU-T.")
    found = command("refs", path, "--json").value
    assert [f["id"] for f in found if f["kind"] in ("resolution", "question")] == [
        "PP Resolution 182",
        "ITU-T Q7/5",
    ]
    text = path.read_text()
    assert all(text[f["start"] : f["end"]] == f["text"] for f in found)
    assert set(found[0]) >= {"text", "start", "end", "kind", "id", "candidates", "language", "locator"}
    assert not (workplace / "commonground.sqlite").exists()


def test_a_proposal_is_accepted_from_the_command_line(command: Command) -> None:
    command("init")
    before = command("areas", "--json").value
    proposal = next(p for p in before["proposals"] if p["kind"] == "same" and p["probability"] < 1)
    assert command("judge", proposal["id"], "accept", "--reason", "one subject").code == 0
    after = command("areas", "--json").value
    assert len(after["areas"]) == len(before["areas"]) - 1
    assert next(p for p in after["proposals"] if p["id"] == proposal["id"])["verdict"] == "accept"


def test_an_unknown_verdict_is_refused(command: Command) -> None:
    command("init")
    ran = command("judge", "x", "perhaps")
    assert ran.code == 3
    assert "accept" in ran.err


def test_looked_and_found_nothing_shows_in_the_matrix(command: Command) -> None:
    command("init")
    assert command("examined", "Climate change", "Water", "ITU-R", "--json").value["found"] is False
    rows = command("matrix", "climate change", "--json").value["rows"]
    assert next(r for r in rows if r["label"] == "Water")["empty"]["ITU-R"] == "none"
    assert "(none)" in command("matrix", "Climate change").out


def test_gaps_and_overlaps_name_sub_topic_and_sector(command: Command) -> None:
    command("init")
    gaps = command("gaps", "Climate change", "--json").value
    assert {"code", "message", "document", "locator", "suggestion"} <= set(gaps[0])
    assert ("Water", "ITU-R") in {(g["sub_topic"], g["sector"]) for g in gaps}
    overlaps = command("overlaps", "--json").value
    assert any(o["code"] == "overlap-trilateral" and o["sub_topic"] == "Environment" for o in overlaps)


def test_the_derived_list_says_why(command: Command) -> None:
    command("init")
    value = command("areas", "--derived", "--json").value
    climate = next(a for a in value["areas"] if a["label"] == "Climate change")
    assert climate["derived"] is True
    assert climate["listed"] is True
    assert "PP Resolution 182" in {support["instrument"] for support in climate["highest"]}


@pytest.mark.parametrize("form", ["docx", "xlsx", "html", "csv", "json"])
@pytest.mark.parametrize("kind", ["matrix", "areas", "derivation", "findings", "gaps", "overlaps"])
def test_every_paper_in_every_format_is_the_same_each_time(
    command: Command, workplace: Path, kind: str, form: str
) -> None:
    command("init")
    words = ("matrix", "Climate change") if kind == "matrix" else ("report", kind)
    files = [workplace / f"{time}.{form}" for time in (1, 2)]
    for file in files:
        assert command(*words, "-o", file).code == 0
    first, second = (file.read_bytes() for file in files)
    assert first == second
    if form == "json":
        json.loads(first)
    if form in ("docx", "xlsx"):
        assert zipfile.ZipFile(files[0]).testzip() is None


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_papers_come_in_six_languages(command: Command, workplace: Path, language: str) -> None:
    command("init")
    for words in (("matrix", "Climate change"), ("report", "areas"), ("report", "derivation")):
        assert command(*words, "--lang", language, "-o", workplace / "paper.docx").code == 0


@pytest.mark.parametrize("kind", ["sssom", "skos", "json"])
def test_exchange_files_go_to_stdout_or_a_file(command: Command, workplace: Path, kind: str) -> None:
    command("init")
    file = workplace / "out"
    assert command("export", kind, "-o", file).code == 0
    assert command("export", kind).out.encode() == file.read_bytes()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("matrix", "Football", "--json"), 4),
        (("matrix", "Climate change", "--format", "odt"), 3),
        (("matrix", "Climate change", "--format", "json", "--lang", "xx"), 3),
        (("report", "poem", "--format", "json"), 3),
        (("report", "areas"), 3),
        (("export", "xml"), 3),
        (("gaps", "Football"), 4),
    ],
)
def test_what_cannot_be_done_is_said_with_an_exit_code(
    command: Command, words: tuple[str, ...], code: int
) -> None:
    command("init")
    ran = command(*words)
    assert ran.code == code
    assert ran.out == ""
    assert ran.err.startswith("commonground: ")


def test_without_a_register_analyses_say_how_to_make_one(command: Command) -> None:
    ran = command("areas", "--json")
    assert ran.code == 4
    assert "commonground init" in ran.err


def test_a_second_organization_is_a_folder_of_data(command: Command) -> None:
    assert command("init", "--profile", "ietf").code == 0
    assert command("areas", "--json").value["areas"]
    assert command("matrix", "YANG", "--json").value["rows"]
    without_highest_body = command("areas", "--derived")
    assert without_highest_body.code == 4
    assert "highest_body" in without_highest_body.err
    assert command("demo", "--profile", "ietf", "-o", "out").code == 0


def test_the_demo_leads_to_every_result(command: Command, workplace: Path) -> None:
    ran = command("demo", "-o", "out")
    assert ran.code == 0
    page = (workplace / "out" / "index.html").read_text(encoding="utf-8")
    files = {
        path.name
        for path in (workplace / "out").iterdir()
        if path.name not in ("index.html", "register.sqlite")
    }
    assert {name for name in files if f'href="./{name}"' not in page} == set()
    assert {"matrix-climate-change.docx", "areas.docx", "findings.html", "areas.ttl"} <= files
