"""What the register says in English, in the language of the page: refusals, findings, reports of work."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext

from commonground.errors import CommongroundError, Said
from commonground.web.page import page_language
from commonground.web.places import joined

TEMPLATES = Path(__file__).parent / "locale" / "said.json"
"""The templates with values that the program says; written by scripts/messages.py."""
PLACE = re.compile(r"%\((\w+)\)s")
PART_END = re.compile(r"(?<=\.) |; ")
PARTS_MAX = 12  # ends of parts of one text that are tried
LETTERS_MIN = 4
TEXT_MAX = 2000  # characters of a stored text whose template is looked for


def said(text: str) -> str:
    """The text in the language of the page; as it is where no translation of it is known.

    A text that was stored, or joined of several, has lost its templates; they are found again among those of the
    program. Parts are joined by a space after a full stop, or by a semicolon.
    """
    if page_language() == "en" or not text:
        return text
    if isinstance(text, Said):
        return _filled(gettext(text.template), text.values)
    told = gettext(text)
    if told != text or len(text) > TEXT_MAX:
        return told
    return _of_parts(text) or text


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
    return template % {name: _apart(_value(value)) for name, value in values.items()}


def _value(value: object) -> object:
    if isinstance(value, tuple):
        return joined([str(_value(one)) for one in value])
    return said(value) if isinstance(value, Said) else value


def _apart(value: object) -> object:
    """The value with a direction of its own, where the page's is from right to left: ids keep their brackets."""
    return f"\u2068{value}\u2069" if get_language_bidi() else value


def _of_parts(text: str) -> str | None:
    """The text said part by part, where each is known; else as one."""
    ends = list(islice(PART_END.finditer(text), PARTS_MAX))
    rest: dict[int, str | None] = {}  # by where a part begins, all from there on
    for start in (*(end.end() for end in reversed(ends)), 0):
        rest[start] = None
        for end in ends:
            after = rest.get(end.end()) if end.start() > start else None
            first = _found_again(text[start : end.start()]) if after else None
            if first:
                rest[start] = f"{first}{end[0]}{after}"
                break
        rest[start] = rest[start] or _found_again(text[start:])
    return rest[0]


def _found_again(text: str) -> str | None:
    told = gettext(text)
    if told != text:
        return told
    forms = _forms()
    for form in chain(forms.get(text[:1], ()), forms.get("", ())):
        match = form.match(text)
        if match:
            told = gettext(form.template)
            if told == form.template:
                return None
            return told % {
                name: _apart(said(value) if name == "said" else value)
                for name, value in match.groupdict().items()
            }
    return None


@lru_cache(maxsize=1)
def _forms() -> dict[str, list[Form]]:
    return forms_of(json.loads(TEMPLATES.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Form:
    """A template with values, and what a text made from it looks like."""

    template: str
    start: str
    longest: str  # piece of its own words: to look for it first is ten times as fast as the pattern
    end: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, template: str) -> Form:
        """What texts of this template look like."""
        own = [_literal(piece) for piece in PLACE.split(template)[::2]]
        return cls(template, own[0], max(own, key=len), own[-1], re.compile(_pattern(template), re.S))

    def match(self, text: str) -> re.Match[str] | None:
        """The values in the text, where it is made from this template."""
        if self.longest in text and text.startswith(self.start) and text.endswith(self.end):
            return self.pattern.fullmatch(text)
        return None


def forms_of(templates: Iterable[str]) -> dict[str, list[Form]]:
    """The forms of the templates that have values, by the letter they begin with; of each those with most words first.

    A template of hardly a letter of its own, "%(file)s, %(place)s", is left out: texts of anybody look like it.
    """
    own = {template: PLACE.sub("", template) for template in templates if PLACE.search(template)}
    forms: dict[str, list[Form]] = {}
    for template, words in sorted(own.items(), key=lambda one: -len(one[1])):
        if sum(map(str.isalpha, words)) >= LETTERS_MIN:
            form = Form.of(template)
            forms.setdefault(form.start[:1], []).append(form)
    return forms


def _pattern(template: str) -> str:
    """What texts made from the template look like; each value ends where the words after it come first.

    No way back is kept (atomic groups), so that no text takes longer than its length.
    """
    own = [re.escape(_literal(piece)) for piece in PLACE.split(template)[::2]]
    names = PLACE.findall(template)
    parts = [own[0]]
    for number, name in enumerate(names):
        value = f"(?P={name})" if name in names[:number] else f"(?P<{name}>.+?)"
        is_last = number == len(names) - 1
        parts.append(f"{value}{own[number + 1]}" if is_last else f"(?>{value}{own[number + 1]})")
    return "".join(parts)


def _literal(text: str) -> str:
    return text.replace("%%", "%")
