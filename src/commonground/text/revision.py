"""Read the revision after an instrument's number: "(Rev. Busan, 2014)", "(RA-19)", "（2014年，釜山，修订版）"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commonground.domain.profile import Gathering
    from commonground.text.grammar import ReferenceGrammar

_BRACKET = re.compile(r"[ \t\n\u200f]{0,20}[(\[]([^()\[\]]{2,90})[)\]]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class RevisionMention:
    """A revision as printed: where it ends, how it is written in English, and what it says of the adopter."""

    end: int
    label: str
    bodies: tuple[str, ...]  # that may have adopted it, by its place and year
    year: int | None


def read_revision(text: str, place: int, grammar: ReferenceGrammar) -> RevisionMention | None:
    """The revision in brackets at the place, None when the brackets hold something else."""
    bracket = _BRACKET.match(text, place)
    if bracket is None:
        return None
    inside = bracket.group(1)
    marked = grammar.revision_marker.search(inside)
    meeting = grammar.conference.search(inside) if grammar.conference else None
    if meeting is not None:
        body = grammar.conferences[meeting.group("code")]
        year = meeting.group("year")
        label = f"{'Rev.' if marked else ''}{body}-{year[-2:]}"
        number = int(year) if len(year) == 4 else 1900 + int(year) + (100 if int(year) < 70 else 0)
        return RevisionMention(bracket.end(), label, (body,), number)
    found = _YEAR.search(inside)
    year_printed = int(found.group()) if found else None
    rows = _gatherings(inside, grammar)
    if not rows:
        if marked and year_printed:
            return RevisionMention(bracket.end(), " ".join(inside.split()), (), year_printed)
        return None
    if year_printed is None and not marked:
        return None
    fitting = [row for row in rows if row.year == year_printed] or list(rows)
    bodies = tuple(dict.fromkeys(row.body for row in fitting))
    label = f"{'Rev. ' if marked else ''}{rows[0].place}"
    return RevisionMention(
        bracket.end(), f"{label}, {year_printed}" if year_printed else label, bodies, year_printed
    )


def _gatherings(inside: str, grammar: ReferenceGrammar) -> tuple[Gathering, ...]:
    lowered = inside.casefold()
    return next((rows for place, rows in grammar.gatherings.items() if place in lowered), ())
