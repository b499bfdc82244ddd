"""The check of a draft in print: what people decide on, in six languages, safe and readable."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from tests.unit.exports import coordination_samples as coordination
from tests.unit.exports import exports_samples as samples

from commonground.domain.draft_report import DraftReport
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.exports.draft_paper import draft_document, draft_json, draft_page
from commonground.exports.paper import TitleBlock
from commonground.exports.wording import word

GOLDEN = Path(__file__).parents[2] / "golden" / "exports"
EMPTY = TitleBlock("")


def test_the_page_is_the_golden_one() -> None:
    made = draft_page(coordination.draft_report(), EMPTY).decode()
    assert made == (GOLDEN / "draft-check.html").read_text("utf-8")


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
def test_page_and_word_file_say_the_same_parts(language: str) -> None:
    report = coordination.draft_report()
    page = coordination.dom(draft_page(report, EMPTY, language=language))
    data = draft_document(report, EMPTY, language=language, generated=samples.GENERATED)
    document = docx.Document(BytesIO(data))
    written = "\n".join(p.text for p in document.element.body.iter(qn("w:p")))
    for key in ("overlaps_with_work", "consult", "looks_new", "side_by_side", "references_in_draft"):
        assert word(key, language) in page.text_content()
        assert word(key, language) in written
    for text in ("ITU-R WP 5D", "How are kites flown?", word("strength_strong", language)):
        assert text in page.text_content()
        assert text in written
    assert page.get("lang") == language


def test_overlaps_lead_to_passages_with_marked_terms() -> None:
    page = coordination.dom(draft_page(coordination.draft_report(), EMPTY))
    assert page.xpath("//a[starts-with(@href, '#')]/@href") == ["#p1", "#p2"]
    row = page.xpath("//p[@id='p1']/ancestor::tr")[0]
    assert [mark.text for mark in row.xpath("./td[1]//mark")] == ["Rural", "coverage"]
    assert "paragraph 2" in row.text_content()


def test_shared_terms_are_bold_and_underlined_in_word() -> None:
    data = draft_document(coordination.draft_report(), EMPTY, generated=samples.GENERATED)
    runs = docx.Document(BytesIO(data)).element.body.iter(qn("w:r"))
    marked = {
        "".join(t.text or "" for t in run.iter(qn("w:t")))
        for run in runs
        if run.find(f"{qn('w:rPr')}/{qn('w:u')}") is not None
        and run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None
    }
    assert {"Rural", "coverage", "rural"} <= marked


def test_a_draft_that_nothing_comes_near_says_so() -> None:
    report = DraftReport("kites.md", "Kites", "en", passages=1)
    text = coordination.dom(draft_page(report, EMPTY)).text_content()
    assert word("no_overlap", "en") in text
    assert word("nothing_new", "en") in text


@pytest.mark.parametrize("language", [None, "de"])
def test_a_draft_in_another_language_is_printed(language: str | None) -> None:
    report = replace(coordination.draft_report(), language=language)
    assert "Original:" not in draft_page(report, EMPTY).decode()


def test_hostile_titles_stay_texts() -> None:
    evil = "<script>alert(1)</script> {x} =1+1 \x00"
    report = coordination.draft_report(evil)
    page = draft_page(report, EMPTY).decode()
    assert "<script>" not in page
    assert draft_document(report, EMPTY, generated=samples.GENERATED)


def test_json_holds_everything() -> None:
    value = json.loads(draft_json(coordination.draft_report()))
    assert value["overlaps"][0]["strength"] == "strong"
    assert value["overlaps"][0]["explanation"]["left"][0]["spans"] == [[0, 5], [6, 14]]
    assert value["consult"][0]["group"] == "ITU-R SG5"
    assert value["new"] == [{"text": "How are kites flown?", "locator": {"paragraph": 7}}]
