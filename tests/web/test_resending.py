"""A form that outlived its session is sent once more, without scripts, and only where it is our own."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import check_html

from commonground.register import models

HERE = "http://localhost"
EDIT = "/facts/body/ITU-T FG-X/edit/"
REASON = "Because the plenary of the assembly asked for it."
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
VALUES = {
    "kind": "focus-group",
    "sectors": ["ITU-T"],
    "names.en": "Focus Group on the Ends of Sessions",
    "version": "1",
    "reason": REASON,
}


def strict(name: str = "") -> Client:
    """A browser whose forms need their token; signed in where a name is given."""
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    if name:
        _sign_in(client, name)
    return client


def _sign_in(client: Client, name: str) -> None:
    """As in a new window: the token of older forms is no longer taken."""
    account = models.Account.objects.get(email=f"{name}@example.org")
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    client.cookies.pop("csrftoken", None)


def offered(text: str) -> dict[str, Any]:
    """What the form in the page sends."""
    form = text[text.index('<form method="post"', text.index('<main id="main"')) :]
    form = form[: form.index("</form>")]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    boxes = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', form)
    return {name: unescape(value) for name, value in [*hidden, *boxes]}


def test_a_form_that_outlived_its_session_is_saved_without_scripts(browser: Any) -> None:
    assert browser("secretariat")
    client = strict("secretariat")
    token = TOKEN.search(client.get(EDIT).content.decode())
    assert token
    client.cookies.pop("sessionid")
    first = client.post(EDIT, {**VALUES, "csrfmiddlewaretoken": token[1]}, headers={"Origin": HERE})
    assert first.status_code == 401
    text = first.content.decode()
    assert REASON in text
    sent = offered(text)
    _sign_in(client, "secretariat")
    stale = client.post(EDIT, sent, headers={"Origin": HERE, "Referer": f"{HERE}{EDIT}"})
    again = stale.content.decode()
    check_html(again)
    assert stale.status_code == 403
    assert "Send it once more" in again
    assert REASON in again
    assert 'href="/facts/body/ITU-T%20FG-X/edit/"' in again or 'href="/facts/body/ITU-T FG-X/edit/"' in again
    assert models.Body.objects.get(code="ITU-T FG-X").version == 1
    done = client.post(EDIT, offered(again), headers={"Origin": HERE})
    assert done.status_code == 302, done.content.decode()[:3000]
    assert models.Body.objects.get(code="ITU-T FG-X").names["en"] == VALUES["names.en"]
    assert models.Change.objects.filter(reason=REASON).exists()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:99"},
        {"Referer": "https://evil.example/http://localhost/"},
        {"Origin": "https://evil.example", "Referer": f"{HERE}{EDIT}"},
        {"Origin": "http://user@localhost"},
    ],
)
def test_a_form_of_another_site_is_never_offered(browser: Any, headers: dict[str, str]) -> None:
    assert browser("secretariat")
    answer = strict("secretariat").post(EDIT, VALUES, headers=headers)
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "another site" in text
    assert "Send again" not in text
    assert REASON in text  # to be copied
    assert models.Body.objects.get(code="ITU-T FG-X").version == 1


def test_nobody_who_is_not_signed_in_is_offered_a_form(browser: Any) -> None:
    assert browser()
    answer = strict().post(EDIT, VALUES, headers={"Origin": HERE})
    assert answer.status_code == 403
    assert "Send again" not in answer.content.decode()


def test_passwords_are_neither_shown_nor_sent_again(browser: Any) -> None:
    assert browser("secretariat")
    secret = {"oldpassword": "a long and quiet river", "password1": "another long and quiet river"}
    answer = strict("secretariat").post("/accounts/password/change/", secret, headers={"Origin": HERE})
    assert answer.status_code == 403
    assert "Send again" not in answer.content.decode()
    assert "quiet river" not in answer.content.decode()


def test_a_part_of_a_page_gives_way_to_the_form(browser: Any) -> None:
    assert browser("secretariat")
    headers = {"Origin": HERE, "HX-Request": "true"}
    answer = strict("secretariat").post(EDIT, VALUES, headers=headers)
    assert answer["HX-Retarget"] == "body"
    assert "Send again" in answer.content.decode()


def test_hostile_text_is_shown_harmlessly(browser: Any) -> None:
    assert browser("secretariat")
    hostile = "<script>alert(1)</script>\u202egnp.\u202c 😀 </textarea>" + "x" * 9000
    values = {
        "reason": hostile,
        "<script>alert(2)</script>": "short",
        "names.en": hostile,
        "note": '"><script>alert(1)</script>',
    }
    answer = strict("secretariat").post(EDIT, values, headers={"Origin": HERE})
    text = answer.content.decode()
    check_html(text)
    assert "<script>alert" not in text
    assert text.count("</textarea>") == 3  # of reason, name and note


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_the_page_is_there_in_every_language(browser: Any, language: str) -> None:
    assert browser("secretariat")
    client = strict("secretariat")
    client.cookies["django_language"] = language
    text = client.post(EDIT, VALUES, headers={"Origin": HERE}).content.decode()
    assert f'<html lang="{language}"' in text
    check_html(text)
