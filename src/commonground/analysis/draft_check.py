"""Checking a draft against existing work: what it overlaps, whom to consult, and what looks new.

The draft is compared twice. As a whole by the matching plan, with all that is stated of the work around it. Then
sentence by sentence by meaning and words alone, so that one passage on a subject of its own finds its work as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import Protocol

import numpy as np

from commonground.analysis.draft_areas import areas_of
from commonground.analysis.draft_likeness import likeness_to_work
from commonground.analysis.draft_title import subject_of
from commonground.domain.document import Document, Locator, Passage, PassageKind
from commonground.domain.draft_report import Consultation, DraftOverlap, DraftPassage, DraftReport
from commonground.domain.reference import LocatedReference
from commonground.domain.suggestion import MatchedPassage, Suggestion
from commonground.errors import BadInput, Said
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.explanation import has_reason
from commonground.matching.item import Item, ItemKind
from commonground.matching.stated import SHARED_AREAS, bare_id

DRAFT = "draft"
OVERLAPS_MAX = 20  # more than people read
UNITS_MAX = 80  # pieces a draft is compared in; longer ones are made of several paragraphs
SENTENCES_MAX = 6  # of a piece that are compared by themselves
NAME_LENGTH = 60  # characters of its title by which sentences call the draft
PIECE_TOP = 3  # works that a sentence may add to the overlaps
TEXT_LENGTH_MAX = 12_000  # characters of the draft that stand for it as a whole
FILED = (
    0.65  # how likely at least work is an overlap that a source files under an area the draft is surely about
)
GROUNDLESS = 0.4  # below it, an overlap without a shared term, reference or area is none
THRESHOLD = 0.25  # below it, existing work is no overlap
# Likeness from which on a sentence is near a piece of work: in all six languages those on milking, museums or sport
# stay below 0.24 where no work is on it, those on the work itself mostly come above 0.3.
NEAR = 0.28
# How likely a sentence and a piece of work are on one subject, by their likeness: a logistic curve, set by reading what
# stood beside the sentences of drafts of our own in English, French and Chinese.
_STEEPNESS, _EVEN = 12.0, 0.43
_LENGTH_MIN = 30  # letters that make a passage of its own; Chinese characters count threefold
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？；؟])|\n")
_BRACKETS = re.compile(r"[(（][^()（）\n]{1,80}[)）]")
_NOT_CONTENT = frozenset(
    {
        PassageKind.TITLE,
        PassageKind.HEADING,
        PassageKind.HEADER,
        PassageKind.FOOTER,
        PassageKind.FOOTNOTE,
        PassageKind.COMMENT,
    }
)
_TITLE_LENGTH = 200
_CONSULTED = frozenset({ItemKind.QUESTION, ItemKind.BODY, ItemKind.DOCUMENT})


class Propose(Protocol):
    """Likely links of each left item, at most `top`: `matching.plan.propose` with all else bound."""

    def __call__(
        self, left: Sequence[Item], right: Sequence[Item], *, top: int, threshold: float
    ) -> tuple[Suggestion, ...]:
        """The proposals of at least the threshold."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """One or several neighbouring passages that are compared as one piece."""

    text: str
    locator: Locator
    references: tuple[str, ...] = ()  # as written, where it names existing work itself


@dataclass(frozen=True, slots=True)
class _Near:
    """What the sentences of the draft come near to."""

    best: Mapping[
        str, tuple[float, str]
    ]  # by id of a work near one: how likely, and the sentence nearest to it
    is_near: tuple[bool, ...]  # by unit, whether any work is near it
    likeness: Mapping[str, float]  # by id, of a work to the sentence nearest to it


def check_draft(
    draft: Document,
    items: Sequence[Item],
    *,
    propose: Propose,
    encoder: Encoder,
    references: Sequence[LocatedReference] = (),
) -> DraftReport:
    """What the draft overlaps among the items, strongest first, and what in it no item comes near.

    `references` are those found in the draft. Earlier states of work that goes on are left out. Raises BadInput for a
    draft without words.
    """
    title = title_of(draft)
    units = _units(draft.passages, references)
    if not title and not units:
        raise BadInput(
            Said("the draft has no words to compare"), where=draft.name, advice=Said("check another file")
        )
    cited = tuple(dict.fromkeys(r.reference.id for r in references if r.reference.id))
    work = _current(items)
    text = "\n".join(unit.text for unit in units)
    subject = subject_of(title, [found.reference.text for found in references])
    areas = areas_of(subject, text, draft.language, work, encoder)
    whole = replace(
        _whole(draft, title, subject, units, cited),
        areas=tuple(area.areas[-1] for area, _ in areas if area.areas),
    )
    work = [item for item in work if item.kind is not ItemKind.AREA]
    near = _near(subject, units, work, encoder)
    by_id = {item.id: item for item in work}
    likely = {area.areas[-1]: probability for area, probability in areas if area.areas}
    near = replace(near, best=_with_filed(near.best, subject, work, likely))
    of_whole = {s.right: s for s in propose([whole], work, top=OVERLAPS_MAX, threshold=THRESHOLD)}
    ranked = [
        s
        for s in _with_sentences(of_whole, near, whole, by_id, propose)
        if s.right in cited or _has_grounds(s, near)
    ]
    overlaps = [_overlap(suggestion, by_id[suggestion.right], cited, units) for suggestion in ranked]
    return DraftReport(
        name=draft.name,
        title=title,
        language=draft.language,
        overlaps=tuple(overlaps),
        consult=_consultations(overlaps, {item.id: item for item in items}, cited),
        new=tuple(
            DraftPassage(unit.text, unit.locator)
            for unit, is_near in zip(units, near.is_near, strict=True)
            if not is_near and not unit.references
        ),
        passages=len(units),
        references=tuple(references),
        areas=tuple((area.title, probability) for area, probability in areas),
        notes=draft.notes,
    )


def _whole(draft: Document, title: str, subject: str, units: Sequence[_Unit], cited: tuple[str, ...]) -> Item:
    return Item(
        id=_name_of(title),
        title=subject,
        text="\n".join(unit.text for unit in units)[:TEXT_LENGTH_MAX],
        language=draft.language,
        kind=ItemKind.DRAFT,
        references=cited,
    )


def title_of(draft: Document) -> str:
    """The draft's title: what its front matter says, else its first title, heading or words; "" without any."""
    if draft.metadata.title.strip():
        return draft.metadata.title.strip()
    filled = [passage for passage in draft.passages if passage.text.strip()]
    for kinds in ((PassageKind.TITLE,), (PassageKind.HEADING,), tuple(PassageKind)):
        found = next((passage for passage in filled if passage.kind in kinds), None)
        if found is not None:
            return " ".join(found.text.split())[:_TITLE_LENGTH]
    return ""


def _name_of(title: str) -> str:
    """What sentences call the draft: the beginning of its title in quotation marks, cut at a word."""
    plain = title.replace("@", " ")  # an id with that sign would be one of a study period
    if len(plain) > NAME_LENGTH:
        kept, space, _ = plain[:NAME_LENGTH].rpartition(" ")
        plain = f"{kept if space else plain[:NAME_LENGTH]}…"
    return f"“{plain}”" if plain else DRAFT


def _current(items: Sequence[Item]) -> list[Item]:
    """The items without those that others carry on, and without older periods of one that is there."""
    ids = {item.id for item in items}
    ended = {old for item in items for old in item.predecessors}
    return [
        item
        for item in items
        if item.id not in ended and (bare_id(item.id) == item.id or bare_id(item.id) not in ids)
    ]


def _units(passages: Sequence[Passage], references: Sequence[LocatedReference]) -> list[_Unit]:
    """The draft's passages with enough words, neighbours put together where there would be too many."""
    named: dict[Locator, list[str]] = {}
    for found in references:
        if found.reference.id:
            named.setdefault(found.locator, []).append(found.reference.text)
    filled = [p for p in passages if p.kind not in _NOT_CONTENT and _says_something(p, named)]
    target = sum(len(p.text) for p in filled) / UNITS_MAX if len(filled) > UNITS_MAX else 0
    units: list[_Unit] = []
    waiting: list[Passage] = []
    for passage in filled:
        waiting.append(passage)
        if sum(len(p.text) for p in waiting) >= target:
            units.append(_unit(waiting, named))
            waiting = []
    return [*units, _unit(waiting, named)] if waiting else units


def _says_something(passage: Passage, named: Mapping[Locator, Sequence[str]]) -> bool:
    """Whether the passage has enough words besides the references it makes."""
    text = passage.text
    for reference in named.get(passage.locator, ()):
        text = text.replace(reference, " ", 1)
    return _length(text) >= _LENGTH_MIN


def _unit(passages: Sequence[Passage], named: Mapping[Locator, Sequence[str]]) -> _Unit:
    text = "\n".join(" ".join(p.text.split()) for p in passages)
    references = (reference for p in passages for reference in named.get(p.locator, ()))
    return _Unit(text, passages[0].locator, tuple(" ".join(one.split()) for one in references))


def _length(text: str) -> int:
    kept = re.sub(r"[\W\d_]+", "", text)
    return sum(3 if unicodedata.east_asian_width(char) in "WF" else 1 for char in kept)


def _near(subject: str, units: Sequence[_Unit], work: Sequence[Item], encoder: Encoder) -> _Near:
    """The works nearest to the subject and to each unit, by its nearest sentence."""
    sentences = [(place, text) for place, unit in enumerate(units) for text in _sentences(unit.text)]
    if subject:
        sentences.append((len(units), subject))
    if not sentences or not work:
        return _Near({}, tuple(False for _ in units), {})
    compared = [
        _without_references(text, units[place] if place < len(units) else None) for place, text in sentences
    ]
    meaning = likeness_to_work(compared, work, encoder)
    order = sorted(range(len(work)), key=lambda column: work[column].id)
    # Events and pages are named by chance words: coming near one makes nothing known.
    is_subject = np.array([item.kind is not ItemKind.ACTIVITY for item in work], dtype=np.float32)
    best: dict[str, tuple[float, str]] = {}
    near = [False] * (len(units) + 1)
    for row, (place, text) in enumerate(sentences):
        for column in sorted(order, key=lambda column: -meaning[row, column])[:PIECE_TOP]:
            found = (_probability(float(meaning[row, column])), text)
            if found[0] >= THRESHOLD and is_subject[column]:
                best[work[column].id] = max(best.get(work[column].id, (0.0, "")), found)
        near[place] |= bool((meaning[row] * is_subject).max() >= NEAR)
    likeness = {item.id: float(value) for item, value in zip(work, meaning.max(axis=0), strict=True)}
    return _Near(best, tuple(near[: len(units)]), likeness)


def _without_references(text: str, unit: _Unit | None) -> str:
    """The sentence without the work it names: that is known by its id, and its name is no subject."""
    for reference in unit.references if unit else ():
        text = text.replace(reference, " ", 1)
    return text if _length(text) >= _LENGTH_MIN or unit is None else ""


def _with_filed(
    best: Mapping[str, tuple[float, str]], subject: str, work: Sequence[Item], areas: Mapping[str, float]
) -> dict[str, tuple[float, str]]:
    """What the sentences come near to, and with them the work that sources file under the areas of the draft."""
    filed = {
        item.id: (FILED * max(areas[one] for one in shared), subject)
        for item in work
        if item.kind is not ItemKind.ACTIVITY and (shared := areas.keys() & set(item.areas))
    }
    return {one: max(best.get(one, (0.0, "")), filed.get(one, (0.0, ""))) for one in {**best, **filed}}


def _has_grounds(suggestion: Suggestion, near: _Near) -> bool:
    """Whether something can be shown for the overlap; a weak one by meaning alone is mostly chance."""
    why = suggestion.explanation
    if suggestion.is_stated or why.features.get(SHARED_AREAS, 0.0) > 0:
        return True
    if why.references:
        return True
    is_near = near.likeness.get(suggestion.right, 0.0) >= NEAR
    return is_near and has_reason(why) and (bool(why.terms) or suggestion.probability >= GROUNDLESS)


def _probability(likeness: float) -> float:
    return 1 / (1 + exp(-_STEEPNESS * (likeness - _EVEN)))


def _with_sentences(
    of_whole: Mapping[str, Suggestion],
    near: _Near,
    whole: Item,
    by_id: Mapping[str, Item],
    propose: Propose,
) -> list[Suggestion]:
    """The strongest proposals, each for the whole draft or for the sentence that makes it likelier."""
    likely = {identifier: suggestion.probability for identifier, suggestion in of_whole.items()}
    for identifier, (probability, _) in near.best.items():
        likely[identifier] = max(likely.get(identifier, 0.0), probability)
    found: list[Suggestion] = []
    for identifier in sorted(likely, key=lambda one: (-likely[one], one))[:OVERLAPS_MAX]:
        held = of_whole.get(identifier)
        if held is not None and held.probability >= likely[identifier]:
            found.append(held)
            continue
        piece = replace(whole, title=near.best[identifier][1], text="", references=())
        for suggestion in propose([piece], [by_id[identifier]], top=1, threshold=0.0):
            found.append(replace(suggestion, probability=likely[identifier]))
    return found


def _sentences(text: str) -> list[str]:
    """The sentences with enough words; the whole text where none has."""
    found = [part for part in _split(text) if _length(part) >= _LENGTH_MIN]
    return found[:SENTENCES_MAX] or [text]


def _split(text: str) -> list[str]:
    """The sentences; an end inside brackets is none: "Resolution 66 (Rev. Buenos Aires, 2017)"."""
    ends = [(match.start(), match.end()) for match in _SENTENCE_END.finditer(text)]
    inside = [(match.start(), match.end()) for match in _BRACKETS.finditer(text)]
    parts, start = [], 0
    for end, following in ends:
        if not any(first < end < last for first, last in inside):
            parts.append(text[start:end].strip())
            start = following
    return [*parts, text[start:].strip()]


def _overlap(
    suggestion: Suggestion, item: Item, cited: Sequence[str], units: Sequence[_Unit]
) -> DraftOverlap:
    return DraftOverlap(
        item=item.id,
        title=item.called,
        kind=str(item.kind),
        sector=item.sector or "",
        group=item.group or "",
        period=item.period,
        relation=suggestion.relation,
        probability=suggestion.probability,
        explanation=replace(
            suggestion.explanation,
            left=tuple(replace(passage, item=DRAFT) for passage in suggestion.explanation.left),
        ),
        is_cited=item.id in cited,
        places=tuple(_place_of(passage, units) for passage in suggestion.explanation.left),
        labels={"en": item.title, **item.labels} if item.language == "en" else item.labels,
    )


def _place_of(passage: MatchedPassage, units: Sequence[_Unit]) -> Locator:
    words = " ".join(passage.text.split())
    if not words:
        return Locator()
    return next((unit.locator for unit in units if words in " ".join(unit.text.split())), Locator())


def _consultations(
    overlaps: Iterable[DraftOverlap], items: Mapping[str, Item], cited: Sequence[str]
) -> tuple[Consultation, ...]:
    """The groups whose work is touched: those the draft names, then by their likeliest piece of work.

    Many weak likenesses never outrank one strong one.
    """
    touched: dict[str, dict[str, float]] = {}
    named = [items[one] for one in cited if one in items and items[one].kind in _CONSULTED]
    groups_named = {item.group or item.id for item in named}
    for overlap in overlaps:
        if overlap.kind in _CONSULTED and overlap.group:
            touched.setdefault(overlap.group, {})[overlap.item] = overlap.probability
    for item in named:
        touched.setdefault(item.group or item.id, {}).setdefault(item.id, 0.0)
    found = [_consultation(group, items, touched[group], group in groups_named) for group in touched]
    return tuple(sorted(found, key=lambda c: (not c.is_cited, -c.score, -len(c.items), c.group)))


def _consultation(
    group: str, items: Mapping[str, Item], touched: Mapping[str, float], is_cited: bool
) -> Consultation:
    item = items.get(group)
    sector = item.sector if item else next((items[t].sector for t in touched if t in items), None)
    labels = {"en": item.title, **item.labels} if item and item.language == "en" else {}
    return Consultation(
        group=group,
        sector=sector or "",
        score=max(touched.values()),
        items=tuple(touched),
        name=item.called if item else "",
        labels=labels,
        is_cited=is_cited,
    )
