"""Why an item was found: the words of the query in the item's own title, text and names, and plain sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from commonground.domain.suggestion import MatchedPassage, SharedTerm
from commonground.errors import Said
from commonground.matching.item import Item
from commonground.matching.lexical.token import tokens_of
from commonground.text.normalise import fold

_READ_MAX = 40_000  # characters of a text that are looked through for words
_HITS_MAX = 2_000
_EXCERPT = 400  # characters
_LEAD = 100  # characters before the first word found, in which a sentence may begin
_TERMS_MAX = 12
_NAMED_MAX = 4  # words named in the sentence
_NEAR, _SOMEWHAT_NEAR = 0.5, 0.3  # likeness in meaning from which on it is told
_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+|(?<=[。；！？])|\n+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term looked for in the items: the query's own word for it, its weight, and how the two came together."""

    surface: str
    weight: float
    why: str = "same-word"


class Sought:
    """The terms a search looks for, and where in a long text they may stand."""

    def __init__(self, terms: Mapping[str, Wanted]) -> None:
        self.terms = terms
        # Stems are beginnings of words, give or take their last letter; "imt2020" may be written "IMT-2020".
        self._needles: dict[str, float] = {}
        for term, wanted in terms.items():
            needle = term if len(term) < 3 else term[: min(5, max(3, len(term) - 1))]
            self._needles[needle] = max(wanted.weight, self._needles.get(needle, 0.0))
        longest_first = sorted(self._needles, key=lambda needle: (-len(needle), needle))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def window(self, text: str) -> tuple[int, int]:
        """The stretch of the text, some 400 characters at most, in which most of the terms seem to stand."""
        if len(text) <= _EXCERPT:
            return 0, len(text)
        folded = fold(text[:_READ_MAX])
        lower = folded.text.lower()
        if self._pattern is None or len(lower) != len(folded.text):
            return _best_window(text, ())
        hits = [
            (folded.span(match.start(), match.end())[0], self._needles[match.group()])
            for match in islice(self._pattern.finditer(lower), _HITS_MAX)
        ]
        return _best_window(text, hits)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of an item speaks for it."""

    terms: tuple[SharedTerm, ...]
    passages: tuple[MatchedPassage, ...]
    sentence: str


def evidence(item: Item, sought: Sought, *, semantic: float, references: tuple[str, ...] = ()) -> Evidence:
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
    return Evidence(terms, shown, _sentence(item.id, terms, named, semantic, references))


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
    sought: Sought,
    found: dict[str, SharedTerm],
) -> MatchedPassage | None:
    start, end = sought.window(text)
    excerpt = text[start:end]
    matched = [
        (token.start, token.end, wanted)
        for token in tokens_of(excerpt, language)
        if (wanted := sought.terms.get(token.term) or sought.terms.get(token.form)) is not None
    ]
    if not matched and part != "title":
        return None
    spans = []
    for group in _overlapping(sorted(matched, key=lambda match: match[:2])):
        start, end = group[0][0], max(end for _, end, _ in group)
        spans.append((start, end))
        left = _one_name([wanted.surface for _, _, wanted in group])
        weight = max(wanted.weight for _, _, wanted in group)
        known = found.get(left)
        if known is None or known.weight < weight:
            found[left] = SharedTerm(left, excerpt[start:end], group[0][2].why, weight)
    return MatchedPassage(item, part, excerpt, tuple(spans))


def _overlapping(matched: Sequence[tuple[int, int, Wanted]]) -> list[list[tuple[int, int, Wanted]]]:
    # Pairs of characters, and the parts of a compound, lie one over the other: they are one find.
    groups: list[list[tuple[int, int, Wanted]]] = []
    last = -1
    for match in matched:
        if match[0] < last:
            groups[-1].append(match)
        else:
            groups.append([match])
        last = max(last, match[1])
    return groups


def _one_name(surfaces: Sequence[str]) -> str:
    # "网络", "络安", "安全" are "网络安全"; "cyber", "cyber-security", "security" are "cyber-security".
    name = surfaces[0]
    for surface in surfaces[1:]:
        if surface in name:
            continue
        if name in surface:
            name = surface
        elif len(surface) == 2 and name[-1] == surface[0]:
            name += surface[1]
        else:
            name += f" {surface}"
    return name


def _best_window(text: str, hits: Sequence[tuple[int, float]]) -> tuple[int, int]:
    # The stretch of bounded length that holds most weight, the earliest of equals, begun and ended between words.
    best, most, weight, last = 0, -1.0, 0.0, 0
    for place, (first, own) in enumerate(hits):
        while last < len(hits) and hits[last][0] < first + _EXCERPT - _LEAD:
            weight += hits[last][1]
            last += 1
        if weight > most + 1e-9:
            best, most = place, weight
        weight -= own
    first = hits[best][0] if hits else 0
    lead = text[max(0, first - _LEAD) : first]
    breaks = [match.end() for match in _SENTENCE_END.finditer(lead)] or [lead.find(" ") + 1]
    start = first - len(lead) + breaks[-1] if first > _LEAD or len(breaks) > 1 else 0
    end = min(start + _EXCERPT, len(text))
    if end < len(text) and (blank := text.rfind(" ", start + _EXCERPT // 2, end)) > 0:
        end = blank
    return start, start + len(text[start:end].rstrip())


_TITLE, _TEXT, _PARENT, _OTHER = "title", "text", "parent", "label"
# The titles in further languages speak only where no other part does.
_SAYS = {
    (_TITLE,): Said("Says %(words)s in its title."),
    (_TEXT,): Said("Says %(words)s in its text."),
    (_PARENT,): Said("Says %(words)s in its parent's title."),
    (_TITLE, _TEXT): Said("Says %(words)s in its title and text."),
    (_TITLE, _PARENT): Said("Says %(words)s in its title and its parent's title."),
    (_TEXT, _PARENT): Said("Says %(words)s in its text and its parent's title."),
    (_TITLE, _TEXT, _PARENT): Said("Says %(words)s in its title, its text and its parent's title."),
    (_OTHER,): Said("Says %(words)s in its title in another language."),
}


def _sentence(
    item: str,
    terms: tuple[SharedTerm, ...],
    passages: list[MatchedPassage],
    semantic: float,
    references: tuple[str, ...],
) -> str:
    reasons = []
    if item in references:
        reasons.append(Said("Is %(id)s itself.", id=item))
    elif references:
        reasons.append(Said("Refers to %(ids)s.", ids=", ".join(references)))
    # What stands in its own words is told; its names in further languages only where nothing else speaks for it.
    own = [passage for passage in passages if passage.part in (_TITLE, _TEXT, _PARENT)] or passages
    said = {passage.text[start:end] for passage in own for start, end in passage.spans}
    words = [word for word in dict.fromkeys(term.right for term in terms) if word in said][:_NAMED_MAX]
    if words:
        places = tuple(dict.fromkeys(passage.part.partition(":")[0] for passage in own))
        reasons.append(Said(_SAYS[places], words=", ".join(f"“{word}”" for word in words)))
    if semantic >= _NEAR:
        reasons.append(
            Said("Is near in meaning.") if words else Said("Is near in meaning, without a word in common.")
        )
    elif semantic >= _SOMEWHAT_NEAR or not reasons:
        reasons.append(
            Said("Is somewhat near in meaning.")
            if words
            else Said("Is somewhat near in meaning, without a word in common.")
        )
    return " ".join(reasons)
