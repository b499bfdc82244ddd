"""Liaison statements: the form that two Sectors use, and the bare heading that Radiocommunication uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonground.analysis.layout.form import Field, FormWords, fields_of
from commonground.analysis.layout.printed_date import dates_in, iso_date
from commonground.analysis.layout.wording import as_printed, has_phrase, phrase, tidy
from commonground.domain.document import Document, Passage, PassageKind
from commonground.domain.reference import Reference, ReferenceContext, ReferenceKind

Find = Callable[[str, ReferenceContext], tuple[Reference, ...]]
_HEAD_PASSAGES = 80
_FORM_PASSAGES = 30
_ADDRESSING = frozenset({"for_action", "for_comment", "for_information"})
_OTHER_PURPOSES = _ADDRESSING - {"for_action"}
_SEPARATED = re.compile(r"\s*[;；\n]\s*|\s*[,，、،]\s*(?![^()]*\))(?=\S)")
_NOTHING = re.compile(r"^(?:[-–—/.]*|n/?a)$", re.IGNORECASE)
_PRIVATE = re.compile(
    r"\S+@\S+|(?:(?:tel|fax|phone|e-?mail|mobile)\.?\s*[:：]?\s*)?\+?\d[\d\s().-]{6,}\d|\b(?:tel|fax|e-?mail|phone)\s*[:：]",
    re.I,
)
# A contact is kept by role and organization; a line without such a word is taken for a person's name.
_ROLE = re.compile(
    r"rapporteur|chair|counsel|secretar|director|manager|officer|coordinator|editor|head|bureau|group|question"
    r"|administration|ministry|agency|commission|company|organi[sz]ation|university|institute|corporation|union"
    r"|association|committee|forum|council|\binc\b|\bltd\b|\bgmbh\b|ITU|UIT|МСЭ|président|conseiller|secrétar"
    r"|relator|presidente|consejero|докладчик|председател|советник|секретар|报告人|主席|顾问|秘书|مقرر|رئيس|مستشار|أمين",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """One routed copy of a liaison statement: who gets it as printed, and what that resolves to."""

    text: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LiaisonStatement:
    """The fields of a liaison statement; empty where it says nothing. No person's name is kept."""

    title: str = ""
    source: str = ""
    questions: tuple[str, ...] = ()
    in_reply_to: str = ""
    for_action: tuple[Addressee, ...] = ()
    for_comment: tuple[Addressee, ...] = ()
    for_information: tuple[Addressee, ...] = ()
    approval: str = ""
    deadline: str = ""  # ISO 8601 where it could be read
    contact: str = ""  # role and organization
    date: str = ""
    meeting: str = ""
    passages: tuple[int, ...] = ()


def read_liaison_statement(
    document: Document, layout: Mapping[str, Any], find: Find | None = None
) -> LiaisonStatement | None:
    """The document's liaison statement, None when the document holds none."""
    fields = fields_of(document, layout)
    named = {field.name for field in fields if field.is_marked}
    addressed = _ADDRESSING & {field.name for field in fields if _is_addressing(field)}
    titled = _title(document, layout)
    fields = _together(fields)
    is_form = bool(addressed) and bool(named & {"source", "title", "questions", "approval", "deadline"})
    if is_form and (titled or len(addressed) > 1):
        return _from_form(fields, layout, find)
    return _from_heading(document, fields, layout, find)


def _together(fields: list[Field]) -> list[Field]:
    """The fields of one form: those that stand near the first line that addresses somebody."""
    start = next(
        (field.passages[0] for field in fields if field.name in _ADDRESSING and field.is_marked), None
    )
    if start is None:
        return fields
    return [field for field in fields if abs(field.passages[0] - start) <= _FORM_PASSAGES]


def _is_addressing(field: Field) -> bool:
    """A label such as "To:" is no more than a word in running text; it needs its mark."""
    return field.is_marked


def _title(document: Document, layout: Mapping[str, Any]) -> bool:
    return any(
        len(passage.text) <= 300 and has_phrase(layout, "liaison_title", passage.text)
        for passage in document.passages[:_HEAD_PASSAGES]
    ) or has_phrase(layout, "liaison_title", document.metadata.title)


def _from_form(fields: Sequence[Field], layout: Mapping[str, Any], find: Find | None) -> LiaisonStatement:
    def lines(name: str) -> tuple[str, ...]:
        return next((f.lines for f in fields if f.name == name and f.lines and f.is_marked), ())

    def text(name: str) -> str:
        found = tidy(" ".join(lines(name)))
        return "" if _NOTHING.match(found) else found

    title = text("title")
    used = sorted({index for field in fields for index in field.passages})
    return LiaisonStatement(
        title=title,
        source=text("source"),
        questions=_split(lines("questions")),
        in_reply_to=text("in_reply_to") or _answered(title, layout),
        for_action=_addressees(lines("for_action"), find),
        for_comment=_addressees(lines("for_comment"), find),
        for_information=_addressees(lines("for_information"), find),
        approval=text("approval"),
        deadline=_date(text("deadline"), layout),
        contact=_contact(fields),
        date=_date(text("date"), layout) or _date(text("meeting"), layout, only=True),
        meeting=text("meeting"),
        passages=tuple(used),
    )


def _from_heading(
    document: Document, fields: Sequence[Field], layout: Mapping[str, Any], find: Find | None
) -> LiaisonStatement | None:
    """A statement without a form: "Liaison statement to ...", then perhaps "(copy to ...)"."""
    for index, passage in enumerate(document.passages[:_HEAD_PASSAGES]):
        text = tidy(passage.text)
        head = FormWords(layout).divide(text)
        match = phrase(layout, "liaison_to", head[1] if head and head[1] else text)
        if not match or len(text) > 400 or text.endswith((".", "。")):
            continue
        copies, used = _copies(document, index, layout)
        to = re.split(r"\s*\((?=cop|cc|копия|نسخة|抄送)", match["to"], maxsplit=1, flags=re.IGNORECASE)[0]
        later = document.passages[index + 1 : index + 6]
        words = FormWords(layout)
        styled = (tidy(p.text) for p in later if p.kind in (PassageKind.TITLE, PassageKind.HEADING))
        title = next(styled, "") or _subject(later, words) or text
        form = _from_form(fields, layout, find)
        # "Status: For information" says what all addressees are to do, not who approved.
        purpose = words.name_of(form.approval)
        receivers = _addressees((as_printed(text, to),), find)
        informed = receivers if purpose == "for_information" else ()
        return LiaisonStatement(
            title=form.title or title,
            source=form.source or _sender(document, index, find),
            questions=form.questions,
            in_reply_to=form.in_reply_to or _answered(title, layout),
            for_action=form.for_action or (() if purpose in _OTHER_PURPOSES else receivers),
            for_comment=form.for_comment or (receivers if purpose == "for_comment" else ()),
            for_information=form.for_information or (*informed, *_addressees(copies, find)),
            approval="" if purpose in _ADDRESSING else form.approval,
            deadline=form.deadline,
            contact=form.contact,
            date=form.date,
            meeting=form.meeting,
            passages=tuple(sorted({index, *used, *form.passages})),
        )
    return None


def _subject(later: Sequence[Passage], words: FormWords) -> str:
    """The short line below the heading that says what the statement is about, in a file without styles."""
    text = tidy(later[0].text) if later else ""
    is_plain = bool(text) and len(text) <= 150 and text[0].isalpha() and text[-1] not in ".:;,"
    return text if is_plain and later[0].kind is PassageKind.PARAGRAPH and not words.divide(text) else ""


def _sender(document: Document, index: int, find: Find | None) -> str:
    """The group whose name alone stands in a line above the heading."""
    for passage in reversed(document.passages[max(0, index - 4) : index]):
        text = tidy(passage.text)
        found = find(text, ReferenceContext()) if find and len(text) <= 80 else ()
        if len(found) == 1 and found[0].kind is ReferenceKind.BODY and len(found[0].text) >= len(text) - 8:
            return text
    return ""


def _copies(document: Document, index: int, layout: Mapping[str, Any]) -> tuple[tuple[str, ...], list[int]]:
    for at in range(index, min(index + 4, len(document.passages))):
        text = tidy(document.passages[at].text)
        match = phrase(layout, "copy_to", text)
        if match and len(text) <= 400 and (at == index or match.start() <= 1):
            return (as_printed(text, match["to"].strip()),), [at]
    return (), []


def _answered(title: str, layout: Mapping[str, Any]) -> str:
    match = phrase(layout, "in_reply", title)
    answered = as_printed(title, match["to"].strip()) if match else ""
    return answered if answered.count("(") >= answered.count(")") else answered.rstrip(")")


def _split(lines: Sequence[str]) -> tuple[str, ...]:
    parts = [tidy(part).strip("-– ") for line in lines for part in _SEPARATED.split(line)]
    return tuple(dict.fromkeys(part for part in parts if part and not _NOTHING.match(part)))


def _addressees(lines: Sequence[str], find: Find | None) -> tuple[Addressee, ...]:
    made = []
    for part in _split(lines):
        found = find(part, ReferenceContext()) if find else ()
        made.append(Addressee(part, tuple(dict.fromkeys(one.id for one in found if one.id))))
    return tuple(made)


def _date(text: str, layout: Mapping[str, Any], only: bool = False) -> str:
    found = dates_in(text, layout)
    if found:
        return found[0]
    return "" if only else iso_date(text, layout)


def _contact(fields: Sequence[Field]) -> str:
    lines = [line for field in fields if field.name == "contact" for line in field.lines]
    kept = [line for field in fields if field.name == "organization" for line in field.lines]
    for line in lines:
        for part in re.split(r"\s*[,，;\n]\s*", _PRIVATE.sub("", line)):
            if _ROLE.search(part):
                kept.append(tidy(part))
    return ", ".join(dict.fromkeys(part for part in kept if part))
