"""The list of links, the page of one, and what people do there: judge, clear, withdraw, propose."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.conftest import LINK

from commonground.domain.suggestion import pair_key
from commonground.register import models

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
HOSTILE = "<script>alert(1)</script> \u202eevil \U0001f600 " + "x" * 3000


def row(left: str = LINK[0], right: str = LINK[1]) -> models.LinkStanding:
    return models.LinkStanding.objects.get(key=pair_key(left, right), is_current=True)


def suspect() -> models.LinkStanding:
    return row("ITU-T SG5", "ITU-D SG1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_and_link_render_in_every_language(browser: Any, language: str) -> None:
    people = browser("focal-point ITU-T", language)
    assert LINK[0] in people.get("/links/", text=LINK[0])
    assert LINK[1] in people.get(f"/links/{row().code}/")


def test_members_see_proposals_and_visitors_see_what_is_stated_or_agreed(browser: Any) -> None:
    assert row().code in browser("delegate").get("/links/", text=LINK[0], state="proposed")
    twin = browser().json("/links/")
    assert {one["state"] for one in twin["links"]} <= {"agreed", "stated"}
    assert all(one["probability"] is None and one["note"] == "" for one in twin["links"])
    assert "no link" in browser().get(f"/links/{row().code}/", status=404)


def test_the_list_is_read_page_by_page_each_link_once(browser: Any) -> None:
    for order in ("", "newest"):
        people, cursor, seen = browser("secretariat"), "", []
        while cursor is not None:
            twin = people.json("/links/", order=order, cursor=cursor)
            seen += [one["code"] for one in twin["links"]]
            cursor = twin["next_cursor"]
        assert len(seen) == len(set(seen)) == models.LinkStanding.objects.filter(is_current=True).count()


def test_a_cursor_that_is_none_is_refused(browser: Any) -> None:
    assert "cursor" in browser().get("/links/", cursor="gibberish", status=422)


def test_the_list_is_narrowed_and_its_feed_with_it(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    text = people.get("/links/", text=LINK[0], waiting_for="ITU-T")
    assert "/api/v1/links.atom?waiting_for=ITU-T&amp;text=ITU-T+Q7%2F5" in text
    assert "No link fits these choices" in people.get("/links/", text="surely nothing")


def test_without_scores_no_score_is_told(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    code = row("ITU-T SG20", "ITU-D SG2").code
    assert "75%" in people.get(f"/links/{code}/")
    assert "e-waste" in people.get(f"/links/{code}/")
    blind = people.json(f"/links/{code}/", blind="on")
    assert blind["link"]["probability"] is None
    assert blind["pair"]["sentences"] == {}
    assert "75%" not in people.get("/links/", blind="on", text="ITU-T SG20")


def test_pages_take_few_statements(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    for path in ("/links/", f"/links/{row().code}/"):
        people.get(path)
        with CaptureQueriesContext(connection) as found:
            people.get(path)
        assert len(found) <= 45, path


def test_a_focal_point_judges_and_the_history_tells(browser: Any) -> None:
    people, link = browser("focal-point ITU-T"), row()
    assert "You judge for ITU-T" in people.get(f"/links/{link.code}/")
    values = {"verdict": "accept", "reason_code": "same-subject", "reason": HOSTILE, "version": link.version}
    assert people.post(f"/links/{link.code}/judge/", values).status_code == 302
    text = people.get(f"/links/{link.code}/")
    assert "Your verdict is recorded" in text
    assert "<script>alert" not in text
    assert "ITU-T</bdi>: accepted" in text
    held = models.Judgement.objects.get(subject=link.key)
    assert (held.sector, held.verdict, held.access) == ("ITU-T", "accept", "members")


@pytest.mark.parametrize(
    ("person", "status"),
    [("visitor", 401), ("delegate", 403), ("focal-point ITU-R", 403), ("administrator", 403)],
)
def test_who_may_not_judge_is_refused(browser: Any, person: str, status: int) -> None:
    people, link = browser(person), row()
    if person != "visitor":
        assert 'name="verdict"' not in people.get(f"/links/{link.code}/")
    answer = people.post(f"/links/{link.code}/judge/", {"verdict": "accept"})
    assert answer.status_code in (status, 404 if person == "visitor" else status)
    assert not models.Judgement.objects.filter(subject=link.key).exists()


def test_what_was_typed_is_kept_when_somebody_judged_meanwhile(browser: Any) -> None:
    link = row()
    first = {"verdict": "accept", "version": link.version}
    browser("focal-point ITU-D").post(f"/links/{link.code}/judge/", first)
    people = browser("focal-point ITU-T")
    values = {"verdict": "reject", "reason": "long typed", "version": link.version}
    answer = people.post(f"/links/{link.code}/judge/", values)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "long typed" in text
    assert "focal point ITU-D" in text
    again = {**values, "version": row().version}
    assert people.post(f"/links/{link.code}/judge/", again).status_code == 302
    assert row().state == "disputed"


def test_the_secretariat_names_the_statement_of_a_sector(browser: Any) -> None:
    people, link = browser("secretariat"), row()
    values = {"verdict": "accept", "sector": "ITU-D", "reason": "as they wrote"}
    answer = people.post(f"/links/{link.code}/judge/", values)
    assert answer.status_code == 422
    assert "Name the liaison statement" in answer.content.decode()
    assert "as they wrote" in answer.content.decode()
    answer = people.post(f"/links/{link.code}/judge/", {**values, "liaison_statement": "SG2/112"})
    assert answer.status_code == 302
    assert models.Judgement.objects.get(subject=link.key).liaison_statement == "SG2/112"


def test_a_review_is_cleared_by_who_may(browser: Any) -> None:
    link = suspect()
    assert "To be reviewed" in browser("delegate").get(f"/links/{link.code}/")
    assert 'action="/links/' not in browser("focal-point ITU-R").get(f"/links/{link.code}/")
    people = browser("focal-point ITU-T")
    answer = people.post(f"/links/{link.code}/clear/", {"keep": "keep", "version": link.version})
    assert answer.status_code == 302
    assert suspect().suspect_since is None


def test_reviews_are_cleared_together(browser: Any) -> None:
    people, link = browser("focal-point ITU-T"), suspect()
    assert 'form="clear-many"' in people.get("/links/", suspect="yes")
    answer = people.post("/links/clear/", {"link": [link.code, row().code], "keep": "keep"})
    assert answer.status_code == 302
    text = people.get("/links/", suspect="yes")
    assert "1 review is cleared" in text
    assert "nothing changed since it was judged" in text


def test_a_proposal_is_withdrawn_with_its_history_kept(browser: Any) -> None:
    people, link = browser("secretariat"), row()
    assert people.post(f"/links/{link.code}/withdraw/", {"reason": "by mistake"}).status_code == 302
    assert "was withdrawn" in people.get(f"/links/{link.code}/")
    answer = browser("delegate").post(f"/links/{suspect().code}/withdraw/", {})
    assert answer.status_code == 403


def test_a_link_is_proposed_and_a_second_one_refused_with_what_was_typed(browser: Any) -> None:
    people = browser("delegate")
    assert "ITU-T SG17" in people.get("/links/new/", left="ITU-T SG17", right="ITU-D SG1")
    values = {
        **{"left": "ITU-T SG17", "right": "ITU-D SG1", "relation": "same-subject"},
        **{"note": HOSTILE, "access": "public"},
    }
    answer = people.post("/links/new/", values)
    assert answer.status_code == 302
    assert "<script>alert" not in people.get(answer["Location"])
    answer = people.post("/links/new/", {**values, "note": "kept words"})
    assert answer.status_code == 409
    assert "kept words" in answer.content.decode()
    assert "See the link that is there already" in answer.content.decode()
    answer = people.post("/links/new/", {**values, "left": "ITU-T SG999"})
    assert answer.status_code == 404
    assert browser().post("/links/new/", values).status_code == 401


def test_who_views_as_another_role_only_reads(browser: Any) -> None:
    people = browser("secretariat")
    held = people.client.session
    held["commonground-view-as"] = "focal-point ITU-T"
    held.save()
    text = people.get(f"/links/{row().code}/")
    assert 'name="verdict"' not in text
    assert people.post(f"/links/{row().code}/judge/", {"verdict": "accept"}).status_code == 403


def test_an_earlier_state_is_read_and_not_changed(browser: Any) -> None:
    people, code = browser("focal-point ITU-T"), row().code
    models.LinkStanding.objects.filter(code=code).update(state="agreed")
    for path in ("/links/", f"/links/{code}/", "/compare/"):
        query = {"edition": "Earlier", "text": LINK[0], "left": LINK[0], "right": LINK[1]}
        text = people.get(path, **query)
        assert "earlier state" in text
        assert 'name="verdict"' not in text
    twin = people.json(f"/links/{code}/", edition="Earlier")
    assert twin["link"]["state"] == "proposed"


def test_orders_differ(browser: Any) -> None:
    people = browser("secretariat")
    newest = [one["changed_at"] for one in people.json("/links/", order="newest")["links"]]
    assert newest == sorted(newest, reverse=True)
    assert people.json("/links/")["links"][0]["is_stated"]


def test_titles_are_in_the_language_of_the_reader_where_facts_have_them(browser: Any) -> None:
    models.Question.objects.filter(code=LINK[0]).update(names={"fr": "Déchets électroniques"})
    text = browser("delegate", "fr").get("/links/", text=LINK[0])
    assert "<bdi>Déchets électroniques</bdi>" in text
    assert "Déchets électroniques" not in browser("delegate", "ru").get("/links/", text=LINK[0])
