"""Links of the state being read, as records to compare and as sketches of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from commonground.analysis.difference_outline import Sketch
from commonground.analysis.edition_difference import Because, Record, RecordKind
from commonground.domain.role import Access
from commonground.register import models
from commonground.register.state_log import of_closed, of_link, of_work
from commonground.register.workflows.carrying import LINK_CARRIED
from commonground.register.workflows.linking import CARRIED, SUGGESTED, plain_period

BATCH = 400  # fewer than the variables a statement may have
_PAST = ("pk", "key", "code", "carried_from", "origin", "is_stated", "left", "right")
_SKETCHED = (
    *("pk", "code", "left", "right", "left_title", "right_title"),
    *("state", "relation", "period", "theme", "note", "is_stated", "origin", "carried_from", "is_suspect"),
)
_Said = tuple[str, str, models.Judgement | None]


@dataclass(frozen=True, slots=True)
class _Past:
    """What is to be known of a link that another one carries on."""

    key: str
    code: str
    earlier: int | None
    origin: str
    is_stated: bool
    left: str
    right: str


def current_links() -> Any:
    """The links of today that are compared, in the order they were made."""
    return models.LinkStanding.objects.filter(is_current=True).exclude(access=Access.INTERNAL).order_by("pk")


def link_sketches() -> Iterator[tuple[str, Sketch]]:
    """All links of today as sketches, by code; four statements."""
    verdicts: dict[int, str] = {}
    rows = models.SectorStanding.objects.exclude(verdict="").order_by("link_id", "sector")
    for link, sector, verdict in rows.values_list("link_id", "sector", "verdict").iterator(chunk_size=5000):
        verdicts[link] = f"{verdicts.get(link, '')}\n{sector}: {verdict}"
    carried = models.LinkStanding.objects.exclude(carried_from=None)
    past = _read_past(models.LinkStanding.objects.filter(pk__in=carried.values("carried_from")))
    joined = _joined(models.Change.objects.filter(action=LINK_CARRIED))
    is_suspect = ExpressionWrapper(Q(suspect_since__isnull=False), output_field=BooleanField())
    links = current_links().annotate(is_suspect=is_suspect).values_list(*_SKETCHED)
    for (
        pk, code, left, right, left_title, right_title, state, relation, period, theme, note, is_stated, origin,
        before, suspect,
    ) in links.iterator(chunk_size=5000):  # fmt: skip
        chain = list(_chain(before, past)) if before is not None else []
        earlier = [past[one] for one in chain]
        is_judged = pk in verdicts or any(one in verdicts for one in chain)
        said = (state, relation, verdicts.get(pk, ""), plain_period(period), theme, note, is_stated, suspect)
        yield (
            code,
            Sketch(
                _called(left, left_title, right, right_title),
                hash(said),
                pk,
                None,
                _earlier(code, earlier, joined) if earlier or code in joined else (),
                plain_period(period) if origin == CARRIED else "",
                _is_suggested(is_stated, origin, earlier) and not is_judged,
            ),
        )


def link_records(rows: Iterable[int]) -> Iterator[Record]:
    """The links of these rows in full, with the judgements they rest on."""
    ordered = sorted(rows)
    for start in range(0, len(ordered), BATCH):
        yield from _records(list(current_links().filter(pk__in=ordered[start : start + BATCH])))


def _records(links: list[models.LinkStanding]) -> Iterator[Record]:
    past: dict[int, _Past] = {}
    open_: set[Any] = {link.carried_from_id for link in links} - {None}
    while open_:
        found = _read_past(models.LinkStanding.objects.filter(pk__in=open_))
        past |= found
        open_ = {one.earlier for one in found.values()} - {None, *past}
    said: dict[int, list[_Said]] = {}
    shown = models.SectorStanding.objects.filter(link__in=[*(link.pk for link in links), *past])
    shown = shown.exclude(verdict="").select_related("judgement").order_by("link_id", "sector")
    for row in shown:
        said.setdefault(row.link_id, []).append((row.sector, row.verdict, row.judgement))
    keys = {link.key for link in links} | {one.key for one in past.values()}
    joined = _joined(models.Change.objects.filter(action=LINK_CARRIED, subject__in=keys)) if past else {}
    for link in links:
        chain = list(_chain(link.carried_from_id, past))
        is_judged = link.pk in said or any(one in said for one in chain)
        yield _record(link, said.get(link.pk, []), [past[one] for one in chain], joined, is_judged=is_judged)


def _read_past(rows: Any) -> dict[int, _Past]:
    return {pk: _Past(*values) for pk, *values in rows.values_list(*_PAST)}


def _joined(carried: Any) -> dict[str, tuple[str, ...]]:
    """By code of a link, those that became one with it when they were carried on."""
    details = carried.filter(detail__has_key="joined").values_list("detail", flat=True)
    return {detail["link"]: tuple(detail["joined"]) for detail in details}


def _chain(link: int | None, past: Mapping[int, _Past]) -> Iterator[int]:
    while link is not None and link in past:
        yield link
        link = past[link].earlier


def _earlier(code: str, earlier: list[_Past], joined: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    codes = [one.code for one in earlier]
    names = [*codes, *(name for one in (code, *codes) for name in joined.get(one, ()))]
    return tuple(dict.fromkeys(names))


def _is_suggested(is_stated: bool, origin: str, earlier: Sequence[_Past]) -> bool:
    return not is_stated and (earlier[-1].origin if earlier else origin) == SUGGESTED


def _record(
    link: models.LinkStanding,
    verdicts: list[_Said],
    earlier: list[_Past],
    joined: Mapping[str, tuple[str, ...]],
    *,
    is_judged: bool,
) -> Record:
    fields = {
        "state": link.state,
        "relation": link.relation,
        "verdicts": "; ".join(f"{sector or 'secretariat'}: {verdict}" for sector, verdict, _ in verdicts),
        "period": plain_period(link.period),
        "theme": link.theme,
        "note": link.note,
        "is_stated": "yes" if link.is_stated else "",
        "review": "suspect" if link.suspect_since else "",
    }
    codes = [one.code for one in earlier]
    work = [name.partition("@")[0] for one in earlier for name in (one.left, one.right)]
    return Record(
        RecordKind.LINK,
        link.code,
        _called(link.left, link.left_title, link.right, link.right_title),
        fields,
        tuple(_because(judgement) for _, _, judgement in verdicts if judgement is not None),
        traces=(
            *map(of_link, (link.code, *codes)),
            *map(of_work, dict.fromkeys(work)),
            *map(of_closed, (link.left, link.right)),
        ),
        earlier=_earlier(link.code, earlier, joined),
        period=plain_period(link.period) if link.origin == CARRIED else "",
        is_unjudged=_is_suggested(link.is_stated, link.origin, earlier) and not is_judged,
    )


def _called(left: str, left_title: str, right: str, right_title: str) -> str:
    return f"{_side(left, left_title)} — {_side(right, right_title)}"


def _side(identifier: str, title: str) -> str:
    if identifier.startswith("area:"):
        return title or identifier
    code, _, period = identifier.partition("@")  # of an earlier study period
    called = f"{code} ({period})" if period else code
    return f"{called}: {title}" if title and title != identifier else called


def _because(judgement: models.Judgement) -> Because:
    is_shown = judgement.access != Access.INTERNAL
    return Because(
        sector=judgement.sector,
        role=judgement.role,
        at=judgement.at.isoformat(),
        verdict=judgement.verdict,
        reason=judgement.reason if is_shown else "",
        liaison_statement=judgement.liaison_statement,
        reason_code=judgement.reason_code if is_shown else "",
    )
