"""Search: words of any language, narrowed by kind and Sector, and nothing that hostile words could do."""

from __future__ import annotations

from typing import Any

import pytest

from commonground.register.fulltext import rebuild_texts
from commonground.web.pages.search import runs_of


@pytest.mark.parametrize(
    "words", ["e-waste", "déchets électroniques", "电子废弃物", "электронные отходы", "النفايات الإلكترونية"]
)
def test_a_subject_is_found_in_any_language(browser: Any, words: str) -> None:
    found = browser().json("/search/", q=words)["found"]["items"]
    assert "ITU-T Q7/5" in [one["id"] for one in found][:8]


def test_finds_are_narrowed_by_kind_and_sector(browser: Any) -> None:
    twin = browser().json("/search/", q="e-waste", kind="question", sector="ITU-T")
    assert {(one["kind"], one["sector"]) for one in twin["found"]["items"]} == {("question", "ITU-T")}
    every = browser().json("/search/", q="e-waste")
    assert sum(one["number"] for one in every["kinds"]) == every["found"]["number"]


def test_a_page_without_words_asks_for_some(browser: Any) -> None:
    assert "Type a subject" in browser().get("/search/")


def test_htmx_is_answered_with_the_finds_alone(browser: Any) -> None:
    answer = browser().client.get("/search/", {"q": "e-waste"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "\u202egnp.exe", "😀" * 300, '" OR 1=1 --', "a" * 1900]
)
def test_hostile_words_are_shown_as_words(browser: Any, words: str) -> None:
    text = browser().get("/search/", q=words)
    assert "<script>alert" not in text


def test_too_many_words_are_refused_with_advice(browser: Any) -> None:
    assert "use the check of a draft" in browser().get("/search/", q="a" * 2001, status=422)


def test_a_visitor_does_not_find_what_is_internal(browser: Any) -> None:
    rebuild_texts()
    assert "A internal paper" not in str(browser().json("/search/", q="internal paper"))
    assert "A internal paper" in str(browser("secretariat").json("/search/", q="internal paper")["words"])


def test_marked_runs_make_up_the_text_whatever_the_spans() -> None:
    runs = runs_of("waste of waste", [(9, 14), (0, 5), (3, 8)])
    assert "".join(run["text"] for run in runs) == "waste of waste"
    assert [run["text"] for run in runs if run["is_marked"]] == ["waste", "waste"]


def test_what_is_now_is_found_whatever_edition_an_address_names(browser: Any) -> None:
    found = browser().json("/search/", q="e-waste", edition="of long ago")
    assert "ITU-T Q7/5" in [one["id"] for one in found["found"]["items"]][:8]
