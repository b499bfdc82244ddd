"""Earlier states are read as they were, by the same functions, and nothing is written to the present meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from commonground.domain.link import Verdict
from commonground.errors import BadInput, Conflict, NotFound
from commonground.register import models
from commonground.register.bulk import update_rows
from commonground.register.links import link_json
from commonground.register.papers import PaperOptions, exchange_file, matrix_paper, report_paper
from commonground.register.past import KEPT, forget_past, moment_of, reading_as_of
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.agreement import (
    Decision,
    Proposed,
    judge_link,
    propose_link,
    withdraw_link,
)
from commonground.register.workflows.editing import add_fact, change_fact, retire_fact
from commonground.register.workflows.examining import Looked, record_examination
from commonground.register.workflows.publishing import publish_edition
from commonground.register.workflows.reviewing import Keep, clear_review

pytestmark = pytest.mark.usefixtures("register", "_no_copies")
OFFICER, D, T = Actor("secretariat"), Actor("focal-point", "ITU-D"), Actor("focal-point", "ITU-T")
LINK = "pair:ITU-D Q6/2 | ITU-T Q7/5"
QUESTION = ("ITU-D Q6/2", "2018-2021")
BEGIN = datetime(2100, 1, 1, tzinfo=UTC)


class Clock:
    """A clock that goes on by a second whenever it is read."""

    def __init__(self) -> None:
        self.at = BEGIN

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def _no_copies() -> Iterator[None]:
    yield
    forget_past()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def observed() -> dict[str, Any]:
    """What people read of the register; versions and times of change count changes and are no part of a state."""
    links = models.LinkStanding.objects.select_related("carried_from").prefetch_related("by_sector")
    values = [link_json(link) for link in links.order_by("code")]
    for value in values:
        del value["version"], value["changed_at"]
    options = PaperOptions()
    return {
        "json": exchange_file("json"),
        "sssom": exchange_file("sssom"),
        "areas": report_paper("areas", "csv", options),
        "matrix": matrix_paper("Climate change", "docx", options),
        "links": values,
        "questions": list(models.Question.objects.order_by("pk").values_list("code", "period", "title")),
        "log": models.Change.objects.count(),
    }


def retitle(title: str, clock: Clock) -> None:
    change_fact("question", QUESTION, {"title": title}, OFFICER, clock, reason="as printed")


def acts(clock: Clock) -> Iterator[Callable[[], object]]:
    """What people do one after the other: each kind of change, some of them twice on the same thing."""
    yield lambda: judge_link(LINK, Decision(Verdict.ACCEPT, reason="Both on e-waste"), D, clock)
    yield lambda: judge_link(LINK, Decision(Verdict.REJECT), T, clock)
    yield lambda: retitle("Waste of ICT equipment", clock)
    yield lambda: clear_review(LINK, T, clock)
    yield lambda: retitle("Waste", clock)
    yield lambda: judge_link(LINK, Decision(Verdict.ACCEPT), T, clock)
    yield lambda: clear_review(LINK, T, clock, keep=Keep.NOTHING)
    yield lambda: record_examination(Looked("Water", "ITU-R", "Climate change"), OFFICER, clock)
    yield lambda: add_fact("area", {"label": "Quantum", "labels": {"en": "Quantum"}}, OFFICER, clock)
    yield lambda: retire_fact("area", ("Quantum",), OFFICER, clock)
    yield lambda: add_fact("area", {"label": "Quantum", "labels": {"en": "Quanta"}}, OFFICER, clock)
    yield lambda: propose_link(Proposed("ITU-D Q7/1", "ITU-R WP 6A"), OFFICER, clock)
    yield lambda: withdraw_link("pair:ITU-D Q7/1 | ITU-R WP 6A", "not meant", OFFICER, clock)


def test_every_moment_is_read_as_it_was_after_all_that_follows(clock: Clock) -> None:
    retitle("Title of the beginning", clock)
    seen = [(clock.at, observed())]
    for act in acts(clock):
        act()
        seen.append((clock.at, observed()))
    for moment, state in reversed(seen):
        with reading_as_of(moment=moment + timedelta(milliseconds=500)):
            read = observed()
        for name, value in state.items():
            assert read[name] == value, f"{name} at {moment}"
    assert observed() == seen[-1][1]  # reading the past changed nothing


def test_an_edition_is_read_as_it_was_published(clock: Clock) -> None:
    judge_link(LINK, Decision(Verdict.ACCEPT), D, clock)
    before = observed()
    publish_edition("First", OFFICER, clock)
    for act in acts(clock):
        act()
    with reading_as_of(edition="first"):
        read = observed()
    assert read == before


def test_the_past_is_not_written_to(clock: Clock) -> None:
    publish_edition("First", OFFICER, clock)
    with reading_as_of(edition="First"), pytest.raises(Conflict, match="an earlier state is not changed"):
        judge_link(LINK, Decision(Verdict.ACCEPT), D, clock)
    with reading_as_of(edition="First"), pytest.raises(Conflict, match="an earlier state is not changed"):
        update_rows(models.Question, ("title",), [("No", models.Question.objects.all()[0].pk)])
    assert not models.Judgement.objects.exists()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2020-06-01", "2020-06-01T23:59:59.999999+00:00"),
        ("2020-06-01T12:00:00+02:00", "2020-06-01T12:00:00+02:00"),
        ("2020-06-01T12:00", "2020-06-01T12:00:00+00:00"),
    ],
)
def test_a_day_means_its_end(text: str, meant: str) -> None:
    assert moment_of(text).isoformat() == meant


@pytest.mark.parametrize("text", ["", "June", "2020-13-01", "9999-12-31", "2020-06-01T25:00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no date"):
        moment_of(text)


def test_before_the_register_there_is_nothing() -> None:
    with pytest.raises(NotFound, match="was made later"), reading_as_of(moment="1999-01-01"):
        pass


def test_a_state_that_is_being_read_stays_although_others_read_many_more(clock: Clock) -> None:
    moments = []
    for number in range(KEPT + 3):
        retitle(f"Title {number}", clock)
        moments.append(clock())
    with reading_as_of(moment=moments[0]):
        with ThreadPoolExecutor(2) as pool:
            others = list(pool.map(_title_at, moments[1:]))
        assert _title() == "Title 0"
    assert others == [f"Title {number}" for number in range(1, KEPT + 3)]


def _title() -> str:
    code, period = QUESTION
    return str(models.Question.objects.get(code=code, period=period).title)


def _title_at(moment: datetime) -> str:
    try:
        with reading_as_of(moment=moment):
            return _title()
    finally:
        connections.close_all()
