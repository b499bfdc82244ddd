"""Dates as printed in any of the profile's languages, to ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from commonground.analysis.layout.wording import fold, section

_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})\b")
_CHINESE = re.compile(
    r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月(?:\s*(?:\d{1,2}\s*(?:日)?\s*[-至]\s*)?(\d{1,2})\s*日)?"
)
_NUMERIC = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)\b")
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")


def dates_in(text: str, layout: Mapping[str, Any]) -> list[str]:
    """All dates of the text in ISO 8601, in reading order; of a range, its last day; a month alone as "2020-06".

    >>> dates_in("Geneva, 2-5 June 2020", {"months": {"en": [[], [], [], [], [], ["june"]]}})
    ['2020-06-05']
    """
    plain = fold(text).casefold()
    if not _ANY_YEAR.search(plain):
        return []
    found = [(m.start(), _iso(m[1], m[2], m[3])) for m in _ISO.finditer(plain)]
    found += [(m.start(), _iso(m[1], m[2], m[3])) for m in _CHINESE.finditer(plain)]
    found += [(m.start(), _iso(m[3], m[2], m[1])) for m in _NUMERIC.finditer(plain)]
    found += _named(plain, layout)
    return list(dict.fromkeys(iso for _, iso in sorted(found) if iso))


def iso_date(text: str, layout: Mapping[str, Any]) -> str:
    """The first date of the text in ISO 8601, else the text as printed."""
    found = dates_in(text, layout)
    return found[0] if found else " ".join(text.split())


def _named(plain: str, layout: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for months in section(layout, "months").values():
        for number, names in enumerate(months, 1):
            for name in names:
                spelled = re.escape(fold(name).casefold())
                day = r"(?:(\d{1,2})(?:st|nd|rd|th|er|º)?\.?\s*(?:de\s+|of\s+)?)?"
                year = r"\.?,?\s*(?:/\s*\w+\s*)?(?:de\s+|del\s+)?((?:19|20)\d\d)(?!\d)"
                for match in re.finditer(rf"(?<!\w){day}{spelled}{year}", plain):
                    yield match.start(), _iso(match[2], str(number), match[1])
                american = rf"(?<!\w){spelled}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,\s*((?:19|20)\d\d)(?!\d)"
                for match in re.finditer(american, plain):
                    yield match.start(), _iso(match[2], str(number), match[1])


def _iso(year: str, month: str, day: str | None) -> str:
    try:
        if day:
            return date(int(year), int(month), int(day)).isoformat()
        return date(int(year), int(month), 1).isoformat()[:7]
    except ValueError:
        return ""
