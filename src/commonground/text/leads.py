"""Numbers before their head word: Chinese forms, Russian ordinals, "RS and SA Series"."""

from __future__ import annotations

import re
from typing import NamedTuple

from commonground.domain.reference import ReferenceKind
from commonground.text.codes import CodeReader
from commonground.text.grammar import Phrase, Rule
from commonground.text.mention import Member, groups_of
from commonground.text.phrase import ARABIC, CYRILLIC

_ITEM = r"(?:\d[\dA-ZАВСМК/\-]{0,8}|[CС]\d{1,2}|[一二三四五六七八九十]{1,3})"
_BETWEEN = r"(?:-?[а-я]{1,3}|号)?[ ]{0,2}(?:[,、/]|和|及|与|以及|и)[ ]{0,2}第?"
_LEAD = re.compile(
    rf"(?:第[ ]{{0,2}})?(?P<items>{_ITEM}(?:{_BETWEEN}{_ITEM}){{0,12}})"
    r"(?P<ending>-?[а-я]{1,3})?[ \t\-]{0,2}号?[ \t]{0,2}"
)
_LEAD_BEFORE = re.compile(rf"(?<![A-Za-z0-9./\-])(?:{_LEAD.pattern})\Z")
_SEPARATOR = re.compile(_BETWEEN)
_GAP = re.compile(r"[ \t\-]{0,2}")
_LIST_LIMIT = 12


class Lead(NamedTuple):
    """A head word with the numbers that stand before it."""

    rule: Rule
    members: list[Member]
    end: int
    language: str | None


class LeadReader(CodeReader):
    """Reads numbers that stand before their head word."""

    def lead_before(self, place: int, done: int) -> int | None:
        """Where the numbers before the head word at the place begin."""
        forms = self.forms(place)
        if not forms.heads:
            return None
        low = max(done, place - 60)
        for before in forms.before:
            match = before.search(self.text, low, place)
            if match:
                return match.start()
        if self.text[place] < "\u0400" or ARABIC.match(self.text, place):
            return None
        match = _LEAD_BEFORE.search(self.text, low, place)
        return match.start() if match else None

    def lead(self, place: int) -> Lead | None:
        """The numbers at the place and the head word after them."""
        lead = _LEAD.match(self.text, place)
        if lead is not None and lead.end() < len(self.text) and self.text[lead.end()] >= "\u0400":
            for phrase, rule in self.forms(lead.end()).heads:
                found = self._head_after(lead, place, phrase, rule)
                if found is not None:
                    return found
        return self._letters_first(place)

    def _head_after(self, lead: re.Match[str], place: int, phrase: Phrase, rule: Rule) -> Lead | None:
        if phrase.is_code and not lead.group("ending") and CYRILLIC.match(self.text, lead.end()):
            return None  # "РГ 1 ИК 5": the number belongs to the code before it
        head = phrase.pattern.match(self.text, lead.end())
        members = self._lead_members(rule, lead, place) if head is not None else []
        if head is None or not members:
            return None
        members[-1] = members[-1]._replace(end=head.end())
        return Lead(rule, members, head.end(), phrase.language)

    def _lead_members(self, rule: Rule, lead: re.Match[str], start: int) -> list[Member]:
        place = lead.start("items")
        members: list[Member] = []
        while place < lead.end("items"):
            found = self.item(rule, place)
            if found is None:
                return []
            members.append(Member(start if not members else place, found.end, found.item, found.groups))
            gap = _SEPARATOR.match(self.text, found.end)
            if gap is None:
                break
            place = gap.end()
        return members

    def _letters_first(self, place: int) -> Lead | None:
        for rule in self.grammar.rules_by_number:
            members = self._letters(rule, place)
            if not members:
                continue
            gap = _GAP.match(self.text, members[-1].end)
            end = gap.end() if gap else members[-1].end
            for phrase, target in self.forms(end).heads:
                head = phrase.pattern.match(self.text, end) if target is rule else None
                if head is not None:
                    members[-1] = members[-1]._replace(end=head.end())
                    return Lead(rule, members, head.end(), phrase.language)
        return None

    def _letters(self, rule: Rule, place: int) -> list[Member]:
        """The number before the head word, or a list of them: "RS and SA"."""
        members: list[Member] = []
        while rule.number_first is not None and rule.items and len(members) < _LIST_LIMIT:
            match = rule.number_first.match(self.text, place)
            if match is None or (rule.kind is ReferenceKind.SERIES and not self.is_series(match.group("n"))):
                return []
            members.append(Member(place, match.end(), rule.items[0], groups_of(match)))
            gap = self.grammar.list_separator.match(self.text, match.end())
            if gap is None or rule.kind is not ReferenceKind.SERIES:
                break
            place = gap.end()
        return members
