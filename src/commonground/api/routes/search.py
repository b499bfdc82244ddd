"""Who else works on a subject: in any of the six languages, by words and by meaning."""

from __future__ import annotations

import threading
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonground.api.derived import derived
from commonground.api.viewer import viewer_of
from commonground.errors import BadInput, Said
from commonground.matching.embedding.loading import load_encoder
from commonground.matching.search.index import SearchIndex
from commonground.register.facts import read_profile
from commonground.register.fulltext import search_texts
from commonground.register.opening import opened_address
from commonground.register.search import look_up, open_index, references_in_text
from commonground.register.vectors import StoredEncoder
from commonground.text.compilation import compile_grammar

router = Router(tags=["search"])
TOP_MAX = 100
TEXTS_MAX = 100_000  # finds that may be passed over, a page at a time
_building = threading.Lock()


class FoundOut(Schema):
    """An item found, how well it fits, and why."""

    id: str
    kind: str
    title: str
    sector: str | None
    group: str | None
    period: str | None
    score: float
    lexical: float
    semantic: float
    references: list[str]
    terms: list[dict[str, Any]]
    passages: list[dict[str, Any]]
    sentence: str


class FindOut(Schema):
    """What was found, best first; `is_near` tells whether anything says or means the words."""

    query: str
    references: list[str]
    is_near: bool
    items: list[FoundOut]


@router.get("/find", response=FindOut, operation_id="find")
def find(
    request: HttpRequest,
    text: Annotated[str, Query(min_length=1, max_length=2000, examples=["e-waste recycling"])],
    top: Annotated[int, Query(ge=1, le=TOP_MAX)] = 20,
) -> dict[str, Any]:
    """Bodies, Questions, texts, areas and documents that come near the words, with the reason for each."""
    return find_items(text, top)


def find_items(text: str, top: int) -> dict[str, Any]:
    """What comes near the words, as `FindOut` has it; raises BadInput for no words."""
    if not text.strip():
        raise BadInput(Said("no words to look for"), where="text", advice=Said("name a subject"))
    encoder = StoredEncoder(load_encoder("default"), keeps=False)
    index = derived("search-index", lambda: _index(opened_address()), of_facts=True)
    grammar = derived("grammar", lambda: compile_grammar(read_profile()), of_facts=True)
    references = references_in_text(text, grammar)
    hits = look_up(index, text, encoder, references=references, top=top)
    return {
        "query": text,
        "references": list(references),
        "is_near": bool(references) or index.understands(text, encoder=encoder),
        "items": [hit.to_json() for hit in hits],
    }


class TextOut(Schema):
    """Something whose text holds every word asked for, and how much of its title these words are."""

    kind: str
    id: str
    language: str
    title: str
    score: float


@router.get("/texts", response=list[TextOut], operation_id="search_texts")
def texts(
    request: HttpRequest,
    text: Annotated[str, Query(min_length=1, max_length=2000, examples=["e-waste"])],
    kind: Annotated[str, Query(description="body, question, instrument, area, document ...")] = "",
    language: Annotated[str, Query(description="Of the words; told from them when left out.")] = "",
    top: Annotated[int, Query(ge=1, le=TOP_MAX)] = 20,
    after: Annotated[int, Query(ge=0, le=TEXTS_MAX, description="Finds to pass over.")] = 0,
) -> list[dict[str, Any]]:
    """Bodies, Questions, texts, areas and documents that hold every word, in any of their languages."""
    levels = viewer_of(request).levels
    hits = search_texts(text, kinds=kind.split(), language=language, levels=levels, limit=top, after=after)
    return [hit.to_json() for hit in hits]


def _index(path: str) -> SearchIndex:
    with _building:  # several that ask at once wait for one index
        return open_index(path, load_encoder("default"), lambda _: None)
