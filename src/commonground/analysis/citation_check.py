"""Whether a cited Question or revision exists, as far as a profile can tell; doubt is graded, never hidden."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from commonground.analysis.entity import EntityIndex
from commonground.domain.instrument import Instrument, Revision
from commonground.domain.organization import Question
from commonground.errors import Said
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
    """What is wrong or not known of a citation, in sentences; how grave; and the mend."""

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
        return None if known else _not_known(entity, Said("%(id)s is not known here.", id=entity))
    period = index.profile.period_of(sector, year)
    if period is None:
        why = Said(
            "%(id)s is not known here for %(year)s: no study period of %(sector)s holds that year.",
            id=entity,
            year=year,
            sector=sector,
        )
        return None if known else _not_known(entity, why)
    if any(question.period == period.label for question in known):
        return None
    numbers = _known_numbers(entity, period.label, index)
    parts = index.number_of(entity)
    if not numbers or parts is None or not parts[0].isdigit():
        few = Said(
            "%(id)s is not known here for %(period)s: the profile has few Questions of that group and period.",
            id=entity,
            period=period.label,
        )
        return _not_known(entity, few, known)
    highest = max(numbers)
    is_complete = numbers == set(range(1, highest + 1)) and highest > 1
    if not is_complete:
        gaps = Said(
            "%(id)s is not known here for %(period)s: "
            "of the Questions of that group and period the profile knows only %(number)s.",
            id=entity,
            period=period.label,
            number=len(numbers),
        )
        return _not_known(entity, gaps, known)
    return Doubt(
        "unknown-question",
        Severity.ERROR,
        _with_periods(
            Said(
                "%(id)s does not exist in %(period)s: the group's Questions then were Q1 to Q%(highest)s.",
                id=entity,
                period=period.label,
                highest=highest,
            ),
            known,
        ),
        Said("correct the number, or name the study period that %(id)s belongs to", id=entity),
    )


def _not_known(entity: str, why: str, known: Sequence[Question] = ()) -> Doubt:
    return Doubt(
        "unknown-question",
        Severity.NOTE,
        _with_periods(why, known),
        Said(
            "check %(id)s against the group's list of Questions, and add it to the profile if it exists",
            id=entity,
        ),
    )


def _with_periods(why: str, known: Sequence[Question]) -> str:
    """What is wrong, with the periods in which the Question is known."""
    if not known:
        return why
    others = Said("It is known in %(periods)s.", periods=", ".join(question.period for question in known))
    return f"{why} {others}"


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
                Said(
                    "%(id)s has no revision (%(revision)s): %(body)s did not meet in %(year)s.",
                    id=entity,
                    revision=label,
                    body=instrument.body,
                    year=year,
                ),
                Said("cite one of the revisions known here: %(known)s", known=known),
            )
        if not is_place:
            where = ", ".join(dict.fromkeys(g.place for g in held if g.place))
            return Doubt(
                "unknown-revision",
                Severity.ERROR,
                Said(
                    "%(id)s has no revision (%(revision)s): %(body)s met at %(place)s in %(year)s.",
                    id=entity,
                    revision=label,
                    body=instrument.body,
                    place=where,
                    year=year,
                ),
                Said("correct the place or the year; revisions known here: %(known)s", known=known),
            )
    return Doubt(
        "unknown-revision",
        Severity.NOTE,
        Said("The revision (%(revision)s) of %(id)s is not known here.", revision=label, id=entity),
        Said("check it; revisions known here: %(known)s", known=known),
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
    in_force = Said(
        "%(id)s is cited as (%(revision)s), "
        "but a newer revision was in force when the document was written: %(latest)s."
    )
    since = Said("%(id)s is cited as (%(revision)s), but it was revised since: %(latest)s.")
    return Doubt(
        "outdated-revision",
        Severity.WARNING if then else Severity.NOTE,
        Said(in_force if then else since, id=entity, revision=label, latest=latest.label),
        Said("cite %(id)s (%(revision)s)", id=entity, revision=latest.label),
    )
