"""The matrix as people work on it: what Sectors agreed to and recorded stands beside what sources print."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonground.domain.link import Verdict
from commonground.domain.theme import EntryState, MatrixRow, ThemeMatrix
from commonground.register import models
from commonground.register.theme_cells import CellPlace, find_cell
from commonground.register.theme_matrix import named_rows, shown_matrix, theme_matrix
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import Decision, Proposed, judge_link, propose_link
from commonground.register.workflows.editing import add_fact
from commonground.register.workflows.judging import consolidated, judge_proposal, short_id

THEME = "Climate change"
TOPIC = "area:climate-change/e-waste"
FOCAL = Actor("focal-point", "ITU-R")


@pytest.fixture
def theme(register: Path) -> models.Theme:
    assert register.exists()
    return models.Theme.objects.get(code=THEME)


def entries(theme: models.Theme, name: str, column: str, **wanted: bool) -> dict[str, EntryState]:
    row = named_rows(theme_matrix(theme, **wanted))[name]
    return {entry.text: entry.state for entry in row.cell(column)}


def propose(work: str, target: str = TOPIC, relation: str = "addresses") -> models.LinkStanding:
    return propose_link(Proposed(work, target, relation, theme=THEME), Actor("delegate"), utc_now)


def test_a_proposal_stands_there_only_for_who_asks_for_proposals(theme: models.Theme) -> None:
    propose("ITU-R SG7")
    assert entries(theme, "e-waste", "ITU-R") == {}
    assert entries(theme, "e-waste", "ITU-R", with_proposals=True) == {"ITU-R SG7": EntryState.PROPOSED}


@pytest.mark.parametrize(
    ("verdict", "found"), [(Verdict.ACCEPT, {"ITU-R SG7": EntryState.AGREED}), (Verdict.REJECT, {})]
)
def test_what_its_sector_agreed_to_stands_there_and_what_it_refused_does_not(
    theme: models.Theme, verdict: Verdict, found: dict[str, EntryState]
) -> None:
    judge_link(propose("ITU-R SG7").code, Decision(verdict), FOCAL, utc_now)
    assert entries(theme, "e-waste", "ITU-R") == found
    assert ("ITU-R" in named_rows(theme_matrix(theme))["e-waste"].empty) == (not found)


def test_a_text_that_governs_the_theme_stands_among_the_resolutions(theme: models.Theme) -> None:
    link = propose("WRC Resolution 646", "area:climate-change", "mandates")
    judge_link(link.code, Decision(Verdict.ACCEPT), FOCAL, utc_now)
    rows = [row for row in theme_matrix(theme).rows if row.group == "Resolutions"]
    assert "WRC Resolution 646" in {entry.text for row in rows for entry in row.cell("ITU-R")}


def test_activities_share_a_row_behind_the_printed_ones(theme: models.Theme) -> None:
    values = {"code": "day", "kind": "event", "title": "E-waste day", "sectors": ["ITU-D"], "theme": THEME}
    add_fact("activity", values, Actor("secretariat"), utc_now)
    values |= {"code": "two", "title": "Two days", "sectors": ["ITU-R", "ITU-T"]}
    add_fact("activity", values, Actor("secretariat"), utc_now)
    values |= {"code": "all", "title": "All days", "sectors": ["ITU-R", "ITU-T", "ITU-D"]}
    add_fact("activity", values, Actor("secretariat"), utc_now)
    assert list(entries(theme, "events-1", "ITU-D")) == []
    assert list(entries(theme, "events-5", "ITU-D")) == ["E-waste day"]
    assert list(entries(theme, "events-5", "ITU-R")) == ["Two days"]
    assert list(entries(theme, "events-6", "ITU-R")) == ["All days"]


def test_who_sees_no_proposals_sees_what_is_agreed_or_stated(theme: models.Theme) -> None:
    propose("ITU-R SG7")
    whole = theme_matrix(theme, with_proposals=True)
    assert shown_matrix(whole, sees_proposals=True) == whole
    assert not named_rows(shown_matrix(whole, sees_proposals=False))["e-waste"].cell("ITU-R")


def test_rows_that_are_named_alike_are_told_apart() -> None:
    rows = (MatrixRow("Sub-topics", "E-waste"), MatrixRow("Sub-topics", "e waste"))
    assert list(named_rows(ThemeMatrix(THEME, (), rows))) == ["e-waste", "e-waste-2"]


def test_a_cell_ends_with_the_matrix(theme: models.Theme) -> None:
    found = find_cell(theme_matrix(theme), CellPlace("events-3", "ITU-R", 99))
    assert found.columns == ("ITU-R", "ITU-T", "ITU-D")
    assert len(found.entries) == 1


def test_areas_are_worked_out_again_when_a_proposal_is_judged(theme: models.Theme) -> None:
    before = consolidated()
    assert consolidated() is before
    propose("ITU-R SG7")
    assert consolidated() is before
    judge_proposal(short_id(before.undecided[0]), Verdict.ACCEPT, Actor("secretariat"), utc_now)
    assert len(consolidated().areas) <= len(before.areas)
    assert consolidated() is not before
