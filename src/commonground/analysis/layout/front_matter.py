"""What a document says of itself on its first page: number, date, source, title, meeting and the three blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from commonground.analysis.layout.form import BLOCKS, Field, fields_of
from commonground.analysis.layout.printed_date import dates_in, iso_date
from commonground.analysis.layout.wording import tidy
from commonground.domain.document import Document, DocumentMetadata, PassageKind

_HEAD_PASSAGES = 60
_BLOCK_PASSAGES = 200  # covers and tables of series may stand before the summary
_LANGUAGE = re.compile(r"[-(]?\b([EFSRCA](?:/[EFSRCA])*)\)?$")
_REVISION = re.compile(
    r"[\s(.,-]*(?:Rev(?:ision)?|R[ée]v|Пересм|ревизия|修订版?|修订|المراجعة|مراجعة)[\s.(]*(\d{1,2})\)?"
    r"|\s*[(]\s*Rev\.?\s*(\d{1,2})\s*[)]|(?<=\d)R(\d{1,2})\b",
    re.IGNORECASE,
)
# The numbering schemes of the advisory groups, study groups, conferences and the Council.
_NUMBER = re.compile(
    r"(?<![\w/])(?:(?:TDAG|RAG|TSAG|ISCG|ISCT|IST|RPM-?[A-Z]{2,4}|WTDC|WTSA|PP|CPM|ISC-TF|CWG[-\w]*?|SG\d{1,2}RGQ?|C)"
    r"[-\s]?(?:\d{2}(?:[-\s]?\d)?)?(?:[/-](?:TD|C|INF|DT|LS|ADM|DOC|PLEN)?[-\s]?\d{1,4})(?:\([^)]{1,12}\))?"
    r"|[TDRSC]\d{2}-[A-Z]{2,5}\d*(?:[.-][A-Z0-9]+)*-\d{1,4}|SG\d{1,2}-(?:TD|C|LS)\d{1,4}(?:/[A-Z0-9]+)?"
    r"|(?:TSAG|RAG|TDAG)[-\s]?(?:TD|LS|C|R)[-\s]?\d{1,4}"
    r"|(?<![A-Z] )(?:TD|DT|INF|ADM) ?\d{1,4}"
    r"|\d[A-Z](?:/\d[A-Z])?/(?:TEMP/)?\d{1,4})"
    r"(?:R\d{1,2}\b)?(?:-[EFSRCA]\b)?(?:[\s(]*\(?Rev\.?\s*\d{1,2}\)?)?(?:-[EFSRCA]\b)?"
)


def revision_of(number: str) -> tuple[str, int]:
    """The number every revision of a document shares, and which revision this one is (0 is the first issue).

    >>> revision_of("TDAG-20/13 Rev.1"), revision_of("TDAG20/13-E"), revision_of("TDAG-20/13(Rev.2)-F")
    (('TDAG-20/13', 1), ('TDAG-20/13', 0), ('TDAG-20/13', 2))
    """
    text = tidy(number)
    revision = 0
    for _ in range(3):  # language letter and revision come in either order
        if match := _REVISION.search(text):
            revision = int(match[1] or match[2] or match[3])
            text = (text[: match.start()] + text[match.end() :]).strip()
        text = _LANGUAGE.sub("", text).rstrip("- ").strip()
    base = re.sub(
        r"^(?:to |au |al |к |إلى )?(?:the )?(?:Document|Documento|Документ|文件|الوثيقة|Doc\.)\s*:?\s*",
        "",
        text,
        flags=re.IGNORECASE,
    )
    base = re.sub(r"^([A-Z]{3,4})[\s-]?(\d{2})(?=[-/])", r"\1-\2", base)
    return base, revision


def read_front_matter(document: Document, layout: Mapping[str, Any]) -> DocumentMetadata:
    """The document's metadata as its text prints it; the file's own stands only where the text says nothing."""
    fields = fields_of(document, layout, _BLOCK_PASSAGES)
    head = [field for field in fields if field.passages[0] < _HEAD_PASSAGES]
    told = document.metadata
    title = _first(head, "title") or _printed_title(document)
    meeting = _first(head, "meeting")
    return replace(
        told,
        number=_number(document, head) or told.number,
        date=_date(document, head, layout) or told.date,
        source=_first(head, "source") or told.source,
        title=title or told.title,
        meeting=meeting or told.meeting,
        summary=_block(fields, "summary") or told.summary,
        action_required=_block(fields, "action_required") or told.action_required,
        references=_block(fields, "references") or told.references,
    )


def document_year(document: Document, layout: Mapping[str, Any]) -> int | None:
    """The year a document with its front matter was written in: of its date, else the newest full date in it."""
    metadata = document.metadata
    for text in (metadata.date, metadata.meeting, metadata.title):
        if match := re.search(r"(?<!\d)(19[89]\d|20[0-4]\d)(?!\d)", text):
            return int(match[1])
    newest = [
        iso
        for passage in document.passages
        if any(char.isdigit() for char in passage.text)
        for iso in dates_in(passage.text, layout)
    ]
    if newest:
        return int(max(newest)[:4])
    match = re.search(r"(?<!\d)(19[89]\d|20[0-4]\d)(?!\d{3,})", document.name.rsplit("/", 1)[-1])
    return int(match[1]) if match else None


def _first(fields: list[Field], name: str) -> str:
    return next((field.text for field in fields if field.name == name and field.is_marked and field.text), "")


def _block(fields: list[Field], name: str) -> str:
    for field in fields:
        if field.name == name and name in BLOCKS and field.is_marked and field.lines:
            return "\n".join(line for line in field.lines if line)
    return ""


def _printed_title(document: Document) -> str:
    return next(
        (
            tidy(p.text)
            for p in document.passages[:_HEAD_PASSAGES]
            if p.kind is PassageKind.TITLE and p.text.strip()
        ),
        "",
    )


def _number(document: Document, fields: list[Field]) -> str:
    for field in fields:
        if (
            field.name == "number"
            and field.is_marked
            and len(field.text) <= 60
            and re.search(r"\d", field.text)
        ):
            return field.text
    before = ""
    headers = [p for p in document.passages[_HEAD_PASSAGES:] if p.kind is PassageKind.HEADER]
    for passage in (*document.passages[:_HEAD_PASSAGES], *headers):
        text = tidy(passage.text)
        match = _NUMBER.search(text) if len(text) <= 120 else None
        # A number stands alone or after the word for document, not in a sentence that cites another paper.
        if match and len(text) - len(match[0]) <= 24:
            printed = match[0].strip()
            ahead = _REVISION.search(text[: match.start()])
            ahead = ahead or (_REVISION.search(before) if len(before) < 30 else None)
            return f"{printed} Rev.{ahead[1] or ahead[2] or ahead[3]}" if ahead else printed
        before = text
    return ""


def _date(document: Document, fields: list[Field], layout: Mapping[str, Any]) -> str:
    printed = _first(fields, "date")
    if printed:
        return iso_date(printed, layout)
    for passage in document.passages[: _HEAD_PASSAGES // 2]:
        text = tidy(passage.text)
        if len(text) > 40 or "," in text.split(" ")[0]:
            continue
        found = dates_in(text, layout)
        if found and len(found[0]) == 10 and not re.search(r"\d\s*[-–]\s*\d", text):
            return found[0]
    return ""
