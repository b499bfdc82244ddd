"""Mentions: what a text says, before it is decided which entity is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from commonground.domain.reference import ReferenceKind
from commonground.text.grammar import Codes, Entity, Item, Phrase, ReferenceGrammar, Rule
from commonground.text.phrase import HAN, to_latin
from commonground.text.revision import RevisionMention, read_revision

_LETTERS = re.compile(r"[A-Za-z]+|[^\W\d_A-Za-z\u3400-\u4dbf\u4e00-\u9fff]+")
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"]+|www\.[^\s<>\"]+|[\w.\-]{1,40}@[\w.\-]{1,60}")
_BLANK = re.compile(r"[ \t\n]{0,3}")
_JOINT = re.compile(r"[ \t\n]{0,3}[\-:]?[ \t\n]{0,3}(?:\()?")
_NUMBER_SIGN = re.compile(r"[ \t\n]{0,3}(?:No\.?|Nos\.?|[Nn][°ºo]\.?|№|第|رقم|رقمي)?[ \t\n]{0,3}\(?")
_CODE = re.compile(
    r"(?P<s>[A-ZАВЕКМНОРСТХ]{1,3})\.(?P<n>\d{1,5}(?:\.\d{1,4}){0,4})(?P<v>-\d{1,2})?(?![^\W\u4e00-\u9fff]|[.\-]\d)"
)
_SPACED_CODE = re.compile(
    r"(?P<s>[A-Z]{1,3})\.? ?(?P<n>\d{1,5}(?:\.\d{1,4}){0,4})(?P<v>-\d{1,2})?(?![^\W\u4e00-\u9fff]|/|[.\-]\d)"
)
_LEAD_ITEM = r"(?:\d[\dA-ZАВСМК/\-]{0,8}|[CС]\d{1,2}|[一二三四五六七八九十]{1,3})"
_LEAD = re.compile(
    rf"(?:第[ ]{{0,2}})?(?P<items>{_LEAD_ITEM}(?:号?[ ]{{0,2}}(?:[,、/]|和|及|与|и)[ ]{{0,2}}第?{_LEAD_ITEM}){{0,12}})"
    r"(?:-?[а-я]{1,3})?[ \t\-]{0,2}号?[ \t]{0,2}"
)
_LEAD_BEFORE = re.compile(rf"(?<![A-Za-z0-9./\-])(?:{_LEAD.pattern})\Z")
_LEAD_SEPARATOR = re.compile(r"号?[ ]{0,2}(?:[,、/]|和|及|与|以及|и)[ ]{0,2}第?")
_MEETING = re.compile(r"[ \-]?(?:\d{4}|\d{2})(?![A-Za-z0-9_/])")
_NUMBERED_PAPER = re.compile(r"-?[A-Za-z]{0,6}\d|/\d|-[A-Z]{2,}")
_LIST_LIMIT = 5000


@dataclass(frozen=True, slots=True)
class Member:
    """One number of a mention, with its own span."""

    start: int
    end: int
    item: Item
    groups: dict[str, str]


@dataclass(frozen=True, slots=True)
class Mention:
    """A printed reference: an entity by name, or a head word with one or more numbers."""

    start: int
    end: int  # of what it covers
    consumed: int  # where reading goes on; words that only qualify it lie between
    target: Entity | Rule
    members: tuple[Member, ...] = ()
    qualifiers: tuple[Entity, ...] = ()
    revision: RevisionMention | None = None
    language: str | None = None


class MentionReader:
    """Reads the mentions of one folded text, from left to right."""

    def __init__(self, text: str, grammar: ReferenceGrammar) -> None:
        self.text = text
        self.grammar = grammar
        self._barren = 0  # end of a list that turned out to name nothing; it is not read again

    def read(self) -> Iterator[Mention]:
        """Each mention once, in order, none overlapping another."""
        done = 0
        for place, is_han in self._trigger_places():
            if place < done or place < self._barren:
                continue
            mention = self._han_mention(place, done) if is_han else self._mention(place, done)
            if mention is not None:
                done = max(mention.consumed, place + 1)
                yield self._without_conjunction(mention)

    def _without_conjunction(self, mention: Mention) -> Mention:
        """The mention without an Arabic "and" that is written as part of its first word."""
        start = mention.start
        word = _LETTERS.match(self.text, start) if self.text[start] == "و" else None
        if word is None or word.group()[1:] not in self.grammar.triggers:
            return mention
        members = mention.members
        if members and members[0].start == start:
            members = (replace(members[0], start=start + 1), *members[1:])
        return replace(mention, start=start + 1, members=members)

    def _trigger_places(self) -> list[tuple[int, bool]]:
        triggers, letters = self.grammar.triggers, self.grammar.codes.letters if self.grammar.codes else {}
        places = []
        text, size = self.text, len(self.text)
        for match in _LETTERS.finditer(text):
            word = match.group()
            if word in triggers:
                places.append((match.start(), False))
            else:
                end = match.end()
                if len(word) < 4 and end < size and text[end] == "." and to_latin(word) in letters:
                    places.append((match.start(), False))
        trigger = self.grammar.han_trigger
        if trigger is not None and not text.isascii() and HAN.search(text):
            places += [(match.start(), True) for match in trigger.finditer(text)]
            places.sort()
        if places and ("://" in text or "www." in text or "@" in text):
            places = self._outside_addresses(places)
        return places

    def _outside_addresses(self, places: list[tuple[int, bool]]) -> list[tuple[int, bool]]:
        inside = [(match.start(), match.end()) for match in _ADDRESS.finditer(self.text)]
        kept, index = [], 0
        for place in places:
            while index < len(inside) and inside[index][1] <= place[0]:
                index += 1
            if index == len(inside) or place[0] < inside[index][0]:
                kept.append(place)
        return kept

    def _han_mention(self, place: int, done: int) -> Mention | None:
        entity = self._entity(place)
        if entity is not None:
            return self._after_entity(*entity)
        lead = self._lead_before(place, done)
        if lead is not None:
            mention = self._number_first(lead)
            if mention is not None:
                return mention
        if self.text[place] == "第":
            return self._number_first(place)
        return self._head(place)

    def _mention(self, place: int, done: int) -> Mention | None:
        code = self._code(place, None, done)
        if code is not None:
            return code
        entity = self._entity(place)
        if entity is not None:
            return self._after_entity(*entity)
        lead = self._lead_before(place, done)
        if lead is not None:
            mention = self._number_first(lead)
            if mention is not None and mention.start < place < mention.end:
                return mention
        return self._head(place)

    def _phrases(self, place: int) -> tuple[Phrase, ...]:
        if place < len(self.text) and HAN.match(self.text, place) and self.grammar.han_trigger is not None:
            match = self.grammar.han_trigger.match(self.text, place)
            return self.grammar.han_phrases.get(match.group(), ()) if match else ()
        word = _LETTERS.match(self.text, place)
        return self.grammar.triggers.get(word.group(), ()) if word else ()

    def _entity(self, place: int) -> tuple[Entity, int, int, str | None] | None:
        """An entity named at the place: itself, its span and the language of the words."""
        for phrase in self._phrases(place):
            if not isinstance(phrase.target, Entity):
                continue
            match = phrase.pattern.match(self.text, place)
            if match is None:
                continue
            end, entity = match.end(), phrase.target
            if phrase.is_code or entity.meets:
                meeting = _MEETING.match(self.text, end) if entity.meets else None
                if meeting:
                    end = meeting.end()
                elif phrase.is_code and _NUMBERED_PAPER.match(self.text, end):
                    return None
            return entity, place, end, phrase.language
        return None

    def _after_entity(self, entity: Entity, start: int, end: int, language: str | None) -> Mention | None:
        """What follows an entity's name: a longer reference that it qualifies, or nothing."""
        for joint in (_JOINT, _BLANK):
            match = joint.match(self.text, end)
            place = match.end() if match else end
            if place >= len(self.text) or "(" in self.text[end:place]:
                continue
            found = (
                self._code(place, entity, place)
                or self._head(place, entity)
                or self._number_first(place, entity)
            )
            found = found or self._alone(place, entity)
            if found is not None:
                return self._qualified(found, entity, start)
        if entity.is_silent:
            return None
        return Mention(start, end, end, entity, language=language)

    def _qualified(self, found: Mention, entity: Entity, start: int) -> Mention:
        members = found.members
        if members:
            members = (replace(members[0], start=start), *members[1:])
        return replace(found, start=start, members=members, qualifiers=(entity, *found.qualifiers))

    def _alone(self, place: int, entity: Entity) -> Mention | None:
        """A number that needs no head word after this Sector, as in "ITU-R 205/1"."""
        for rule in self.grammar.rules.values():
            for item in rule.items:
                match = item.pattern.match(self.text, place) if entity.sector in item.alone_after else None
                if match is not None:
                    member = Member(place, match.end(), item, _groups(match))
                    return Mention(place, match.end(), match.end(), rule, (member,))
        return None

    # Codes such as L.1470 and RS.1859-1.

    def _code(
        self, place: int, qualifier: Entity | None, done: int, *, has_head: bool = False
    ) -> Mention | None:
        codes = self.grammar.codes
        rule = self.grammar.rules.get("recommendation")
        if codes is None or rule is None:
            return None
        match = _CODE.match(self.text, place)
        if match is None and (qualifier is not None or has_head):
            match = _SPACED_CODE.match(self.text, place)
        if match is None or (
            match.group("v") and qualifier is None and not has_head and not match.group("n").isdigit()
        ):
            return None
        letters = to_latin(match.group("s"))
        sectors = codes.letters.get(letters, ())
        if not sectors:
            return None
        if qualifier is None and not has_head and not self._stands_as_code(match, letters, codes, done):
            return None
        groups = {"s": letters, "n": match.group("n"), "v": match.group("v") or ""}
        sectors = ("ITU-R",) if groups["v"] and "ITU-R" in sectors else sectors
        item = Item(_CODE, "{sector} {s}.{n}{v}", sectors)
        return Mention(place, match.end(), match.end(), rule, (Member(place, match.end(), item, groups),))

    def _stands_as_code(self, match: re.Match[str], letters: str, codes: Codes, done: int) -> bool:
        start = match.start()
        before = self.text[start - 1] if start else " "
        if before.isalnum() or before in "._" or (before in "/\\-" and done != start - 1):
            return False
        digits = len(match.group("n").split(".")[0])
        needed = 1 if len(letters) > 1 else codes.bare.get(letters, codes.bare_digits)
        if "." in match.group("n") and len(letters) == 1:
            needed = max(needed, 3)
        return digits >= needed and codes.not_after.search(self.text, max(0, start - 16), start) is None

    # Head words with numbers.

    def _head(self, place: int, qualifier: Entity | None = None) -> Mention | None:
        for phrase in self._phrases(place):
            rule = phrase.target
            if not isinstance(rule, Rule):
                continue
            match = phrase.pattern.match(self.text, place)
            if match is None:
                continue
            found = self._numbers(rule, phrase, place, match.end(), qualifier)
            if found is not None:
                return found
        return None

    def _numbers(
        self, rule: Rule, phrase: Phrase, start: int, end: int, qualifier: Entity | None
    ) -> Mention | None:
        gap = rule.separator.match(self.text, end)
        if gap is None:
            return None
        place = gap.end()
        if not phrase.is_code and not rule.separator.pattern.startswith(("-", "[ \\-]")):
            sign = _NUMBER_SIGN.match(self.text, end)
            place = max(place, sign.end()) if sign else place
            if place == end and self.text[end - 1] < "\u0400":
                return None  # "study group2" carries a footnote sign, not a number
        inner = self._entity(place)
        qualifiers: tuple[Entity, ...] = ()
        if inner is not None and (inner[0].sector is not None):
            joint = _JOINT.match(self.text, inner[2])
            qualifiers, place = (inner[0],), joint.end() if joint else inner[2]
        if not rule.items:
            known = qualifier or (qualifiers[0] if qualifiers else None)
            found = self._code(place, known, place, has_head=True)
            if found is None:
                return None
            found = replace(found, target=rule, language=phrase.language, qualifiers=qualifiers)
            return replace(found, start=start, members=(replace(found.members[0], start=start),))
        members, stop = self._members(rule, phrase, start, place)
        if not members:
            return None
        return self._finish(rule, members, stop, qualifiers, phrase.language)

    def _members(self, rule: Rule, phrase: Phrase, start: int, place: int) -> tuple[list[Member], int]:
        first = self._item(rule, place)
        if first is None:
            return [], place
        members = [Member(start, first[1], first[0], first[2])]
        stop = first[1]
        while len(members) < _LIST_LIMIT:
            gap = self.grammar.list_separator.match(self.text, stop)
            if gap is None:
                break
            begin = gap.end()
            # A head word printed again begins a reference of its own, unless the number before it is not whole.
            number = begin if members[-1].item.id else self._repeated_head(rule, begin)
            found = self._item(rule, number)
            if found is None or not (phrase.is_plural or found[0].is_strict or not members[-1].item.id):
                break
            members.append(Member(begin, found[1], found[0], found[2]))
            stop = found[1]
        full = self._with_groups(members)
        if not full:
            self._barren = stop
        return full, stop

    def _repeated_head(self, rule: Rule, place: int) -> int:
        for phrase in self._phrases(place):
            match = phrase.pattern.match(self.text, place) if phrase.target is rule else None
            gap = rule.separator.match(self.text, match.end()) if match else None
            if gap is not None:
                return gap.end()
        return place

    def _is_series(self, letters: str) -> bool:
        codes = self.grammar.codes
        return codes is None or to_latin(letters) in codes.letters

    def _item(self, rule: Rule, place: int) -> tuple[Item, int, dict[str, str]] | None:
        for item in rule.items:
            match = item.pattern.match(self.text, place)
            if match is not None:
                if rule.kind is ReferenceKind.SERIES and not self._is_series(match.group("n")):
                    continue
                return item, match.end(), _groups(match)
        return None

    @staticmethod
    def _with_groups(members: list[Member]) -> list[Member]:
        """Members that lack the group's number take it from the next that has it: "Q1, Q2 and Q3/13"."""
        full: list[Member] = []
        source: Member | None = None
        for member in reversed(members):
            if member.item.id:
                source = member
                full.append(member)
            elif source is not None:
                full.append(replace(member, item=source.item, groups={**source.groups, **member.groups}))
        return full[::-1]

    def _finish(
        self,
        rule: Rule,
        members: list[Member],
        stop: int,
        qualifiers: tuple[Entity, ...],
        language: str | None,
    ) -> Mention:
        revision = read_revision(self.text, stop, self.grammar) if rule.has_revision else None
        if revision is not None:
            members[-1] = replace(members[-1], end=revision.end)
            stop = revision.end
        consumed = stop
        if not qualifiers:
            after = self._qualifier_after(stop, rule)
            if after is not None:
                entity, consumed = after
                qualifiers = (entity,)
                if not rule.has_revision:
                    members[-1] = replace(members[-1], end=consumed) if len(members) == 1 else members[-1]
        return Mention(
            members[0].start,
            members[-1].end,
            consumed,
            rule,
            tuple(members),
            qualifiers,
            revision,
            language,
        )

    def _qualifier_after(self, stop: int, rule: Rule) -> tuple[Entity, int] | None:
        gap = self.grammar.connector.match(self.text, stop)
        place = gap.end() if gap else stop
        entity = self._entity(place)
        if entity is None or entity[0].sector is None:
            return None
        joined = self.text[stop:place]
        if not (rule.adopters or entity[0].kind.value == "sector"):
            return None
        end = entity[2]
        if "(" in joined:
            if self.text[end : end + 1] != ")":
                return None
            end += 1
        else:
            following = self._after_entity(*entity)
            if following is not None and following.members:
                # The name belongs to a reference of its own: "Q9/5 of ITU-T SG5".
                return (entity[0], stop) if joined.strip() else None
        return entity[0], end

    # Numbers before their head word: Chinese, Russian ordinals, "RS Series".

    def _lead_before(self, place: int, done: int) -> int | None:
        rules = [phrase for phrase in self._phrases(place) if isinstance(phrase.target, Rule)]
        if not rules:
            return None
        low = max(done, place - 60)
        for phrase in rules:
            first = phrase.target.number_first if isinstance(phrase.target, Rule) else None
            if first is not None:
                match = re.compile(rf"(?<![\w.\-])(?:{first.pattern})[ \t\-]{{0,2}}\Z").search(
                    self.text, low, place
                )
                if match:
                    return match.start()
        if self.text[place] < "\u0400":
            return None
        match = _LEAD_BEFORE.search(self.text, low, place)
        return match.start() if match else None

    def _number_first(self, place: int, qualifier: Entity | None = None) -> Mention | None:
        lead = _LEAD.match(self.text, place)
        if lead is not None and lead.end() < len(self.text) and self.text[lead.end()] >= "\u0400":
            for phrase in self._phrases(lead.end()):
                head = (
                    phrase.pattern.match(self.text, lead.end()) if isinstance(phrase.target, Rule) else None
                )
                if head is None or not isinstance(phrase.target, Rule):
                    continue
                members = self._lead_members(phrase.target, lead, place)
                if members:
                    members[-1] = replace(members[-1], end=head.end())
                    return self._finish(phrase.target, members, head.end(), (), phrase.language)
        return self._letters_first(place)

    def _lead_members(self, rule: Rule, lead: re.Match[str], start: int) -> list[Member]:
        place = lead.start("items")
        members: list[Member] = []
        while place < lead.end("items"):
            found = self._item(rule, place)
            if found is None:
                return []
            members.append(Member(start if not members else place, found[1], found[0], found[2]))
            gap = _LEAD_SEPARATOR.match(self.text, found[1])
            if gap is None:
                break
            place = gap.end()
        return self._with_groups(members)

    def _letters_first(self, place: int) -> Mention | None:
        for rule in self.grammar.rules.values():
            match = rule.number_first.match(self.text, place) if rule.number_first else None
            if match is None or (rule.kind is ReferenceKind.SERIES and not self._is_series(match.group("n"))):
                continue
            gap = re.compile(r"[ \t\-]{0,2}").match(self.text, match.end())
            end = gap.end() if gap else match.end()
            for phrase in self._phrases(end):
                head = phrase.pattern.match(self.text, end) if phrase.target is rule else None
                if head is not None and rule.items:
                    member = Member(place, head.end(), rule.items[0], _groups(match))
                    return Mention(place, head.end(), head.end(), rule, (member,), (), None, phrase.language)
        return None


_HAN_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def _groups(match: re.Match[str]) -> dict[str, str]:
    groups = {key: value for key, value in match.groupdict().items() if value}
    if "m" in groups:
        groups["n"] = groups.pop("m")
    for key in ("n", "g", "q", "w"):
        value = groups.get(key, "")
        if value and value[0] in "十一二三四五六七八九":
            groups[key] = str(_han_number(value))
        elif value.isdigit() and key in ("n", "g", "w"):
            groups[key] = str(int(value))
    for key in ("l", "n"):
        if key in groups:
            groups[key] = to_latin(groups[key])
    return groups


def _han_number(text: str) -> int:
    """The number a short Chinese numeral stands for.

    >>> _han_number("二十一")
    21
    """
    tens, sign, ones = text.rpartition("十")
    if not sign:
        return _HAN_NUMBERS.get(text[-1:], 0)
    return 10 * _HAN_NUMBERS.get(tens[-1:], 1) + _HAN_NUMBERS.get(ones[-1:], 0)
