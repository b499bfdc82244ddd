"""The rows that pages read say what the judgements say, whatever happened to them on the way."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonground.domain.link import Verdict
from commonground.domain.succession import SuccessionKind, SuccessionRow
from commonground.errors import Conflict, NotAllowed
from commonground.register import models
from commonground.register.standings import get_standing, rebuild, standing_code
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import Decision, Proposed, judge_link, propose_link
from commonground.register.workflows.succession import record_successions

pytestmark = pytest.mark.usefixtures("register")
PAIRS = (("ITU-D Q7/1", "ITU-R WP 6A"), ("ITU-D Q6/1", "ITU-T Q7/5"), ("ITU-R WP 6A", "ITU-T Q7/5"))
SECTORS = ("ITU-D", "ITU-R", "ITU-T", "")
STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(SECTORS), st.sampled_from(list(Verdict))), max_size=12
)


def rows() -> list[Any]:
    links = models.LinkStanding.objects.order_by("pk").values(
        "pk", "state", "version", "is_current", "period"
    )
    said = models.SectorStanding.objects.order_by("link", "sector")
    return [*links, *said.values("link", "sector", "verdict", "judgement", "at")]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=STEPS, after=STEPS)
def test_made_anew_they_are_as_they_were_kept_step_by_step(before: list[Any], after: list[Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        codes = [propose_link(Proposed(*pair), Actor(), utc_now).code for pair in PAIRS]
        _judge(codes, before)
        record_successions(
            [
                SuccessionRow(
                    SuccessionKind.RENUMBERED, "ITU-D Q7/1", "2022-2025", "ITU-D Q9/1", "2026-2029",
                    "Access for all", start=2026, end=2029,
                )
            ],
            Actor(),
            utc_now,
        )  # fmt: skip
        carried = models.LinkStanding.objects.get(carried_from__code=codes[0])
        _judge([carried.code, *codes[1:]], after)
        kept = rows()
        models.SectorStanding.objects.update(verdict="accept", judgement=None, at=None)
        models.LinkStanding.objects.update(state="agreed")
        assert rebuild() == models.LinkStanding.objects.count()
        assert rows() == kept
        transaction.set_rollback(True)


def _judge(codes: list[str], steps: list[Any]) -> None:
    for place, sector, verdict in steps:
        actor = Actor("focal-point", sector) if sector else Actor("secretariat")
        with suppress(NotAllowed):  # a Sector that the link does not touch
            judge_link(codes[place], Decision(verdict), actor, utc_now)


def test_a_link_goes_by_its_code_the_beginning_of_it_and_its_key() -> None:
    link = propose_link(Proposed(*PAIRS[0]), Actor(), utc_now)
    assert link.code == standing_code(link.key)
    assert {get_standing(name).pk for name in (link.code, link.code[:8], link.key)} == {link.pk}


def test_a_beginning_that_names_several_links_is_refused() -> None:
    one, other = models.LinkStanding.objects.order_by("pk")[:2]
    models.LinkStanding.objects.filter(pk=one.pk).update(code="aaaaaaaa1111")
    models.LinkStanding.objects.filter(pk=other.pk).update(code="aaaaaaaa2222")
    with pytest.raises(Conflict, match="whole code"):
        get_standing("aaaaaaaa")
