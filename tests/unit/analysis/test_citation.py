from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import commonground
from commonground.analysis.citation import cite, document_sector
from commonground.domain.document import Document, DocumentMetadata, Locator, Passage, PassageKind
from commonground.domain.organization import Body, BodyKind, Sector
from commonground.domain.profile import Profile
from commonground.domain.reference import Reference, ReferenceContext, ReferenceKind


@pytest.fixture(scope="module")
def profile() -> Profile:
    path = Path(commonground.__file__).parent / "profiles" / "itu" / "layout.toml"
    sectors = tuple(Sector(name, {"en": name}) for name in ("ITU-R", "ITU-T", "ITU-D"))
    bodies = tuple(
        Body(name, BodyKind.ADVISORY_GROUP, (sector,))
        for name, sector in (("TDAG", "ITU-D"), ("TSAG", "ITU-T"), ("RAG", "ITU-R"))
    )
    layout: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return Profile("itu", {}, ("en",), sectors, (), bodies, layout=layout)


def _find(text: str, context: ReferenceContext) -> tuple[Reference, ...]:
    if "TSAG" in text:
        return (Reference("TSAG", 0, 4, ReferenceKind.BODY, "TSAG"),)
    if "Q6/2" not in text:
        return ()
    made = f"{context.sector} Q6/2 {context.year} {context.language}"
    start = text.index("Q6/2")
    return (Reference("Q6/2", start, start + 4, ReferenceKind.QUESTION, made),)


def _document(*passages: Passage, metadata: DocumentMetadata = DocumentMetadata()) -> Document:
    return Document("0" * 64, "paper.docx", "", passages, "en", metadata)


def _cell(text: str, row: int, column: int) -> Passage:
    return Passage(text, Locator(table=1, row=row, column=column), PassageKind.CELL)


def test_the_documents_sector_and_year_decide_and_a_column_overrules(profile: Profile) -> None:
    document = _document(
        Passage("See Q6/2"),
        _cell("ITU-T", 1, 2),
        _cell("ITU-D", 1, 3),
        _cell("Q6/2", 2, 2),
        Passage("Voir Q6/2", language="fr"),
    )
    found = cite(document, profile, _find, "ITU-D", 2020)
    assert [(one.reference.id, one.passage_index) for one in found] == [
        ("ITU-D Q6/2 2020 en", 0),
        ("ITU-T Q6/2 2020 en", 3),
        ("ITU-D Q6/2 2020 fr", 4),
    ]
    assert found[1].locator == Locator(table=1, row=2, column=2)


@pytest.mark.parametrize(
    ("metadata", "sector"),
    [
        (DocumentMetadata(number="TDAG-20/13"), "ITU-D"),
        (DocumentMetadata(number="RAG19/4"), "ITU-R"),
        (DocumentMetadata(number="T17-TSAG-200210-TD-0589"), "ITU-T"),
        (DocumentMetadata(identifiers=("ITU-T L.1470",)), "ITU-T"),
        (DocumentMetadata(source="Chair, TSAG"), "ITU-T"),
        (DocumentMetadata(title="Something"), None),
    ],
)
def test_the_sector_of_a_document(profile: Profile, metadata: DocumentMetadata, sector: str | None) -> None:
    assert document_sector(_document(metadata=metadata), profile, _find) == sector
