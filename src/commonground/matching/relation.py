"""How two items overlap: the same text, carrying out, asking or answering, wider or narrower, going on, or alike."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import Indel

from commonground.domain.link import Link, Predicate
from commonground.domain.suggestion import Relation
from commonground.matching.item import Item, ItemKind
from commonground.matching.stated import CITED, bare_id
from commonground.matching.word import fold_text, generic_weight, words_of

_COMPARED = 4000  # characters of two texts whose wording is compared
_TEXT_MIN = 80  # characters; shorter texts are alike by accident
_SAME_WORDING = 0.9
_TELLING = 0.4  # weight from which on a word says something about a subject
_SUBJECT_WORDS = 2  # a single word is a field, not a subject that another could be part of
_WIDE_KINDS = frozenset({ItemKind.AREA})
_WORK_KINDS = frozenset({ItemKind.QUESTION, ItemKind.DOCUMENT, ItemKind.DRAFT, ItemKind.ACTIVITY})

_INVERSE = {
    Relation.ASKS: Relation.ANSWERS,
    Relation.ANSWERS: Relation.ASKS,
    Relation.BROADER: Relation.NARROWER,
    Relation.NARROWER: Relation.BROADER,
}


def inverse(relation: Relation) -> Relation:
    """The same relation told from the other side; those without a word of their own keep theirs."""
    return _INVERSE.get(relation, relation)


def relation_of(
    left: Item, right: Item, features: Mapping[str, float], links: Sequence[Link] = ()
) -> Relation:
    """The kind of overlap as far as the evidence tells, read from left to right.

    Work that goes on comes first, then what sources state, then wording, then width; what is left is one subject seen
    from two sides. An adopted text of a Sector and one of the body above all Sectors are never the same text: the
    former carries out the latter. For carries-out and succeeds the items themselves tell which is which.
    """
    if right.id in left.predecessors or left.id in right.predecessors:
        return Relation.SUCCEEDS
    if _carries_out(left, right, links):
        return Relation.CARRIES_OUT
    asked = _statement(left, right, features, links)
    if asked is not None:
        return asked
    if _is_same_text(left, right):
        return Relation.SAME_TEXT
    return _width(left, right) or Relation.SAME_SUBJECT


def _carries_out(left: Item, right: Item, links: Sequence[Link]) -> bool:
    if any(link.predicate is Predicate.CARRIES_OUT for link in links):
        return True
    both_adopted = left.kind is right.kind is ItemKind.INSTRUMENT
    return both_adopted and left.is_highest != right.is_highest


def _statement(
    left: Item, right: Item, features: Mapping[str, float], links: Sequence[Link]
) -> Relation | None:
    """Who asks whom, by the words of a statement between them or of a document that names the other."""
    for link in links:
        if link.predicate is Predicate.LIAISES_WITH:
            kind = _kind_of_statement(" ".join(evidence.text for evidence in link.evidence))
            if kind is not None:
                return kind if bare_id(link.subject) == bare_id(left.id) else inverse(kind)
    if features.get(CITED, 0.0) > 0:
        for one, is_left in ((left, True), (right, False)):
            if one.kind is ItemKind.DOCUMENT and (kind := _kind_of_statement(one.title)) is Relation.ANSWERS:
                return kind if is_left else inverse(kind)
    return None


def _kind_of_statement(text: str) -> Relation | None:
    folded = fold_text(text)
    return next((kind for kind, words in _statement_words().items() if words.search(folded)), None)


@cache
def _statement_words() -> Mapping[Relation, re.Pattern[str]]:
    text = files("commonground.matching").joinpath("data/statement_words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return {kind: _beginnings(table[str(kind)]) for kind in (Relation.ANSWERS, Relation.ASKS)}


def _beginnings(table: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    words = sorted(
        {fold_text(word) for every in table.values() for word in every}, key=lambda w: (-len(w), w)
    )
    # Chinese has no spaces between words, so its words may begin anywhere.
    return re.compile("|".join(re.escape(w) if w >= "\u3400" else rf"(?<!\w){re.escape(w)}" for w in words))


def _is_same_text(left: Item, right: Item) -> bool:
    texts = [fold_text(item.text)[:_COMPARED] for item in (left, right)]
    if min(map(len, texts)) >= _TEXT_MIN:
        return Indel.normalized_similarity(*texts, score_cutoff=_SAME_WORDING) >= _SAME_WORDING
    # Adopted texts of two bodies often share a title and differ in substance.
    if ItemKind.INSTRUMENT in (left.kind, right.kind) and left.group != right.group:
        return False
    titles = [fold_text(item.title) for item in (left, right)]
    return bool(titles[0]) and titles[0] == titles[1]


def _width(left: Item, right: Item) -> Relation | None:
    """Which of the two is wider: an area or a whole group than a piece of work, few words than the same and more."""
    for one, other, relation in ((left, right, Relation.BROADER), (right, left, Relation.NARROWER)):
        if _is_wide(one) and other.kind in _WORK_KINDS:
            return relation
    if not (_is_wide(left) or _is_wide(right)):
        ours, theirs = _subject(left), _subject(right)
        if len(ours) >= _SUBJECT_WORDS and ours < theirs:
            return Relation.BROADER
        if len(theirs) >= _SUBJECT_WORDS and theirs < ours:
            return Relation.NARROWER
    return None


def _is_wide(item: Item) -> bool:
    return item.kind in _WIDE_KINDS or (item.kind is ItemKind.BODY and item.group == item.id)


def _subject(item: Item) -> frozenset[str]:
    return frozenset(word.stem for word in words_of(item.title) if generic_weight(word.stem) >= _TELLING)
