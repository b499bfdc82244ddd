"""Findings with their place in context, for those who may see them, and the mend that the register has."""

from __future__ import annotations

import re
from typing import Any

import pytest

from commonground.register import models

OFFICER = "secretariat"


def test_findings_are_for_the_sectors_gaps_for_members(browser: Any) -> None:
    browser().get("/findings/", status=401)
    browser("delegate").get("/findings/", status=403)
    assert browser("delegate").json("/findings/", list="gaps")["number"] > 0
    assert browser("focal-point ITU-T").json("/findings/")["number"] > 0


def test_the_gravest_come_first_and_kinds_narrow_the_list(browser: Any) -> None:
    found = browser(OFFICER).json("/findings/")
    order = ["error", "warning", "note"]
    gravity = [order.index(one["severity"]) for one in found["findings"]]
    assert gravity == sorted(gravity)
    code = found["codes"][0]
    narrowed = browser(OFFICER).json("/findings/", code=code["value"])
    assert narrowed["number"] == code["number"]


def test_every_finding_has_a_page_with_what_to_do(browser: Any) -> None:
    officer = browser(OFFICER)
    seen = set()
    for one in officer.json("/findings/")["findings"]:
        if one["code"] not in seen:
            seen.add(one["code"])
            assert "What to do" in officer.get(f"/findings/findings/{one['key']}/")
    assert len(seen) > 3


def test_two_names_of_one_area_are_decided_with_one_press(browser: Any) -> None:
    officer = browser(OFFICER)
    one = officer.json("/findings/", code="one-area-two-names")["findings"][0]
    text = officer.get(f"/findings/findings/{one['key']}/")
    name = re.search(r'name="name" value="([^"]+)"', text)
    assert name
    values = {"name": name[1].replace("&amp;", "&"), "verdict": "accept", "next": "/findings/"}
    answer = officer.post("/area-proposals/", values)
    assert (answer.status_code, answer["Location"]) == (302, "/findings/")
    assert models.Change.objects.filter(action="proposal-judged").exists()
    officer.get(f"/findings/findings/{one['key']}/", status=404)


def test_what_is_none_is_not_found(browser: Any) -> None:
    browser(OFFICER).get("/findings/", list="nothing", status=404)
    browser(OFFICER).get("/findings/findings/0000/", status=404)


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_every_language_has_the_page(browser: Any, language: str) -> None:
    assert "<h1" in browser(OFFICER, language).get("/findings/")
