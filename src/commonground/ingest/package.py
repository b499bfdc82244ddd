"""Zip containers and the XML inside them, opened with suspicion: sizes counted, no entities, no network."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from commonground.errors import Said, UnreadableFile
from commonground.ingest.limits import BYTES_PER_MB, Limits

_CHUNK_BYTES = 1 << 16
_RATIO_FLOOR_BYTES = 10 * BYTES_PER_MB  # below this even a bomb is harmless, and long tables pack very well
# What zipfile raises on damaged, encrypted or unknown members.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    IndexError,
)
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math",
     b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)  # fmt: skip
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass
class Budget:
    """What may still be unpacked from one source, nested archives included."""

    limits: Limits
    packed_bytes: int
    unpacked_bytes: int = 0
    members: int = 0

    def spend(self, count: int, where: str) -> None:
        """Count unpacked bytes; raises `LimitExceeded` as soon as size or ratio goes over."""
        self.unpacked_bytes += count
        if self.unpacked_bytes > self.limits.unpacked_size_max_mb * BYTES_PER_MB:
            raise self.limits.exceeded("unpacked_size_max_mb", where, Said("the file unpacks to too much"))
        ratio_bytes = max(self.packed_bytes, 1) * self.limits.compression_ratio_max
        if self.unpacked_bytes > max(ratio_bytes, _RATIO_FLOOR_BYTES):
            raise self.limits.exceeded(
                "compression_ratio_max",
                where,
                Said("the file unpacks to suspiciously much for its size (a zip bomb?)"),
            )

    def count_member(self, where: str) -> None:
        """Count one member of an archive."""
        self.members += 1
        if self.members > self.limits.archive_members_max:
            raise self.limits.exceeded("archive_members_max", where, Said("too many members in the archive"))


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget, where: str) -> bytes:
    """The member's bytes, counted while they stream; damaged or encrypted members are `UnreadableFile`."""
    if member.flag_bits & 0x1:
        raise UnreadableFile(
            Said("encrypted with a password"), where=where, advice=Said("pack it again without a password")
        )
    pieces: list[bytes] = []
    try:
        with archive.open(member) as stream:
            while piece := stream.read(_CHUNK_BYTES):
                budget.spend(len(piece), where)
                pieces.append(piece)
    except ZIP_ERRORS as error:
        raise UnreadableFile(
            Said("damaged in the archive (%(kind)s: %(error)s)", kind=type(error).__name__, error=str(error)),
            where=where,
            advice=Said("pack it again"),
        ) from error
    return b"".join(pieces)


def gunzip(data: bytes, budget: Budget, where: str) -> Iterator[bytes]:
    """The unpacked pieces of a gzip file, counted while they stream; several members follow each other."""
    rest = data
    while rest:
        inflate = zlib.decompressobj(wbits=31)
        while not inflate.eof:
            try:
                piece = inflate.decompress(rest, _CHUNK_BYTES)
            except zlib.error as error:
                raise UnreadableFile(
                    Said("damaged gzip file (%(error)s)", error=str(error)),
                    where=where,
                    advice=Said("copy or download it again"),
                ) from error
            rest = inflate.unconsumed_tail
            if not piece and not rest and not inflate.eof:
                raise UnreadableFile(
                    Said("the gzip file is cut off"), where=where, advice=Said("copy or download it again")
                )
            budget.spend(len(piece), where)
            yield piece
        rest = inflate.unused_data.lstrip(b"\x00")


class Package:
    """The parts of an Office file. Every part is read at most once for its bytes and checked before it is parsed."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.budget = Budget(limits, len(data))
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except ZIP_ERRORS as error:
            raise UnreadableFile(
                Said(
                    "damaged Office file (%(kind)s: %(error)s)",
                    kind=type(error).__name__,
                    error=str(error),
                ),
                where=name,
                advice=Said("save it again"),
            ) from error
        for _ in self._archive.infolist():
            self.budget.count_member(name)
        self._members = {member.filename.lstrip("/"): member for member in self._archive.infolist()}

    @property
    def parts(self) -> list[str]:
        """Names of all parts, in the order of the file."""
        return list(self._members)

    def bytes_of(self, part: str) -> bytes | None:
        """The part's bytes, None when there is no such part; a document type declaration is refused."""
        member = self._members.get(part)
        if member is None:
            return None
        data = unpack(self._archive, member, self.budget, f"{self.name}!{part}")
        if part.endswith((".xml", ".rels")):
            refuse_entities(data, f"{self.name}!{part}")
        return data

    def tree(self, part: str) -> etree._Element | None:
        """The part's XML, None when there is no such part; strict Office namespaces are read as the usual ones."""
        data = self.bytes_of(part)
        if data is None:
            return None
        for strict, usual in _STRICT:
            if strict in data:
                data = data.replace(strict, usual)
        return parse_xml(data, f"{self.name}!{part}", self.limits)

    def relationships(self, part: str) -> dict[str, tuple[str, str]]:
        """Id -> (last word of the type, target) for a part; inner targets are names of parts, outer ones addresses."""
        folder, base = posixpath.split(part)
        tree = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for element in tree.iter(_RELATIONSHIP) if tree is not None else ():
            target = element.get("Target", "")
            if (
                element.get("TargetMode") != "External"
                and element.get("Type", "").rpartition("/")[2] != "hyperlink"
            ):
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], target)
        return found


def refuse_entities(data: bytes, where: str) -> None:
    """Raise `UnreadableFile` when XML declares a document type: Office files never do, attacks do."""
    head = data.replace(b"\x00", b"") if data[:4].count(0) or data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise UnreadableFile(
            Said("the XML declares entities or a document type, which Office files never do"),
            where=where,
            advice=Said("do not trust this file; ask its author for a clean copy"),
        )


def parse_xml(data: bytes, where: str, limits: Limits) -> etree._Element:
    """The root element: entities unresolved, no network, no huge text nodes, depth within the limits."""
    refuse_entities(data, where)
    # huge_tree stays off: libxml2 then refuses texts over 10 MB and entity expansion by itself.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error):
            raise limits.exceeded("xml_depth_max", where, Said("XML nested too deeply")) from error
        raise UnreadableFile(
            Said("damaged XML (%(error)s)", error=str(error)), where=where, advice=Said("save the file again")
        ) from error
    if is_deeper(root, limits.xml_depth_max):
        raise limits.exceeded("xml_depth_max", where, Said("XML nested too deeply"))
    return root


def is_deeper(root: etree._Element, depth_max: int) -> bool:
    """Some element stands more than `depth_max` levels below the root."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > depth_max:
            return True
    return False
