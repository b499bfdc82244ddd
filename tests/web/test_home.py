"""The first page, the page of any id, and the page about the program."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_direction(browser: Any, language: str) -> None:
    text = browser("visitor", language).get("/about/")
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text


def test_an_id_that_nobody_has_is_not_found(browser: Any) -> None:
    assert "Nothing has this address" in browser().get("/id/ITU-T Q999/99/", status=404)


def test_a_page_and_its_json_twin_say_the_same(browser: Any) -> None:
    twin = browser().json("/about/")
    assert f"<dd>{twin['counts']['groups']}</dd>" in browser().get("/about/")


def test_the_first_page_shows_areas_by_sector_with_sign_and_word(browser: Any) -> None:
    twin = browser().json("/")
    assert [sector["code"] for sector in twin["sectors"]] == [
        "ITU-R",
        "ITU-T",
        "ITU-D",
        "General Secretariat",
    ]
    emergency = next(row for row in twin["rows"] if row["id"] == "emergency-telecommunications")
    assert emergency["cells"]["ITU-R"]["state"] == "stated"
    assert emergency["cells"]["ITU-R"]["instruments"]
    text = browser().get("/")
    assert 'aria-label="stated, ' in text
    assert 'aria-label="not examined"' in text


def test_links_of_sub_topics_count_for_their_area(browser: Any) -> None:
    rows = browser("secretariat").json("/")["rows"]
    climate = next(row for row in rows if row["id"] == "climate-change")
    assert climate["cells"]["ITU-D"]["links"]["stated"] > 3


def test_what_waits_is_told_to_members_only(browser: Any) -> None:
    assert browser().json("/")["waiting"] is None
    assert browser("focal-point ITU-T").json("/")["waiting"]["to_judge"] > 0
    assert "What waits for you" not in browser().get("/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sectors_have_their_short_names_in_every_language(browser: Any, language: str) -> None:
    short = browser("visitor", language).json("/")["sectors"][2]["short"]
    assert short in {"ITU-D", "UIT-D", "МСЭ-D", "国际电联D部门", "قطاع تنمية الاتصالات"}


def test_the_first_page_asks_the_database_a_bounded_number_of_times(browser: Any) -> None:
    page = browser("secretariat")
    page.get("/")
    with CaptureQueriesContext(connection) as queries:
        page.get("/")
    assert len(queries) <= 40, [query["sql"][:120] for query in queries]


@pytest.mark.parametrize(
    ("identifier", "page"),
    [
        ("ITU-T SG5", "/groups/ITU-T%20SG5/"),
        ("ITU-T Q99/5", "/questions/ITU-T%20Q99/5/"),
        ("PP Resolution 182", "/instruments/PP%20Resolution%20182/"),
        ("area:climate-change/e-waste", "/areas/climate-change/e-waste/"),
        ("document:7", "/documents/7/"),
    ],
)
def test_an_id_leads_to_its_page(browser: Any, identifier: str, page: str) -> None:
    answer = browser().client.get(f"/id/{identifier}/")
    assert (answer.status_code, answer["Location"]) == (302, page)


def test_the_look_and_the_language_are_kept_in_cookies(browser: Any) -> None:
    visitor = browser()
    answer = visitor.post("/language/", {"language": "fr", "look": "dark", "next": "/about/"})
    assert (answer.status_code, answer["Location"]) == (302, "/about/")
    text = visitor.get("/about/")
    assert '<html lang="fr" dir="ltr" data-look="dark">' in text
    assert "data-look" not in browser().get("/about/")


def test_pages_of_an_earlier_state_say_so(browser: Any) -> None:
    member = browser("secretariat")
    today = timezone.now().date().isoformat()
    assert f"an earlier state of the register: {today}" in member.get("/about/", as_of=today)
    assert "no edition" in member.get("/about/", edition="Nobody's", status=404)
    browser().get("/about/", as_of=today, status=401)


def test_every_answer_has_a_policy_that_names_its_own_scripts(browser: Any) -> None:
    answer = browser().client.get("/")
    policy = answer["Content-Security-Policy"]
    nonce = re.search(r"script-src 'nonce-([^']+)'", policy)
    assert nonce
    assert "unsafe" not in policy
    scripts = re.findall(r"<script[^>]*>", answer.content.decode())
    assert scripts
    assert all(f'nonce="{nonce[1]}"' in script for script in scripts)
    assert browser().client.get("/")["Content-Security-Policy"] != policy


def test_a_null_character_in_an_address_is_refused(browser: Any) -> None:
    assert "null character" in browser().get("/search/?q=a%00b", status=422)


def test_who_is_not_signed_in_is_asked_to_and_keeps_what_was_typed(browser: Any) -> None:
    answer = browser().post(
        "/themes/Climate change/edit/", {"reason": "A long reason that took ten minutes to type"}
    )
    text = answer.content.decode()
    assert answer.status_code == 401, text[:500]
    assert "A long reason that took ten minutes to type" in text
    assert "Sign in in a new window" in text
