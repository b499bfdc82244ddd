"""The list of areas that follows from adopted resolutions, by the rule in use since 2023.

An area is of mutual interest if a resolution of the highest conference asks for coordination between the Sectors on
it, or if a resolution of the highest conference and one of at least one Sector share its theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonground.domain.area import Area, ListEntry
from commonground.domain.instrument import Instrument, InstrumentKind, Revision
from commonground.matching.word import fold_text

HIGHEST_BODY = "PP"
_SUPPRESSED_YEAR = re.compile(r"(?:\b(\d{4})\b|-(\d{2})\b)")


@dataclass(frozen=True, slots=True)
class Support:
    """One resolution that speaks for an area: the revision in force, and the older text it carries on, if any."""

    instrument: str
    revision: str
    title: str
    sector: str
    asks_coordination: bool = False
    carries: str = ""  # a suppressed instrument whose provisions live on in this one

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {
            "instrument": self.instrument,
            "revision": self.revision,
            "title": self.title,
            "sector": self.sector,
            "asks_coordination": self.asks_coordination,
            "carries": self.carries,
        }


@dataclass(frozen=True, slots=True)
class DerivedArea:
    """An area with all resolutions seen on it, why it is in the list, or what was not seen."""

    label: str
    reason: str
    is_derived: bool
    highest: tuple[Support, ...] = ()  # of the plenipotentiary conference
    sector_level: tuple[Support, ...] = ()
    listed_as: tuple[str, ...] = ()  # keys of list entries
    missing: tuple[str, ...] = ()

    @property
    def sectors(self) -> tuple[str, ...]:
        """The Sectors that have a resolution on the area."""
        return tuple(sorted({support.sector for support in self.sector_level}))

    @property
    def is_listed(self) -> bool:
        """Whether a printed list has the area."""
        return bool(self.listed_as)

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {
            "label": self.label,
            "derived": self.is_derived,
            "listed": self.is_listed,
            "reason": self.reason,
            "highest": [support.to_json() for support in self.highest],
            "sector_level": [support.to_json() for support in self.sector_level],
            "sectors": list(self.sectors),
            "listed_as": list(self.listed_as),
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True)
class Derivation:
    """Every area, derived or listed, and the difference between the two."""

    areas: tuple[DerivedArea, ...]
    as_of_year: int | None = None

    @property
    def derived_and_listed(self) -> tuple[DerivedArea, ...]:
        """Follows from the rule and stands in a list."""
        return tuple(area for area in self.areas if area.is_derived and area.is_listed)

    @property
    def derived_not_listed(self) -> tuple[DerivedArea, ...]:
        """Follows from the rule but stands in no list."""
        return tuple(area for area in self.areas if area.is_derived and not area.is_listed)

    @property
    def listed_not_derived(self) -> tuple[DerivedArea, ...]:
        """Stands in a list, but what the rule needs was not seen here."""
        return tuple(area for area in self.areas if area.is_listed and not area.is_derived)

    def to_json(self) -> dict[str, Any]:
        """As printed in JSON."""
        return {
            "as_of_year": self.as_of_year,
            "areas": [area.to_json() for area in self.areas],
            "derived_and_listed": [area.label for area in self.derived_and_listed],
            "derived_not_listed": [area.label for area in self.derived_not_listed],
            "listed_not_derived": [area.label for area in self.listed_not_derived],
        }


def _suppressed_in(revision: Revision) -> int | None:
    # The year of suppression; 0 when the status says suppressed without a year.
    if not revision.status.casefold().startswith("suppressed"):
        return None
    match = _SUPPRESSED_YEAR.search(revision.status)
    if match is None:
        return 0
    return int(match[1]) if match[1] else 2000 + int(match[2])


def _known_by(instrument: Instrument, year: int | None) -> list[Revision]:
    return [r for r in instrument.revisions if year is None or r.year is None or r.year <= year]


def _in_force(instrument: Instrument, year: int | None) -> Revision | None:
    known = _known_by(instrument, year)
    if not known:
        return None
    suppressed = _suppressed_in(known[-1])
    if suppressed is None or (year is not None and suppressed > year):
        return known[-1]
    return None


def _heir(instrument: Instrument, by_id: Mapping[str, Instrument], year: int | None) -> Instrument | None:
    # Follows "carried into" to the first instrument in force; a circle leads nowhere.
    walked = {instrument.id}
    current: Instrument | None = instrument
    while current is not None and _in_force(current, year) is None:
        following = current.carried_into
        current = by_id.get(following) if following and following not in walked else None
        walked.add(following or "")
    return current


def _supports(
    instruments: Sequence[Instrument], highest: str, year: int | None
) -> Iterator[tuple[str, Support]]:
    by_id = {instrument.id: instrument for instrument in instruments}
    for instrument in instruments:
        if instrument.kind not in {InstrumentKind.RESOLUTION, InstrumentKind.DECISION}:
            continue
        heir = _heir(instrument, by_id, year)
        current = _in_force(heir, year) if heir else None
        if heir is None or current is None:
            continue
        known = _known_by(instrument, year)
        for area in dict.fromkeys(label for revision in known for label in revision.areas):
            asks = any(r.asks_coordination for r in known if area in r.areas)
            carries = "" if heir.id == instrument.id else instrument.id
            yield area, Support(heir.id, current.label, current.title, heir.sector, asks, carries)


@dataclass(slots=True)
class _Subject:
    label: str
    listed_as: list[str]
    highest: list[Support]
    sector_level: list[Support]


def _subjects(listed: Iterable[ListEntry | Area]) -> tuple[list[_Subject], dict[str, _Subject]]:
    subjects: list[_Subject] = []
    by_name: dict[str, _Subject] = {}
    for item in listed:
        if isinstance(item, Area):
            texts = [entry.text for entry in item.entries]
            names = [*item.labels.values(), *texts]
            label = item.labels.get("en") or next(iter(item.labels.values()), item.id)
            keys = [entry.key for entry in item.entries]
        else:
            names, label, keys = [item.text], item.text, [item.key]
        subject = next((by_name[n] for name in names if (n := fold_text(name)) in by_name), None)
        if subject is None:
            subject = _Subject(label, [], [], [])
            subjects.append(subject)
        subject.listed_as += keys
        for name in names:
            by_name.setdefault(fold_text(name), subject)
    return subjects, by_name


def _add_supports(
    subjects: list[_Subject], by_name: dict[str, _Subject], found: Iterable[tuple[str, Support]], highest: str
) -> None:
    for label, support in found:
        name = fold_text(label)
        if name not in by_name:
            by_name[name] = _Subject(label, [], [], [])
            subjects.append(by_name[name])
        subject = by_name[name]
        is_highest = support.instrument.split(" ", 1)[0] == highest
        supports = subject.highest if is_highest else subject.sector_level
        if support not in supports:
            supports.append(support)


def _conclude(subject: _Subject, highest: str, sectors: frozenset[str]) -> DerivedArea:
    level = tuple(support for support in subject.sector_level if support.sector in sectors)
    asking = [support for support in subject.highest if support.asks_coordination]
    missing: list[str] = []
    is_derived = True
    if asking:
        reason = f"{asking[0].instrument} ({asking[0].revision}) asks for coordination between the Sectors"
        if level:
            reason += f"; resolutions of {_joined(support.sector for support in level)} share the theme"
    elif subject.highest and level:
        first = subject.highest[0]
        reason = (
            f"{first.instrument} ({first.revision}) and "
            f"{_joined(f'{s.instrument} ({s.revision})' for s in level)} share the theme"
        )
    else:
        is_derived = False
        if not subject.highest:
            missing.append(f"no {highest} resolution known here")
        if not level:
            missing.append("no Sector resolution known here")
        reason = "not derived: " + ", ".join(missing) + "; the resolutions known here are not all there are"
    return DerivedArea(
        subject.label,
        reason[0].upper() + reason[1:] + ".",
        is_derived,
        tuple(subject.highest),
        level,
        tuple(dict.fromkeys(subject.listed_as)),
        tuple(missing),
    )


def _joined(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(names))
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + " and " + listed[-1]


def derive_areas(
    instruments: Sequence[Instrument],
    listed: Sequence[ListEntry | Area],
    *,
    as_of_year: int | None = None,
    highest: str = HIGHEST_BODY,
) -> Derivation:
    """Per area: whether the rule puts it in, by which resolutions, and how that compares with the printed lists.

    With `as_of_year` only what was adopted by then counts, and what was suppressed later still counts. A suppressed
    resolution speaks through the one its provisions were carried into, else not at all. Listed areas come first,
    in their order; then those only derived; an area of a single resolution that stands in no list is not shown.
    """
    subjects, by_name = _subjects(listed)
    _add_supports(subjects, by_name, _supports(instruments, highest, as_of_year), highest)
    own = {instrument.sector for instrument in instruments if instrument.body == highest}
    sectors = frozenset(instrument.sector for instrument in instruments) - own
    areas = (_conclude(subject, highest, sectors) for subject in subjects)
    return Derivation(tuple(area for area in areas if area.is_listed or area.is_derived), as_of_year)
