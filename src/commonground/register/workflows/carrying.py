"""Carry links from work whose study period ended to what carries the work on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import product
from typing import Any

from django.db.models import Q

from commonground.domain.suggestion import pair_key
from commonground.domain.theme import EntryState
from commonground.register import models
from commonground.register.standings import BATCH, refresh
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.linking import CARRIED, Claim, free_period, new_link
from commonground.register.workflows.log import Altered, Entry, record_entries, row_values
from commonground.register.works import Work

LINK_CARRIED, LINK_ENDED = "link-carried", "link-ended"
SUGGESTION_CARRIED, SUGGESTION_ENDED = "suggestion-carried", "suggestion-ended"
_ENDED = ("is_current", "ended_period", "suspect_since", "suspect_because")
# Of several old links that become one, it is carried on from the one that says most.
_SURENESS = (
    EntryState.AGREED,
    EntryState.DISPUTED,
    EntryState.STATED,
    EntryState.TO_BE_CONFIRMED,
    EntryState.PROPOSED,
    EntryState.REJECTED,
)


@dataclass(slots=True)
class Heirs:
    """What became of one work: the period that ended, and the periods by the ids of what carries it on."""

    ended: str
    successors: dict[str, str] = field(default_factory=dict)  # none: it was closed


@dataclass(frozen=True, slots=True)
class _Next:
    """Where one old link goes on."""

    left: str
    right: str
    period: str

    @property
    def key(self) -> str:
        return pair_key(self.left, self.right)


def carry_links(
    heirs: Mapping[str, Heirs], known: Mapping[str, Work], actor: Actor, at: datetime
) -> tuple[dict[str, int], list[dict[str, str]]]:
    """Counts of links, and one row for each link carried on: from which, to which.

    Every current link of these works ends with its period and goes on between each pair of their successors. Where
    several would become one, or the successors are linked in that period already, there is one (counted as joined).
    `ended` old links are those `continued` in at least one other, and those `closed`.
    """
    old = _links_of(heirs)
    held, taken = _held_links()
    new: dict[str, models.LinkStanding] = {}
    listed, ended_entries = [], []
    joined: dict[str, list[str]] = {}  # by key of the one that goes on, the codes of the further old ones
    counts = Counter(ended=len(old), continued=0, closed=0, carried=0, joined=0)
    ending = {link.pk for link in old}
    for link in sorted(old, key=lambda one: (_SURENESS.index(EntryState(one.state)), one.pk)):
        goes_on = _next_of(link, heirs)
        counts["continued" if goes_on else "closed"] += 1
        ended_entries.append(_end(link, heirs, at))
        for step in goes_on:
            if step.key in new or held.get(step.key, link.pk) not in ending:
                counts["joined"] += 1
                joined.setdefault(step.key, []).append(link.code)
                continue
            period = free_period(taken.get(step.key, ()), step.period)
            new[step.key] = row = _carried(link, step, period, known, at)
            counts["carried"] += 1
            listed.append(
                {"from": link.code, "to": row.code, "left": row.left, "right": row.right, "was": link.state}
            )
    names = ["is_current", "ended_period", "changed_at", "version", "suspect_since", "suspect_because"]
    models.LinkStanding.objects.bulk_update(old, names, batch_size=100)
    rows = models.LinkStanding.objects.bulk_create(new.values(), batch_size=BATCH // 4)
    for start in range(0, len(rows), BATCH):
        refresh(rows[start : start + BATCH])
    _carry_suggestions(heirs, known, actor, at)
    record_entries(actor, at, LINK_ENDED, ended_entries)
    record_entries(actor, at, LINK_CARRIED, [_carried_entry(row, joined.get(row.key, [])) for row in rows])
    return dict(counts), listed


def _carried_entry(row: models.LinkStanding, joined: Sequence[str]) -> Entry:
    old = row.carried_from
    detail: dict[str, Any] = {"link": row.code}
    if old is not None:
        detail |= {"from": old.code, "from_key": old.key, "state": old.state}
    return Entry(row.key, {**detail, **({"joined": list(joined)} if joined else {})})


def _links_of(heirs: Mapping[str, Heirs]) -> list[models.LinkStanding]:
    ids = sorted(heirs)
    found: dict[int, models.LinkStanding] = {}
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        rows = models.LinkStanding.objects.filter(Q(left__in=part) | Q(right__in=part), is_current=True)
        found |= {row.pk: row for row in rows}
    return [found[pk] for pk in sorted(found)]


def _held_links() -> tuple[dict[str, int], dict[str, set[str]]]:
    """The row of every current link by its key, and by key the periods of all links, past ones too."""
    current: dict[str, int] = {}
    taken: dict[str, set[str]] = {}
    rows = models.LinkStanding.objects.order_by("pk").values_list("key", "pk", "period", "is_current")
    for key, pk, period, is_current in rows:
        taken.setdefault(key, set()).add(period)
        if is_current:
            current[key] = pk
    return current, taken


def _next_of(link: models.LinkStanding, heirs: Mapping[str, Heirs]) -> list[_Next]:
    """The pairs that carry the link on; none where a side was closed or both sides became one."""
    lefts, rights = (
        heirs[side].successors if side in heirs else {side: ""} for side in (link.left, link.right)
    )
    return [
        _Next(left, right, max(since, other))
        for (left, since), (right, other) in product(lefts.items(), rights.items())
        if left != right
    ]


def _end(link: models.LinkStanding, heirs: Mapping[str, Heirs], at: datetime) -> Entry:
    ended = max(heirs[side].ended for side in (link.left, link.right) if side in heirs)
    old = row_values(link, _ENDED)
    link.is_current, link.ended_period = False, ended
    link.suspect_since, link.suspect_because = None, {}
    link.version, link.changed_at = link.version + 1, at
    altered = Altered("LinkStanding", link.pk, old, row_values(link, _ENDED))
    return Entry(link.key, {"link": link.code, "period": ended, "state": link.state}, altered)


def _carried(
    link: models.LinkStanding, step: _Next, period: str, known: Mapping[str, Work], at: datetime
) -> models.LinkStanding:
    left, right = (
        known.get(name) or Work(name, title, "", "", "")
        for name, title in ((step.left, link.left_title), (step.right, link.right_title))
    )
    claim = Claim.of(left, right, link.relation)
    row = new_link(
        replace(
            claim,
            sectors=claim.sectors or tuple(link.sectors),
            origin=CARRIED,
            period=period,
            theme=link.theme,
            note=link.note,
            probability=link.probability,
        ),
        at,
    )
    row.access, row.carried_from = link.access, link
    return row


def _carry_suggestions(
    heirs: Mapping[str, Heirs], known: Mapping[str, Work], actor: Actor, at: datetime
) -> None:
    """Keep what matching said of the old pairs, under the ids of what carries the work on."""
    names = sorted(heirs)
    old: dict[int, models.Suggestion] = {}
    for start in range(0, len(names), BATCH):
        part = names[start : start + BATCH]
        found = models.Suggestion.objects.filter(Q(left__in=part) | Q(right__in=part))
        old |= {row.pk: row for row in found}
    new: dict[str, models.Suggestion] = {}
    gone: list[models.Suggestion] = []
    for row in sorted(old.values(), key=lambda one: (-one.probability, one.pk)):
        steps = [
            step
            for step in _next_of(models.LinkStanding(left=row.left, right=row.right), heirs)
            if step.left in known and step.right in known
        ]
        if any(step.key == row.key for step in steps):
            steps = [step for step in steps if step.key != row.key]
        else:
            gone.append(row)
        for step in steps:
            new.setdefault(step.key, _suggested(row, step, known))
    ended = [Entry(row.key, {}, Altered.of_removed(row)) for row in gone]
    for start in range(0, len(gone), BATCH):
        ids = [row.pk for row in gone[start : start + BATCH]]
        models.Suggestion.objects.filter(pk__in=ids).delete()
    held = set(models.Suggestion.objects.values_list("key", flat=True)) if new else set()
    rows = models.Suggestion.objects.bulk_create(
        (row for key, row in new.items() if key not in held), batch_size=BATCH // 4
    )
    record_entries(actor, at, SUGGESTION_ENDED, ended)
    record_entries(actor, at, SUGGESTION_CARRIED, [Entry(row.key, {}, Altered.of_new(row)) for row in rows])


def _suggested(row: models.Suggestion, step: _Next, known: Mapping[str, Work]) -> models.Suggestion:
    return models.Suggestion(
        key=step.key,
        left=step.left,
        right=step.right,
        sectors=row.sectors,
        relation=row.relation,
        probability=row.probability,
        is_stated=False,
        explanation=_renamed(row.explanation, {row.left: step.left, row.right: step.right}),
        titles=[known[step.left].title, known[step.right].title],
        model=row.model,
        tool_version=row.tool_version,
        run=row.run,
        made_at=row.made_at,
    )


def _renamed(explanation: Any, names: Mapping[str, str]) -> Any:
    """The explanation with its passages under the new ids: they are of the text that was carried on."""
    value = json.loads(json.dumps(explanation))
    for side in ("left", "right"):
        for passage in value.get(side, ()):
            passage["item"] = names.get(passage["item"], passage["item"])
    return value
