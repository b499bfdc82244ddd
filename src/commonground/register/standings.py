"""How links stand: read one, and make the rows that pages read from what was stated, suggested and judged."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from commonground.analysis.mapping_table import state_of
from commonground.domain.link import Verdict
from commonground.domain.theme import EntryState
from commonground.errors import Conflict, NotFound, Said
from commonground.register import models
from commonground.register.bulk import at_value, insert_objects, update_rows
from commonground.register.routing import current_alias

PAIR = "pair:"  # how the keys of `domain.suggestion.pair_key` begin
CODE_LENGTH = 12
UNDECIDED = ("", Verdict.UNSURE)
BATCH = 400  # fewer than the variables a statement may have


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest judgement of one Sector on a link."""

    verdict: str
    judgement: int
    at: datetime


def standing_code(key: str, period: str = "") -> str:
    """What people type to name a link: twelve characters that follow from its key and period alone."""
    named = f"{key}@{period}" if period else key
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:CODE_LENGTH]


def get_standing(name: str) -> models.LinkStanding:
    """The link with this code, the beginning of one (eight characters or more), or this key.

    A key names the link of the current study period. Raises NotFound, or Conflict when several begin like this.
    """
    if name.startswith(PAIR):
        found = list(models.LinkStanding.objects.filter(key=name).order_by("-is_current", "-pk")[:1])
    else:
        found = list(coded_like(name)[:2])
    if not found:
        raise NotFound(
            Said("no link %(name)s", name=repr(name)), advice=Said("see them with: commonground links")
        )
    if len(found) > 1:
        raise Conflict(Said("%(name)s names several links", name=name), advice=Said("give the whole code"))
    return found[0]


def coded_like(name: str) -> QuerySet[models.LinkStanding]:
    """The links with this code, or the beginning of one (eight characters or more; shorter ones would name several)."""
    if len(name) < 8:
        return models.LinkStanding.objects.none()
    # SQLite looks up the beginning of a text by index only as a range; codes are hexadecimal.
    return models.LinkStanding.objects.filter(code__gte=name, code__lt=f"{name}g", code__startswith=name)


def latest_judgements(keys: Collection[str]) -> dict[tuple[str, str], dict[str, Latest]]:
    """By key and period, the latest judgement of each Sector; keys nobody judged are left out."""
    found: dict[tuple[str, str], dict[str, Latest]] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        rows = models.Judgement.objects.filter(subject__in=ordered[start : start + BATCH]).order_by("pk")
        for key, period, sector, verdict, pk, at in rows.values_list(
            "subject", "period", "sector", "verdict", "pk", "at"
        ):
            found.setdefault((key, period), {})[sector] = Latest(verdict, pk, at)
    return found


def state_from(
    link: models.LinkStanding, verdicts: Mapping[str, str], earlier: str | None = None
) -> EntryState:
    """The state that follows from each Sector's latest verdict.

    A link that was carried into a new study period is to be confirmed until all its Sectors have accepted it or one
    refuses. `earlier` is the state in which its old one ended: a pair that was refused stays so until somebody judges.
    """
    given = {sector: Verdict(verdict) for sector, verdict in verdicts.items() if verdict}
    state = state_of(link.sectors, given, is_stated=link.is_stated)
    if link.carried_from_id is None or state not in (EntryState.PROPOSED, EntryState.STATED):
        return state
    if not given and earlier == EntryState.REJECTED:
        return EntryState.REJECTED
    return EntryState.TO_BE_CONFIRMED


def refresh(links: Sequence[models.LinkStanding]) -> None:
    """Bring the rows of these links to what their judgements say; versions stay as they are."""
    if not links:
        return
    with transaction.atomic(using=current_alias()):
        judged = latest_judgements({link.key for link in links})
        for start in range(0, len(links), BATCH):
            _refresh_batch(links[start : start + BATCH], judged)


def _refresh_batch(
    links: Sequence[models.LinkStanding], judged: Mapping[tuple[str, str], Mapping[str, Latest]]
) -> None:
    held: dict[tuple[int, str], models.SectorStanding] = {
        (row.link_id, row.sector): row for row in models.SectorStanding.objects.filter(link__in=links)
    }
    ended = _ended_states(links)
    new, changed = [], []
    for link in sorted(links, key=lambda link: link.pk):  # an old link before the one that carries it on
        latest = judged.get((link.key, link.period), {})
        for sector in dict.fromkeys([*link.sectors, *latest]):
            found = latest.get(sector)
            values = (found.verdict, found.judgement, found.at) if found else ("", None, None)
            row = held.get((link.pk, sector))
            if row is None:
                new.append(
                    models.SectorStanding(
                        link=link, sector=sector, verdict=values[0], judgement_id=values[1], at=values[2]
                    )
                )
            elif (row.verdict, row.judgement_id, row.at) != values:
                row.verdict, row.judgement_id, row.at = values
                changed.append(row)
        verdicts = {sector: one.verdict for sector, one in latest.items()}
        link.state = str(state_from(link, verdicts, ended.get(link.carried_from_id)))
        set_list_columns(link, verdicts)
        if link.ended_period:
            ended[link.pk] = link.state
    insert_objects(new)
    update_rows(
        models.SectorStanding,
        ("verdict", "judgement", "at"),
        [(row.verdict, row.judgement_id, at_value(row.at) if row.at else None, row.pk) for row in changed],
    )
    update_rows(
        models.LinkStanding,
        ("state", "touches", "waits_for"),
        [(link.state, link.touches, link.waits_for, link.pk) for link in links],
    )


def set_list_columns(link: models.LinkStanding, verdicts: Mapping[str, str]) -> None:
    """Write on the link, for lists, which Sectors it touches, and which of these it waits for; nothing is saved.

    It waits for who has neither accepted nor refused, unless it is refused already.
    """
    touched = sorted({*link.sectors, *verdicts} - {""})
    open_ = [one for one in touched if verdicts.get(one, "") in UNDECIDED]
    link.touches = sector_marks(touched)
    link.waits_for = "" if link.state == EntryState.REJECTED else sector_marks(open_)


def sector_marks(sectors: Sequence[str]) -> str:
    """The Sectors as one text in which each is found whole.

    >>> sector_marks(["ITU-D", "ITU-R"])
    '|ITU-D|ITU-R|'
    """
    return f"|{'|'.join(sectors)}|" if sectors else ""


def sectors_in(marks: str) -> list[str]:
    """The inverse of `sector_marks`."""
    return marks.strip("|").split("|") if marks else []


def renew_list_columns() -> None:
    """Write these columns of links that have none yet: of registers that an older version wrote."""
    rows = models.LinkStanding.objects.filter(touches="").prefetch_related("by_sector").order_by("pk")
    for link in rows.iterator(chunk_size=BATCH):
        set_list_columns(link, {one.sector: one.verdict for one in link.by_sector.all()})
        link.save(update_fields=["touches", "waits_for"])


def _ended_states(links: Sequence[models.LinkStanding]) -> dict[int | None, str]:
    """By row, in which state a study period ended the links that these carry on."""
    carried = {link.carried_from_id for link in links if link.carried_from_id is not None}
    if not carried:
        return {}
    rows = models.LinkStanding.objects.filter(pk__in=carried).exclude(ended_period="")
    return dict(rows.values_list("pk", "state"))


def rebuild() -> int:
    """Make the states of all links anew from the judgements, and return how many links there are."""
    count = 0
    batch: list[models.LinkStanding] = []
    for link in models.LinkStanding.objects.order_by("pk").iterator(chunk_size=BATCH):
        batch.append(link)
        if len(batch) == BATCH:
            refresh(batch)
            count, batch = count + len(batch), []
    refresh(batch)
    return count + len(batch)


def by_key(keys: Iterable[str]) -> dict[str, models.LinkStanding]:
    """The current links with these keys; of several study periods the newest."""
    found: dict[str, models.LinkStanding] = {}
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), BATCH):
        rows = models.LinkStanding.objects.filter(key__in=ordered[start : start + BATCH], is_current=True)
        found |= {row.key: row for row in rows.order_by("pk")}
    return found


def carried_states() -> dict[str, EntryState]:
    """The states of the links of today that were carried on from an earlier study period, by key."""
    rows = models.LinkStanding.objects.filter(is_current=True, carried_from__isnull=False)
    return {key: EntryState(state) for key, state in rows.values_list("key", "state")}
