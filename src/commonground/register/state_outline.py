"""The state being read as sketches of its records, and the records of some of them in full."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator
from typing import Protocol, TypeVar

from commonground.analysis.difference_outline import Key, Sketch, Sketches
from commonground.analysis.edition_difference import Record, RecordKind
from commonground.register.fact_records import SKETCHED, fact_sketches, few_records, records_of
from commonground.register.link_records import link_records, link_sketches
from commonground.register.state_records import document_records, worked_records

T = TypeVar("T")


class Keep(Protocol):
    """How what is worked out of a state is kept while that state lasts, as `api.derived.derived` does."""

    def __call__(self, name: str, make: Callable[[], T], *parts: Hashable, of_facts: bool = False) -> T:
        """What `make` gives, or gave before."""
        ...


def make_anew(name: str, make: Callable[[], T], *parts: Hashable, of_facts: bool = False) -> T:
    """Nothing is kept."""
    return make()


def outline_state(language: str, keep: Keep = make_anew) -> Sketches:
    """Sketches of all records of the state that is being read."""
    few = keep("outline-few", lambda: _whole(_few(language)), language, of_facts=True)
    many = keep("outline-many", _many, of_facts=True)
    links = keep("outline-links", lambda: {RecordKind.LINK: dict(link_sketches())})
    worked = keep("outline-worked", lambda: _whole(worked_records(language)), language)
    return {**worked, **links, **few, **many}


def read_records(sketches: Collection[tuple[Key, Sketch]], language: str) -> Iterator[Record]:
    """The records of these sketches in full, of the state that is being read."""
    rows: dict[RecordKind, list[int]] = {}
    for (kind, _name), sketch in sketches:
        if sketch.whole is not None:
            yield sketch.whole
        elif sketch.row is not None:
            rows.setdefault(kind, []).append(sketch.row)
    for kind, numbers in rows.items():
        yield from link_records(numbers) if kind is RecordKind.LINK else records_of(kind, language, numbers)


def _few(language: str) -> Iterator[Record]:
    yield from few_records(language)
    yield from document_records()


def _many() -> Sketches:
    return {kind: dict(fact_sketches(kind)) for kind in SKETCHED}


def _whole(records: Iterator[Record]) -> Sketches:
    found: dict[RecordKind, dict[str, Sketch]] = {}
    for one in records:
        mark = hash(frozenset((name, text) for name, text in one.fields.items() if text))
        found.setdefault(one.kind, {})[one.id] = Sketch(one.label, mark, whole=one)
    return found
