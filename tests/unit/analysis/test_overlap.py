"""Overlaps count true Sectors and whole lines of work."""

from __future__ import annotations

from commonground.analysis.overlap import find_overlaps
from commonground.domain.organization import Body, BodyKind, Question, Sector
from commonground.domain.profile import Profile
from commonground.domain.theme import MatrixEntry, MatrixRow, ThemeMatrix

COLUMNS = ("ITU-R", "ITU-T", "ITU-D")


def group(body: str) -> Body:
    return Body(body, BodyKind.STUDY_GROUP, (body.split(maxsplit=1)[0],))


PROFILE = Profile(
    "x",
    {},
    ("en",),
    tuple(Sector(code, {}) for code in COLUMNS),
    (),
    (
        group("ITU-R SG7"),
        group("ITU-T SG5"),
        group("ITU-T SG20"),
        group("ITU-D SG2"),
        Body("ITU-R WP 7B", BodyKind.WORKING_PARTY, ("ITU-R",), parent="ITU-R SG7"),
        Body("ITU-T FG-AI4EE", BodyKind.FOCUS_GROUP, ("ITU-T",), parent="ITU-T SG5"),
    ),
    (Question("ITU-T Q6/5", "ITU-T", "ITU-T SG5", "2017-2020"),),
)


def matrix(*cells: tuple[str, tuple[str, ...]]) -> ThemeMatrix:
    entries = tuple(MatrixEntry("entry", (column,), ids) for column, ids in cells)
    return ThemeMatrix("Climate change", COLUMNS, (MatrixRow("Sub-topics", "Energy", entries),))


def test_sectors_are_counted() -> None:
    r, t, d = ("ITU-R", ("ITU-R SG7",)), ("ITU-T", ("ITU-T SG5",)), ("ITU-D", ("ITU-D SG2",))
    for cells, kind in (((r,), "single"), ((r, t), "bilateral"), ((r, t, d), "trilateral")):
        (found,) = find_overlaps(matrix(*cells), PROFILE)
        assert (found.code, found.detail["kind"]) == (f"overlap-{kind}", kind)
        assert found.detail["sectors"] == [column for column, _ in cells]


def test_a_group_with_its_own_question_and_focus_group_is_one_line_of_work() -> None:
    found = find_overlaps(matrix(("ITU-T", ("ITU-T SG5", "ITU-T Q6/5", "ITU-T FG-AI4EE"))), PROFILE)
    assert [f.code for f in found] == ["overlap-single"]
    assert found[0].detail["ids"] == {"ITU-T": ["ITU-T SG5", "ITU-T Q6/5", "ITU-T FG-AI4EE"]}


def test_two_groups_of_one_sector_overlap_inside_it() -> None:
    found = find_overlaps(matrix(("ITU-T", ("ITU-T SG5", "ITU-T SG20"))), PROFILE)
    assert [f.code for f in found] == ["overlap-single", "overlap-internal"]


def test_misplaced_work_counts_for_its_true_sector() -> None:
    (found,) = find_overlaps(matrix(("ITU-R", ("ITU-R WP 7B",)), ("ITU-D", ("ITU-T SG20",))), PROFILE)
    assert found.detail["sectors"] == ["ITU-R", "ITU-T"]
    assert "ITU-T SG20 is printed under ITU-D, not ITU-T" in found.message


def test_unresolved_text_still_shows_that_a_sector_works_on_it() -> None:
    (found,) = find_overlaps(matrix(("ITU-R", ()), ("ITU-T", ("ITU-T SG5",))), PROFILE)
    assert found.code == "overlap-bilateral"
    assert found.detail["ids"] == {"ITU-R": [], "ITU-T": ["ITU-T SG5"]}


def test_rows_without_entries_have_no_overlap() -> None:
    assert find_overlaps(matrix(), PROFILE) == ()
