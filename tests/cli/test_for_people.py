"""What commands print for people: tables on stdout, messages on stderr, nothing of a machine's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Command
from tests.progress_report import write_report


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("areas",), "Child Online Protection"),
        (("areas", "--lang", "fr"), "Changements climatiques"),
        (("areas", "--proposals"), "Bridging the Standards Gap"),
        (("areas", "--derived"), "PP Resolution 175"),
        (("matrix", "Climate change"), "Study Group 7 - WP 7B"),
        (("gaps",), "Water"),
        (("overlaps",), "Environment"),
        (("findings",), "Q4/20"),
    ],
)
def test_every_analysis_has_a_table_for_people(command: Command, words: tuple[str, ...], shown: str) -> None:
    command("init")
    ran = command(*words)
    assert ran.code == 0
    assert shown.casefold() in " ".join(ran.out.split()).casefold()


def test_a_report_of_every_file(command: Command, tmp_path: Path) -> None:
    report = write_report(tmp_path / "report.docx")
    (tmp_path / "bad.docx").write_bytes(b"")
    ran = command("add", report, tmp_path / "bad.docx")
    assert ran.code == 0
    assert "refused" in ran.out
    assert "empty" in ran.out
    assert "2 documents: 1 added, 0 unchanged, 1 refused" in ran.err
    again = command("add", report)
    assert "1 documents: 0 added, 1 unchanged, 0 refused" in again.err


def test_references_as_a_table(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text("# Note\n\nQuestion 6/2 was discussed.")
    ran = command("refs", path)
    assert "ITU-T Q6/2" in ran.out
    assert "ITU-D Q6/2" in ran.out  # one of the candidates


def test_a_refused_file_says_why_once(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "old.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    ran = command("refs", path)
    assert ran.code == 3
    assert ran.err.count("old binary") == 1


def test_a_file_that_cannot_be_written_is_said(command: Command, tmp_path: Path) -> None:
    command("init")
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    ran = command("report", "areas", "-o", blocked / "areas.docx")
    assert ran.code == 6
    assert "cannot be written" in ran.err


def test_the_version_is_printed(command: Command) -> None:
    from commonground import __version__

    assert command("--version").out.strip() == f"commonground {__version__}"


def test_unknown_options_are_wrong_arguments(command: Command) -> None:
    assert command("areas", "--nonsense").code == 2


def test_an_older_register_is_upgraded(command: Command, workplace: Path) -> None:
    command("init")
    assert command("init", "--upgrade").code == 0
    assert command("areas", "--json").code == 0
    assert (workplace / "commonground.sqlite").exists()


def test_doubtful_facts_of_ones_own_profile_are_told_when_a_register_is_made(
    command: Command, tmp_path: Path
) -> None:
    import commonground.profiles

    packaged = Path(commonground.profiles.__file__).parent / "itu"
    folder = Path(shutil.copytree(packaged, tmp_path / "mine"))
    kept = [
        line for line in (folder / "gatherings.jsonl").read_text("utf-8").splitlines() if "PP-14" not in line
    ]
    (folder / "gatherings.jsonl").write_text("\n".join(kept) + "\n", "utf-8")
    ran = command("init", "--profile", folder)
    assert ran.code == 0
    assert "instruments.jsonl: PP Resolution 182 (Rev. Busan, 2014): PP did not meet in 2014" in ran.err
