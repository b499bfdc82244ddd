"""Docs and code say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from commonground.cli.app import app
from commonground.errors import CommongroundError, outcome_of

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "commonground"


def _codes() -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (SOURCE / "analysis").glob("*.py"))
    return set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text))


def test_every_documented_finding_is_one_the_code_can_make() -> None:
    documented = set(
        re.findall(r"`([a-z]+(?:-[a-z]+)+)`", (ROOT / "docs" / "findings.md").read_text("utf-8"))
    )
    documented = {code for code in documented if not code.startswith(("gap-", "overlap-"))}
    assert documented - _codes() == set()


def test_every_finding_on_real_facts_is_documented() -> None:
    from commonground.analysis.assembly import assemble_matrix
    from commonground.analysis.finding import find_slips
    from commonground.analysis.gap import find_gaps
    from commonground.analysis.overlap import find_overlaps
    from commonground.profiles import load_profile

    profile = load_profile("itu")
    text = (ROOT / "docs" / "findings.md").read_text("utf-8")
    rows = [row for matrix in profile.matrices for row in matrix.rows]
    matrix = assemble_matrix(profile.themes[0], rows, profile.matrix_columns)
    found = (*find_slips(matrix, profile, year=2020), *find_gaps(matrix), *find_overlaps(matrix, profile))
    assert {f.code for f in found if f"`{f.code}`" not in text} == set()


def test_every_part_is_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    parts = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert {part for part in parts if f"`{part}/`" not in text} == set()
    assert len(text.splitlines()) < 150


def test_every_dependency_is_justified() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=\[;]", line)[0].strip() for line in project["dependencies"]}
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert {name for name in names if f"| {name}" not in text} == set()


def test_the_lock_files_name_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"https?:|file:|--index-url|--find-links", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(typer.main.get_command(app).commands))  # type: ignore[attr-defined]
def test_every_command_is_documented(name: str) -> None:
    assert f"## {name}\n" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def _families(family: type[CommongroundError]) -> list[type[CommongroundError]]:
    return [family, *(found for sub in family.__subclasses__() for found in _families(sub))]


@pytest.mark.parametrize("family", _families(CommongroundError))
def test_every_error_has_an_outcome_and_says_something(family: type[CommongroundError]) -> None:
    error = family("what is wrong", where="a.docx", advice="do this")
    assert outcome_of(error).exit_code > 2
    assert 400 <= outcome_of(error).http_status < 600
    assert str(error) == "a.docx: what is wrong; do this"
    assert error.to_json()["code"] == family.code


def test_a_fault_of_ours_is_the_only_family_answered_with_500() -> None:
    ours = {f.__name__ for f in _families(CommongroundError) if outcome_of(f("x")).http_status == 500}
    assert ours == {"CommongroundError", "InternalError"}
