"""Whether a cited Question or revision exists, as far as a profile can tell; doubt is graded, never hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from commonground.analysis.entity import EntityIndex
from commonground.domain.instrument import Instrument, Revision
from commonground.matching.word import fold_text

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_SHORT_YEAR = re.compile(r"-(\d{2})(?!\d)")
_PLACE = re.compile(r"(?:rev\.?\s*)?([^\W\d_][^,()\d]*?)\s*,\s*(?:19|20)\d{2}")
_SHORT_CENTURY = 80  # "-95" is 1995, "-19" is 2019


class Severity(StrEnum):
    """How sure and how grave a slip is. Printed in JSON: never rename a value."""

    ERROR = "error"  # wrong by what the profile surely knows
    WARNING = "warning"  # very likely wrong
    NOTE = "note"  # incomplete, or not known here


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong or not known of a citation, how grave, and the mend."""

    code: str
    severity: Severity
    message: str
    suggestion: str


def year_of(label: str) -> int | None:
    """The year in a revision's label.

    >>> year_of("Rev. Busan, 2014"), year_of("RA-19"), year_of("Rev.WRC-97"), year_of("")
    (2014, 2019, 1997, None)
    """
    match = _YEAR.search(label)
    if match:
        return int(match[1])
    short = _SHORT_YEAR.search(label)
    if short is None:
        return None
    number = int(short[1])
    return (1900 if number >= _SHORT_CENTURY else 2000) + number


def place_of(label: str) -> str:
    """The place in a revision's label, folded: "busan" of "Rev. Busan, 2014"; empty when it has none."""
    match = _PLACE.search(fold_text(label))
    return match[1].strip() if match else ""


def doubt_question(entity: str, year: int | None, index: EntityIndex) -> Doubt | None:
    """None when the profile knows the Question in the period of the year; otherwise what is doubtful.

    A gap in what the profile knows of the group makes it "not known here", a note; a Question beyond a complete
    row of known ones is an error.
    """
    sector = index.sector_of(entity)
    known = index.questions.get(entity, ())
    if year is None or sector is None:
        return None if known else _not_known(entity, "any period", "the profile has no such Question")
    period = index.profile.period_of(sector, year)
    if period is None:
        return None if known else _not_known(entity, str(year), f"no study period of {sector} holds {year}")
    if any(question.period == period.label for question in known):
        return None
    numbers = _known_numbers(entity, period.label, index)
    parts = index.number_of(entity)
    others = ", ".join(question.period for question in known)
    elsewhere = f"; it is known in {others}" if others else ""
    if not numbers or parts is None or not parts[0].isdigit():
        return _not_known(
            entity, period.label, f"the profile has few Questions of that group and period{elsewhere}"
        )
    highest = max(numbers)
    is_complete = numbers == set(range(1, highest + 1)) and highest > 1
    if not is_complete:
        held = f"the profile knows only {len(numbers)} Questions of that group and period"
        return _not_known(entity, period.label, f"{held}{elsewhere}")
    return Doubt(
        "unknown-question",
        Severity.ERROR,
        f"{entity} does not exist in {period.label}: the group's Questions then were Q1 to Q{highest}{elsewhere}",
        f"correct the number, or name the study period that {entity} belongs to",
    )


def _not_known(entity: str, period: str, why: str) -> Doubt:
    return Doubt(
        "unknown-question",
        Severity.NOTE,
        f"{entity} is not known here for {period}: {why}",
        f"check {entity} against the group's list of Questions, and add it to the profile if it exists",
    )


def _known_numbers(entity: str, period: str, index: EntityIndex) -> set[int]:
    group = index.group_of(entity)
    found = set()
    for question in index.profile.questions:
        if question.body == group and question.period == period:
            parts = index.number_of(question.id)
            if parts and parts[0].isdigit():
                found.add(int(parts[0]))
    return found


def matching_revision(instrument: Instrument, label: str) -> Revision | None:
    """The known revision that a printed label means, by its words or by its year and place."""
    folded, year, place = fold_text(label), year_of(label), place_of(label)
    for revision in instrument.revisions:
        if fold_text(revision.label) == folded:
            return revision
    for revision in instrument.revisions:
        known_year = revision.year if revision.year is not None else year_of(revision.label)
        known_place = place_of(revision.label)
        is_same_place = not place or not known_place or place in known_place or known_place in place
        if year is not None and known_year == year and is_same_place:
            return revision
    return None


def doubt_revision(entity: str, label: str, index: EntityIndex) -> Doubt | None:
    """None when the printed revision exists as far as known here; otherwise what is doubtful."""
    instrument = index.instruments.get(entity)
    if instrument is None or not label or matching_revision(instrument, label):
        return None
    known = "; ".join(revision.label for revision in instrument.revisions)
    year, place = year_of(label), place_of(label)
    sessions = [g for g in index.profile.gatherings if g.body == instrument.body]
    if year is not None and sessions:
        held = [g for g in sessions if g.year == year]
        is_place = not place or any(
            fold_text(name) == place for g in held for name in (g.place, *g.places.values(), g.code) if name
        )
        if not held:
            return Doubt(
                "unknown-revision",
                Severity.ERROR,
                f"{entity} has no revision ({label}): {instrument.body} did not meet in {year}",
                f"cite one of the revisions known here: {known}",
            )
        if not is_place:
            where = ", ".join(dict.fromkeys(g.place for g in held if g.place))
            return Doubt(
                "unknown-revision",
                Severity.ERROR,
                f"{entity} has no revision ({label}): {instrument.body} met at {where} in {year}",
                f"correct the place or the year; revisions known here: {known}",
            )
    return Doubt(
        "unknown-revision",
        Severity.NOTE,
        f"the revision ({label}) of {entity} is not known here",
        f"check it; revisions known here: {known}",
    )


def doubt_age(entity: str, label: str, year: int | None, index: EntityIndex) -> Doubt | None:
    """A newer revision than the printed one, if the profile knows one; a warning if it was out before the year."""
    instrument = index.instruments.get(entity)
    current = matching_revision(instrument, label) if instrument and label else None
    if instrument is None or current is None:
        return None
    printed_year = current.year or year_of(current.label)
    if printed_year is None:
        return None
    newer = [r for r in instrument.revisions if r.year is not None and r.year > printed_year]
    if not newer:
        return None
    then = [r for r in newer if year is not None and r.year is not None and r.year <= year - 1]
    latest = (then or newer)[-1]
    severity = Severity.WARNING if then else Severity.NOTE
    when = "a newer revision was in force when the document was written" if then else "it was revised since"
    return Doubt(
        "outdated-revision",
        severity,
        f"{entity} is cited as ({label}), but {when}: {latest.label}",
        f"cite {entity} ({latest.label})",
    )
