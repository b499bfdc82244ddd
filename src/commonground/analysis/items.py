"""The items of a profile: its bodies, Questions, adopted texts, areas and activities as the matching reads them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from commonground.analysis.assembly import SUB_TOPICS
from commonground.analysis.consolidation import area_id
from commonground.analysis.entity import EntityIndex
from commonground.analysis.linkage import activities_of_matrix, links_of_matrix
from commonground.domain.instrument import Instrument
from commonground.domain.language import Labels
from commonground.domain.organization import Body, BodyKind, Mandate, Question
from commonground.domain.profile import Profile
from commonground.matching.item import Item, ItemKind
from commonground.matching.word import fold_text, words_of

_SENTENCE_END = re.compile(r"(?<=[.!?])\s|[。！？؟;；:：]")
_TITLE_LENGTH = 120  # characters of a scope that stand in for a title nobody has seen
_SAME_WORK = 0.6  # share of words that a title of one period and one number keeps when the work goes on
# Bodies that adopt, manage or serve do no study work themselves.
_NOT_WORK = frozenset({BodyKind.BUREAU})
_NUMBERED = re.compile(r"\d")
SUPPRESSED = "suppressed"


def items_of(profile: Profile) -> tuple[Item, ...]:
    """Every body, Question, adopted text, area and activity of the profile as an item, ids unique, order fixed.

    A Question has one item a study period: the latest under its own id, older ones under the id with the period
    ("ITU-T Q7/5@2017-2020"), which the later one names as predecessor where its title or its facts say so. Where
    no page prints a title, the first words of the scope stand for it and the item is marked as inferred.
    """
    reader = _Reader(profile, EntityIndex(profile))
    reader.read_matrices()
    found: dict[str, Item] = {}
    for item in (
        *(reader.body(body) for body in profile.bodies if body.kind not in _NOT_WORK),
        *(item for versions in reader.index.questions.values() for item in reader.questions(versions)),
        *(reader.instrument(instrument) for instrument in profile.instruments),
        *reader.areas(),
        *reader.activities(),
    ):
        found.setdefault(item.id, item)
    return tuple(found.values())


def _telling_name(name: str) -> str:
    # "Study Group 20" names no subject; what its parts are about does.
    return "" if _NUMBERED.search(name) else name


def _first_words(scope: str) -> str:
    # The first sentence of a scope, cut at a word when long.
    first = _SENTENCE_END.split(scope.strip(), maxsplit=1)[0].strip().rstrip(".")
    if len(first) <= _TITLE_LENGTH:
        return first
    return first[:_TITLE_LENGTH].rsplit(" ", 1)[0]


def _aliases(aliases: Mapping[str, tuple[str, ...]], names: Iterable[str], besides: str) -> tuple[str, ...]:
    every = (*names, *(alias for code in sorted(aliases) for alias in aliases[code]))
    return tuple(dict.fromkeys(alias for alias in every if alias and alias != besides))


def _further(names: Labels, language: str) -> dict[str, str]:
    return {code: names[code] for code in sorted(names) if code != language and names[code]}


def _carries_on(earlier: Question, later: Question) -> bool:
    # Whether most words of the one's title come back in the other's title or, where it has none, its scope.
    if earlier.title is None and later.title is None:
        return False
    ours, theirs = ({word.stem for word in words_of(q.title or q.scope)} for q in (earlier, later))
    return bool(ours and theirs) and len(ours & theirs) / min(len(ours), len(theirs)) >= _SAME_WORK


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


@dataclass
class _Reader:
    """Turns the values of one profile into items."""

    profile: Profile
    index: EntityIndex
    theme_areas: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # by entity
    theme_instruments: dict[str, tuple[str, ...]] = field(default_factory=dict)  # that govern it, by area

    def read_matrices(self) -> None:
        """What the theme matrices state: who works on which sub-topic, and which text governs the theme."""
        for matrix in self.profile.matrices:
            governing = matrix.governing.split(" (", 1)[0]
            known = (governing,) if governing in self.index.instruments else ()
            self.theme_instruments[area_id(matrix.theme)] = known
            for link in links_of_matrix(matrix):
                self.theme_areas[link.subject].append(link.object)

    def _governing(self, entity: str, related: Iterable[str]) -> tuple[str, ...]:
        stated = [other for other in related if other in self.index.instruments]
        themes = [area.split("/", 1)[0] for area in self.theme_areas[entity]]
        shared = [
            text for theme in themes for text in self.theme_instruments.get(theme, ()) if text != entity
        ]
        return tuple(dict.fromkeys((*stated, *shared)))

    def _areas_of(self, entity: str, labels: Iterable[str] = ()) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*map(area_id, labels), *self.theme_areas[entity])))

    def _subject_of(self, body: str) -> str:
        # What the body is about, by its latest mandate that prints a title; else its name.
        known = self.index.bodies.get(body)
        if known is None:
            return ""
        return _latest_title(known.mandates) or _telling_name(known.names.get("en", ""))

    def _chain(self, body: str | None) -> str:
        titles: list[str] = []
        walked: set[str] = set()
        while body is not None and body in self.index.bodies and body not in walked:
            walked.add(body)
            titles.append(self._subject_of(body))
            body = self.index.bodies[body].parent
        return " > ".join(title for title in reversed(titles) if title)

    def _parts_of(self, body: str) -> str:
        """The titles of a body's Questions and of the bodies below it, latest first, each once."""
        questions = sorted(
            (q for q in self.profile.questions if body in (q.body, q.working_party)),
            key=lambda q: (q.period, q.id),
            reverse=True,
        )
        below = (_latest_title(b.mandates) for b in self.profile.bodies if b.parent == body)
        return _joined((*below, *(f"{q.title}." for q in questions if q.title)))

    def body(self, body: Body) -> Item:
        """A body, under its own subject; its name stands among the further names."""
        name = body.names.get("en", "")
        subject = _latest_title(body.mandates)
        newest = tuple(reversed(body.mandates))
        scope = _joined((*(m.scope for m in newest), *(m.title or "" for m in newest if m.title != subject)))
        title = subject or _telling_name(name)
        if not subject and not scope:
            scope = self._parts_of(body.id)
        related = tuple(dict.fromkeys(other for mandate in body.mandates for other in mandate.related))
        names = tuple(body.names[code] for code in sorted(body.names))
        return Item(
            id=body.id,
            title=title,
            text=scope,
            parent=self._chain(body.parent),
            language="en",
            kind=ItemKind.BODY,
            labels=_further(body.names, "en") if fold_text(title) == fold_text(name) else {},
            aliases=_aliases(body.aliases, names, title),
            sector=body.sector,
            group=self.index.group_of(body.id),
            period=next((m.period for m in newest if m.period), ""),
            references=related,
            governing=self._governing(body.id, related),
            areas=self._areas_of(body.id),
        )

    def questions(self, versions: tuple[Question, ...]) -> Iterator[Item]:
        """The versions of one Question, the latest first, chained where the work goes on."""
        newest = sorted(versions, key=lambda question: (question.period, question.key), reverse=True)
        for place, question in enumerate(newest):
            yield self._question(question, newest[place + 1 :], is_latest=place == 0)

    def _question(self, question: Question, earlier: list[Question], *, is_latest: bool) -> Item:
        title = question.title or _first_words(question.scope)
        stated = tuple(self._version_id(key) for key in question.predecessors)
        carried = tuple(self._version_id(other.key) for other in earlier[:1] if _carries_on(other, question))
        return Item(
            id=question.id if is_latest else question.key,
            title=title,
            text=question.scope,
            parent=self._chain(question.working_party or question.body),
            language="en",
            kind=ItemKind.QUESTION,
            labels=_further(question.names, "en"),
            sector=question.sector,
            group=self.index.group_of(question.id),
            period=question.period,
            references=question.related,
            governing=self._governing(question.id, question.related),
            predecessors=tuple(dict.fromkeys((*stated, *carried))),
            areas=self._areas_of(question.id) if is_latest else (),
            is_inferred=question.title is None or question.is_inferred,
        )

    def _version_id(self, key: str) -> str:
        # The item's id for a Question's id with period: the bare id when that period is its latest.
        bare, _, period = key.partition("@")
        versions = self.index.questions.get(bare, ())
        return bare if period == max((q.period for q in versions), default="") else key

    def instrument(self, instrument: Instrument) -> Item:
        """An adopted text under its newest title; older titles are its text."""
        newest = tuple(reversed(instrument.revisions))
        refers_to = tuple(dict.fromkeys(other for revision in newest for other in revision.refers_to))
        heir = (instrument.carried_into,) if instrument.carried_into else ()
        title = newest[0].title
        return Item(
            id=instrument.id,
            title=title,
            text=_joined(revision.title for revision in newest if revision.title != title),
            language="en",
            kind=ItemKind.INSTRUMENT,
            labels=_further(instrument.names, "en"),
            sector=instrument.sector,
            group=instrument.body,
            period=str(newest[0].year or ""),
            references=(*refers_to, *heir),
            governing=tuple(o for o in refers_to if o.startswith(f"{self.profile.highest_body} ")),
            predecessors=tuple(
                other.id for other in self.profile.instruments if other.carried_into == instrument.id
            ),
            areas=self._areas_of(instrument.id, instrument.areas),
            is_highest=instrument.body == self.profile.highest_body,
        )

    def areas(self) -> Iterator[Item]:
        """The areas the profile knows, and the sub-topics of its theme matrices, in their languages."""
        by_area: dict[str, list[str]] = defaultdict(list)
        for instrument in self.profile.instruments:
            if not instrument.latest.status.startswith(SUPPRESSED):
                for label in instrument.areas:
                    by_area[area_id(label)].append(instrument.id)
        for fact in self.profile.areas:
            identifier = area_id(fact.label)
            governing = (*by_area[identifier], *self.theme_instruments.get(identifier, ()))
            yield Item(
                id=f"area:{identifier}",
                title=fact.labels.get("en", fact.label),
                language="en",
                kind=ItemKind.AREA,
                labels=_further(fact.labels, "en"),
                aliases=(*fact.aliases, *fact.acronyms),
                governing=tuple(dict.fromkeys(governing)),
                areas=(identifier,),
            )
        for matrix in self.profile.matrices:
            theme = area_id(matrix.theme)
            for row in matrix.rows:
                identifier = f"{theme}/{area_id(row.label)}"
                is_stated = any(identifier in areas for areas in self.theme_areas.values())
                if row.group == SUB_TOPICS or is_stated:  # also one that nobody works on can be linked
                    yield Item(
                        id=f"area:{identifier}",
                        title=row.labels.get("en", row.label),
                        parent=matrix.theme,
                        language="en",
                        kind=ItemKind.AREA,
                        labels=_further(row.labels, "en"),
                        governing=self.theme_instruments[theme],
                        areas=(theme, identifier),
                    )

    def activities(self) -> Iterator[Item]:
        """Events, partnerships and pages that the theme matrices print."""
        for matrix in self.profile.matrices:
            theme = area_id(matrix.theme)
            for activity in activities_of_matrix(matrix):
                yield Item(
                    id=f"activity:{theme}/{area_id(activity.title)}",
                    title=activity.title,
                    kind=ItemKind.ACTIVITY,
                    sector=activity.sectors[0] if len(activity.sectors) == 1 else None,
                    governing=self.theme_instruments[theme],
                    areas=(theme,),
                )


def _latest_title(mandates: tuple[Mandate, ...]) -> str:
    return next((mandate.title for mandate in reversed(mandates) if mandate.title), "")
