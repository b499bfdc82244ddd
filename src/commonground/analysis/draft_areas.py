"""The areas of mutual interest that a draft is about: those it names, else those its title clearly means."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from commonground.matching.embedding.encoder import Encoder
from commonground.matching.item import Item, ItemKind
from commonground.matching.label import is_acronym
from commonground.matching.lexical.term_list import TermList
from commonground.matching.search import meaning
from commonground.matching.word import generic_weight, words_of

AREA_NEAR = 0.47  # likeness to an area that a title means without naming it; chance goes up to 0.45
AREA_MARGIN = 0.05  # an area this much less near than the nearest is not meant
# How likely the draft is about an area that its title names, or its text.
IN_TITLE, IN_TEXT = 0.9, 0.7
AREAS_MAX = 6
_GENERIC = 0.45  # weight up to which a word, or a bare number, says little
_PARTS_MAX = 3  # of a name that joins several; longer ones are descriptions
_SHORT = re.compile(r"[\u3400-\u9fff]{1,2}")  # stand inside other words: "members" in "Member States"
_HAN = re.compile(r"[\u3400-\u9fff]{3}")  # three characters and more are mostly compounds
_JOINED = re.compile(r"[/,;()（），、；،؛]")


def areas_of(
    title: str, text: str, language: str | None, work: Sequence[Item], encoder: Encoder
) -> list[tuple[Item, float]]:
    """The areas the draft is about with how likely that is: those it names, else those its title clearly means.

    A name of one common word counts in the title, or said twice; an acronym counts anywhere.
    """
    areas = sorted((item for item in work if item.kind is ItemKind.AREA), key=lambda area: area.id)
    names = TermList(tuple(_names_of(area) for area in areas))
    in_title = {
        hit.group for hit in names.find(title, language) if not _SHORT.fullmatch(title[hit.start : hit.end])
    }
    said: dict[int, list[str]] = {}
    for hit in names.find(text, language):
        said.setdefault(hit.group, []).append(text[hit.start : hit.end])
    likely = {number: IN_TEXT for number, words in said.items() if len(words) > 1 or _is_telling(words[0])}
    likely |= dict.fromkeys(in_title, IN_TITLE)
    if not likely and areas and title:
        vectors = np.concatenate([meaning.item_vectors(areas, encoder), encoder.encode([title])])
        common = vectors[:-1].mean(0)
        centred = meaning.unit(vectors - common)
        nearest = np.round(centred[:-1] @ centred[-1], 4)
        least = max(AREA_NEAR, float(nearest.max()) - AREA_MARGIN)
        likely = {int(number): float(nearest[number]) for number in np.flatnonzero(nearest >= least)}
    order = sorted(likely, key=lambda number: (-likely[number], -len(said.get(number, ())), number))
    return [(areas[number], likely[number]) for number in order[:AREAS_MAX]]


def _names_of(area: Item) -> tuple[tuple[str | None, str], ...]:
    """Its names in all languages, and the parts of titles that join several: "IMT-2020/5G, mobile networks".

    "Telecommunication" is a part of "Telecommunication/ICT accessibility" and names nothing.
    """
    titles = [(area.language, area.title), *area.labels.items()]
    split = [(code, [part.strip() for part in _JOINED.split(name)]) for code, name in titles]
    parts = [(code, part) for code, found in split if len(found) <= _PARTS_MAX for part in found]
    telling = ((code, part) for code, part in parts if len(part) > 1 and _names_a_subject(part))
    return tuple(dict.fromkeys((*titles, *((None, alias) for alias in area.aliases), *telling)))


def _names_a_subject(part: str) -> bool:
    return any(generic_weight(word.stem) > _GENERIC for word in words_of(part)) or is_acronym(part)


def _is_telling(words: str) -> bool:
    is_phrase = len(words.split()) > 1 or "-" in words or _HAN.search(words) is not None
    return is_phrase or sum(char.isupper() or char.isdigit() for char in words) > 1
