"""What becomes of Questions and bodies when a study period ends, and the rules that a record of it keeps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from commonground.errors import Said


class SuccessionKind(StrEnum):
    """What becomes of a Question or body. Stored in registers: never rename a value."""

    CONTINUED = "continued"  # under its own number
    RENUMBERED = "renumbered"
    MERGED = "merged"  # with others, into one
    SPLIT = "split"  # into several
    CLOSED = "closed"  # nothing carries it on


ALONE = frozenset({SuccessionKind.CONTINUED, SuccessionKind.RENUMBERED, SuccessionKind.CLOSED})


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """One row of a record: a merger is a row for each predecessor, a split one for each successor."""

    kind: SuccessionKind
    predecessor: str  # "ITU-D Q1/1", or the id of a body
    predecessor_period: str
    successor: str = ""
    successor_period: str = ""
    title: str = ""  # of the successor, where the register does not hold it yet
    reason: str = ""
    source: str = ""
    start: int | None = None  # years of the successor's study period, where the register does not hold it yet
    end: int | None = None
    place: str = ""  # where the row stands: "row 3"

    @property
    def before(self) -> str:
        """The predecessor with its period, unique through time."""
        return f"{self.predecessor}@{self.predecessor_period}"

    @property
    def after(self) -> str:
        """The successor with its period; "" for what was closed."""
        return f"{self.successor}@{self.successor_period}" if self.successor else ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: where, in which field, what, and what to do."""

    place: str
    field: str
    message: Said
    advice: Said | None = None

    @property
    def said(self) -> Said:
        """All of it in one line; what is wrong and what to do are said in other languages, the place is not."""
        line = "%(place)s, %(field)s: %(message)s" + (" (%(advice)s)" if self.advice else "")
        return Said(line, place=self.place, field=self.field, message=self.message, advice=self.advice)

    def __str__(self) -> str:
        return self.said


def faults_of(rows: Sequence[SuccessionRow], held: Iterable[tuple[str, str]] = ()) -> tuple[Fault, ...]:
    """All that is wrong with the rows among themselves, and with what was recorded earlier (`held`: before, after).

    A continued, renumbered or closed work has one row; a merger has two rows or more with one successor, a split two or
    more with one predecessor; what was closed has no successor; nothing succeeds itself, through however many steps.
    """
    known = tuple(held)
    found = [fault for row in rows for fault in _alone(row)]
    found += _together(rows)
    found += _again(rows, known)
    if not found:
        found += _cycles(rows, known)
    return tuple(found)


def _alone(row: SuccessionRow) -> Iterator[Fault]:
    """What is wrong with one row by itself."""
    if not row.predecessor:
        yield Fault(row.place, "predecessor", Said("is empty"), Said("name the Question or body that ends"))
    if not row.predecessor_period:
        yield Fault(
            row.place, "predecessor_period", Said("is empty"), Said("name the study period that ends")
        )
    if row.kind is SuccessionKind.CLOSED:
        if row.successor or row.successor_period:
            yield Fault(
                row.place,
                "successor",
                Said("what was closed has no successor"),
                Said("leave it empty, or name another kind"),
            )
        return
    if not row.successor:
        yield Fault(row.place, "successor", Said("is empty"), Said("name what carries it on, or say closed"))
    if not row.successor_period:
        yield Fault(
            row.place, "successor_period", Said("is empty"), Said("name the study period that begins")
        )
    if row.before == row.after:
        yield Fault(
            row.place,
            "successor",
            Said("%(work)s cannot succeed itself", work=row.before),
            Said("name the later study period"),
        )
    same = row.predecessor == row.successor
    if row.kind is SuccessionKind.CONTINUED and row.successor and not same:
        yield Fault(
            row.place,
            "kind",
            Said("%(work)s has another number afterwards", work=row.predecessor),
            Said("say renumbered"),
        )
    if row.kind is SuccessionKind.RENUMBERED and same:
        yield Fault(
            row.place, "kind", Said("%(work)s keeps its number", work=row.predecessor), Said("say continued")
        )


def _together(rows: Sequence[SuccessionRow]) -> Iterator[Fault]:
    """What is wrong with the number of rows that name one work."""
    before = Counter(row.before for row in rows)
    after = Counter(row.after for row in rows if row.after)
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row.before, row.after) in seen:
            yield Fault(
                row.place,
                "successor",
                Said("%(work)s to %(successor)s stands twice", work=row.before, successor=row.after)
                if row.after
                else Said("the row that closes %(work)s stands twice", work=row.before),
                Said("keep one"),
            )
            continue
        seen.add((row.before, row.after))
        if row.kind in ALONE and before[row.before] > 1:
            yield Fault(
                row.place,
                "predecessor",
                Said("%(work)s has several rows but is %(kind)s here", work=row.before, kind=row.kind),
                Said("say split"),
            )
        if row.kind in ALONE and row.after and after[row.after] > 1:
            yield Fault(
                row.place,
                "successor",
                Said("%(work)s has several rows but is %(kind)s here", work=row.after, kind=row.kind),
                Said("say merged"),
            )
        if row.kind is SuccessionKind.MERGED and row.after and after[row.after] < 2:
            yield Fault(
                row.place,
                "kind",
                Said("a merger needs two rows with the successor %(work)s", work=row.after),
                Said("add the other predecessor, or say renumbered"),
            )
        if row.kind is SuccessionKind.SPLIT and before[row.before] < 2:
            yield Fault(
                row.place,
                "kind",
                Said("a split needs two rows with the predecessor %(work)s", work=row.before),
                Said("add the other successor, or say renumbered"),
            )


def _again(rows: Sequence[SuccessionRow], held: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    recorded: dict[str, list[str]] = defaultdict(list)
    for before, after in held:
        recorded[before].append(after or "closed")
    for row in rows:
        if row.before in recorded:
            told = ", ".join(recorded[row.before])
            yield Fault(
                row.place,
                "predecessor",
                Said("what became of %(work)s is recorded already: %(fates)s", work=row.before, fates=told),
                Said("leave it out"),
            )


def _cycles(rows: Sequence[SuccessionRow], held: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    """Every row that closes a circle, with the chain that leads back to it."""
    later: dict[str, list[str]] = defaultdict(list)
    for before, after in held:
        later[before].append(after)
    for row in rows:
        chain = _path(later, row.after, row.before) if row.after else None
        if chain:
            told = " > ".join((row.before, *chain))
            yield Fault(
                row.place,
                "successor",
                Said("the succession leads back to where it began: %(chain)s", chain=told),
                Said("break it"),
            )
        later[row.before].append(row.after)


def _path(later: dict[str, list[str]], start: str, goal: str) -> list[str] | None:
    """A way from one work to the other; None where there is none."""
    came_from: dict[str, str] = {start: ""}
    waiting = [start]
    while waiting:
        one = waiting.pop()
        if one == goal:
            path = [one]
            while came_from[path[-1]]:
                path.append(came_from[path[-1]])
            return path[::-1]
        for other in later.get(one, ()):
            if other and other not in came_from:
                came_from[other] = one
                waiting.append(other)
    return None
