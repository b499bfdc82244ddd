"""What people come for, from the first page to the last: what they see, and what the register holds afterwards."""

from __future__ import annotations

import re
from typing import Any

from tests.browser.conftest import PASSWORD, Open
from tests.browser.journeys import focused, open_links, tab_to, told, twin, verdict_of

DRAFT = """Draft liaison statement on electronic waste

Study Group 5 informs ITU-D Study Group 2 about e-waste management and the circular economy under Question 7/5.
"""
WORKER_MS = 120_000  # a job beside `serve` has the time of a slow machine


def _text_file(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def test_by_keyboard_from_the_home_page_to_an_area(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    tab_to(page, "#home-search")
    page.keyboard.type("climate change")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=climate+change")
    tab_to(page, "#found a[href*='area%3Aclimate-change'], #found a[href*='area:climate-change']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/areas/climate-change/")
    assert page.locator("h1").inner_text() == "Climate change"
    assert "ITU-T SG5" in page.locator("main").inner_text()


def test_by_keyboard_sign_in_and_choose_the_role(open_page: Open) -> None:
    page = open_page("/")
    tab_to(page, "a[href^='/accounts/login/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/login/**")
    tab_to(page, "#id_login")
    page.keyboard.type("secretariat@example.org")
    tab_to(page, "#id_password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/accounts/login" not in address)
    tab_to(page, "a[href='/role/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/role/")
    tab_to(page, "#id_view_as")
    page.keyboard.type("delegate")
    tab_to(page, "main form[method=post] button")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/role" not in address)
    assert "Nothing can be changed" in page.locator("main").inner_text()
    assert page.request.get("/findings/").status == 403  # as a delegate sees the register


def test_by_keyboard_judge_proposals_and_take_one_back(open_page: Open) -> None:
    page = open_page("/review/", "focal.t")
    tab_to(page, "#queue a, #queue button")
    codes = []
    for key, verdict in (("u", "unsure"), ("a", "accept"), ("r", "reject")):
        address = page.url
        code = twin(page, _path(page))["link"]["code"]
        page.keyboard.press(key)
        page.wait_for_url(lambda now, before=address: now != before)
        page.locator("#card:focus").wait_for()
        assert verdict_of(page, code, "ITU-T") == verdict
        codes.append(code)
    assert "3 of" in page.locator("#progress-words").inner_text()
    page.keyboard.press("z")
    page.locator("#messages p", has_text="Taken back").wait_for()
    assert [verdict_of(page, code, "ITU-T") for code in codes] == ["unsure", "accept", "unsure"]
    assert twin(page, _path(page))["link"]["code"] == codes[2]
    tab_to(page, "#use-keys")
    page.keyboard.press("Space")  # whoever speaks to the machine switches the single keys off
    page.keyboard.press("a")
    assert verdict_of(page, codes[2], "ITU-T") == "unsure"


def _path(page: Any) -> str:
    return str(page.url).split("#")[0].partition("://")[2].partition("/")[2].join(("/", ""))


def test_by_keyboard_judge_an_entry_in_its_cell(open_page: Open) -> None:
    page = open_page("/themes/", "focal.t")
    tab_to(page, "main a[href='/themes/Climate%20change/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/themes/Climate%20change/")
    tab_to(page, "a.cell-open[data-hx-get*='row=circular-economy'][data-hx-get*='column=ITU-T']")
    page.keyboard.press("Enter")
    opened = page.locator(".cell-opened")
    opened.wait_for()
    codes = [
        value.partition(":")[0]
        for value in opened.locator("[name=link]").evaluate_all("all => all.map(one => one.value)")
    ]
    assert codes
    tab_to(page, ".cell-opened button[value=accept]")
    page.keyboard.press("Enter")
    page.locator(".cell-opened .notice").wait_for()
    assert "recorded" in page.locator(".cell-opened .notice").inner_text()
    assert {verdict_of(page, code, "ITU-T") for code in codes} == {"accept"}


def test_record_that_a_sector_looked_and_found_nothing(open_page: Open) -> None:
    page = open_page("/themes/Climate change/", "focal.d")
    page.click("a.cell-open[data-hx-get*='row=sustainability'][data-hx-get*='column=ITU-D']")
    opened = page.locator(".cell-opened")
    opened.get_by_text("I looked, and there is nothing").click()
    opened.get_by_role("button", name="Record it").click()
    opened.locator(".notice").wait_for()
    assert "Take back that there is nothing" in opened.inner_text()
    blocks = twin(page, "/themes/Climate change/")["blocks"]
    line = next(block for block in blocks if block["name"] == "sustainability")["lines"][0]
    assert {cell["column"]: cell["empty"] for cell in line}["ITU-D"] == "none"


def test_a_visitor_looks_up_who_works_on_a_subject_in_arabic(open_page: Open) -> None:
    page = open_page("/", language="ar", viewport={"width": 390, "height": 800})
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    page.fill("#home-search", "تغير المناخ")
    page.press("#home-search", "Enter")
    page.wait_for_url("**/search/**")
    page.locator("#found a[href*='climate-change']").first.click()
    page.wait_for_url("**/areas/climate-change/")
    assert "تغير المناخ" in page.locator("h1").inner_text()
    shown = page.locator("main").inner_text()
    assert "ITU-T SG5" in shown or "ITU-D Q6/2" in shown
    assert not twin(page, "/areas/climate-change/").get("proposals")


def test_upload_documents_and_see_what_became_of_each(open_page: Open) -> None:
    page = open_page("/documents/", "secretariat")
    page.locator("summary", has_text="Add documents").click()
    files = [_text_file("e-waste.txt", DRAFT), _text_file("empty.txt", "")]
    page.set_input_files("#id_sources", files)
    page.get_by_role("button", name="Read and add").click()
    page.get_by_text("What became of every file").wait_for(timeout=WORKER_MS)
    shown = page.locator("main").inner_text()
    assert "e-waste.txt" in shown
    assert "empty.txt" in shown
    assert page.locator(".error", has_text="empty").count() == 1
    listed = twin(page, "/documents/")["documents"]
    assert [one["name"] for one in listed].count("e-waste.txt") == 1
    assert "empty.txt" not in [one["name"] for one in listed]
    page.goto(f"/documents/{listed[0]['pk']}/")
    assert page.locator("main a[href*='Q7']").count() >= 1


def test_check_a_draft_and_download_the_paper(open_page: Open) -> None:
    page = open_page("/check/", "secretariat")
    page.set_input_files("input[type=file]", _text_file("draft.txt", DRAFT))
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url(re.compile("/check/.+/"), timeout=WORKER_MS)
    page.get_by_text("Question 7/5").or_(page.get_by_text("ITU-T Q7/5")).first.wait_for(timeout=WORKER_MS)
    assert "ITU-T Q7/5" in page.locator("main").inner_text()
    with page.expect_download() as download:
        page.locator("button[formaction$='paper.docx']").click()
    assert download.value.path().read_bytes()[:2] == b"PK"
    other = open_page("/", "delegate")
    assert other.goto(page.url).status == 200  # a member who was given the link
    assert open_page("/about/").request.get(page.url).status in (401, 403)


def test_propose_a_link_and_see_it_on_both_sides(open_page: Open) -> None:
    page = open_page("/links/new/?left=ITU-T Q7/5&right=ITU-R WP 7C", "focal.t")
    page.fill("#propose-note", "Both weigh what satellites leave behind.")
    page.get_by_role("button", name="Propose").click()
    page.wait_for_url(re.compile("/links/[0-9a-f]+/"))
    assert "is proposed" in told(page)
    code = page.url.rstrip("/").rpartition("/")[2]
    link = twin(page, f"/links/{code}/")["link"]
    assert (link["state"], link["origin"]) in {("proposed", "proposed"), ("to-be-confirmed", "proposed")}
    for side, path in (("ITU-R WP 7C", "/id/ITU-T Q7/5/"), ("ITU-T Q7/5", "/id/ITU-R WP 7C/")):
        page.goto(path)
        assert page.locator(f"main a[href*='/links/{code}/']").count() >= 1, f"{side} on {path}"
    visitor = open_page("/about/")
    assert visitor.request.get(f"/links/{code}/").status == 404


def test_compare_two_items_and_accept(open_page: Open) -> None:
    page = open_page("/about/", "focal.d")
    code = open_links(page, "ITU-D", 1)[0]
    page.goto(f"/links/{code}/")
    page.get_by_role("link", name="Compare", exact=True).last.click()
    page.wait_for_url("**/compare/**")
    assert page.locator("#judge").count() == 1
    page.locator("#judge button[value=accept]").click()
    assert "recorded" in told(page)
    assert "/compare/" in page.url
    assert verdict_of(page, code, "ITU-D") == "accept"


def test_publish_an_edition_and_see_the_difference(open_page: Open) -> None:
    page = open_page("/editions/", "secretariat")
    page.locator("summary", has_text="Publish an edition").click()
    page.fill("#publish [name=name]", "ISCG 2026-12")
    page.locator("#publish button").click()
    page.wait_for_url("**/jobs/**")
    page.locator("#job a[href='/editions/ISCG%202026-12/']").wait_for(timeout=WORKER_MS)
    page.click("#job a")
    page.get_by_role("link", name="What changed since the edition before").click()
    page.wait_for_url("**/editions/ISCG%202026-06/to/ISCG%202026-12/")
    assert page.locator("h1").count() == 1
    assert twin(page, "/editions/")["editions"][0]["name"] == "ISCG 2026-12"


def test_invite_a_focal_point_who_accepts_and_signs_in(open_page: Open) -> None:
    page = open_page("/administration/people/", "administrator")
    page.locator("summary", has_text="Invite somebody").click()
    page.fill("main form[method=post] [name=email]", "new.r@example.org")
    page.select_option("main form[method=post] [name=role]", "focal-point")
    page.select_option("main form[method=post] [name=sector]", "ITU-R")
    page.get_by_role("button", name="Make the invitation").click()
    link = page.input_value("#invitation-link")
    guest = open_page(link)
    assert "new.r@example.org" in guest.locator("main").inner_text()
    guest.fill("#id_password", PASSWORD)
    guest.fill("#id_again", PASSWORD)
    guest.get_by_role("button", name="Accept").click()
    guest.wait_for_url(lambda address: "/invitation/" not in address)
    assert "ITU-R" in guest.locator(".account").inner_text()
    again = open_page("/review/", "new.r")
    assert again.locator("h1").inner_text() == "Review queue"
    assert open_page("/about/").request.get(link).status in (404, 410)  # it works once


def test_change_language_and_look(open_page: Open) -> None:
    page = open_page("/areas/")
    page.select_option("#language", "fr")
    page.select_option("#look", "dark")
    page.locator("footer form button").click()
    page.locator("html[lang=fr]").wait_for()
    assert page.url.endswith("/areas/")
    assert page.locator("html").get_attribute("data-look") == "dark"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number)")
    assert max(ground[:3]) < 80
