"""Why two items are proposed as one subject: a plain sentence in six languages, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commonground.domain.link import Link
from commonground.domain.suggestion import Explanation, SharedTerm
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.evidence import Evidence, EvidenceFinder
from commonground.matching.item import Item, ItemKind
from commonground.matching.lexical.term_list import TermList
from commonground.matching.phrasing import enumerated, phrase, quoted, sentence_of
from commonground.matching.stated import FAMILY, HABIT, INHERITED, StatedGraph, bare_id
from commonground.matching.word import fold_text

Clause = tuple[str, Mapping[str, object]]

_NO_REASON: list[Clause] = [("few_words", {})]

_CLAUSES = 3  # in the sentence; the strongest reasons come first
_NAMES = 3  # in one clause
_QUOTE = 160  # characters
_OFTEN = 0.4  # of the habit of two groups to be linked; 1 is the most
_NEAR = 0.45  # cosine from which on two texts are called close in meaning
_TELLING = 0.08  # share of the likeness from which on a term is named in the sentence


def explain(
    left: Item,
    right: Item,
    *,
    stated: Sequence[Link] = (),
    vocabulary: TermList | None = None,
    encoder: Encoder | None = None,
    features: Mapping[str, float] | None = None,
) -> Explanation:
    """Why the two may belong together, from their own words and what is stated of them.

    Every span lies in its passage and every passage in its item. The sentence always says something: where the
    two share neither words nor references, it says what the link rests on instead.
    """
    finder = EvidenceFinder(encoder, vocabulary)
    return Explainer(finder, StatedGraph((left, right), stated)).explain(left, right, features or {})


@dataclass
class Explainer:
    """Explains many pairs of one collection; what it read once is kept."""

    finder: EvidenceFinder
    graph: StatedGraph
    areas: Mapping[str, Item] = field(default_factory=dict)  # by id, to name them by in each language

    def explain(self, left: Item, right: Item, features: Mapping[str, float]) -> Explanation:
        """As `explain`."""
        evidence = self.finder.find(left, right)
        references = self._shared(left, right, "references")
        governing = self._shared(left, right, "governing")
        cited = [
            end for end, other in ((right, left), (left, right)) if bare_id(end.id) in _bare(other.references)
        ]
        clauses = [
            *self._stated_clauses(left, right),
            *_shared_clauses(references, governing, self._areas(left, right), left.kind),
            *_word_clauses(left, right, evidence, features),
            *([] if references else self._third_clauses(left, right)),
            *_around_clauses(features),
        ][:_CLAUSES]
        named = (*(item.id for item in cited), *references, *governing)
        return Explanation(
            sentences=sentence_of(clauses or _NO_REASON),
            left=evidence.left,
            right=evidence.right,
            terms=evidence.terms,
            references=tuple(dict.fromkeys(named)),
            features=dict(sorted(features.items())),
        )

    def _shared(self, left: Item, right: Item, name: str) -> tuple[str, ...]:
        ours, theirs = (self.graph.visible(item, name) for item in (left, right))
        ends = {left.id, right.id, bare_id(left.id), bare_id(right.id)}
        return tuple(one for one in ours if one in set(theirs) - ends)

    def _areas(self, left: Item, right: Item) -> tuple[Item | str, ...]:
        shared = self._shared(left, right, "areas")
        finest = [one for one in shared if not any(other.startswith(f"{one}/") for other in shared)]
        return tuple(self.areas.get(one, one.rsplit("/", 1)[-1].replace("-", " ")) for one in finest)

    def _third_clauses(self, left: Item, right: Item) -> list[Clause]:
        """What sources tie to both, where nothing ties them to each other."""
        ours, theirs = (
            {other for one in (item.id, *self.graph.lineage.get(item.id, ())) for other in self._tied(one)}
            for item in (left, right)
        )
        ends = {bare_id(left.id), bare_id(right.id)}
        thirds = tuple(sorted(one for one in ours & theirs if bare_id(one) not in ends))
        return [("both_linked", {"names": _Names(thirds)})] if thirds else []

    def _tied(self, identifier: str) -> frozenset[str]:
        none: frozenset[str] = frozenset()
        return self.graph.linked.get(identifier, none) | self.graph.cited.get(identifier, none)

    def _stated_clauses(self, left: Item, right: Item) -> list[Clause]:
        clauses: list[Clause] = []
        links = self.graph.links_between(left.id, right.id)
        quotes = [evidence.text for link in links for evidence in link.evidence if evidence.text.strip()]
        if links:
            clauses.append(("linked", {"quote": _Quote(quotes[0])}) if quotes else ("linked_plain", {}))
        for one, other in ((left, right), (right, left)):
            if other.id in one.predecessors:
                clauses.append(("succeeds", {"one": one.id, "other": other.id}))
            elif bare_id(other.id) in _bare(self.graph.visible(one, "references")):
                clauses.append(("cites", {"one": one.id, "other": other.id}))
        return clauses


def has_reason(explanation: Explanation) -> bool:
    """Whether it shows what a link rests on; without it a probability is no more than the habit of two groups."""
    return explanation.sentences != sentence_of(_NO_REASON)


@dataclass(frozen=True)
class _Quote:
    """A text in the quotation marks of each language, cut at a word when long."""

    text: str

    def __call__(self, language: str) -> str:
        text = " ".join(self.text.split())
        if len(text) > _QUOTE:
            text = text[:_QUOTE].rsplit(" ", 1)[0] + " …"
        return quoted(text, language)


@dataclass(frozen=True)
class _Names:
    """Names one after the other, as each language separates them."""

    names: tuple[Item | str, ...]  # an item is called by its title in the language

    def __call__(self, language: str) -> str:
        said = [_called(name, language) for name in self.names[:_NAMES]]
        return enumerated(said, language)


@dataclass(frozen=True)
class _Terms:
    """Shared terms, quoted, each in the words of the left side, with those of the right where they differ."""

    terms: tuple[SharedTerm, ...]

    def __call__(self, language: str) -> str:
        return enumerated([self._said(term, language) for term in self.terms[:_NAMES]], language)

    def _said(self, term: SharedTerm, language: str) -> str:
        left, right = (_Quote(text)(language) for text in (term.left, term.right))
        if term.why == "same-word":
            return left
        return phrase("pair", language, left=left, right=right)


def _called(name: Item | str, language: str) -> str:
    if isinstance(name, str):
        return name
    return quoted(name.labels.get(language) or name.title, language)


def _bare(ids: Sequence[str]) -> frozenset[str]:
    return frozenset(map(bare_id, ids))


def _shared_clauses(
    references: tuple[str, ...],
    governing: tuple[str, ...],
    areas: tuple[Item | str, ...],
    kind: ItemKind,
) -> list[Clause]:
    mandates = tuple(one for one in governing if one not in references)
    found: list[tuple[str, tuple[Item | str, ...]]] = [
        ("both_cite", references),
        ("both_governed", mandates),
        ("names_area" if kind is ItemKind.DRAFT else "same_area", areas),
    ]
    return [(key, {"names": _Names(names)}) for key, names in found if names]


def _word_clauses(left: Item, right: Item, evidence: Evidence, features: Mapping[str, float]) -> list[Clause]:
    if left.title.strip() and fold_text(left.title) == fold_text(right.title):
        return [("same_text", {"quote": _Quote(left.title)})]
    telling = tuple(term for term in evidence.terms if term.weight >= _TELLING)
    if telling:
        return [("both_speak", {"names": _Terms(telling)})]
    near = max(features.get(name, 0.0) for name in ("title_meaning", "text_meaning"))
    if evidence.left and evidence.right and near >= _NEAR:
        return [
            (
                "close_in_meaning",
                {"left": _Quote(evidence.left[0].text), "right": _Quote(evidence.right[0].text)},
            )
        ]
    return []


def _around_clauses(features: Mapping[str, float]) -> list[Clause]:
    found = ((INHERITED, "inherited", 0.0), (FAMILY, "family", 0.0), (HABIT, "habit", _OFTEN))
    return [(key, {}) for name, key, least in found if features.get(name, 0.0) > least]
