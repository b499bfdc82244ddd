"""Checking a draft against existing work: what it overlaps, whom to consult, and what looks new."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from commonground.domain.document import Document, Locator, Passage, PassageKind
from commonground.domain.draft_report import Consultation, DraftOverlap, DraftPassage, DraftReport
from commonground.domain.reference import LocatedReference
from commonground.domain.suggestion import Explanation, MatchedPassage, Suggestion
from commonground.errors import BadInput
from commonground.matching.item import Item, ItemKind
from commonground.matching.stated import bare_id

DRAFT = "draft"
OVERLAPS_MAX = 30  # of the whole draft; more than people read
PASSAGE_TOP = 3
UNITS_MAX = 80  # pieces a draft is compared in; longer ones are made of several paragraphs
UNIT_LENGTH_MAX = 2_000  # characters of a piece that are compared
TEXT_LENGTH_MAX = 12_000  # characters of the draft that stand for it as a whole
THRESHOLD = 0.2  # below it, existing work is no match
_LENGTH_MIN = 30  # characters that make a passage of its own; Chinese characters count threefold
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
    """Likely links from each item on the left, `top` each; what `matching.plan.propose` does with all else bound."""

    def __call__(
        self, left: Sequence[Item], right: Sequence[Item], *, top: int, threshold: float
    ) -> tuple[Suggestion, ...]:
        """The proposals of at least the threshold."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """One or several neighbouring passages that are compared as one text."""

    text: str
    locator: Locator


def check_draft(
    draft: Document,
    items: Sequence[Item],
    *,
    propose: Propose,
    references: Sequence[LocatedReference] = (),
    own: Iterable[str] = (),
) -> DraftReport:
    """What the draft overlaps among the items, strongest first, and what in it no item comes near.

    The draft is compared whole and passage by passage, so that one passage on a subject of its own is found as
    well. `references` are those found in the draft; `own` are ids of the work it belongs to or revises, which is
    shown but not consulted. Earlier states of work that goes on are left out. Raises BadInput for a draft
    without words.
    """
    title = title_of(draft)
    units = _units(draft.passages)
    if not title and not units:
        raise BadInput("the draft has no words to compare", where=draft.name, advice="check another file")
    cited = tuple(dict.fromkeys(r.reference.id for r in references if r.reference.id))
    whole = Item(
        id=DRAFT,
        title=title,
        text="\n".join(unit.text for unit in units)[:TEXT_LENGTH_MAX],
        language=draft.language,
        kind=ItemKind.DRAFT,
        references=cited,
    )
    pieces = [
        replace(whole, id=f"{DRAFT}#{place}", title="", text=unit.text[:UNIT_LENGTH_MAX], references=())
        for place, unit in enumerate(units)
    ]
    work = _current(items)
    of_whole = propose([whole], work, top=OVERLAPS_MAX, threshold=THRESHOLD)
    of_pieces = propose(pieces, work, top=PASSAGE_TOP, threshold=THRESHOLD) if pieces else ()
    by_id = {item.id: item for item in work}
    best = _best_by_item((*of_whole, *of_pieces))
    overlaps = [
        _overlap(suggestion, by_id[suggestion.right], cited, units)
        for suggestion in best
        if by_id[suggestion.right].kind is not ItemKind.AREA
    ]
    names = {item.id: item for item in items}
    return DraftReport(
        name=draft.name,
        title=title,
        language=draft.language,
        overlaps=tuple(overlaps[:OVERLAPS_MAX]),
        consult=_consultations(overlaps, names, cited, frozenset(own)),
        new=_new(units, of_pieces),
        passages=len(units),
        references=tuple(references),
        areas=tuple(
            (by_id[s.right].title, s.probability) for s in best if by_id[s.right].kind is ItemKind.AREA
        ),
        notes=draft.notes,
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


def _current(items: Sequence[Item]) -> list[Item]:
    """The items without those that others carry on, and without older periods of one that is there."""
    ids = {item.id for item in items}
    ended = {old for item in items for old in item.predecessors}
    return [
        item
        for item in items
        if item.id not in ended and (bare_id(item.id) == item.id or bare_id(item.id) not in ids)
    ]


def _units(passages: Sequence[Passage]) -> list[_Unit]:
    """The draft's passages with enough words, neighbours put together where there would be too many."""
    filled = [p for p in passages if p.kind not in _NOT_CONTENT and _length(p.text) >= _LENGTH_MIN]
    target = sum(len(p.text) for p in filled) / UNITS_MAX if len(filled) > UNITS_MAX else 0
    units: list[_Unit] = []
    waiting: list[Passage] = []
    for passage in filled:
        waiting.append(passage)
        if sum(len(p.text) for p in waiting) >= target:
            units.append(_unit(waiting))
            waiting = []
    return [*units, _unit(waiting)] if waiting else units


def _unit(passages: Sequence[Passage]) -> _Unit:
    return _Unit("\n".join(" ".join(p.text.split()) for p in passages), passages[0].locator)


def _length(text: str) -> int:
    kept = re.sub(r"[\W\d_]+", "", text)
    return sum(3 if unicodedata.east_asian_width(char) in "WF" else 1 for char in kept)


def _best_by_item(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """One suggestion per item: the likeliest; of equal ones that of the whole draft. Strongest first."""
    best: dict[str, Suggestion] = {}
    for suggestion in suggestions:
        held = best.get(suggestion.right)
        if held is None or suggestion.probability > held.probability:
            best[suggestion.right] = suggestion
    return sorted(best.values(), key=lambda s: (-s.probability, s.right))


def _overlap(
    suggestion: Suggestion, item: Item, cited: Sequence[str], units: Sequence[_Unit]
) -> DraftOverlap:
    left = suggestion.explanation.left
    return DraftOverlap(
        item=item.id,
        title=item.title,
        kind=str(item.kind),
        sector=item.sector or "",
        group=item.group or "",
        period=item.period,
        relation=suggestion.relation,
        probability=suggestion.probability,
        explanation=_of_draft(suggestion.explanation),
        is_cited=item.id in cited,
        places=tuple(_place_of(passage, units) for passage in left),
        labels={"en": item.title, **item.labels} if item.language == "en" else item.labels,
    )


def _of_draft(explanation: Explanation) -> Explanation:
    """The explanation with the draft itself named on its left side, not a piece of it."""
    return replace(explanation, left=tuple(replace(passage, item=DRAFT) for passage in explanation.left))


def _place_of(passage: MatchedPassage, units: Sequence[_Unit]) -> Locator:
    words = " ".join(passage.text.split())
    if not words or passage.part == "title":
        return Locator()
    return next((unit.locator for unit in units if words in " ".join(unit.text.split())), Locator())


def _consultations(
    overlaps: Iterable[DraftOverlap], items: Mapping[str, Item], cited: Sequence[str], own: frozenset[str]
) -> tuple[Consultation, ...]:
    """The groups whose work is touched: those the draft names, then by their likeliest piece of work.

    Many weak likenesses never outrank one strong one.
    """
    own_groups = own | {items[one].group or one for one in own if one in items}
    touched: dict[str, dict[str, float]] = {}
    named = [items[one] for one in cited if one in items and items[one].kind in _CONSULTED]
    groups_named = {item.group or item.id for item in named}
    for overlap in overlaps:
        if overlap.kind in _CONSULTED and overlap.group:
            touched.setdefault(overlap.group, {})[overlap.item] = overlap.probability
    for item in named:
        touched.setdefault(item.group or item.id, {}).setdefault(item.id, 0.0)
    found = [
        _consultation(group, items, touched[group], group in groups_named)
        for group in touched
        if group not in own_groups
    ]
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
        name=item.title if item else "",
        labels=labels,
        is_cited=is_cited,
    )


def _new(units: Sequence[_Unit], suggestions: Iterable[Suggestion]) -> tuple[DraftPassage, ...]:
    matched = {suggestion.left for suggestion in suggestions}
    return tuple(
        DraftPassage(unit.text, unit.locator)
        for place, unit in enumerate(units)
        if f"{DRAFT}#{place}" not in matched
    )
