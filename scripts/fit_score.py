"""Fit the shipped score on what the packaged profiles themselves state, and write it with its training record.

python scripts/fit_score.py [--write]

Positives are links between groups that the profiles state or that follow from a relationship section (each with the
statement itself hidden), titles of work that goes on under another number, and names of one body or area in two
languages. Negatives are pairs that nothing states: the nearest by likeness and some by chance. Facts are incomplete,
so that some of the nearest are links nobody recorded; they count a tenth.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.items import items_of
from commonground.bench.evaluation import expected_calibration_error
from commonground.domain.profile import Profile
from commonground.domain.suggestion import Relation
from commonground.matching.embedding.compact import LENGTH, compress, expand
from commonground.matching.embedding.encoder import Encoder, Vectors
from commonground.matching.embedding.loading import load_encoder
from commonground.matching.item import Item, ItemKind
from commonground.matching.lexical.term_list import TermList
from commonground.matching.pairing import fuse, pair_features
from commonground.matching.relation import relation_of
from commonground.matching.score import Scorer, fit_weights, logistic, with_likeness
from commonground.matching.stated import (
    STATED_FEATURES,
    STRUCTURE_FEATURES,
    StatedGraph,
    bare_key,
)
from commonground.profiles import list_profiles, load_profile

Values = NDArray[np.float64]

TARGET = Path(__file__).parents[1] / "src/commonground/matching/data/score.json"
LIKENESS = ("likeness", "standing", "title_meaning", "text_meaning", "terms")
TRUSTED = ("linked", "cited")  # taken as stated, not fitted
AROUND = tuple(name for name in STATED_FEATURES if name not in TRUSTED)
FREE = STRUCTURE_FEATURES
NAMES = (*LIKENESS, *AROUND, *FREE)
KEPT_APART = -6.0  # terms that must not match; no profile has examples to fit it on
LINKS = "links"
TASKS = ("names", "themes", "labels", "scopes", "successions")
FOLDS = 5
NEAREST, SIBLINGS, CHANCE = 8, 12, 8  # negatives a query
DOUBT = 0.1  # importance of a negative that is near: it may be a link nobody recorded
STRENGTH = 1.0
PRECISION = 0.5  # that a threshold keeps, by known links alone
EXAMPLES_MIN = 15  # positives of a kind for a threshold of its own


@dataclass(frozen=True)
class Examples:
    """Rows of features with outcome, importance, and the group by which folds are made."""

    rows: list[dict[str, float]] = field(default_factory=list)
    outcomes: list[bool] = field(default_factory=list)
    importance: list[float] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    kinds: list[Relation | None] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)

    def add(
        self,
        row: dict[str, float],
        outcome: bool,
        group: str,
        kind: Relation | None,
        importance: float = 1.0,
        task: str = LINKS,
    ) -> None:
        self.rows.append(row)
        self.outcomes.append(outcome)
        self.importance.append(importance)
        self.folds.append(int(hashlib.sha256(group.encode()).hexdigest(), 16) % FOLDS)
        self.kinds.append(kind)
        self.tasks.append(task)

    def matrix(self) -> Values:
        """Features, then one column a task other than links: each task has its own share of true pairs."""
        return np.array(
            [
                [*(row.get(name, 0.0) for name in NAMES), *(float(task == one) for one in TASKS)]
                for row, task in zip(self.rows, self.tasks, strict=True)
            ],
            dtype=np.float64,
        )


def chance(*names: str) -> float:
    """A number from 0 to 1 that is as good as drawn, and the same at every run."""
    return int(hashlib.sha256("\n".join(names).encode()).hexdigest()[:12], 16) / 16**12


def link_examples(profile: Profile, encoder: Encoder, into: Examples) -> int:
    """Links between groups, both ways round, each with its own statement hidden; negatives of the same queries."""
    every = items_of(profile)
    pool = [
        i
        for i in every
        if i.kind in (ItemKind.BODY, ItemKind.QUESTION, ItemKind.INSTRUMENT) and "@" not in i.id
    ]
    graph = StatedGraph(every, profile.links)
    places = {item.id: place for place, item in enumerate(pool)}
    likeness = pair_features(pool, pool, encoder, TermList.of_profile(profile))
    near = fuse(likeness.matrices)
    groups = np.array([item.group or item.id for item in pool])
    inside = groups[:, None] == groups[None, :]
    features = {**with_likeness(likeness.matrices, inside), **graph.features(pool, pool)}
    links = 0
    for item in pool:
        tied = {*graph.linked.get(item.id, ()), *graph.cited.get(item.id, ())}
        known = sorted(o for o in tied if o in places and pool[places[o]].group != item.group)
        row = places[item.id]
        for other in known:
            right = pool[places[other]]
            hidden = StatedGraph(every, profile.links, frozenset({bare_key(item.id, other)}))
            stated = {n: float(m[0, 0]) for n, m in hidden.features([item], [right]).items()}
            values = {n: float(m[row, places[other]]) for n, m in features.items()} | stated
            kind = relation_of(item, right, values, graph.links_between(item.id, other))
            into.add(values, True, item.group or item.id, kind)
            links += 1
        if known:
            for place, weight in negatives(item, pool, near[row], tied):
                values = {n: float(m[row, place]) for n, m in features.items()}
                kind = relation_of(item, pool[place], values)
                into.add(values, False, item.group or item.id, kind, weight)
    return links


def negatives(
    item: Item, pool: Sequence[Item], near: NDArray[np.float32], tied: Iterable[str]
) -> list[tuple[int, float]]:
    """Places of items of other groups that nothing ties to the item: the nearest, siblings of its ties, by chance."""
    excluded = set(tied)
    free = [p for p, other in enumerate(pool) if other.id not in excluded and other.group != item.group]
    nearest = sorted(free, key=lambda p: (-round(float(near[p]), 5), pool[p].id))[:NEAREST]
    groups = {other.group for other in pool if other.id in excluded}
    by_chance = sorted(set(free) - set(nearest), key=lambda p: chance(item.id, pool[p].id))
    siblings = [p for p in by_chance if pool[p].group in groups][:SIBLINGS]
    drawn = [p for p in by_chance if p not in siblings][:CHANCE]
    return [(place, DOUBT) for place in nearest] + [(place, 1.0) for place in (*siblings, *drawn)]


def name_examples(profile: Profile, encoder: Encoder, into: Examples) -> int:
    """Names of one thing in two languages against names of other things, by words alone."""
    named = [i for i in items_of(profile) if i.kind in (ItemKind.AREA, ItemKind.BODY) and i.labels]
    bare = [Item(id=i.id, title=i.title, language=i.language) for i in named]
    pairs = 0
    for language in sorted({code for item in named for code in item.labels}):
        those = [i for i in named if language in i.labels]
        rights = [Item(id=i.id, title=i.labels[language], language=language) for i in those]
        likeness = pair_features(bare, rights, encoder)
        features, near = with_likeness(likeness.matrices), fuse(likeness.matrices)
        for row, item in enumerate(bare):
            own = next((p for p, right in enumerate(rights) if right.id == item.id), None)
            if own is None:
                continue
            free = sorted(
                (p for p in range(len(rights)) if p != own), key=lambda p: (-round(float(near[row, p]), 5), p)
            )
            drawn = sorted(free[2:], key=lambda p: chance(item.id, rights[p].id, language))[:2]
            for place in (own, *free[:2], *drawn):
                values = {n: float(m[row, place]) for n, m in features.items()}
                into.add(values, place == own, item.id, None, task="names")
            pairs += 1
    return pairs


def succession_examples(profile: Profile, encoder: Encoder, into: Examples) -> int:
    """Titles of one Question in two periods against those of the neighbours in the earlier period, by words alone."""
    questions = {i.id: i for i in items_of(profile) if i.kind is ItemKind.QUESTION and not i.is_inferred}
    words = {one: replace(i, references=(), governing=(), areas=()) for one, i in questions.items()}
    heirs = [i for i in questions.values() if any(p in questions for p in i.predecessors)]
    if not heirs:
        return 0
    pool = [words[one] for one in sorted(words)]
    likeness = pair_features([words[i.id] for i in heirs], pool, encoder)
    features = with_likeness(likeness.matrices)
    for row, heir in enumerate(heirs):
        periods = {questions[one].period for one in heir.predecessors if one in questions}
        for place, other in enumerate(pool):
            is_own = other.id in heir.predecessors
            if is_own or (other.group == heir.group and other.period in periods):
                values = {n: float(m[row, place]) for n, m in features.items()}
                into.add(values, is_own, heir.group or heir.id, None, 1.0 if is_own else 0.5, "successions")
    return len(heirs)


def theme_examples(profile: Profile, encoder: Encoder, into: Examples) -> int:
    """Adopted texts of two bodies that were read to be of one area, by words alone, and each with its area's name."""
    every = items_of(profile)
    texts = [i for i in every if i.kind is ItemKind.INSTRUMENT and i.areas]
    areas = [
        replace(i, governing=(), areas=(i.id.removeprefix("area:"),))
        for i in every
        if i.kind is ItemKind.AREA
    ]
    pairs = 0
    for task, rights in (("themes", texts), ("labels", areas)):
        if not (texts and rights):
            continue
        likeness = pair_features(texts, rights, encoder, TermList.of_profile(profile))
        features, near = with_likeness(likeness.matrices), fuse(likeness.matrices)
        for row, item in enumerate(texts):
            others = [p for p, right in enumerate(rights) if right.group != item.group]
            own = [p for p in others if set(rights[p].areas) & set(item.areas)]
            rest = sorted(
                set(others) - set(own), key=lambda p: (-round(float(near[row, p]), 5), rights[p].id)
            )
            drawn = sorted(rest[2:], key=lambda p: chance(item.id, rights[p].id))[:3]
            for places, outcome, importance in (
                (own, True, 1.0),
                (rest[:2], False, DOUBT),
                (drawn, False, 1.0),
            ):
                for place in places:
                    values = {n: float(m[row, place]) for n, m in features.items()}
                    into.add(values, outcome, item.areas[0], None, importance, task)
            pairs += len(own)
    return pairs


def scope_examples(profile: Profile, encoder: Encoder, into: Examples) -> int:
    """Title and first half of a scope against the second halves of its own and of other groups' scopes."""
    items = [
        i for i in items_of(profile) if len(_sentences(i.text)) > 1 and not i.is_inferred and "@" not in i.id
    ]
    if not items:
        return 0
    halves = [_halves(item) for item in items]
    likeness = pair_features(
        [one for one, _ in halves], [other for _, other in halves], encoder, TermList.of_profile(profile)
    )
    features = with_likeness(likeness.matrices)
    near = features["likeness"]
    for row, item in enumerate(items):
        others = [p for p, other in enumerate(items) if other.group != item.group]
        rest = sorted(others, key=lambda p: (-round(float(near[row, p]), 5), items[p].id))
        drawn = sorted(rest[2:], key=lambda p: chance(item.id, items[p].id))[:4]
        for place, outcome, importance in (
            (row, True, 1.0),
            *((p, False, DOUBT) for p in rest[:2]),
            *((p, False, 1.0) for p in drawn),
        ):
            values = {n: float(m[row, place]) for n, m in features.items()}
            into.add(values, outcome, item.group or item.id, None, importance, "scopes")
    return len(items)


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.;])\s+", text) if part]


def _halves(item: Item) -> tuple[Item, Item]:
    parts = _sentences(item.text)
    middle = (len(parts) + 1) // 2
    texts = (" ".join(parts[:middle]), " ".join(parts[middle:]))
    return (
        Item(id=item.id, title=item.title, text=texts[0], language=item.language),
        Item(id=item.id, text=texts[1], language=item.language),
    )


def fit(examples: Examples, chosen: NDArray[np.bool_]) -> Values:
    """The weights on the chosen examples, the intercept last."""
    return fit_weights(
        examples.matrix()[chosen],
        np.array(examples.outcomes, dtype=np.float64)[chosen],
        prior=np.zeros(len(NAMES) + len(TASKS) + 1),
        strength=STRENGTH,
        free=[name in FREE for name in NAMES] + [True] * len(TASKS),
        importance=np.array(examples.importance)[chosen],
    )


def cross_validated(examples: Examples) -> Values:
    """The probability of each example by a model that saw none of its group."""
    rows, folds = examples.matrix(), np.array(examples.folds)
    found = np.zeros(len(rows))
    for fold in range(FOLDS):
        weights = fit(examples, folds != fold)
        found[folds == fold] = logistic(rows[folds == fold] @ weights[:-1] + weights[-1])
    return found


def area_under_curve(probable: Values, outcomes: Sequence[bool]) -> float:
    """The chance that a true pair stands above a false one, ties counting half (Hanley and McNeil, 1982)."""
    from scipy.stats import rankdata

    true = np.array(outcomes)
    ranks = rankdata(probable)
    return float((ranks[true].sum() - true.sum() * (true.sum() + 1) / 2) / (true.sum() * (~true).sum()))


def weighted_error(probable: Values, outcomes: Values, importance: Values, bins: int = 15) -> float:
    """The expected calibration error with each example counted as it was in the fit."""
    place = np.clip(np.ceil(probable * bins).astype(np.int64) - 1, 0, bins - 1)
    gaps = np.bincount(place, weights=importance * (probable - outcomes), minlength=bins)
    return float(np.abs(gaps).sum() / importance.sum())


def threshold_of(probable: Values, outcomes: Values, importance: Values) -> float:
    """The lowest probability from which on the wanted share of pairs are known links, counted as in the fit."""
    order = np.argsort(-probable, kind="stable")
    share = np.cumsum((importance * outcomes)[order]) / np.cumsum(importance[order])
    enough = np.flatnonzero(share >= PRECISION)
    return float(probable[order][enough[-1]]) if len(enough) else 0.5


def thresholds(examples: Examples, probable: Values) -> dict[Relation, float]:
    """One for each kind: its own where it has examples enough, else that of all links."""
    outcomes, importance = np.array(examples.outcomes, dtype=np.float64), np.array(examples.importance)
    is_link = np.array([kind is not None for kind in examples.kinds])
    general = threshold_of(probable[is_link], outcomes[is_link], importance[is_link])
    found = {}
    for kind in Relation:
        own = np.array([k is kind for k in examples.kinds])
        enough = outcomes[own].sum() >= EXAMPLES_MIN and (1 - outcomes[own]).sum() >= EXAMPLES_MIN
        value = threshold_of(probable[own], outcomes[own], importance[own]) if enough else general
        found[kind] = round(min(max(value, 0.15), 0.6), 2)
    return found


def training_record(
    examples: Examples, counts: Mapping[str, int], probable: Values, model: str
) -> dict[str, object]:
    """What is shipped beside the weights: on what they were fitted, and how well they did on groups not seen."""
    outcomes = np.array(examples.outcomes, dtype=np.float64)
    is_link = np.array([kind is not None for kind in examples.kinds])
    importance = np.array(examples.importance)
    return {
        "fitted_on": "facts of the packaged profiles " + ", ".join(list_profiles()),
        "date": datetime.now(UTC).date().isoformat(),
        "encoder": model,
        "positives": dict(counts),
        "negatives": int((1 - outcomes).sum()),
        "unlabelled": "pairs that nothing states count as negatives, the nearest by likeness "
        f"{DOUBT} times: some of them are links that nobody recorded",
        "validation": f"{FOLDS} folds by group",
        "ece": round(weighted_error(probable, outcomes, importance), 4),
        "ece_links": round(weighted_error(probable[is_link], outcomes[is_link], importance[is_link]), 4),
        "ece_links_all_unlabelled_false": round(
            expected_calibration_error(probable[is_link], outcomes[is_link]), 4
        ),
        "auc": round(area_under_curve(probable, examples.outcomes), 4),
        "auc_links": round(area_under_curve(probable[is_link], list(outcomes[is_link] > 0)), 4),
        "means_of_links": dict(
            zip(NAMES, np.round(examples.matrix()[is_link].mean(axis=0), 4).tolist(), strict=False)
        ),
    }


class StoredForm:
    """The default encoder's vectors as a register keeps them, so that the score meets what it was fitted on."""

    def __init__(self) -> None:
        self._encoder = load_encoder()
        self.model = f"{self._encoder.model}/main-128"
        self.checksum = self._encoder.checksum
        self.dimension = LENGTH

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order."""
        return expand(compress(self._encoder.encode(texts)))


def main() -> int:
    """Fit, report, and write when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the shipped file")
    asked = parser.parse_args()
    encoder = StoredForm()
    examples = Examples()
    counts = {"links": 0, "names": 0, "successions": 0, "themes": 0, "scopes": 0}
    for code in list_profiles():
        profile = load_profile(code)
        counts["links"] += link_examples(profile, encoder, examples)
        counts["names"] += name_examples(profile, encoder, examples)
        counts["themes"] += theme_examples(profile, encoder, examples)
        counts["scopes"] += scope_examples(profile, encoder, examples)
        counts["successions"] += succession_examples(profile, encoder, examples)
    probable = cross_validated(examples)
    weights = fit(examples, np.ones(len(examples.rows), dtype=bool))
    record = training_record(examples, counts, probable, encoder.model)
    scorer = Scorer(
        intercept=float(weights[-1]),
        weights={**dict(zip(NAMES, weights.tolist(), strict=False)), "kept_apart": KEPT_APART},
        free=frozenset((*FREE, "kept_apart")),
        thresholds=thresholds(examples, probable),
        record=record,
    )
    text = json.dumps(scorer.to_json(), indent=1, ensure_ascii=False) + "\n"
    if asked.write:
        TARGET.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
