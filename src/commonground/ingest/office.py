"""What Office files say of themselves: the core properties of Word documents and workbooks."""

from __future__ import annotations

from commonground.domain.document import DocumentMetadata
from commonground.ingest.package import Package

_KEPT = (
    "title", "subject", "creator", "keywords", "description", "created", "modified", "lastModifiedBy", "category",
    "language", "revision",
)  # fmt: skip


def metadata_of(package: Package) -> DocumentMetadata:
    """Title and the properties under their own names in `extra`; empty where the file has none."""
    target = next(
        (t for kind, t in package.relationships("").values() if kind == "core-properties"),
        "docProps/core.xml",
    )
    root = package.tree(target)
    extra: dict[str, str] = {}
    for element in root if root is not None else ():
        tag = str(element.tag).rpartition("}")[2]
        text = " ".join((element.text or "").split())
        if tag in _KEPT and text:
            extra[tag] = text
    return DocumentMetadata(title=extra.get("title", ""), extra=extra)
