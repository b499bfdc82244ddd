"""What differs between two states in the words of a reader: fields, values, what was done, by whom and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commonground.analysis.edition_difference import (
    JUDGED,
    Because,
    Difference,
    DifferenceKind,
    EditionDifference,
    RecordKind,
)
from commonground.domain.role import Role
from commonground.exports.sheet_words import has_word, sheet_word
from commonground.exports.wording import has_wording, headed, printed_day, word
from commonground.text.direction import RIGHT_TO_LEFT, set_apart

_YEARS: Final = re.compile(r"\d+-\d+")
_MAIN: Final = "names.", "labels.", "revision.", "sources", "access", "is_inferred"
"""How fields begin that are told only where they changed: of what is new or gone the main ones say enough."""
_APART: Final = ("verdicts",)  # whose they are stands beside, with the reasons
_DONE: Final = {
    **dict.fromkeys(("fact-added", "question-added", "body-added", "study-period-added"), "added"),
    **dict.fromkeys(("fact-changed", "question-changed", "link-changed"), "edited"),
    "fact-retired": "retired",
    "fact-restored": "restored",
    "succession-recorded": "succession",
    **dict.fromkeys(("document-added", "sub-topics-added"), "document"),
    "evidence-added": "stated",
    "link-proposed": "proposed",
    **dict.fromkeys(("link-withdrawn", "suggestion-withdrawn"), "withdrawn"),
    "link-stated": "stated",
    "link-unstated": "unstated",
    "link-renewed": "renewed",
    "link-suspect": "suspect",
    "link-no-longer-suspect": "settled",
    "review-cleared": "cleared",
    "link-carried": "carried",
    "link-ended": "ended",
    JUDGED: "judged",
}


def _apart(text: str, language: str) -> str:
    """As `set_apart`, and the years of a study period keep their order after Arabic words too.

    >>> _apart("2026-2029", "fr"), _apart("2026-2029", "ar").strip("\u200e\u200f")
    ('2026-2029', '2026-2029')
    """
    if language in RIGHT_TO_LEFT and _YEARS.fullmatch(text):
        return f"\u200f\u200e{text}\u200e\u200f"
    return set_apart(text, language)


def field_word(name: str, language: str) -> str:
    """How a field is called.

    >>> field_word("names.fr", "en"), field_word("mandate.2018-2021", "en"), field_word("sub_topics", "en")
    ('Name (French)', 'Mandate (2018-2021)', 'Sub-topics')
    """
    stem, _, part = name.partition(".")
    if stem == "mandate":
        return word("field_mandate", language, period=_apart(part, language))
    if stem == "revision":
        return f"{sheet_word('revision', language)} ({part})"
    called = _field(stem, language)
    if not part:
        return called
    of_language = word(f"language_{part}", language) if has_wording(f"language_{part}") else part
    return word("field_of_language", language, field=called, name=of_language)


def _field(stem: str, language: str) -> str:
    single = {"names": "name", "labels": "label"}.get(stem, stem)
    if has_wording(f"field_{single}"):
        return word(f"field_{single}", language)
    if has_word(stem):
        return sheet_word(stem, language)
    return word(stem, language)


def value_word(kind: RecordKind, name: str, value: str, language: str) -> str:
    """What a field holds, codes of the register as words.

    >>> value_word(RecordKind.LINK, "state", "to-be-confirmed", "en")
    'to be confirmed'
    >>> value_word(RecordKind.BODY, "kind", "focus-group", "fr")
    'groupe spécialisé'
    """
    if name == "state":
        return "; ".join(_code("state", part, language) for part in value.split("; "))
    if name == "review":
        return _code("state", value, language)
    if name == "relation":
        return _code("relation", value, language)
    if name == "kind":
        return _code("sort", value, language)
    if name == "result":
        return _code("verdict", value, language)
    if name == "status" and kind is RecordKind.AREA:
        return _code("status", value, language)
    if value == "yes" and name.startswith(("is_", "asks_")):
        return word("answer_yes", language)
    return _apart(value, language)


_CELLS: Final = {"not-examined": "not_examined", "none": "none_found"}


def _code(of: str, code: str, language: str) -> str:
    if of == "state" and code in _CELLS:
        return word(_CELLS[code], language)
    key = f"{of}_{code}"
    return word(key, language) if has_wording(key) else set_apart(code.replace("-", " "), language)


def field_lines(one: Difference, language: str) -> Iterator[str]:
    """One line a field: what it is, or what it was and is; of a link that carries on another one, that first."""
    if one.continues:
        key = "carried_from" if one.change is DifferenceKind.CARRIED_OVER else "continues_from"
        before = "; ".join(set_apart(label, language) for label in one.continues)
        yield word(key, language, before=before)
    arrow = "←" if language == "ar" else "→"
    for name, pair in one.fields.items():
        if name in _APART:
            continue
        was, now = (value_word(one.kind, name, value, language) if value else "" for value in pair)
        if one.change in (DifferenceKind.ADDED, DifferenceKind.REMOVED):
            shown = now or was
            if not shown or name.startswith(_MAIN):
                continue
        else:
            shown = f"{was or '–'} {arrow} {now or '–'}"
        yield headed(field_word(name, language), shown, language)


_CARRYING: Final = frozenset({"link-carried", "link-ended"})


def why_lines(difference: Difference, language: str) -> Iterator[tuple[str, bool]]:
    """The lines that say why, each with whether it is a remark on the one above it."""
    because = difference.because
    if (
        difference.change is DifferenceKind.CARRIED_OVER
    ):  # that it was carried over is what the paper says of it
        because = tuple(one for one in because if one.action not in _CARRYING) or because
    if not because:
        yield word("why_not_logged", language), True
    for one in because:
        day = printed_day(one.at[:10], language)
        who = capital(actor_words(one, language))
        yield word("said_by_on", language, who=who, what=_what(one, language), day=day), False
        remarks = (
            _code("reason", one.reason_code, language) if one.reason_code else "",
            set_apart(one.reason, language) if one.reason else "",
            _statement(one, language),
            set_apart(one.source, language),
        )
        for text in remarks:
            if text:
                yield text, True


def actor_words(one: Because, language: str) -> str:
    """Who it was: the role, and the Sector it stands for.

    >>> actor_words(Because("ITU-T", "focal-point", "", "accept"), "en")
    'focal point, ITU-T'
    >>> actor_words(Because("ITU-R", "secretariat", "", "accept"), "en")
    'secretariat, for ITU-R'
    """
    role = _code("role", one.role, language)
    if not one.sector:
        return role
    key = "on_behalf" if one.role == Role.SECRETARIAT else "role_and_sector"
    return word(key, language, role=role, sector=set_apart(one.sector, language))


def _what(one: Because, language: str) -> str:
    if one.verdict:
        return _code("verdict", one.verdict, language)
    return _code("done", _DONE.get(one.action, one.action), language)


def _statement(one: Because, language: str) -> str:
    if not one.liaison_statement:
        return ""
    name = set_apart(one.liaison_statement, language)
    return headed(sheet_word("liaison_statement", language), name, language)


def capital(text: str) -> str:
    """The text with its first letter as at the beginning of a line."""
    return text[:1].upper() + text[1:]


def fields_used(found: EditionDifference, language: str) -> dict[str, str]:
    """By name, what each field is called that differs somewhere."""
    names = dict.fromkeys(name for one in found.differences for name in one.fields)
    return {name: field_word(name, language) for name in names}
