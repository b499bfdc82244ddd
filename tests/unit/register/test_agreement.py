"""A link is agreed when every Sector it touches accepted it; whatever is refused leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from commonground.domain.link import Verdict
from commonground.domain.role import Access, Reason
from commonground.errors import BadInput, CommongroundError, Conflict, NotAllowed, NotFound, StaleVersion
from commonground.register import models
from commonground.register.link_lists import LinkFilter, find_links, links_matching
from commonground.register.links import link_json
from commonground.register.suggestions import SUGGESTION_JUDGED, blocked_keys
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import (
    Decision,
    Proposed,
    judge_link,
    judge_links,
    propose_link,
    withdraw_link,
)
from commonground.register.workflows.linking import keep_all_links

pytestmark = pytest.mark.usefixtures("register")
AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
D, R, T = (Actor("focal-point", sector) for sector in ("ITU-D", "ITU-R", "ITU-T"))
OFFICER = Actor("secretariat")
ACCEPT, REJECT, UNSURE = (Decision(verdict) for verdict in Verdict)
LEFT, RIGHT = "ITU-D Q7/1", "ITU-R WP 6A"


def clock() -> datetime:
    return AT


def proposed(left: str = LEFT, right: str = RIGHT, **fields: Any) -> models.LinkStanding:
    return propose_link(Proposed(left, right, note="both write on access", **fields), OFFICER, clock)


def counts() -> tuple[int, ...]:
    tables = (models.Judgement, models.Change, models.LinkStanding, models.SectorStanding)
    return tuple(table.objects.count() for table in tables)


def state(link: models.LinkStanding) -> str:
    return models.LinkStanding.objects.get(pk=link.pk).state


def test_a_link_is_agreed_only_when_every_sector_it_touches_accepted_it() -> None:
    link = proposed()
    assert state(link) == "proposed"
    judge_link(link.code, ACCEPT, D, clock)
    assert state(link) == "proposed"
    judge_link(link.code, UNSURE, R, clock)
    assert state(link) == "proposed"
    judge_link(link.code, ACCEPT, R, clock)
    assert state(link) == "agreed"


def test_a_disagreement_is_shown_and_overwrites_nothing() -> None:
    link = proposed()
    judge_link(link.code, ACCEPT, D, clock)
    judge_link(link.code, REJECT, R, clock)
    assert state(link) == "disputed"
    shown = link_json(find_links_of(link))
    assert shown["by_sector"] == {"ITU-D": "accept", "ITU-R": "reject"}
    judge_link(link.code, REJECT, D, clock)
    assert state(link) == "rejected"
    assert list(models.Judgement.objects.order_by("pk").values_list("verdict", flat=True)) == [
        "accept",
        "reject",
        "reject",
    ]


def find_links_of(link: models.LinkStanding) -> models.LinkStanding:
    return models.LinkStanding.objects.get(pk=link.pk)


def test_the_secretariat_as_a_whole_cannot_dispute_what_all_sectors_accepted() -> None:
    link = proposed()
    judge_link(link.code, REJECT, OFFICER, clock)
    assert state(link) == "rejected"
    judge_link(link.code, ACCEPT, D, clock)
    assert state(link) == "proposed"
    judge_link(link.code, ACCEPT, R, clock)
    assert state(link) == "agreed"


def test_the_secretariat_records_the_verdict_of_a_sector_only_with_its_liaison_statement() -> None:
    link = proposed()
    recorder = Actor("secretariat", "ITU-R")
    before = counts()
    with pytest.raises(BadInput, match="liaison statement"):
        judge_link(link.code, ACCEPT, recorder, clock)
    assert counts() == before
    judge_link(link.code, Decision(Verdict.ACCEPT, liaison_statement="6A/112"), recorder, clock)
    kept = models.Judgement.objects.get()
    assert (kept.role, kept.sector, kept.liaison_statement) == ("secretariat", "ITU-R", "6A/112")
    assert models.Change.objects.latest("pk").detail["liaison_statement"] == "6A/112"


REFUSED: dict[str, tuple[Actor, Decision, type[CommongroundError], str]] = {
    "visitor": (Actor("visitor"), ACCEPT, NotAllowed, "roles that may"),
    "delegate": (Actor("delegate", "ITU-D"), ACCEPT, NotAllowed, "roles that may"),
    "administrator": (Actor("administrator"), ACCEPT, NotAllowed, "roles that may"),
    "machine": (Actor("machine"), ACCEPT, NotAllowed, "roles that may"),
    "no role at all": (Actor("king"), ACCEPT, BadInput, "no role"),
    "focal point of another Sector": (T, ACCEPT, NotAllowed, "act for ITU-D or ITU-R"),
    "focal point of no Sector": (Actor("focal-point"), ACCEPT, NotAllowed, "act for"),
    "secretariat for another Sector": (
        Actor("secretariat", "ITU-T"),
        Decision(Verdict.ACCEPT, liaison_statement="SG5-LS1"),
        BadInput,
        "does not touch ITU-T",
    ),
    "counsellor of another group": (
        Actor("counsellor", "ITU-R", body="ITU-R SG1"),
        ACCEPT,
        NotAllowed,
        "ITU-R SG1",
    ),
    "focal point of another theme": (
        Actor("focal-point", "ITU-D", theme="E-waste"),
        ACCEPT,
        NotAllowed,
        "E-waste",
    ),
    "a reason that is none": (D, Decision(Verdict.REJECT, "because"), BadInput, "different-subject"),
    "a version that is past": (D, Decision(Verdict.ACCEPT, version=7), StaleVersion, "now 1"),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_is_refused_changes_nothing(case: str) -> None:
    actor, decision, error, words = REFUSED[case]
    link = proposed(theme="Climate change")
    before = counts()
    with pytest.raises(error, match=words):
        judge_link(link.code, decision, actor, clock)
    assert counts() == before
    assert find_links_of(link).version == 1


def test_those_whose_group_or_theme_it_is_may_judge() -> None:
    link = proposed(theme="Climate change")
    judge_link(link.code, ACCEPT, Actor("counsellor", "ITU-R", body="ITU-R WP 6A"), clock)
    judge_link(link.code, ACCEPT, Actor("focal-point", "ITU-D", theme="climate-change"), clock)
    assert state(link) == "agreed"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_word_of_the_short_list_is_a_reason(reason: Reason) -> None:
    link = proposed()
    judge_link(link.code, Decision(Verdict.UNSURE, reason_code=reason), D, clock)
    assert models.Judgement.objects.get().reason_code == reason


def test_a_second_person_is_told_that_the_link_changed_meanwhile() -> None:
    link = proposed()
    judge_link(link.code, Decision(Verdict.ACCEPT, version=1), D, clock)
    with pytest.raises(StaleVersion, match="version 1, now 2"):
        judge_link(link.code, Decision(Verdict.REJECT, version=1), R, clock)
    judge_link(link.code, Decision(Verdict.REJECT, version=2), R, clock)
    assert state(link) == "disputed"


def test_the_log_says_who_in_which_role_when_what_old_and_new_and_why() -> None:
    link = proposed()
    account = models.Account.objects.create_user("focal@itu.example", "x" * 20)
    who = Actor("focal-point", "ITU-D", account=account.pk)
    judge_link(
        link.code, Decision(Verdict.ACCEPT, Reason.SAME_SUBJECT, "read both", Access.INTERNAL), who, clock
    )
    entry = models.Change.objects.get(action=SUGGESTION_JUDGED)
    assert (entry.role, entry.sector, entry.account_id, entry.at) == ("focal-point", "ITU-D", account.pk, AT)
    assert entry.subject == link.key
    assert (entry.reason, entry.access) == ("read both", "internal")
    assert entry.detail["verdict"] == "accept"
    assert (entry.detail["before"], entry.detail["after"]) == ("proposed", "proposed")
    assert "read both" not in str(entry.detail)


def test_a_judgement_is_kept_as_it_was_given() -> None:
    link = proposed()
    judge_link(link.code, Decision(Verdict.ACCEPT, is_blind=True, seconds=4.5), D, clock)
    kept = models.Judgement.objects.get()
    assert (kept.is_blind, kept.seconds, kept.at) == (True, 4.5, AT)
    assert kept.proposal["left"] == LEFT
    with pytest.raises(Conflict, match="append-only"):
        kept.save()
    with pytest.raises(Conflict, match="append-only"):
        kept.delete()


def test_blind_mode_hides_how_likely_a_machine_holds_the_link() -> None:
    link = proposed()
    assert "probability" in link_json(link)
    hidden = link_json(link, blind=True)
    assert set(link_json(link)) - set(hidden) == {"probability"}


def test_of_many_one_refused_link_does_not_stop_the_others() -> None:
    mine, foreign = proposed(), proposed("ITU-T Q7/5", "ITU-R WP 6A")
    seen: list[int] = []
    report = judge_links(["ffffffffffff", mine.code, foreign.code], ACCEPT, D, clock, progress=seen.append)
    assert report.judged == [mine.code]
    assert [(name, error.code) for name, error in report.refused] == [
        ("ffffffffffff", "not-found"),
        (foreign.code, "not-allowed"),
    ]
    assert report.to_json()["counts"] == {"judged": 1, "refused": 2}
    assert seen == [1, 1, 1]


NOT_PROPOSED: dict[str, tuple[Proposed, type[CommongroundError]]] = {
    "unknown work": (Proposed("ITU-D Q99/9", RIGHT), NotFound),
    "linked with itself": (Proposed(LEFT, LEFT), BadInput),
    "no such relation": (Proposed(LEFT, RIGHT, "friends"), BadInput),
    "nobody to agree": (Proposed("area:climate-change/water", "area:accessibility"), BadInput),
}


@pytest.mark.parametrize("case", sorted(NOT_PROPOSED))
def test_a_proposal_that_cannot_be_is_refused(case: str) -> None:
    what, error = NOT_PROPOSED[case]
    before = counts()
    with pytest.raises(error):
        propose_link(what, OFFICER, clock)
    assert counts() == before


def test_a_visitor_proposes_nothing_and_a_pair_is_linked_once() -> None:
    with pytest.raises(NotAllowed):
        propose_link(Proposed(LEFT, RIGHT), Actor("visitor"), clock)
    link = proposed()
    before = counts()
    with pytest.raises(Conflict, match=link.code):
        propose_link(Proposed(RIGHT, LEFT), OFFICER, clock)
    assert counts() == before


def test_a_link_to_a_sub_topic_of_a_theme_can_be_proposed() -> None:
    link = proposed("ITU-R WP 6A", "area:climate-change/water")
    assert link.sectors == ["ITU-R"]
    judge_link(link.code, ACCEPT, R, clock)
    assert state(link) == "agreed"


def test_what_was_withdrawn_is_judged_no_more_nor_proposed_again_by_a_machine() -> None:
    link = proposed()
    withdraw_link(link.code, "sent by mistake", OFFICER, clock)
    with pytest.raises(Conflict, match="withdrawn"):
        judge_link(link.code, ACCEPT, D, clock)
    assert link.key in blocked_keys()
    keep_all_links(utc_now())
    assert models.LinkStanding.objects.filter(key=link.key).count() == 1
    entry = models.Change.objects.latest("pk")
    assert (entry.reason, entry.old, entry.new) == (
        "sent by mistake",
        {"is_current": True},
        {"is_current": False},
    )
    again = proposed()
    assert again.code != link.code
    assert models.LinkStanding.objects.get(key=link.key, is_current=True).pk == again.pk


def test_a_judged_or_stated_link_is_not_withdrawn_by_a_sector() -> None:
    link = proposed()
    judge_link(link.code, ACCEPT, R, clock)
    with pytest.raises(Conflict, match="judged"):
        withdraw_link(link.code, "", D, clock)
    stated = models.LinkStanding.objects.filter(is_stated=True, is_current=True).first()
    assert stated is not None
    with pytest.raises(Conflict, match="source states"):
        withdraw_link(stated.code, "", OFFICER, clock)


@pytest.mark.parametrize("name", ["", "abc", "no such code", "pair:A | B", "%%%%%%%%%%"])
def test_a_name_that_names_no_link_is_refused(name: str) -> None:
    proposed()
    with pytest.raises(NotFound, match="commonground links"):
        judge_link(name, ACCEPT, D, clock)


def test_a_verdict_without_its_log_entry_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    link = proposed()
    before = counts()

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("commonground.register.workflows.agreement.record_entries", broken)
    with pytest.raises(OSError, match="disk full"):
        judge_link(link.code, ACCEPT, D, clock)
    assert counts() == before
    assert find_links_of(link).version == 1


FILTERS: dict[str, Callable[[models.LinkStanding], dict[str, Any]]] = {
    "state": lambda link: {"state": "proposed"},
    "sector": lambda link: {"sector": "ITU-R", "state": "proposed"},
    "body": lambda link: {"body": "ITU-R SG6", "state": "proposed"},
    "waiting": lambda link: {"waiting_for": "ITU-R", "state": "proposed"},
}


@pytest.mark.parametrize("case", sorted(FILTERS))
def test_links_are_found_by_what_people_ask_for(case: str) -> None:
    link = proposed()
    found = list(links_matching(LinkFilter(**FILTERS[case](link)), OFFICER))
    assert link.code in {one.code for one in found}
    if case == "waiting":
        judge_link(link.code, ACCEPT, R, clock)
        assert link.code not in {
            one.code for one in links_matching(LinkFilter(**FILTERS[case](link)), OFFICER)
        }


def test_the_secretariat_hides_no_disagreement_by_withdrawing_it() -> None:
    link = proposed()
    judge_link(link.code, ACCEPT, D, clock)
    judge_link(link.code, REJECT, R, clock)
    with pytest.raises(Conflict, match="disputed"):
        withdraw_link(link.code, "", OFFICER, clock)
    assert find_links_of(link).is_current


def test_lists_begin_with_what_is_stated_then_likely_and_end_with_what_nobody_rated() -> None:
    unrated = proposed()
    rated = list(models.LinkStanding.objects.exclude(pk=unrated.pk).order_by("pk")[:2])
    for link, probability in zip(rated, (0.2, 0.9), strict=True):
        link.is_stated, link.probability = False, probability
        link.save()
    shown = [link.pk for link in find_links(LinkFilter(), OFFICER) if not link.is_stated]
    assert shown == [rated[1].pk, rated[0].pk, unrated.pk]
