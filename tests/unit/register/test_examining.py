"""Looked and found nothing, nobody looked, refused: what is known of a pair is never mixed up."""

from __future__ import annotations

import pytest

from commonground.domain.link import Verdict
from commonground.errors import BadInput, NotAllowed, NotFound
from commonground.register import models
from commonground.register.examinations import PairState, pair_state
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import Decision, Proposed, judge_link, propose_link
from commonground.register.workflows.examining import Looked, record_examination

pytestmark = pytest.mark.usefixtures("register")
OFFICER = Actor("secretariat")
AREA, BODIES = ("area:accessibility", "ITU-R"), ("ITU-D SG1", "ITU-R WP 7B")


@pytest.mark.parametrize("pair", [AREA, BODIES])
def test_a_pair_is_not_examined_until_somebody_looked(pair: tuple[str, str]) -> None:
    assert pair_state(*pair).state is PairState.NOT_EXAMINED
    row = record_examination(Looked(*pair, reason="compared"), OFFICER, utc_now)
    told = pair_state(*pair)
    assert (told.state, told.examined) == (PairState.NONE, row)
    record_examination(Looked(*pair, found=True), OFFICER, utc_now)
    assert pair_state(*pair).state is PairState.FOUND
    assert models.Examination.objects.count() == 2


def test_each_state_of_a_link_is_that_of_its_pair() -> None:
    pair = ("ITU-D Q7/1", "ITU-R WP 7B")
    link = propose_link(Proposed(*pair), OFFICER, utc_now)
    seen = [pair_state(*BODIES).state]
    for sector, verdict in (("ITU-D", Verdict.REJECT), ("ITU-R", Verdict.ACCEPT), ("ITU-D", Verdict.ACCEPT)):
        judge_link(link.code, Decision(verdict), Actor("focal-point", sector), utc_now)
        seen.append(pair_state(*BODIES).state)
    assert seen == [PairState.PROPOSED, PairState.REFUSED, PairState.DISPUTED, PairState.AGREED]
    assert pair_state(*BODIES).links == (link.code,)


@pytest.mark.parametrize(
    ("looked", "actor", "error"),
    [
        (Looked(*BODIES), Actor("focal-point", "ITU-T"), NotAllowed),
        (Looked(*BODIES), Actor("delegate", "ITU-D"), NotAllowed),
        (Looked("ITU-D SG1", "ITU-D SG1"), OFFICER, BadInput),
        (Looked("ITU-D Q7/1", "ITU-R WP 7B"), OFFICER, BadInput),
        (Looked("ITU-D SG99", "ITU-R"), OFFICER, NotFound),
    ],
)
def test_what_is_refused_is_not_recorded(looked: Looked, actor: Actor, error: type[Exception]) -> None:
    before = models.Change.objects.count()
    with pytest.raises(error):
        record_examination(looked, actor, utc_now)
    assert not models.Examination.objects.exists()
    assert models.Change.objects.count() == before
