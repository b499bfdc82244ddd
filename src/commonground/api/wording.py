"""Texts in the reader's language: the one of Accept-Language that there is, else English, and which one it is."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import Schema

from commonground.domain.language import OFFICIAL_LANGUAGES, label_in


class Text(Schema):
    """A text and the language it is really in."""

    value: str
    language: str


def language_of(request: HttpRequest) -> str:
    """The language asked for, one of the six; English without one."""
    for code, weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        base = code.partition("-")[0]
        if weight > 0 and base in OFFICIAL_LANGUAGES:
            return base
    return "en"


def text_in(labels: Mapping[str, str], language: str) -> dict[str, str] | None:
    """The label in the language, or in another one where it is lacking; None where there is no label at all."""
    value, found = label_in(labels, language)
    return {"value": value, "language": found} if value else None
