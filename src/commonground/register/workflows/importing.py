"""Apply what a file asks: a workbook that people filled in, a mapping set, a vocabulary. All of it, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from commonground.domain.role import Action
from commonground.errors import CommongroundError, NotAllowed, Said
from commonground.ingest.limits import DEFAULT_LIMITS, Limits
from commonground.register.exchange.asked import Asked, LinkChange, NewLink, NewVerdict, Reading, StatedClaim
from commonground.register.exchange.incoming import read_import
from commonground.register.exchange.report import UNCHANGED, ImportReport, RowOutcome
from commonground.register.facts import read_profile
from commonground.register.held_facts import HeldFacts
from commonground.register.permissions import BOUND_TO_SECTOR, allows, require, role_of
from commonground.register.rehearsal import rehearsing
from commonground.register.routing import reading_from, steady_view
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.bulk_agreement import Agreement, lock_versions
from commonground.register.workflows.claims import state_claims
from commonground.register.workflows.editing import Act, Done, Edit, FactEdits, PlannedEdit
from commonground.register.workflows.examining import Examinations, Looked
from commonground.register.workflows.log import record_change
from commonground.register.works import works

IMPORTED = "file-imported"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is applied. `is_partial`: good rows are applied although others are refused."""

    is_dry_run: bool = False
    is_partial: bool = False
    reason: str = ""


def import_file(
    data: bytes,
    name: str,
    actor: Actor,
    clock: Clock,
    options: ImportOptions | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> ImportReport:
    """What came of the file, row by row; the register is changed by one transaction, or not at all.

    The file is read, and compared with the register as it stands, before that transaction begins; within it what was
    seen then is looked at again (`StaleVersion`), checked and written. Where nothing is to be written (a dry run, rows
    that cannot be read) all of it happens on temporary tables, and nobody waits for it.

    With refused rows nothing is applied unless `is_partial`. Raises BadInput for a file that is none of the formats,
    LimitExceeded for one that is too large, NotAllowed for a role that may change nothing.
    """
    asked = options or ImportOptions()
    if not any(allows(actor, action) for action in (Action.EDIT_FACTS, Action.PROPOSE_LINK)):
        require(actor, Action.EDIT_FACTS, where=name)
    with steady_view() as view, reading_from(view):
        reading = read_import(data, name, limits, HeldFacts(is_locking=False))
    coming = _Import(name, actor, clock, asked.reason or Said("imported from %(file)s", file=name), reading)
    is_stopped = bool(reading.faults) and not asked.is_partial
    if asked.is_dry_run or is_stopped or not reading.asked:
        with rehearsing():
            report = coming.run()
        report.is_dry_run = asked.is_dry_run
        return report
    with transaction.atomic():
        report = coming.run()
        if report.done and (asked.is_partial or not report.refused):
            digest = hashlib.sha256(data).hexdigest()
            detail = {"sha256": digest, "format": report.form, "counts": report.counts}
            record_change(actor, clock, IMPORTED, name, detail, reason=asked.reason)
            report.is_applied = True
        else:
            transaction.set_rollback(True)
    return report


class _Import:
    """One file on its way into the register."""

    def __init__(self, name: str, actor: Actor, clock: Clock, reason: str, reading: Reading) -> None:
        self.actor = actor
        self.clock = clock
        self.reason = reason
        self.reading = reading
        self.held = HeldFacts()
        self.report = ImportReport(name, reading.form, reading.rows, unchanged=reading.unchanged)
        self.report.refused, self.report.notes = list(reading.faults), reading.notes

    def run(self) -> ImportReport:
        """Check and write: facts first, then what is said of them."""
        report, reading = self.report, self.reading
        at = self.clock()
        self.held.preload({one.asking.kind for one in reading.asked if isinstance(one.asking, Edit)})
        rest = [one for one in reading.asked if not isinstance(one.asking, Edit | StatedClaim)]
        # A changed text makes its links suspect: what the same file says of them was written before that.
        seen = lock_versions() if rest else {}
        self._edit([one for one in reading.asked if isinstance(one.asking, Edit)], at)
        self._state([one for one in reading.asked if isinstance(one.asking, StatedClaim)], at)
        if rest:
            self._agree(rest, at, seen)
        report.refused = [
            fault.headed(reading.headings.get(fault.place.sheet, {})) for fault in report.refused
        ]
        order = {id(one.place): number for number, one in enumerate(reading.asked)}
        report.done.sort(key=lambda outcome: order.get(id(outcome.place), 0))
        return report

    def _edit(self, asked: Sequence[Asked], at: datetime) -> None:
        edits = FactEdits(self.actor, self.held)
        pairs = [(one, one.asking) for one in asked if isinstance(one.asking, Edit)]
        edits.expect(edit for _, edit in pairs)
        planned = self._plan(edits, pairs)
        for one, edit in planned:
            self._note(one, UNCHANGED if edit.done is Done.UNCHANGED else str(edit.done))
        edits.write([edit for _, edit in planned], at, self.reason)

    def _plan(self, edits: FactEdits, pairs: Sequence[tuple[Asked, Edit]]) -> list[tuple[Asked, PlannedEdit]]:
        """The edits that may be done; what names a fact whose adding is refused is refused with it."""
        while True:
            planned: list[tuple[Asked, PlannedEdit]] = []
            rest: list[tuple[Asked, Edit]] = []
            lost: list[Edit] = []
            edits.begin()
            for one, edit in pairs:
                try:
                    planned.append((one, edits.plan(edit)))
                    rest.append((one, edit))
                except CommongroundError as error:
                    self.report.refuse(one.place, error)
                    lost.append(edit)
            edits.forget(edit for edit in lost if edit.act is Act.ADD)
            if not any(edit.act is Act.ADD for edit in lost):
                return planned
            pairs = rest

    def _state(self, asked: Sequence[Asked], at: datetime) -> None:
        claims = [(one, one.asking) for one in asked if isinstance(one.asking, StatedClaim)]
        if not claims:
            return
        outcomes = state_claims([claim for _, claim in claims], self.actor, at, self.reason, self.held)
        for (one, _), outcome in zip(claims, outcomes, strict=True):
            if isinstance(outcome, CommongroundError):
                self.report.refuse(one.place, _placed(outcome, one))
            else:
                self._note(one, outcome)

    def _agree(self, asked: Iterable[Asked], at: datetime, seen: Mapping[int, int]) -> None:
        known = works()
        agreement = Agreement(self.actor, known, seen)
        examinations = Examinations(self.actor, read_profile(), known)
        for one in sorted(asked, key=_turn):
            try:
                done = self._agree_one(agreement, examinations, one, at)
            except CommongroundError as error:
                self.report.refuse(one.place, _placed(error, one))
                continue
            self._note(one, done)
        agreement.write(at)
        examinations.write(at)

    def _agree_one(self, agreement: Agreement, examinations: Examinations, one: Asked, at: datetime) -> str:
        where = one.place.at()
        match one.asking:
            case NewLink(proposed):
                agreement.propose(proposed, at)
                return "proposed"
            case LinkChange(code, values, version, is_withdrawn):
                link = agreement.get_link(code, where)
                if is_withdrawn:
                    agreement.withdraw(link, version, where)
                    return "withdrawn"
                agreement.amend(link, values, version, where)
                return "changed"
            case NewVerdict(name, sector, decision):
                link = agreement.get_link(name, where)
                agreement.judge(link, self._judging_for(sector), decision, where)
                return "judged"
            case Looked():
                examinations.add(one.asking, at)
                return "examined"
            case _:
                raise AssertionError(one.asking)

    def _judging_for(self, sector: str) -> str:
        """The Sector of a verdict; a role that is bound to one judges for no other."""
        if role_of(self.actor) not in BOUND_TO_SECTOR:
            return sector or self.actor.sector
        if sector and sector != self.actor.sector:
            raise NotAllowed(
                Said(
                    "the role %(role)s of %(own)s does not judge for %(sector)s",
                    role=role_of(self.actor),
                    own=self.actor.sector,
                    sector=sector,
                ),
                advice=Said("leave rows of %(sector)s to its own focal point", sector=sector),
            )
        return self.actor.sector

    def _note(self, one: Asked, done: str) -> None:
        if done == UNCHANGED:
            self.report.unchanged += 1
        else:
            self.report.done.append(RowOutcome(one.place, done, one.subject, one.changes))


def _turn(one: Asked) -> int:
    """Links before what is said of them."""
    return [NewLink, LinkChange, NewVerdict, Looked].index(type(one.asking))


def _placed(error: CommongroundError, one: Asked) -> CommongroundError:
    """The error with the place of its row in front."""
    where = one.place.at()
    if error.where.startswith(where):
        return error
    placed = type(error)(error.message, where=where, advice=error.advice)
    return placed
