"""Decide which entity a mention means: explicit words, then what is possible, then the place it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from commonground.domain.reference import ReferenceContext, ReferenceKind
from commonground.text.grammar import Entity, ReferenceGrammar, Rule
from commonground.text.mention import Member, Mention

_NEAR = 240  # characters within which a Sector named in the text counts


@dataclass(slots=True)
class Claim:
    """One reference in the making: where it stands, and what it may mean, best first."""

    start: int
    end: int
    kind: ReferenceKind
    options: list[tuple[str, str]]  # (id, Sector)
    groups: frozenset[str] = frozenset()  # bodies each option belongs to, "ITU-T SG5"
    language: str | None = None
    revision: str = ""
    is_fixed: bool = False
    is_always_known: bool = False
    evidence: frozenset[str] = field(default=frozenset())  # Sectors that the profile's facts speak for

    @property
    def sector(self) -> str | None:
        """The Sector, when it is certain."""
        sectors = {sector for _, sector in self.options}
        return next(iter(sectors)) if len(sectors) == 1 and self.options else None


def claims_of(mention: Mention, grammar: ReferenceGrammar, context: ReferenceContext) -> list[Claim]:
    """What a mention may mean, before its surroundings are looked at."""
    if isinstance(mention.target, Entity):
        entity = mention.target
        return [
            Claim(
                mention.start, mention.end, entity.kind, [(entity.id, entity.sector or "")],
                _families(entity.id, grammar), mention.language, is_fixed=True,
            )
        ]  # fmt: skip
    rule = mention.target
    found = []
    for member in mention.members:
        claim = (
            _instrument_claim(mention, rule, member, grammar)
            if rule.adopters
            else _numbered_claim(mention, rule, member, grammar, context)
        )
        if claim is not None:
            found.append(claim)
    return found


def _families(identifier: str, grammar: ReferenceGrammar) -> frozenset[str]:
    parent = grammar.parents.get(identifier)
    return frozenset({identifier, parent} if parent else {identifier})


def _numbered_claim(
    mention: Mention, rule: Rule, member: Member, grammar: ReferenceGrammar, context: ReferenceContext
) -> Claim | None:
    explicit = next(
        (entity.sector for entity in mention.qualifiers if entity.sector in grammar.sectors), None
    )
    item = member.item
    sectors = list(item.sectors)
    if rule.kind is ReferenceKind.SERIES and grammar.codes is not None:
        sectors = list(grammar.codes.letters.get(member.groups["n"], sectors))
    if explicit is not None and explicit in sectors:
        sectors = [explicit]
    elif explicit is not None and rule.kind is ReferenceKind.QUESTION:
        other = next((i for i in rule.items if explicit in i.sectors), None)
        item, sectors = (
            (replace(item, id=other.id, group=other.group), [explicit]) if other else (item, sectors)
        )
    options: list[tuple[str, str]] = []
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
    return Claim(
        member.start, member.end, rule.kind, options, frozenset(groups), mention.language,
        is_always_known=rule.is_known, evidence=evidence,
    )  # fmt: skip


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


def _instrument_claim(mention: Mention, rule: Rule, member: Member, grammar: ReferenceGrammar) -> Claim:
    number = int(member.groups["n"])
    adopters = [a for a in rule.adopters if a.low <= number <= a.high] or list(rule.adopters)
    options = [
        (identifier, adopter.sector)
        for adopter in adopters
        if (identifier := member.item.id.format_map({"body": adopter.body, **member.groups}))
    ]
    known = [pair for pair in options if pair[0] in grammar.known]
    named = _named_adopters(mention, member, rule, number)
    if named:
        options = [
            (member.item.id.format_map({"body": body, **member.groups}), sector) for body, sector in named
        ]
        known = [pair for pair in options if pair[0] in grammar.known]
        if len(options) > 1 and known:
            options = known
    elif known:
        options = known
    revision = member.revision.label if member.revision else ""
    if not revision and member.groups.get("v") and rule.version_label:
        revision = rule.version_label.format_map(member.groups)
    return Claim(
        member.start, member.end, rule.kind, options, language=mention.language, revision=revision,
        evidence=frozenset(sector for _, sector in known),
    )  # fmt: skip


def _named_adopters(mention: Mention, member: Member, rule: Rule, number: int) -> list[tuple[str, str]]:
    """The adopting bodies that the mention itself names, by name, by Sector, or by place and year."""
    sector_of = {adopter.body: adopter.sector for adopter in rule.adopters}
    qualifiers = member.qualifiers or mention.qualifiers
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
    _share_groups(claims)
    for claim in claims:
        if len(claim.options) > 1:
            _keep(claim, context.sector)
            if len(claim.options) > 1 and context.body is not None:
                _keep_by_body(claim, context.body, grammar)
    _share_groups(claims)
    _settle_by_nearness(claims)
    for claim in claims:
        if (
            len(claim.options) > 1
            and len(claim.evidence) == 1
            and claim.kind is ReferenceKind.QUESTION
            and context.year
        ):
            _keep(claim, next(iter(claim.evidence)))


def _keep(claim: Claim, sector: str | None) -> None:
    fitting = [pair for pair in claim.options if pair[1] == sector]
    if fitting:
        claim.options = fitting if len(fitting) == 1 else claim.options[:0] + fitting


def _keep_by_body(claim: Claim, body: str, grammar: ReferenceGrammar) -> None:
    sector = grammar.sector_of.get(body) or next(
        (s for s in grammar.sectors if body.startswith(f"{s} ")), None
    )
    _keep(claim, sector)


def _share_groups(claims: Sequence[Claim]) -> None:
    """Neighbours of one group stand for one Sector: "Study Group 5 - Q6/5"."""
    for left, right in pairwise(claims):
        _share(left, right)
    for right, left in pairwise(claims[::-1]):
        _share(right, left)


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
