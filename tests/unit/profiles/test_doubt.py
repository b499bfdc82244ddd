"""What a profile's author should look at twice although the format is kept."""

from __future__ import annotations

from dataclasses import replace

from commonground.domain.instrument import Instrument, InstrumentKind, Revision
from commonground.domain.theme import MatrixEntry, MatrixRow, ThemeMatrix
from commonground.profiles import load_profile
from commonground.profiles.doubt import find_doubts


def resolution(year: int, area: str) -> Instrument:
    """A resolution of WTSA with one revision."""
    revision = Revision(f"Somewhere, {year}", year, "A title", areas=(area,))
    return Instrument("WTSA Resolution 999", InstrumentKind.RESOLUTION, "WTSA", "ITU-T", "999", (revision,))


def test_the_packaged_profiles_raise_no_doubt() -> None:
    assert find_doubts(load_profile("itu")) == ()
    assert find_doubts(load_profile("ietf")) == ()


def test_a_revision_of_a_year_without_conference_is_doubted() -> None:
    profile = replace(load_profile("itu"), instruments=(resolution(2013, "Climate change"),))

    doubts = find_doubts(profile)

    assert [doubt.code for doubt in doubts] == ["revision-without-gathering"]
    assert "WTSA did not meet in 2013" in doubts[0].message


def test_an_area_that_no_list_has_is_doubted() -> None:
    profile = replace(load_profile("itu"), instruments=(resolution(2016, "Climat change"),))

    assert [doubt.code for doubt in find_doubts(profile)] == ["unknown-area"]


def test_a_matrix_that_names_an_unknown_question_is_doubted() -> None:
    row = MatrixRow("Sub-topics", "Water", (MatrixEntry("Q99/5", ("ITU-T",), ids=("ITU-T Q99/5", "SDG 6")),))
    matrix = ThemeMatrix("Climate change", ("ITU-T",), (row,))
    profile = replace(load_profile("itu"), matrices=(matrix,))

    assert [doubt.code for doubt in find_doubts(profile)] == ["unknown-body"]
