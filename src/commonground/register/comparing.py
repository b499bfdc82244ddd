"""Compare two states of the open register by name: editions, dates, or "now"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from commonground.analysis.difference_outline import (
    DifferenceOutline,
    Key,
    Outlined,
    Sketch,
    Sketches,
    outline_difference,
)
from commonground.analysis.edition_difference import (
    Because,
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
from commonground.register.state_log import last_change, read_log
from commonground.register.state_outline import Keep, make_anew, outline_state, read_records

Log = Mapping[str, tuple[Because, ...]]


@dataclass(frozen=True, slots=True)
class _State:
    """A state by its name, and how it is read: an edition, a moment, or, with neither, the register as it is."""

    title: StateTitle
    edition: str = ""
    moment: datetime | None = None
    last_change: int = 0
    log: Log = field(default_factory=dict)

    @contextmanager
    def reading(self) -> Iterator[None]:
        with reading_as_of(self.edition, self.moment):
            yield


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which records differ between two states; what differs in them is told of as many as are asked for."""

    outline: DifferenceOutline
    before: _State
    after: _State
    language: str

    def told(self, chosen: Collection[Outlined]) -> EditionDifference:
        """These records with what differs in each, why, and by whose judgement; numbers are those of these alone."""
        return _told(chosen, self.before, self.after, self.language)

    def whole(self) -> EditionDifference:
        """All that differs."""
        found = self.told([one for rows in self.outline.groups.values() for one in rows])
        return replace(found, unjudged=self.outline.unjudged)


def outline_named(
    before: str, after: str, now: datetime, language: str = "en", keep: Keep = make_anew
) -> Comparison:
    """Which records differ between the two states named; what is worked out of each of them is kept by `keep`.

    Raises NotFound for a name that is neither an edition's nor a date, saying what there is.
    """
    old, earlier = _outlined(_state_named(before, now), language, keep)
    new, later = _outlined(_state_named(after, now), language, keep)
    new = _with_log(new, old.last_change)
    if new.last_change < old.last_change:  # told backwards: the reasons stand in the log of the later state
        old = _with_log(old, new.last_change)

    def differing(doubtful: Collection[Outlined]) -> Collection[Key]:
        return [(one.kind, one.id) for one in _told(doubtful, old, new, language, is_all=True).differences]

    found = outline_difference((old.title, new.title), earlier, later, differing)
    return Comparison(found, old, new, language)


def compare_named(before: str, after: str, now: datetime, language: str = "en") -> EditionDifference:
    """What differs between the two states named, why, and by whose judgement."""
    return outline_named(before, after, now, language).whole()


def _state_named(name: str, now: datetime) -> _State:
    if name.strip().casefold() == NOW:
        return _State(StateTitle(NOW, now.isoformat()))
    try:
        edition = get_edition(name)
    except NotFound:
        if not name.strip()[:4].isdigit():
            raise
        moment = moment_of(name)
        return _State(StateTitle(name.strip(), moment.isoformat()), moment=moment)
    title = StateTitle(edition.name, edition.at.isoformat(), edition.published_by, edition.note)
    return _State(title, edition=edition.name)


def _outlined(state: _State, language: str, keep: Keep) -> tuple[_State, Sketches]:
    with state.reading():
        return replace(state, last_change=last_change()), outline_state(language, keep)


def _with_log(state: _State, since: int) -> _State:
    """Also what the log of the state tells after that entry."""
    with state.reading():
        return replace(state, log=read_log(since))


def _told(
    chosen: Collection[Outlined], before: _State, after: _State, language: str, *, is_all: bool = False
) -> EditionDifference:
    """The chosen records compared in full; with `is_all` suggestions that nobody judged are told too."""
    old: dict[Key, Sketch] = {(one.kind, name): sketch for one in chosen for name, sketch in one.before}
    new: dict[Key, Sketch] = {(one.kind, one.id): one.after for one in chosen if one.after is not None}
    states = []
    for state, sketches in ((before, old), (after, new)):
        with state.reading():
            records = list(read_records(sketches.items(), language))
        if is_all:
            records = [replace(record, is_unjudged=False) for record in records]
        states.append(RegisterState.of(state.title, records, state.log, state.last_change))
    return compare_states(*states)


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
