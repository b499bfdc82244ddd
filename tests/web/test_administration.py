"""Administration: who is let in, invitations shown once, roles, imports looked at before they change, the log."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from commonground.register import models

ADMINISTRATOR, OFFICER, FOCAL = "administrator", "secretariat", "focal-point ITU-T"
PAGES = ("/administration/", "/administration/people/", "/administration/imports/", "/administration/log/")


@pytest.mark.parametrize(
    ("person", "statuses"),
    [
        ("visitor", (401, 401, 401, 401)),
        ("delegate", (403, 403, 403, 403)),
        (FOCAL, (403, 403, 200, 200)),
        (OFFICER, (200, 403, 200, 200)),
        (ADMINISTRATOR, (200, 200, 403, 200)),
    ],
)
def test_each_role_sees_what_it_has_to_do_with(browser: Any, person: str, statuses: tuple[int, ...]) -> None:
    for page, status in zip(PAGES, statuses, strict=True):
        browser(person).get(page, status=status)


def test_an_invitation_shows_its_link_once_and_the_link_works(browser: Any) -> None:
    values = {"email": "new@example.org", "role": "focal-point", "sector": "ITU-D", "days": "14"}
    answer = browser(ADMINISTRATOR).post("/administration/people/", values)
    text = answer.content.decode()
    link = re.search(r'value="http://localhost(/invitation/[^"]+/)"', text)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert link
    assert link[1] not in browser(ADMINISTRATOR).get("/administration/people/")
    assert "new@example.org is invited as focal" in browser().get(link[1])


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"email": "no address", "role": "delegate"}, "Enter a valid email address"),
        ({"email": "a@example.org", "role": "focal-point"}, "Sector"),
        ({"email": "a@example.org", "role": "counsellor", "sector": "ITU-T", "body": "ITU-T SG999"}, "SG999"),
        ({"email": "a@example.org", "role": "king"}, "king"),
    ],
)
def test_a_refused_invitation_keeps_what_was_typed(browser: Any, values: dict[str, str], told: str) -> None:
    answer = browser(ADMINISTRATOR).post("/administration/people/", {"days": "14", **values})
    text = answer.content.decode()
    assert answer.status_code in (404, 422)
    assert told in text
    assert f'value="{values["email"]}"' in text
    assert not models.Invitation.objects.filter(email=values["email"]).exists()


def test_roles_are_given_and_ended_and_accounts_closed(browser: Any) -> None:
    account = models.Account.objects.get(email="delegate@example.org")
    page, host = f"/administration/people/{account.pk}/", browser(ADMINISTRATOR)
    assert host.post(page, {"act": "grant", "role": "focal-point", "sector": "ITU-R"}).status_code == 302
    given = account.assignments.get(role="focal-point")
    assert host.post(page, {"act": "end", "assignment": str(given.pk)}).status_code == 302
    given.refresh_from_db()
    assert given.ended_at
    assert host.post(page, {"act": "deactivate"}).status_code == 302
    account.refresh_from_db()
    assert not account.is_active
    assert host.post(page, {"act": "nothing"}).status_code == 422
    assert browser(OFFICER).post(page, {"act": "activate"}).status_code == 403


def test_the_last_administrator_stays(browser: Any) -> None:
    account = models.Account.objects.get(email="administrator@example.org")
    answer = browser(ADMINISTRATOR).post(f"/administration/people/{account.pk}/", {"act": "deactivate"})
    assert answer.status_code == 409


def test_a_sheet_is_looked_at_first_and_then_applied(browser: Any) -> None:
    officer = browser(OFFICER)
    sheet = load_workbook(io.BytesIO(officer.client.get("/papers/xlsx/", {"language": "en"}).content))
    areas = sheet["Areas"]
    heading = [cell.value for cell in areas[1]]
    column = next(i for i, value in enumerate(heading, 1) if value and str(value) == "Label (fr)")
    row = next(n for n in range(2, areas.max_row + 1) if areas.cell(n, column).value)
    areas.cell(row, column).value = "Un autre nom"
    buffer = io.BytesIO()
    sheet.save(buffer)

    def sent(act: str) -> Any:
        file = SimpleUploadedFile("register.xlsx", buffer.getvalue())
        return officer.post("/administration/imports/", {"kind": "sheet", "file": file, "act": act})

    text = sent("look").content.decode()
    assert "What would change" in text
    assert "<ins>Un autre nom</ins>" in text
    assert not models.Area.objects.filter(labels__fr="Un autre nom").exists()
    assert "What was changed" in sent("apply").content.decode()
    assert models.Area.objects.filter(labels__fr="Un autre nom").exists()


def test_a_file_that_is_no_sheet_is_refused(browser: Any) -> None:
    file = SimpleUploadedFile("x.xlsx", b"nothing of the kind")
    answer = browser(OFFICER).post(
        "/administration/imports/", {"kind": "sheet", "file": file, "act": "apply"}
    )
    assert answer.status_code == 415
    file = SimpleUploadedFile("x.xlsx", b"nothing of the kind")
    answer = browser(FOCAL).post(
        "/administration/imports/", {"kind": "succession", "file": file, "act": "apply"}
    )
    assert answer.status_code == 403


def test_matching_is_started_as_a_job(browser: Any) -> None:
    values = {"kind": "suggest", "first": "ITU-T", "second": "ITU-D"}
    answer = browser(OFFICER).post("/administration/", values)
    assert answer.status_code == 302
    job = models.Job.objects.order_by("-pk").first()
    assert job is not None
    assert job.options["between"] == ["ITU-T", "ITU-D"]
    assert browser(OFFICER).post("/administration/", {"kind": "suggest", "first": "ITU-T"}).status_code == 422
    assert browser(OFFICER).post("/administration/", {"kind": "backup"}).status_code == 403


def test_the_log_shows_roles_and_names_only_to_who_manages_accounts(browser: Any) -> None:
    assert "account" not in browser(OFFICER).json("/administration/log/")["changes"][0]
    assert "account" in browser(ADMINISTRATOR).json("/administration/log/")["changes"][0]
    narrowed = browser(OFFICER).json("/administration/log/", action="link-proposed")
    assert {one["action"] for one in narrowed["changes"]} == {"link-proposed"}
    browser(OFFICER).get("/administration/log/", day="yesterday", status=422)


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_every_language_has_the_pages(browser: Any, language: str) -> None:
    for page in PAGES[:2]:
        assert "<h1" in browser(ADMINISTRATOR, language).get(page)
