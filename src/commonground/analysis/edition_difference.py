"""What changed between two states of a register: added, removed, changed, why, and by whose judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RecordKind(StrEnum):
    """What sort of record is compared, in the order of reports."""

    AREA = "area"
    CELL = "cell"  # of a theme's matrix
    LINK = "link"
    EXAMINATION = "examination"
    BODY = "body"
    QUESTION = "question"
    INSTRUMENT = "instrument"
    DOCUMENT = "document"


class DifferenceKind(StrEnum):
    """What became of a record."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Because:
    """One judgement that led to a change: whose, in which role, when, and the reason as far as it may be shown."""

    sector: str  # "" is the secretariat as a whole
    role: str
    at: str  # ISO 8601, UTC
    verdict: str
    reason: str = ""
    liaison_statement: str = ""

    def to_json(self) -> dict[str, str]:
        """As printed by `edition diff --format json`."""
        return {
            "sector": self.sector,
            "role": self.role,
            "at": self.at,
            "verdict": self.verdict,
            "reason": self.reason,
            "liaison_statement": self.liaison_statement,
        }


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a state: its id, what people call it, its fields as texts, and the judgements it rests on."""

    kind: RecordKind
    id: str
    label: str
    fields: Mapping[str, str] = field(default_factory=dict)
    because: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterState:
    """All records of one state of a register, by kind and id."""

    name: str  # of the edition, or the moment as it was named
    at: str  # ISO 8601, UTC
    records: Mapping[tuple[RecordKind, str], Record]

    @classmethod
    def of(cls, name: str, at: str, records: Sequence[Record]) -> RegisterState:
        """A state of these records; of two with one id the later counts."""
        return cls(name, at, {(record.kind, record.id): record for record in records})


@dataclass(frozen=True, slots=True)
class Difference:
    """One record that differs: fields as (before, after), and the judgements that are new."""

    kind: RecordKind
    id: str
    label: str
    change: DifferenceKind
    fields: Mapping[str, tuple[str, str]]
    because: tuple[Because, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As printed by `edition diff --format json`."""
        return {
            "kind": str(self.kind),
            "id": self.id,
            "label": self.label,
            "change": str(self.change),
            "fields": {name: list(pair) for name, pair in self.fields.items()},
            "because": [one.to_json() for one in self.because],
        }


@dataclass(frozen=True, slots=True)
class EditionDifference:
    """Everything that differs between two states, in the order of the kinds and then of the labels."""

    before: str
    after: str
    before_at: str
    after_at: str
    differences: tuple[Difference, ...]

    def counts(self) -> dict[RecordKind, dict[DifferenceKind, int]]:
        """How many of each kind were added, removed and changed; kinds without a difference are left out."""
        found: dict[RecordKind, dict[DifferenceKind, int]] = {}
        for one in self.differences:
            of_kind = found.setdefault(one.kind, dict.fromkeys(DifferenceKind, 0))
            of_kind[one.change] += 1
        return found

    def to_json(self) -> dict[str, Any]:
        """As printed by `edition diff --format json`."""
        return {
            "before": {"name": self.before, "at": self.before_at},
            "after": {"name": self.after, "at": self.after_at},
            "counts": {
                str(kind): {str(change): n for change, n in of_kind.items()}
                for kind, of_kind in self.counts().items()
            },
            "differences": [one.to_json() for one in self.differences],
        }


def compare_states(before: RegisterState, after: RegisterState) -> EditionDifference:
    """What differs from the one state to the other."""
    order = {kind: place for place, kind in enumerate(RecordKind)}
    found = sorted(
        _differences(before, after), key=lambda one: (order[one.kind], one.label.casefold(), one.id)
    )
    return EditionDifference(before.name, after.name, before.at, after.at, tuple(found))


def _differences(before: RegisterState, after: RegisterState) -> Iterator[Difference]:
    for key in {**before.records, **after.records}:
        old, new = before.records.get(key), after.records.get(key)
        fields = _changed_fields(old.fields if old else {}, new.fields if new else {})
        shown = new or old
        if shown is None or (old and new and not fields):
            continue
        change = (
            DifferenceKind.CHANGED if old and new else DifferenceKind.ADDED if new else DifferenceKind.REMOVED
        )
        known = set(old.because) if old else set()
        because = tuple(one for one in (new.because if new else ()) if one not in known)
        yield Difference(shown.kind, shown.id, shown.label, change, fields, because)


def _changed_fields(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    pairs = {name: (old.get(name, ""), new.get(name, "")) for name in {**old, **new}}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
