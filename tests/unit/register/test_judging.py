"""Decisions change what is shown, and a later one undoes an earlier one."""

from __future__ import annotations

import pytest

from commonground.domain.area import ProposalKind
from commonground.domain.link import Verdict
from commonground.domain.theme import EmptyState
from commonground.errors import NotFound
from commonground.register import models, reading
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.examining import Looked, record_examination
from commonground.register.workflows.judging import judge_proposal, key_of, short_id

pytestmark = pytest.mark.usefixtures("register")
OFFICER = Actor("secretariat")


def _undecided_same() -> str:
    proposals = (p for p in reading.areas().undecided if p.kind is ProposalKind.SAME)
    return key_of(next(proposals))


def test_an_accepted_proposal_makes_one_area_of_two_and_a_refusal_parts_them_again() -> None:
    before = reading.areas().areas
    key = _undecided_same()
    judge_proposal(key, Verdict.ACCEPT, OFFICER, utc_now, "same subject")
    merged = reading.areas().areas
    assert len(merged) == len(before) - 1
    judge_proposal(key, Verdict.REJECT, OFFICER, utc_now)
    assert reading.areas().areas == before
    assert [j.verdict for j in models.Judgement.objects.order_by("pk")] == ["accept", "reject"]


def test_entries_are_never_lost_by_merging() -> None:
    for proposal in reading.areas().undecided[:8]:
        judge_proposal(key_of(proposal), Verdict.ACCEPT, OFFICER, utc_now)
    assert sum(len(area.entries) for area in reading.areas().areas) == 101


def test_a_judged_proposal_is_no_longer_undecided() -> None:
    key = _undecided_same()
    judge_proposal(key, Verdict.REJECT, OFFICER, utc_now)
    assert key not in {key_of(p) for p in reading.areas().undecided}


def test_an_unknown_proposal_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(NotFound, match="areas --proposals"):
        judge_proposal("nothing-like-it", Verdict.ACCEPT, OFFICER, utc_now)
    assert not models.Judgement.objects.exists()


def test_the_short_id_of_a_proposal_names_it() -> None:
    proposal = reading.areas().undecided[0]
    assert judge_proposal(short_id(proposal), Verdict.UNSURE, OFFICER, utc_now) == proposal


def _water(sector: str) -> EmptyState | None:
    rows = reading.theme_state("climate change").matrix.rows
    return next(row for row in rows if row.label == "Water").empty.get(sector)


def test_nothing_found_shows_as_none_until_something_is_found() -> None:
    assert _water("ITU-R") is EmptyState.BLANK
    record_examination(Looked("water", "ITU-R", "Climate change", reason="asked SG7"), OFFICER, utc_now)
    assert _water("ITU-R") is EmptyState.NONE
    record_examination(Looked("Water", "ITU-R", "Climate change", found=True), OFFICER, utc_now)
    assert _water("ITU-R") is EmptyState.BLANK


@pytest.mark.parametrize(
    ("theme", "topic", "sector"),
    [
        ("No theme", "Water", "ITU-R"),
        ("Climate change", "Football", "ITU-R"),
        ("Climate change", "Water", "FIFA"),
    ],
)
def test_an_examination_of_what_is_not_there_is_refused(theme: str, topic: str, sector: str) -> None:
    with pytest.raises(NotFound):
        record_examination(Looked(topic, sector, theme), OFFICER, utc_now)
    assert not models.Examination.objects.exists()


def test_a_verdict_without_its_log_entry_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("commonground.register.workflows.judging.record_change", broken)
    with pytest.raises(OSError, match="disk full"):
        judge_proposal(_undecided_same(), Verdict.ACCEPT, OFFICER, utc_now)
    assert not models.Judgement.objects.exists()
