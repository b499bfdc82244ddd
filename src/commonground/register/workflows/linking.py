"""Keep a row for every link there is: those that sources state, and those that matching suggests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from commonground.analysis.mapping_table import related_links
from commonground.domain.role import Access
from commonground.domain.suggestion import pair_key
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.standings import BATCH, by_key, refresh, standing_code
from commonground.register.works import Work, stated_works

STATED, SUGGESTED, PROPOSED, CARRIED = "stated", "suggested", "proposed", "carried"


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
def keep_links(claims: Iterable[Claim], at: datetime) -> int:
    """Make a row for each claim that has none, renew what changed of the others, and return how many are new.

    A link that is there keeps its fingerprints, its judgements and who proposed it; a source that states it makes it
    stated, and matching gives it a probability.
    """
    wanted = _merged(claims)
    held = by_key(wanted)
    new = [new_link(claim, at) for key, claim in wanted.items() if key not in held]
    models.LinkStanding.objects.bulk_create(new, batch_size=BATCH // 4)
    changed = [row for key, row in held.items() if _renew(row, wanted[key], at)]
    names = ["relation", "probability", "is_stated", "origin", "changed_at", "version"]
    models.LinkStanding.objects.bulk_update(changed, names, batch_size=50)
    refresh([*new, *changed])
    return len(new)


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
    row.is_stated = row.is_stated or claim.is_stated
    if claim.probability is not None:
        row.probability = claim.probability
    if row.origin == SUGGESTED:
        row.relation = claim.relation
        row.origin = claim.origin
    if (row.relation, row.probability, row.is_stated, row.origin) == before:
        return False
    row.changed_at = at
    row.version += 1
    return True


def stated_claims(known: Mapping[str, Work]) -> list[Claim]:
    """The links that sources state between two works of the register, one of a Sector at least."""
    profile = read_profile()
    found = []
    for link in (*profile.links, *related_links(profile)):
        if link.subject in known and link.object in known and link.subject != link.object:
            claim = Claim.of(known[link.subject], known[link.object], str(link.predicate))
            if claim.sectors:
                found.append(replace(claim, theme=link.theme[:200], is_stated=True))
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
    return keep_links([*stated_claims(known), *suggested_claims(known)], at)


def drop_suggested(keys: Sequence[str]) -> None:
    """Remove the rows of suggestions that were withdrawn before anybody judged them."""
    for start in range(0, len(keys), BATCH):
        models.LinkStanding.objects.filter(key__in=keys[start : start + BATCH], origin=SUGGESTED).delete()
