"""What changed between two states of a register: added, removed, changed, carried over, why, and by whose judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

JUDGED = "judged"  # the action of a judgement; all others are words of the log


class RecordKind(StrEnum):
    """What sort of record is compared, in the order of reports."""

    AREA = "area"
    THEME = "theme"
    CELL = "cell"  # of a theme's matrix
    LINK = "link"
    EXAMINATION = "examination"
    BODY = "body"
    QUESTION = "question"
    INSTRUMENT = "instrument"
    WORK_ITEM = "work-item"
    ACTIVITY = "activity"
    DOCUMENT = "document"


class DifferenceKind(StrEnum):
    """What became of a record."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    CARRIED_OVER = "carried-over"  # a link that goes on in the next study period, to be confirmed


@dataclass(frozen=True, slots=True)
class Because:
    """One judgement or entry of the log that led to a change: whose, in which role, when, and why as may be shown."""

    sector: str  # "" is the secretariat as a whole
    role: str
    at: str  # ISO 8601, UTC
    verdict: str = ""
    reason: str = ""
    liaison_statement: str = ""
    reason_code: str = ""  # of the short list, see `domain.role.Reason`
    action: str = JUDGED
    source: str = ""  # the document or record that it comes from

    def to_json(self) -> dict[str, str]:
        """As printed by `edition diff --format json`."""
        return {
            "action": self.action,
            "sector": self.sector,
            "role": self.role,
            "at": self.at,
            "verdict": self.verdict,
            "reason_code": self.reason_code,
            "reason": self.reason,
            "liaison_statement": self.liaison_statement,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a state: its id, what people call it, its fields as texts, and the judgements it rests on."""

    kind: RecordKind
    id: str
    label: str
    fields: Mapping[str, str] = field(default_factory=dict)
    because: tuple[Because, ...] = ()
    traces: tuple[str, ...] = ()  # under which the log holds entries about it
    wider: tuple[str, ...] = ()  # traces of what it is a part of, looked at where nothing else tells why
    earlier: tuple[str, ...] = ()  # of a link, the ids of those it carries on, the nearest first
    period: str = ""  # of a link, the study period it was carried into
    is_unjudged: bool = False  # a suggestion of matching that nobody has judged


@dataclass(frozen=True, slots=True)
class StateTitle:
    """How a state is called: the name of an edition or a moment, when it was, and of an edition who published it."""

    name: str
    at: str  # ISO 8601, UTC
    published_by: str = ""  # a role; "" where it is no edition
    note: str = ""

    def to_json(self) -> dict[str, str]:
        """As printed by `edition diff --format json`."""
        return {"name": self.name, "at": self.at, "published_by": self.published_by, "note": self.note}


@dataclass(frozen=True, slots=True)
class RegisterState:
    """All records of one state of a register, by kind and id, and what its log tells by trace."""

    title: StateTitle
    records: Mapping[tuple[RecordKind, str], Record]
    log: Mapping[str, tuple[Because, ...]] = field(default_factory=dict)
    last_change: int = 0  # the newest entry of its log

    @classmethod
    def of(
        cls,
        title: StateTitle,
        records: Sequence[Record],
        log: Mapping[str, tuple[Because, ...]] | None = None,
        last_change: int = 0,
    ) -> RegisterState:
        """A state of these records; of two with one id the later counts."""
        return cls(title, {(record.kind, record.id): record for record in records}, log or {}, last_change)


@dataclass(frozen=True, slots=True)
class Difference:
    """One record that differs: fields as (before, after), and the judgements and entries of the log that are new.

    Of a link that carries on another one, `continues` is how that one is called, and the fields are told from it.
    """

    kind: RecordKind
    id: str
    label: str
    change: DifferenceKind
    fields: Mapping[str, tuple[str, str]]
    because: tuple[Because, ...] = ()
    continues: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As printed by `edition diff --format json`."""
        return {
            "kind": str(self.kind),
            "id": self.id,
            "label": self.label,
            "change": str(self.change),
            "continues": list(self.continues),
            "fields": {name: list(pair) for name, pair in self.fields.items()},
            "because": [one.to_json() for one in self.because],
        }


@dataclass(frozen=True, slots=True)
class EditionDifference:
    """Everything that differs between two states, in the order of the kinds and then of the labels.

    Suggestions that nobody judged in either state are only counted.
    """

    before: StateTitle
    after: StateTitle
    differences: tuple[Difference, ...]
    unjudged: Mapping[DifferenceKind, int] = field(default_factory=dict)

    def counts(self) -> dict[RecordKind, dict[DifferenceKind, int]]:
        """How many of each kind there are by what became of them; kinds without a difference are left out."""
        found: dict[RecordKind, dict[DifferenceKind, int]] = {}
        for one in self.differences:
            of_kind = found.setdefault(one.kind, dict.fromkeys(DifferenceKind, 0))
            of_kind[one.change] += 1
        return found

    def to_json(self) -> dict[str, Any]:
        """As printed by `edition diff --format json`."""
        return {
            "before": self.before.to_json(),
            "after": self.after.to_json(),
            "counts": counts_json(self.counts()),
            "unjudged_suggestions": {str(change): self.unjudged.get(change, 0) for change in DifferenceKind},
            "differences": [one.to_json() for one in self.differences],
        }


def counts_json(counts: Mapping[RecordKind, Mapping[DifferenceKind, int]]) -> dict[str, dict[str, int]]:
    """How many there are of each kind, by the words that interfaces have for them."""
    return {str(kind): {str(change): n for change, n in of_kind.items()} for kind, of_kind in counts.items()}


def compare_states(before: RegisterState, after: RegisterState) -> EditionDifference:
    """What differs from the one state to the other. Why it does is told by the log of whichever is later."""
    order = {kind: place for place, kind in enumerate(RecordKind)}
    listed: list[Difference] = []
    unjudged = dict.fromkeys(DifferenceKind, 0)
    for old, new in _pairs(before, after):
        one = _difference(old, new, before, after)
        if one is None:
            continue
        if all(record is None or record.is_unjudged for record in (old, new)):
            unjudged[one.change] += 1
        else:
            listed.append(one)
    listed.sort(key=lambda one: (order[one.kind], one.label.casefold(), one.id))
    return EditionDifference(before.title, after.title, tuple(listed), unjudged)


def _pairs(before: RegisterState, after: RegisterState) -> Iterator[tuple[Record | None, Record | None]]:
    """Each record with what it was before; a link with the one it carries on, so that this is not told as removed."""
    gone_on: set[tuple[RecordKind, str]] = set()
    for key, new in after.records.items():
        old = before.records.get(key)
        if old is None:
            held = [(new.kind, name) for name in new.earlier if (new.kind, name) in before.records]
            gone_on.update(held)
            old = before.records[held[0]] if held else None
        yield old, new
    for key, old in before.records.items():
        if key not in after.records and key not in gone_on:
            yield old, None


def _difference(
    old: Record | None, new: Record | None, before: RegisterState, after: RegisterState
) -> Difference | None:
    """What differs; None where nothing does."""
    shown = new or old
    fields = _changed_fields(old.fields if old else {}, new.fields if new else {})
    is_continued = old is not None and new is not None and old.id != new.id
    if shown is None or (old and new and not fields and not is_continued):
        return None
    return Difference(
        shown.kind,
        shown.id,
        shown.label,
        _change(old, new),
        fields,
        _because(old, new, before, after),
        _continued(new, before) if new and is_continued else (),
    )


def _change(old: Record | None, new: Record | None) -> DifferenceKind:
    if old is None:
        return DifferenceKind.ADDED
    if new is None:
        return DifferenceKind.REMOVED
    return DifferenceKind.CARRIED_OVER if old.period != new.period else DifferenceKind.CHANGED


def _continued(new: Record, before: RegisterState) -> tuple[str, ...]:
    """What the links are called that go on in this one, the one that says most first."""
    held = (before.records.get((new.kind, name)) for name in new.earlier)
    return tuple(dict.fromkeys(record.label for record in held if record is not None))


def _because(
    old: Record | None, new: Record | None, before: RegisterState, after: RegisterState
) -> tuple[Because, ...]:
    """The judgements that are new and what the log tells of the record, oldest first."""
    was, now = set(old.because if old else ()), set(new.because if new else ())
    found = [one for one in (new.because if new else ()) if one not in was]
    if before.last_change > after.last_change:  # told backwards: what is not yet so in the older state
        found += [one for one in (old.because if old else ()) if one not in now]
    records = [record for record in (old, new) if record]
    logs = (before.log, after.log)
    found += [o for r in records for trace in r.traces for log in logs for o in log.get(trace, ())]
    if not found:
        found = [o for r in records for trace in r.wider for log in logs for o in log.get(trace, ())]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.at))


def _changed_fields(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    pairs = {name: (old.get(name, ""), new.get(name, "")) for name in {**old, **new}}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
