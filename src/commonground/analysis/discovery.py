"""Subjects that several Sectors work on and that no area covers yet."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.domain.suggestion import MatchedPassage
from commonground.matching.all_pairs import top_pairs
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.item import Item, ItemKind
from commonground.matching.lexical.token import Token, language_of, terms_of, tokens_of
from commonground.matching.search import meaning
from commonground.matching.search.evidence import Sought, Wanted, evidence
from commonground.matching.word import generic_weight, words_of

LIKENESS = 0.3  # at which two items of different Sectors are taken to treat one subject
COVERED = 0.55  # cosine of a group and an area at which the area covers it
_NEAREST = 60  # neighbours looked at for each item
_PER_SECTOR = 3  # of them, how many of another Sector can be mutual
_COVERED_SHARE = 0.5  # of the items that say an area's name, or are filed under one
_TERMS_MAX = 6
_ALIKE = 0.5  # mean likeness from which on items are on one subject though they share no phrase
_INFORMATIVE = 0.45  # cosine from which on it is worth saying that the nearest area does not cover a group
_SAID_SHARE = 0.33  # of the items of a group that say the phrase that names it
_PHRASE_MAX = 4  # words
_BREAK = re.compile(r"[,;:.()/!?\n،؛，、；：。（）]")
_TELLING_SHARE = 0.08  # a word in a larger share of the items tells no subject
_TELLING_MIN = 12  # in a small collection so many items may have it


@dataclass(frozen=True, slots=True)
class Discovery:
    """A group of items of several Sectors on one subject, with its own terms, and why it is thought to be new."""

    items: tuple[str, ...]  # ids, the most central first
    sectors: tuple[str, ...]
    groups: tuple[str, ...]
    terms: Mapping[str, tuple[str, ...]]  # by language, most telling first
    cohesion: float  # mean likeness of its items, 0 to 1
    passages: tuple[MatchedPassage, ...]
    nearest_area: str | None  # id of the area that comes nearest without covering it
    nearest_likeness: float
    sentence: str

    @property
    def name(self) -> str:
        """Its most telling terms in the language that most of its items are in."""
        return ", ".join(next(iter(self.terms.values()), ())[:3])

    def to_json(self) -> dict[str, Any]:
        """As printed by `discover --json`."""
        return {
            "name": self.name,
            "items": list(self.items),
            "sectors": list(self.sectors),
            "groups": list(self.groups),
            "terms": {language: list(terms) for language, terms in self.terms.items()},
            "cohesion": round(self.cohesion, 4),
            "passages": [passage.to_json() for passage in self.passages],
            "nearest_area": self.nearest_area,
            "nearest_likeness": round(self.nearest_likeness, 4),
            "sentence": self.sentence,
        }


def discover(
    items: Sequence[Item],
    areas: Sequence[Item],
    encoder: Encoder,
    *,
    likeness: float = LIKENESS,
    covered: float = COVERED,
) -> tuple[Discovery, ...]:
    """Groups of items from two Sectors or more on one subject that none of the areas covers.

    Sorted by number of Sectors, then cohesion. Older versions of work, and work whose title nobody has seen,
    take no part. Items come together when each is among the other's nearest in its Sector, as long as their mean
    likeness stays at `likeness`, and count when a third of them, of two Sectors, share a telling phrase or all are
    much alike. An area covers a group that is near its names in all their languages, that says one of them, or
    that is filed under areas. The order of items and areas makes no difference.
    """
    taking_part = _taking_part(items)
    near = _likeness(taking_part, encoder)
    clusters = _clusters(near, _mutual(taking_part, near, likeness), likeness)
    clusters = [rows for rows in clusters if len({taking_part[row].sector for row in rows}) > 1]
    if not clusters:
        return ()
    field_of_work = _Field(taking_part, sorted(areas, key=lambda area: area.id), encoder)
    found = [
        field_of_work.describe(rows, near, covered) for rows in clusters if not field_of_work.is_filed(rows)
    ]
    kept = [discovery for discovery in found if discovery is not None]
    return tuple(sorted(kept, key=lambda d: (-len(d.sectors), -round(d.cohesion, 4), d.items)))


Near = Mapping[tuple[int, int], float]
Phrase = tuple[str, ...]


def _taking_part(items: Sequence[Item]) -> list[Item]:
    # Work of a Sector with words of its own: no areas, nothing that others carry on, nothing whose title nobody has
    # seen. "Working Party 1/5" names no subject: what numbers and words that all use tell apart is left out.
    carried_on = {earlier for item in items for earlier in item.predecessors}
    work = [
        item
        for item in sorted(items, key=lambda item: (item.title.casefold(), item.text.casefold(), item.id))
        if item.sector
        and item.kind is not ItemKind.AREA
        and item.id not in carried_on
        and not item.is_inferred
    ]
    titles = [frozenset(terms_of(item.title, item.language)) for item in work]
    telling = _telling(titles)
    return [item for item, terms in zip(work, titles, strict=True) if terms & telling]


def _telling(said: Sequence[frozenset[str]]) -> frozenset[str]:
    most = max(_TELLING_MIN, _TELLING_SHARE * len(said))
    frequency = Counter(term for terms in said for term in terms)
    return frozenset(
        term for term, count in frequency.items() if count <= most and not any(c.isdigit() for c in term)
    )


def _said(item: Item) -> frozenset[str]:
    return frozenset(term for text, code in _words(item) for term in terms_of(text, code))


def _likeness(items: Sequence[Item], encoder: Encoder) -> Near:
    found, scores = top_pairs(items, encoder, top=min(_NEAREST, max(len(items) - 1, 1)))
    near: dict[tuple[int, int], float] = {}
    for row, (others, values) in enumerate(zip(found.tolist(), scores.tolist(), strict=True)):
        for other, value in zip(others, values, strict=True):
            if other >= 0:
                near[min(row, other), max(row, other)] = value
    return near


def _mutual(items: Sequence[Item], near: Near, least: float) -> list[tuple[float, int, int]]:
    # Pairs across Sectors, each among the best of the other's Sector; the likest first.
    best: dict[tuple[int, str | None], list[tuple[float, int]]] = defaultdict(list)
    for (a, b), value in near.items():
        if value >= least and items[a].sector != items[b].sector:
            best[a, items[b].sector].append((-value, b))
            best[b, items[a].sector].append((-value, a))
    chosen = {(row, other) for (row, _), others in best.items() for _, other in sorted(others)[:_PER_SECTOR]}
    pairs = [(near[a, b], a, b) for a, b in chosen if a < b and (b, a) in chosen]
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))


def _clusters(near: Near, pairs: Sequence[tuple[float, int, int]], least: float) -> list[list[int]]:
    # Average linkage along the pairs: two groups become one while the mean likeness between them holds.
    group_of: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for row in sorted({row for _, a, b in pairs for row in (a, b)}):
        group_of[row], members[row] = row, [row]
    for _, a, b in pairs:
        first, second = sorted((group_of[a], group_of[b]))
        if first == second:
            continue
        between = [near.get((min(x, y), max(x, y)), 0.0) for x in members[first] for y in members[second]]
        if sum(between) / len(between) >= least:
            members[first] += members.pop(second)
            for row in members[first]:
                group_of[row] = first
    return [sorted(rows) for rows in members.values() if len(rows) > 1]


class _Field:
    """The items and areas of one discovery, with what is computed of them once."""

    def __init__(self, items: Sequence[Item], areas: Sequence[Item], encoder: Encoder) -> None:
        self.items = items
        self.areas = areas
        self.vectors = meaning.item_vectors(items, encoder)
        self.area_vectors = meaning.item_vectors(areas, encoder)
        self.area_names = [_name_terms(area) for area in areas]
        self.said = [_said(item) for item in items]
        self.telling = _telling(self.said)
        self.frequency = Counter(term for said in self.said for term in said)

    def is_filed(self, rows: Sequence[int]) -> bool:
        """Whether sources file half of the items or more under areas."""
        return sum(bool(self.items[row].areas) for row in rows) >= _COVERED_SHARE * len(rows)

    def describe(self, rows: Sequence[int], near: Near, covered: float) -> Discovery | None:
        """The group as a discovery; None when an area covers it, or when nothing names it."""
        centre = meaning.unit(self.vectors[list(rows)].mean(axis=0, keepdims=True))[0]
        area, cosine = self._nearest(centre)
        if cosine >= covered or any(self._says(rows, names) for names in self.area_names):
            return None
        terms = self._terms(rows)
        phrases = self._phrases(rows)
        inside = [near.get((a, b), 0.0) for place, a in enumerate(rows) for b in rows[place + 1 :]]
        cohesion = sum(inside) / len(inside)
        if not terms or (not phrases and cohesion < _ALIKE):
            return None
        central = sorted(rows, key=lambda row: (-round(float(self.vectors[row] @ centre), 5), row))
        members = [self.items[row] for row in central]
        sought = Sought({key: Wanted(surface, weight) for key, (surface, weight) in terms.items()})
        passages = [evidence(item, sought, semantic=0.0).passages for item in members]
        sectors = tuple(sorted({item.sector for item in members if item.sector}))
        by_language = _with_phrases(self._by_language(central, terms), phrases)
        told = area if cosine >= _INFORMATIVE else None
        return Discovery(
            items=tuple(item.id for item in members),
            sectors=sectors,
            groups=tuple(sorted({item.group for item in members if item.group})),
            terms=by_language,
            cohesion=cohesion,
            passages=tuple(passage for found in passages for passage in found),
            nearest_area=area.id if area else None,
            nearest_likeness=cosine,
            sentence=_sentence(members, sectors, next(iter(by_language.values()), ()), told),
        )

    def _nearest(self, centre: NDArray[np.float32]) -> tuple[Item | None, float]:
        if not self.areas:
            return None, 0.0
        cosines = np.round(self.area_vectors @ centre, 5)
        place = int(np.argmax(cosines))
        return self.areas[place], max(float(cosines[place]), 0.0)

    def _says(self, rows: Sequence[int], names: Sequence[frozenset[str]]) -> bool:
        return any(
            sum(name <= self.said[row] for row in rows) > _COVERED_SHARE * len(rows) for name in names if name
        )

    def _terms(self, rows: Sequence[int]) -> dict[str, tuple[str, float]]:
        # What these items say and others do not: c-TF-IDF (Grootendorst, 2022) over items instead of words.
        # Items of one language must share a word across Sectors; those of several need not.
        sectors: dict[str, set[str | None]] = defaultdict(set)
        for row in rows:
            for term in self.said[row] & self.telling:
                sectors[term].add(self.items[row].sector)
        shared = {term for term, saying in sectors.items() if len(saying) > 1}
        if (
            not shared
            and len({language_of(self.items[row].title, self.items[row].language) for row in rows}) > 1
        ):
            shared = set(sectors)
        weights = {term: self._weight(term, rows) for term in shared}
        surfaces: dict[str, Counter[str]] = defaultdict(Counter)
        for row in rows:
            for text, token in _tokens(self.items[row]):
                if token.term in weights:
                    surfaces[token.term][text[token.start : token.end]] += 1
        ranked = sorted(weights, key=lambda term: (-round(weights[term], 6), term))
        return {term: (_commonest(surfaces[term]), weights[term]) for term in ranked[: 3 * _TERMS_MAX]}

    def _phrases(self, rows: Sequence[int]) -> dict[str, list[str]]:
        """By language the runs of words that items of several Sectors say, the most said and longest first.

        A run tells a subject when one of its words is rare in the collection and says something by itself.
        """
        saying: dict[tuple[str, Phrase], set[int]] = defaultdict(set)
        surfaces: dict[tuple[str, Phrase], Counter[str]] = defaultdict(Counter)
        for row in rows:
            for language, tokens, surface in _runs(self.items[row]):
                if any(self._tells(token) for token in tokens):
                    key = language, tuple(token.term for token in tokens)
                    saying[key].add(row)
                    surfaces[key][surface] += 1
        shared = [
            key
            for key, said in saying.items()
            if len({self.items[row].sector for row in said}) > 1 and len(said) >= _SAID_SHARE * len(rows)
        ]
        shared.sort(key=lambda key: (-len(saying[key]), -len(key[1]), key))
        chosen: dict[str, list[Phrase]] = defaultdict(list)
        named: dict[str, list[str]] = defaultdict(list)
        for language, phrase in shared:
            if not any(set(phrase) & set(other) for other in chosen[language]):
                chosen[language].append(phrase)
                named[language].append(_commonest(surfaces[language, phrase]))
        return dict(named)

    def _tells(self, token: Token) -> bool:
        return token.term in self.telling and all(
            generic_weight(word.stem) == 1 for word in words_of(token.form)
        )

    def _weight(self, term: str, rows: Sequence[int]) -> float:
        titles = (terms_of(self.items[row].title, self.items[row].language) for row in rows)
        count = sum(term in self.said[row] for row in rows)
        count += sum(term in title for title in titles)  # twice in a title
        return count / len(rows) * log1p(len(self.items) / self.frequency[term])

    def _by_language(
        self, rows: Sequence[int], terms: Mapping[str, tuple[str, float]]
    ) -> dict[str, tuple[str, ...]]:
        # The same terms, as each language writes them; the language that says most of them first.
        said: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for row in rows:
            for text, code in _words(self.items[row]):
                language = code or language_of(text, None)
                for token in tokens_of(text, code):
                    if token.term in terms:
                        said[language][token.term][text[token.start : token.end]] += 1
        order = sorted(said, key=lambda code: (-sum(map(Counter.total, said[code].values())), code))
        named = {
            code: [_commonest(said[code][term]) for term in terms if term in said[code]] for code in order
        }
        return {code: tuple(dict.fromkeys(words))[:_TERMS_MAX] for code, words in named.items()}


def _runs(item: Item) -> Iterator[tuple[str, Sequence[Token], str]]:
    """The runs of two words and more in its title and text, with their language and as they are written."""
    for text, code in _words(item):
        language = code or language_of(text, None)
        tokens = tokens_of(text, code)
        for first in range(len(tokens)):
            for last in range(first + 1, min(first + _PHRASE_MAX, len(tokens))):
                surface = text[tokens[first].start : tokens[last].end]
                if _BREAK.search(surface):
                    break
                yield language, tokens[first : last + 1], surface


def _with_phrases(
    words: Mapping[str, tuple[str, ...]], phrases: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """The names by language: phrases where there are any, else single words."""
    return {code: tuple(phrases.get(code, ()))[:_TERMS_MAX] or found for code, found in words.items()}


def _commonest(surfaces: Counter[str]) -> str:
    return min(surfaces.items(), key=lambda pair: (-pair[1], pair[0]))[0]


def _words(item: Item) -> list[tuple[str, str | None]]:
    texts = [(item.title, item.language), *((label, code) for code, label in sorted(item.labels.items()))]
    return [*texts, (item.text, item.language)] if item.text else texts


def _tokens(item: Item) -> list[tuple[str, Token]]:
    return [(text, token) for text, code in _words(item) for token in tokens_of(text, code)]


def _name_terms(area: Item) -> list[frozenset[str]]:
    names = [(area.title, area.language), *((label, code) for code, label in sorted(area.labels.items()))]
    names += [(alias, area.language) for alias in area.aliases]
    return [frozenset(terms_of(name, code)) for name, code in names]


def _sentence(
    members: Sequence[Item], sectors: Sequence[str], words: Sequence[str], nearest: Item | None
) -> str:
    counted = Counter(item.sector for item in members)
    shares = ", ".join(f"{sector} ({counted[sector]})" for sector in sectors)
    quoted = ", ".join(f"“{word}”" for word in words[:3])
    subject = f" on {quoted}" if quoted else ""
    area = f"; the nearest area, “{nearest.title}”, does not cover it" if nearest else ""
    return f"{len(members)} items of {len(sectors)} Sectors work{subject}: {shares}{area}."
