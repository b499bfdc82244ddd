"""Facts are retired with a reason, say so, and are put back."""

from __future__ import annotations

from typing import Any

import pytest

from commonground.register import models

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
FREE = {
    "area": ("Sample area", "/areas/sample-area/"),
    "body": ("ITU-T FG-X", "/groups/ITU-T FG-X/"),
    "question": ("ITU-T Q99/5@2017-2020", "/questions/ITU-T Q99/5/"),
    "instrument": ("ITU-T Resolution 999", "/instruments/ITU-T Resolution 999/"),
    "work-item": ("L.1050", "/work-items/L.1050/"),
    "activity": ("week-public", "/activities/week-public/"),
    "theme": ("sample", "/themes/sample/"),
}
HOSTILE = "<script>alert(1)</script>\u202egnp.\u202c 😀"


def retire(person: Any, kind: str, named: str, **changed: str) -> Any:
    """The answer to the form, as it stands, with the reason filled in."""
    address = f"/facts/{kind}/{named}/retire/"
    version = person.json(address)["version"]
    return person.post(address, {"version": version, "reason": "merged into another", **changed})


@pytest.mark.parametrize("kind", FREE)
def test_a_retired_fact_says_so_and_can_be_put_back(browser: Any, kind: str) -> None:
    named, page = FREE[kind]
    secretariat = browser("secretariat")
    if kind == "area":
        retire(secretariat, "theme", "sample")
    assert retire(secretariat, kind, named).status_code == 302
    text = secretariat.get(page, status=410)
    assert "Retired on" in text
    assert "merged into another" in text
    assert "Put it back as it was" in text
    visitor = browser("visitor").get(page, status=410)
    assert "Retired on" in visitor
    assert "merged into another" not in visitor  # the log is for members
    assert "Put it back" not in visitor
    answer = secretariat.post(f"/facts/{kind}/{named}/restore/", {"reason": "too early"})
    assert answer.status_code == 302
    assert "Put back in force." in secretariat.get(page)
    assert models.Change.objects.latest("pk").reason == "too early"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_there_in_every_language(browser: Any, language: str) -> None:
    secretariat = browser("secretariat", language)
    assert f'<html lang="{language}"' in secretariat.get("/facts/body/ITU-T FG-X/retire/")
    retire(secretariat, "body", "ITU-T FG-X")
    assert f'<html lang="{language}"' in secretariat.get("/groups/ITU-T FG-X/", status=410)


def test_a_reason_is_asked_for(browser: Any) -> None:
    answer = retire(browser("secretariat"), "body", "ITU-T FG-X", reason=" ")
    assert answer.status_code == 422
    assert 'id="field-reason_error"' in answer.content.decode()
    assert models.Body.objects.filter(code="ITU-T FG-X").exists()


def test_what_points_to_it_is_told_before(browser: Any) -> None:
    twin = browser("secretariat").json("/facts/body/ITU-T SG5/retire/")["pointers"]
    assert {"kind": "question", "key": ["ITU-T Q7/5", "2017-2020"], "field": "body"} in twin["holding"]
    assert {"kind": "mandate", "key": ["ITU-T SG5", "2025-2028"], "field": "body"} in twin["parts"]
    assert twin["links"] > 0
    assert twin["references"] == 3
    text = browser("secretariat").get("/facts/body/ITU-T SG5/retire/")
    assert "Let them name another one" in text
    assert "Retire it</button>" not in text
    assert retire(browser("secretariat"), "body", "ITU-T SG5").status_code == 409
    assert models.Body.objects.filter(code="ITU-T SG5").exists()


def test_facts_that_name_it_in_a_list_are_told_too(browser: Any) -> None:
    models.WorkItem.objects.filter(code="L.1050").update(liaisons=["ITU-T FG-X"])
    models.Area.objects.filter(label="Sample area").update(related=["Accessibility"])
    secretariat = browser("secretariat")
    naming = secretariat.json("/facts/body/ITU-T FG-X/retire/")["pointers"]["naming"]
    assert naming == [{"kind": "work-item", "key": ["L.1050"], "field": "liaisons"}]
    naming = secretariat.json("/facts/area/Accessibility/retire/")["pointers"]["naming"]
    assert {"kind": "area", "key": ["Sample area"], "field": "related"} in naming
    naming = secretariat.json("/facts/area/Sample area/retire/")["pointers"]["naming"]
    assert {"kind": "theme", "key": ["sample"], "field": "area"} in naming


def test_revisions_go_and_come_with_their_text(browser: Any) -> None:
    secretariat = browser("secretariat")
    revisions = models.Revision.objects.filter(instrument__code="ITU-T Resolution 999")
    retire(secretariat, "revision", "ITU-T Resolution 999@Earlier, 2026")
    assert retire(secretariat, "instrument", "ITU-T Resolution 999").status_code == 302
    assert not revisions.exists()
    secretariat.post("/facts/instrument/ITU-T Resolution 999/restore/")
    assert [one.label for one in revisions] == ["Sample, 2030"]  # the one that went before stays away


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("visitor", 401),
        ("delegate", 403),
        ("focal-point ITU-R", 403),
        ("administrator", 403),
        ("focal-point ITU-T", 302),
        ("secretariat", 302),
    ],
)
def test_who_may_retire_a_group(browser: Any, person: str, status: int) -> None:
    reader = browser(person)
    address = "/facts/body/ITU-T FG-X/retire/"
    reader.get(address, status=200 if status == 302 else status)
    assert (address.replace(" ", "%20") in reader.get("/groups/ITU-T FG-X/")) == (status == 302)
    assert reader.post(address, {"version": "1", "reason": "gone"}).status_code == status
    assert models.Body.objects.filter(code="ITU-T FG-X").exists() == (status != 302)


def test_an_area_is_everybodys_and_retired_by_the_secretariat_alone(browser: Any) -> None:
    focal = browser("focal-point ITU-T")
    assert "/retire/" not in focal.get("/areas/sample-area/")
    assert "/facts/area/Sample%20area/edit/" in focal.get("/areas/sample-area/")
    assert "/retire/" not in focal.get("/facts/area/Sample area/edit/")
    focal.get("/facts/area/Sample area/retire/", status=403)
    assert "/facts/area/Sample%20area/retire/" in browser("secretariat").get("/areas/sample-area/")


def test_what_is_known_of_an_area_of_the_lists_goes_and_the_area_stays(browser: Any) -> None:
    secretariat = browser("secretariat")
    assert retire(secretariat, "area", "Accessibility").status_code == 302
    text = secretariat.get("/areas/accessibility/")
    assert "Retired on" in text
    assert "Put it back as it was" in text
    assert "/facts/area/new/?label=Accessibility" in text


def test_what_others_changed_meanwhile_is_not_retired(browser: Any) -> None:
    secretariat = browser("secretariat")
    models.Body.objects.filter(code="ITU-T FG-X").update(version=7)
    answer = secretariat.post("/facts/body/ITU-T FG-X/retire/", {"version": "1", "reason": "my reason"})
    text = answer.content.decode()
    assert answer.status_code == 412
    assert "my reason" in text
    assert 'name="version" value="7"' in text
    assert models.Body.objects.filter(code="ITU-T FG-X").exists()


def test_who_may_not_retire_may_not_put_back(browser: Any) -> None:
    retire(browser("secretariat"), "body", "ITU-T FG-X")
    for person, status in (("visitor", 401), ("delegate", 403), ("focal-point ITU-R", 403)):
        assert browser(person).post("/facts/body/ITU-T FG-X/restore/").status_code == status
        assert "Put it back" not in browser(person).get("/groups/ITU-T FG-X/", status=410)
    assert not models.Body.objects.filter(code="ITU-T FG-X").exists()


def test_what_is_put_back_must_find_what_it_names(browser: Any) -> None:
    secretariat = browser("secretariat")
    models.WorkItem.objects.filter(code="L.1050").update(body="ITU-T FG-X")
    retire(secretariat, "work-item", "L.1050")
    retire(secretariat, "body", "ITU-T FG-X")
    answer = secretariat.post("/facts/work-item/L.1050/restore/", {"reason": "my reason"})
    assert answer.status_code == 422
    assert "ITU-T FG-X" in answer.content.decode()
    assert "my reason" in answer.content.decode()


def test_an_address_of_what_is_retired_leads_to_the_page_that_says_so(browser: Any) -> None:
    retire(browser("secretariat"), "body", "ITU-T FG-X")
    assert browser().client.get("/id/ITU-T FG-X/")["Location"] == "/groups/ITU-T%20FG-X/"
    browser().get("/groups/ITU-T FG-X/", edition="Earlier")  # where it is in force
    browser("secretariat").get("/facts/body/ITU-T FG-X/edit/", status=410)


def test_retired_facts_of_other_levels_are_not_told(browser: Any) -> None:
    retire(browser("secretariat"), "activity", "week-internal")
    browser("visitor").get("/activities/week-internal/", status=404)
    browser("secretariat").get("/activities/week-internal/", status=410)


def test_hostile_reasons_are_shown_harmlessly(browser: Any) -> None:
    secretariat = browser("secretariat")
    assert retire(secretariat, "body", "ITU-T FG-X", reason=HOSTILE).status_code == 302
    assert "<script>alert" not in secretariat.get("/groups/ITU-T FG-X/", status=410)
    answer = secretariat.post("/facts/body/ITU-T FG-X/restore/", {"reason": "a\x00b"})
    assert answer.status_code == 422
    assert not models.Body.objects.filter(code="ITU-T FG-X").exists()
