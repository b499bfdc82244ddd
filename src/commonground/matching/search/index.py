"""The index behind `find`: items by their words and their meaning, kept in a folder and mapped into memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.matching.embedding.compact import expand
from commonground.matching.embedding.encoder import Encoder, Vectors
from commonground.matching.item import Item
from commonground.matching.search import concept, meaning, postings, record, storage, translation
from commonground.matching.search.beside import BESIDE_MIN, beside
from commonground.matching.search.evidence import Sought, Wanted, evidence
from commonground.matching.search.hit import Hit
from commonground.matching.search.query import Query, QueryWord, read_query
from commonground.matching.search.storage import StaleIndex, Stamp
from commonground.matching.search.translation import TitleWord

_ARRAYS = (
    "terms",
    "starts",
    "rows",
    "shares",
    "codes",
    "word_codes",
    "lines",
    "line_starts",
    "cited",
    "citing",
    "strengths",
)
_WORDS_MAX = 64  # of a long text the words that tell most
_OTHER_NAME = 0.8  # how much another name of a thing counts beside the one that was used
_LEXICAL_SHARE = 0.6
_STATED_SHARE = 0.6  # of the score that stated references make up in a short query
_STATED_SHARE_LONG = 0.25  # in a draft, which cites many things on its way
_CITES = 0.8  # what citing an instrument counts beside being it
_DECIMALS = 6  # scores equal to this many decimals are ties


def build_index(
    items: Iterable[Item],
    encoder: Encoder,
    folder: Path,
    vocabulary: Iterable[Iterable[str]] | None = None,
) -> SearchIndex:
    """Index the items into `folder`, replacing an older index in one step, and open it.

    `vocabulary` holds groups of names of one thing each, in any languages. The order of items and names and
    repeated items make no difference. Raises OSError when the folder cannot be written.
    """
    groups = [list(group) for group in vocabulary or ()]
    ordered = record.in_order(items)
    content = record.content_hash(ordered, groups)
    lines = [record.to_bytes(item) for item in ordered]
    line_starts = np.zeros(len(lines) + 1, dtype=np.int64)
    np.cumsum([len(line) for line in lines], out=line_starts[1:])
    with beside(postings.build, ordered, is_worth=len(ordered) >= BESIDE_MIN) as built:
        codes = meaning.item_codes(ordered, encoder)
        by_term = built()
    words = translation.title_words(ordered)
    arrays = {
        **by_term,
        "codes": codes,
        "word_codes": meaning.to_codes(encoder.encode([word.surface for word in words]), encoder),
        "lines": np.frombuffer(b"".join(lines), dtype=np.uint8),
        "line_starts": line_starts,
        **_citations(ordered),
    }
    stamp = Stamp(encoder.model, encoder.checksum, content, len(ordered))
    details = {"concepts": concept.to_details(groups), "words": translation.to_details(words)}
    storage.write(folder, stamp, arrays, details)
    return SearchIndex.open(folder)


def _citations(items: Sequence[Item]) -> dict[str, NDArray[Any]]:
    strengths: dict[tuple[int, int], float] = {}
    for row, item in enumerate(items):
        for reference in (*item.references, *item.governing, *item.predecessors):
            strengths[postings.hashed(reference), row] = _CITES
        strengths[postings.hashed(item.id), row] = 1.0
    pairs = sorted(strengths)
    return {
        "cited": np.array([key for key, _ in pairs], dtype=np.uint64),
        "citing": np.array([row for _, row in pairs], dtype=np.int32),
        "strengths": np.array([strengths[pair] for pair in pairs], dtype=np.float32),
    }


class SearchIndex:
    """An opened index. Searching changes nothing, so that several threads may share it."""

    def __init__(
        self, folder: Path, stamp: Stamp, arrays: Mapping[str, Any], details: Mapping[str, Any]
    ) -> None:
        self.folder = folder
        self.stamp = stamp
        self._arrays = arrays
        self._details = details
        self._postings = postings.Postings(
            arrays["terms"], arrays["starts"], arrays["rows"], arrays["shares"], stamp.items
        )

    @classmethod
    def open(cls, folder: Path) -> SearchIndex:
        """The index in `folder`, its arrays mapped into memory.

        Raises NotFound where there is none, StaleIndex where it is damaged or of another format.
        """
        stamp, details = storage.read_stamp(folder)
        return cls(folder, stamp, storage.read_arrays(folder, _ARRAYS), details)

    def __len__(self) -> int:
        return self.stamp.items

    def is_stale(self, encoder: Encoder | None = None, content: str | None = None) -> bool:
        """Whether it was made by another model, or from other items than `record.content_hash` says."""
        other_model = encoder is not None and (encoder.model, encoder.checksum) != (
            self.stamp.model,
            self.stamp.checksum,
        )
        return other_model or (content is not None and content != self.stamp.content)

    def item(self, row: int) -> Item:
        """The item in that row, read from the folder."""
        start, end = self._arrays["line_starts"][row], self._arrays["line_starts"][row + 1]
        return record.from_bytes(self._arrays["lines"][start:end].tobytes())

    def search(
        self,
        text: str,
        *,
        language: str | None = None,
        top: int = 20,
        encoder: Encoder | None = None,
        references: Iterable[str] = (),
    ) -> tuple[Hit, ...]:
        """The `top` items on the subject of the text, best first; none for a text without letters and digits.

        `references` are ids that the text refers to: items that cite them or are them come first. The text may be
        a word or a draft of any length, in any language; words the index does not hold are covered by meaning alone.
        Raises StaleIndex when the encoder (the default one where none is given) is not the one it was made with.
        """
        query = read_query(text, language)
        asked = tuple(dict.fromkeys(references))
        if top < 1 or not self.stamp.items or not (query.passages or asked):
            return ()
        own = self._checked(encoder)
        lexical, wanted = self._lexical(query, own)
        sought = Sought(wanted)
        semantic = self._semantic(query, own)
        scores = _LEXICAL_SHARE * lexical + (1 - _LEXICAL_SHARE) * np.clip(semantic, 0, 1)
        stated = self._stated(asked)
        if stated is not None:
            share = _STATED_SHARE_LONG if query.is_long else _STATED_SHARE
            scores = (1 - share) * scores + share * stated
        return tuple(
            self._hit(row, float(scores[row]), float(lexical[row]), float(semantic[row]), sought, asked)
            for row in best_rows(scores, top)
        )

    def understands(self, text: str, *, language: str | None = None, encoder: Encoder | None = None) -> bool:
        """Whether an item says a word of the text, or a word that means the same; False for made-up words.

        What is found for a text that is not understood is near by chance. Raises StaleIndex as `search`.
        """
        query = read_query(text, language)
        own = self._checked(encoder)
        return any(self._postings.holds(word.terms) for word in query.words) or bool(
            self._translated(query, own)
        )

    def _translated(self, query: Query, encoder: Encoder) -> dict[QueryWord, dict[TitleWord, float]]:
        """For each word of a short query that no item says, the words of titles that mean the same."""
        unknown = [word for word in query.words if not self._postings.holds(word.terms)]
        if query.is_long or not unknown:
            return {}
        vectors = expand(meaning.to_codes(encoder.encode([word.surface for word in unknown]), encoder))
        near = [translation.nearest(vector, self._words, self._word_vectors) for vector in vectors]
        return {word: found for word, found in zip(unknown, near, strict=True) if found}

    @cached_property
    def _words(self) -> tuple[TitleWord, ...]:
        return translation.from_details(self._details["words"])

    @cached_property
    def _word_vectors(self) -> Vectors:
        return expand(self._arrays["word_codes"])

    @cached_property
    def _vectors(self) -> Vectors:
        return expand(self._arrays["codes"])

    @cached_property
    def _concepts(self) -> tuple[concept.Concept, ...]:
        return concept.from_details(self._details["concepts"])

    def _checked(self, encoder: Encoder | None) -> Encoder:
        if encoder is None:
            from commonground.matching.embedding.loading import load_encoder

            encoder = load_encoder()
        if self.is_stale(encoder):
            raise StaleIndex(
                f"the search index was made with {self.stamp.model}, not with {encoder.model} as it is now",
                where=str(self.folder),
                advice="build it again",
            )
        return encoder

    def _semantic(self, query: Query, encoder: Encoder) -> NDArray[np.float32]:
        if not query.passages:
            return np.zeros(self.stamp.items, dtype=np.float32)
        vectors = expand(meaning.to_codes(encoder.encode(list(query.passages)), encoder))
        likeness = self._vectors @ vectors.T
        # A draft may treat several subjects: what is near one of its passages counts as much as what is near all.
        return np.asarray((likeness.mean(axis=1) + likeness.max(axis=1)) / 2, dtype=np.float32)

    def _weight(self, word: QueryWord) -> float:
        return self._postings.rarity(word.terms) * (1 + log(word.count))

    def _lexical(self, query: Query, encoder: Encoder) -> tuple[NDArray[np.float32], dict[str, Wanted]]:
        scores = np.zeros(self.stamp.items, dtype=np.float32)
        weights = {word: self._weight(word) for word in query.words}
        known = [word for word in query.words if self._postings.holds(word.terms)]
        words = sorted(known, key=lambda word: (-weights[word], word.terms))[:_WORDS_MAX]
        # In a short query a word that no item says is a part left uncovered; a draft has many such words.
        total = sum(weights[word] for word in (words if query.is_long else query.words))
        if total <= 0:
            return scores, {}
        named = concept.named_in(words if query.is_long else query.words, self._concepts)
        spent = {word for found in named for word in found.said}
        sought = {term: Wanted(word.surface, weights[word]) for word in words for term in word.terms}
        for word in words:
            if word not in spent:
                self._postings.add(scores, word.terms, weights[word] / total)
        for found in named:
            scores += self._concept_scores(found, weights, total)
            weight = _OTHER_NAME * sum(weights[word] for word in found.said)
            for name in found.others:
                for term in (term for terms in name for term in terms):
                    sought.setdefault(term, Wanted(found.name, weight / len(name), "vocabulary"))
        for word, near in self._translated(query, encoder).items():
            scores += self._translated_scores(near, _OTHER_NAME * weights[word] / total)
            for title_word, cosine in near.items():
                for term in title_word.terms:
                    sought.setdefault(term, Wanted(word.surface, cosine * weights[word], "meaning"))
        return scores, sought

    def _translated_scores(self, near: Mapping[TitleWord, float], weight: float) -> NDArray[np.float32]:
        best = np.zeros(self.stamp.items, dtype=np.float32)
        for title_word, cosine in near.items():
            of_word = np.zeros(self.stamp.items, dtype=np.float32)
            self._postings.add(of_word, title_word.terms, cosine * weight)
            np.maximum(best, of_word, out=best)
        return best

    def _concept_scores(
        self, found: concept.Named, weights: Mapping[QueryWord, float], total: float
    ) -> NDArray[np.float32]:
        best = np.zeros(self.stamp.items, dtype=np.float32)
        for word in found.said:
            self._postings.add(best, word.terms, weights[word] / total)
        whole = _OTHER_NAME * sum(weights[word] for word in found.said) / total
        for words in found.others:
            rarities = [self._postings.rarity(terms) for terms in words]
            of_name = np.zeros(self.stamp.items, dtype=np.float32)
            covered = np.zeros(self.stamp.items, dtype=np.float32)
            for terms, rarity in zip(words, rarities, strict=True):
                of_word = np.zeros(self.stamp.items, dtype=np.float32)
                self._postings.add(of_word, terms, rarity / (sum(rarities) or 1))
                of_name += of_word
                covered += (of_word > 0) * np.float32(rarity / (sum(rarities) or 1))
            # Half of another name is hardly the thing: "electronic" alone is not e-waste.
            np.maximum(best, whole * of_name * covered, out=best)
        return best

    def _stated(self, asked: Sequence[str]) -> NDArray[np.float32] | None:
        stated = np.zeros(self.stamp.items, dtype=np.float32)
        whole = 0.0
        for reference in asked:
            key = np.uint64(postings.hashed(reference))
            found = slice(
                *(int(np.searchsorted(self._arrays["cited"], key, side)) for side in ("left", "right"))
            )
            rows = self._arrays["citing"][found]
            if len(rows):
                rarity = float(np.log1p(self.stamp.items / len(rows)))
                stated[rows] += self._arrays["strengths"][found] * np.float32(rarity)
                whole += rarity
        return stated / np.float32(whole) if whole else None

    def _hit(
        self,
        row: int,
        score: float,
        lexical: float,
        semantic: float,
        sought: Sought,
        asked: Sequence[str],
    ) -> Hit:
        item = self.item(row)
        own = {item.id, *item.references, *item.governing, *item.predecessors}
        shared = tuple(reference for reference in asked if reference in own)
        why = evidence(item, sought, semantic=semantic, references=shared)
        return Hit(item, score, lexical, semantic, shared, why.terms, why.passages, why.sentence)


def best_rows(scores: NDArray[np.float32], top: int) -> list[int]:
    """The rows of the `top` highest scores above 0, highest first; ties in the order of rows."""
    rounded = np.round(scores.astype(np.float64), _DECIMALS)
    if top < len(rounded):
        least = np.partition(rounded, len(rounded) - top)[len(rounded) - top]
        rows = np.flatnonzero((rounded >= least) & (rounded > 0))
    else:
        rows = np.flatnonzero(rounded > 0)
    order = np.argsort(-rounded[rows], kind="stable")
    return [int(row) for row in rows[order][:top]]
