"""The first page, the page of any id, and the page about the program."""

from __future__ import annotations

from typing import Any

import pytest

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_direction(browser: Any, language: str) -> None:
    text = browser("visitor", language).get("/about/")
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text


def test_an_id_that_nobody_has_is_not_found(browser: Any) -> None:
    assert "Nothing has this address" in browser().get("/id/ITU-T Q999/99/", status=404)


def test_a_page_and_its_json_twin_say_the_same(browser: Any) -> None:
    twin = browser().json("/about/")
    assert f"<dd>{twin['counts']['groups']}</dd>" in browser().get("/about/")
