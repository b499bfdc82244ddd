"""Pages that are lists announce their feeds, and these answer."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

PAGES = (
    "/areas/",
    "/areas/climate-change/",
    "/themes/",
    "/themes/Climate change/",
    "/groups/ITU-T SG5/",
    "/questions/ITU-T Q7/5/",
    "/work-items/L.1050/",
    "/instruments/ITU-T Resolution 999/",
    "/editions/",
    "/documents/",
    "/links/",
    "/findings/",
    "/findings/?list=gaps",
)
ANNOUNCED = re.compile(r'<link rel="alternate" type="application/atom\+xml" href="([^"]+)"')


@pytest.mark.parametrize("path", PAGES)
def test_a_list_announces_its_feed(browser: Any, path: str) -> None:
    officer = browser("secretariat")
    text = officer.get(path)
    announced = ANNOUNCED.search(text)
    assert announced
    assert text.count(f'href="{announced[1]}"') >= 2  # also where people see it
    answer = officer.client.get(unescape(announced[1]))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")


def test_a_calendar_is_linked_where_there_is_one(browser: Any) -> None:
    assert "/api/v1/calendar.ics?theme=Climate+change" in browser("secretariat").get("/areas/climate-change/")
    text = browser().get("/groups/WTSA/")
    assert "/api/v1/calendar.ics?body=WTSA" in text
    assert browser().client.get("/api/v1/calendar.ics?body=WTSA").content.count(b"BEGIN:VEVENT") > 1
