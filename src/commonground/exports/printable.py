"""Texts made safe for a file format: characters that XML forbids, formulas, and web addresses."""

from __future__ import annotations

import re

# What XML 1.0 cannot hold: control characters, surrogates without a partner, two non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://[^\s<>\"'«»“”„，。、；）》]+", re.IGNORECASE)
# A spreadsheet reads a text that begins so as a formula or a command; the last four are the wide forms.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def printable(text: str) -> str:
    """The text with every character that XML forbids replaced by U+FFFD; line ends become a line feed.

    >>> printable("a\\x00b\\r\\nc")
    'a�b\\nc'
    """
    return _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def encodable(text: str) -> str:
    """The text with lone surrogates replaced by U+FFFD, so that it can be written as UTF-8."""
    return _SURROGATE.sub("\ufffd", text)


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula.

    >>> is_formula_like("=1+1"), is_formula_like("Study Group 5")
    (True, False)
    """
    return text.startswith(_FORMULA_STARTS)


def pieces_with_addresses(text: str) -> list[tuple[str, str]]:
    """The text cut into pieces of (text, address); the address is empty where the piece is plain text.

    >>> pieces_with_addresses("see https://www.itu.int/.")
    [('see ', ''), ('https://www.itu.int/', 'https://www.itu.int/'), ('.', '')]
    """
    pieces: list[tuple[str, str]] = []
    position = 0
    for match in _ADDRESS.finditer(text):
        address = _without_closing_marks(match.group())
        if address.endswith("://"):
            continue
        end = match.start() + len(address)
        if match.start() > position:
            pieces.append((text[position : match.start()], ""))
        pieces.append((address, address))
        position = end
    if position < len(text):
        pieces.append((text[position:], ""))
    return pieces


def _without_closing_marks(address: str) -> str:
    """The address without the marks of the sentence around it; a bracket it opened itself stays."""
    while address[-1:] in tuple(".,;:!?)]}"):
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address
