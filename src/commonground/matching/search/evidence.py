"""Why an item was found: the words of the query in the item's own title, text and names, and one plain sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from commonground.domain.suggestion import MatchedPassage, SharedTerm
from commonground.matching.item import Item
from commonground.matching.lexical.token import tokens_of

_READ_MAX = 12_000  # characters of a text that are looked through for words
_EXCERPT = 400  # characters
_TERMS_MAX = 12
_NAMED_MAX = 4  # words named in the sentence
_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+|(?<=[。；！？])|\n+")


@dataclass(frozen=True, slots=True)
class Sought:
    """A term looked for in the items: the query's own word for it, its weight, and how the two came together."""

    surface: str
    weight: float
    why: str = "same-word"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of an item speaks for it."""

    terms: tuple[SharedTerm, ...]
    passages: tuple[MatchedPassage, ...]
    sentence: str


def evidence(
    item: Item, sought: Mapping[str, Sought], *, semantic: float, references: tuple[str, ...] = ()
) -> Evidence:
    """The evidence in the item for the terms sought; every span lies in the passage, every passage in the item."""
    found: dict[str, SharedTerm] = {}
    passages = [
        passage
        for part, text, language in _parts(item)
        if (passage := _passage(item.id, part, text, language, sought, found)) is not None
    ]
    named = [passage for passage in passages if passage.spans]
    whole = sum(term.weight for term in found.values()) or 1.0
    ranked = sorted(found.values(), key=lambda term: (-term.weight, term.left, term.right))[:_TERMS_MAX]
    terms = tuple(SharedTerm(t.left, t.right, t.why, t.weight / whole) for t in ranked)
    shown = tuple(named) or tuple(passages[:1])
    return Evidence(terms, shown, _sentence(terms, named, semantic, references))


def _parts(item: Item) -> list[tuple[str, str, str | None]]:
    labels = [(f"label:{code}", label, code) for code, label in sorted(item.labels.items())]
    parts = [
        ("title", item.title, item.language),
        *labels,
        ("text", item.text, item.language),
        ("parent", item.parent, item.language),
    ]
    return [part for part in parts if part[1].strip()]


def _passage(
    item: str,
    part: str,
    text: str,
    language: str | None,
    sought: Mapping[str, Sought],
    found: dict[str, SharedTerm],
) -> MatchedPassage | None:
    spans: dict[tuple[int, int], float] = {}
    for token in tokens_of(text[:_READ_MAX], language):
        key = token.term if token.term in sought else token.form
        wanted = sought.get(key)
        if wanted is None:
            continue
        spans[token.start, token.end] = wanted.weight
        known = found.get(wanted.surface)
        if known is None or known.weight < wanted.weight:
            right = text[token.start : token.end]
            found[wanted.surface] = SharedTerm(wanted.surface, right, wanted.why, wanted.weight)
    if not spans and part != "title":
        return None
    start, end = _excerpt(text, spans)
    inside = sorted((a - start, b - start) for a, b in spans if a >= start and b <= end)
    return MatchedPassage(item, part, text[start:end], _joined(inside))


def _excerpt(text: str, spans: Mapping[tuple[int, int], float]) -> tuple[int, int]:
    # The stretch of whole sentences, of bounded length, that holds most weight; the earliest of equals.
    if len(text) <= _EXCERPT:
        return 0, len(text)
    if not spans:
        return 0, _EXCERPT
    breaks = [0, *(match.end() for match in _SENTENCE_END.finditer(text[:_READ_MAX]))]
    best, most = (0, _EXCERPT), -1.0
    for start in breaks:
        weight = sum(w for (a, b), w in spans.items() if a >= start and b <= start + _EXCERPT)
        if weight > most:
            best, most = (start, min(start + _EXCERPT, len(text))), weight
    if most <= 0:  # one sentence without end
        first = min(spans)[0]
        best = (max(0, first - _EXCERPT // 4), min(len(text), first + _EXCERPT))
    start, end = best
    ends = [
        place for place in breaks if start < place <= end and all(b <= place for _, b in spans if b <= end)
    ]
    end = ends[-1] if ends else end
    return start, start + len(text[start:end].rstrip())


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    # Overlapping spans (pairs of characters, parts of a compound) become one.
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


_PART_NAMES = {"title": "title", "text": "text", "parent": "parent's title"}


def _sentence(
    terms: tuple[SharedTerm, ...],
    passages: list[MatchedPassage],
    semantic: float,
    references: tuple[str, ...],
) -> str:
    reasons = []
    if references:
        reasons.append("Refers to " + ", ".join(references))
    words = list(dict.fromkeys(term.right for term in terms))[:_NAMED_MAX]
    if words:
        places = dict.fromkeys(
            _PART_NAMES.get(passage.part, "title in another language") for passage in passages
        )
        quoted = ", ".join(f"“{word}”" for word in words)
        reasons.append(f"says {quoted} in its {' and '.join(places)}")
    if semantic >= 0.3 or not reasons:
        nearness = "near" if semantic >= 0.5 else "somewhat near"
        reasons.append(f"is {nearness} in meaning" + ("" if words else ", without a word in common"))
    sentence = ", and ".join(reasons)
    return sentence[:1].upper() + sentence[1:] + "."
