"""The numbers and bullets that Word computes while printing: counters per list, restarts, formats."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from commonground.ingest.word_style import VAL, W, is_on, whole_number

_LEVELS = 9
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
_ARABIC_ALPHA = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ARABIC_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_CHINESE_DIGITS = "〇一二三四五六七八九"
# Private-use codes of the Symbol and Wingdings fonts, as they print.
_SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "▪", 0xF02D: "–", 0xF0D8: "➢", 0xF0FC: "✓", 0xF0A8: "□", 0xF06F: "□", 0xF076: "❖",
    0xF0E0: "→", 0xF0AE: "→", 0xF0B0: "°", 0xF0B1: "±", 0xF0B3: "≥", 0xF0A3: "≤", 0xF0B4: "×", 0xF06D: "μ",
    0xF057: "Ω", 0xF044: "Δ", 0xF061: "α", 0xF062: "β", 0xF067: "γ", 0xF064: "δ", 0xF065: "ε", 0xF06C: "λ",
    0xF070: "π", 0xF073: "σ", 0xF077: "ω", 0xF0D7: "⋅", 0xF0B9: "≠", 0xF0BB: "≈", 0xF0A5: "∞", 0xF0E8: "➔",
    0xF0D3: "©", 0xF0E3: "©", 0xF0D2: "®", 0xF0E2: "®", 0xF0D4: "™", 0xF0E4: "™", 0xF020: " ",
}  # fmt: skip
_SYMBOLS |= {
    0xF0C6: "∅",
    0xF0DF: "←",
    0xF0AC: "←",
    0xF0AB: "↔",
    0xF0F3: "↔",
    0xF0DE: "⇒",
    0xF0BA: "≡",
    0xF0D6: "√",
}
# The letters of the Symbol font are Greek; where Wingdings has a bullet at the same place, the bullet above stands.
_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOLS = {
    first + n: c for first, row in zip((0xF041, 0xF061), _GREEK, strict=True) for n, c in enumerate(row)
} | _SYMBOLS


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None  # None: after any higher level; 0: never; n: after level n or higher (from 1)
    style: str | None = None
    is_legal: bool = False  # print all numbers of the label as decimals


@dataclass
class _List:
    """One list of the file: the levels it prints with and the counters it shares with others."""

    counters: list[int | None]
    levels: dict[int, Level]
    restarts: dict[int, int] = field(default_factory=dict)  # level -> start, applied at the first use


class Numbering:
    """All lists of a document; `label` must be asked for once per numbered paragraph, in reading order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        if root is None:
            return
        abstract: dict[str, dict[int, Level]] = {}
        links: dict[str, str] = {}  # abstract id -> name of the numbering style that really defines it
        named: dict[str, str] = {}
        for element in root.iterfind(f"{W}abstractNum"):
            key = element.get(f"{W}abstractNumId", "")
            abstract[key] = _levels(element)
            for tag, where in (("numStyleLink", links), ("styleLink", None)):
                link = element.find(f"{W}{tag}")
                if link is not None and where is not None:
                    where[key] = link.get(VAL, "")
                elif link is not None:
                    named[link.get(VAL, "")] = key
        counters: dict[str, list[int | None]] = {}
        for element in root.iterfind(f"{W}num"):
            target = element.find(f"{W}abstractNumId")
            key = target.get(VAL, "") if target is not None else ""
            key = named.get(links.get(key, ""), key)
            shared = counters.setdefault(key, [None] * _LEVELS)
            made = _List(shared, dict(abstract.get(key, {})))
            _override(made, element)
            self._lists[element.get(f"{W}numId", "")] = made

    def level_of_style(self, number_id: str, style_id: str) -> int | None:
        """The level (from 0) that the list ties to a paragraph style."""
        found = self._lists.get(number_id)
        return (
            next((i for i, level in found.levels.items() if level.style == style_id), None) if found else None
        )

    def label(self, number_id: str, index: int) -> str:
        """The printed number or bullet of the next paragraph at this level (from 0); "" when the list prints none."""
        found = self._lists.get(number_id)
        if found is None or not 0 <= index < _LEVELS:
            return ""
        level = found.levels.get(index, Level())
        counters = found.counters
        if index in found.restarts:
            counters[index] = found.restarts.pop(index) - 1
        current = counters[index]
        counters[index] = level.start if current is None else current + 1
        for upper in range(index):
            if counters[upper] is None:
                counters[upper] = found.levels.get(upper, Level()).start
        for lower in range(index + 1, _LEVELS):
            restart = found.levels.get(lower, Level()).restart
            if restart is None or (restart > 0 and index < restart):
                counters[lower] = None
        if level.format == "bullet":
            return symbols(level.text).strip() or "•"
        if level.format == "none" and "%" not in level.text:
            return level.text.strip()
        return self._fill(found, level).strip()

    @staticmethod
    def _fill(found: _List, level: Level) -> str:
        def number(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            source = found.levels.get(index, Level())
            return formatted(found.counters[index] or 0, "decimal" if level.is_legal else source.format)

        return re.sub(r"%([1-9])", number, level.text)


def _override(made: _List, element: etree._Element) -> None:
    for override in element.iterfind(f"{W}lvlOverride"):
        index = whole_number(override.get(f"{W}ilvl"))
        if index is None:
            continue
        level = override.find(f"{W}lvl")
        if level is not None:
            made.levels[index] = _level(level)
        start = override.find(f"{W}startOverride")
        if start is not None:
            value = whole_number(start.get(VAL))
            made.restarts[index] = 1 if value is None else value
            made.levels[index] = replace(made.levels.get(index, Level()), start=made.restarts[index])


def _levels(element: etree._Element) -> dict[int, Level]:
    return {
        index: _level(level)
        for level in element.iterfind(f"{W}lvl")
        if (index := whole_number(level.get(f"{W}ilvl"))) is not None
    }


def _level(element: etree._Element) -> Level:
    def value(tag: str) -> str | None:
        found = element.find(f"{W}{tag}")
        return found.get(VAL) if found is not None else None

    start = whole_number(value("start"))
    return Level(
        start=0 if start is None else start,
        format=value("numFmt") or "decimal",
        text=value("lvlText") or "",
        restart=whole_number(value("lvlRestart")),
        style=value("pStyle"),
        is_legal=is_on(element.find(f"{W}isLgl")),
    )


def symbols(text: str, unknown: str = "•") -> str:
    """The text with codes of the symbol fonts as the characters they print; unknown ones as given.

    >>> symbols("\\uf0b7"), symbols("\\uf0e3 ITU")
    ('•', '© ITU')
    """
    return "".join(_SYMBOLS.get(ord(c), unknown) if 0xF000 <= ord(c) <= 0xF0FF else c for c in text)


def formatted(number: int, style: str) -> str:
    """The number in one of Word's formats; formats that are not known here print as decimals.

    >>> [formatted(n, s) for n, s in ((28, "lowerLetter"), (14, "upperRoman"), (12, "chineseCounting"))]
    ['bb', 'XIV', '十二']
    """
    if number <= 0 and style not in ("decimalZero", "none"):
        return str(number)
    match style:
        case "lowerLetter":
            return _letter(number, "abcdefghijklmnopqrstuvwxyz")
        case "upperLetter":
            return _letter(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        case "lowerRoman":
            return _roman(number)
        case "upperRoman":
            return _roman(number).upper()
        case "decimalZero":
            return f"{number:02d}"
        case "russianLower":
            return _letter(number, _CYRILLIC)
        case "russianUpper":
            return _letter(number, _CYRILLIC.upper())
        case "arabicAlpha":
            return _letter(number, _ARABIC_ALPHA)
        case "arabicAbjad":
            return _letter(number, _ARABIC_ABJAD)
        case "ordinal":
            return f"{number}{_ordinal_ending(number)}"
        case (
            "chineseCounting"
            | "chineseCountingThousand"
            | "ideographDigital"
            | "japaneseCounting"
            | "taiwaneseCounting"
        ):
            return _chinese(number)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if number <= 20:
            return chr(0x2460 + number - 1)
        case "none":
            return ""
        case _:
            return str(number)


def _letter(number: int, alphabet: str) -> str:
    # Word repeats the letter: z is followed by aa, bb, cc.
    times, index = divmod(number - 1, len(alphabet))
    return alphabet[index] * min(times + 1, 50)


def _roman(number: int) -> str:
    if number >= 4000:
        return str(number)
    printed = ""
    for value, letters in _ROMAN:
        while number >= value:
            printed += letters
            number -= value
    return printed


def _chinese(number: int) -> str:
    if number >= 100:
        return "".join(_CHINESE_DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    if not tens:
        return _CHINESE_DIGITS[ones]
    return ("" if tens == 1 else _CHINESE_DIGITS[tens]) + "十" + (_CHINESE_DIGITS[ones] if ones else "")


def _ordinal_ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
