"""Links are proposed once, judged by each Sector, and a refused pair never comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from tests.fake_encoder import FakeEncoder

from commonground.domain.link import Verdict
from commonground.domain.suggestion import Explanation, MatchedPassage, Relation, SharedTerm, Suggestion
from commonground.domain.theme import EntryState
from commonground.errors import BadInput, NotAllowed, NotFound
from commonground.matching.item import Item
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.matching_items import matched_profile
from commonground.register.sectors import find_sector, sector_pairs
from commonground.register.standings import coded_like
from commonground.register.suggestions import (
    find_kept,
    get_suggestion,
    is_link,
    kept_suggestions,
    searched_sectors,
    short_id,
)
from commonground.register.workflows import suggesting
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import Decision, judge_link
from commonground.register.workflows.suggesting import (
    Asked,
    SuggestReport,
    judged_examples,
    suggest,
    taught_scorer,
    work_of_sectors,
)

pytestmark = pytest.mark.usefixtures("register")
BETWEEN = ("ITU-D", "ITU-R")
EXPLANATION = Explanation(
    sentences={"en": "Both speak of “disaster”.", "fr": "Tous deux parlent de « disaster »."},
    left=(MatchedPassage("a", "title", "Early warning of disaster", ((17, 25),)),),
    right=(MatchedPassage("b", "text", "disaster relief", ((0, 8),)),),
    terms=(SharedTerm("disaster", "disaster", "same-word", 0.5),),
    references=("PP Resolution 136",),
    features={"words": 0.5},
)


class Proposer:
    """Stands in for matching: proposes each left item's link with the right item of the same place."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 3
        self.probability = 0.8
        self.is_stated = False
        self.asked: list[dict[str, Any]] = []
        monkeypatch.setattr(suggesting, "propose", self)

    def __call__(
        self, left: Sequence[Item], right: Sequence[Item], *, blocked: frozenset[str], **options: Any
    ) -> tuple[Suggestion, ...]:
        self.asked.append(options)
        pairs = list(zip(left, right, strict=False))[: self.count]
        found = (
            Suggestion(
                one.id, two.id, Relation.SAME_SUBJECT, self.probability, EXPLANATION, is_stated=self.is_stated
            )
            for one, two in pairs
        )
        return tuple(suggestion for suggestion in found if suggestion.key not in blocked)


@pytest.fixture
def proposer(monkeypatch: pytest.MonkeyPatch) -> Proposer:
    return Proposer(monkeypatch)


def _run(**options: Any) -> SuggestReport:
    return suggest(Asked(BETWEEN, **options), FakeEncoder(), Actor(), utc_now)


def _judge(name: str, verdict: Verdict, sector: str = "") -> EntryState:
    return EntryState(judge_link(name, Decision(verdict), _judge_of(sector), utc_now).state)


def _judge_of(sector: str) -> Actor:
    return Actor("focal-point", sector) if sector else Actor("secretariat")


def test_what_is_proposed_is_kept_with_its_reasons(proposer: Proposer) -> None:
    report = _run()
    kept = kept_suggestions()
    assert len(kept) == report.counts["new"] == 3
    assert kept[0].suggestion.explanation == EXPLANATION
    assert kept[0].sectors == ("ITU-D", "ITU-R")
    assert kept[0].state is EntryState.PROPOSED
    assert all(kept[0].titles)
    assert proposer.asked[0]["stated"] == matched_profile().links


def test_a_suggestion_told_from_its_other_side_is_the_same_one() -> None:
    one = Suggestion("a", "b", Relation.BROADER, 0.8, EXPLANATION)
    other = suggesting.turned(one)
    assert (other.left, other.right, other.relation) == ("b", "a", Relation.NARROWER)
    assert other.explanation.left == EXPLANATION.right
    assert other.key == one.key
    assert suggesting.turned(other) == one


def test_what_carries_out_stands_left_of_what_it_carries_out(
    proposer: Proposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(left: Sequence[Item], right: Sequence[Item], **_: Any) -> tuple[Suggestion, ...]:
        highest = next((item.id for item in left if item.id == "PP Resolution 175"), None)
        if highest is None:
            return ()
        return (Suggestion(highest, "RA Resolution 67", Relation.CARRIES_OUT, 0.9, EXPLANATION),)

    assert proposer.count
    monkeypatch.setattr(suggesting, "propose", look)
    suggest(Asked(("ITU-R", "General Secretariat")), FakeEncoder(), Actor(), utc_now)
    (kept,) = kept_suggestions()
    assert (kept.suggestion.left, kept.suggestion.right) == ("RA Resolution 67", "PP Resolution 175")


def test_unlikely_links_are_kept_only_when_asked_for(proposer: Proposer) -> None:
    proposer.probability = 0.2
    assert _run().counts["new"] == 0
    assert _run(threshold=0.1).counts["new"] == 3
    proposer.is_stated = True
    assert _run().counts["updated"] == 3


def test_a_second_run_changes_nothing_and_a_different_answer_is_an_update(proposer: Proposer) -> None:
    _run()
    first = kept_suggestions()
    assert _run().counts == {"new": 0, "updated": 0, "unchanged": 3, "withdrawn": 0, "blocked": 0}
    assert kept_suggestions() == first
    proposer.probability = 0.9
    assert _run().counts["updated"] == 3
    assert {kept.suggestion.probability for kept in kept_suggestions()} == {0.9}


def test_what_is_not_proposed_any_more_is_withdrawn_unless_somebody_judged_it(proposer: Proposer) -> None:
    _run()
    kept = kept_suggestions()
    _judge(kept[0].id, Verdict.ACCEPT, "ITU-R")
    proposer.count = 0
    assert _run().counts["withdrawn"] == 2
    assert [one.id for one in kept_suggestions()] == [kept[0].id]


def test_a_run_between_two_sectors_leaves_the_others_alone(proposer: Proposer) -> None:
    suggest(Asked(), FakeEncoder(), Actor(), utc_now)
    everything = len(kept_suggestions())
    proposer.count = 0
    report = _run()
    assert report.between == (("ITU-R", "ITU-D"),)
    assert len(kept_suggestions()) == everything - report.counts["withdrawn"]
    assert not kept_suggestions(BETWEEN)
    assert kept_suggestions(("ITU-T", "ITU-R"))


@pytest.mark.parametrize(("verdict", "sector"), [(Verdict.REJECT, ""), (Verdict.UNSURE, "ITU-D")])
def test_a_refused_pair_never_comes_back(proposer: Proposer, verdict: Verdict, sector: str) -> None:
    _run()
    refused = kept_suggestions()[0]
    _judge(refused.id, verdict, sector)
    proposer.probability = 0.99
    counts = _run().counts
    assert counts["blocked"] == 1
    assert counts["updated"] == 2
    assert get_suggestion(refused.id).suggestion == refused.suggestion
    models.Suggestion.objects.all().delete()
    _run()
    assert find_kept(refused.suggestion.key) is None


def test_a_link_is_agreed_when_every_sector_it_touches_accepts_it(proposer: Proposer) -> None:
    assert proposer.count
    _run()
    name = kept_suggestions()[0].id
    assert _judge(name, Verdict.ACCEPT, "ITU-R") is EntryState.PROPOSED
    assert _judge(name, Verdict.ACCEPT, "ITU-D") is EntryState.AGREED
    assert _judge(name, Verdict.REJECT, "ITU-D") is EntryState.DISPUTED
    assert _judge(name, Verdict.REJECT, "ITU-R") is EntryState.REJECTED
    assert get_suggestion(name).verdicts == {"ITU-R": Verdict.REJECT, "ITU-D": Verdict.REJECT}
    assert models.Judgement.objects.count() == 4


def test_a_sector_it_does_not_touch_has_no_say(proposer: Proposer) -> None:
    assert proposer.count
    _run()
    with pytest.raises(NotAllowed, match="ITU-D or ITU-R"):
        _judge(kept_suggestions()[0].id, Verdict.ACCEPT, "ITU-T")
    assert not models.Judgement.objects.exists()


def test_a_verdict_is_in_the_log_with_its_role(proposer: Proposer) -> None:
    assert proposer.count
    _run()
    kept = kept_suggestions()[0]
    _judge(kept.suggestion.key, Verdict.ACCEPT, "ITU-R")
    change = models.Change.objects.order_by("-pk")[0]
    assert (change.action, change.subject) == ("suggestion-judged", kept.suggestion.key)
    assert (change.role, change.sector) == ("focal-point", "ITU-R")


def test_the_log_says_which_sectors_were_compared(proposer: Proposer) -> None:
    assert not searched_sectors()
    _run()
    assert searched_sectors() == {frozenset(BETWEEN)}
    assert proposer.count


def test_a_cancelled_run_leaves_the_register_as_it_was(
    proposer: Proposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(*_: object) -> None:
        raise KeyboardInterrupt

    assert proposer.count
    monkeypatch.setattr(suggesting, "record_change", cancelled)
    with pytest.raises(KeyboardInterrupt):
        _run()
    assert not models.Suggestion.objects.exists()


def test_judgements_teach_when_there_are_enough_of_both_verdicts(proposer: Proposer) -> None:
    proposer.count = 30
    _run()
    assert "too few to learn from" in _run().learning
    for place, kept in enumerate(kept_suggestions()):
        _judge(kept.id, Verdict.ACCEPT if place % 2 else Verdict.REJECT, "ITU-R")
    examples = judged_examples()
    assert len(examples) == len(kept_suggestions())
    assert examples[0].features == {"words": 0.5}
    assert f"accepted: {sum(e.is_accepted for e in examples)}," in taught_scorer()[1]


def test_unsure_and_disputed_pairs_teach_nothing(proposer: Proposer) -> None:
    assert proposer.count
    _run()
    unsure, disputed, _ = kept_suggestions()
    _judge(unsure.id, Verdict.UNSURE)
    _judge(disputed.id, Verdict.ACCEPT, "ITU-R")
    _judge(disputed.id, Verdict.REJECT, "ITU-D")
    assert judged_examples() == ()


@pytest.mark.parametrize("options", [{"top": 0}, {"threshold": 1.5}, {"threshold": -0.1}])
def test_options_out_of_range_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        _run(**options)


def test_a_sector_is_found_by_any_of_its_names() -> None:
    profile = read_profile()
    assert find_sector(profile, "itu-r") == "ITU-R"
    assert find_sector(profile, "UIT-T") == find_sector(profile, "МСЭ-Т") == "ITU-T"
    with pytest.raises(NotFound, match="ITU-R, ITU-T, ITU-D"):
        find_sector(profile, "FIFA")
    with pytest.raises(BadInput, match="named twice"):
        sector_pairs(profile, ("ITU-R", "itu-r"))


def test_only_work_that_belongs_to_a_sector_is_compared() -> None:
    work = work_of_sectors(matched_profile())
    assert all(item.sector == sector for sector, items in work.items() for item in items)
    assert {item.kind for items in work.values() for item in items} == {"body", "question", "instrument"}


def test_an_id_that_is_none_is_refused() -> None:
    with pytest.raises(NotFound, match="commonground suggestions"):
        get_suggestion("00000000")
    assert not is_link("00000000")
    assert len(short_id("pair:a | b")) == 8


def test_a_code_is_looked_up_by_index() -> None:
    link = models.LinkStanding.objects.first()
    assert link is not None
    assert all(is_link(name) for name in (link.code, link.code[:8], link.key))
    assert not any(is_link(name) for name in (link.code[:7], f"{link.code}0", "", "pair:"))
    plan = coded_like(link.code[:8]).explain()
    assert "SCAN" not in plan or connection.vendor != "sqlite"
