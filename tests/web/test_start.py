"""The first steps: what is done is told from the register, and each role is led to what it may do."""

from __future__ import annotations

from typing import Any

import pytest

from commonground.register import models


def test_the_next_step_is_the_first_that_nothing_is_there_of(browser: Any) -> None:
    models.Passage.objects.all().delete()
    models.Document.objects.all().delete()
    twin = browser("secretariat").json("/start/")
    assert twin["next"] == 1
    assert not twin["steps"][0]["is_done"]


def test_what_is_there_counts_as_done(browser: Any) -> None:
    steps = browser("secretariat").json("/start/")["steps"]
    assert steps[0]["is_done"]
    assert steps[2]["number"] == 4  # focal points of four Sectors


def test_a_step_leads_only_those_who_may_take_it(browser: Any) -> None:
    assert 'href="/documents/"' in browser("secretariat").get("/start/").partition("<main")[2]
    assert "Done in the role: secretariat" in browser("delegate").get("/start/")


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_the_page_is_there_in_every_language(browser: Any, language: str) -> None:
    assert "<progress" in browser("visitor", language).get("/start/")
