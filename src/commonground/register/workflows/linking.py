"""Keep a row for every link there is: those that sources state, and those that matching suggests."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count, product
from typing import Any

from django.db import transaction

from commonground.analysis.consolidation import area_id
from commonground.analysis.linkage import area_item, links_of_matrix
from commonground.analysis.mapping_table import related_links
from commonground.domain.role import Access, Role
from commonground.domain.suggestion import pair_key
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.reading import theme_states
from commonground.register.sight import is_anything_hidden, levels_up_to, seeing
from commonground.register.standings import BATCH, by_key, refresh, standing_code
from commonground.register.succession import read_fates
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.log import Altered, Entry, record_entries, row_values
from commonground.register.works import Work, stated_works

_AGAIN = re.compile(r"\s*again-\d+$")
STATED, SUGGESTED, PROPOSED, CARRIED = "stated", "suggested", "proposed", "carried"
LINK_STATED, LINK_RENEWED, SUGGESTION_WITHDRAWN = "link-stated", "link-renewed", "suggestion-withdrawn"
_RENEWED = (
    *("left", "right", "left_title", "right_title", "left_fingerprint", "right_fingerprint"),
    *("suspect_because", "relation", "probability", "is_stated", "origin", "access"),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link claims, whoever makes it: the two sides, the Sectors that have a say, and where it comes from."""

    key: str
    left: Work
    right: Work
    sectors: tuple[str, ...]
    relation: str
    origin: str = STATED
    period: str = ""
    theme: str = ""
    note: str = ""
    probability: float | None = None
    is_stated: bool = False
    access: Access = Access.PUBLIC

    @classmethod
    def of(cls, left: Work, right: Work, relation: str) -> Claim:
        """A claim about two works; the Sectors they belong to have a say."""
        sectors = sorted({work.sector for work in (left, right) if work.sector})
        return cls(pair_key(left.id, right.id), left, right, tuple(sectors), relation)


def new_link(claim: Claim, at: datetime) -> models.LinkStanding:
    """The row of a link that is new, not yet saved."""
    left, right = claim.left, claim.right
    return models.LinkStanding(
        code=standing_code(claim.key, claim.period),
        key=claim.key,
        period=claim.period,
        left=left.id,
        right=right.id,
        left_title=left.title,
        right_title=right.title,
        sectors=list(claim.sectors),
        groups=sorted({work.group for work in (left, right) if work.group}),
        relation=claim.relation,
        theme=claim.theme,
        origin=claim.origin,
        note=claim.note,
        probability=claim.probability,
        is_stated=claim.is_stated,
        state="proposed",
        left_fingerprint=left.fingerprint,
        right_fingerprint=right.fingerprint,
        access=str(claim.access),
        made_at=at,
        changed_at=at,
    )


@transaction.atomic
def keep_links(
    claims: Iterable[Claim],
    at: datetime,
    actor: Actor | None = None,
    told: Mapping[str, Any] | None = None,
    reason: str = "",
    told_to: Access = Access.MEMBERS,
) -> int:
    """Make a row for each claim that has none, renew what changed of the others, and return how many are new.

    A link that is there keeps its fingerprints, its judgements and who proposed it; a source that states it makes it
    stated, and matching gives it a probability. What people withdrew is not proposed again, and a source's word for
    work that a study period ended does not bring the old link back. Where an actor is named, the log tells what is
    newly stated, with `told` and the reason, to `told_to`; what is renewed it tells always.
    """
    wanted = _merged(claims)
    held = by_key(wanted)
    ended = past_periods(key for key in wanted if key not in held)
    new = [
        new_link(claim if key not in ended else _again(claim, ended[key]), at)
        for key, claim in wanted.items()
        if key not in held and _is_wanted(claim, ended.get(key, {}))
    ]
    models.LinkStanding.objects.bulk_create(new, batch_size=BATCH // 4)
    before = {row.pk: row_values(row, _RENEWED) for row in held.values()}
    changed = [row for key, row in held.items() if _renew(row, wanted[key], at)]
    models.LinkStanding.objects.bulk_update(changed, [*_RENEWED, "changed_at", "version"], batch_size=50)
    refresh([*new, *changed])
    record_entries(
        actor or Actor(Role.MACHINE),
        at,
        LINK_RENEWED,
        [_renewed(row, before[row.pk], told, told_to) for row in changed],
    )
    if actor is not None:
        stated = [
            Entry(row.key, {"link": row.code, **(told or {})}, reason=reason, access=told_to)
            for row in new
            if row.is_stated
        ]
        record_entries(actor, at, LINK_STATED, stated)
    return len(new)


def _renewed(
    row: models.LinkStanding, before: Mapping[str, Any], told: Mapping[str, Any] | None, told_to: Access
) -> Entry:
    now = row_values(row, _RENEWED)
    old = {name: value for name, value in before.items() if value != now[name]}
    altered = Altered("LinkStanding", row.pk, old, {name: now[name] for name in old})
    return Entry(row.key, {"link": row.code, **(told or {})}, altered, access=told_to)


Ended = Mapping[str, str]
"""By its own period, the study period that ended a link that is no longer current; "" where people withdrew it."""


def past_periods(keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """By key what became of the links that are no longer current; keys without any are left out."""
    found: dict[str, dict[str, str]] = {}
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), BATCH):
        rows = models.LinkStanding.objects.filter(key__in=ordered[start : start + BATCH], is_current=False)
        for key, period, ended in rows.order_by("pk").values_list("key", "period", "ended_period"):
            found.setdefault(key, {})[period] = ended
    return found


def free_period(taken: Collection[str], wanted: str = "") -> str:
    """The period under which a further link of a key is kept: the one wanted, else with a number behind it.

    >>> free_period({"", "again-1"})
    'again-2'
    """
    if wanted not in taken:
        return wanted
    names = (f"{wanted} again-{number}".strip() for number in count(1))
    return next(name for name in names if name not in taken)


def plain_period(period: str) -> str:
    """The study period in what `free_period` gave.

    >>> plain_period("2026-2029 again-1"), plain_period("again-2")
    ('2026-2029', '')
    """
    return _AGAIN.sub("", period)


def _is_wanted(claim: Claim, ended: Ended) -> bool:
    if claim.is_stated:
        return not any(ended.values())
    return "" not in ended.values()


def _again(claim: Claim, ended: Ended) -> Claim:
    since = max(claim.left.period, claim.right.period) if any(ended.values()) else ""
    return replace(claim, period=free_period(ended, since))


def _merged(claims: Iterable[Claim]) -> dict[str, Claim]:
    found: dict[str, Claim] = {}
    for claim in claims:
        known = found.get(claim.key)
        if known is None:
            found[claim.key] = claim
        else:
            stated = claim if claim.is_stated and not known.is_stated else known
            probability = known.probability if claim.probability is None else claim.probability
            found[claim.key] = replace(stated, probability=probability)
    return found


def _renew(row: models.LinkStanding, claim: Claim, at: datetime) -> bool:
    before = (row.relation, row.probability, row.is_stated, row.origin)
    if row.origin == SUGGESTED and claim.is_stated and not row.is_stated and row.access == Access.PUBLIC:
        row.access = str(claim.access)  # what only an internal paper states is not told by a proposal
    row.is_stated = row.is_stated or claim.is_stated
    if claim.probability is not None:
        row.probability = claim.probability
    if row.origin == SUGGESTED:
        if row.left != claim.left.id:
            _turn(row)  # the relation is told from the left
        row.relation = claim.relation
        row.origin = claim.origin
    if (row.relation, row.probability, row.is_stated, row.origin) == before:
        return False
    row.changed_at = at
    row.version += 1
    return True


def _turn(row: models.LinkStanding) -> None:
    row.left, row.right = row.right, row.left
    row.left_title, row.right_title = row.right_title, row.left_title
    row.left_fingerprint, row.right_fingerprint = row.right_fingerprint, row.left_fingerprint
    sides = {"left": "right", "right": "left"}
    row.suspect_because = {sides.get(side, side): why for side, why in row.suspect_because.items()}


def _graded(claims: Callable[[], list[Claim]]) -> list[Claim]:
    """The claims, each with the lowest access level at which a source that is seen there makes it."""
    found: list[Claim] = []
    for level in Access:
        with seeing(levels_up_to(level)):
            made = {claim.key for claim in found}
            found += [replace(claim, access=level) for claim in claims() if claim.key not in made]
            if not is_anything_hidden():
                break
    return found


def stated_claims(known: Mapping[str, Work]) -> list[Claim]:
    """The links that sources state between two works of the register, one of a Sector at least.

    What a source says of work that a later study period carried on is claimed of what carries it on.
    """
    return _graded(lambda: _stated(known))


def _stated(known: Mapping[str, Work]) -> list[Claim]:
    profile, fates = read_profile(), read_fates()
    found = []
    for link in (*profile.links, *related_links(profile)):
        for subject, other in product(fates.current(link.subject), fates.current(link.object)):
            if subject == other or not {subject, other} <= known.keys():
                continue
            claim = Claim.of(known[subject], known[other], str(link.predicate))
            if claim.sectors:
                found.append(replace(claim, theme=link.theme[:200], is_stated=True))
    return found


def matrix_claims(known: Mapping[str, Work]) -> list[Claim]:
    """What the matrices of the themes claim: that a body, Question or text works on a sub-topic, or on the theme.

    The Sector it belongs to has a say, whichever column a paper prints it in; what the register does not know as work
    of a Sector is left out.
    """
    return _graded(lambda: _printed(known))


def _printed(known: Mapping[str, Work]) -> list[Claim]:
    found = []
    for state in theme_states(None, read_profile()):
        titles = {
            f"{area_id(state.theme.area)}/{area_id(row.label)}": f"{state.theme.area}: {row.label}"
            for row in state.matrix.rows
        }
        for link in links_of_matrix(state.matrix):
            if (left := known.get(link.subject)) is None or not left.sector:
                continue
            title = titles.get(link.object, state.theme.area)
            claim = Claim.of(left, Work(area_item(link.object), title, "", "", ""), str(link.predicate))
            found.append(replace(claim, theme=state.theme.area[:200], is_stated=True))
    return found


def suggested_claims(known: Mapping[str, Work], keys: Sequence[str] | None = None) -> list[Claim]:
    """The links that matching suggests, all or those with these keys."""
    rows = models.Suggestion.objects.all() if keys is None else models.Suggestion.objects.filter(key__in=keys)
    return [
        Claim(
            key=row.key,
            left=_side(known, row.left, row.titles[0]),
            right=_side(known, row.right, row.titles[1]),
            sectors=tuple(row.sectors),
            relation=row.relation,
            origin=STATED if row.is_stated else SUGGESTED,
            probability=row.probability,
            is_stated=row.is_stated,
        )
        for row in rows.order_by("pk")
    ]


def _side(known: Mapping[str, Work], name: str, title: str) -> Work:
    return known.get(name) or Work(name, title, "", "", "")


def keep_all_links(at: datetime) -> int:
    """A row for every link that sources state or matching suggests; returns how many are new."""
    known = stated_works(read_profile())
    return keep_links([*stated_claims(known), *matrix_claims(known), *suggested_claims(known)], at)


def drop_suggested(keys: Sequence[str], actor: Actor, at: datetime) -> None:
    """Remove the rows of suggestions that were withdrawn before anybody judged them; the log keeps them whole."""
    for start in range(0, len(keys), BATCH):
        rows = models.LinkStanding.objects.filter(
            key__in=keys[start : start + BATCH], origin=SUGGESTED, is_current=True, carried_to=None
        )
        gone = [Entry(row.key, {"link": row.code}, Altered.of_removed(row)) for row in rows.order_by("pk")]
        rows.delete()
        record_entries(actor, at, SUGGESTION_WITHDRAWN, gone)
