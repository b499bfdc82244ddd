"""Editions on the command line: published once, read for ever, compared in words a delegate reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from tests.cli.conftest import Command

LINK = "pair:ITU-D Q6/2 | ITU-T Q7/5"


@pytest.fixture
def published(command: Command) -> Command:
    """A register with one edition, and since then a disputed link and an examination."""
    command("init")
    assert command("edition", "publish", "ISCG 2020-06", "--note", "June").code == 0
    assert command("judge", LINK, "accept", "--sector", "ITU-D").code == 0
    assert (
        command("judge", LINK, "reject", "--sector", "ITU-T", "--reason", "Ours is about recycling").code == 0
    )
    assert command("examined", "Climate change", "Water", "ITU-R").code == 0
    return command


def cell(command: Command, *words: str) -> str:
    rows = command("matrix", "Climate change", "--json", *words).value["rows"]
    return str(next(row for row in rows if row["label"] == "Water")["empty"]["ITU-R"])


def test_an_edition_is_read_as_it_was_whatever_changes_later(published: Command) -> None:
    assert cell(published) == "none"
    assert cell(published, "--edition", "iscg 2020-06") == "blank"
    assert cell(published) == "none"


def test_its_papers_stay_the_same_byte_for_byte(published: Command) -> None:
    published("edition", "files", "ISCG 2020-06", "-o", "frozen")
    published("matrix", "Climate change", "--edition", "ISCG 2020-06", "-o", "again.docx")
    published("report", "areas", "--edition", "ISCG 2020-06", "-o", "areas.html")
    assert Path("again.docx").read_bytes() == Path("frozen/matrix-climate-change.docx").read_bytes()
    assert Path("areas.html").read_bytes() == Path("frozen/areas.html").read_bytes()
    checked = published("edition", "verify", "ISCG 2020-06", "--json").value
    assert len(checked) > 20
    assert all(one["is_intact"] and one["is_reproduced"] for one in checked)


def test_the_difference_says_what_changed_why_and_by_whom(published: Command) -> None:
    value: dict[str, Any] = published("edition", "diff", "ISCG 2020-06", "now", "--format", "json").value
    assert value["counts"]["link"] == {"added": 0, "carried-over": 0, "changed": 1, "removed": 0}
    assert set(value["unjudged_suggestions"].values()) == {0}
    link = next(one for one in value["differences"] if one["kind"] == "link")
    assert link["fields"]["state"] == ["stated", "disputed"]
    assert [(b["sector"], b["role"], b["verdict"], b["reason"]) for b in link["because"]] == [
        ("ITU-D", "focal-point", "accept", ""),
        ("ITU-T", "focal-point", "reject", "Ours is about recycling"),
    ]
    assert any(one["kind"] == "examination" and one["change"] == "added" for one in value["differences"])
    cell = next(one for one in value["differences"] if one["kind"] == "cell")
    assert [(b["action"], b["verdict"]) for b in cell["because"]] == [("sub-topic-examined", "none")]
    assert all(one["because"] for one in value["differences"])  # nothing changes without a word why


def test_the_difference_on_a_screen_has_no_raw_words(published: Command) -> None:
    out = published("edition", "diff", "ISCG 2020-06", "now").out
    assert "Focal point, ITU-T: refuses" in out
    assert "State: stated by the source → disputed" in out
    assert "focal-point" not in out


def test_a_delegate_reads_in_the_json_what_the_paper_says(published: Command) -> None:
    value = published("edition", "diff", "ISCG 2020-06", "now", "--json", "--lang", "fr").value
    link = next(one for one in value["differences"] if one["kind"] == "link")
    assert link["details"][0].startswith("État: ")
    assert any("Coordonnateur, ITU-T" in line for line in link["why"])
    assert value["words"]["state"] == "État"


def test_an_edition_shows_what_it_holds_who_published_it_and_its_papers(published: Command) -> None:
    value = published("edition", "show", "iscg 2020-06", "--json").value
    assert (value["name"], value["published_by"], value["note"]) == ("ISCG 2020-06", "secretariat", "June")
    assert value["holds"]["link"]["stated"] == value["holds"]["link"]["current"] > 100
    assert value["holds"]["judgement"]["all"] == 0  # judged only later
    assert value["holds"]["question"]["all"] > 100
    assert sum(1 for paper in value["files"] if len(paper["sha256"]) == 64) == len(value["files"]) > 20
    assert len(value["sha256"]) == 64
    shown = published("edition", "show", "ISCG 2020-06")
    assert value["sha256"] in shown.out
    assert "areas.docx" in shown.out


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_the_difference_is_a_paper_in_each_language(published: Command, language: str) -> None:
    ran = published("edition", "diff", "ISCG 2020-06", "now", "--lang", language, "-o", "diff.docx")
    assert ran.code == 0
    text = "\n".join(
        c.text for table in Document("diff.docx").tables for row in table.rows for c in row.cells
    )
    assert "Ours is about recycling" in text
    assert "ITU-D" in text


def test_an_edition_differs_from_itself_in_nothing(published: Command) -> None:
    value = published("edition", "diff", "ISCG 2020-06", "ISCG 2020-06", "--json").value
    assert value["differences"] == []


def test_a_name_is_taken_for_ever(published: Command) -> None:
    ran = published("edition", "publish", "iscg 2020-06")
    assert ran.code == 5
    assert "an edition never changes" in ran.err
    assert len(published("edition", "list", "--json").value) == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("edition", "publish", "E", "--role", "delegate"), 7, "roles that may: secretariat"),
        (("edition", "publish", " "), 3, "needs a name"),
        (("matrix", "Climate change", "--edition", "ISCG 1999"), 4, "editions here: ISCG 2020-06"),
        (("gaps", "--as-of", "yesterday"), 3, "2026-06-30"),
        (("gaps", "--as-of", "1999-01-01"), 4, "was made later"),
        (("gaps", "--as-of", "2999-01-01", "--edition", "ISCG 2020-06"), 3, "name one of them"),
        (("edition", "diff", "ISCG 2020-06", "now", "--format", "csv"), 3, "one of: docx, html, json"),
        (("edition", "files", "ISCG 2020-06", "--only", "x"), 4, "papers: areas.docx"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_can(
    published: Command, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = published(*words)
    assert (ran.code, said in ran.err) == (code, True), ran.err


def test_a_backup_is_restored_with_its_editions_and_verdicts(published: Command) -> None:
    assert published("backup", "register.zip").code == 0
    assert published("restore", "register.zip", "--register", "other.sqlite").code == 0
    ran = published("edition", "verify", "ISCG 2020-06", "--register", "other.sqlite", "--json")
    assert all(one["is_intact"] and one["is_reproduced"] for one in ran.value)
    difference = ("edition", "diff", "ISCG 2020-06", "now", "--json")
    here, there = (
        published(*difference, "--register", name).value for name in ("commonground.sqlite", "other.sqlite")
    )
    assert here["differences"] == there["differences"]


def test_a_register_that_exists_is_never_overwritten(published: Command) -> None:
    published("backup", "register.zip")
    ran = published("restore", "register.zip")
    assert ran.code == 5
    assert "already" in ran.err
    assert cell(published) == "none"


def test_a_damaged_backup_makes_nothing(published: Command) -> None:
    published("backup", "register.zip")
    data = Path("register.zip").read_bytes()
    Path("cut.zip").write_bytes(data[: len(data) // 2])
    ran = published("restore", "cut.zip", "--register", "other.sqlite")
    assert ran.code == 3
    assert "cut.zip" in ran.err
    assert not Path("other.sqlite").exists()
