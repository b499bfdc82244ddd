"""Links are marked when the text of either side changes, and cleared by those who may."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commonground.domain.link import Verdict
from commonground.errors import Conflict, NotAllowed, StaleVersion
from commonground.register import models
from commonground.register.suggestions import blocked_keys
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import Decision, Proposed, judge_link, propose_link
from commonground.register.workflows.reviewing import (
    LINK_SUSPECT,
    REVIEW_CLEARED,
    Keep,
    clear_review,
    clear_reviews,
    find_suspects,
    mark_changed,
)
from commonground.register.works import changed_parts, fingerprint

pytestmark = pytest.mark.usefixtures("register")
OFFICER = Actor("secretariat")
D, R, T = (Actor("focal-point", sector) for sector in ("ITU-D", "ITU-R", "ITU-T"))
LEFT, RIGHT, TEXT = "ITU-D Q7/1", "ITU-R WP 6A", "WTDC Resolution 9"
LATER = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


def agreed(left: str = LEFT, right: str = RIGHT) -> models.LinkStanding:
    link = propose_link(Proposed(left, right), OFFICER, utc_now)
    for sector in link.sectors:
        judge_link(link.code, Decision(Verdict.ACCEPT), Actor("focal-point", sector), utc_now)
    return fresh(link)


def fresh(link: models.LinkStanding) -> models.LinkStanding:
    return models.LinkStanding.objects.get(pk=link.pk)


def retitle(
    title: str = "Broadcasting for remote villages", code: str = LEFT, period: str = "2022-2025"
) -> None:
    assert models.Question.objects.filter(code=code, period=period).update(title=title)


def suspect() -> models.LinkStanding:
    link = agreed()
    retitle()
    find_suspects(OFFICER, utc_now)
    return fresh(link)


def test_nothing_is_suspect_while_nothing_changes() -> None:
    link = agreed()
    report = find_suspects(OFFICER, utc_now)
    assert report.compared == models.LinkStanding.objects.filter(is_current=True).count()
    assert (report.marked, report.settled) == ([], [])
    assert fresh(link).version == link.version


@pytest.mark.parametrize(("left", "right", "side"), [(LEFT, RIGHT, "left"), (RIGHT, LEFT, "right")])
def test_a_new_title_marks_the_links_of_either_side(left: str, right: str, side: str) -> None:
    link = agreed(left, right)
    before = getattr(link, f"{side}_title")
    retitle("Broadcasting for remote villages")
    report = find_suspects(OFFICER, lambda: LATER)
    assert link.code in report.marked
    marked = fresh(link)
    assert (marked.suspect_since, marked.state) == (LATER, "agreed")
    why = marked.suspect_because[side]
    assert (why["work"], why["changed"]) == (LEFT, ["title"])
    assert (why["title_before"], why["title_now"]) == (before, "Broadcasting for remote villages")
    assert why["old"] == getattr(link, f"{side}_fingerprint")
    assert changed_parts(why["old"], why["new"]) == ("title",)
    assert "Broadcasting for remote villages" in why["words"]
    entry = models.Change.objects.get(action=LINK_SUSPECT, subject=link.key)
    assert entry.old["suspect_because"] == {}
    assert entry.new["suspect_because"] == marked.suspect_because


def test_a_newer_revision_of_a_text_marks_its_links_even_under_the_same_title() -> None:
    link = agreed(TEXT, RIGHT)
    text = models.Instrument.objects.get(code=TEXT)
    newest = text.revisions.order_by("position").last()
    assert newest is not None
    models.Revision.objects.create(
        instrument=text,
        position=newest.position + 1,
        label="Rev. Someplace, 2029",
        year=2029,
        title=newest.title,
    )
    assert find_suspects(OFFICER, utc_now).marked.count(link.code) == 1
    because = fresh(link).suspect_because["left"]
    assert because["changed"] == ["revision"]
    assert "2029" in because["words"]


def test_a_mark_goes_away_when_the_text_reads_again_as_it_did() -> None:
    link = agreed()
    before = models.Question.objects.get(code=LEFT, period="2022-2025").title
    retitle()
    find_suspects(OFFICER, utc_now)
    models.Question.objects.filter(code=LEFT, period="2022-2025").update(title=before)
    assert link.code in find_suspects(OFFICER, utc_now).settled
    assert fresh(link).suspect_since is None


def test_work_that_was_retired_is_told_as_gone() -> None:
    link = agreed(TEXT, RIGHT)
    models.Instrument.objects.filter(code=TEXT).update(retired_at=LATER)
    find_suspects(OFFICER, utc_now)
    assert fresh(link).suspect_because["left"]["changed"] == ["gone"]


def test_only_links_of_the_works_named_are_compared_after_a_change() -> None:
    link, other = agreed(), agreed("ITU-D Q6/1", "ITU-T Q7/5")
    retitle()
    retitle("Another title", "ITU-D Q6/1")
    report = mark_changed([LEFT], LATER)
    assert report.marked
    assert link.code in report.marked
    assert other.code not in report.marked
    assert fresh(other).suspect_since is None


def test_a_work_without_links_costs_one_look_up() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        report = mark_changed(["ITU-X nobody"], LATER)
    assert len(seen) == 1
    assert report.compared == 0


def test_a_cleared_link_keeps_its_verdicts_and_takes_the_text_of_today() -> None:
    link = suspect()
    clear_review(link.code, R, utc_now, reason="still the same subject")
    cleared = fresh(link)
    assert (cleared.suspect_since, cleared.suspect_because, cleared.state) == (None, {}, "agreed")
    assert cleared.left_title == "Broadcasting for remote villages"
    assert find_suspects(OFFICER, utc_now).marked == []
    entry = models.Change.objects.get(action=REVIEW_CLEARED)
    assert (entry.role, entry.sector, entry.reason) == ("focal-point", "ITU-R", "still the same subject")
    assert entry.old["suspect_because"] == link.suspect_because


def test_a_link_to_be_judged_anew_keeps_the_old_verdicts_as_history() -> None:
    link = suspect()
    anew = clear_review(link.code, OFFICER, utc_now, keep=Keep.NOTHING)
    assert anew.code != link.code
    assert (anew.state, anew.carried_from_id, anew.is_current) == ("to-be-confirmed", link.pk, True)
    old = fresh(link)
    assert (old.is_current, old.state, old.suspect_since) == (False, "agreed", None)
    judge_link(anew.code, Decision(Verdict.ACCEPT), D, utc_now)
    assert fresh(anew).state == "to-be-confirmed"
    judge_link(anew.key, Decision(Verdict.ACCEPT), R, utc_now)
    assert fresh(anew).state == "agreed"
    assert fresh(old).state == "agreed"
    with pytest.raises(Conflict):
        judge_link(old.code, Decision(Verdict.REJECT), D, utc_now)


def test_a_refused_pair_that_is_to_be_judged_anew_stays_blocked_until_it_is() -> None:
    link = agreed()
    judge_link(link.code, Decision(Verdict.REJECT), D, utc_now)
    retitle()
    find_suspects(OFFICER, utc_now)
    anew = clear_review(link.code, D, utc_now, keep=Keep.NOTHING)
    assert anew.state == "to-be-confirmed"
    assert link.key in blocked_keys()
    judge_link(anew.code, Decision(Verdict.ACCEPT), D, utc_now)
    assert link.key not in blocked_keys()


@pytest.mark.parametrize(
    "actor",
    [T, Actor("visitor"), Actor("delegate", "ITU-D"), Actor("counsellor", "ITU-R", body="ITU-R SG1")],
    ids=lambda actor: f"{actor.role} {actor.sector}",
)
def test_only_the_sectors_it_touches_and_the_secretariat_clear_a_link(actor: Actor) -> None:
    link = suspect()
    count = models.Change.objects.count()
    with pytest.raises(NotAllowed):
        clear_review(link.code, actor, utc_now)
    assert fresh(link).suspect_since == link.suspect_since
    assert models.Change.objects.count() == count


def test_a_stale_version_and_a_link_that_is_not_suspect_are_refused() -> None:
    link = suspect()
    with pytest.raises(StaleVersion):
        clear_review(link.code, D, utc_now, version=link.version - 1)
    clear_review(link.code, D, utc_now, version=link.version)
    with pytest.raises(Conflict, match="nothing changed"):
        clear_review(link.code, D, utc_now)


def test_a_batch_goes_on_after_a_refusal_and_tells_of_it() -> None:
    link = suspect()
    report = clear_reviews(["00000000abcd", link.code], D, utc_now)
    assert report.cleared == [link.code]
    assert [(name, error.code) for name, error in report.refused] == [("00000000abcd", "not-found")]


def test_looking_for_suspects_is_not_for_everybody() -> None:
    with pytest.raises(NotAllowed):
        find_suspects(D, utc_now)


def test_a_fingerprint_does_not_mind_spaces_and_case_and_fits_its_column() -> None:
    assert fingerprint("Water  use", "A", "2022") == fingerprint("water use ", "a", "2022")
    assert changed_parts(fingerprint("a", "b", "c"), fingerprint("a", "x", "y")) == ("text", "revision")
    assert len(fingerprint("a", "b", "c")) <= 64
