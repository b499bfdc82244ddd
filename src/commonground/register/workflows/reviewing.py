"""Suspect links: marked when the text of either side changed since people saw it, cleared by the Sectors they touch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from commonground.domain.role import Action, Role
from commonground.errors import CommongroundError, Conflict, Said, StaleVersion
from commonground.register import models
from commonground.register.near_works import near_works
from commonground.register.permissions import require, role_of
from commonground.register.standings import BATCH, refresh, standing_code
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.agreement import locked_link, require_scope
from commonground.register.workflows.linking import CARRIED, free_period, past_periods, plain_period
from commonground.register.workflows.log import Altered, Entry, record_entries
from commonground.register.works import PARTS, Work, changed_parts, works

LINK_SUSPECT, LINK_SETTLED, REVIEW_CLEARED = "link-suspect", "link-no-longer-suspect", "review-cleared"
SIDES = ("left", "right")
_WRITTEN = [
    "suspect_since",
    "suspect_because",
    "left_fingerprint",
    "right_fingerprint",
    "version",
    "changed_at",
]
_WORDS = {
    "title": "its title changed",
    "text": "its text changed",
    "revision": "it has a newer revision or belongs to another study period",
}
GONE = "it is no longer in the register"


class Keep(StrEnum):
    """What a cleared link keeps: its verdicts, or only its history, so that every Sector judges it anew."""

    VERDICTS = "keep"
    NOTHING = "re-judge"


@dataclass(slots=True)
class SuspectReport:
    """What came of comparing: links compared, newly marked, and those that read again as they did."""

    compared: int = 0
    marked: list[str] = field(default_factory=list)  # codes
    settled: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As the interfaces print it."""
        counts = {"compared": self.compared, "marked": len(self.marked), "settled": len(self.settled)}
        return {"counts": counts, "marked": self.marked, "settled": self.settled}


@dataclass(slots=True)
class ClearReport:
    """What became of every link of a batch, in the order asked: cleared + refused = asked."""

    cleared: list[str] = field(default_factory=list)  # codes; of links that are judged anew, the new ones
    refused: list[tuple[str, CommongroundError]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As the interfaces print it."""
        return {
            "counts": {"cleared": len(self.cleared), "refused": len(self.refused)},
            "cleared": self.cleared,
            "refused": [{"link": name, "error": error.to_json()} for name, error in self.refused],
        }


def find_suspects(
    actor: Actor, clock: Clock, *, progress: Callable[[int], None] = lambda done: None
) -> SuspectReport:
    """Compare every link of today with the texts of today, and mark those that changed; raises NotAllowed.

    A mark goes away by itself when both texts read again as they did. All is written in one transaction.
    """
    require(actor, Action.SUGGEST)
    return _compare(models.LinkStanding.objects.filter(is_current=True), works(), actor, clock(), progress)


def mark_changed(
    changed: Iterable[str], at: datetime, known: Mapping[str, Work] | None = None, actor: Actor | None = None
) -> SuspectReport:
    """Mark the links of the works with these ids whose text is another now: for workflows that change facts.

    To be called after the change, within its transaction, once for all works it touched. Where none of them is linked
    that is one look-up by index; else the works at the ends of these links are read, unless `known` hands them over.
    """
    ids = sorted(set(changed))
    either = [
        Q(left__in=ids[start : start + BATCH]) | Q(right__in=ids[start : start + BATCH])
        for start in range(0, len(ids), BATCH)
    ]
    report = SuspectReport()
    for part in either:
        rows = models.LinkStanding.objects.filter(part, is_current=True)
        if not rows.exists():
            continue
        known = _works_at(rows) if known is None else known
        one = _compare(rows, known, actor or Actor(Role.MACHINE), at)
        report.compared += one.compared
        report.marked += one.marked
        report.settled += one.settled
    return report


def _works_at(rows: QuerySet[models.LinkStanding]) -> Mapping[str, Work]:
    """The works at both ends of these links; of many links all works of the register, which are read in one go."""
    ends = list(rows.values_list("left", "right")[: BATCH + 1])
    return works() if len(ends) > BATCH else near_works(side for pair in ends for side in pair)


@transaction.atomic
def _compare(
    rows: Any,
    known: Mapping[str, Work],
    actor: Actor,
    at: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> SuspectReport:
    report = SuspectReport()
    batch: list[models.LinkStanding] = []
    for link in rows.order_by("pk").iterator(chunk_size=BATCH):
        batch.append(link)
        if len(batch) == BATCH:
            _compare_batch(batch, known, actor, at, report)
            progress(len(batch))
            batch = []
    _compare_batch(batch, known, actor, at, report)
    progress(len(batch))
    return report


def _compare_batch(
    links: Sequence[models.LinkStanding],
    known: Mapping[str, Work],
    actor: Actor,
    at: datetime,
    report: SuspectReport,
) -> None:
    marked: list[tuple[models.LinkStanding, dict[str, Any]]] = []
    settled: list[tuple[models.LinkStanding, dict[str, Any]]] = []
    learned: list[models.LinkStanding] = []
    report.compared += len(links)
    for link in links:
        learned += [link] if _learn(link, known) else []
        because = dict(_differences(link, known))
        if because == link.suspect_because:
            continue
        old = _mark(link)
        link.suspect_because = because
        link.suspect_since = (link.suspect_since or at) if because else None
        link.version, link.changed_at = link.version + 1, at
        (marked if because else settled).append((link, old))
    written = {link.pk: link for link in (*learned, *(link for link, _ in (*marked, *settled)))}
    models.LinkStanding.objects.bulk_update(written.values(), _WRITTEN, batch_size=100)
    record_entries(actor, at, LINK_SUSPECT, (_entry(link, old) for link, old in marked))
    record_entries(actor, at, LINK_SETTLED, (_entry(link, old) for link, old in settled))
    report.marked += [link.code for link, _ in marked]
    report.settled += [link.code for link, _ in settled]


def _learn(link: models.LinkStanding, known: Mapping[str, Work]) -> bool:
    """Take the text of today for a side whose text was not known when the link was made."""
    is_new = False
    for side in SIDES:
        work = known.get(getattr(link, side))
        if work is not None and not getattr(link, f"{side}_fingerprint"):
            setattr(link, f"{side}_fingerprint", work.fingerprint)
            is_new = True
    return is_new


def _differences(
    link: models.LinkStanding, known: Mapping[str, Work]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """For each side that reads otherwise than it did: what changed, in words and as fingerprints."""
    for side in SIDES:
        name, old = getattr(link, side), getattr(link, f"{side}_fingerprint")
        work = known.get(name)
        new = work.fingerprint if work else ""
        if not old or old == new:
            continue
        parts: Collection[str] = changed_parts(old, new) if work else PARTS
        title = getattr(link, f"{side}_title")
        yield (
            side,
            {
                "work": name,
                "old": old,
                "new": new,
                "changed": list(parts) if work else ["gone"],
                "title_before": title,
                "title_now": work.title if work else "",
                "words": _in_words(name, title, work, parts),
            },
        )


def _in_words(name: str, title: str, work: Work | None, parts: Collection[str]) -> str:
    """What changed in English, as the log keeps it; pages say it from the other fields, in the reader's language."""
    if work is None:
        return f"{name}: {GONE}"
    said = [_WORDS[part] for part in parts]
    if "title" in parts:
        said[0] = f"its title was “{title}” and is “{work.title}”"
    if "revision" in parts and work.period:
        said[-1] = f"{_WORDS['revision']} ({work.period})"
    return f"{name}: {'; '.join(said)}"


def _mark(link: models.LinkStanding) -> dict[str, Any]:
    since = link.suspect_since.isoformat() if link.suspect_since else None
    return {"suspect_since": since, "suspect_because": link.suspect_because}


def _read_as(link: models.LinkStanding) -> dict[str, Any]:
    """The mark, and how both sides read: what clearing changes."""
    sides = {
        f"{side}_{part}": getattr(link, f"{side}_{part}")
        for side in SIDES
        for part in ("title", "fingerprint")
    }
    return _mark(link) | sides


def _entry(link: models.LinkStanding, old: Mapping[str, Any]) -> Entry:
    words = [why["words"] for why in link.suspect_because.values()]
    altered = Altered("LinkStanding", link.pk, old, _mark(link))
    return Entry(link.key, {"link": link.code, "because": words}, altered)


def clear_review(
    name: str,
    actor: Actor,
    clock: Clock,
    *,
    keep: Keep = Keep.VERDICTS,
    reason: str = "",
    version: int | None = None,
    known: Mapping[str, Work] | None = None,
) -> models.LinkStanding:
    """The link, no longer suspect: somebody of a Sector it touches, or the secretariat, read both texts anew.

    With `Keep.NOTHING` the verdicts were given on a text that is no more: the link goes on as a new one, to be
    confirmed by every Sector, and the old one stays as history. Raises NotFound, NotAllowed, StaleVersion, Conflict
    where there is nothing to review.
    """
    with transaction.atomic():
        link = locked_link(name)
        require(actor, Action.CLEAR_REVIEW, link.sectors, where=link.code)
        if role_of(actor) is not Role.SECRETARIAT:
            require_scope(link, actor)
        if link.suspect_since is None:
            raise Conflict(
                Said("nothing changed since it was judged"),
                where=link.code,
                advice=Said("see: commonground review"),
            )
        if version is not None and version != link.version:
            raise StaleVersion(
                Said(
                    "the link was changed since you read it (version %(version)s, now %(now)s)",
                    version=version,
                    now=link.version,
                ),
                where=link.code,
                advice=Said("read it again, then clear it"),
            )
        known = near_works((link.left, link.right)) if known is None else known
        return _clear(link, known, keep, reason, actor, clock())


def clear_reviews(
    names: Sequence[str],
    actor: Actor,
    clock: Clock,
    *,
    keep: Keep = Keep.VERDICTS,
    reason: str = "",
    progress: Callable[[int], None] = lambda done: None,
) -> ClearReport:
    """Clear many links, each on its own: one that is refused does not stop the others."""
    report, codes, known = ClearReport(), *_ends_of(names)
    for name in names:
        try:
            held = known if name in codes else None
            link = clear_review(name, actor, clock, keep=keep, reason=reason, known=held)
            report.cleared.append(link.code)
        except CommongroundError as error:
            report.refused.append((name, error))
        progress(1)
    return report


def _ends_of(names: Sequence[str]) -> tuple[Collection[str], Mapping[str, Work]]:
    """Which of the names are whole codes of links, and the works at both ends of these."""
    ends: dict[str, tuple[str, str]] = {}
    for start in range(0, len(names), BATCH):
        rows = models.LinkStanding.objects.filter(code__in=names[start : start + BATCH])
        ends |= {code: (left, right) for code, left, right in rows.values_list("code", "left", "right")}
    return ends, near_works(side for pair in ends.values() for side in pair)


def _clear(
    link: models.LinkStanding,
    known: Mapping[str, Work],
    keep: Keep,
    reason: str,
    actor: Actor,
    at: datetime,
) -> models.LinkStanding:
    old = _read_as(link)
    words = [why["words"] for why in link.suspect_because.values()]
    detail = {"link": link.code, "keep": str(keep), "because": words}
    result = link
    if keep is Keep.NOTHING:
        result = _judged_anew(link, at)
        detail["again"] = result.code
        old["is_current"], link.is_current = True, False
    for one in {link.pk: link, result.pk: result}.values():
        one.suspect_since, one.suspect_because = None, {}
        one.version, one.changed_at = one.version + 1, at
    for side in SIDES:
        work = known.get(getattr(result, side))
        setattr(result, f"{side}_fingerprint", work.fingerprint if work else "")
        if work is not None:
            setattr(result, f"{side}_title", work.title)
    new = {**_read_as(link), **({"is_current": False} if keep is Keep.NOTHING else {})}
    link.save()
    if result is not link:
        result.save()
        refresh([result])
    altered = Altered("LinkStanding", link.pk, old, new)
    record_entries(actor, at, REVIEW_CLEARED, [Entry(link.key, detail, altered, reason)])
    return result


def _judged_anew(link: models.LinkStanding, at: datetime) -> models.LinkStanding:
    """A new link of the same two, carried on from this one and judged by nobody yet."""
    taken = {link.period, *past_periods([link.key]).get(link.key, {})}
    period = free_period(taken, plain_period(link.period))
    copy = models.LinkStanding.objects.get(pk=link.pk)
    copy.pk, copy._state.adding = None, True
    copy.code, copy.period = standing_code(link.key, period), period
    copy.origin, copy.carried_from = CARRIED, link
    copy.made_at, copy.version = at, 0
    copy.save()
    return copy
