"""Compare two states of the open register by name: editions, dates, or "now"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from commonground.analysis.edition_difference import (
    EditionDifference,
    RegisterState,
    StateTitle,
    compare_states,
)
from commonground.errors import NotFound
from commonground.exports.canonical import canonical_json
from commonground.exports.edition_paper import (
    NOW,
    difference_document,
    difference_json,
    difference_page,
)
from commonground.register.facts import read_profile
from commonground.register.paper_frame import PaperOptions, state_date, title_block, written
from commonground.register.past import get_edition, moment_of, reading_as_of
from commonground.register.state_records import read_state


def state_named(name: str, now: datetime, language: str = "en", *, since: int | None = None) -> RegisterState:
    """The state with this name: of an edition, of a date, or as it is now. Raises NotFound, saying what there is.

    With `since`, an entry of the log by its number, also what the log of that state tells after it.
    """
    if name.strip().casefold() == NOW:
        return read_state(StateTitle(NOW, now.isoformat()), language, since)
    try:
        edition = get_edition(name)
    except NotFound:
        if not name.strip()[:4].isdigit():
            raise
        moment = moment_of(name)
        with reading_as_of(moment=moment):
            return read_state(StateTitle(name.strip(), moment.isoformat()), language, since)
    title = StateTitle(edition.name, edition.at.isoformat(), edition.published_by, edition.note)
    with reading_as_of(edition=edition.name):
        return read_state(title, language, since)


def compare_named(before: str, after: str, now: datetime, language: str = "en") -> EditionDifference:
    """What differs between the two states named, why, and by whose judgement."""
    old = state_named(before, now, language)
    new = state_named(after, now, language, since=old.last_change)
    if new.last_change < old.last_change:  # told backwards: the reasons stand in the log of the later state
        old = state_named(before, now, language, since=new.last_change)
    return compare_states(old, new)


def difference_paper(before: str, after: str, form: str, options: PaperOptions, now: datetime) -> bytes:
    """What differs between the two states, as docx, html or json; raises BadInput for another format.

    Its date is that of the later state, so that it is the same whenever it is made.
    """
    found = compare_named(before, after, now, options.language)
    day = state_date() if found.after.name == NOW else date.fromisoformat(found.after.at[:10])
    title = replace(title_block(read_profile(), options, title=""), date=day.isoformat())
    language = options.language
    return written(
        form,
        {
            "docx": lambda: difference_document(found, title, language=language, generated=day),
            "html": lambda: difference_page(found, title, language=language),
            "json": lambda: canonical_json(difference_json(found, language)),
        },
    )
