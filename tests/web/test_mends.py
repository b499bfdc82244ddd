"""Findings that the register mends in one step, and those that it does not."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from commonground.register import models

OFFICER = "secretariat"
BY_ONE_STEP = {
    "off-theme-resolution",
    "unknown-question",
    "unknown-group",
    "unknown-revision",
    "one-area-two-names",
}


def of_kind(browser: Any, code: str, name: str = "findings") -> str:
    """The address of the first finding of this kind."""
    found = browser(OFFICER).json("/findings/", list=name, code=code)["findings"]
    return f"/findings/{name}/{found[0]['key']}/"


def version_in(text: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', text)
    assert found
    return found[1]


def test_a_text_is_filed_under_the_theme_with_a_reason(browser: Any) -> None:
    officer, address = browser(OFFICER), of_kind(browser, "off-theme-resolution")
    text = officer.get(address)
    code = officer.json(address)["detail"]["id"]
    values = {"version": version_in(text), "reason": " "}
    refused = officer.post(address, values)
    assert refused.status_code == 422
    assert 'id="field-reason_error"' in refused.content.decode()
    done = officer.post(address, {**values, "reason": "it names the theme in its third paragraph"})
    assert done["Location"] == "/findings/?list=findings"
    newest = models.Revision.objects.filter(instrument__code=code).latest("position")
    assert "Climate change" in newest.areas
    assert models.Change.objects.filter(reason="it names the theme in its third paragraph").exists()
    officer.get(address, status=404)  # the finding is gone
    assert officer.post(address, {**values, "reason": "twice"}).status_code == 404
    newest.refresh_from_db()
    assert newest.areas.count("Climate change") == 1


def test_what_others_changed_meanwhile_is_not_mended(browser: Any) -> None:
    officer, address = browser(OFFICER), of_kind(browser, "off-theme-resolution")
    answer = officer.post(address, {"version": "77", "reason": "kept text"})
    assert answer.status_code == 422
    assert "kept text" in answer.content.decode()
    assert "changed since you read it" in answer.content.decode()


def test_a_sector_records_that_it_looked_and_has_nothing(browser: Any) -> None:
    address = of_kind(browser, "gap-blank", "gaps")
    told = browser(OFFICER).json(address)["detail"]
    owner = f"focal-point {told['sector']}"
    other = next(one for one in ("focal-point ITU-R", "focal-point ITU-T") if one != owner)
    assert "We looked: there is nothing" not in browser(other).get(address)
    assert browser(other).post(address, {"version": "0"}).status_code == 403
    assert "We looked: there is nothing" in browser(owner).get(address)
    done = browser(owner).post(address, {"version": "0", "reason": "asked all groups"})
    assert done["Location"] == "/findings/?list=gaps"
    row = models.Examination.objects.latest("pk")
    assert (row.left, row.reason) == (told["sub_topic"], "asked all groups")
    again = browser(OFFICER).json("/findings/", list="gaps", code="gap-none")["findings"]
    assert any(told["sub_topic"] in one["message"] for one in again)


def named_in_the_matrix(mark: str) -> str:
    """An id of this sort that a matrix names."""
    rows = models.ThemeEntry.objects.values_list("ids", flat=True)
    return str(next(one for ids in rows for one in ids if mark in one))


def filled_form(browser: Any, code: str, kind: str, named: str) -> str:
    """The form that the finding of this kind about the work leads to."""
    officer = browser(OFFICER)
    keys = [one["key"] for one in officer.json("/findings/", code=code)["findings"]]
    pages = [f"/findings/findings/{key}/" for key in keys]
    address = next(page for page in pages if officer.json(page)["detail"]["id"] == named)
    link = re.search(rf'href="(/facts/{kind}/new/[^"]+)"', officer.get(address))
    assert link
    assert f"/facts/{kind}/new/" not in browser("focal-point GS").get(address)
    return str(officer.get(unescape(link[1])))


def test_a_question_that_is_not_known_is_added_from_a_filled_form(browser: Any) -> None:
    code = named_in_the_matrix(" Q")
    models.Question.objects.filter(code=code).update(retired_at="2026-06-01T00:00:00Z")
    form = filled_form(browser, "unknown-question", "question", code)
    assert f'value="{code}"' in form
    assert f'<option value="{code.split(" ")[0]}" selected>' in form


def test_a_group_that_is_not_known_is_added_from_a_filled_form(browser: Any) -> None:
    code = named_in_the_matrix(" FG-")
    models.Body.objects.filter(code=code).update(retired_at="2026-06-01T00:00:00Z")
    form = filled_form(browser, "unknown-group", "body", code)
    assert f'value="{code}"' in form
    assert '<option value="focus-group" selected>' in form


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_the_pages_are_there_in_every_language(browser: Any, language: str) -> None:
    for address in (of_kind(browser, "off-theme-resolution"), of_kind(browser, "gap-blank", "gaps")):
        assert f'<html lang="{language}"' in browser("focal-point ITU-R", language).get(address)


def test_what_documents_print_is_not_mended_here(browser: Any) -> None:
    officer = browser(OFFICER)
    codes = {one["code"]: one["key"] for one in officer.json("/findings/")["findings"]}
    for code, key in codes.items():
        address = f"/findings/findings/{key}/"
        text = officer.get(address)
        if code not in BY_ONE_STEP:
            assert 'class="card" novalidate' not in text
            assert officer.post(address, {"version": "0", "reason": "x"}).status_code == 403


def test_visitors_and_readers_mend_nothing(browser: Any) -> None:
    address = of_kind(browser, "gap-blank", "gaps")
    assert browser().post(address, {"version": "0"}).status_code == 401
    assert browser("delegate").post(address, {"version": "0"}).status_code == 403
