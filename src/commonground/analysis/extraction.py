"""Everything the readers make of one document, as one value: the whole of a document's intake without a database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from commonground.analysis.citation import Find, cite, document_sector
from commonground.analysis.layout.area_list import AreaList, SubTopicList, read_area_lists, read_sub_topics
from commonground.analysis.layout.front_matter import document_year, read_front_matter
from commonground.analysis.layout.liaison_statement import LiaisonStatement, read_liaison_statement
from commonground.analysis.layout.mapping_table import read_mapping_tables
from commonground.analysis.layout.theme_matrix import ReadMatrix, read_theme_matrices
from commonground.domain.area import Origin
from commonground.domain.document import Document
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
from commonground.domain.profile import Profile
from commonground.domain.reference import LocatedReference, Reference, ReferenceContext, ReferenceKind
from commonground.text.grammar import ReferenceGrammar
from commonground.text.language import detect_language
from commonground.text.reference import find_references

# Enough text to tell the language of a document; more only costs time.
LANGUAGE_SAMPLE_LENGTH = 4000
# The shortest list has a sentence and two entries, the smallest table four cells: a title with its abstract is neither.
LAYOUT_PASSAGES_MIN = 3
# "ITU-D" and "Annex Y" stand in papers of every language; their single letters would pass for small words.
_LETTER_CODE = re.compile(r"(?<!\w)(?:[A-Z]{2,}-)?[B-Z](?![\w'’])")


@dataclass(frozen=True, slots=True)
class Extract:
    """A document with its metadata and language completed, and what was recognised in it."""

    document: Document
    year: int | None = None
    references: tuple[LocatedReference, ...] = ()
    area_lists: tuple[AreaList, ...] = ()
    sub_topics: tuple[SubTopicList, ...] = ()
    matrices: tuple[ReadMatrix, ...] = ()
    links: tuple[Link, ...] = ()
    liaison_statement: LiaisonStatement | None = None


def extract(
    document: Document, profile: Profile, grammar: ReferenceGrammar, sector: str | None = None
) -> Extract:
    """All that is recognised in the document; `sector` stands in where the document does not name its own."""
    document, find = completed(document, profile, grammar)
    layout, sectors = profile.layout, profile.sectors
    year = document_year(document, layout)
    references = cite(document, profile, find, document_sector(document, profile, find) or sector, year)
    if len(document.passages) < LAYOUT_PASSAGES_MIN:
        return Extract(document, year, references)
    matrices = read_theme_matrices(document, layout, sectors, find, year)
    taken = {read.table for read in matrices}
    mappings = read_mapping_tables(document, layout, sectors, find, year)
    statement = read_liaison_statement(document, layout, find)
    return Extract(
        document=document,
        year=year,
        references=references,
        area_lists=read_area_lists(document, layout),
        sub_topics=read_sub_topics(document, layout),
        matrices=matrices,
        links=(
            *(link for read in mappings if read.table not in taken for link in read.links),
            *(_liaison_links(statement, document.name, find) if statement else ()),
        ),
        liaison_statement=statement,
    )


def references_in(
    document: Document, profile: Profile, grammar: ReferenceGrammar, sector: str | None = None
) -> tuple[Document, tuple[LocatedReference, ...]]:
    """The completed document and its references, without the other readers."""
    document, find = completed(document, profile, grammar)
    year = document_year(document, profile.layout)
    return document, cite(document, profile, find, document_sector(document, profile, find) or sector, year)


def completed(document: Document, profile: Profile, grammar: ReferenceGrammar) -> tuple[Document, Find]:
    """The document with language and front matter, and the finder of references for it."""
    document = replace(document, language=language_of(document))
    if len(document.passages) >= LAYOUT_PASSAGES_MIN:
        document = replace(document, metadata=read_front_matter(document, profile.layout))

    def find(text: str, context: ReferenceContext) -> tuple[Reference, ...]:
        return find_references(text, grammar, context)

    return document, find


def language_of(document: Document) -> str | None:
    """The file's own mark, else what its text looks like; None when neither tells."""
    if document.language:
        return document.language
    sample: list[str] = []
    length = 0
    for passage in document.passages:
        sample.append(passage.text)
        length += len(passage.text)
        if length >= LANGUAGE_SAMPLE_LENGTH:
            break
    return detect_language(_LETTER_CODE.sub(" ", "\n".join(sample)))


def _liaison_links(statement: LiaisonStatement, name: str, find: Find) -> Iterator[Link]:
    """One link from each sending body to each body addressed, with how it is addressed as evidence."""
    kinds = (ReferenceKind.BODY, ReferenceKind.QUESTION)
    senders = [r.id for r in find(statement.source, ReferenceContext()) if r.id and r.kind in kinds]
    routes = {
        "For action": statement.for_action,
        "For comment": statement.for_comment,
        "For information": statement.for_information,
    }
    for purpose, addressees in routes.items():
        for addressee in addressees:
            evidence = Evidence(Origin(name), f"{purpose}: {addressee.text}", EvidenceKind.STATED)
            for sender in senders:
                for receiver in addressee.ids:
                    if receiver != sender:
                        yield Link(sender, Predicate.LIAISES_WITH, receiver, evidence=(evidence,))
