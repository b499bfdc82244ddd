"""Study periods end: record what became of Questions and bodies, and carry their links on, to be confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from commonground.analysis.entity import EntityIndex
from commonground.domain.role import Action
from commonground.domain.succession import Fault, SuccessionKind, SuccessionRow, faults_of
from commonground.errors import BadInput, Said
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.fulltext import refresh_texts
from commonground.register.permissions import require, role_of
from commonground.register.succession import Versions
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.carrying import Heirs, carry_links
from commonground.register.workflows.log import Altered, Entry, record_entries
from commonground.register.workflows.reviewing import mark_changed
from commonground.register.works import works

SUCCESSION_RECORDED, QUESTION_ADDED, BODY_ADDED = "succession-recorded", "question-added", "body-added"
PERIOD_ADDED = "study-period-added"


@dataclass(slots=True)
class SuccessionReport:
    """What came of a record: rows by kind, what was added for them, and what became of the links."""

    rows: list[SuccessionRow] = field(default_factory=list)
    periods: list[str] = field(default_factory=list)  # added, "ITU-D 2026-2029"
    added: list[str] = field(default_factory=list)  # Questions and bodies, with their period
    links: dict[str, int] = field(default_factory=dict)  # ended, carried, joined, without successor
    carried: list[dict[str, str]] = field(default_factory=list)
    is_dry_run: bool = False

    def to_json(self) -> dict[str, Any]:
        """As the interfaces print it."""
        kinds = Counter(str(row.kind) for row in self.rows)
        return {
            "is_dry_run": self.is_dry_run,
            "counts": {"rows": len(self.rows), **{kind: kinds[kind] for kind in map(str, SuccessionKind)}},
            "periods": self.periods,
            "added": self.added,
            "links": self.links,
            "carried": self.carried,
        }


def record_successions(
    rows: Sequence[SuccessionRow], actor: Actor, clock: Clock, *, is_dry_run: bool = False
) -> SuccessionReport:
    """Record what became of each work, and carry every link of it to each successor as "to be confirmed".

    The old link stays with its study period and keeps its judgements; what was closed is carried nowhere. A successor
    that the register does not hold is added where its row gives a title, a study period where its row gives the years.
    All is one transaction; with `is_dry_run` it is undone at its end and only the report remains. Raises NotAllowed,
    and BadInput naming row and field of every fault.
    """
    require(actor, Action.RECORD_SUCCESSION)
    with transaction.atomic():
        recording = _Recording(tuple(rows), actor, clock())
        report = recording.run()
        report.is_dry_run = is_dry_run
        if is_dry_run:
            transaction.set_rollback(True)
    return report


class _Recording:
    """One record on its way into the register."""

    def __init__(self, rows: Sequence[SuccessionRow], actor: Actor, at: datetime) -> None:
        self.rows, self.actor, self.at = rows, actor, at
        self.report = SuccessionReport(list(rows))
        self.index = EntityIndex(read_profile())
        self.sectors = {row.code: row for row in models.Sector.objects.all()}
        self.periods = {(p.sector.code, p.label): p for p in _periods()}
        self.questions = {(q.code, q.period): q for q in models.Question.objects.all()}
        self.bodies = {body.code: body for body in models.Body.objects.all()}

    def run(self) -> SuccessionReport:
        held = models.Succession.objects.values_list(
            *("predecessor", "predecessor_period", "successor", "successor_period")
        )
        recorded = [(f"{a}@{b}", f"{c}@{d}" if c else "") for a, b, c, d in held]
        if not self.rows:
            raise BadInput(
                Said("the record holds no row"), advice=Said("see: commonground succession template")
            )
        _refuse([*faults_of(self.rows, recorded), *self._unknown()])
        before = {row.before: self._id(row.predecessor, row.predecessor_period) for row in self.rows}
        taken = self._numbers_taken()
        self._add_periods()
        self._add_successors()
        self._record()
        refresh_texts(name for row in self.rows for name in (row.predecessor, row.successor) if name)
        heirs = {**taken, **self._heirs(before)}
        known = works()
        self.report.links, self.report.carried = carry_links(heirs, known, self.actor, self.at)
        mark_changed([*heirs, *self._touched()], self.at, known, self.actor)
        return self.report

    def _id(self, code: str, period: str) -> str:
        latest = dict(sorted((key for key in self.questions), key=lambda key: key[1]))
        return Versions(latest).id_of(code, period)

    def _is_question(self, code: str) -> bool:
        return any(held == code for held, _ in self.questions)

    def _sector_of(self, row: SuccessionRow) -> str:
        question = self.questions.get((row.predecessor, row.predecessor_period))
        if question is not None:
            return question.sector
        body = self.bodies.get(row.predecessor)
        return body.sectors[0] if body and body.sectors else ""

    def _unknown(self) -> Iterable[Fault]:
        """What rows name that the register does not hold and that they do not tell enough of."""
        titles: dict[str, str] = {}
        for row in self.rows:
            sector = self._sector_of(row)
            if not sector:
                yield self._no_predecessor(row)
                continue
            begun = self.periods.get((sector, row.predecessor_period))
            if begun is None:
                yield Fault(
                    row.place,
                    "predecessor_period",
                    Said(
                        "%(sector)s has no study period %(name)s",
                        sector=sector,
                        name=row.predecessor_period,
                    ),
                    Said("its study periods: %(periods)s", periods=self._known_periods(sector)),
                )
            if row.kind is SuccessionKind.CLOSED:
                continue
            yield from self._period_faults(row, sector, begun)
            yield from self._successor_faults(row, sector, titles)

    def _no_predecessor(self, row: SuccessionRow) -> Fault:
        held = sorted(period for code, period in self.questions if code == row.predecessor)
        advice = (
            Said("it has the study periods %(periods)s", periods=", ".join(held))
            if held
            else Said("write the id as printed: ITU-D Q1/1")
        )
        return Fault(
            row.place, "predecessor", Said("the register holds no %(work)s", work=row.before), advice
        )

    def _known_periods(self, sector: str) -> str:
        return ", ".join(label for code, label in self.periods if code == sector)

    def _period_faults(
        self, row: SuccessionRow, sector: str, begun: models.StudyPeriod | None
    ) -> Iterable[Fault]:
        later = self.periods.get((sector, row.successor_period))
        start = later.start if later else row.start
        if later is None and (row.start is None or row.end is None):
            yield Fault(
                row.place,
                "successor_period",
                Said("%(sector)s has no study period %(name)s", sector=sector, name=row.successor_period),
                Said(
                    "its study periods: %(periods)s; to add one give its years in start and end",
                    periods=self._known_periods(sector),
                ),
            )
        elif later is None and row.start is not None and row.end is not None and row.end < row.start:
            yield Fault(
                row.place,
                "end",
                Said(
                    "the study period ends in %(end)s, before it starts in %(start)s",
                    end=row.end,
                    start=row.start,
                ),
            )
        elif begun is not None and start is not None and start <= begun.start:
            yield Fault(
                row.place,
                "successor_period",
                Said(
                    "%(later)s does not begin after %(earlier)s",
                    later=row.successor_period,
                    earlier=row.predecessor_period,
                ),
                Said("name the later study period"),
            )

    def _successor_faults(self, row: SuccessionRow, sector: str, titles: dict[str, str]) -> Iterable[Fault]:
        title = row.title.strip()
        if title and titles.setdefault(row.after, title) != title:
            yield Fault(
                row.place,
                "title",
                Said("%(work)s has another title in an earlier row", work=row.after),
                Said("give one title"),
            )
        if row.predecessor in self.bodies:
            if row.successor not in self.bodies and not title:
                yield Fault(
                    row.place,
                    "successor",
                    Said("the register holds no body %(body)s", body=row.successor),
                    Said("give its name as title"),
                )
            return
        if (row.successor, row.successor_period) in self.questions:
            return
        has_title = title or any(other.title.strip() for other in self.rows if other.after == row.after)
        if not has_title:
            yield Fault(
                row.place,
                "successor",
                Said("the register holds no %(work)s", work=row.after),
                Said("give its title to add it"),
            )
        elif not row.successor.startswith(f"{sector} ") or self.index.number_of(row.successor) is None:
            yield Fault(
                row.place,
                "successor",
                Said("%(work)s is no Question of %(sector)s", work=repr(row.successor), sector=sector),
                Said("write it as %(sector)s Q1/2", sector=sector),
            )
        elif self.index.group_of(row.successor) not in self.bodies:
            group = self.index.group_of(row.successor)
            yield Fault(
                row.place,
                "successor",
                Said("the register holds no %(work)s", work=group),
                Said("add the group first"),
            )

    def _add_periods(self) -> None:
        entries = []
        for row in self.rows:
            key = (self._sector_of(row), row.successor_period)
            if (
                row.kind is SuccessionKind.CLOSED
                or key in self.periods
                or row.start is None
                or row.end is None
            ):
                continue
            period = models.StudyPeriod.objects.create(
                sector=self.sectors[key[0]], label=key[1], start=row.start, end=row.end
            )
            self.periods[key] = period
            self.report.periods.append(" ".join(key))
            new = {"sector": key[0], "label": key[1], "start": row.start, "end": row.end}
            altered = Altered("StudyPeriod", period.pk, {}, new)
            entries.append(Entry(" ".join(key), new, altered, row.reason))
        record_entries(self.actor, self.at, PERIOD_ADDED, entries)

    def _add_successors(self) -> None:
        for row in self.rows:
            if row.kind is SuccessionKind.CLOSED:
                continue
            title = next((o.title.strip() for o in self.rows if o.after == row.after and o.title.strip()), "")
            if row.predecessor in self.bodies:
                if row.successor not in self.bodies:
                    self._add_body(row, title)
            elif (row.successor, row.successor_period) not in self.questions:
                self._add_question(row, title)

    def _add_question(self, row: SuccessionRow, title: str) -> None:
        values = {
            "code": row.successor,
            "period": row.successor_period,
            "sector": self._sector_of(row),
            "body": self.index.group_of(row.successor),
            "title": title,
            "sources": [row.source] if row.source else [],
        }
        question = models.Question.objects.create(**values, added_at=self.at)
        self.questions[row.successor, row.successor_period] = question
        self.report.added.append(row.after)
        altered = Altered("Question", question.pk, {}, values)
        record_entries(self.actor, self.at, QUESTION_ADDED, [Entry(row.after, {}, altered, row.reason)])

    def _add_body(self, row: SuccessionRow, title: str) -> None:
        old = self.bodies[row.predecessor]
        values = {
            "code": row.successor,
            "kind": old.kind,
            "sectors": list(old.sectors),
            "parent": old.parent,
            "names": {"en": title},
            "sources": [row.source] if row.source else [],
        }
        body = models.Body.objects.create(**values, added_at=self.at)
        self.bodies[row.successor] = body
        self.report.added.append(row.after)
        altered = Altered("Body", body.pk, {}, values)
        record_entries(self.actor, self.at, BODY_ADDED, [Entry(row.after, {}, altered, row.reason)])

    def _record(self) -> None:
        """The rows themselves, and what each successor Question carries on."""
        entries = []
        for row in self.rows:
            kept = models.Succession.objects.create(
                kind=str(row.kind),
                predecessor=row.predecessor,
                predecessor_period=row.predecessor_period,
                successor=row.successor,
                successor_period=row.successor_period,
                role=str(role_of(self.actor)),
                account_id=self.actor.account,
                at=self.at,
                reason=row.reason,
                source=row.source,
            )
            detail = {"kind": str(row.kind), "successor": row.after}
            entries.append(Entry(row.before, detail, Altered("Succession", kept.pk, {}, detail), row.reason))
            question = self.questions.get((row.successor, row.successor_period))
            if question is not None and row.before not in question.predecessors:
                self._follow(question, row)
        record_entries(self.actor, self.at, SUCCESSION_RECORDED, entries)

    def _follow(self, question: models.Question, row: SuccessionRow) -> None:
        old = {"predecessors": list(question.predecessors)}
        question.predecessors = [*question.predecessors, row.before]
        question.version += 1
        question.save(update_fields=["predecessors", "version"])
        altered = Altered("Question", question.pk, old, {"predecessors": question.predecessors})
        record_entries(self.actor, self.at, "question-changed", [Entry(row.after, {}, altered, row.reason)])

    def _heirs(self, before: Mapping[str, str]) -> dict[str, Heirs]:
        """By the id under which links name it: what carries the work on, under the ids of today."""
        found: dict[str, Heirs] = {}
        for row in self.rows:
            heirs = found.setdefault(before[row.before], Heirs(row.predecessor_period))
            if row.kind is not SuccessionKind.CLOSED:
                heirs.successors[self._id(row.successor, row.successor_period)] = row.successor_period
        return found

    def _numbers_taken(self) -> dict[str, Heirs]:
        """Old work whose number a new Question takes: the links under that number were its own, and end with it."""
        found = {}
        for row in self.rows:
            older = sorted(period for code, period in self.questions if code == row.successor)
            if older and row.successor_period > older[-1]:
                found[row.successor] = Heirs(older[-1])
        return found

    def _touched(self) -> list[str]:
        """Ids of the groups that the new Questions belong to: what they do is told by these."""
        return sorted(
            {
                q.body
                for (code, period), q in self.questions.items()
                if f"{code}@{period}" in self.report.added
            }
        )


def _periods() -> Iterable[models.StudyPeriod]:
    return models.StudyPeriod.objects.select_related("sector").order_by("sector_id", "start")


def _refuse(faults: Sequence[Fault]) -> None:
    """Raises BadInput that names row and field of every fault."""
    if not faults:
        return
    lines: dict[str, object] = {f"fault{number}": fault.said for number, fault in enumerate(faults, 1)}
    told = Said("\n".join(f"%({name})s" for name in lines), **lines)
    message = (
        Said("nothing was recorded:\n%(faults)s", faults=told)
        if len(faults) == 1
        else Said("nothing was recorded; faults: %(number)s\n%(faults)s", number=len(faults), faults=told)
    )
    raise BadInput(message, where="succession", advice=Said("mend the rows and try again"))
