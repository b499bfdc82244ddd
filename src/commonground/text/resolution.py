"""Decide which entity a mention means: explicit words, then what is possible, then the place it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from commonground.domain.reference import ReferenceContext, ReferenceKind
from commonground.text.grammar import Entity, Item, ReferenceGrammar, Rule
from commonground.text.mention import Member, Mention

_NEAR = 240  # characters within which a Sector named in the text counts


Option = tuple[str, str]  # an id and its Sector


class Choice(NamedTuple):
    """What a number may mean by itself: best first, the bodies it belongs to, the Sectors that facts speak for."""

    options: tuple[Option, ...]
    groups: frozenset[str]
    evidence: frozenset[str]


@dataclass(slots=True)
class Claim:
    """One reference in the making: where it stands, and what it may mean, best first."""

    start: int
    end: int
    kind: ReferenceKind
    options: tuple[Option, ...]
    groups: frozenset[str] = frozenset()  # bodies each option belongs to, "ITU-T SG5"
    language: str | None = None
    revision: str = ""
    is_always_known: bool = False
    evidence: frozenset[str] = frozenset()  # Sectors that the profile's facts speak for

    @property
    def sector(self) -> str | None:
        """The Sector, when it is certain."""
        options = self.options
        if len(options) == 1:
            return options[0][1]
        sectors = {sector for _, sector in options}
        return next(iter(sectors)) if len(sectors) == 1 else None


class Claimant:
    """Tells what mentions may mean, before their surroundings are looked at; remembers numbers seen before."""

    def __init__(self, grammar: ReferenceGrammar, context: ReferenceContext) -> None:
        self._grammar = grammar
        self._context = context
        self._choices: dict[object, Choice | None] = {}

    def claims(self, mention: Mention) -> list[Claim]:
        """One claim for each number of the mention that can exist."""
        rule = mention.target
        if isinstance(rule, Entity):
            options, groups = ((rule.id, rule.sector or ""),), _families(rule.id, self._grammar)
            return [Claim(mention.start, mention.end, rule.kind, options, groups, mention.language)]
        found = []
        for member in mention.members:
            qualifiers = member.qualifiers or mention.qualifiers
            choice = (self._adopted if rule.adopters else self._choice)(rule, member, qualifiers)
            if choice is not None:
                found.append(
                    Claim(
                        member.start, member.end, rule.kind, choice.options, choice.groups, mention.language,
                        _revision(rule, member), rule.is_known, choice.evidence,
                    )
                )  # fmt: skip
        return found

    def _adopted(self, rule: Rule, member: Member, qualifiers: Sequence[Entity]) -> Choice | None:
        bodies = member.revision.bodies if member.revision else ()
        key = (rule.name, bodies, *(entity.id for entity in qualifiers), member.groups["n"])
        if key not in self._choices:
            self._choices[key] = _instrument_choice(rule, member, qualifiers, self._grammar)
        return self._choices[key]

    def _choice(self, rule: Rule, member: Member, qualifiers: Sequence[Entity]) -> Choice | None:
        explicit = next((one.sector for one in qualifiers if one.sector in self._grammar.sectors), None)
        item = member.item
        key = (rule.name, item.id, item.sectors, explicit, *member.groups.items())
        if key not in self._choices:
            self._choices[key] = _choice(rule, member, explicit, self._grammar, self._context)
        return self._choices[key]


def _revision(rule: Rule, member: Member) -> str:
    if member.revision is not None:
        return member.revision.label
    if rule.version_label and member.groups.get("v"):
        return rule.version_label.format_map(member.groups)
    return ""


def _families(identifier: str, grammar: ReferenceGrammar) -> frozenset[str]:
    parent = grammar.parents.get(identifier)
    return frozenset({identifier, parent} if parent else {identifier})


def _sectors_and_form(
    rule: Rule, member: Member, explicit: str | None, grammar: ReferenceGrammar
) -> tuple[Item, tuple[str, ...]]:
    """The form of the number and the Sectors in which it may be meant."""
    item, sectors = member.item, member.item.sectors
    if rule.kind is ReferenceKind.SERIES and grammar.codes is not None:
        sectors = grammar.codes.letters.get(member.groups["n"], sectors)
    if explicit is not None and explicit in sectors:
        return item, (explicit,)
    if explicit is not None and rule.kind is ReferenceKind.QUESTION:
        other = next((one for one in rule.items if explicit in one.sectors), None)
        if other is not None:
            return replace(item, id=other.id, group=other.group), (explicit,)
    return item, sectors


def _choice(
    rule: Rule, member: Member, explicit: str | None, grammar: ReferenceGrammar, context: ReferenceContext
) -> Choice | None:
    item, sectors = _sectors_and_form(rule, member, explicit, grammar)
    options: list[Option] = []
    groups: set[str] = set()
    exists = any(item.group.format_map({"sector": s, **member.groups}) in grammar.known for s in sectors)
    for sector in sectors:
        values = {"sector": sector, "v": "", **member.groups}
        identifier = _spelled(item.id.format_map(values), grammar)
        group = item.group.format_map(values) if item.group else ""
        if group and exists and len(sectors) > 1 and group not in grammar.known:
            continue
        if item.must_exist and identifier not in grammar.known:
            return None
        options.append((identifier, sector))
        groups |= {group} if group else _families(identifier, grammar)
    if not options:
        return None
    evidence = frozenset(s for i, s in options if _is_evident(i, s, grammar, context))
    options.sort(key=lambda pair: pair[1] not in evidence)
    return Choice(tuple(options), frozenset(groups), evidence)


def _spelled(identifier: str, grammar: ReferenceGrammar) -> str:
    if identifier in grammar.known:
        return identifier
    return grammar.spelling.get(re.sub(r"[\s\-]", "", identifier), identifier)


def _is_evident(identifier: str, sector: str, grammar: ReferenceGrammar, context: ReferenceContext) -> bool:
    if identifier not in grammar.known:
        return False
    periods = grammar.questions.get(identifier)
    if periods is None or context.year is None:
        return True
    rows = grammar.periods.get(sector, ())
    return any(start <= context.year <= end and label in periods for start, end, label in rows)


def _instrument_choice(
    rule: Rule, member: Member, qualifiers: Sequence[Entity], grammar: ReferenceGrammar
) -> Choice:
    number = int(member.groups["n"])
    adopters = [a for a in rule.adopters if a.low <= number <= a.high] or list(rule.adopters)
    options = [
        (identifier, adopter.sector)
        for adopter in adopters
        if (identifier := member.item.id.format_map({"body": adopter.body, **member.groups}))
    ]
    known = [pair for pair in options if pair[0] in grammar.known]
    named = _named_adopters(qualifiers, member, rule, number)
    if named:
        options = [
            (member.item.id.format_map({"body": body, **member.groups}), sector) for body, sector in named
        ]
        known = [pair for pair in options if pair[0] in grammar.known]
        if len(options) > 1 and known:
            options = known
    elif known:
        options = known
    return Choice(tuple(options), frozenset(), frozenset(sector for _, sector in known))


def _named_adopters(
    qualifiers: Sequence[Entity], member: Member, rule: Rule, number: int
) -> list[tuple[str, str]]:
    """The adopting bodies that the mention itself names, by name, by Sector, or by place and year."""
    sector_of = {adopter.body: adopter.sector for adopter in rule.adopters}
    for entity in qualifiers:
        if entity.id in sector_of:
            return [(entity.id, sector_of[entity.id])]
    revision = member.revision
    by_place = [(b, sector_of[b]) for b in revision.bodies if b in sector_of] if revision else []
    for entity in qualifiers:
        fitting = [(b, s) for b, s in by_place if s == entity.sector]
        fitting = fitting or [
            (a.body, a.sector)
            for a in rule.adopters
            if a.sector == entity.sector and a.low <= number <= a.high
        ]
        if fitting and entity.kind is ReferenceKind.SECTOR:
            return fitting[:1] if number <= 90 else fitting
    in_range = [
        pair
        for pair in by_place
        if any(a.body == pair[0] and a.low <= number <= a.high for a in rule.adopters)
    ]
    return in_range or by_place


def settle(claims: Sequence[Claim], grammar: ReferenceGrammar, context: ReferenceContext) -> None:
    """Narrow each claim's options by its neighbours and its place, in the order the documentation gives."""
    if all(len(claim.options) < 2 for claim in claims):
        return
    _share_groups(claims)
    for claim in claims:
        if len(claim.options) > 1:
            _keep(claim, context.sector)
            if len(claim.options) > 1 and context.body is not None:
                _keep_by_body(claim, context.body, grammar)
    _share_groups(claims)
    _settle_by_nearness(claims)
    if not context.year:
        return
    for claim in claims:
        if len(claim.options) > 1 and len(claim.evidence) == 1 and claim.kind is ReferenceKind.QUESTION:
            _keep(claim, next(iter(claim.evidence)))


def _keep(claim: Claim, sector: str | None) -> None:
    fitting = tuple(pair for pair in claim.options if pair[1] == sector)
    if fitting:
        claim.options = fitting


def _keep_by_body(claim: Claim, body: str, grammar: ReferenceGrammar) -> None:
    sector = grammar.sector_of.get(body) or next(
        (s for s in grammar.sectors if body.startswith(f"{s} ")), None
    )
    _keep(claim, sector)


def _share_groups(claims: Sequence[Claim]) -> None:
    """Neighbours of one group stand for one Sector: "Study Group 5 - Q6/5"."""
    unsure = [place for place, claim in enumerate(claims) if len(claim.options) > 1]
    for place in unsure:
        if place > 0:
            _share(claims[place - 1], claims[place])
    for place in reversed(unsure):
        if place + 1 < len(claims):
            _share(claims[place + 1], claims[place])


def _share(source: Claim, target: Claim) -> None:
    sector = source.sector
    if sector is None or len(target.options) < 2 or abs(target.start - source.start) > _NEAR:
        return
    if any(group in target.groups for group in source.groups if group.startswith(f"{sector} ")):
        _keep(target, sector)


def _settle_by_nearness(claims: Sequence[Claim]) -> None:
    before = _certain(claims)
    after = _certain(claims[::-1])[::-1]
    for claim, left, right in zip(claims, before, after, strict=True):
        if len(claim.options) < 2:
            continue
        near = [other for other in (left, right) if other is not None and _distance(claim, other) <= _NEAR]
        near.sort(key=lambda other: (_distance(claim, other), other.start > claim.start))
        for other in near:
            if any(pair[1] == other.sector for pair in claim.options):
                _keep(claim, other.sector)
                break


def _distance(a: Claim, b: Claim) -> int:
    return max(a.start, b.start) - min(a.end, b.end)


def _certain(claims: Sequence[Claim]) -> list[Claim | None]:
    """For each claim the last one before it whose Sector is certain."""
    found: list[Claim | None] = []
    last: Claim | None = None
    for claim in claims:
        found.append(last)
        if claim.sector:
            last = claim
    return found
