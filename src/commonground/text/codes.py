"""Codes such as L.1470 and RS.1859-1: letters, a dot and a number."""

from __future__ import annotations

import re

from commonground.text.grammar import Codes, Entity, Item, Rule
from commonground.text.mention import Member, Mention
from commonground.text.phrase import to_latin
from commonground.text.words import WordReader

_END = r"(?![^\W\u0600-\u06ff\u4e00-\u9fff]|[.\-]\d)"
_CODE = re.compile(
    rf"(?P<s>[A-ZАВЕКМНОРСТХ]{{1,3}})\.(?P<n>\d{{1,5}}(?:\.\d{{1,4}}){{0,4}})(?P<v>-\d{{1,2}})?{_END}"
)
_SPACED_CODE = re.compile(
    rf"(?P<s>[A-Z]{{1,3}})\.? ?(?P<n>\d{{1,5}}(?:\.\d{{1,4}}){{0,4}})(?P<v>-\d{{1,2}})?(?!/){_END}"
)
_PLAIN_NUMBER = re.compile(rf"(?P<n>\d{{1,4}})(?P<v>-\d{{1,2}})?(?!/){_END}")
_ATTACHED = re.compile("[\u0600-\u06ff\u3400-\u9fff]")


class CodeReader(WordReader):
    """Reads codes, alone or after a head word or Sector."""

    def code(
        self, place: int, qualifier: Entity | None, done: int, *, has_head: bool = False
    ) -> Mention | None:
        """The code at the place; without a head word or Sector before it, only one that stands as code."""
        codes = self.grammar.codes
        rule = self.grammar.rules.get("recommendation")
        if codes is None or rule is None:
            return None
        match = _CODE.match(self.text, place)
        if match is None and (qualifier is not None or has_head):
            match = _SPACED_CODE.match(self.text, place)
            if match is None and qualifier is not None and has_head:
                return self._unlettered(place, qualifier, codes, rule)
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
        return _mention(match, letters, sectors, codes, rule)

    def _unlettered(self, place: int, qualifier: Entity, codes: Codes, rule: Rule) -> Mention | None:
        """A number alone, after a Sector that has letters for one series only: "Recommendation ITU-D 21"."""
        letters = [one for one, sectors in codes.letters.items() if qualifier.sector in sectors]
        match = _PLAIN_NUMBER.match(self.text, place) if len(letters) == 1 else None
        if match is None:
            return None
        return _mention(match, letters[0], (qualifier.sector or "",), codes, rule)

    def _stands_as_code(self, match: re.Match[str], letters: str, codes: Codes, done: int) -> bool:
        start = match.start()
        before = self.text[start - 1] if start else " "
        if (before.isalnum() and not _ATTACHED.match(before)) or before in "._":
            return False
        if before in "/\\-" and done != start - 1:
            return False
        digits = len(match.group("n").split(".")[0])
        needed = 1 if len(letters) > 1 else codes.bare.get(letters, codes.bare_digits)
        if "." in match.group("n") and len(letters) == 1:
            needed = max(needed, 3)
        return digits >= needed and codes.not_after.search(self.text, max(0, start - 16), start) is None


def _mention(
    match: re.Match[str], letters: str, sectors: tuple[str, ...], codes: Codes, rule: Rule
) -> Mention:
    groups = {"s": letters, "n": match.group("n"), "v": match.group("v") or ""}
    versioned = tuple(sector for sector in sectors if sector in codes.versioned) if groups["v"] else ()
    item = Item(_CODE, "{sector} {s}.{n}{v}", versioned or sectors)
    member = Member(match.start(), match.end(), item, groups)
    return Mention(match.start(), match.end(), match.end(), rule, (member,))
