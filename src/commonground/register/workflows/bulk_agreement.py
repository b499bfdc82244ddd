"""Many proposals and verdicts at once, by the same rules as one: read once, checked one by one, written together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from commonground.domain.role import Access, Action
from commonground.domain.suggestion import pair_key
from commonground.errors import BadInput, Conflict, NotFound, Said, StaleVersion
from commonground.register import models
from commonground.register.bulk import at_value, insert_objects, update_rows
from commonground.register.permissions import allows, require, role_of
from commonground.register.standings import BATCH, PAIR, refresh
from commonground.register.suggestions import SUGGESTION_JUDGED, read_explanation
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.agreement import (
    LINK_PROPOSED,
    LINK_WITHDRAWN,
    RELATIONS,
    Decision,
    Proposed,
    check_decision,
    check_withdrawal,
    judging_sector,
    require_scope,
    shown,
)
from commonground.register.workflows.linking import PROPOSED, Claim, free_period, new_link
from commonground.register.workflows.log import Altered, Entry, record_entries
from commonground.register.works import Work, get_work

LINK_CHANGED = "link-changed"
AMENDED = ("relation", "theme", "note", "access")


@dataclass(slots=True)
class _Verdict:
    link: models.LinkStanding
    sector: str
    decision: Decision


class Agreement:
    """Links of a register held in memory; what is asked of them is checked at once and written by `write`.

    To be used within one transaction: the links are locked until it ends. `seen` are the versions of links that what
    is asked is held against, where the same transaction has changed links since (see `lock_versions`).
    """

    def __init__(
        self, actor: Actor, works: Mapping[str, Work], seen: Mapping[int, int] | None = None
    ) -> None:
        self.actor = actor
        self.works = works
        rows = list(models.LinkStanding.objects.select_for_update().order_by("pk"))
        self.by_code = {row.code: row for row in rows}
        self.current = {row.key: row for row in rows if row.is_current}
        self._ended: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            self._ended[row.key].add(row.period)
        self._seen = {row.pk: row.version for row in rows} if seen is None else seen
        self._is_judged = set(
            models.SectorStanding.objects.exclude(verdict="").values_list("link_id", flat=True)
        )
        self._new: list[models.LinkStanding] = []
        self._changed: dict[str, models.LinkStanding] = {}
        self._verdicts: list[_Verdict] = []
        self._entries: dict[str, list[Entry]] = defaultdict(list)

    def get_link(self, name: str, where: str = "") -> models.LinkStanding:
        """The link of this code, key or pair of ids ("ITU-T Q7/5 | ITU-D Q2/1"); raises NotFound."""
        found = self.by_code.get(name)
        if found is None:
            left, bar, right = name.removeprefix(PAIR).partition("|")
            found = self.current.get(pair_key(left.strip(), right.strip())) if bar else None
        if found is None:
            raise NotFound(
                Said("no link %(name)s", name=repr(name)),
                where=where,
                advice=Said('give its code, or its two ends as "ITU-T Q7/5 | ITU-D Q2/1"'),
            )
        return found

    def propose(self, proposed: Proposed, at: datetime) -> models.LinkStanding:
        """The new link; raises what `agreement.propose_link` raises."""
        if proposed.relation not in RELATIONS:
            raise BadInput(
                Said("no relation %(relation)s", relation=repr(proposed.relation)),
                advice=Said("one of: %(names)s", names=", ".join(RELATIONS)),
            )
        if proposed.left == proposed.right:
            raise BadInput(
                Said("a link needs two pieces of work"), where=proposed.left, advice=Said("name another one")
            )
        left, right = get_work(proposed.left, self.works), get_work(proposed.right, self.works)
        claim = Claim.of(left, right, str(proposed.relation))
        if not claim.sectors:
            raise BadInput(
                Said("neither side belongs to a Sector, so nobody could agree"),
                where=f"{left.id}, {right.id}",
                advice=Said("link a Sector's body, Question or text"),
            )
        require(self.actor, Action.PROPOSE_LINK, where=f"{left.id}, {right.id}")
        held = self.current.get(claim.key)
        if held is not None:
            raise Conflict(
                Said("the two are linked already (%(state)s)", state=held.state),
                where=held.code,
                advice=Said("judge it: %(link)s", link=held.code),
            )
        claim = replace(
            claim,
            origin=PROPOSED,
            theme=proposed.theme,
            note=proposed.note,
            access=proposed.access,
            period=free_period(self._ended[claim.key]),
        )
        link = new_link(claim, at)
        self._new.append(link)
        self.by_code[link.code] = self.current[link.key] = link
        detail = {"link": link.code, "relation": link.relation, "sectors": link.sectors}
        self._entries[LINK_PROPOSED].append(
            Entry(link.key, detail, reason=proposed.note, access=proposed.access)
        )
        return link

    def amend(
        self, link: models.LinkStanding, values: Mapping[str, str], version: int | None, where: str
    ) -> None:
        """Change what a link says of itself: its relation while nobody judged it, its theme, note and access.

        Raises BadInput, NotAllowed, StaleVersion, Conflict for the relation of a link that was judged or is stated.
        """
        if not allows(self.actor, Action.MODERATE):
            require(self.actor, Action.JUDGE, link.sectors, where=where)
            require_scope(link, self.actor)
        self._check_version(link, version, where)
        relation = values.get("relation", link.relation)
        if relation not in RELATIONS:
            raise BadInput(
                Said("no relation %(relation)s", relation=repr(relation)),
                where=where,
                advice=Said("one of: %(names)s", names=", ".join(RELATIONS)),
            )
        if values.get("access", link.access) not in set(Access):
            raise BadInput(
                Said("no access level %(access)s", access=repr(values["access"])),
                where=where,
                advice=Said("one of: %(names)s", names=", ".join(Access)),
            )
        if relation != link.relation and (link.origin != PROPOSED or link.pk in self._is_judged):
            raise Conflict(
                Said(
                    "the relation of a link that was judged, or that a source or matching gives, is not changed"
                ),
                where=where,
                advice=Said("judge it: reject, with the reason"),
            )
        old = {name: getattr(link, name) for name in values}
        for name, value in values.items():
            setattr(link, name, value)
        self._count_up(link)
        altered = Altered("LinkStanding", link.pk, old, dict(values))
        self._entries[LINK_CHANGED].append(Entry(link.key, {"link": link.code}, altered))

    def withdraw(self, link: models.LinkStanding, version: int | None, where: str) -> None:
        """Take a link out of use; raises what `agreement.withdraw_link` raises, and StaleVersion."""
        check_withdrawal(link, self.actor, is_judged=link.pk in self._is_judged, where=where)
        self._check_version(link, version, where)
        link.is_current = False
        self.current.pop(link.key, None)
        self._count_up(link)
        altered = Altered("LinkStanding", link.pk, {"is_current": True}, {"is_current": False})
        detail = {"link": link.code, "state": link.state}
        self._entries[LINK_WITHDRAWN].append(Entry(link.key, detail, altered))

    def judge(self, link: models.LinkStanding, sector: str, decision: Decision, where: str = "") -> None:
        """Record a verdict for a Sector; raises what `agreement.judge_link` raises."""
        if not link.is_current:
            raise Conflict(
                Said("the link belongs to a closed study period or was withdrawn"),
                where=where or link.code,
                advice=Said("judge the link that carries it on"),
            )
        self._check_version(link, decision.version, where)
        counted = judging_sector(link, decision, replace(self.actor, sector=sector))
        check_decision(link, replace(decision, version=None))
        self._verdicts.append(_Verdict(link, counted, decision))

    def _check_version(self, link: models.LinkStanding, version: int | None, where: str) -> None:
        """The version as it was when the transaction began: what this very work changes is no conflict."""
        now = self._seen.get(link.pk)
        if version is not None and now is not None and version != now:
            raise StaleVersion(
                Said(
                    "the link was changed since you read it (version %(version)s, now %(now)s)",
                    version=version,
                    now=now,
                ),
                where=where or link.code,
                advice=Said("read it again, then change it"),
            )

    def _count_up(self, link: models.LinkStanding) -> None:
        link.version += 1
        if link.pk is not None:
            self._changed[link.code] = link

    def write(self, at: datetime) -> None:
        """Write all that was asked, with its entries in the log."""
        insert_objects(self._new)
        _take_ids(self._new)
        before = {one.link.code: one.link.state for one in self._verdicts}
        self._write_judgements(at)
        for one in self._verdicts:
            one.link.version += 1
            self._changed[one.link.code] = one.link
        touched = {link.code: link for link in (*self._new, *(one.link for one in self._verdicts))}
        refresh(list(touched.values()))
        update_rows(
            models.LinkStanding,
            (*AMENDED, "is_current", "version", "changed_at"),
            [
                (
                    *(getattr(link, name) for name in AMENDED),
                    link.is_current,
                    link.version,
                    at_value(at),
                    link.pk,
                )
                for link in self._changed.values()
            ],
        )
        for action, entries in self._entries.items():
            record_entries(self.actor, at, action, entries)
        record_entries(
            self.actor,
            at,
            SUGGESTION_JUDGED,
            [_entry(one, before[one.link.code]) for one in self._verdicts],
        )

    def _write_judgements(self, at: datetime) -> None:
        suggested = _suggested([one.link.key for one in self._verdicts])
        insert_objects(
            models.Judgement(
                subject=one.link.key,
                period=one.link.period,
                verdict=str(one.decision.verdict),
                role=str(role_of(self.actor)),
                sector=one.sector,
                account_id=self.actor.account,
                at=at,
                reason_code=one.decision.reason_code,
                reason=one.decision.reason,
                access=str(one.decision.access),
                liaison_statement=one.decision.liaison_statement,
                proposal=suggested.get(one.link.key) or shown(one.link),
            )
            for one in self._verdicts
        )


def lock_versions() -> dict[int, int]:
    """The versions of all links, which nobody else changes before this transaction ends."""
    rows = models.LinkStanding.objects.select_for_update().order_by("pk")
    return dict(rows.values_list("pk", "version"))


def _take_ids(links: Sequence[models.LinkStanding]) -> None:
    """Give the objects of links that were just inserted the ids of their rows."""
    by_code = {link.code: link for link in links}
    codes = sorted(by_code)
    for start in range(0, len(codes), BATCH):
        rows = models.LinkStanding.objects.filter(code__in=codes[start : start + BATCH])
        for code, pk in rows.values_list("code", "pk"):
            by_code[code].pk, by_code[code]._state.adding = pk, False


def _suggested(keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By key, what matching says of the pair, as verdicts keep it."""
    found: dict[str, dict[str, Any]] = {}
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), BATCH):
        for row in models.Suggestion.objects.filter(key__in=ordered[start : start + BATCH]):
            found[row.key] = {
                "key": row.key,
                "left": row.left,
                "right": row.right,
                "relation": row.relation,
                "probability": round(row.probability, 4),
                "is_stated": row.is_stated,
                "explanation": read_explanation(row.explanation).to_json(),
            }
    return found


def _entry(one: _Verdict, before: str) -> Entry:
    decision, link = one.decision, one.link
    detail = {"verdict": str(decision.verdict), "link": link.code, "for": one.sector}
    if decision.reason_code:
        detail["reason_code"] = decision.reason_code
    if decision.liaison_statement:
        detail["liaison_statement"] = decision.liaison_statement
    return Entry(
        link.key,
        {**detail, "before": before, "after": link.state},
        reason=decision.reason,
        access=decision.access,
    )
