"""Compare two states of the open register by name: editions, dates, or "now"."""

from __future__ import annotations

from datetime import datetime

from commonground.analysis.edition_difference import EditionDifference, RegisterState, compare_states
from commonground.errors import NotFound
from commonground.exports.canonical import canonical_json
from commonground.exports.edition_paper import NOW, difference_document, difference_page
from commonground.register.facts import read_profile
from commonground.register.paper_frame import PaperOptions, state_date, title_block, written
from commonground.register.past import get_edition, moment_of, reading_as_of
from commonground.register.state_records import read_state


def state_named(name: str, now: datetime, language: str = "en") -> RegisterState:
    """The state with this name: of an edition, of a date, or as it is now. Raises NotFound, saying what there is."""
    if name.strip().casefold() == NOW:
        return read_state(NOW, now.isoformat(), language)
    try:
        edition = get_edition(name)
    except NotFound:
        if not name.strip()[:4].isdigit():
            raise
        moment = moment_of(name)
        with reading_as_of(moment=moment):
            return read_state(name, moment.isoformat(), language)
    with reading_as_of(edition=edition.name):
        return read_state(edition.name, edition.at.isoformat(), language)


def compare_named(before: str, after: str, now: datetime, language: str = "en") -> EditionDifference:
    """What differs between the two states named."""
    return compare_states(state_named(before, now, language), state_named(after, now, language))


def difference_paper(before: str, after: str, form: str, options: PaperOptions, now: datetime) -> bytes:
    """What differs between the two states, as docx, html or json; raises BadInput for another format."""
    found = compare_named(before, after, now, options.language)
    title = title_block(read_profile(), options, title="")
    return written(
        form,
        {
            "docx": lambda: difference_document(
                found, title, language=options.language, generated=state_date()
            ),
            "html": lambda: difference_page(found, title, language=options.language),
            "json": lambda: canonical_json(found.to_json()),
        },
    )
