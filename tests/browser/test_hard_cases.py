"""What goes wrong in a day: an ended session, a second press, the back button, two people at once, no scripts."""

from __future__ import annotations

from typing import Any

from tests.browser.conftest import Open, sign_in
from tests.browser.journeys import open_links, told, twin, verdict_of

REASON = "The two texts ask for the same measurements, in other words."


def _history(page: Any, code: str) -> list[str]:
    found = twin(page, f"/links/{code}/")["history"]
    return [one["verdict"] for one in found if one["verdict"]]


def _end_session(page: Any) -> None:
    kept = [one for one in page.context.cookies() if "session" not in one["name"]]
    page.context.clear_cookies()
    page.context.add_cookies(kept)


def test_what_was_typed_outlives_the_session(open_page: Open) -> None:
    page = open_page("/links/new/?left=ITU-T Q9/5&right=ITU-R WP 7B", "focal.t")
    page.fill("#propose-note", REASON)
    _end_session(page)
    page.get_by_role("button", name="Propose").click()
    assert page.locator("h1").inner_text() == "Sign in first"
    assert page.locator("main form textarea").input_value() == REASON
    window = page.context.new_page()
    sign_in(window, "focal.t")
    page.get_by_role("button", name="Send again").click()
    page.wait_for_url("**/links/*/")
    assert "is proposed" in told(page)
    code = page.url.rstrip("/").rpartition("/")[2]
    assert twin(page, f"/links/{code}/")["link"]["note"] == REASON


def test_what_was_typed_outlives_the_session_without_scripts(open_page: Open) -> None:
    page = open_page("/links/new/?left=ITU-T Q10/5&right=ITU-R WP 7B", "focal.t", java_script_enabled=False)
    page.fill("#propose-note", REASON)
    _end_session(page)
    page.get_by_role("button", name="Propose").click()
    assert page.locator("h1").inner_text() == "Sign in first"
    window = page.context.new_page()
    sign_in(window, "focal.t")
    page.get_by_role("button", name="Send again").click()
    assert page.locator("h1").inner_text() == "Send it once more"
    assert page.locator("main form textarea").input_value() == REASON
    page.get_by_role("button", name="Send again").click()
    page.wait_for_url("**/links/*/")
    assert "is proposed" in told(page)


def test_a_second_press_records_nothing_more(open_page: Open) -> None:
    page = open_page("/about/", "focal.r")
    code = open_links(page, "ITU-R", 1)[0]
    page.goto(f"/links/{code}/")
    page.locator("#judge button[value=accept]").dblclick()
    assert "recorded" in told(page)
    assert _history(page, code) == ["accept"]


def test_back_and_reload_after_a_verdict_send_nothing_again(open_page: Open) -> None:
    page = open_page("/about/", "focal.r")
    code = open_links(page, "ITU-R", 1)[0]
    page.goto(f"/links/{code}/")
    page.locator("#judge button[value=unsure]").click()
    assert "recorded" in told(page)
    page.reload()
    page.go_back()
    page.go_forward()
    page.reload()
    assert _history(page, code) == ["unsure"]
    assert page.locator("#messages p").count() == 0


def test_the_second_of_two_is_told_who_came_between(open_page: Open) -> None:
    first, second = open_page("/about/", "focal.d"), open_page("/about/", "focal.t")
    waiting = {link["code"] for link in twin(first, "/links/?state=proposed&waiting_for=ITU-D")["links"]}
    code = next(code for code in open_links(second, "ITU-T", 20) if code in waiting)
    for page in (first, second):
        page.goto(f"/links/{code}/")
    first.locator("#judge button[value=accept]").click()
    assert "recorded" in told(first)
    second.fill("#judge-reason", REASON)
    second.locator("#judge button[value=reject]").click()
    error = second.locator("#judge .error")
    error.wait_for()
    assert "ITU-D" in error.inner_text()
    assert second.input_value("#judge-reason") == REASON
    assert verdict_of(second, code, "ITU-T") == ""
    second.locator("#judge button[value=accept]").click()
    assert "recorded" in told(second)
    assert verdict_of(second, code, "ITU-T") == "accept"
    assert twin(second, f"/links/{code}/")["link"]["state"] == "agreed"


def test_a_proposal_is_judged_by_plain_forms(open_page: Open) -> None:
    page = open_page("/review/", "focal.d", java_script_enabled=False)
    code = page.locator("a[href^='/links/']", has_text="Evidence and history").get_attribute("href")
    code = code.split("/")[2]
    page.locator("summary", has_text="Give a reason").click()
    page.fill("#judge-reason", REASON)
    page.locator("#judge button[value=accept]").click()
    assert "ITU" in told(page)
    assert verdict_of(page, code, "ITU-D") == "accept"
    assert page.locator("#judge").count() == 1  # the next one
    page.get_by_role("button", name="Take back").click()
    assert "Taken back" in told(page)
    assert verdict_of(page, code, "ITU-D") == "unsure"
