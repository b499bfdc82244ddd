"""Everything the readers make of one document, as one value: the whole of a document's intake without a database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from commonground.analysis.citation import cite
from commonground.analysis.layout.area_list import AreaList, SubTopicList, read_area_lists, read_sub_topics
from commonground.analysis.layout.front_matter import read_front_matter
from commonground.analysis.layout.liaison_statement import LiaisonStatement, read_liaison_statement
from commonground.analysis.layout.mapping_table import read_mapping_tables
from commonground.analysis.layout.theme_matrix import ReadMatrix, read_theme_matrices
from commonground.domain.document import Document
from commonground.domain.link import Link
from commonground.domain.profile import Profile
from commonground.domain.reference import LocatedReference, Reference, ReferenceContext
from commonground.text.language import detect_language

Find = Callable[[str, ReferenceContext], tuple[Reference, ...]]
# Enough text to tell the language of a document; more only costs time.
LANGUAGE_SAMPLE_LENGTH = 4000


@dataclass(frozen=True, slots=True)
class Extract:
    """A document with its metadata and language completed, and what was recognised in it."""

    document: Document
    references: tuple[LocatedReference, ...] = ()
    area_lists: tuple[AreaList, ...] = ()
    sub_topics: tuple[SubTopicList, ...] = ()
    matrices: tuple[ReadMatrix, ...] = ()
    links: tuple[Link, ...] = ()
    liaison_statement: LiaisonStatement | None = None


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
    return detect_language("\n".join(sample))
