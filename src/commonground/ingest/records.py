"""JSON and JSON lines: records become one document each, any other JSON one document of located values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from commonground.domain.document import Document, DocumentMetadata, Locator, Passage, PassageKind
from commonground.errors import Said, UnreadableFile
from commonground.ingest.bibliographic import MEDIA_TYPE as YAML_MEDIA_TYPE
from commonground.ingest.bibliographic import is_relaton, read_record
from commonground.ingest.draft import Draft, language_code
from commonground.ingest.encoding import decode
from commonground.ingest.limits import BYTES_PER_MB, Limits
from commonground.ingest.nested_text import load_yaml
from commonground.ingest.refusal import Refusal
from commonground.ingest.structure import as_list, as_text, flattened, refuse_depth, scalars

MEDIA_TYPE = "application/json"
LINES_MEDIA_TYPE = "application/x-ndjson"
_TEXT_KEYS = ("title", "abstract", "text")
_ID_KEYS = ("id", "identifier", "key", "number", "doc")
_NUMBER_KEYS = ("number", "doc", "docnumber", "document")
_GROUP_KEYS = ("group", "body", "study_group")
_LANGUAGE_KEYS = ("lang", "language")
_HANDLED = {*_TEXT_KEYS, "date", *_LANGUAGE_KEYS, "source", "number", "group"}
_LINE_MAX_BYTES = 50 * BYTES_PER_MB


def read_json(data: bytes, name: str, limits: Limits) -> Iterator[Document | Refusal]:
    """The records of a list of objects, or one document; raises `UnreadableFile` with the line at fault."""
    text, notes = decode(data)
    text = text.removeprefix("\ufeff")
    try:
        value = _parse(text, name, limits)
    except UnreadableFile as error:
        if "Extra data" in error.message and text.lstrip()[:1] == "{":
            yield from read_lines(iter([data]), name, limits)
            return
        raise
    if isinstance(value, list) and value and all(_is_record(item) for item in value):
        for index, record in enumerate(value, 1):
            canonical = json.dumps(record, ensure_ascii=False, sort_keys=True).encode(
                "utf-8", "surrogatepass"
            )
            yield read_mapping(record, canonical, f"{name}#{_record_id(record) or index}", limits)
    else:
        yield from read_value(value, data, name, limits, notes, MEDIA_TYPE)


def read_lines(pieces: Iterable[bytes], name: str, limits: Limits) -> Iterator[Document | Refusal]:
    """A document per line; a line that is not JSON is a refusal with its number, and the rest goes on."""
    for number, line in enumerate(_lines(pieces, name), 1):
        stripped = line.strip()
        if number == 1:
            stripped = stripped.removeprefix(b"\xef\xbb\xbf")
        if not stripped:
            continue
        where = f"{name}, line {number}"
        try:
            text = stripped.decode("utf-8")
            notes: tuple[str, ...] = ()
        except UnicodeDecodeError:
            text, notes = decode(stripped)
        try:
            value = _parse(text, where, limits)
            if _is_record(value):
                yield read_mapping(value, stripped, f"{name}#{_record_id(value) or number}", limits, notes)
            else:
                yield from read_value(value, stripped, f"{name}#{number}", limits, notes, LINES_MEDIA_TYPE)
        except UnreadableFile as error:
            yield Refusal(f"{name}#{number}", UnreadableFile(error.message, where=where, advice=error.advice))


def _lines(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The lines of a stream; memory holds one line and one piece."""
    rest = b""
    for piece in pieces:
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        if len(rest) > _LINE_MAX_BYTES:
            raise UnreadableFile(
                Said(
                    "a line is over %(size)s MB",
                    size=_LINE_MAX_BYTES // BYTES_PER_MB,
                ),
                where=name,
                advice=Said("is it JSON lines?"),
            )
        yield from lines
    if rest:
        yield rest


def _parse(text: str, where: str, limits: Limits) -> Any:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            Said(
                "not valid JSON (%(msg)s, line %(lineno)s, column %(colno)s)",
                msg=error.msg,
                lineno=error.lineno,
                colno=error.colno,
            ),
            where=where,
            advice=Said("mend the line and add it again"),
        ) from error
    except RecursionError as error:
        raise limits.exceeded("json_depth_max", where, Said("values nested too deeply")) from error
    except ValueError as error:  # for instance a number of 5000 digits
        message = Said("JSON that cannot be read (%(error)s)", error=str(error)[:200])
        raise UnreadableFile(message, where=where, advice=Said("mend the file and add it again")) from error
    if text.count("[") + text.count("{") > limits.json_depth_max:
        refuse_depth(value, where, limits)
    return value


def _is_record(value: Any) -> bool:
    return isinstance(value, Mapping) and any(value.get(key) for key in _TEXT_KEYS)


def _record_id(record: Mapping[str, Any]) -> str:
    if is_relaton(record):
        return as_text(record.get("id"))
    return next((text for key in _ID_KEYS if (text := as_text(record.get(key)))), "")


def read_mapping(
    record: Mapping[str, Any], data: bytes, name: str, limits: Limits, notes: tuple[str, ...] = ()
) -> Document:
    """One record of a collection; unknown keys are kept in `metadata.extra`."""
    if is_relaton(record):
        return read_record(record, data, name, limits)
    draft = Draft(name, limits)
    draft.notes_from(notes)
    language = next(
        (code for key in _LANGUAGE_KEYS if (code := language_code(as_text(record.get(key))))), None
    )
    texts = {key: _texts(record.get(key)) for key in ("title", "abstract")}
    for key, kind in (("title", PassageKind.TITLE), ("abstract", PassageKind.ABSTRACT)):
        for code, text in texts[key]:
            draft.add(
                Passage(
                    text,
                    Locator(record=f"/{key}{f'/{code}' if code else ''}"),
                    kind,
                    language=language_code(code),
                )
            )
    said = " ".join(" ".join(text for _, text in texts[key]) for key in ("title", "abstract"))
    for code, text in _texts(record.get("text")):
        if not _repeats(text, said):
            lines = (line for line in text.split("\n") if line.strip())
            for count, line in enumerate(lines, 1):
                place = Locator(record="/text", paragraph=count)
                draft.add(Passage(line, place, language=language_code(code)))
    extra: dict[str, str] = {}
    for key, value in record.items():
        if key not in _HANDLED:
            if type(value) is str:
                extra[key] = value
            else:
                flattened(key, value, extra)
    number = next((text for key in _NUMBER_KEYS if (text := as_text(record.get(key)))), "")
    metadata = DocumentMetadata(
        number=number,
        date=as_text(record.get("date")),
        source=as_text(record.get("source")),
        title=texts["title"][0][1] if texts["title"] else "",
        identifiers=tuple(dict.fromkeys(filter(None, (number, extra.get("meta.doc", ""))))),
        group=next((text for key in _GROUP_KEYS if (text := as_text(record.get(key)))), ""),
        extra=extra,
    )
    return draft.finish(data, MEDIA_TYPE, language, metadata)


def _texts(value: Any) -> list[tuple[str, str]]:
    """(language or "", text) of a plain text, a mapping from language to text, or a list of either."""
    if isinstance(value, str):
        return [("", value)] if value.strip() else []
    if isinstance(value, Mapping):
        if "content" in value:
            return [(as_text(value.get("language")), as_text(value["content"]))]
        return [(str(code), text) for code, inner in value.items() if (text := as_text(inner)).strip()]
    return [pair for item in as_list(value) if value is not item for pair in _texts(item)]


def _repeats(text: str, said: str) -> bool:
    """The text says nothing beyond title and abstract: equal but for punctuation and blanks."""
    if text == said:
        return True
    return bool(said) and "".join(filter(str.isalnum, text)) == "".join(filter(str.isalnum, said))


def read_value(
    value: Any, data: bytes, name: str, limits: Limits, notes: tuple[str, ...], media_type: str
) -> Iterator[Document]:
    """One document with a passage per text of the value, located by its JSON pointer; a single record as such."""
    if _is_record(value):
        yield read_mapping(value, data, name, limits, notes)
        return
    draft = Draft(name, limits)
    draft.notes_from(notes)
    numbers = 0
    for pointer, scalar in scalars(value):
        if isinstance(scalar, str):
            if scalar.strip():
                draft.add(Passage(scalar, Locator(record=pointer)))
        elif scalar is not None:
            numbers += 1
    if numbers:
        draft.note(Said("numbers and truth values are not text; left out: %(number)s", number=numbers))
    yield draft.finish(data, media_type)


def read_yaml(data: bytes, name: str, limits: Limits) -> Iterator[Document]:
    """A document per YAML document: bibliographic records as such, anything else value by value."""
    values, notes = load_yaml(data, name, limits)
    for index, value in enumerate(values, 1):
        inner = name if len(values) == 1 else f"{name}#{index}"
        if is_relaton(value):
            own = data if len(values) == 1 else data + f"#{index}".encode()
            yield read_record(value, own, inner, limits, notes)
        elif value not in (None, "", [], {}):
            refuse_depth(value, inner, limits)
            yield from read_value(value, data, inner, limits, notes, YAML_MEDIA_TYPE)
