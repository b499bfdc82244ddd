"""Texts with what they share marked, and how two pieces of work overlap as a small picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commonground.domain.suggestion import Relation
from commonground.exports.suggestions import NO_RELATIONSHIP
from commonground.exports.wording import direction_of
from commonground.web.marking import REFERENCE, pieces
from commonground.web.page import page_language

register = template.Library()
EQUAL, SUBSET, SUPERSET, INTERSECTS = "equal", "subset of", "superset of", "intersects with"
_CIRCLES: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = {  # centre and radius, of left and right
    EQUAL: ((40, 17), (40, 17)),
    SUBSET: ((36, 9), (40, 19)),
    SUPERSET: ((40, 19), (44, 9)),
    INTERSECTS: ((31, 16), (49, 16)),
    NO_RELATIONSHIP: ((21, 15), (59, 15)),
}


@register.simple_tag
def marked(part: Mapping[str, Any] | None, tag: str = "bdi") -> SafeString:
    """The words of one part of a work in their own language, with `mark` around what the other side has too.

    With tag "p" or "span" they stand as a block of their own direction.
    """
    if not part:
        return mark_safe("")
    language = part["language"]
    text = mark_safe("".join(_piece(words, number) for words, number in pieces(part)))  # noqa: S308 - escaped
    direction = direction_of(language) if language else "auto"
    name = {"p": "p", "span": "span"}.get(tag, "bdi")
    if language == page_language():
        return format_html('<{} dir="{}">{}</{}>', name, direction, text, name)
    return format_html('<{} lang="{}" dir="{}">{}</{}>', name, language, direction, text, name)


@register.simple_tag
def own_name(side: Mapping[str, Any]) -> SafeString:
    """What the work is called in the reader's language, where its title is shown in another one."""
    title = side["parts"].get("title")
    name = side["names"].get(page_language())
    if not title or not name or name == title["text"]:
        return mark_safe("")
    return format_html("<p><bdi>{}</bdi></p>", name)


def _piece(words: str, number: int | None) -> str:
    if number is None:
        return _lines(words)
    if number == REFERENCE:
        return f'<mark class="reference">{_lines(words)}</mark>'
    if number:
        return f"<mark>{_lines(words)}<sup>{number}</sup></mark>"
    return f"<mark>{_lines(words)}</mark>"


def _lines(words: str) -> str:
    return str(conditional_escape(words)).replace("\n", "<br>")


def set_relation(relation: str, state: str = "") -> str:
    """How the two subjects lie to each other, in the words of NIST IR 8477; refused means: not at all."""
    if state == "rejected":
        return NO_RELATIONSHIP
    return Relation(relation).strm if relation in set(Relation) else INTERSECTS


def relation_sentence(relation: str) -> str:
    """What the picture shows, in a sentence."""
    return {
        EQUAL: _("Equal: both are about the same."),
        SUBSET: _("Subset: the left one is a part of the right one."),
        SUPERSET: _("Superset: the left one contains the right one."),
        INTERSECTS: _("Intersects: the two have a part in common."),
        NO_RELATIONSHIP: _("No relationship: the two have nothing in common."),
    }[relation]


@register.simple_tag
def circles(relation: str, state: str = "") -> SafeString:
    """The picture of two circles with the sentence that says the same beside it."""
    name = set_relation(relation, state)
    (left, left_size), (right, right_size) = _CIRCLES[name]
    return format_html(
        '<span class="circles"><svg viewBox="0 0 80 40" width="80" height="40" aria-hidden="true" focusable="false">'
        '<circle class="one" cx="{}" cy="20" r="{}"/><circle class="other" cx="{}" cy="20" r="{}"/></svg>'
        "<span>{}</span></span>",
        *(left, left_size, right, right_size),
        relation_sentence(name),
    )
