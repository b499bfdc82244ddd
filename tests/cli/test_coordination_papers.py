"""Mapping tables, the roll-up and checks of drafts on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command


def test_mapping_tables_are_written_into_a_folder(command: Command, workplace: Path) -> None:
    command("init")
    ran = command("report", "mapping-tables", "-o", "tables", "--format", "xlsx", "--lang", "fr")
    assert ran.code == 0
    assert {path.name for path in (workplace / "tables").iterdir()} == {
        "mapping-itu-d-x-itu-r.xlsx",
        "mapping-itu-t-x-itu-r.xlsx",
        "mapping-itu-d-x-itu-t.xlsx",
        "resolutions.xlsx",
    }
    assert ran.err.count("Wrote ") == 4


REFUSED = (
    (("report", "mapping-tables"), "name a folder"),
    (("report", "mapping-tables", "-o", "a-file"), "name a folder"),
    (("report", "mapping-tables", "-o", "tables", "--format", "odt"), "one of: html, docx"),
    (("report", "mapping-tables", "-o", "tables", "--lang", "de"), "choose one of ar"),
    (("report", "roll-up", "-o", "roll-up.docx"), "one of: html, xlsx, csv, json"),
    (("export", "stix"), "one of: sssom, suggestions, strm"),
)


def test_what_cannot_be_written_says_what_to_do(command: Command, workplace: Path) -> None:
    command("init")
    (workplace / "a-file").write_text("", encoding="utf-8")
    for words, advice in REFUSED:
        ran = command(*words)
        assert (ran.code, advice in ran.err) == (3, True), words
    assert not (workplace / "tables").exists()


def test_the_roll_up_tells_its_format_from_the_files_name(command: Command, workplace: Path) -> None:
    command("init")
    assert command("report", "roll-up", "-o", "roll-up.html").code == 0
    assert "<table>" in (workplace / "roll-up.html").read_text(encoding="utf-8")
    assert command("report", "roll-up", "--format", "csv").out.startswith("\ufefflevel,a,b")


def test_a_draft_is_checked_and_its_report_written(command: Command, workplace: Path) -> None:
    command("init")
    draft = workplace / "draft.md"
    draft.write_text("# Collecting and recycling of e-waste\n\nSee ITU-T Question 7/5.\n", encoding="utf-8")
    value = command("check", draft, "--json").value
    assert value["overlaps"][0]["item"] == "ITU-T Q7/5"
    assert value["overlaps"][0]["is_cited"]
    ran = command("check", draft, "--lang", "zh", "-o", "report.html")
    assert ran.code == 0
    assert 'lang="zh"' in (workplace / "report.html").read_text(encoding="utf-8")
    shown = command("check", draft).out
    assert "Whom to consult" in shown
    absent = command("check", workplace / "absent.md")
    assert absent.code == 3
    assert "no such file" in absent.err
