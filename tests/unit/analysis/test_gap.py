"""Gaps tell a blank cell from one nobody looked at and from a recorded "none"."""

from __future__ import annotations

from commonground.analysis.gap import find_gaps
from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.organization import Body, BodyKind, Sector
from commonground.domain.profile import Profile
from commonground.domain.theme import EmptyState, MatrixEntry, MatrixRow, ThemeMatrix


def at(row: int, column: int | None = None) -> tuple[Origin, ...]:
    return (Origin("paper.docx", Locator(table=1, row=row, column=column)),)


MATRIX = ThemeMatrix(
    "Climate change",
    ("ITU-R", "ITU-T", "ITU-D"),
    (
        MatrixRow(
            "Sub-topics",
            "Remote sensing",
            (MatrixEntry("Study Group 20", ("ITU-D",), ("ITU-T SG20",), origins=at(2, 4)),),
            {"ITU-R": EmptyState.BLANK, "ITU-T": EmptyState.NONE},
            origins=at(2),
        ),
        MatrixRow("Sub-topics", "Water", (MatrixEntry("SG7", ("ITU-R", "ITU-T")),), {}),
        MatrixRow("Sub-topics", "Energy", (MatrixEntry("SG7", ("ITU-R",), origins=at(4, 2)),), {}),
        MatrixRow("Events", "Events", (), {"ITU-R": EmptyState.BLANK}),
    ),
)


def test_every_empty_cell_of_a_sub_topic_is_a_gap_with_its_state() -> None:
    found = [(f.code, f.detail["sub_topic"], f.detail["sector"]) for f in find_gaps(MATRIX)]
    assert found == [
        ("gap-blank", "Remote sensing", "ITU-R"),
        ("gap-none", "Remote sensing", "ITU-T"),
        ("gap-not-examined", "Water", "ITU-D"),
        ("gap-not-examined", "Energy", "ITU-T"),
        ("gap-not-examined", "Energy", "ITU-D"),
    ]


def test_a_blank_cell_is_located_by_the_column_of_other_rows() -> None:
    gap = find_gaps(MATRIX)[0]
    assert (gap.document, gap.locator) == ("paper.docx", Locator(table=1, row=2, column=2))
    assert gap.to_json()["state"] == "blank"
    assert "ITU-R" in gap.suggestion


def test_work_printed_under_another_sector_is_named() -> None:
    profile = Profile(
        "x",
        {},
        ("en",),
        tuple(Sector(code, {}) for code in MATRIX.columns),
        (),
        (Body("ITU-T SG20", BodyKind.STUDY_GROUP, ("ITU-T",)),),
    )
    message = find_gaps(MATRIX, profile)[1].message
    assert '"Study Group 20" (ITU-T SG20) is printed in the column ITU-D' in message
