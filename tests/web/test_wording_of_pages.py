"""What readers see of stored ids, Sectors, formats and days: words, in the language of the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.utils.translation import override

from commonground.web.templatetags.ground import day, item, subject, written


def test_an_id_with_a_period_is_written_as_people_write_it() -> None:
    assert written("ITU-D Q6/2@2014-2017") == "ITU-D Q6/2 (2014-2017)"
    assert written("ITU-T Q6/5 | area:climate-change/energy") == "ITU-T Q6/5 – Climate change / energy"
    assert ">ITU-D Q6/2 (2014-2017)<" in item("ITU-D Q6/2@2014-2017")
    assert "/id/ITU-D%20Q6/2@2014-2017/" in item("ITU-D Q6/2@2014-2017")


def test_an_entry_of_the_log_about_a_pair_leads_to_both() -> None:
    shown = subject("pair:ITU-D SG1 | ITU-T Q9/3")
    assert "pair:" not in shown
    assert shown.count("<a ") == 2
    assert subject("<b>areas.docx") == "<bdi>&lt;b&gt;areas.docx</bdi>"


def test_sectors_are_named_in_the_readers_language() -> None:
    words = {"ITU-T": "UIT-T", "General Secretariat": "Secrétariat général"}
    template = Template("{% load ground %}{% sector codes %}")
    with override("fr"):
        shown = template.render(Context({"codes": ["ITU-T", "General Secretariat"], "sector_words": words}))
    assert shown == "UIT-T, Secrétariat général"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "30 نوفمبر 2026"),
        ("en", "30 November 2026"),
        ("es", "30 de noviembre de 2026"),
        ("fr", "30 novembre 2026"),
        ("ru", "30 ноября 2026 г."),
        ("zh-hans", "2026年11月30日"),
    ],
)
def test_days_are_written_as_the_united_nations_write_them(language: str, words: str) -> None:
    with override(language):
        assert words in day("2026-11-30")


@pytest.mark.parametrize(
    ("who", "path"), [("delegate", "/links/"), ("focal-point ITU-T", "/review/"), ("secretariat", "/mine/")]
)
def test_no_page_in_arabic_names_the_general_secretariat_in_english(
    browser: Any, who: str, path: str
) -> None:
    assert ">General Secretariat<" not in browser(who, "ar").get(path)
