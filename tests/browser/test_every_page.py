"""Every page in every language: no violation that axe finds, no overflow, no error in the console, small."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import Open
from tests.browser.pages import LANGUAGES, PAGES

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
FIRST_PAGE_BYTES = 150_000
WIDTHS = (768, 320)
HEIGHT = 900


def _by_person() -> list[tuple[str, list[str]]]:
    ordered = sorted(PAGES, key=lambda page: page[1])
    return [
        (person, [path for path, _ in group]) for person, group in groupby(ordered, key=lambda page: page[1])
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_fits_the_screen(open_page: Open, language: str) -> None:
    """Axe on the light page, contrasts on the dark one, and no page wider than a screen of three widths."""
    found: list[str] = []
    for person, paths in _by_person():
        page = open_page("/about/", person, language, reduced_motion="reduce")
        for path in paths:
            page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": 1280, "height": HEIGHT})
            page.goto(path)
            troubles = [*_violations(page, "tag", RULES), *_overflow(page)]
            page.emulate_media(color_scheme="dark")
            troubles += _violations(page, "rule", ("color-contrast",))
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                troubles += _overflow(page)
            found += [f"{path} as {person or 'visitor'}: {trouble}" for trouble in troubles]
    assert found == []


def _violations(page: Any, kind: str, values: tuple[str, ...]) -> list[str]:
    results = Axe().run(page, options={"runOnly": {"type": kind, "values": list(values)}})
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])} times)"
        for one in results.response["violations"]
    ]


def _overflow(page: Any) -> list[str]:
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [f"{wide[0]} wide on a screen of {wide[1]}"] if wide[0] > wide[1] + 1 else []


def test_the_first_page_is_small_and_does_not_shift(open_page: Open) -> None:
    page = open_page("/about/")
    page.context.clear_cookies()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < FIRST_PAGE_BYTES
    shift = page.evaluate(
        """() => new Promise(done => { let sum = 0;
            new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
                .observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300); })"""
    )
    assert shift < 0.02


def test_pages_to_read_work_without_scripts(open_page: Open) -> None:
    found: list[str] = []
    for person, paths in _by_person():
        page = open_page("/about/", person, java_script_enabled=False)
        for path in paths:
            answer = page.goto(path)
            expected = 404 if "nothing-here" in path else 200
            if answer.status != expected:
                found.append(f"{path}: {answer.status}")
            elif [text.strip() == "" for text in page.locator("h1").all_inner_texts()] != [False]:
                found.append(f"{path}: no heading, or several")
    assert found == []
