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
WIDTHS = (320, 768, 1280)


def _by_person() -> list[tuple[str, list[str]]]:
    ordered = sorted(PAGES, key=lambda page: page[1])
    return [
        (person, [path for path, _ in group]) for person, group in groupby(ordered, key=lambda page: page[1])
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_violation(open_page: Open, language: str) -> None:
    axe, found = Axe(), []
    for person, paths in _by_person():
        page = open_page("/about/", person, language, reduced_motion="reduce")
        for path in paths:
            page.goto(path)
            results = axe.run(page, options={"runOnly": {"type": "tag", "values": list(RULES)}})
            found += [
                f"{path} as {person or 'visitor'}: {one['id']}: {one['nodes'][0]['html'][:150]} ({len(one['nodes'])})"
                for one in results.response["violations"]
            ]
    assert found == []


def test_dark_pages_have_contrast_too(open_page: Open) -> None:
    axe, found = Axe(), []
    for person, paths in _by_person():
        page = open_page("/about/", person, "en", color_scheme="dark")
        for path in paths:
            page.goto(path)
            results = axe.run(page, options={"runOnly": {"type": "rule", "values": ["color-contrast"]}})
            found += [f"{path}: {one['nodes'][0]['html'][:150]}" for one in results.response["violations"]]
    assert found == []


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(open_page: Open, width: int, language: str) -> None:
    wide = []
    for person, paths in _by_person():
        page = open_page("/about/", person, language, viewport={"width": width, "height": 800})
        for path in paths:
            page.goto(path)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                wide.append(f"{path} as {person or 'visitor'}")
    assert wide == []


def test_the_first_page_is_small_and_does_not_shift(open_page: Open, site: Any) -> None:
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
    for person, paths in _by_person():
        page = open_page("/about/", person, java_script_enabled=False)
        for path in paths:
            answer = page.goto(path)
            assert answer.status == (404 if "nothing-here" in path else 200), path
            assert page.locator("h1").count() == 1, path
            assert page.locator("h1").inner_text().strip(), path
