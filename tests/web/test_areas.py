"""The list of areas, an area's page, its papers, and the proposals to bring entries of lists together."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.register import models
from commonground.register.workflows.judging import consolidated, key_of

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
GENDER = "/areas/gender/"
PROPOSALS = "/area-proposals/"


def ids(browser: Any, **query: str) -> list[str]:
    return [one["id"] for one in browser.json("/areas/", **query)["areas"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_and_area_read_in_every_language(browser: Any, language: str) -> None:
    name = {
        "ar": "المساواة بين الجنسين",
        "zh-hans": "性别平等",
        "fr": "Égalité hommes-femmes",
        "ru": "Гендерное равенство",
    }
    wanted = name.get(language, "Gender" if language == "en" else "Igualdad de género")
    visitor = browser("visitor", language)
    assert wanted.replace("'", "&#x27;") in visitor.get("/areas/")
    assert wanted in visitor.get(GENDER)
    assert browser("secretariat", language).get("/areas/climate-change/")
    assert browser("secretariat", language).get(PROPOSALS)


def test_the_list_tells_lists_and_what_each_sector_does(browser: Any) -> None:
    twin = browser().json("/areas/")
    gender = next(one for one in twin["areas"] if one["id"] == "gender")
    assert gender["lists"] == ["1.1", "1.3"]
    assert gender["cells"]["ITU-D"]["instruments"] == [
        "WTDC Resolution 55 (Rev. Buenos Aires, 2017)",
        "WTDC Resolution 76 (Dubai, 2014)",
    ]
    climate = next(one for one in twin["areas"] if one["id"] == "climate-change")
    assert climate["cells"]["ITU-T"]["state"] == "stated"
    assert climate["cells"]["ITU-T"]["total"] > 5
    assert twin["number"] == len(twin["areas"])


def test_the_list_is_narrowed_and_sorted(browser: Any) -> None:
    visitor = browser()
    every = ids(visitor)
    in_list = ids(visitor, list="1.1")
    assert "gender" in in_list
    assert 0 < len(in_list) < len(every)
    assert ids(visitor, q="égalité FEMMES") == ["gender"]
    assert "gender" in ids(visitor, sector="ITU-D")
    assert "artificial-intelligence" not in ids(visitor, sector="ITU-D")
    assert "artificial-intelligence" in ids(visitor, sector="ITU-D", state="not-examined")
    assert ids(visitor, sort="links")[0] == "climate-change"
    by_name = ids(visitor, sort="name")
    assert by_name != every
    assert sorted(by_name) == sorted(every)
    assert "sample-area" in ids(visitor, list="-")


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page": "99"}, {"page": "-1"}, {"page": "x"}, {"sort": "no"}]
)
def test_what_is_asked_oddly_is_still_the_list(browser: Any, query: dict[str, str]) -> None:
    assert "Gender" in browser().get("/areas/", **query)


def test_a_list_without_a_fit_says_what_to_do(browser: Any) -> None:
    text = browser().get("/areas/", q="<b>nothing</b>\u202e")
    assert "No area fits" in text
    assert "<b>nothing" not in text


def test_filtering_by_htmx_answers_the_table_alone(browser: Any) -> None:
    answer = browser().client.get("/areas/", {"q": "gender"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "Gender" in text
    assert "<html" not in text
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize("name", ["gender", "Gender", "area:gender", "Égalité hommes-femmes", "性别平等"])
def test_an_area_is_found_by_id_label_and_link_id(browser: Any, name: str) -> None:
    assert browser().json(f"/areas/{name}/")["area"]["id"] == "gender"


def test_an_area_shows_names_lists_and_governing_texts_with_revisions(browser: Any) -> None:
    twin = browser().json(GENDER)
    assert set(twin["area"]["labels"]) == {"ar", "zh", "en", "fr", "ru", "es"}
    assert {(one["list"], one["number"]) for one in twin["entries"]} == {("1.1", "7"), ("1.3", "7")}
    by_sector = {one["code"]: one for one in twin["sectors"]}
    texts = {one["code"]: one for one in by_sector["General Secretariat"]["instruments"]}
    assert [one["label"] for one in texts["PP Resolution 70"]["revisions"]][-1] == "Rev. Dubai, 2018"
    text = browser().get(GENDER)
    assert "PP Resolution 70" in text
    assert "ISCG progress report to TDAG, June 2020" in text


def test_an_area_shows_who_works_on_it_and_what_is_joint(browser: Any) -> None:
    twin = browser().json("/areas/climate-change/")
    by_sector = {one["code"]: one for one in twin["sectors"]}
    works = {one["work"]: one for one in by_sector["ITU-T"]["works"]}
    assert works["ITU-T SG5"]["states"] == {"stated": 8}
    evidence = works["ITU-T Q9/5"]["links"][0]["evidence"]
    assert {
        "title": "ISCG progress report to TDAG, June 2020",
        "text": "Study Group 5 - Q9/5",
    }.items() <= evidence[0].items()
    joint = [one["title"] for one in twin["activities"]["event"] if one["is_joint"]]
    assert "WSIS – Action Line 7 (e-Environment)" in joint
    assert {one["title"] for one in twin["activities"]["report"]} >= {"Technical Papers and Reports"}
    assert {"id": "climate-change/e-waste"}.items() <= twin["sub_topics"][6].items()


def test_a_sub_topic_has_a_page_below_its_area(browser: Any) -> None:
    twin = browser().json("/areas/area:climate-change/e-waste/")
    assert twin["area"]["above"]["id"] == "climate-change"
    works = {work["work"] for sector in twin["sectors"] for work in sector["works"]}
    assert works == {"ITU-T SG5", "ITU-T Q7/5", "ITU-D SG2", "ITU-D Q6/2"}
    assert set(twin["area"]["labels"]) == {"ar", "zh", "en", "fr", "ru", "es"}
    assert "المخلفات الإلكترونية" in browser("visitor", "ar").get("/areas/climate-change/e-waste/")


@pytest.mark.parametrize(
    "name", ["nothing", "climate-change/nothing", "nothing/e-waste", "area:", "<script>"]
)
def test_an_area_that_is_not_there_is_not_found(browser: Any, name: str) -> None:
    assert "<script>/" not in browser().get(f"/areas/{name}/", status=404)


def test_an_area_of_no_list_is_told_so(browser: Any) -> None:
    assert "It stands in no list." in browser().get("/areas/sample-area/")


def test_history_is_for_members_and_reasons_for_who_may_see_them(browser: Any) -> None:
    secretariat = browser("secretariat")
    secretariat.post(
        PROPOSALS, {"name": an_open(browser)["id"], "verdict": "accept", "reason": "one subject"}
    )
    area = an_area_of(browser)
    assert any(one["verdict"] == "accept" for one in browser("delegate").json(area)["history"])
    assert browser().json(area)["history"] is None
    assert browser().json(area)["proposals"] is None
    assert "one subject" not in browser().get(area)


def an_open(browser: Any) -> Any:
    return browser("secretariat").json(PROPOSALS, kind="same")["proposals"][0]


def an_area_of(browser: Any) -> str:
    decided = browser("secretariat").json(PROPOSALS, state="decided")["proposals"][0]
    return f"/areas/{decided['a']['text']}/"


def test_an_accepted_proposal_makes_one_area_and_a_later_verdict_parts_it(browser: Any) -> None:
    secretariat = browser("secretariat")
    number, one = len(ids(browser())), an_open(browser)
    answer = secretariat.post(PROPOSALS, {"name": one["id"], "verdict": "accept"}, htmx=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "accepted" in text
    assert "<html" not in text
    assert len(ids(browser())) == number - 1
    assert secretariat.post(PROPOSALS, {"name": one["id"], "verdict": "reject"}).status_code == 302
    assert len(ids(browser())) == number


def test_without_scripts_a_verdict_leads_back_to_where_it_was_given(browser: Any) -> None:
    secretariat, one = browser("secretariat"), an_open(browser)
    answer = secretariat.post(PROPOSALS, {"name": one["id"], "verdict": "unsure", "next": GENDER})
    assert answer["Location"] == GENDER
    assert "The verdict was recorded." in secretariat.get(GENDER)
    away = secretariat.post(
        PROPOSALS, {"name": one["id"], "verdict": "unsure", "next": "https://evil.example/"}
    )
    assert away["Location"] == PROPOSALS


@pytest.mark.parametrize(
    ("person", "sees", "judges"),
    [
        ("visitor", 401, 401),
        ("delegate", 200, 403),
        ("focal-point ITU-T", 200, 302),
        ("secretariat", 200, 302),
        ("administrator", 200, 403),
    ],
)
def test_who_sees_and_judges_proposals(browser: Any, person: str, sees: int, judges: int) -> None:
    text = browser(person).get(PROPOSALS, status=sees)
    assert ('name="verdict"' in text) == (judges == 302)
    name = key_of(consolidated().undecided[0])
    assert browser(person).post(PROPOSALS, {"name": name, "verdict": "accept"}).status_code == judges


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"name": "nothing", "verdict": "accept"}, 404),
        ({"verdict": "maybe"}, 422),
        ({}, 422),
        ({"verdict": "accept", "reason": "x" * 4001}, 422),
        ({"verdict": "accept", "reason": "a\x00b"}, 422),
    ],
)
def test_a_verdict_that_cannot_be_changes_nothing(browser: Any, values: dict[str, str], status: int) -> None:
    answer = browser("secretariat").post(PROPOSALS, {"name": an_open(browser)["id"], **values})
    assert answer.status_code == status
    assert not models.Judgement.objects.exists()


def test_hostile_reasons_are_shown_harmlessly(browser: Any) -> None:
    secretariat, one = browser("secretariat"), an_open(browser)
    reason = "<script>alert(1)</script>\u202e\U0001f4a3 " + "long " * 700
    secretariat.post(PROPOSALS, {"name": one["id"], "verdict": "accept", "reason": reason})
    for page in (f"{PROPOSALS}?state=decided", an_area_of(browser)):
        assert "<script>alert" not in secretariat.get(page)
    assert "<script>alert" not in secretariat.get(PROPOSALS, state="decided")


def test_proposals_are_narrowed(browser: Any) -> None:
    focal = browser("focal-point ITU-T")
    twin = focal.json(PROPOSALS, q="WSIS", kind="same")
    assert twin["number"] >= 1
    assert all("wsis" in f"{one['a']['text']} {one['b']['text']}".lower() for one in twin["proposals"])
    of_area = focal.json(PROPOSALS, area="climate-change", state="all")["number"]
    assert 0 < of_area < focal.json(PROPOSALS, state="all")["number"]
    assert focal.json(PROPOSALS, page="999")["page"] == focal.json(PROPOSALS)["pages"]
    assert "No proposal fits" in focal.get(PROPOSALS, q="nothing at all")


@pytest.mark.parametrize("form", ["docx", "xlsx", "html", "csv"])
def test_papers_come_in_the_language_asked_for(browser: Any, form: str) -> None:
    visitor = browser()
    whole = visitor.client.get(f"/areas/list.{form}", {"language": "ar"})
    assert whole.status_code == 200
    assert f"areas-ar.{form}" in whole["Content-Disposition"]
    one = visitor.client.get(f"{GENDER}paper.{form}", {"language": "fr"})
    assert one.status_code == 200
    assert f"gender-fr.{form}" in one["Content-Disposition"]
    if form == "html":
        assert "Égalité hommes-femmes" in one.content.decode()
        assert 'dir="rtl"' in whole.content.decode()


def test_papers_of_no_language_or_format_are_refused(browser: Any) -> None:
    assert browser().client.get("/areas/list.pdf").status_code == 404
    assert browser().client.get("/areas/list.docx", {"language": "xx"}).status_code == 422
    assert browser().client.get("/areas/nothing/paper.docx").status_code == 404


def test_an_earlier_state_keeps_its_name_in_links_and_is_only_read(browser: Any) -> None:
    secretariat = browser("secretariat")
    assert "edition=Earlier" in secretariat.get("/areas/", edition="Earlier")
    assert 'name="verdict"' not in secretariat.get("/areas/climate-change/", edition="Earlier")


@pytest.mark.parametrize("path", ["/areas/", "/areas/climate-change/", "/areas/gender/", PROPOSALS])
def test_the_number_of_queries_does_not_follow_the_rows(browser: Any, path: str) -> None:
    focal = browser("focal-point ITU-T")
    with CaptureQueriesContext(connection) as queries:
        assert focal.client.get(path).status_code == 200
    assert len(queries) <= 60
