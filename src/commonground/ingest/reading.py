"""The door of the part: paths or bytes in, documents and refusals out, in order; a bad source never stops others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from commonground.domain.document import Document
from commonground.errors import CommongroundError, Said, UnreadableFile
from commonground.ingest.archive import bytes_of, files_under, members_of, name_of, refusal_for
from commonground.ingest.kind import Kind, detect
from commonground.ingest.limits import DEFAULT_LIMITS, Limits
from commonground.ingest.package import Budget, gunzip
from commonground.ingest.refusal import Refusal
from commonground.ingest.workforce import read_files

__all__ = ["Limits", "Refusal", "count_sources", "read_bytes", "read_path", "read_paths"]

Reader = Callable[[bytes, str, Limits], Iterator[Document | Refusal]]


def read_path(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[Document | Refusal]:
    """What the file, or every file of the folder, holds."""
    for found in files_under(path, limits):
        yield from read_file(found, limits) if isinstance(found, Path) else (found,)


def read_paths(
    paths: Sequence[Path], limits: Limits = DEFAULT_LIMITS, processes: int | None = None
) -> Iterator[Document | Refusal]:
    """What all the paths hold, in the order of `read_path` one by one; many files are read by several processes.

    `processes` None lets the number of files and processors decide; 1 keeps everything in this process.
    """
    found = (item for path in paths for item in files_under(path, limits))
    return read_files(found, limits, processes, read_file)


def read_file(path: Path, limits: Limits) -> Iterator[Document | Refusal]:
    """What one file holds."""
    try:
        data = bytes_of(path, limits)
    except CommongroundError as error:
        yield refusal_for(name_of(path), error)
        return
    yield from read_bytes(data, name_of(path), limits)


def read_bytes(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Iterator[Document | Refusal]:
    """What the bytes of a file of this name hold; never raises for what the bytes are."""
    if len(data) > limits.file_size_max_mb * 1_000_000:
        yield Refusal(name, limits.exceeded("file_size_max_mb", name, Said("the file is too large")))
        return
    yield from _read(data, name, Budget(limits, len(data)), 1)


def _read(data: bytes, name: str, budget: Budget, depth: int) -> Iterator[Document | Refusal]:
    try:
        detection = detect(data, name)
        if detection.kind is Kind.ZIP:
            yield from _read_zip(data, name, budget, depth)
        elif detection.kind is Kind.GZIP:
            yield from _read_gzip(data, name, budget, depth)
        else:
            for item in reader_of(detection.kind)(data, name, budget.limits):
                yield _noted(item, detection.notes)
    except CommongroundError as error:
        yield refusal_for(name, error)
    except MemoryError as error:
        yield _unexpected(name, error)
    except Exception as error:
        # The last boundary: a fault of a format library on a damaged file must cost that file only.
        yield _unexpected(name, error)


def _unexpected(name: str, error: BaseException) -> Refusal:
    refused = UnreadableFile(
        Said(
            "the file cannot be read (%(kind)s: %(error)s)",
            kind=type(error).__name__,
            error=str(error)[:200],
        ),
        where=name,
        advice=Said("open it in its own program and save it again; if it opens there, please report this"),
    )
    refused.__cause__ = error
    return Refusal(name, refused)


def _noted(item: Document | Refusal, notes: tuple[str, ...]) -> Document | Refusal:
    if not notes or isinstance(item, Refusal):
        return item
    from dataclasses import replace

    return replace(item, notes=(*notes, *item.notes))


def _read_zip(data: bytes, name: str, budget: Budget, depth: int) -> Iterator[Document | Refusal]:
    is_empty = True
    for member in members_of(data, name, budget, depth):
        is_empty = False
        if isinstance(member, Refusal):
            yield member
        else:
            inner_name, content = member
            yield from _read(content, inner_name, budget, depth + 1)
    if is_empty:
        raise UnreadableFile(
            Said("the zip file holds no files"), where=name, advice=Said("check that it was packed whole")
        )


def _read_gzip(data: bytes, name: str, budget: Budget, depth: int) -> Iterator[Document | Refusal]:
    """A gzip file is what it unpacks to; JSON lines are read while they stream."""
    inner = name[:-3] if name.lower().endswith(".gz") else name
    if inner.lower().endswith((".jsonl", ".ndjson")):
        from commonground.ingest.records import read_lines

        yield from read_lines(gunzip(data, budget, name), name, budget.limits)
        return
    if depth > budget.limits.archive_depth_max:
        raise budget.limits.exceeded("archive_depth_max", name, Said("packed files nested too deeply"))
    content = b"".join(gunzip(data, budget, name))
    for item in _read(content, inner, budget, depth + 1):
        yield item if isinstance(item, Refusal) else _renamed(item, inner, name)


def _renamed(document: Document, inner: str, name: str) -> Document:
    from dataclasses import replace

    return replace(document, name=name + document.name.removeprefix(inner))


def reader_of(kind: Kind) -> Reader:
    """The reader of one kind; format libraries are imported when the first file of their kind comes."""
    match kind:
        case Kind.WORD:
            from commonground.ingest.word import read_word as reader
        case Kind.SPREADSHEET:
            from commonground.ingest.spreadsheet import read_spreadsheet as reader
        case Kind.PDF:
            from commonground.ingest.portable import read_pdf as reader
        case Kind.WEBPAGE:
            from commonground.ingest.webpage import read_webpage as reader
        case Kind.MARKDOWN:
            from commonground.ingest.markup import read_markdown as reader
        case Kind.DELIMITED:
            from commonground.ingest.delimited import read_delimited as reader
        case Kind.YAML:
            from commonground.ingest.records import read_yaml as reader
        case Kind.JSON:
            from commonground.ingest.records import read_json

            return read_json
        case Kind.JSON_LINES:
            from commonground.ingest.records import read_lines

            return lambda data, name, limits: read_lines((data,), name, limits)
        case _:
            from commonground.ingest.plaintext import read_plain_text as reader
    return reader


def count_sources(paths: Iterable[Path], limits: Limits = DEFAULT_LIMITS) -> int:
    """How many documents the paths will give, cheaply: files as one each, collections by their lines or members."""
    return sum(
        _count_in(found) if isinstance(found, Path) else 1
        for path in paths
        for found in files_under(path, limits)
    )


_COUNT_BYTES_MAX = 100_000_000


def _count_in(path: Path) -> int:
    import gzip
    import zipfile

    suffix = path.name.lower()
    try:
        if suffix.endswith((".jsonl.gz", ".ndjson.gz")):
            with gzip.open(path) as stream:
                return _count_lines(iter(lambda: stream.read(1 << 20), b""))
        if suffix.endswith((".jsonl", ".ndjson")):
            with path.open("rb") as plain:
                return _count_lines(iter(lambda: plain.read(1 << 20), b""))
        if suffix.endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                return max(sum(not member.is_dir() for member in archive.infolist()), 1)
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, RuntimeError):
        return 1  # reading it will say what is wrong
    return 1


def _count_lines(pieces: Iterator[bytes]) -> int:
    count = total = 0
    last = b""
    for piece in pieces:
        count += piece.count(b"\n")
        total += len(piece)
        last = piece
        if total > _COUNT_BYTES_MAX:
            break
    return max(count + (not last.endswith(b"\n")), 1)
