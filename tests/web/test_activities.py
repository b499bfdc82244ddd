"""The list of activities, and the page of one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.register import models

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_there_in_every_language(browser: Any, language: str) -> None:
    for path in ("/activities/", "/activities/week-public/"):
        assert f'<html lang="{language}"' in browser("visitor", language).get(path)


def test_activities_are_narrowed_and_their_calendar_with_them(browser: Any) -> None:
    twin = browser().json("/activities/", sector="ITU-T", kind="event", text="week")
    assert [one["code"] for one in twin["activities"]] == ["week-public"]
    assert twin["calendar"] == "/api/v1/calendar.ics?sector=ITU-T"
    assert browser().json("/activities/", sector="ITU-R")["number"] == 0
    assert "No activity fits" in browser().get("/activities/", sector="ITU-R")
    assert browser().client.get(twin["calendar"])["Content-Type"].startswith("text/calendar")


def test_access_levels_hold(browser: Any) -> None:
    assert "Internal week" not in browser().get("/activities/")
    browser().get("/activities/week-internal/", status=404)
    assert "Internal week" in browser("focal-point ITU-R").get("/activities/")


def test_an_activity_says_when_it_is_and_whose(browser: Any) -> None:
    models.Activity.objects.filter(code="week-public").update(
        sectors=["ITU-T", "ITU-D"], place="Geneva", address="https://example.org/week"
    )
    text = browser().get("/activities/week-public/")
    assert "joint" in text
    assert "Geneva" in text
    assert 'href="https://example.org/week"' in text
    assert 'datetime="2026-10-05"' in text
    assert browser().client.get("/id/week-public/")["Location"] == "/activities/week-public/"


def test_the_number_of_queries_does_not_follow_the_rows(browser: Any) -> None:
    row = models.Activity.objects.get(code="week-public")
    for number in range(40):
        row.pk, row.code = None, f"copy-{number}"
        row.save()
    with CaptureQueriesContext(connection) as queries:
        browser("secretariat").get("/activities/")
    assert len(queries) < 25
