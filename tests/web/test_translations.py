"""Pages in six languages: every text is translated, nothing is broken in it, and what is served is what is written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils.translation import gettext, ngettext, override
from scripts.messages import LANGUAGES, WEB, faults, texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_complete_and_sound(language: str) -> None:
    assert faults(language) == []


def test_texts_are_found_in_templates_and_code() -> None:
    found = {text.singular for text in texts()}
    assert "Skip to the content" in found  # of a template
    assert "to be confirmed" in found  # of code
    assert any(text.plural for text in texts())


def test_templates_hold_texts_in_tags_only() -> None:
    templates = (WEB / "templates").rglob("*.html")
    assert [
        path.name for path in templates if re.search(r"""[|:=\s]_\(["']""", path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_speak_the_language(browser: Any, language: str) -> None:
    code = language.replace("_", "-").lower()
    with override(code):
        skip = gettext("Skip to the content")
    assert skip != "Skip to the content"
    assert skip in browser("visitor", code).get("/about/")


@pytest.mark.parametrize("number", [0, 1, 2, 3, 11, 100])
@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_have_a_form_for_every_number(language: str, number: int) -> None:
    with override(language.replace("_", "-").lower()):
        told = ngettext("%(n)s document added.", "%(n)s documents added.", number) % {"n": number}
    assert told
    assert not told.endswith("added.")


def test_words_of_ours_come_before_those_of_libraries() -> None:
    with override("ar"):
        assert gettext("group") == "فريق"  # a study group; for the library of accounts it is a set of people
