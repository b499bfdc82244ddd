"""What the register says in English, in the language of the page: refusals, findings, reports of work."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from commonground.errors import CommongroundError, Said
from commonground.web.page import page_language

TEMPLATES = Path(__file__).parent / "locale" / "said.json"
"""The templates with values that the program says; written by scripts/messages.py."""
PLACE = re.compile(r"%\((\w+)\)s")
TEXT_MAX = 2000  # characters of a stored text whose template is looked for


def said(text: str) -> str:
    """The text in the language of the page; as it is where no translation of it is known.

    A text that was stored has lost its template; it is found again among those of the program.
    """
    if page_language() == "en" or not text:
        return text
    if isinstance(text, Said):
        return _filled(gettext(text.template), text.values)
    told = gettext(text)
    return told if told != text else _found_again(text)


def said_or_english(text: str) -> str | SafeString:
    """The text in the language of the page, or marked as English."""
    told = said(text)
    if told != text or page_language() == "en":
        return told
    return format_html('<span lang="en" dir="ltr">{}</span>', text)


def refusal(error: CommongroundError) -> str:
    """What is wrong and what to do, in the language of the page."""
    return "; ".join(said(part) for part in (error.message, error.advice) if part)


def _filled(template: str, values: object) -> str:
    if not isinstance(values, dict) or not values:
        return template
    return template % {
        name: said(value) if isinstance(value, Said) else value for name, value in values.items()
    }


def _found_again(text: str) -> str:
    if len(text) > TEXT_MAX:
        return text
    for start, pattern, template in _patterns():
        match = pattern.fullmatch(text) if text.startswith(start) else None
        if match:
            told = gettext(template)
            return told % match.groupdict() if told != template else text
    return text


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    return patterns_of(json.loads(TEMPLATES.read_text(encoding="utf-8")))


def patterns_of(templates: Iterable[str]) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """How each template with values begins, what it matches, and itself; those with most words of their own first."""
    ordered = sorted(filter(PLACE.search, templates), key=lambda one: -len(PLACE.sub("", one)))
    return tuple(
        (_literal(one.partition("%(")[0]), re.compile("".join(_pattern(one)), re.S), one) for one in ordered
    )


def _pattern(template: str) -> Iterator[str]:
    known: set[str] = set()
    last = 0
    for place in PLACE.finditer(template):
        yield re.escape(_literal(template[last : place.start()]))
        yield f"(?P={place[1]})" if place[1] in known else f"(?P<{place[1]}>.+?)"
        known.add(place[1])
        last = place.end()
    yield re.escape(_literal(template[last:]))


def _literal(text: str) -> str:
    return text.replace("%%", "%")
