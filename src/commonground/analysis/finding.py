"""Slips in a theme's matrix and in lists of areas, each with its place and a mend.

Codes, stable: `wrong-sector-column`, `unknown-question`, `unknown-revision`, `revision-missing`,
`outdated-revision`, `mixed-granularity`, `group-without-question`, `several-groups-joined`, `duplicate-entry`,
`off-theme-resolution`, `wide-label`, `unknown-group`, `one-area-two-names`, `ambiguous-reference`.
`detail["severity"]` is error, warning or note.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from commonground.analysis.assembly import SUB_TOPICS
from commonground.analysis.cell_place import NOWHERE, place_of_entry
from commonground.analysis.citation_check import (
    Doubt,
    Severity,
    doubt_age,
    doubt_question,
    doubt_revision,
    matching_revision,
)
from commonground.analysis.entity import EntityIndex, Grain
from commonground.domain.area import Origin, Proposal, ProposalKind
from commonground.domain.document import Locator
from commonground.domain.finding import Finding
from commonground.domain.instrument import Instrument, InstrumentKind
from commonground.domain.profile import Profile
from commonground.domain.theme import MatrixEntry, MatrixRow, ThemeMatrix
from commonground.errors import Said
from commonground.matching.label import read_label, telling
from commonground.matching.likeness import same_label
from commonground.matching.word import fold_text, generic_weight

_JOINT = re.compile(r"\s[/+]\s|\s(?:and|et|y|и)\s|(?<=[^\W\d_])/(?=[^\W\d_])")
_SESSION = re.compile(r"(?:[A-Z]{2,4}-?)?(?:\d{2}|\d{4})$")
_TELLING = 0.4  # a word that weighs less fits any subject
_COUNTS = {
    Grain.GROUP: Said("Whole groups: %(number)s."),
    Grain.QUESTION: Said("Questions: %(number)s."),
    Grain.WORKING_PARTY: Said("Working parties: %(number)s."),
    Grain.FOCUS_GROUP: Said("Focus groups: %(number)s."),
}


@dataclass(frozen=True)
class _Cell:
    """An entry with all that is needed to judge it."""

    matrix: ThemeMatrix
    row: MatrixRow
    entry: MatrixEntry
    index: EntityIndex
    year: int | None

    @property
    def place(self) -> Origin:
        return place_of_entry(self.entry, self.row)

    @property
    def work(self) -> tuple[str, ...]:
        return tuple(entity for entity in self.entry.ids if self.index.is_work(entity))

    def finding(
        self, code: str, severity: Severity, message: str, suggestion: str, **more: object
    ) -> Finding:
        detail: dict[str, Any] = {
            "severity": str(severity),
            "theme": self.matrix.theme,
            "row": self.row.label,
            "columns": list(self.entry.columns),
            "text": self.entry.text,
            **more,
        }
        return Finding(code, message, self.place.document, self.place.locator, suggestion, detail)

    def doubt(self, doubt: Doubt, entity: str) -> Finding:
        return self.finding(doubt.code, doubt.severity, doubt.message, doubt.suggestion, id=entity)


def _wrong_column(cell: _Cell) -> Iterator[Finding]:
    owners: dict[str, list[str]] = defaultdict(list)
    for entity in cell.entry.ids:
        owner = cell.index.sector_of(entity)
        if owner in cell.matrix.columns and owner not in cell.entry.columns:
            owners[owner].append(entity)
    printed = " / ".join(cell.entry.columns)
    for owner, ids in owners.items():
        one = Said(
            '"%(text)s" in the row "%(row)s" is printed in the column %(column)s, but %(id)s belongs to %(sector)s.'
        )
        several = Said(
            '"%(text)s" in the row "%(row)s" is printed in the column %(column)s, '
            "but %(ids)s and %(id)s belong to %(sector)s."
        )
        yield cell.finding(
            "wrong-sector-column",
            Severity.ERROR,
            Said(
                one if len(ids) == 1 else several,
                text=cell.entry.text,
                row=cell.row.label,
                column=printed,
                ids=", ".join(ids[:-1]),
                id=ids[-1],
                sector=owner,
            ),
            Said("move to the column %(column)s: %(text)s", column=owner, text=cell.entry.text),
            ids=ids,
            belongs_to=owner,
        )


def _questions(cell: _Cell) -> Iterator[Finding]:
    for entity in cell.entry.ids:
        if cell.index.is_question(entity):
            doubt = doubt_question(entity, cell.year, cell.index)
            if doubt:
                yield cell.doubt(doubt, entity)


def _groups(cell: _Cell) -> Iterator[Finding]:
    for entity in cell.entry.ids:
        if cell.index.is_unknown_body(entity):
            is_group = cell.index.grain_of(entity) is Grain.GROUP
            yield cell.finding(
                "unknown-group",
                Severity.WARNING if is_group else Severity.NOTE,
                Said('%(id)s, named in the row "%(row)s", is not known here.', id=entity, row=cell.row.label),
                Said("check the number of %(id)s, and add it to the profile if it exists", id=entity),
                id=entity,
            )


def _wide_labels(matrix: ThemeMatrix) -> Iterator[Finding]:
    # A row label made of words that fit any subject tells nobody what to look for.
    for row in matrix.rows:
        concepts = read_label(row.label).core_concepts
        if row.group != SUB_TOPICS or not concepts or max(map(generic_weight, concepts)) >= _TELLING:
            continue
        place = next(iter((*row.origins, *(o for entry in row.entries for o in entry.origins))), NOWHERE)
        yield Finding(
            "wide-label",
            Said('The sub-topic "%(topic)s" is too wide to show who works on what.', topic=row.label),
            place.document,
            replace(place.locator, column=None, paragraph=None),
            Said('name what is meant by "%(topic)s", or split the row', topic=row.label),
            {"severity": str(Severity.NOTE), "theme": matrix.theme, "row": row.label},
        )


def _is_revised(instrument: Instrument) -> bool:
    return instrument.kind in {InstrumentKind.RESOLUTION, InstrumentKind.DECISION}


def _revisions(cell: _Cell) -> Iterator[Finding]:
    for entity in cell.entry.ids:
        instrument = cell.index.instruments.get(entity)
        if instrument is None or not _is_revised(instrument):
            continue
        label = cell.entry.revisions.get(entity, "")
        if not label:
            known = "; ".join(revision.label for revision in instrument.revisions)
            yield cell.finding(
                "revision-missing",
                Severity.WARNING,
                Said("%(id)s is cited without its revision.", id=entity),
                Said("add the revision; known here: %(known)s", known=known),
                id=entity,
            )
            continue
        yield from _session_only(cell, entity, instrument, label)
        for doubt in (
            doubt_revision(entity, label, cell.index),
            doubt_age(entity, label, cell.year, cell.index),
        ):
            if doubt:
                yield cell.doubt(doubt, entity)


def _session_only(cell: _Cell, entity: str, instrument: Instrument, label: str) -> Iterator[Finding]:
    # "RA-19" or "2019" beside resolutions that have their full revision.
    if not _SESSION.match(label.strip()):
        return
    entries = (entry for row in cell.matrix.rows for entry in row.entries)
    if all(_SESSION.match(other.strip()) for entry in entries for other in entry.revisions.values()):
        return
    current = matching_revision(instrument, label)
    known = current.label if current else "; ".join(revision.label for revision in instrument.revisions)
    yield cell.finding(
        "revision-missing",
        Severity.NOTE,
        Said(
            "%(id)s is cited with its session only (%(session)s), while others have their full revision.",
            id=entity,
            session=label,
        ),
        Said("write the revision: %(known)s", known=known),
        id=entity,
    )


def _granularity(cell: _Cell) -> Iterator[Finding]:
    if cell.row.group != SUB_TOPICS or not cell.work:
        return
    if all(cell.index.grain_of(entity) is Grain.GROUP for entity in cell.work):
        names = ", ".join(cell.work)
        one = Said('"%(text)s" in the row "%(row)s" names %(groups)s without a Question or working party.')
        several = Said(
            '"%(text)s" in the row "%(row)s" names whole groups without a Question or working party: %(groups)s.'
        )
        yield cell.finding(
            "group-without-question",
            Severity.NOTE,
            Said(
                one if len(cell.work) == 1 else several,
                text=cell.entry.text,
                row=cell.row.label,
                groups=names,
            ),
            Said(
                'add the Question or working party that works on "%(row)s": %(groups)s',
                groups=names,
                row=cell.row.label,
            ),
            ids=list(cell.work),
        )


def _joined_groups(cell: _Cell) -> Iterator[Finding]:
    if cell.row.group != SUB_TOPICS or len(cell.work) < 2 or not _JOINT.search(cell.entry.text):
        return
    is_one_group = len({cell.index.group_of(entity) for entity in cell.work}) == 1
    if is_one_group and len({cell.index.grain_of(entity) for entity in _lines_of_work(cell)}) == 1:
        return  # several Questions of one group are one group's work
    yield cell.finding(
        "several-groups-joined",
        Severity.NOTE,
        Said(
            '"%(text)s" in the row "%(row)s" joins several groups in one entry: %(groups)s.',
            text=cell.entry.text,
            row=cell.row.label,
            groups=", ".join(cell.work),
        ),
        Said("give each group an entry of its own: %(groups)s", groups="; ".join(_lines_of_work(cell))),
        ids=list(cell.work),
    )


def _lines_of_work(cell: _Cell) -> list[str]:
    # A whole group is left out where one of its own Questions or working parties stands beside it.
    finer = {cell.index.group_of(e) for e in cell.work if cell.index.grain_of(e) is not Grain.GROUP}
    return [e for e in cell.work if cell.index.grain_of(e) is not Grain.GROUP or e not in finer]


def _theme_names(matrix: ThemeMatrix, profile: Profile) -> list[str]:
    themes = [theme for theme in profile.themes if same_label(theme.area, matrix.theme)]
    own = list(dict.fromkeys((matrix.theme, *matrix.labels.values())))
    facts = [
        fact
        for fact in profile.areas
        if any(same_label(label, name) for label in {fact.label, *fact.labels.values()} for name in own)
    ]
    names = [*own, *(name for fact in facts for name in (fact.label, *fact.aliases))]
    return list(dict.fromkeys([*names, *(theme.area for theme in themes)]))


@dataclass(frozen=True)
class _ThemeWords:
    """What makes an instrument belong to a theme: its areas, those that go with them, and words of its title."""

    areas: frozenset[str]
    concepts: frozenset[str]

    @classmethod
    def of(cls, matrix: ThemeMatrix, profile: Profile) -> _ThemeWords:
        names = _theme_names(matrix, profile)
        own = {fold_text(name) for name in names}
        # An area that stands beside the theme's on some instrument is near enough not to be called off theme.
        near = {
            fold_text(area)
            for instrument in profile.instruments
            for revision in instrument.revisions
            if own & {fold_text(a) for a in revision.areas}
            for area in revision.areas
        }
        topics = [row.label for row in matrix.rows if row.group == SUB_TOPICS]
        concepts = {c for text in (*names, *topics) for c in telling(read_label(text).concepts)}
        return cls(frozenset(own | near), frozenset(concepts))

    def holds(self, instrument: Instrument) -> bool:
        if any(fold_text(area) in self.areas for area in instrument.areas):
            return True
        titles = (revision.title for revision in instrument.revisions)
        return any(self.concepts & telling(read_label(title).concepts) for title in titles)


def _off_theme(cell: _Cell, words: _ThemeWords) -> Iterator[Finding]:
    for entity in cell.entry.ids:
        instrument = cell.index.instruments.get(entity)
        if (
            instrument is None
            or not _is_revised(instrument)
            or not instrument.areas
            or words.holds(instrument)
        ):
            continue
        yield cell.finding(
            "off-theme-resolution",
            Severity.WARNING,
            Said(
                '%(id)s ("%(title)s") stands under "%(theme)s", but its known areas are: %(areas)s.',
                id=entity,
                title=instrument.latest.title,
                theme=cell.matrix.theme,
                areas=", ".join(instrument.areas),
            ),
            Said("say why %(id)s belongs to the theme, or take it out", id=entity),
            id=entity,
            areas=list(instrument.areas),
        )


def _mixed_granularity(cells: Sequence[_Cell]) -> Iterator[Finding]:
    for column in dict.fromkeys(column for cell in cells for column in cell.entry.columns):
        by_grain: dict[Grain, list[_Cell]] = defaultdict(list)
        for cell in cells:
            if cell.row.group == SUB_TOPICS and cell.entry.columns == (column,):
                for entity in _lines_of_work(cell):
                    by_grain[cell.index.grain_of(entity)].append(cell)
        by_grain.pop(Grain.OTHER, None)
        if len(by_grain) < 2:
            continue
        counts = (Said(_COUNTS[grain], number=len(found)) for grain, found in by_grain.items())
        rarest = min(by_grain.values(), key=len)
        mixed = Said("The column %(column)s mixes levels of detail.", column=column)
        yield rarest[0].finding(
            "mixed-granularity",
            Severity.NOTE,
            " ".join((mixed, *counts)),
            Said("name Questions (or working parties) throughout the column %(column)s", column=column),
            column=column,
            counts={str(grain): len(found) for grain, found in by_grain.items()},
        )


def _printed_again(entry: MatrixEntry) -> Origin | None:
    """The second place of an entry in one table; the same entry in several papers, or tables, is no slip."""
    seen: dict[tuple[str, object, object], Locator] = {}
    for origin in entry.origins:
        place = origin.locator
        if place.table is None and place.sheet is None:
            continue
        if seen.setdefault((origin.document, place.table, place.sheet), place) != place:
            return origin
    return None


def _duplicates(cells: Sequence[_Cell]) -> Iterator[Finding]:
    seen: dict[tuple[object, ...], _Cell] = {}
    for cell in cells:
        where = (cell.row.group, fold_text(cell.row.label), cell.entry.columns)
        keys: list[tuple[object, ...]] = [(*where, "text", fold_text(cell.entry.text))]
        if cell.work and len(cell.work) == len(cell.entry.ids):
            keys.append((*where, "ids", tuple(sorted(cell.work))))
        if again := _printed_again(cell.entry):
            yield replace(
                cell.finding(
                    "duplicate-entry",
                    Severity.WARNING,
                    Said(
                        '"%(text)s" stands twice in the row "%(row)s".',
                        text=cell.entry.text,
                        row=cell.row.label,
                    ),
                    Said('keep one "%(text)s"', text=cell.entry.text),
                ),
                locator=again.locator,
            )
        first = next((seen[key] for key in keys if key in seen), None)
        for key in keys:
            seen.setdefault(key, cell)
        if first is None:
            continue
        yield cell.finding(
            "duplicate-entry",
            Severity.WARNING,
            Said(
                '"%(text)s" in the row "%(row)s" says the same as "%(first)s".',
                text=cell.entry.text,
                row=cell.row.label,
                first=first.entry.text,
            ),
            Said('keep one of the two: "%(text)s"', text=first.entry.text),
        )


def _cells(matrix: ThemeMatrix, profile: Profile, years: Mapping[str, int], year: int | None) -> list[_Cell]:
    index = EntityIndex(profile)
    cells = []
    for row in matrix.rows:
        for entry in row.entries:
            document = place_of_entry(entry, row).document
            cells.append(_Cell(matrix, row, entry, index, years.get(document, year)))
    return cells


def find_slips(
    matrix: ThemeMatrix,
    profile: Profile,
    *,
    year: int | None = None,
    years: Mapping[str, int] | None = None,
    proposals: Iterable[Proposal] = (),
) -> tuple[Finding, ...]:
    """The slips in a theme's matrix, row by row, then those of whole columns, then double names among `proposals`.

    `years` gives the year of each document by name, `year` that of all others; without a year a Question is known
    if it exists in any period.
    """
    cells = _cells(matrix, profile, years or {}, year)
    words = _ThemeWords.of(matrix, profile)
    findings: list[Finding] = []
    for cell in cells:
        for check in (_wrong_column, _groups, _questions, _revisions, _granularity, _joined_groups):
            findings += check(cell)
        findings += _off_theme(cell, words)
    findings += _duplicates(cells)
    findings += _mixed_granularity(cells)
    findings += _wide_labels(matrix)
    findings += find_double_names(proposals)
    return tuple(findings)


def find_double_names(proposals: Iterable[Proposal]) -> tuple[Finding, ...]:
    """One finding per proposal that one area stands in the lists under two different names."""
    findings = []
    for proposal in proposals:
        a, b = proposal.a, proposal.b
        if proposal.kind is not ProposalKind.SAME or fold_text(a.text) == fold_text(b.text):
            continue
        if a.language != b.language:
            continue  # one name in two languages is no slip
        place = next(iter((*a.origins, *b.origins)), NOWHERE)
        detail = {
            "severity": str(Severity.WARNING if proposal.probability >= 0.8 else Severity.NOTE),
            "a": a.to_json(),
            "b": b.to_json(),
            "probability": round(proposal.probability, 3),
        }
        seem_one = Said(
            '"%(first)s" (list %(first_list)s) and "%(second)s" (list %(second_list)s) '
            "seem to be one area under two names.",
            first=a.text,
            first_list=a.list,
            second=b.text,
            second_list=b.list,
        )
        message = f"{seem_one} {proposal.reason}"
        suggestion = Said(
            'accept the proposal, with "%(alias)s" as alias of "%(name)s", or refuse it',
            alias=b.text,
            name=a.text,
        )
        findings.append(
            Finding("one-area-two-names", message, place.document, place.locator, suggestion, detail)
        )
    return tuple(findings)
