"""Bibliographic records of the Relaton model, in YAML or JSON, in both its older and its newer spelling.

Older: `docid`, `link`, `editorialgroup`, date `value`.
Newer: `docidentifier`, `source`, a contributor with a role and subdivision, date `at`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commonground.domain.document import Document, DocumentMetadata, Locator, Passage, PassageKind
from commonground.ingest.draft import Draft, language_code
from commonground.ingest.limits import Limits
from commonground.ingest.structure import as_list, as_text, flattened

MEDIA_TYPE = "application/yaml"
_DATE_ORDER = ("published", "issued", "confirmed", "updated", "created", "circulated")
_ABSENT = frozenset({"", "~", "null", "Null", "NULL"})
_HANDLED = {
    "title", "abstract", "docid", "docidentifier", "docnumber", "date", "language", "script", "id", "editorialgroup",
    "schema_version", "contributor",
}  # fmt: skip


def is_relaton(value: Any) -> bool:
    """The mapping is a bibliographic record: an identifier in the model's own spelling, and a title."""
    return (
        isinstance(value, Mapping)
        and ("docid" in value or "docidentifier" in value)
        and ("title" in value or "abstract" in value)
    )


def read_record(
    value: Mapping[str, Any], data: bytes, name: str, limits: Limits, notes: tuple[str, ...] = ()
) -> Document:
    """One record as a document: a passage per title and abstract, each with its language and its key as locator."""
    draft = Draft(name, limits)
    draft.notes_from(notes)
    languages = [code for item in as_list(value.get("language")) if (code := language_code(as_text(item)))]
    title = _add_texts(draft, value.get("title"), "title", PassageKind.TITLE)
    _add_texts(draft, value.get("abstract"), "abstract", PassageKind.ABSTRACT)
    extra: dict[str, str] = {}
    for key, inner in value.items():
        if key not in _HANDLED:
            flattened(str(key), inner, extra)
    for date in as_list(value.get("date")):
        if isinstance(date, Mapping):
            extra.setdefault(f"date.{as_text(date.get('type')) or 'other'}", _date_text(date))
    for contributor in as_list(value.get("contributor")):
        _add_contributor(contributor, extra)
    metadata = DocumentMetadata(
        number=_docnumber(value),
        date=_date(value),
        title=title,
        identifiers=_identifiers(value),
        group=_group(value),
        extra={key: text for key, text in extra.items() if text not in _ABSENT},
    )
    own = {passage.language for passage in draft.passages if passage.language}
    language = next(iter(own)) if len(own) == 1 else languages[0] if len(languages) == 1 and not own else None
    return draft.finish(data, MEDIA_TYPE, language, metadata)


def _add_texts(draft: Draft, value: Any, key: str, kind: PassageKind) -> str:
    first = ""
    items = as_list(value)
    for index, item in enumerate(items, 1):
        text = _content(item)
        if text in _ABSENT:
            continue
        language = None
        if isinstance(item, Mapping):
            codes = as_list(item.get("language"))
            language = language_code(as_text(codes[0])) if len(codes) == 1 else None
        record = key if len(items) == 1 else f"{key}/{index}"
        draft.add(Passage(text, Locator(record=record), kind, language=language))
        if not first or (language == "en" and key == "title" and index > 1 and not _is_english(items[0])):
            first = text
    return first


def _is_english(item: Any) -> bool:
    return isinstance(item, Mapping) and language_code(as_text(item.get("language"))) == "en"


def _content(item: Any) -> str:
    if isinstance(item, Mapping):
        item = item.get("content", item.get("value", ""))
    return " ".join(as_text(item).split())


def _identifiers(value: Mapping[str, Any]) -> tuple[str, ...]:
    """The printed identifiers, the primary one first, else in the order of the record."""
    found: list[tuple[bool, str]] = []
    for key in ("docidentifier", "docid"):
        for item in as_list(value.get(key)):
            if isinstance(item, Mapping):
                text = as_text(item.get("content") or item.get("id") or item.get("value"))
                found.append((as_text(item.get("primary")).lower() != "true", " ".join(text.split())))
            else:
                found.append((True, " ".join(as_text(item).split())))
    return tuple(
        dict.fromkeys(text for _, text in sorted(found, key=lambda pair: pair[0]) if text not in _ABSENT)
    )


def _docnumber(value: Mapping[str, Any]) -> str:
    number = as_text(value.get("docnumber"))
    return "" if number in _ABSENT else number


def _date_text(date: Mapping[str, Any]) -> str:
    for key in ("at", "value", "on", "from"):
        if text := as_text(date.get(key)):
            return text
    return ""


def _date(value: Mapping[str, Any]) -> str:
    dates = [date for date in as_list(value.get("date")) if isinstance(date, Mapping)]
    by_type = {as_text(date.get("type")): _date_text(date) for date in reversed(dates)}
    for kind in _DATE_ORDER:
        if by_type.get(kind):
            return by_type[kind]
    plain = next((as_text(d) for d in as_list(value.get("date")) if isinstance(d, str)), "")
    return next((text for text in by_type.values() if text), plain or as_text(value.get("revdate")))


def _group(value: Mapping[str, Any]) -> str:
    """The responsible group as the record names it, from either spelling."""
    editorial = value.get("editorialgroup") or _inside(value.get("ext"), "editorialgroup")
    for item in as_list(editorial):
        for key in ("technical_committee", "group", "subgroup", "workgroup", "bureau"):
            for committee in as_list(_inside(item, key)):
                name = as_text(_inside(committee, "name") or _inside(_inside(committee, "workgroup"), "name"))
                if not name and isinstance(committee, str):
                    name = committee
                if name and key != "bureau":
                    return name
        if isinstance(item, Mapping) and isinstance(item.get("name"), str):
            return as_text(item["name"])
    for contributor in as_list(value.get("contributor")):
        organization = _inside(contributor, "organization")
        for subdivision in as_list(_inside(organization, "subdivision")):
            for name in as_list(_inside(subdivision, "name")):
                if text := _content(name):
                    return text
            if isinstance(subdivision, str) and subdivision:
                return subdivision
    return ""


def _add_contributor(contributor: Any, extra: dict[str, str]) -> None:
    roles = [as_text(_inside(role, "type") or role) for role in as_list(_inside(contributor, "role"))]
    names: list[str] = []
    for holder in (_inside(contributor, "organization"), _inside(contributor, "person")):
        for name in as_list(_inside(holder, "name")):
            names.append(_content(name) or as_text(_inside(name, "completename")))
    key = f"contributor.{roles[0] if roles and roles[0] else 'other'}"
    text = "; ".join(name for name in names if name)
    if text:
        extra[key] = f"{extra[key]}; {text}" if extra.get(key) else text


def _inside(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None
