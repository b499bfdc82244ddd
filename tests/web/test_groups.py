"""Pages of groups, Questions and work items, and the form for facts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.register import models

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
GROUP = "/groups/ITU-T SG5/"
QUESTION = "/questions/ITU-T Q7/5/"
EDIT = "/facts/body/ITU-T SG5/edit/"
HOSTILE = "<script>alert(1)</script>\u202egnp.\u202c 😀 " + "x" * 10_000


def body_values(**changed: Any) -> dict[str, Any]:
    """What the form of ITU-T SG5 sends, with some of it changed."""
    row = models.Body.objects.get(code="ITU-T SG5")
    names = {f"names.{code}": text for code, text in row.names.items()}
    values = {"version": row.version, "kind": row.kind, "sectors": row.sectors, **names}
    return {**values, "sources": "\n".join(row.sources), "reason": "", **changed}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_in_every_language(browser: Any, language: str) -> None:
    reader = browser("secretariat", language)
    for path in ("/groups/", GROUP, QUESTION, "/work-items/L.1050/", EDIT):
        assert f'<html lang="{language}"' in reader.get(path)


def test_the_list_is_a_tree_with_questions_and_links(browser: Any) -> None:
    twin = browser("delegate").json("/groups/", sector="ITU-T")
    rows = {row["code"]: row for part in twin["parts"] for row in part["rows"]}
    assert rows["ITU-T WP1/5"]["level"] == rows["ITU-T SG5"]["level"] + 1
    assert rows["ITU-T SG5"]["questions"] > 5
    assert rows["ITU-T SG5"]["states"]["proposed"] >= 2  # its own and that of its Question
    assert all("ITU-T" in row["sectors"] for row in rows.values())


def test_the_list_is_narrowed_by_words_in_any_language(browser: Any) -> None:
    french = models.Body.objects.get(code="ITU-T SG5").names["fr"]
    twin = browser().json("/groups/", text=french)
    assert "ITU-T SG5" in [row["code"] for part in twin["parts"] for row in part["rows"]]
    assert "No group fits" in browser().get("/groups/", text="nothing has this name")


def test_a_group_shows_what_it_shares_with_other_sectors(browser: Any) -> None:
    text = browser("delegate").get(GROUP)
    assert "ITU-D SG2" in text
    assert "ITU-T Q7/5" in text
    twin = browser("delegate").json(GROUP)
    proposed = {part["sector"]: part["states"].get("proposed", 0) for part in twin["overlaps"]}
    assert proposed["ITU-D"] >= 2


def test_a_visitor_sees_no_proposals(browser: Any) -> None:
    text, twin = browser().get(GROUP), browser().json(GROUP)
    states = {state for part in twin["overlaps"] for state in part["states"]}
    assert states <= {"agreed", "stated"}
    assert all(link["probability"] is None for part in twin["overlaps"] for link in part["links"])
    assert twin["mapping"] == []
    assert "/facts/" not in text
    states = {
        state
        for part in browser().json("/groups/")["parts"]
        for row in part["rows"]
        for state in row["states"]
    }
    assert states <= {"agreed", "stated"}


def test_passages_of_matching_are_for_members(browser: Any) -> None:
    link = models.LinkStanding.objects.get(left="ITU-T SG20", right="ITU-D SG2")
    row = models.Suggestion.objects.get(key=link.key)
    question = models.Question.objects.filter(code="ITU-T Q7/5").latest("period")
    told = models.LinkStanding.objects.get(left="ITU-T Q7/5", right="ITU-D SG2")
    row.key, row.left = told.key, question.code
    row.explanation["left"] = [
        {"item": question.code, "part": "text", "text": "E-waste and more", "spans": [[0, 7]]}
    ]
    row.save()
    text = browser("focal-point ITU-R", "fr").get(QUESTION)
    assert "Les deux parlent de déchets." in text
    assert "<mark>E-waste</mark>" in text
    assert "déchets" not in browser("visitor", "fr").get(QUESTION)


def test_a_question_shows_the_period_asked_for(browser: Any) -> None:
    periods = browser().json(QUESTION)["periods"]
    assert len(periods) > 1
    assert periods == sorted(periods, reverse=True)
    twin = browser().json(QUESTION, period=periods[-1])
    assert twin["question"]["period"] == periods[-1]
    assert browser().json(f"/questions/ITU-T Q7/5@{periods[-1]}/")["question"] == twin["question"]
    assert "its study periods" in browser().get(QUESTION, status=404, period="1066")


def test_what_came_before_and_after_a_question(browser: Any) -> None:
    later = next(row for row in models.Question.objects.order_by("pk") if row.predecessors)
    code, _, period = later.predecessors[0].partition("@")
    lines = browser().json(f"/questions/{later.code}/", period=later.period)["lines"]
    assert (code, period) in [(one["predecessor"], one["predecessor_period"]) for one in lines["before"]]
    after = browser().json(f"/questions/{code}/", period=period)["lines"]["after"]
    assert (later.code, later.period) in [(one["successor"], one["successor_period"]) for one in after]


def test_liaison_statements_stand_with_who_sent_and_who_got_them(browser: Any) -> None:
    document = models.Document.objects.get(name="public.docx")
    document.group = "ITU-D SG2"
    document.liaison_statement = {
        "title": "On e-waste",
        "deadline": "2026-09-01",
        "for_action": [{"text": "SG5", "ids": ["ITU-T SG5"]}],
    }
    document.save()
    got = browser("visitor").get(GROUP)
    assert "On e-waste" in got
    assert "received for action" in got
    assert 'datetime="2026-09-01' in got
    assert browser().json("/groups/ITU-D SG2/")["liaison_statements"][0]["is_sent"]
    models.Document.objects.filter(pk=document.pk).update(access="internal")
    assert "On e-waste" not in browser("visitor").get(GROUP)
    assert "On e-waste" in browser("focal-point ITU-R").get(GROUP)


def test_the_part_of_a_mapping_table_is_a_file_for_members(browser: Any) -> None:
    path = "/groups/ITU-T SG5/mapping.json"
    assert browser().client.get(path, {"with": "ITU-D"}).status_code == 401
    answer = browser("delegate").client.get(path, {"with": "ITU-D"})
    assert answer.status_code == 200
    rows = {row["group"] or row["id"] for row in answer.json()["rows"] + answer.json()["columns"]}
    assert "ITU-T SG5" in rows
    assert "ITU-T SG20" not in rows
    assert browser("delegate").client.get(path, {"with": "nobody"}).status_code == 404
    assert (
        browser("delegate").client.get("/groups/ITU-T SG5/mapping.exe", {"with": "ITU-D"}).status_code == 404
    )


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("visitor", 401),
        ("delegate", 403),
        ("focal-point ITU-R", 403),
        ("administrator", 403),
        ("focal-point ITU-T", 200),
        ("secretariat", 200),
    ],
)
def test_who_may_edit_a_group(browser: Any, person: str, status: int) -> None:
    browser(person).get(EDIT, status=status)
    answer = browser(person).post(EDIT, body_values(**{"names.en": "Another name"}))
    assert answer.status_code == (302 if status == 200 else status)
    is_changed = models.Body.objects.get(code="ITU-T SG5").names["en"] == "Another name"
    assert is_changed == (status == 200)
    assert ("/facts/body/" in browser(person).get(GROUP)) == (status == 200)


def test_an_edit_is_logged_with_its_reason_and_keeps_the_rest(browser: Any) -> None:
    before = models.Body.objects.get(code="ITU-T SG5")
    answer = browser("secretariat").post(EDIT, body_values(**{"names.ar": "اسم", "reason": "as printed"}))
    assert answer["Location"] == "/groups/ITU-T%20SG5/"
    after = models.Body.objects.get(code="ITU-T SG5")
    assert after.names == {**before.names, "ar": "اسم"}
    assert after.version == before.version + 1
    assert after.aliases == {} or after.aliases == before.aliases
    assert models.Change.objects.latest("pk").reason == "as printed"


def test_a_refused_edit_keeps_what_was_typed(browser: Any) -> None:
    answer = browser("secretariat").post(EDIT, body_values(parent="ITU-T SG999", reason="my reason"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="ITU-T SG999"' in text
    assert "my reason" in text
    assert 'id="field-parent_error"' in text
    assert "ITU-T SG999" in text
    assert models.Body.objects.get(code="ITU-T SG5").parent is None


def test_an_edit_of_what_others_changed_is_refused_once(browser: Any) -> None:
    mine = body_values(**{"names.en": "Mine"})
    assert browser("focal-point ITU-T").post(EDIT, body_values(**{"names.fr": "Autre"})).status_code == 302
    answer = browser("secretariat").post(EDIT, mine)
    text = answer.content.decode()
    assert answer.status_code == 412
    assert "Changed meanwhile by" in text
    assert "focal point" in text
    assert "Mine" in text
    version = models.Body.objects.get(code="ITU-T SG5").version
    assert f'value="{version}"' in text
    assert browser("secretariat").post(EDIT, {**mine, "version": version}).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/facts/mandate/ITU-T SG5@2025-2028/edit/",
        "/facts/question/ITU-T Q99/5@2017-2020/edit/",
        "/facts/work-item/L.1050/edit/",
        "/facts/instrument/ITU-T Resolution 999/edit/",
        "/facts/revision/ITU-T Resolution 999@Sample, 2030/edit/",
        "/facts/activity/week-public/edit/",
        "/facts/area/Sample area/edit/",
        "/facts/theme/sample/edit/",
    ],
)
def test_every_kind_of_fact_has_its_form(browser: Any, path: str) -> None:
    text = browser("secretariat", "es").get(path)
    assert 'name="reason"' in text
    assert 'name="version"' in text
    assert browser("secretariat").client.get("/facts/nothing/x/edit/").status_code == 404


def test_what_is_not_there_is_not_found(browser: Any) -> None:
    for path in ("/groups/ITU-T SG999/", "/questions/ITU-T Q999/5/", "/work-items/none/"):
        browser().get(path, status=404)
    models.WorkItem.objects.filter(code="L.1050").update(access="internal")
    browser().get("/work-items/L.1050/", status=404)
    browser("focal-point ITU-R").get("/work-items/L.1050/")


def test_hostile_text_is_shown_harmlessly(browser: Any) -> None:
    models.Body.objects.filter(code="ITU-T SG5").update(
        names={"en": HOSTILE, "ar": HOSTILE}, sources=[HOSTILE]
    )
    models.Question.objects.filter(code="ITU-T Q7/5").update(title=HOSTILE, scope=HOSTILE)
    models.LinkStanding.objects.filter(left="ITU-T Q7/5").update(right_title=HOSTILE, note=HOSTILE)
    for path in (GROUP, QUESTION, "/groups/", EDIT):
        assert "<script>alert" not in browser("secretariat").get(path)


def test_the_number_of_queries_does_not_grow_with_the_links(browser: Any) -> None:
    reader = browser("secretariat")
    reader.get(GROUP)
    with CaptureQueriesContext(connection) as few:
        reader.get(GROUP)
    link = models.LinkStanding.objects.get(left="ITU-T Q7/5", right="ITU-D SG2")
    for number in range(40):
        link.pk, link.code, link.key = None, f"copy{number}", f"copy {number}"
        link.save()
    with CaptureQueriesContext(connection) as many:
        reader.get(GROUP)
    assert len(many) <= len(few) + 2
    assert len(many) < 60
    with CaptureQueriesContext(connection) as listed:
        reader.get("/groups/")
    assert len(listed) < 25


def test_many_questions_have_pages_of_their_own(browser: Any) -> None:
    codes = [f"ITU-T Q{n}/5" for n in range(1000, 1150)]
    models.Question.objects.bulk_create(
        models.Question(code=code, sector="ITU-T", body="ITU-T SG5", period="2035-2038", title="A subject")
        for code in codes
    )
    reader = browser("delegate", "en")
    text = reader.get(GROUP)
    assert "All 150 Questions" in text
    assert 'href="/groups/ITU-T%20SG5/questions/?period=2035-2038"' in text
    assert text.count("A subject") < 60
    first = reader.json(f"{GROUP}questions/")
    second = reader.json(f"{GROUP}questions/", period=first["period"], cursor=first["next_cursor"])
    assert [row["code"] for page in (first, second) for row in page["questions"]] == codes
    assert second["next_cursor"] is None
    earlier = reader.json(f"{GROUP}questions/", period=list(first["numbers"])[1])
    assert len(earlier["questions"]) == earlier["numbers"][earlier["period"]]
    for language in LANGUAGES:
        assert "A subject" in browser("visitor", language).get(f"{GROUP}questions/")
    assert "2035" not in reader.get(f"{GROUP}questions/", status=404, period="1066")
    assert "href=" in reader.get("/groups/nobody/questions/", status=404)
    with CaptureQueriesContext(connection) as seen:
        reader.get(f"{GROUP}questions/")
    assert len(seen) < 20


def test_an_area_of_many_works_names_some_and_leads_to_all(browser: Any) -> None:
    link = models.LinkStanding.objects.get(left="ITU-T Q7/5", right="ITU-D SG2")
    for number, code in enumerate(models.Question.objects.filter(body="ITU-T SG5").values_list("code")[:14]):
        link.pk, link.code, link.key = None, f"area{number}", f"area {number}"
        link.left, link.right, link.state = code[0], "area:e-waste", "agreed"
        link.save()
    works = {row.left for row in models.LinkStanding.objects.filter(right="area:e-waste")}
    text, twin = browser("delegate").get(GROUP), browser("delegate").json(GROUP)
    area = next(area for area in twin["areas"] if area["id"] == "area:e-waste")
    assert set(area["works"]) == works
    listed = "/links/?body=ITU-T%20SG5&amp;work=area%3Ae-waste"
    assert (f'href="{listed}"' in text) == (len(works) > 5)


def test_of_many_areas_the_first_are_open_and_all_are_named(browser: Any) -> None:
    link = models.LinkStanding.objects.get(left="ITU-T Q7/5", right="ITU-D SG2")
    for number in range(30):
        link.pk, link.code, link.key = None, f"area{number}", f"area {number}"
        link.right, link.right_title = f"area:subject-{number}", f"Subject {number}"
        link.save()
    for path in (GROUP, QUESTION):
        text = browser("delegate").get(path)
        assert "more areas</summary>" in text
        assert all(f"/id/area:subject-{number}/" in text for number in range(30))


def test_links_of_an_earlier_state_stay_in_it(browser: Any) -> None:
    listed = browser().get("/groups/", edition="Earlier")
    assert 'href="/groups/ITU-T%20SG5/?edition=Earlier"' in listed
    assert "?edition=Earlier&amp;period=" in browser().get(GROUP, edition="Earlier")
    assert 'href="/groups/ITU-T%20SG5/"' in browser().get("/groups/")
