"""My work: what waits, what one did, and what others changed since."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.conftest import LINK, PEOPLE

from commonground.domain.suggestion import pair_key
from commonground.register import models

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")


def code() -> str:
    return models.LinkStanding.objects.get(key=pair_key(*LINK), is_current=True).code


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_renders_in_every_language(browser: Any, language: str) -> None:
    browser("secretariat", language).get("/mine/")


@pytest.mark.parametrize("person", list(PEOPLE))
def test_every_role_has_something_of_use(browser: Any, person: str) -> None:
    text = browser(person).get("/mine/")
    assert "/api/v1/links.atom" in text
    assert ("Go on judging" in text) == (person not in ("delegate", "administrator"))


def test_a_visitor_is_asked_to_sign_in(browser: Any) -> None:
    assert browser().post("/mine/").status_code in (401, 405)
    browser().get("/mine/", status=401)


def test_what_waits_falls_as_one_judges(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    before = people.json("/mine/")["waiting"]["to_judge"]
    people.post(f"/links/{code()}/judge/", {"verdict": "accept"})
    after = people.json("/mine/")
    assert after["waiting"]["to_judge"] == before - 1
    assert after["judgements"][0]["link"]["code"] == code()
    assert "accepted" in people.get("/mine/")


def test_one_learns_what_others_changed_since(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    people.post(f"/links/{code()}/judge/", {"verdict": "accept"})
    assert people.json("/mine/")["changed"] == []
    browser("focal-point ITU-D").post(f"/links/{code()}/judge/", {"verdict": "reject"})
    changed = people.json("/mine/")["changed"]
    assert [(one["link"]["code"], one["link"]["state"]) for one in changed] == [(code(), "disputed")]
    assert changed[0]["change"]["sector"] == "ITU-D"


def test_the_secretariat_sees_what_is_open_in_every_sector(browser: Any) -> None:
    twin = browser("secretariat").json("/mine/")
    sectors = {one["sector"]: one for one in twin["by_sector"]}
    rows = models.LinkStanding.objects.filter(is_current=True, waits_for__contains="|ITU-T|")
    assert sectors["ITU-T"]["waiting"] == rows.count()
    marked = models.LinkStanding.objects.filter(is_current=True, touches__contains="|ITU-T|")
    assert sectors["ITU-T"]["suspect"] == marked.filter(suspect_since__isnull=False).count() > 0
    assert browser("focal-point ITU-T").json("/mine/")["by_sector"] == []


def test_own_proposals_and_jobs(browser: Any) -> None:
    people = browser("delegate")
    values = {"left": "ITU-T SG17", "right": "ITU-D SG1", "relation": "same-subject", "access": "public"}
    people.post("/links/new/", values)
    twin = people.json("/mine/")
    assert [one["link"]["left"] for one in twin["proposals"]] == ["ITU-T SG17"]
    assert [job["kind"] for job in twin["jobs"]] == ["suggest"]


def test_it_takes_few_statements(browser: Any) -> None:
    people = browser("secretariat")
    people.get("/mine/")
    with CaptureQueriesContext(connection) as found:
        people.get("/mine/")
    assert len(found) <= 30
