"""Mapping tables from links, suggestions and judgements: which work of one Sector meets which of another."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from commonground.analysis.entity import EntityIndex, Grain
from commonground.domain.area import Origin
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate, Verdict
from commonground.domain.mapping_table import MappedItem, MappedPair, MappingTable
from commonground.domain.organization import Mandate, Question
from commonground.domain.profile import Profile
from commonground.domain.suggestion import Suggestion, pair_key
from commonground.domain.theme import EntryState
from commonground.matching.item import Item, ItemKind

SectorVerdicts = Mapping[str, Verdict]  # the latest verdict of each Sector; "" is one of no Sector
_RANK = {
    EntryState.AGREED: 0,
    EntryState.STATED: 1,
    EntryState.DISPUTED: 2,
    EntryState.TO_BE_CONFIRMED: 3,
    EntryState.PROPOSED: 4,
    EntryState.REJECTED: 5,
}
_FINEST_FIRST = (Grain.QUESTION, Grain.WORKING_PARTY, Grain.GROUP)


def mapping_tables(
    profile: Profile,
    items: Sequence[Item],
    *,
    suggestions: Iterable[Suggestion] = (),
    verdicts: Mapping[str, SectorVerdicts] | None = None,
    searched: Collection[frozenset[str]] = frozenset(),
    examined: frozenset[frozenset[str]] = frozenset(),
    carried: Mapping[str, EntryState] | None = None,
    ended: Collection[str] = (),
) -> tuple[MappingTable, ...]:
    """The tables the profile's layout names (`mapping_tables`), else one for every two Sectors.

    Rows and columns are the current Questions of a Sector, or its working parties or groups where it has no
    Questions; a coarser body gets a row or column of its own only where it is linked. What is known of a
    Question that another one carries on stands with that one. `verdicts` are by pair key, `searched` holds the
    pairs of Sectors that matching has compared whole, `examined` the pairs in which people found nothing. `carried`
    gives the state of links that a study period carried on, by key; `ended` work has no row or column of its own.
    """
    works = _Works(profile, items, frozenset(ended))
    known = _known_pairs(works, (*profile.links, *related_links(profile)), suggestions, verdicts or {})
    _carry(works, known, carried or {})
    return tuple(
        replace(
            _table(works, known, row, column, is_searched=frozenset((row, column)) in searched),
            examined=examined,
        )
        for row, column in table_sectors(profile)
    )


def table_sectors(profile: Profile) -> tuple[tuple[str, str], ...]:
    """The Sectors of the rows and of the columns of each table."""
    wanted = profile.layout.get("mapping_tables")
    if wanted:
        return tuple((str(row), str(column)) for row, column in wanted)
    return tuple(combinations(profile.matrix_columns, 2))


def state_of(sectors: Iterable[str], verdicts: SectorVerdicts, *, is_stated: bool) -> EntryState:
    """How far a pair is agreed: agreed only when every Sector it touches has accepted it.

    A refusal beside an acceptance is a dispute and is shown as one; a refusal alone, by any Sector, refuses. The word
    of one that is no party (the secretariat as a whole, "") counts only until a Sector has accepted or refused.

    >>> state_of(("ITU-R", "ITU-T"), {"ITU-R": Verdict.ACCEPT}, is_stated=False)
    <EntryState.PROPOSED: 'proposed'>
    """
    parties = tuple(sectors)
    decided = {Verdict.ACCEPT, Verdict.REJECT}
    given = decided & {verdicts[sector] for sector in parties if sector in verdicts}
    given = given or decided & set(verdicts.values())
    if Verdict.REJECT in given:
        return EntryState.DISPUTED if Verdict.ACCEPT in given else EntryState.REJECTED
    if parties and all(verdicts.get(sector) is Verdict.ACCEPT for sector in parties):
        return EntryState.AGREED
    return EntryState.STATED if is_stated else EntryState.PROPOSED


def related_links(profile: Profile) -> Iterator[Link]:
    """What Questions and mandates name as related work, as links with the page they stand on."""
    latest = {question.id: question.key for question in sorted(profile.questions, key=lambda q: q.period)}
    named: list[tuple[str, Question | Mandate]] = [
        (question.id if latest[question.id] == question.key else question.key, question)
        for question in profile.questions
    ]
    named += [(body.id, mandate) for body in profile.bodies for mandate in body.mandates]
    for subject, holder in named:
        origin = Origin(holder.sources[0] if holder.sources else "")
        evidence = (Evidence(origin, "", EvidenceKind.CITED),)
        for other in holder.related:
            if other != subject:
                yield Link(subject, Predicate.LIAISES_WITH, other, holder.period or "", evidence=evidence)


class _Works:
    """The work of an organization: what is current, where it belongs, and what carries it on."""

    def __init__(self, profile: Profile, items: Sequence[Item], ended: frozenset[str] = frozenset()) -> None:
        self.ended = ended
        self.index = EntityIndex(profile)
        kinds = (ItemKind.QUESTION, ItemKind.BODY)
        self.items = {item.id: item for item in items if item.kind in kinds}
        self.heirs = {old: item.id for item in self.items.values() for old in item.predecessors}

    def is_current(self, item: Item) -> bool:
        """A body, or the latest state of a Question that no other one carries on; nothing that has ended."""
        if item.id in self.ended:
            return False
        return item.kind is ItemKind.BODY or ("@" not in item.id and item.id not in self.heirs)

    def current(self, identifier: str) -> str:
        """The id, or that of the work that carries it on."""
        walked: set[str] = set()
        while identifier in self.heirs and identifier not in walked:
            walked.add(identifier)
            identifier = self.heirs[identifier]
        return identifier

    def sector_of(self, identifier: str) -> str | None:
        item = self.items.get(identifier)
        return item.sector if item and item.sector else self.index.sector_of(identifier)

    def finest(self, sector: str) -> tuple[Grain, list[Item]]:
        """The current work of a Sector by its finest kind, in printed order."""
        ours = [item for item in self.items.values() if item.sector == sector and self.is_current(item)]
        for grain in _FINEST_FIRST:
            found = [item for item in ours if self.index.grain_of(item.id) is grain]
            if found:
                return grain, sorted(found, key=_printed_order)
        return Grain.OTHER, sorted(ours, key=_printed_order)


def _printed_order(item: Item) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    return _natural(item.group or ""), _natural(item.id)


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Numbers compare as numbers: SG9 before SG11."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", text) if part
    )


@dataclass
class _Known:
    """All that is known of one pair."""

    evidence: list[Evidence] = field(default_factory=list)
    suggestion: Suggestion | None = None
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    carried: EntryState | None = None  # the state of its link, where a study period carried it on


Pairs = dict[tuple[str, str], _Known]  # by the two ids, sorted


def _known_pairs(
    works: _Works,
    links: Iterable[Link],
    suggestions: Iterable[Suggestion],
    verdicts: Mapping[str, SectorVerdicts],
) -> Pairs:
    found: Pairs = {}

    def of(left: str, right: str) -> _Known:
        first, second = sorted((works.current(left), works.current(right)))
        return found.setdefault((first, second), _Known())

    for link in links:
        known = of(link.subject, link.object)
        known.evidence += (piece for piece in link.evidence if piece not in known.evidence)
    for suggestion in sorted(suggestions, key=lambda s: (s.probability, s.key)):
        of(suggestion.left, suggestion.right).suggestion = suggestion  # the likeliest stays
    for key, given in verdicts.items():
        left, bar, right = key.removeprefix("pair:").partition(" | ")
        if bar and key == pair_key(left, right):
            of(left, right).verdicts.update(given)
    return found


def _carry(works: _Works, known: Pairs, carried: Mapping[str, EntryState]) -> None:
    for key, state in carried.items():
        left, bar, right = key.removeprefix("pair:").partition(" | ")
        if bar:
            first, second = sorted((works.current(left), works.current(right)))
            known.setdefault((first, second), _Known()).carried = state


def _table(works: _Works, known: Pairs, row: str, column: str, *, is_searched: bool) -> MappingTable:
    row_grain, rows = works.finest(row)
    column_grain, columns = works.finest(column)
    fine = {item.id for item in (*rows, *columns)}
    pairs: list[MappedPair] = []
    for (first, second), pair in known.items():
        sectors = works.sector_of(first), works.sector_of(second)
        if sectors not in ((row, column), (column, row)) or not fine & {first, second}:
            continue
        left, right = (first, second) if sectors == (row, column) else (second, first)
        is_judged = any(verdict is not Verdict.UNSURE for verdict in pair.verdicts.values())
        is_known = is_judged or pair.evidence or pair.suggestion or pair.carried
        if is_known and left in works.items and right in works.items:
            pairs.append(_pair(left, right, pair, (row, column)))
    rows += _coarser(works, {pair.row for pair in pairs} - fine)
    columns += _coarser(works, {pair.column for pair in pairs} - fine)
    places = {item.id: place for place, item in enumerate((*rows, *columns))}
    pairs.sort(
        key=lambda p: (places[p.row], _RANK[p.state], -(p.probability or 0.0), places[p.column], p.key)
    )
    return MappingTable(
        row_sector=row,
        column_sector=column,
        row_kind=str(row_grain),
        column_kind=str(column_grain),
        rows=tuple(map(_mapped, rows)),
        columns=tuple(map(_mapped, columns)),
        pairs=tuple(pairs),
        is_searched=is_searched,
    )


def _coarser(works: _Works, ids: Iterable[str]) -> list[Item]:
    return sorted((works.items[identifier] for identifier in ids), key=_printed_order)


def _pair(left: str, right: str, known: _Known, sectors: tuple[str, str]) -> MappedPair:
    suggestion = known.suggestion
    is_stated = bool(known.evidence) or (suggestion is not None and suggestion.is_stated)
    return MappedPair(
        row=left,
        column=right,
        state=known.carried or state_of(sectors, known.verdicts, is_stated=is_stated),
        relation=suggestion.relation if suggestion else None,
        probability=suggestion.probability if suggestion else None,
        evidence=tuple(known.evidence),
        explanation=suggestion.explanation if suggestion else None,
        verdicts=dict(known.verdicts),
    )


def _mapped(item: Item) -> MappedItem:
    return MappedItem(
        id=item.id,
        title=item.title,
        labels={"en": item.title, **item.labels} if item.language == "en" and item.title else item.labels,
        group=item.group or "",
        period=item.period,
        has_words=bool(item.title.strip() or item.text.strip()),
        is_inferred=item.is_inferred,
    )
