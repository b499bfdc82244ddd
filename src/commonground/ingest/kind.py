"""What a file is: by its content first, by its name only where the content leaves a choice."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from commonground.errors import CommongroundError, Said, UnreadableFile, UnsupportedFormat
from commonground.ingest.encoding import unmarked_utf16
from commonground.ingest.package import ZIP_ERRORS


class Kind(StrEnum):
    """A kind of source that has a reader; the value is what a person calls it."""

    WORD = "a Word document"
    SPREADSHEET = "an Excel workbook"
    PDF = "a PDF"
    WEBPAGE = "an HTML page"
    PLAIN_TEXT = "plain text"
    MARKDOWN = "Markdown"
    DELIMITED = "a table of separated values"
    JSON = "JSON"
    JSON_LINES = "JSON lines"
    YAML = "YAML"
    ZIP = "a zip archive"
    GZIP = "a gzip file"


@dataclass(frozen=True, slots=True)
class Detection:
    """A kind, and what to tell the reader when the name says something else."""

    kind: Kind
    notes: tuple[str, ...] = ()


_BY_SUFFIX = {
    ".docx": Kind.WORD, ".docm": Kind.WORD, ".dotx": Kind.WORD, ".dotm": Kind.WORD, ".doc": Kind.WORD,
    ".xlsx": Kind.SPREADSHEET, ".xlsm": Kind.SPREADSHEET, ".xltx": Kind.SPREADSHEET, ".xls": Kind.SPREADSHEET,
    ".pdf": Kind.PDF, ".html": Kind.WEBPAGE, ".htm": Kind.WEBPAGE, ".xhtml": Kind.WEBPAGE,
    ".txt": Kind.PLAIN_TEXT, ".text": Kind.PLAIN_TEXT, ".md": Kind.MARKDOWN, ".markdown": Kind.MARKDOWN,
    ".csv": Kind.DELIMITED, ".tsv": Kind.DELIMITED, ".tab": Kind.DELIMITED,
    ".json": Kind.JSON, ".jsonl": Kind.JSON_LINES, ".ndjson": Kind.JSON_LINES,
    ".yaml": Kind.YAML, ".yml": Kind.YAML, ".zip": Kind.ZIP, ".gz": Kind.GZIP,
}  # fmt: skip
_SUFFIX_OF = {kind: suffix for suffix, kind in reversed(_BY_SUFFIX.items())}
_TEXTUAL = {
    Kind.WEBPAGE, Kind.PLAIN_TEXT, Kind.MARKDOWN, Kind.DELIMITED, Kind.JSON, Kind.JSON_LINES, Kind.YAML,
}  # fmt: skip
_SAVE_AS = Said("open it in a word processor and save it as .docx")
# First bytes of kinds that people do add by mistake; the advice says what would help.
_FOREIGN = (
    (b"{\\rtf", Said("this is a rich text (RTF) file"), _SAVE_AS),
    (b"\x89PNG", Said("this is a picture"), Said("add the document it comes from")),
    (b"\xff\xd8\xff", Said("this is a picture"), Said("add the document it comes from")),
    (b"GIF8", Said("this is a picture"), Said("add the document it comes from")),
    (
        b"II*\x00",
        Said("this is a picture"),
        Said("add the document it comes from, or recognise its text first"),
    ),
    (b"7z\xbc\xaf\x27\x1c", Said("this is a 7z archive"), Said("unpack it or make it a zip")),
    (b"Rar!", Said("this is a rar archive"), Said("unpack it or make it a zip")),
    (b"BZh", Said("this is a bzip2 file"), Said("unpack it first")),
    (b"\xfd7zXZ", Said("this is an xz file"), Said("unpack it first")),
    (b"MZ", Said("this is a program"), Said("leave it out")),
    (b"\x7fELF", Said("this is a program"), Said("leave it out")),
    (b"SQLite format 3", Said("this is a database"), Said("export what you need as .csv or .xlsx")),
)
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_XML = re.compile(rb"^\s*<\?xml\b", re.I)
_JSON_START = re.compile(rb"^\s*[\[{]")
# Shell, escape and backspace occur in old text exports; the rest never does.
_BINARY_BYTES = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27})


def detect(data: bytes, name: str) -> Detection:
    """The kind of the file; raises `UnreadableFile` when it is empty or damaged, `UnsupportedFormat` for the rest."""
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    named = _BY_SUFFIX.get(suffix)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile(
            Said("the file is empty"), where=name, advice=Said("check that it was copied whole")
        )
    found = _by_content(data, name, named)
    if found is None or found is named:
        return Detection(found or named or Kind.PLAIN_TEXT)
    if named is None:
        as_named = Said("read as a file of the kind %(suffix)s", suffix=_SUFFIX_OF[found])
        return Detection(found, () if suffix in ("", ".log", ".rst") else (as_named,))
    if found is Kind.JSON and named in (Kind.JSON_LINES, Kind.YAML):
        return Detection(named)  # JSON is YAML, and a line of JSON lines is JSON
    note = Said(
        "named %(suffix)s, but its content is %(content)s: read as that",
        suffix=suffix,
        content=_SUFFIX_OF[found],
    )
    return Detection(found, (note,))


def _by_content(data: bytes, name: str, named: Kind | None) -> Kind | None:
    """The kind the content shows; None when it is text and the name may decide which."""
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(data, name)
    if data.startswith(_OLE2):
        raise _old_office(data, name)
    if data.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    for magic, what, advice in _FOREIGN:
        if data.startswith(magic) and not (magic == b"MZ" and not is_binary(data)):
            raise UnsupportedFormat(what, where=name, advice=advice)
    if is_binary(data):
        if named is not None:
            raise UnreadableFile(
                Said(
                    "this is no %(suffix)s file: its content is damaged, encrypted or of another kind",
                    suffix=_SUFFIX_OF[named],
                ),
                where=name,
                advice=Said("open it in its own program and save it again"),
            )
        raise UnsupportedFormat(Said("unknown kind of file"), where=name, advice=_ADVICE_KINDS)
    return _text_kind(data[:4096], name, named)


_ADVICE_KINDS = Said("add docx, pdf, html, txt, md, csv, xlsx, json, jsonl, yaml or zip")


def _text_kind(head: bytes, name: str, named: Kind | None) -> Kind | None:
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return named if named is Kind.MARKDOWN else Kind.WEBPAGE
    if b"mso-application" in head or b"<pkg:package" in head:
        raise UnsupportedFormat(Said("this is Word or Excel saved as XML"), where=name, advice=_SAVE_AS)
    if _XML.match(head) and named is not Kind.WEBPAGE:
        raise UnsupportedFormat(Said("this is an XML file"), where=name, advice=_ADVICE_KINDS)
    if head.lower().startswith(b"mime-version:") and b"multipart/related" in head.lower():
        raise UnsupportedFormat(Said("this is a saved web archive (MHTML)"), where=name, advice=_SAVE_AS)
    if named in _TEXTUAL:
        return None
    if named is None and _JSON_START.match(head):
        return (
            None if head.lstrip()[:1] == b"[" and head.lstrip()[1:2].strip() not in _JSON_NEXT else Kind.JSON
        )
    return Kind.PLAIN_TEXT


_JSON_NEXT = (b"", b"{", b"[", b'"', b"]", *(str(digit).encode() for digit in range(10)))


def is_binary(data: bytes) -> bool:
    """More than one byte in ten of the beginning is a control character no text has, wide encodings apart."""
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or unmarked_utf16(head):
        return False
    return len(head) - len(head.translate(None, _BINARY_BYTES)) > 0.1 * len(head)


def _zip_kind(data: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if _is_small(archive, "mimetype") else b""
    except ZIP_ERRORS as error:
        raise UnreadableFile(
            Said(
                "damaged or cut off: it starts as a zip or Office file but cannot be opened (%(error)s)",
                error=str(error),
            ),
            where=name,
            advice=Said("copy or download it again"),
        ) from error
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names or any(n.startswith("word/document") for n in names):
            return Kind.WORD
        if any(n.startswith("xl/workbook") and n.endswith(".xml") for n in names):
            return Kind.SPREADSHEET
        if any(n.startswith("ppt/") for n in names):
            raise UnsupportedFormat(
                Said("this is a presentation"), where=name, advice=Said("save it as .pdf")
            )
        if any(n.startswith("xl/") for n in names):
            raise UnsupportedFormat(
                Said("this is a binary Excel workbook"), where=name, advice=Said("save it as .xlsx")
            )
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        raise UnsupportedFormat(
            Said("this is an OpenDocument file"), where=name, advice=Said("save it as .docx or .xlsx")
        )
    if mimetype.startswith(b"application/epub"):
        raise UnsupportedFormat(
            Said("this is an electronic book (EPUB)"), where=name, advice=Said("add its .html or .pdf")
        )
    return Kind.ZIP


def _is_small(archive: zipfile.ZipFile, member: str) -> bool:
    return member in archive.namelist() and archive.getinfo(member).file_size < 1000


def _old_office(data: bytes, name: str) -> CommongroundError:
    """The refusal for an OLE2 file: an encrypted Office file or one of the formats before 2007."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        return UnreadableFile(
            Said("the file is encrypted with a password"),
            where=name,
            advice=Said("save it without a password and add it again"),
        )
    for stream, what, advice in (
        (
            "WordDocument",
            Said("this is a Word file of the old binary format (.doc)"),
            Said("open it in Word or LibreOffice and save it as .docx"),
        ),
        ("PowerPoint Document", Said("this is an old PowerPoint file (.ppt)"), Said("save it as .pdf")),
        (
            "Workbook",
            Said("this is an old Excel file (.xls)"),
            Said("open it in Excel or LibreOffice and save it as .xlsx"),
        ),
        (
            "Book",
            Said("this is an old Excel file (.xls)"),
            Said("open it in Excel or LibreOffice and save it as .xlsx"),
        ),
        ("__substg1.0_", Said("this is an Outlook message"), Said("save its attachments and add them")),
    ):
        if has(stream):
            return UnsupportedFormat(what, where=name, advice=advice)
    return UnsupportedFormat(
        Said("this is an old binary Office file"), where=name, advice=Said("save it as .docx, .xlsx or .pdf")
    )
