"""A few works read by themselves are the same as among all works, without all of the register being read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.errors import NotFound
from commonground.register import models
from commonground.register.near_works import called_works, near_works
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.editing import add_fact, change_fact
from commonground.register.works import get_work, works

pytestmark = pytest.mark.usefixtures("register")
OFFICER = Actor("secretariat")


def clock() -> datetime:
    return datetime(2100, 1, 1, tzinfo=UTC)


def test_all_works_are_read_alike() -> None:
    every = works()
    assert len(every) > 100
    assert {name.partition(":")[0] for name in every} >= {"area"}
    assert near_works(every) == every


def test_each_is_read_alike_by_itself() -> None:
    every = works()
    kinds: dict[str, list[str]] = {}
    for name in every:
        place = "sub-topic" if "/" in name and name.startswith("area:") else name.partition(":")[0][:8]
        kinds.setdefault(place, []).append(name)
    for names in kinds.values():
        for name in (*names[:4], *names[-2:]):
            assert near_works([name]) == {name: every[name]}


def test_a_body_of_which_no_mandate_tells_is_about_its_parts() -> None:
    values = {
        "code": "ITU-T SG99",
        "kind": "study-group",
        "sectors": ["ITU-T"],
        "names": {"en": "Study Group 99"},
    }
    add_fact("body", values, OFFICER, clock)
    period = models.Question.objects.filter(sector="ITU-T").latest("period").period
    for number, title in ((1, "Cables of glass"), (2, "Cables of air")):
        question = {
            "code": f"ITU-T Q{number}/99", "period": period, "sector": "ITU-T", "body": "ITU-T SG99", "title": title
        }  # fmt: skip
        add_fact("question", question, OFFICER, clock)
    before = near_works(["ITU-T SG99"])
    assert before["ITU-T SG99"] == works()["ITU-T SG99"]
    change_fact("question", ("ITU-T Q2/99", period), {"title": "Cables of water"}, OFFICER, clock)
    after = near_works(["ITU-T SG99"])
    assert after["ITU-T SG99"] == works()["ITU-T SG99"] != before["ITU-T SG99"]


def test_questions_of_earlier_periods_and_areas_by_label_are_found() -> None:
    every = works()
    earlier = next(name for name in every if "@" in name)
    bare = earlier.partition("@")[0]
    assert near_works([earlier, bare]) == {name: every[name] for name in (earlier, bare)}
    area = next(iter(models.Area.objects.values_list("label", flat=True)))
    known = called_works([area])
    assert get_work(area, known) == get_work(area, every)
    with pytest.raises(NotFound):
        get_work("ITU-T Q77/77", called_works(["ITU-T Q77/77"]))


def test_not_more_is_asked_of_a_larger_register() -> None:
    name = next(iter(models.Question.objects.values_list("code", flat=True)))

    def statements() -> int:
        with CaptureQueriesContext(connection) as held:
            assert near_works([name])
        return len(held.captured_queries)

    few = statements()
    first = models.Question.objects.filter(code=name).latest("period")
    models.Question.objects.bulk_create(
        models.Question(
            code=f"ITU-T Q{n}/88", sector="ITU-T", body=first.body, period=first.period, title="x"
        )
        for n in range(500)
    )
    assert statements() == few <= 10
