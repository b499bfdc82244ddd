"""Look up what a word of a folded text may begin: a name, a head word, a number before its head word."""

from __future__ import annotations

import re
from typing import NamedTuple

from commonground.domain.reference import ReferenceKind
from commonground.text.grammar import Entity, Forms, Item, ReferenceGrammar, Rule
from commonground.text.mention import groups_of
from commonground.text.phrase import HAN, HAN_START, LETTERS, to_latin

_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"]+|www\.[^\s<>\"]+|[\w.\-]{1,40}@[\w.\-]{1,60}")
_MEETING = re.compile(r"[ \-]?(?:\d{4}|\d{2})(?![A-Za-z0-9_])")
_NUMBERED_PAPER = re.compile(r"-?[A-Za-z]{0,6}\d|/\d|-[A-Z]{2,}")
_NOTHING = Forms((), ())
_BEFORE = 40  # characters before a name in which words that rule it out are looked for


class Named(NamedTuple):
    """An entity named in the text: its span, and the words' language."""

    entity: Entity
    start: int
    end: int
    language: str | None
    is_code: bool


class Number(NamedTuple):
    """A number of one of a rule's forms, and where it ends."""

    item: Item
    end: int
    groups: dict[str, str]


class WordReader:
    """Reads single words of one folded text by the grammar's tables."""

    def __init__(self, text: str, grammar: ReferenceGrammar) -> None:
        self.text = text
        self.grammar = grammar
        self._place, self._forms = -1, _NOTHING  # the last place asked for

    def places(self) -> list[tuple[int, bool]]:
        """Where a mention may begin, in order, and whether a Chinese word begins there."""
        triggers, letters = self.grammar.triggers, self.grammar.codes.letters if self.grammar.codes else {}
        places = []
        text, size = self.text, len(self.text)
        for match in LETTERS.finditer(text):
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

    def forms(self, place: int) -> Forms:
        """The printed forms that may begin at the place."""
        if place != self._place:
            self._place, self._forms = place, self._look_up(place)
        return self._forms

    def _look_up(self, place: int) -> Forms:
        text, grammar = self.text, self.grammar
        if place < len(text) and text[place] >= HAN_START and HAN.match(text, place):
            match = grammar.han_trigger.match(text, place) if grammar.han_trigger is not None else None
            return grammar.han_phrases.get(match.group(), _NOTHING) if match else _NOTHING
        word = LETTERS.match(text, place)
        return grammar.triggers.get(word.group(), _NOTHING) if word else _NOTHING

    def entity(self, place: int, *, has_head: bool = False) -> Named | None:
        """The entity named at the place, by the longest of its names that fits.

        After a head word a conference's meeting may be followed by the number: "Resolution WTSA-16/73".
        """
        forms = self.forms(place)
        names = forms.names
        if forms.any_name is not None:
            one = forms.any_name.match(self.text, place)
            names = names[(one.lastindex or 1) - 1 :] if one is not None else ()
        for phrase, entity in names:
            match = phrase.pattern.match(self.text, place)
            if match is None or self.is_ruled_out(entity, place, match.end()):
                continue
            end = match.end()
            if phrase.is_code or entity.meets:
                meeting = _MEETING.match(self.text, end) if entity.meets else None
                if meeting and (has_head or self.text[meeting.end() : meeting.end() + 1] != "/"):
                    end = meeting.end()
                elif phrase.is_code and _NUMBERED_PAPER.match(self.text, end):
                    return None
            return Named(entity, place, end, phrase.language, phrase.is_code)
        return None

    def is_ruled_out(self, target: Entity | Rule, start: int, end: int) -> bool:
        """Words around it say that something else is meant: "Security Council"."""
        if target.not_before is not None and target.not_before.match(self.text, end):
            return True
        if target.not_after is None:
            return False
        return target.not_after.search(self.text[max(0, start - _BEFORE) : start]) is not None

    def item(self, rule: Rule, place: int) -> Number | None:
        """The rule's number at the place."""
        text = self.text
        for item in rule.items:
            match = item.pattern.match(text, place)
            if match is not None:
                if rule.kind is ReferenceKind.SERIES and not self.is_series(match.group("n")):
                    continue
                return Number(item, match.end(), groups_of(match))
        return None

    def is_series(self, letters: str) -> bool:
        """Whether the letters are those of a series of codes."""
        codes = self.grammar.codes
        return codes is None or to_latin(letters) in codes.letters
