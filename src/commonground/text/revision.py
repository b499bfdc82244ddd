"""Read the revision after an instrument's number: "(Rev. Busan, 2014)", "(RA-19)", "（2014年，釜山，修订版）"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from commonground.domain.profile import Gathering
    from commonground.text.grammar import ReferenceGrammar

_BRACKET = re.compile(r"[ \t\n\u200f]{0,20}[(\[]([^()\[\]]{2,90})[)\]]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Revision(NamedTuple):
    """How a revision is written in English, and what it says of the adopter."""

    label: str
    bodies: tuple[str, ...]  # that may have adopted it, by its place and year
    year: int | None


class RevisionMention(NamedTuple):
    """A revision as printed: where it ends, and what it says."""

    end: int
    label: str
    bodies: tuple[str, ...]
    year: int | None


class RevisionReader:
    """Reads the revisions of one text; remembers the brackets it has read."""

    def __init__(self, text: str, grammar: ReferenceGrammar) -> None:
        self._text = text
        self._grammar = grammar
        self._seen: dict[str, Revision | None] = {}

    def read(self, place: int) -> RevisionMention | None:
        """The revision in brackets at the place, None when the brackets hold something else."""
        bracket = _BRACKET.match(self._text, place)
        if bracket is None:
            return None
        inside = bracket.group(1)
        if inside not in self._seen:
            self._seen[inside] = _revision(inside, self._grammar)
        found = self._seen[inside]
        return RevisionMention(bracket.end(), *found) if found is not None else None


def _revision(inside: str, grammar: ReferenceGrammar) -> Revision | None:
    """What stands in brackets, read as revision."""
    marked = grammar.revision_marker.search(inside)
    meeting = grammar.conference.search(inside) if grammar.conference else None
    if meeting is not None:
        body = grammar.conferences[meeting.group("code")]
        year = meeting.group("year")
        number = int(year) if len(year) == 4 else 1900 + int(year) + (100 if int(year) < 70 else 0)
        return Revision(f"{'Rev.' if marked else ''}{body}-{year[-2:]}", (body,), number)
    found = _YEAR.search(inside)
    year_printed = int(found.group()) if found else None
    rows = _gatherings(inside, grammar)
    if not rows:
        return Revision(" ".join(inside.split()), (), year_printed) if marked and year_printed else None
    if year_printed is None and not marked:
        return None
    fitting = [row for row in rows if row.year == year_printed] or list(rows)
    bodies = tuple(dict.fromkeys(row.body for row in fitting))
    label = f"{'Rev. ' if marked else ''}{rows[0].place}"
    return Revision(f"{label}, {year_printed}" if year_printed else label, bodies, year_printed)


def _gatherings(inside: str, grammar: ReferenceGrammar) -> tuple[Gathering, ...]:
    lowered = inside.casefold()
    return next((rows for place, rows in grammar.gatherings.items() if place in lowered), ())
