"""What templates need: texts with the language they are in, states as badges, days, addresses of ids."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language

from commonground.domain.language import label_in
from commonground.errors import CommongroundError
from commonground.exports.wording import direction_of
from commonground.web.icons import ICONS
from commonground.web.page import page_language
from commonground.web.places import joined
from commonground.web.said import said as _said
from commonground.web.said import said_or_english
from commonground.web.words import worded as _worded

register = template.Library()
SUBJECT_MAX = 160


@register.filter
def worded(value: object, kind: str) -> Any:
    """The reader's word for a stored value: {{ link.state|worded:"state" }}."""
    return _worded(kind, value)


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str) -> SafeString:
    """The drawing of that name; it says nothing that words beside it do not say."""
    return format_html(
        '<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" '
        'stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        ICONS[name],
    )


@register.simple_tag
def state_icon(state: object) -> SafeString:
    """The sign of a state without its word, for cells that say the word otherwise."""
    return icon(str(state) if str(state) in ICONS else "blank")


@register.filter
def badge(state: object) -> SafeString:
    """How something stands, as sign and word: {{ link.state|badge }}."""
    return _badge(str(state), get_language() or "en")


@lru_cache(maxsize=512)
def _badge(state: str, language: str) -> SafeString:
    """The badge in the active language, which `language` names: long lists show few of them very often."""
    return format_html(
        '<span class="badge state-{}">{}{}</span>',
        state,
        icon(state) if state in ICONS else "",
        _worded("state", state),
    )


@register.filter
def named(labels: object) -> SafeString:
    """A text in the reader's language from labels by language, marked where it is in another one.

    Takes labels by language, or what the API calls a Text: {"value": ..., "language": ...}.
    """
    if not labels or not isinstance(labels, Mapping):
        return format_html("{}", labels or "")
    if set(labels) == {"value", "language"}:
        return text_in_language(labels["value"], labels["language"])
    value, language = label_in(labels, page_language())
    return text_in_language(value, language)


@register.simple_tag
def text_in_language(value: object, language: str | None) -> SafeString:
    """A text with its language: unmarked in the reader's own, with the language's code beside it in another.

    An unknown language is told by `lang=""`, which is what HTML has for it.
    """
    if not value:
        return mark_safe("")
    if language == page_language():
        return format_html("<bdi>{}</bdi>", value)
    direction = direction_of(language) if language else "auto"
    marked = format_html(
        '<bdi lang="{}" dir="{}" class="other-language">{}</bdi>', language or "", direction, value
    )
    if not language:
        return marked
    return format_html(
        '{}<abbr class="language-mark" title="{}">{}</abbr>', marked, _worded("language", language), language
    )


@register.filter
def told(what: object) -> SafeString:
    """What the register says, a text or a refusal or its JSON, in the reader's language, or marked as English."""
    match what:
        case CommongroundError():
            parts = [what.message, what.advice]
        case Mapping():
            parts = [str(what.get(name) or "") for name in ("message", "advice")]
        case _:
            parts = [what if isinstance(what, str) else str(what or "")]
    return format_html_join("; ", "{}", ((said_or_english(part),) for part in parts if part))


@register.filter
def said(text: object) -> str:
    """A stored text that the program or a person wrote: in the reader's language where the program did."""
    return str(_said(str(text or "")))


@register.filter
def address(identifier: object) -> str:
    """The page of whatever has this id: {{ link.left|address }}."""
    return _address(str(identifier), get_script_prefix()) if identifier else ""


@lru_cache(maxsize=8192)
def _address(identifier: str, prefix: str) -> str:
    """The address below the prefix of all pages, which is the one that `reverse` sees: lists name works very often."""
    return reverse("item", args=[identifier])


@register.filter
def item(identifier: object) -> SafeString:
    """An id as a link to its page, kept on one line and in its own direction: {{ link.left|item }}."""
    if not identifier:
        return mark_safe("")
    return format_html(
        '<a class="id" href="{}"><bdi dir="ltr">{}</bdi></a>', address(identifier), written(identifier)
    )


@register.filter
def written(identifier: object) -> str:
    """An id, or a pair of them, as people write it: "ITU-D Q6/2 (2014-2017)" for "ITU-D Q6/2@2014-2017".

    What only programs need is left out: "area:climate-change/e-waste" is "Climate change / e waste" in English words.
    """
    return " – ".join(_written(one) for one in str(identifier or "").split(" | "))


def _written(identifier: str) -> str:
    if identifier.startswith("area:"):
        words = identifier.removeprefix("area:").replace("/", " / ").replace("-", " ")
        return words[:1].upper() + words[1:]
    code, _at, period = identifier.removeprefix("document:").partition("@")
    return f"{code} ({period})" if period else code


@register.filter
def subject(text: object) -> SafeString:
    """What an entry of the log is about: a pair of works as links to both, anything else as it is."""
    left, bar, right = str(text or "").removeprefix("pair:").partition(" | ")
    if str(text).startswith("pair:") and bar:
        return format_html("{} – {}", item(left), item(right))
    return format_html("<bdi>{}</bdi>", Truncator(str(text or "")).chars(SUBJECT_MAX))


@register.simple_tag(takes_context=True)
def sector(context: template.Context, *codes: object) -> str:
    """Sectors as the reader's language writes them in short, one after the other: {% sector link.sector %}."""
    words = context.get("sector_words") or {}
    wanted = [code for one in codes for code in (one if isinstance(one, list | tuple) else [one]) if code]
    return joined([str(words.get(str(code)) or code) for code in wanted])


@register.filter
def day(value: object) -> SafeString:
    """A day or moment as the reader's language writes it, inside a `time` element; other texts as they are."""
    moment: date | datetime | None = value if isinstance(value, date) else None
    if isinstance(value, str):
        try:
            moment = parse_datetime(value) or parse_date(value)
        except ValueError:
            moment = None
    if moment is None:
        return format_html("{}", value or "")
    return format_html(
        '<time datetime="{}">{}</time>',
        _stamp(moment),
        date_format(moment, "DATE_FORMAT"),
    )


def _stamp(moment: date | datetime) -> str:
    """As HTML has it: a second may have three digits of fraction at most."""
    return (moment.replace(microsecond=0) if isinstance(moment, datetime) else moment).isoformat()


@register.filter
def apart(value: object) -> SafeString:
    """A value that is written from left to right, inside a sentence of either direction."""
    return format_html('<bdi dir="ltr">{}</bdi>', value)


@register.filter
def moment(value: object) -> SafeString:
    """A day with its time of day (UTC), as the reader's language writes it, inside a `time` element."""
    found = parse_datetime(value) if isinstance(value, str) else value
    if not isinstance(found, datetime):
        return day(value)
    return format_html(
        '<time datetime="{}">{}</time>',
        _stamp(found),
        date_format(found, "DATETIME_FORMAT"),
    )


@register.filter
def percent(value: object) -> str:
    """A share from 0 to 1 as whole per cent, in the language's own form; nothing for nothing."""
    if not isinstance(value, int | float):
        return ""
    figure = f"{100 * value:.0f}"
    spaced = (get_language() or "en").partition("-")[0] in ("fr", "ru", "es")
    return f"{figure}\u00a0%" if spaced else f"{figure}%"


@register.filter
def at(mapping: object, key: object) -> Any:
    """The value under a key that is in a variable: {{ cells|at:sector }}."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None
