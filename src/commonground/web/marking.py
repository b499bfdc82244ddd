"""Two works as pages show them side by side: their words, with what they share marked in both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from commonground.domain.suggestion import Explanation, MatchedPassage
from commonground.matching.item import Item
from commonground.matching.stated import bare_id
from commonground.register.pair_reasons import Pair, text_of_part

SHOWN = 6000  # characters of a text; what follows is on the work's own page
REFERENCE = -1
PLAIN = 0
_OFTEN = 40  # places of one term in a text that are marked
_OWN_LETTERS = re.compile(r"[A-Za-z0-9\u00c0-\u024f\u0400-\u04ff]")  # scripts that part words by spaces


class Mark(NamedTuple):
    """A marked span: the number of the shared term, PLAIN for another shared passage, REFERENCE for one of both."""

    start: int
    end: int
    number: int


def pair_json(pair: Pair, *, is_blind: bool = False) -> dict[str, Any]:
    """Both works with their marks, the terms and references they share, and the sentence by language.

    Blind shows the two texts alone: what matching found in them would sway who judges.
    """
    told = pair.explanation
    if is_blind:
        told = Explanation(sentences={"en": ""})
    return {
        "sentences": {} if is_blind else dict(told.sentences),
        "terms": [
            {"number": number, "left": term.left, "right": term.right, "why": term.why}
            for number, term in enumerate(told.terms, 1)
        ],
        "references": [one for one in told.references if one not in (pair.left.id, pair.right.id)],
        "cited": [one for one in told.references if one in (pair.left.id, pair.right.id)],
        "sides": [
            _side(pair.left, told.left, [term.left for term in told.terms], told.references),
            _side(pair.right, told.right, [term.right for term in told.terms], told.references),
        ],
    }


def _side(
    item: Item, passages: Sequence[MatchedPassage], terms: Sequence[str], references: Sequence[str]
) -> dict[str, Any]:
    names = ["parent", "title", "text", *(one.part for one in passages if one.part.startswith("label:"))]
    parts = {
        name: _part(item, name, passages, terms, references)
        for name in dict.fromkeys(names)
        if text_of_part(item, name)
    }
    return {
        "id": item.id,
        "kind": str(item.kind),
        "sector": item.sector or "",
        "group": item.group or "",
        "period": item.period,
        "names": {**({item.language or "": item.called} if item.called else {}), **item.labels},
        "is_inferred": item.is_inferred,
        "parts": parts,
        "references": _listed(item.references, references),
        "governing": _listed(item.governing, references),
    }


def _listed(ids: Iterable[str], shared: Sequence[str]) -> list[dict[str, Any]]:
    """References of a work, those it shares first."""
    both = set(shared)
    return sorted(
        ({"id": one, "is_shared": one in both} for one in ids),
        key=lambda one: (not one["is_shared"], one["id"]),
    )


def _part(
    item: Item,
    name: str,
    passages: Sequence[MatchedPassage],
    terms: Sequence[str],
    references: Sequence[str],
) -> dict[str, Any]:
    text = text_of_part(item, name)
    shown = text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0]
    language = name.removeprefix("label:") if name.startswith("label:") else item.language
    marks = [
        *_mentions(shown, references),
        *(mark for number, term in enumerate(terms, 1) for mark in _places(shown, term, number)),
        *_spans(shown, [one for one in passages if one.part == name]),
    ]
    return {
        "text": shown,
        "language": language or "",
        "is_cut": shown != text,
        "marks": [list(mark) for mark in without_overlaps(marks)],
    }


def _spans(text: str, passages: Iterable[MatchedPassage]) -> Iterator[Mark]:
    for passage in passages:
        place = text.find(passage.text)
        if place < 0 or passage.spans == ((0, len(passage.text)),):
            continue  # a passage that stands for the whole says nothing by being marked whole
        for start, end in passage.spans:
            yield Mark(place + start, place + end, PLAIN)


def _places(text: str, term: str, number: int) -> Iterator[Mark]:
    words = term.split()
    if not words:
        return
    before = r"(?<!\w)" if _OWN_LETTERS.match(words[0][0]) else ""
    after = r"(?!\w)" if _OWN_LETTERS.match(words[-1][-1]) else ""
    pattern = before + r"\s+".join(map(re.escape, words)) + after
    for count, found in enumerate(re.finditer(pattern, text, re.IGNORECASE)):
        if count == _OFTEN:
            return
        yield Mark(found.start(), found.end(), number)


def _mentions(text: str, references: Iterable[str]) -> Iterator[Mark]:
    """Where a text names what both refer to: by its id, or as people write it ("Resolution 182")."""
    for one in references:
        first, _, rest = bare_id(one).partition(" ")
        short = rest if re.search(r"\d", rest) else ""
        pattern = rf"(?<!\w)(?:{re.escape(first)}\s+)?{re.escape(short)}(?![\w/])" if short else ""
        if not pattern and len(one) > 1:
            pattern = rf"(?<!\w){re.escape(one)}(?!\w)"
        if pattern:
            yield from (Mark(m.start(), m.end(), REFERENCE) for m in re.finditer(pattern, text))


def without_overlaps(marks: Iterable[Mark]) -> list[Mark]:
    """The marks in the order of the text; of overlapping ones numbered terms stay whole, others keep what is left.

    >>> without_overlaps([Mark(0, 10, 0), Mark(3, 6, 2)])
    [Mark(start=0, end=3, number=0), Mark(start=3, end=6, number=2), Mark(start=6, end=10, number=0)]
    """
    kept: list[Mark] = []
    for mark in sorted(set(marks), key=lambda one: (one.number == PLAIN, -(one.end - one.start), one.start)):
        free = [mark]
        for held in kept:
            free = [piece for one in free for piece in _outside(one, held)]
        kept += free if mark.number == PLAIN or free == [mark] else []
    return sorted(kept)


def _outside(mark: Mark, held: Mark) -> Iterator[Mark]:
    if mark.end <= held.start or held.end <= mark.start:
        yield mark
        return
    if mark.start < held.start:
        yield mark._replace(end=held.start)
    if held.end < mark.end:
        yield mark._replace(start=held.end)


def pieces(part: Mapping[str, Any]) -> Iterator[tuple[str, int | None]]:
    """The text piece by piece; with each piece the number of its mark, None outside of marks."""
    text, place = part["text"], 0
    for start, end, number in part["marks"]:
        if place < start:
            yield text[place:start], None
        yield text[start:end], number
        place = end
    if place < len(text):
        yield text[place:], None
