"""Two works side by side: what they share is marked in both, the relation drawn and said, and a search for a side."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.conftest import LINK

from commonground.domain.suggestion import Relation
from commonground.register import models
from commonground.web.marking import Mark, without_overlaps
from commonground.web.templatetags.marks import relation_sentence, set_relation

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
PAIR = {"left": "WTSA Resolution 73", "right": "PP Resolution 182"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_renders_in_every_language(browser: Any, language: str) -> None:
    assert "<mark" in browser("focal-point ITU-T", language).get("/compare/", **PAIR)


def test_what_both_share_is_marked_in_both_texts(browser: Any) -> None:
    twin = browser().json("/compare/", **PAIR)
    for side in twin["pair"]["sides"]:
        title = side["parts"]["title"]
        marked = {title["text"][start:end].lower() for start, end, _number in title["marks"]}
        assert any("climate change" in words for words in marked)


def test_terms_are_marked_across_languages_with_one_number(browser: Any) -> None:
    models.Area.objects.create(label="E-waste", labels={"en": "e-waste", "fr": "déchets électroniques"})
    values = {"period": "2025-2028", "sector": "ITU-D", "body": "ITU-D SG2", "names": {}}
    models.Question.objects.create(code="ITU-D Q90/2", title="Gestion des déchets électroniques", **values)
    models.Question.objects.create(code="ITU-D Q91/2", title="Handling of e-waste", **values)
    twin = browser().json("/compare/", left="ITU-D Q90/2", right="ITU-D Q91/2")
    terms = {(one["left"].lower(), one["right"].lower()): one["number"] for one in twin["pair"]["terms"]}
    assert ("déchets électroniques", "e-waste") in terms
    text = browser().get("/compare/", left="ITU-D Q90/2", right="ITU-D Q91/2")
    number = terms["déchets électroniques", "e-waste"]
    assert f"e-waste<sup>{number}</sup></mark>" in text
    assert f"électroniques<sup>{number}</sup></mark>" in text


def test_shared_references_are_marked_in_text_and_lists(browser: Any) -> None:
    values = {"period": "2025-2028", "sector": "ITU-D", "body": "ITU-D SG2", "names": {}}
    for code, scope in (
        ("ITU-D Q92/2", "As Resolution 182 asks."),
        ("ITU-D Q93/2", "See PP Resolution 182."),
    ):
        models.Question.objects.create(
            code=code, title="Weather", scope=scope, related=["PP Resolution 182"], **values
        )
    text = browser().get("/compare/", left="ITU-D Q92/2", right="ITU-D Q93/2")
    assert '<mark class="reference">Resolution 182</mark>' in text
    assert '<mark class="reference">PP Resolution 182</mark>' in text


def test_the_picture_has_its_words_beside_it(browser: Any) -> None:
    text = browser("focal-point ITU-T").get("/compare/", left=LINK[0], right=LINK[1])
    assert 'class="circles"' in text
    assert "Intersects: the two have a part in common." in text


def test_every_relation_has_a_picture_and_a_sentence() -> None:
    names = {set_relation(str(one)) for one in Relation} | {set_relation("same-subject", "rejected")}
    assert names == {"equal", "subset of", "superset of", "intersects with", "no relationship"}
    assert all(relation_sentence(name) for name in names)


def test_a_narrower_work_seen_from_the_other_side_is_broader(browser: Any) -> None:
    row = models.LinkStanding.objects.filter(relation="narrower", is_current=True).first()
    row = row or models.LinkStanding.objects.get(left=LINK[0], right=LINK[1])
    models.LinkStanding.objects.filter(pk=row.pk).update(relation="narrower")
    people = browser("delegate")
    assert people.json("/compare/", left=row.left, right=row.right)["set_relation"] == "subset of"
    assert people.json("/compare/", left=row.right, right=row.left)["set_relation"] == "superset of"


def test_a_missing_side_is_searched_for(browser: Any) -> None:
    text = browser().get("/compare/", left="WTSA Resolution 73", right="climate change")
    assert "Choose one of these" in text
    assert "?right=PP+Resolution+182&amp;left=WTSA+Resolution+73" in text
    assert "Nothing has this id" in browser().get("/compare/", right="zzzzqqq")
    assert "Any two pieces of work" in browser().get("/compare/")
    assert "the same work" in browser().get("/compare/", left=LINK[0], right=LINK[0])


def test_documents_are_compared_by_who_may_see_them(browser: Any) -> None:
    held = models.Document.objects.get(access="internal")
    query = {"left": f"document:{held.pk}", "right": "ITU-T SG5"}
    twin = browser("focal-point ITU-T").json("/compare/", **query)
    assert twin["pair"]["sides"][0]["parts"]["title"]["text"] == "A internal paper"
    assert "A internal paper" not in browser("delegate").get("/compare/", **query)


def test_a_verdict_is_given_here_and_leads_back(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    text = people.get("/compare/", left=LINK[0], right=LINK[1])
    assert 'value="accept"' in text
    code = models.LinkStanding.objects.get(left=LINK[0], right=LINK[1]).code
    back = "/compare/?left=ITU-T+Q7%2F5&right=ITU-D+SG2"
    answer = people.post(f"/links/{code}/judge/", {"verdict": "accept", "back": back})
    assert answer["Location"] == back
    answer = people.post(f"/links/{code}/judge/", {"verdict": "accept", "back": "//evil.example/"})
    assert answer["Location"] == f"/links/{code}/"


def test_what_is_not_linked_can_be_proposed(browser: Any) -> None:
    text = browser("delegate").get("/compare/", left="ITU-T SG17", right="ITU-D SG1")
    assert "/links/new/?left=ITU-T+SG17&amp;right=ITU-D+SG1" in text
    assert "/links/new/" not in browser().get("/compare/", left="ITU-T SG17", right="ITU-D SG1")


def test_visitors_do_not_learn_of_proposals(browser: Any) -> None:
    twin = browser().json("/compare/", left=LINK[0], right=LINK[1])
    assert twin["link"] is None


def test_hostile_words_are_shown_harmlessly(browser: Any) -> None:
    for words in ("<script>alert(1)</script>", "\u202e\U0001f600", "x" * 10_000):
        assert "<script>alert" not in browser().get("/compare/", left=words, right="ITU-T SG5")


def test_it_takes_few_statements(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    people.get("/compare/", **PAIR)
    with CaptureQueriesContext(connection) as found:
        people.get("/compare/", **PAIR)
    assert len(found) <= 60


def test_overlapping_marks_keep_terms_whole() -> None:
    marks = [Mark(0, 20, 0), Mark(5, 9, 1), Mark(7, 12, 2)]
    assert without_overlaps(marks) == [Mark(0, 7, 0), Mark(7, 12, 2), Mark(12, 20, 0)]
