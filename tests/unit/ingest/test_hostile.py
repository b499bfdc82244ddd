"""Bad input: each source is refused with a located message and advice, or read with notes; the others go on."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commonground.domain.document import Document
from commonground.errors import LimitExceeded, UnreadableFile, UnsupportedFormat
from commonground.ingest.limits import Limits
from commonground.ingest.reading import Refusal, read_bytes, read_path, read_paths

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refused(data: bytes, name: str, limits: Limits | None = None) -> Refusal:
    found = list(read_bytes(data, name, limits or Limits()))
    assert len(found) == 1, found
    assert isinstance(found[0], Refusal), found
    assert name.split("!", maxsplit=1)[0] in found[0].error.where
    assert found[0].error.advice
    return found[0]


def accepted(data: bytes, name: str) -> Document:
    found = list(read_bytes(data, name))
    assert len(found) == 1, found
    assert isinstance(found[0], Document), found
    return found[0]


def docx_bytes(text: str = "Hello") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def zip_bytes(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "name", ["a.docx", "a.pdf", "a.txt", "a.csv", "a.xlsx", "a.json", "a.zip", "a.md", "a.html", "a.yaml"]
)
def test_empty_files_are_refused(name: str) -> None:
    for data in (b"", b"\n \t", b"\xef\xbb\xbf"):
        assert "empty" in str(refused(data, name).error)


@pytest.mark.parametrize(
    ("stream", "message", "advice"),
    [
        ("EncryptedPackage", "encrypted", "without a password"),
        ("WordDocument", "old binary format", "save it as .docx"),
        ("Workbook", "old Excel", "save it as .xlsx"),
        ("PowerPoint Document", "PowerPoint", ".pdf"),
    ],
)
def test_old_and_encrypted_office_files_are_told_apart(stream: str, message: str, advice: str) -> None:
    error = refused(OLE2 + stream.encode("utf-16-le"), "a.doc").error
    assert message in error.message
    assert advice in error.advice


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"{\\rtf1 hello}",
        b"Rar!\x1a\x07" + bytes(50),
        os.urandom(0) + bytes(range(32)) * 20,
    ],
)
def test_kinds_without_a_reader_are_refused(data: bytes) -> None:
    assert isinstance(refused(data, "a.bin").error, UnsupportedFormat)


def test_mislabelled_files_are_read_as_what_they_are() -> None:
    found = accepted(docx_bytes(), "a.pdf")
    assert found.passages[0].text == "Hello"
    assert found.notes[0] == "named .pdf, but its content is .docx: read as that"
    page = accepted(b"<!DOCTYPE html><html><body><p>Bonjour</p></body></html>", "a.doc")
    assert page.passages[0].text == "Bonjour"
    assert page.notes
    assert accepted(b"just words", "a.docx").notes


def test_a_zip_bomb_is_stopped_while_it_unpacks() -> None:
    bomb = zip_bytes({"zeros.txt": bytes(30_000_000)})
    assert "COMPRESSION_RATIO_MAX" in refused(bomb, "a.zip").error.message
    nested = zip_bytes({f"{i}.zip": bomb for i in range(5)})
    assert all(isinstance(item, Refusal) for item in read_bytes(nested, "a.zip"))
    packed = gzip.compress(bytes(30_000_000))
    assert "COMPRESSION_RATIO_MAX" in refused(packed, "a.txt.gz").error.message
    small = Limits(unpacked_size_max_mb=1)
    assert (
        "UNPACKED_SIZE_MAX_MB"
        in refused(zip_bytes({"a.txt": os.urandom(2_000_000)}), "a.zip", small).error.message
    )


def test_a_zip_bomb_inside_an_office_file_is_stopped() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_bytes())) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members["word/document.xml"] += b" " * 40_000_000
    assert isinstance(refused(zip_bytes(members), "a.docx").error, LimitExceeded)


def test_zip_files_nest_up_to_the_limit() -> None:
    inner = zip_bytes({"a.txt": b"deep"})
    (found,) = read_bytes(zip_bytes({"i.zip": inner}), "o.zip")
    assert isinstance(found, Document)
    assert found.name == "o.zip!i.zip!a.txt"
    (stopped,) = read_bytes(zip_bytes({"i.zip": inner}), "o.zip", Limits(archive_depth_max=1))
    assert isinstance(stopped, Refusal)
    assert "ARCHIVE_DEPTH_MAX" in stopped.error.message


def test_names_that_leave_the_archive_are_refused_and_the_rest_is_read() -> None:
    found = list(
        read_bytes(
            zip_bytes({"../../evil.txt": b"x", "/abs.txt": b"y", "مرحبا 文档.txt": "текст".encode()}), "a.zip"
        )
    )
    assert [type(item).__name__ for item in found] == ["Refusal", "Refusal", "Document"]
    assert found[2].name == "a.zip!مرحبا 文档.txt"


def test_entities_in_html_and_xlsx_are_harmless() -> None:
    page = (
        b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>a &x; b</p></body></html>'
    )
    assert "root:" not in accepted(page, "a.html").passages[0].text
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    with zipfile.ZipFile(stream) as old:
        members = {name: old.read(name) for name in old.namelist()}
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    for part in ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"):
        assert (
            "entities" in refused(zip_bytes({**members, part: bomb + members[part]}), "a.xlsx").error.message
        )
    utf16 = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "a">]><x/>'.encode("utf-16")
    assert "entities" in refused(zip_bytes({**members, "xl/workbook.xml": utf16}), "a.xlsx").error.message


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"a":' * 100_000, b"[" * 500 + b"]" * 500])
@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a.jsonl"])
def test_deep_values_are_refused(data: bytes, name: str) -> None:
    found = list(read_bytes(data, name))
    assert len(found) == 1
    assert isinstance(found[0], Refusal)


def test_deep_block_yaml_and_alias_bombs_are_refused_or_small() -> None:
    deep = "".join(f"{' ' * i}a:\n" for i in range(1200)).encode()
    assert isinstance(refused(deep, "a.yaml"), Refusal)
    for run in (b"- ", b"? ", b"- ? ", b": "):  # the C parser would overflow its stack
        assert isinstance(refused(run * 50_000 + b"x", "a.yaml"), Refusal)
    stairs = "\n".join(" " * (100 * i) + "? " * 50 + "a" for i in range(300))
    assert isinstance(refused(stairs.encode(), "a.yaml"), Refusal)
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
    )
    assert isinstance(refused(bomb.encode(), "a.yaml", Limits(passages_max=20_000)), Refusal)
    loop = b"a: &a\n  b: *a\n"
    assert isinstance(refused(loop, "a.yaml"), Refusal)


def test_python_tags_in_yaml_make_nothing(tmp_path: Path) -> None:
    marker = tmp_path / "made"
    data = f"a: !!python/object/apply:os.system ['touch {marker}']\n".encode()
    found = accepted(data, "a.yaml")
    assert not marker.exists()
    assert "tags" in " ".join(found.notes)


def test_html_nested_too_deeply_is_refused() -> None:
    found = list(read_bytes(b"<html><body>" + b"<div>" * 5000 + b"x", "a.html"))
    assert len(found) == 1
    assert isinstance(found[0], Refusal)


def test_control_characters_are_taken_out_with_a_note() -> None:
    found = accepted(b"a\x00b\x1bc and more text", "a.txt")
    assert found.passages[0].text == "abc and more text"
    assert "control characters" in found.notes[-1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_read(encoding: str) -> None:
    text = "Climate change — изменение климата — 气候变化 and more words in English to follow it"
    assert accepted(text.encode(encoding), "a.txt").passages[0].text == text


def test_other_encodings_are_guessed_with_a_note() -> None:
    text = "Комиссия рассмотрела вопросы изменения климата и принял решение. " * 10
    found = accepted(text.encode("cp1251"), "a.txt")
    assert found.passages[0].text == text.strip()
    assert any("guess" in note for note in found.notes)


def test_a_field_that_never_ends_is_refused_with_its_line() -> None:
    error = refused(b'a,b\n1,"' + b"x" * 200_000, "a.csv").error
    assert "line 2" in error.where
    assert "quotation" in error.advice


def test_a_sheet_that_lies_about_its_size_is_read_quickly() -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0]["A1"] = "x"
    stream = io.BytesIO()
    workbook.save(stream)
    with zipfile.ZipFile(stream) as old:
        members = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = members[sheet].replace(b'ref="A1"', b'ref="A1:XFD1048576"')
    assert [p.text for p in accepted(zip_bytes(members), "a.xlsx").passages] == ["x"]


def test_one_bad_file_in_a_folder_costs_that_file_only(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text(f"text {number}")
    (tmp_path / "07.docx").write_bytes(docx_bytes()[:500])
    (tmp_path / "~$lock.docx").write_bytes(b"x")
    found = list(read_path(tmp_path))
    assert len(found) == 21
    assert [item.name for item in found if isinstance(item, Refusal)] == [str(tmp_path / "07.docx")]
    assert found == list(read_paths([tmp_path])) or len(list(read_paths([tmp_path]))) == 21


def test_links_loops_pipes_and_missing_files(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "a.txt").write_text("a")
    (folder / "b-out").symlink_to(tmp_path / "secret.txt")
    (folder / "c-loop").symlink_to(folder)
    (folder / "d-gone").symlink_to(folder / "nothing")
    os.mkfifo(folder / "e-pipe")
    found = list(read_path(folder))
    assert [isinstance(item, Document) for item in found] == [True, False, False, False, False]
    (missing,) = read_path(tmp_path / "no such")
    assert isinstance(missing, Refusal)
    assert "no such file" in missing.error.message


def test_file_names_of_any_bytes_can_be_printed(tmp_path: Path) -> None:
    for name in ("文档\n1.txt".encode(), b"caf\xe9.txt", "مستند.txt".encode()):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("text")
    names = [item.name for item in read_path(tmp_path)]
    assert len(names) == 3
    assert all(name.isprintable() and name.encode() for name in names)


def test_limits_say_which_setting_decides() -> None:
    error = refused(b"a\n" * 100, "a.txt", Limits(passages_max=10)).error
    assert "COMMONGROUND_PASSAGES_MAX" in str(error)
    error = refused("\n".join("a,b" for _ in range(100)).encode(), "a.csv", Limits(table_rows_max=10)).error
    assert "COMMONGROUND_TABLE_ROWS_MAX" in str(error)


def test_a_bad_line_of_a_collection_costs_that_line_only() -> None:
    good = json.dumps({"id": "1", "title": "One"}).encode()
    found = list(read_bytes(good + b"\n{broken\n" + good, "a.jsonl"))
    assert [type(item).__name__ for item in found] == ["Document", "Refusal", "Document"]
    assert isinstance(found[1], Refusal)
    assert found[1].error.where == "a.jsonl, line 2"


def test_a_cut_gzip_file_is_refused() -> None:
    data = gzip.compress(b'{"id": "1", "title": "One"}\n' * 1000)
    last = list(read_bytes(data[:-20], "a.jsonl.gz"))[-1]
    assert isinstance(last, Refusal)
    assert isinstance(last.error, UnreadableFile)


NAMES = st.sampled_from(
    [
        "a",
        "a.docx",
        "a.pdf",
        "a.html",
        "a.txt",
        "a.md",
        "a.csv",
        "a.xlsx",
        "a.json",
        "a.jsonl",
        "a.yaml",
        "a.zip",
        "a.gz",
        "文.doc",
    ]
)
STARTS = st.sampled_from(
    [
        b"",
        b"%PDF-1.4\n",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"<html>",
        b"{",
        b"\xff\xfe",
        b"---\n",
        b"\tx\n\ty\n\n",
    ]
)


@given(STARTS, st.binary(max_size=300), NAMES)
@example(b"", b'"', "a.csv")
@settings(max_examples=300, deadline=None)
def test_arbitrary_bytes_never_crash(start: bytes, rest: bytes, name: str) -> None:
    for item in read_bytes(start + rest, name):
        assert isinstance(item, Document | Refusal)
        if isinstance(item, Refusal):
            assert str(item.error)


@given(st.text(max_size=200), NAMES)
@settings(max_examples=200, deadline=None)
def test_arbitrary_text_never_crashes(text: str, name: str) -> None:
    for item in read_bytes(text.encode("utf-8", "surrogatepass"), name):
        assert isinstance(item, Document | Refusal)


@given(st.integers(0, 20_000), st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_a_damaged_byte_never_crashes(position: int, value: int) -> None:
    data = bytearray(WHOLE)
    data[position % len(data)] = value
    for item in read_bytes(bytes(data), "a.docx"):
        assert isinstance(item, Document | Refusal)


WHOLE = docx_bytes("Some text")
