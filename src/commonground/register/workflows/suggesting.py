"""Let matching propose links between the work of different Sectors, and keep them until people judge them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from commonground import __version__
from commonground.domain.link import Verdict
from commonground.domain.profile import Profile
from commonground.domain.suggestion import Relation, Suggestion
from commonground.errors import BadInput, Said
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.item import Item, ItemKind
from commonground.matching.lexical.term_list import TermList
from commonground.matching.plan import propose
from commonground.matching.relation import inverse
from commonground.matching.score import Example, Scorer, TooFew
from commonground.register import models
from commonground.register.matching_items import in_own_words, matched_profile, work_items
from commonground.register.sectors import SectorPair, sector_pairs
from commonground.register.standings import PAIR, carried_states
from commonground.register.suggestions import SUGGESTIONS_MADE, blocked_keys, pair_verdicts
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.linking import (
    SUGGESTION_WITHDRAWN,
    drop_suggested,
    keep_links,
    suggested_claims,
)
from commonground.register.workflows.log import Altered, Entry, record_change, record_entries, row_values
from commonground.register.works import works_of

SUGGESTION_UPDATED = "suggestion-updated"
# Below it two of three proposals would be refused: they cost the Sectors more time than they give.
WORTH_ASKING = 0.3
WORK = (ItemKind.BODY, ItemKind.QUESTION, ItemKind.INSTRUMENT)
_FIELDS = [
    *("left", "right", "sectors", "relation", "probability", "is_stated", "explanation", "titles", "model"),
    *("tool_version", "run", "made_at"),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look for: between which two Sectors (None: between all), and how much to propose."""

    between: SectorPair | None = None
    top: int = 5  # links an item at most
    threshold: float | None = None  # the least probability of a link; None: the scorer's, and WORTH_ASKING


@dataclass(frozen=True, slots=True)
class SuggestReport:
    """What one run proposed and what became of it in the register."""

    between: tuple[SectorPair, ...]  # the Sectors that were compared, two by two
    items: Mapping[str, int]  # by Sector, how many were compared
    counts: Mapping[str, int]  # by outcome: new, updated, unchanged, withdrawn, blocked
    learning: str  # what the judgements so far taught, in a sentence

    def to_json(self) -> dict[str, object]:
        """As printed by `suggest --json`."""
        return {
            "between": [list(pair) for pair in self.between],
            "items": dict(self.items),
            "counts": dict(self.counts),
            "learning": self.learning,
        }


def suggest(
    asked: Asked,
    encoder: Encoder,
    actor: Actor,
    clock: Clock,
    *,
    progress: Callable[[int], None] = lambda done: None,
) -> SuggestReport:
    """Compare the work of each two Sectors, keep what is proposed, and report.

    Pairs that somebody rejected or left unsure are not proposed again. An earlier proposal between the Sectors
    compared that is not made any more is withdrawn, unless somebody has judged it. All is written in one
    transaction at the end: a run that is cancelled changes nothing but the store of vectors. `progress` is told
    of every pair of Sectors done. Raises NotFound for a Sector that is none, BadInput for options out of range.
    """
    _check(asked)
    profile = matched_profile()
    pairs = sector_pairs(profile, asked.between)
    items = work_of_sectors(profile)
    areas = [item for item in work_items(profile) if item.kind is ItemKind.AREA]
    worded = {sector: in_own_words(found) for sector, found in items.items()}
    silent = {item.id for found in worded.values() for item in found if not (item.title or item.text)}
    scorer, learning = taught_scorer()
    blocked = blocked_keys()
    vocabulary = TermList.of_profile(profile)

    def look(left: str, right: str) -> tuple[Suggestion, ...]:
        return propose(
            worded[left],
            worded[right],
            encoder=encoder,
            stated=profile.links,
            blocked=blocked,
            vocabulary=vocabulary,
            scorer=scorer,
            top=asked.top,
            threshold=asked.threshold,
            areas=areas,
        )

    proposed: dict[str, Suggestion] = {}
    for left, right in pairs:
        # Both ways, so that each item has its likeliest partners, also where those have likelier ones themselves.
        for suggestion in (*look(left, right), *map(turned, look(right, left))):
            if not suggestion.is_stated and not silent.isdisjoint((suggestion.left, suggestion.right)):
                continue  # nothing is known of its subject that could be alike
            if asked.threshold is not None or suggestion.is_stated or suggestion.probability >= WORTH_ASKING:
                proposed.setdefault(suggestion.key, suggestion)
        progress(1)
    counts = _keep(tuple(proposed.values()), pairs, items, encoder.model, actor, clock)
    sizes = {sector: len(items[sector]) for pair in pairs for sector in pair}
    return SuggestReport(pairs, sizes, counts, learning)


def turned(suggestion: Suggestion) -> Suggestion:
    """The same suggestion told from its other side."""
    why = suggestion.explanation
    terms = tuple(replace(term, left=term.right, right=term.left) for term in why.terms)
    return replace(
        suggestion,
        left=suggestion.right,
        right=suggestion.left,
        relation=inverse(suggestion.relation),
        explanation=replace(why, left=why.right, right=why.left, terms=terms),
    )


def taught_scorer() -> tuple[Scorer, str]:
    """The shipped scorer drawn towards what people judged, and what that came to in a sentence."""
    shipped = Scorer.load()
    examples = judged_examples()
    learned = shipped.learn(examples)
    if isinstance(learned, TooFew):
        return shipped, Said(
            "Nothing was learned: the judgements are too few to learn from"
            " (links accepted: %(accepted)s, rejected: %(rejected)s, needed of each: %(needed)s).",
            accepted=learned.accepted,
            rejected=learned.rejected,
            needed=learned.needed,
        )
    accepted = sum(example.is_accepted for example in examples)
    rejected = len(examples) - accepted
    return learned, Said(
        "Learned from judged links (accepted: %(accepted)s, rejected: %(rejected)s).",
        accepted=accepted,
        rejected=rejected,
    )


def judged_examples() -> tuple[Example, ...]:
    """The suggested links on which those who judged agree, with the features they saw."""
    features: dict[str, Mapping[str, float]] = {}
    rows = models.Judgement.objects.filter(subject__startswith=PAIR).order_by("pk")
    for key, proposal in rows.values_list("subject", "proposal"):
        if "explanation" in proposal:  # what a person proposed has none
            features[key] = proposal["explanation"]["features"]
    verdicts = {key: set(by_sector.values()) for key, by_sector in pair_verdicts().items()}
    return tuple(
        Example(features[key], is_accepted=given == {Verdict.ACCEPT})
        for key, given in sorted(verdicts.items())
        if key in features and given in ({Verdict.ACCEPT}, {Verdict.REJECT})
    )


def work_of_sectors(profile: Profile) -> Mapping[str, tuple[Item, ...]]:
    """By Sector its bodies, adopted texts and Questions of all periods; what several Sectors share is left out."""
    found: dict[str, list[Item]] = {sector.id: [] for sector in profile.sectors}
    for item in work_items(profile):
        if item.kind in WORK and item.sector in found:
            found[item.sector].append(item)
    return {sector: tuple(items) for sector, items in found.items()}


@transaction.atomic
def _keep(
    proposed: Sequence[Suggestion],
    pairs: Sequence[SectorPair],
    items: Mapping[str, Sequence[Item]],
    model: str,
    actor: Actor,
    clock: Clock,
) -> dict[str, int]:
    """Write what is new or different, withdraw what nobody judged and is not proposed any more, and count."""
    at = clock()
    compared = {item.id: item for pair in pairs for sector in pair for item in items[sector]}
    proposed = [_as_carried_out(suggestion, compared) for suggestion in proposed]
    held = {row.key: row for row in models.Suggestion.objects.iterator()}
    new: list[models.Suggestion] = []
    updated: list[models.Suggestion] = []
    entries: list[Entry] = []
    for suggestion in proposed:
        values = _values(suggestion, compared, model)
        row = held.get(suggestion.key)
        if row is None:
            new.append(models.Suggestion(key=suggestion.key, run=at.isoformat(), made_at=at, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            before = row_values(row)
            for name, value in {**values, "run": at.isoformat(), "made_at": at}.items():
                setattr(row, name, value)
            updated.append(row)
            entries.append(_updated(row, before))
    models.Suggestion.objects.bulk_create(new, batch_size=200)
    models.Suggestion.objects.bulk_update(updated, _FIELDS, batch_size=50)
    record_entries(actor, at, SUGGESTION_UPDATED, entries)
    withdrawn = _withdraw(held.values(), {one.key for one in proposed}, pairs, actor, at)
    keep_links(suggested_claims(works_of(compared.values()), None), at, actor)
    counts = {
        "new": len(new),
        "updated": len(updated),
        "unchanged": len(proposed) - len(new) - len(updated),
        "withdrawn": withdrawn,
        "blocked": sum(
            1 for key in blocked_keys() if key in held and tuple(held[key].sectors) in _sorted(pairs)
        ),
    }
    between = [list(pair) for pair in pairs]
    record_change(actor, clock, SUGGESTIONS_MADE, model, {"between": between, "counts": counts})
    return counts


def _updated(row: models.Suggestion, before: Mapping[str, Any]) -> Entry:
    """What the suggestion was, as far as it differs; its new explanation stands in the row and is not told twice."""
    now = row_values(row)
    old = {name: value for name, value in before.items() if value != now[name]}
    new = {name: now[name] for name in old if name != "explanation"}
    return Entry(row.key, {}, Altered("Suggestion", row.pk, old, new))


def _as_carried_out(suggestion: Suggestion, items: Mapping[str, Item]) -> Suggestion:
    # What carries out stands left of what it carries out.
    is_turned = suggestion.relation is Relation.CARRIES_OUT and items[suggestion.left].is_highest
    return turned(suggestion) if is_turned else suggestion


def _values(suggestion: Suggestion, items: Mapping[str, Item], model: str) -> dict[str, Any]:
    left, right = items[suggestion.left], items[suggestion.right]
    return {
        "left": suggestion.left,
        "right": suggestion.right,
        "sectors": sorted({sector for sector in (left.sector, right.sector) if sector}),
        "relation": str(suggestion.relation),
        "probability": round(suggestion.probability, 6),
        "is_stated": suggestion.is_stated,
        "explanation": suggestion.explanation.to_json(),
        "titles": [item.called for item in (left, right)],
        "model": model,
        "tool_version": __version__,
    }


def _withdraw(
    held: Iterable[models.Suggestion],
    proposed: Collection[str],
    pairs: Sequence[SectorPair],
    actor: Actor,
    at: datetime,
) -> int:
    judged, scope = {*pair_verdicts(), *carried_states()}, _sorted(pairs)
    gone = [
        row
        for row in held
        if row.key not in proposed and row.key not in judged and tuple(row.sectors) in scope
    ]
    entries = [Entry(row.key, {}, Altered.of_removed(row)) for row in gone]
    keys = [row.key for row in gone]
    for start in range(0, len(keys), 500):
        models.Suggestion.objects.filter(key__in=keys[start : start + 500]).delete()
    record_entries(actor, at, SUGGESTION_WITHDRAWN, entries)
    drop_suggested(keys, actor, at)
    return len(keys)


def _sorted(pairs: Iterable[SectorPair]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(sorted(pair)) for pair in pairs)


def _check(asked: Asked) -> None:
    if asked.top < 1:
        raise BadInput(
            Said("no number of links an item: %(number)s", number=asked.top),
            advice=Said("give --top a number from 1"),
        )
    if asked.threshold is not None and not 0 <= asked.threshold <= 1:
        raise BadInput(
            Said("%(value)s is no probability", value=asked.threshold),
            advice=Said("give --threshold a number from 0 to 1"),
        )
