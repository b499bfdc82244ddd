"""Read the mentions of a text from left to right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from commonground.domain.reference import ReferenceKind
from commonground.text.grammar import Entity, Phrase, ReferenceGrammar, Rule
from commonground.text.leads import Lead, LeadReader
from commonground.text.mention import Member, Mention, groups_of
from commonground.text.phrase import HAN_START, LETTERS
from commonground.text.revision import RevisionReader
from commonground.text.words import Named, Number

_BLANK = re.compile(r"[ \t\n]{0,3}")
_JOINT = re.compile(r"[ \t\n]{0,3}[\-:]?[ \t\n]{0,3}\(?")
_MEETING_JOINT = re.compile(r"/")
_APART = re.compile(r"[ \t\n]{0,3}(?:[ \t\n]-|:)[ \t\n]")
_NUMBER_SIGN = re.compile(r"[ \t\n]{0,3}(?:No\.?|Nos\.?|[Nn][°ºo]\.?|№|第|رقم|رقمي)?[ \t\n]{0,3}\(?")
_BESIDE = re.compile(r"[ \t]{0,2}[的,:\-(/]?[ \t]{0,2}")
_STOPS = ("", ",", ";", ".")  # after which no words belong to a reference any more
_HAN_NUMBER_SIGNS = ("号", "號")
_LIST_LIMIT = 5000


class MentionReader(LeadReader):
    """Reads the mentions of one folded text, from left to right."""

    def __init__(self, text: str, grammar: ReferenceGrammar) -> None:
        super().__init__(text, grammar)
        self._revisions = RevisionReader(text, grammar)
        self._barren = 0  # end of a list that turned out to name nothing; it is not read again
        self._last: Mention | None = None

    def read(self) -> Iterator[Mention]:
        """Each mention once, in order, none overlapping another."""
        done = 0
        for place, is_han in self.places():
            if place < done or place < self._barren:
                continue
            mention = self._han_mention(place, done) if is_han else self._mention(place, done)
            if mention is not None:
                heading = self._heading(place, mention)
                if heading is not None:
                    yield heading
                done = max(mention.consumed, place + 1)
                mention = self._without_conjunction(mention)
                self._last = mention
                yield mention

    def _heading(self, place: int, mention: Mention) -> Mention | None:
        """The Sector before a colon: it qualifies what follows, and is a reference of its own."""
        named = self.entity(place) if mention.qualifiers and mention.start > place else None
        if named is None or named.entity is not mention.qualifiers[0] or named.entity.is_silent:
            return None
        return Mention(place, named.end, named.end, named.entity, language=named.language)

    def _without_conjunction(self, mention: Mention) -> Mention:
        """The mention without an Arabic "and" that is written as part of its first word."""
        start = mention.start
        word = LETTERS.match(self.text, start) if self.text[start] == "و" else None
        if word is None or word.group()[1:] not in self.grammar.triggers:
            return mention
        members = mention.members
        if members and members[0].start == start:
            members = (members[0]._replace(start=start + 1), *members[1:])
        return mention._replace(start=start + 1, members=members)

    def _han_mention(self, place: int, done: int) -> Mention | None:
        named = self.entity(place)
        if named is not None:
            return self._after_entity(named)
        before = self.lead_before(place, done)
        if before is not None:
            mention = self._lead_mention(before)
            if mention is not None:
                return mention
        if self.text[place] == "第":
            return self._lead_mention(place)
        return self._head(place)

    def _mention(self, place: int, done: int) -> Mention | None:
        code = self.code(place, None, done) if "." in self.text[place + 1 : place + 4] else None
        if code is not None:
            return self._of_its_kind(code)
        named = self.entity(place)
        if named is not None:
            return self._after_entity(named)
        before = self.lead_before(place, done)
        if before is not None:
            mention = self._lead_mention(before)
            if mention is not None and mention.start < place < mention.end:
                return mention
        return self._head(place)

    def _of_its_kind(self, code: Mention) -> Mention:
        """The code, as what the list it stands in or the Chinese word after it calls it: "RS.2178报告"."""
        last = self._last
        if last is not None and isinstance(last.target, Rule) and not last.target.items:
            gap = self.grammar.list_separator.match(self.text, last.consumed)
            if gap is not None and gap.end() == code.start:
                return code._replace(target=last.target)
        place = code.end + (1 if self.text[code.end : code.end + 1] in _HAN_NUMBER_SIGNS else 0)
        if place >= len(self.text) or self.text[place] < HAN_START:
            return code
        heads = self.forms(place).heads
        rule = next((rule for _, rule in heads if not rule.items), None)
        return code._replace(target=rule) if rule is not None else code

    # Names, and what they qualify.

    def _after_entity(self, named: Named) -> Mention | None:
        """What follows an entity's name: a longer reference that it qualifies, or the entity itself."""
        entity = named.entity
        if named.is_code or not self.grammar.names_before or named.language in self.grammar.names_before:
            for place in self._beside(named.end):
                found = self._qualified_by(named, place)
                if found is not None:
                    return found
        if entity.is_silent:
            return None
        return Mention(named.start, named.end, named.end, entity, language=named.language)

    def _beside(self, end: int) -> tuple[int, ...]:
        """Where what a name qualifies may begin: after a dash or colon, or after blanks."""
        joint, blank = _JOINT.match(self.text, end), _BLANK.match(self.text, end)
        far, near = joint.end() if joint else end, blank.end() if blank else end
        if near >= len(self.text):
            return ()
        return (near,) if far == near or "(" in self.text[end:far] else (far, near)

    def _qualified_by(self, named: Named, place: int) -> Mention | None:
        entity = named.entity
        code = self.code(place, entity, place)
        found = self._of_its_kind(code) if code is not None else self._head(place, entity)
        found = found or self._lead_mention(place) or self._alone(place, entity)
        if found is None or not _may_qualify(entity, found.target):
            return None
        qualifiers = (entity, *found.qualifiers)
        if ":" in self.text[named.end : place]:
            return found._replace(qualifiers=qualifiers)
        members = found.members
        if members:
            members = (members[0]._replace(start=named.start), *members[1:])
        return found._replace(start=named.start, members=members, qualifiers=qualifiers)

    def _alone(self, place: int, entity: Entity) -> Mention | None:
        """A number that needs no head word after this Sector, as in "ITU-R 205/1"."""
        for rule, item in self.grammar.items_alone.get(entity.sector or "", ()):
            match = item.pattern.match(self.text, place)
            if match is not None:
                member = Member(place, match.end(), item, groups_of(match))
                return Mention(place, match.end(), match.end(), rule, (member,))
        return None

    # Head words with numbers.

    def _head(self, place: int, qualifier: Entity | None = None, only: str = "") -> Mention | None:
        for phrase, rule in self.forms(place).heads:
            if only and rule.name != only:
                continue
            match = phrase.pattern.match(self.text, place)
            if match is None:
                continue
            found = self._numbers(rule, phrase, place, match.end(), qualifier)
            if found is not None and self._is_meant(found, phrase, rule, place, qualifier):
                return found
        return None

    def _is_meant(
        self, found: Mention, phrase: Phrase, rule: Rule, place: int, qualifier: Entity | None
    ) -> bool:
        """Whether what stands around the number shows that a reference is meant.

        A head word without its capital needs a cue: a revision, an adopter, or a number whose form and group
        exist. Some rules need certain words after the number.
        """
        if rule.followed_by is not None and not rule.followed_by.match(self.text, found.consumed):
            return False
        if self.is_ruled_out(rule, place, found.consumed):
            return False
        if not (phrase.has_capital and self.text[place].islower()):
            return True
        if not rule.items:
            return bool(found.qualifiers) or qualifier is not None or "." in self.text[place : found.end]
        if rule.adopters:
            named = (*found.qualifiers, *((qualifier,) if qualifier else ()))
            members = found.members
            return any(member.revision and member.revision.bodies for member in members) or any(
                entity.kind is ReferenceKind.SECTOR or entity.id == adopter.body
                for entity in named
                for adopter in rule.adopters
                if all(adopter.low <= int(member.groups["n"]) <= adopter.high for member in members)
            )
        return all(self._group_exists(member) for member in found.members)

    def _group_exists(self, member: Member) -> bool:
        group = member.item.group
        return not group or any(
            group.format_map({"sector": sector, **member.groups}) in self.grammar.known
            for sector in member.item.sectors
        )

    def _numbers(
        self, rule: Rule, phrase: Phrase, start: int, end: int, qualifier: Entity | None
    ) -> Mention | None:
        gap = rule.separator.match(self.text, end)
        if gap is None:
            return None
        place = gap.end()
        if not phrase.is_code and rule.takes_number_sign:
            sign = _NUMBER_SIGN.match(self.text, end)
            place = max(place, sign.end()) if sign else place
            if place == end and self.text[end - 1] < "\u0400":
                return None  # "study group2" carries a footnote sign, not a number
        sectors, place = self._sector_at(place, rule)
        if not rule.items:
            return self._head_of_code(rule, phrase, start, place, (*sectors, qualifier))
        members, stop = self._members(rule, phrase, start, place)
        return self._finish(rule, members, stop, sectors, phrase.language)

    def _sector_at(self, place: int, rule: Rule) -> tuple[tuple[Entity, ...], int]:
        """A Sector or its body named before the number, and where the number begins."""
        named = self.entity(place, has_head=True) if self.text[place : place + 1].isalpha() else None
        if named is None or named.entity.sector is None or not _may_qualify(named.entity, rule):
            return (), place
        joint = (_MEETING_JOINT.match(self.text, named.end) if named.entity.meets else None) or _JOINT.match(
            self.text, named.end
        )
        return (named.entity,), joint.end() if joint else named.end

    def _head_of_code(
        self, rule: Rule, phrase: Phrase, start: int, place: int, named: tuple[Entity | None, ...]
    ) -> Mention | None:
        known = tuple(entity for entity in named if entity is not None)
        found = self.code(place, known[-1] if known else None, place, has_head=True)
        if found is None:
            return None
        member, consumed = found.members[0]._replace(start=start), found.end
        qualifiers = known[: len(named) - 1]
        after = self._qualifier_after(found.end, rule) if not known else None
        if after is not None and after[0].sector in member.item.sectors:
            consumed, qualifiers = after[1], (after[0],)
            member = member._replace(end=consumed, item=replace(member.item, sectors=(after[0].sector,)))
        return Mention(start, member.end, consumed, rule, (member,), qualifiers, phrase.language)

    # Lists of numbers.

    def _members(self, rule: Rule, phrase: Phrase, start: int, place: int) -> tuple[list[Member], int]:
        first = self.item(rule, place)
        if first is None:
            return [], place
        members = [self._member(rule, start, first)]
        separator = self.grammar.list_separator
        while len(members) < _LIST_LIMIT:
            last = members[-1]
            gap = separator.match(self.text, last.end)
            if gap is None:
                break
            begin = gap.end()
            # A head word printed again begins a reference of its own, unless the number before it is not whole.
            number = begin if last.item.id else self._repeated_head(rule, begin)
            own: tuple[Entity, ...] = ()
            if phrase.is_plural and rule.adopters:
                own, number = self._sector_at(number, rule)
            found = self.item(rule, number)
            if found is None:
                break
            member = self._member(rule, begin, found)
            if own:
                member = member._replace(qualifiers=own)
            is_list = phrase.is_plural or found.item.is_strict or not last.item.id
            if not (is_list or (member.revision and member.revision.bodies)):
                break
            members.append(member)
        return members, members[-1].end

    def _member(self, rule: Rule, start: int, number: Number) -> Member:
        revision = self._revisions.read(number.end) if rule.has_revision else None
        end = revision.end if revision is not None else number.end
        return Member(start, end, number.item, number.groups, revision)

    def _repeated_head(self, rule: Rule, place: int) -> int:
        for phrase, target in self.forms(place).heads:
            match = phrase.pattern.match(self.text, place) if target is rule else None
            gap = rule.separator.match(self.text, match.end()) if match else None
            if gap is not None:
                return gap.end()
        return place

    def _finish(
        self,
        rule: Rule,
        members: list[Member],
        stop: int,
        qualifiers: tuple[Entity, ...],
        language: str | None,
    ) -> Mention | None:
        full = _with_groups(members)
        if not full and members:
            full, owner = self._within_group(rule, members, stop)
            qualifiers = qualifiers or owner
            if not full:
                self._barren = max(self._barren, stop)
        if not full:
            return None
        if rule.has_revision:
            full = _with_revision(full)
        consumed = stop
        if not qualifiers:
            after = self._qualifier_after(stop, rule)
            if after is not None:
                entity, consumed = after
                qualifiers = (entity,)
                if not rule.has_revision and len(full) == 1:
                    full[-1] = full[-1]._replace(end=consumed)
        return Mention(full[0].start, full[-1].end, consumed, rule, tuple(full), qualifiers, language)

    def _within_group(
        self, rule: Rule, members: list[Member], stop: int
    ) -> tuple[list[Member], tuple[Entity, ...]]:
        """The numbers completed by the group named beside them: "Question 5 of Study Group 20"."""
        within = members[-1].item.within
        start = members[0].start
        # After a slash the number is part of a document's: "SG16-TD146/WP2".
        is_part = self.text[max(0, start - 1) : start] == "/"
        owner = (None if is_part else self._group_after(within, stop)) or self._group_before(within, start)
        if owner is None or not all(member.item.whole for member in members):
            return [], ()
        group = owner.members[-1].groups.get("n", "")
        full = []
        for member in members:
            text = member.item.whole.format_map({**member.groups, "g": group})
            matches = ((item, item.pattern.fullmatch(text)) for item in rule.items if item.id)
            found = next(((item, match) for item, match in matches if match), None)
            if found is None:
                return [], ()
            full.append(member._replace(item=found[0], groups=groups_of(found[1])))
        return full, owner.qualifiers

    def _group_after(self, within: str, stop: int) -> Mention | None:
        rule = self.grammar.rules.get(within)
        if rule is None:
            return None
        gap = _BESIDE.match(self.text, stop)
        if gap is None or not gap.group().strip():
            gap = self.grammar.connector.match(self.text, stop)
        place = gap.end() if gap else stop
        sectors, inner = self._sector_at(place, rule)
        found = self._head(inner, sectors[0] if sectors else None, only=within)
        if found is None:
            lead = self.lead(inner)
            found = self._from_lead(lead) if lead is not None and lead.rule.name == within else None
        return found._replace(qualifiers=(*sectors, *found.qualifiers)) if found is not None else None

    def _group_before(self, within: str, start: int) -> Mention | None:
        last = self._last
        if last is None or not isinstance(last.target, Rule) or last.target.name != within:
            return None
        gap = _BESIDE.match(self.text, last.consumed)
        return last if gap is not None and gap.end() == start else None

    def _qualifier_after(self, stop: int, rule: Rule) -> tuple[Entity, int] | None:
        if self.text[stop : stop + 1] in _STOPS:
            return None
        gap = self.grammar.connector.match(self.text, stop)
        place = gap.end() if gap else stop
        named = self.entity(place)
        if named is None or named.entity.sector is None:
            return None
        entity, end = named.entity, named.end
        joined = self.text[stop:place]
        if not _may_qualify(entity, rule):
            return None
        if "(" in joined:
            return (entity, end + 1) if self.text[end : end + 1] == ")" else None
        if not self._goes_on(named) or ("\n" not in joined and _APART.match(self.text, end)):
            return entity, end
        # The name belongs to a reference of its own: "Q9/5 of ITU-T SG5".
        return (entity, stop) if joined.strip() else None

    def _goes_on(self, named: Named) -> bool:
        """Whether the name qualifies a number that follows it."""
        if not (
            named.is_code or not self.grammar.names_before or named.language in self.grammar.names_before
        ):
            return False
        for place in self._beside(named.end):
            if self.code(place, named.entity, place) or self.lead(place) or self._alone(place, named.entity):
                return True
            if any(self._has_number(place, phrase, rule) for phrase, rule in self.forms(place).heads):
                return True
        return False

    def _has_number(self, place: int, phrase: Phrase, rule: Rule) -> bool:
        match = phrase.pattern.match(self.text, place)
        gap = rule.separator.match(self.text, match.end()) if match else None
        if gap is None:
            return False
        if rule.items:
            return self.item(rule, gap.end()) is not None
        return self.code(gap.end(), None, gap.end(), has_head=True) is not None

    def _lead_mention(self, place: int) -> Mention | None:
        lead = self.lead(place)
        return self._from_lead(lead) if lead is not None else None

    def _from_lead(self, lead: Lead) -> Mention | None:
        members, stop = lead.members, lead.end
        if lead.rule.has_revision:
            revision = self._revisions.read(stop)
            if revision is not None:
                stop = revision.end
                members = [*members[:-1], members[-1]._replace(end=stop, revision=revision)]
        found = self._finish(lead.rule, members, stop, (), lead.language)
        if found is None or self.is_ruled_out(lead.rule, found.start, found.consumed):
            return None
        return found


def _may_qualify(entity: Entity, target: Entity | Rule) -> bool:
    """Sectors qualify any number, other names only what they adopt."""
    if entity.kind is ReferenceKind.SECTOR or not isinstance(target, Rule):
        return True
    return any(adopter.body == entity.id for adopter in target.adopters)


def _with_groups(members: list[Member]) -> list[Member]:
    """Members that lack the group's number take it from the next that has it: "Q1, Q2 and Q3/13"."""
    if all(member.item.id for member in members):
        return members
    full: list[Member] = []
    source: Member | None = None
    for member in reversed(members):
        if member.item.id:
            source = member
            full.append(member)
        elif source is not None:
            full.append(member._replace(item=source.item, groups={**source.groups, **member.groups}))
    return full[::-1]


def _with_revision(members: list[Member]) -> list[Member]:
    """The revision after the last number holds for all where no other has one of its own."""
    last = members[-1].revision
    if last is None or any(member.revision is not None for member in members[:-1]):
        return members
    return [member._replace(revision=last) for member in members]
