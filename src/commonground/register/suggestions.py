"""The links that matching proposed, each with where it stands: a function of all verdicts on its key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commonground.analysis.mapping_table import state_of
from commonground.domain.link import Verdict
from commonground.domain.suggestion import Explanation, MatchedPassage, Relation, SharedTerm, Suggestion
from commonground.domain.theme import EntryState
from commonground.errors import NotFound, Said
from commonground.register import models
from commonground.register.sight import SHOWN_TO_ALL, seen_levels, sees_proposals
from commonground.register.standings import PAIR, coded_like, get_standing

SUGGESTIONS_MADE = "suggestions-made"  # the log's word for a run of matching
SUGGESTION_JUDGED = "suggestion-judged"  # and for a verdict on one
REFUSALS = frozenset({Verdict.REJECT, Verdict.UNSURE})
Verdicts = Mapping[str, Verdict]
"""The latest verdict by Sector; "" is the secretariat as a whole."""


@dataclass(frozen=True, slots=True)
class KeptSuggestion:
    """A suggestion as the register keeps it."""

    suggestion: Suggestion
    sectors: tuple[str, ...]  # that it touches
    titles: tuple[str, str]  # of left and right
    made_at: datetime
    verdicts: Verdicts = field(default_factory=dict)
    standing: EntryState | None = None  # of its link, where it has one

    @property
    def id(self) -> str:
        """What people type to name it: eight characters that follow from its key alone."""
        return short_id(self.suggestion.key)

    @property
    def state(self) -> EntryState:
        """How far it is agreed: by every Sector it touches, disputed between them, refused, or still a proposal."""
        return self.standing or state_of(self.sectors, self.verdicts, is_stated=self.suggestion.is_stated)

    def to_json(self) -> dict[str, Any]:
        """As printed by `suggest --json` and `suggestions --json`."""
        return {
            "id": self.id,
            **self.suggestion.to_json(),
            "titles": list(self.titles),
            "sectors": list(self.sectors),
            "state": str(self.state),
            "verdicts": {sector: str(verdict) for sector, verdict in sorted(self.verdicts.items())},
            "made_at": self.made_at.isoformat(),
        }


def short_id(key: str) -> str:
    """The short id of a pair key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def find_suggestion(key: str) -> Suggestion | None:
    """What matching says of the pair with this key; None where it suggests nothing."""
    row = models.Suggestion.objects.filter(key=key).first()
    return None if row is None else _read(row, {}).suggestion


def kept_suggestions(sectors: Iterable[str] = ()) -> tuple[KeptSuggestion, ...]:
    """All suggestions, or those between the Sectors named, the most probable first."""
    wanted = set(sectors)
    verdicts, states = pair_verdicts(), current_states()
    found = (
        _read(row, verdicts.get(row.key, {}), states.get(row.key))
        for row in models.Suggestion.objects.iterator()
    )
    chosen = [one for one in found if (not wanted or wanted <= set(one.sectors)) and _is_seen(one)]
    return tuple(sorted(chosen, key=_order))


def _is_seen(one: KeptSuggestion) -> bool:
    if seen_levels() is None:
        return True
    return one.standing is not None and (sees_proposals() or one.standing in SHOWN_TO_ALL)


def is_link(name: str) -> bool:
    """Whether a link has this code, beginning of a code, or key."""
    if name.startswith(PAIR):
        return models.LinkStanding.objects.filter(key=name).exists()
    return coded_like(name).exists()


def get_suggestion(name: str) -> KeptSuggestion:
    """The suggestion with this short id, code or key; raises NotFound, or Conflict when it names several."""
    link = get_standing(name) if is_link(name) else None
    kept = find_kept(link.key) if link else None
    if kept is None:
        raise NotFound(
            Said("no suggestion %(name)s", name=repr(name)),
            advice=Said("see them with: commonground suggestions"),
        )
    return kept


def find_kept(key: str) -> KeptSuggestion | None:
    """The suggestion with this key and how it stands; None where matching suggests nothing."""
    row = models.Suggestion.objects.filter(key=key).first()
    if row is None:
        return None
    said = models.SectorStanding.objects.filter(link__key=key, link__is_current=True).exclude(verdict="")
    verdicts = {one.sector: Verdict(one.verdict) for one in said.order_by("link_id", "pk")}
    state = (
        models.LinkStanding.objects.filter(key=key, is_current=True).values_list("state", flat=True).last()
    )
    return _read(row, verdicts, EntryState(state) if state else None)


def current_states() -> dict[str, EntryState]:
    """How every link of today stands, by its key."""
    rows = models.LinkStanding.objects.filter(is_current=True).order_by("pk")
    return {key: EntryState(state) for key, state in rows.values_list("key", "state")}


def pair_verdicts() -> dict[str, dict[str, Verdict]]:
    """For every pair that was ever judged in the current study period, the latest verdict of each Sector."""
    rows = (
        models.SectorStanding.objects.filter(link__is_current=True)
        .exclude(verdict="")
        .order_by("link_id", "pk")
    )
    found: dict[str, dict[str, Verdict]] = {}
    for key, sector, verdict in rows.values_list("link__key", "sector", "verdict"):
        found.setdefault(key, {})[sector] = Verdict(verdict)
    return found


def blocked_keys() -> frozenset[str]:
    """Keys of the pairs that somebody rejected, left unsure or withdrew: they are not proposed again.

    A pair that was refused or left unsure in an earlier study period stays so in the next, under the keys of what
    carries the work on, until somebody accepts it.
    """
    refused = {key for key, verdicts in pair_verdicts().items() if REFUSALS & set(verdicts.values())}
    return frozenset(refused | _refused_earlier() | _withdrawn())


def _refused_earlier() -> set[str]:
    """Keys of the links carried into a study period and not judged in it, whose latest verdict before refused."""
    rows = models.LinkStanding.objects.filter(carried_from__isnull=False).order_by("pk")
    earlier = dict(rows.values_list("pk", "carried_from"))
    said: dict[int, set[str]] = {}
    judged = models.SectorStanding.objects.exclude(verdict="")
    for on in ("link__carried_from__isnull", "link__carried_to__isnull"):
        for link, verdict in judged.filter(**{on: False}).values_list("link", "verdict").distinct():
            said.setdefault(link, set()).add(verdict)
    found: set[str] = set()
    for key, link in rows.filter(is_current=True).values_list("key", "pk"):
        at: int | None = link
        while at is not None and at not in said:  # back through the periods that nobody judged in
            at = earlier.get(at)
        if at is not None and at != link and REFUSALS & said[at]:
            found.add(key)
    return found


def _withdrawn() -> set[str]:
    """Keys of the pairs whose only links were withdrawn by people."""
    rows = models.LinkStanding.objects.filter(is_current=False, ended_period="", carried_to=None)
    gone = set(rows.values_list("key", flat=True))
    held = models.LinkStanding.objects.filter(is_current=True).values_list("key", flat=True)
    return gone - set(held) if gone else gone


def searched_sectors() -> frozenset[frozenset[str]]:
    """The pairs of Sectors whose work a run of matching has compared whole."""
    rows = models.Change.objects.filter(action=SUGGESTIONS_MADE).values_list("detail", flat=True)
    return frozenset(frozenset(pair) for detail in rows for pair in detail["between"])


def _order(kept: KeptSuggestion) -> tuple[float, str, str]:
    one = kept.suggestion
    return (-one.probability, one.left, one.right)


def _read(row: models.Suggestion, verdicts: Verdicts, standing: EntryState | None = None) -> KeptSuggestion:
    suggestion = Suggestion(
        left=row.left,
        right=row.right,
        relation=Relation(row.relation),
        probability=row.probability,
        explanation=read_explanation(row.explanation),
        is_stated=row.is_stated,
    )
    left, right = row.titles
    return KeptSuggestion(suggestion, tuple(row.sectors), (left, right), row.made_at, verdicts, standing)


def read_explanation(value: Mapping[str, Any]) -> Explanation:
    """The inverse of `Explanation.to_json`."""
    return Explanation(
        sentences=value["sentences"],
        left=tuple(_passages(value["left"])),
        right=tuple(_passages(value["right"])),
        terms=tuple(SharedTerm(t["left"], t["right"], t["why"], t["weight"]) for t in value["terms"]),
        references=tuple(value["references"]),
        features=value["features"],
    )


def _passages(values: Iterable[Mapping[str, Any]]) -> Iterator[MatchedPassage]:
    for value in values:
        spans = tuple((start, end) for start, end in value["spans"])
        yield MatchedPassage(value["item"], value["part"], value["text"], spans)
