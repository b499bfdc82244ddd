"""Printed forms to patterns: blanks, endings marked with `*`, Arabic prefixes, letters that look alike."""

from __future__ import annotations

import re
from itertools import product

HAN_START = "\u3400"
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
ARABIC = re.compile("[\u0600-\u06ff]")
CYRILLIC = re.compile("[\u0400-\u04ff]")
LETTERS = re.compile(r"[A-Za-z]+|[^\W\d_A-Za-z\u3400-\u4dbf\u4e00-\u9fff]+")

# What may stand before an Arabic word as part of it: "and", "then", with "in", "as", "to", with the article.
_ARABIC_PREFIX = "[وف]?(?:[بكل]?ال|لل|[بكل])?"
_ARABIC_PREFIXES = tuple(
    a + b for a, b in product(("", "و", "ف"), ("", "ال", "بال", "كال", "لال", "لل", "ب", "ك", "ل"))
)
# Endings by which a form marked with `*` is looked up; the pattern itself allows any ending.
_ENDINGS_TEXT = (
    " а я ы и у ю е о ь ой ей ий ый ая яя ую юю ие ые ое ее их ых им ым ими ыми ого его ому ему ом ем ам ям ами "
    "ями ах ях ов ев ью ии ия ию ией иям иями иях иеи ои еи ыи ок s es e ы"
)
_ENDINGS = tuple(_ENDINGS_TEXT.split(" "))
# Cyrillic capitals that look like Latin ones; editors mix them in codes.
_ALIKE = dict(zip("ABCEHKMOPTX", "АВСЕНКМОРТХ", strict=True))
_ALIKE_BACK = str.maketrans({cyrillic: latin for latin, cyrillic in _ALIKE.items()})


def to_latin(code: str) -> str:
    """A code with Cyrillic look-alikes written in Latin letters: "Е.119" with a Cyrillic letter becomes "E.119"."""
    return code.translate(_ALIKE_BACK)


def _word_pattern(word: str, *, is_code: bool) -> str:
    stem = word.removesuffix("*")
    escaped = "".join(alike(char) if is_code else re.escape(char) for char in stem)
    if stem != word:
        return escaped + r"\w{0,6}"
    return escaped


def alike(char: str) -> str:
    """The pattern of a letter of a code and of the letter of the other script that looks like it."""
    if char in _ALIKE:
        return f"[{char}{_ALIKE[char]}]"
    latin = to_latin(char)
    return f"[{latin}{char}]" if latin != char else re.escape(char)


def _bare(folded: str) -> str:
    """An Arabic form without the article of its first word, which the prefixes stand for: "للجمعية"."""
    is_long = len(folded.split(" ", maxsplit=1)[0]) > 4
    return folded.removeprefix("ال") if is_long and ARABIC.match(folded) else folded


def compile_phrase(folded: str, *, is_code: bool, is_rule: bool) -> re.Pattern[str]:
    """The pattern of a folded form; it starts where a word starts and ends where one ends.

    "[b-" marks an entry of a bibliography, "T17-" a document's number. A rule's code may be followed by its
    number at once ("SG20"); a code of an entity may not.
    """
    words = _bare(folded).split()
    blank = r"[ \t\n]{0,3}" if HAN.search(folded) else r"[ \t\n\-]{1,3}"
    body = blank.join(_word_pattern(word, is_code=is_code) for word in words)
    if not is_code and not is_rule and " " not in folded and body[:1].isupper():
        # "Council": in lower case this is an ordinary word. Head words without capital are judged by the reader.
        body = f"{body[0]}(?i:{body[1:]})"
    elif not is_code:
        body = f"(?i:{body})"
    # Chinese and Arabic words may touch a Latin one: "和TDAG", "وTDAG".
    start = r"(?<![A-Za-z0-9_])" if folded[0].isascii() else r"(?<!\w)"
    if HAN.search(folded):
        return re.compile(body if HAN.match(folded) else start + body)
    if ARABIC.match(folded):
        body = _ARABIC_PREFIX + body
    if is_code and is_rule:
        return re.compile(rf"{start}(?<![A-Z]\d\d-){body}(?![^\W\d_])")
    if is_code:
        return re.compile(rf"{start}(?:(?<![\w./@]-)|(?<=\[b-)){body}(?![A-Za-z0-9_\u0400-\u06ff])")
    return re.compile(
        rf"{start}{body}(?![^\W_\u4e00-\u9fff])"
        if not is_rule
        else rf"{start}{body}(?![^\W\d_\u4e00-\u9fff])"
    )


def trigger_words(folded: str, *, is_code: bool) -> tuple[str, ...]:
    """The runs of letters a form may begin with, in the letter cases that occur."""
    match = LETTERS.match(folded := _bare(folded))
    if match is None:
        return ()
    first = match.group()
    is_open = folded[match.end() : match.end() + 1] == "*"
    if is_code:
        forms = {first, to_latin(first), "".join(_ALIKE.get(char, char) for char in first)}
        forms |= {_mixed(first, latin=latin) for latin in (True, False)}
        return tuple(forms)
    forms = {first + ending for ending in _ENDINGS} if is_open else {first}
    if ARABIC.match(first):
        forms = {prefix + form for prefix in _ARABIC_PREFIXES for form in forms}
    return tuple({case for form in forms for case in (form, form.lower(), form.upper(), form.capitalize())})


def _mixed(word: str, *, latin: bool) -> str:
    return word[:1] + (to_latin(word[1:]) if latin else "".join(_ALIKE.get(char, char) for char in word[1:]))
