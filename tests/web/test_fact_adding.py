"""Facts of every kind are added on pages."""

from __future__ import annotations

from typing import Any

import pytest

from commonground.register import models

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
KINDS = ("area", "body", "mandate", "question", "instrument", "revision", "work-item", "activity")
HOSTILE = "<script>alert(1)</script>\u202egnp.\u202c 😀 "
GROUP = {"code": "ITU-T FG-NEW", "kind": "focus-group", "sectors": "ITU-T", "names.en": "Focus Group New"}
VALUES: dict[str, dict[str, str]] = {
    "area": {"labels.en": "Smart rivers", "labels.fr": "Rivières intelligentes", "access": "public"},
    "body": GROUP,
    "mandate": {"body": "ITU-T SG20", "period": "2025-2028", "title": "Things"},
    "question": {
        "code": "ITU-T Q98/5",
        "period": "2017-2020",
        "sector": "ITU-T",
        "body": "ITU-T SG5",
        "title": "Rivers",
    },
    "instrument": {
        "code": "ITU-T Resolution 998",
        "kind": "resolution",
        "body": "WTSA",
        "sector": "ITU-T",
        "number": "998",
        "revision-label": "Rev. Geneva, 2022",
        "revision-year": "2022",
        "revision-title": "On rivers",
    },
    "revision": {
        "instrument": "ITU-T Resolution 999",
        "label": "Later, 2031",
        "year": "2031",
        "position": "2",
    },
    "work-item": {
        "code": "L.rivers",
        "title": "Rivers",
        "sector": "ITU-T",
        "body": "ITU-T SG5",
        "question": "ITU-T Q7/5",
        "access": "public",
    },
    "activity": {
        "code": "river-day",
        "kind": "event",
        "title": "Day of rivers",
        "sectors": "ITU-T",
        "starts_on": "2026-11-03",
        "access": "public",
    },
}
PAGES = {
    "area": "/areas/smart-rivers/",
    "body": "/groups/ITU-T%20FG-NEW/",
    "mandate": "/groups/ITU-T%20SG20/",
    "question": "/questions/ITU-T%20Q98/5/?period=2017-2020",
    "instrument": "/instruments/ITU-T%20Resolution%20998/",
    "revision": "/instruments/ITU-T%20Resolution%20999/",
    "work-item": "/work-items/L.rivers/",
    "activity": "/activities/river-day/",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_there_in_every_language(browser: Any, language: str) -> None:
    reader = browser("secretariat", language)
    for kind in KINDS:
        assert 'name="reason"' in reader.get(f"/facts/{kind}/new/")


@pytest.mark.parametrize("kind", KINDS)
def test_a_fact_is_added_and_shown(browser: Any, kind: str) -> None:
    secretariat = browser("secretariat")
    answer = secretariat.post(f"/facts/{kind}/new/", {**VALUES[kind], "reason": "as asked for"})
    assert answer.status_code == 302, answer.content.decode()[:4000]
    assert answer["Location"] == PAGES[kind]
    page = secretariat.get(PAGES[kind])
    assert "Added." in page
    assert models.Change.objects.filter(action="fact-added").latest("pk").reason == "as asked for"


def test_an_area_that_is_added_stands_in_the_list_in_every_language(browser: Any) -> None:
    browser("secretariat").post("/facts/area/new/", VALUES["area"])
    assert models.Area.objects.get(label="Smart rivers").labels == {
        "en": "Smart rivers",
        "fr": "Rivières intelligentes",
    }
    assert "Rivières intelligentes" in browser("visitor", "fr").get("/areas/", q="rivières")


def test_an_instrument_is_added_with_its_revision_or_not_at_all(browser: Any) -> None:
    secretariat = browser("secretariat")
    without = {**VALUES["instrument"], "revision-label": ""}
    answer = secretariat.post("/facts/instrument/new/", without)
    assert answer.status_code == 422
    assert "On rivers" in answer.content.decode()
    assert not models.Instrument.everything.filter(code="ITU-T Resolution 998").exists()
    secretariat.post("/facts/instrument/new/", VALUES["instrument"])
    revision = models.Revision.objects.get(instrument__code="ITU-T Resolution 998")
    assert (revision.label, revision.year, revision.title) == ("Rev. Geneva, 2022", 2022, "On rivers")


def test_what_is_wrong_with_a_part_is_said_beside_its_field(browser: Any) -> None:
    wrong = {**VALUES["instrument"], "revision-label": "x" * 200}
    answer = browser("secretariat").post("/facts/instrument/new/", wrong)
    assert answer.status_code == 422
    assert 'id="field-revision-label_error"' in answer.content.decode()
    assert not models.Instrument.everything.filter(code="ITU-T Resolution 998").exists()


@pytest.mark.parametrize(
    ("person", "shown", "sent"),
    [
        ("visitor", 401, 401),
        ("delegate", 403, 403),
        ("administrator", 403, 403),
        ("focal-point ITU-R", 200, 403),
        ("focal-point ITU-T", 200, 302),
        ("counsellor ITU-T SG5", 200, 302),
        ("secretariat", 200, 302),
    ],
)
def test_who_may_add_a_group_of_a_sector(browser: Any, person: str, shown: int, sent: int) -> None:
    browser(person).get("/facts/body/new/", status=shown)
    answer = browser(person).post("/facts/body/new/", GROUP)
    assert answer.status_code == sent
    assert models.Body.objects.filter(code="ITU-T FG-NEW").exists() == (sent == 302)
    if (shown, sent) == (200, 403):
        assert "Focus Group New" in answer.content.decode()  # what was typed stays


@pytest.mark.parametrize(("page", "link"), [
    ("/areas/", "/facts/area/new/"),
    ("/groups/", "/facts/body/new/"),
    ("/instruments/", "/facts/instrument/new/"),
    ("/activities/", "/facts/activity/new/"),
    ("/groups/ITU-T SG5/", "/facts/question/new/?body=ITU-T%20SG5&amp;sector=ITU-T&amp;period=2022-2024"),
    ("/groups/ITU-T SG5/", "/facts/mandate/new/?body=ITU-T%20SG5"),
    ("/groups/ITU-T SG5/", "/facts/work-item/new/?body=ITU-T%20SG5"),
    ("/questions/ITU-T Q7/5/", "/facts/work-item/new/?question=ITU-T%20Q7%2F5"),
    ("/instruments/ITU-T Resolution 999/", "/facts/revision/new/?instrument=ITU-T%20Resolution%20999"),
    ("/areas/climate-change/", "/facts/activity/new/?theme=Climate+change"),
])  # fmt: skip
def test_who_may_add_finds_the_form_where_they_look(browser: Any, page: str, link: str) -> None:
    assert link in browser("secretariat").get(page)
    for person in ("visitor", "delegate", "administrator"):
        assert "/facts/" not in browser(person).get(page)
    assert "/facts/" not in browser("secretariat").get(page, edition="Earlier")


def test_what_is_known_already_is_filled_in(browser: Any) -> None:
    text = browser("focal-point ITU-T").get("/facts/question/new/", body="ITU-T SG5", period="2017-2020")
    assert 'value="ITU-T SG5"' in text
    assert '<option value="ITU-T" selected>' in text
    assert '<datalist id="ids-body">' in text
    twin = browser("focal-point ITU-T").json("/facts/body/new/")
    assert twin["values"] == {"sectors": ["ITU-T"]}


@pytest.mark.parametrize(("kind", "changed", "status", "field"), [
    ("body", {"parent": "ITU-T SG999"}, 422, "parent"),
    ("body", {"code": "ITU-T SG5"}, 409, ""),
    ("body", {"code": ""}, 422, "code"),
    ("body", {"code": "a\x00b"}, 422, "code"),
    ("body", {"code": "x" * 121}, 422, "code"),
    ("body", {"kind": ""}, 422, "kind"),
    ("question", {"period": "1066"}, 422, "period"),
    ("question", {"body": "nobody"}, 422, "body"),
    ("work-item", {"question": "ITU-T Q999/5"}, 422, "question"),
    ("activity", {"starts_on": "yesterday"}, 422, "starts_on"),
    ("activity", {"ends_on": "2020-01-01"}, 422, ""),
    ("area", {"labels.en": "", "labels.fr": ""}, 422, "labels.en"),
    ("revision", {"instrument": "none"}, 422, "instrument"),
])  # fmt: skip
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    browser: Any, kind: str, changed: dict[str, str], status: int, field: str
) -> None:
    before = models.Change.objects.count()
    sent = {**VALUES[kind], **changed, "reason": "my long reason"}
    answer = browser("secretariat").post(f"/facts/{kind}/new/", sent)
    text = answer.content.decode()
    assert answer.status_code == status
    assert "my long reason" in text
    assert "Not added" in text
    if field:
        assert f'id="field-{field}_error"' in text
    assert models.Change.objects.count() == before


def test_a_form_that_is_sent_twice_adds_once(browser: Any) -> None:
    secretariat = browser("secretariat")
    assert secretariat.post("/facts/body/new/", GROUP).status_code == 302
    assert secretariat.post("/facts/body/new/", GROUP).status_code == 409
    assert models.Body.everything.filter(code="ITU-T FG-NEW").count() == 1


def test_kinds_that_are_not_added_here_are_not_found(browser: Any) -> None:
    for kind in ("link", "theme", "nothing"):
        assert browser("secretariat").client.get(f"/facts/{kind}/new/").status_code == 404


def test_hostile_text_is_shown_harmlessly(browser: Any) -> None:
    secretariat = browser("secretariat")
    values = {**VALUES["activity"], "title": HOSTILE + "x" * 5000, "address": "javascript:alert(1)"}
    assert secretariat.post("/facts/activity/new/", values).status_code == 302
    for path in ("/activities/", "/activities/river-day/", "/facts/activity/river-day/edit/"):
        text = secretariat.get(path)
        assert "<script>alert" not in text
        assert 'href="javascript:' not in text
