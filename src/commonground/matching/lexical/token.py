"""Words of a text as they are compared: folded, stemmed in their language, each with its place in the text.

Stemming follows the Snowball algorithms (Porter, 2001) by script and language; scripts that write no spaces
are cut into pairs of characters; names with digits ("IMT-2020", "802.11") stay whole.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from commonground.matching.lexical.stop_words import STOP_WORDS
from commonground.text.language import detect_language
from commonground.text.normalise import fold

# Han, kana, Thai, Lao, Burmese and Khmer: scripts that write no spaces between words.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_PIECE = re.compile(
    rf"(?P<run>[{_UNSPACED}]+)"
    rf"|(?P<word>(?:(?![{_UNSPACED}])[^\W_])+(?:(?:-|(?<=\d)[.]|[.](?=\d))(?:(?![{_UNSPACED}])[^\W_])+)*)"
)
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_PLURAL = re.compile(r"(?<=[a-z0-9]{2})(?<!s)s$")  # "OTPs" here is "OTP" there; "DNS" loses it on both sides
_ARTICLE = re.compile("^(?:و?[بكف]?ال|و?لل)(?=..)")  # the, and the, by the, to the ...
_SAMPLE = 1000  # characters that tell the language
_LONGEST = 60  # letters; a longer run is data, not a word, and is cut off for comparison
_LATIN_LANGUAGES = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "de": "german",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "sv": "swedish",
    "da": "danish",
    "no": "norwegian",
    "nb": "norwegian",
    "fi": "finnish",
    "ro": "romanian",
    "hu": "hungarian",
    "tr": "turkish",
    "ca": "catalan",
    "id": "indonesian",
}
_OF_SCRIPT = {"ar": "arabic", "ru": "russian"}
# Snowball makes these one with "access" and "acceso"; access networks and accessibility are two subjects.
_KEPT_APART = {
    "en": dict.fromkeys(("accessibility", "accessible", "accessibly"), "accessibl"),
    "es": dict.fromkeys(("accesibilidad", "accesible", "accesibles"), "accesibl"),
}
_TOLD_APART = frozenset({"ar", "zh", "en", "fr", "ru", "es"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: the term it is compared by, where it stands (characters of the text), its folded form.

    The form is the word unstemmed, the same in every language that borrows it; empty for pairs of characters.
    """

    term: str
    start: int
    end: int
    form: str = ""


_local = threading.local()  # a Snowball stemmer holds the word it works on, so each thread has its own


def _stemmer(algorithm: str) -> Callable[[str], str]:
    stemmers: dict[str, Callable[[str], str]] = getattr(_local, "stemmers", None) or {}
    if algorithm not in stemmers:
        import snowballstemmer

        stemmers[algorithm] = snowballstemmer.stemmer(algorithm).stemWord
        _local.stemmers = stemmers
    return stemmers[algorithm]


@lru_cache(maxsize=300_000)
def stem(word: str, language: str) -> str:
    """The stem of one folded, lower-case word; a word with digits, or of a language without stemmer, is its own.

    >>> stem("telecommunications", "en") == stem("telecommunication", "en")
    True
    """
    word = word[:_LONGEST]
    if _DIGIT.search(word):
        return word.replace("-", "")
    if _ARABIC.match(word):
        bare = _ARTICLE.sub("", word)
        # With its article a word is known to be a noun, and its noun endings are taken off.
        return _stemmer(_OF_SCRIPT["ar"])("ال" + bare) if len(bare) > 2 else bare
    if _CYRILLIC.match(word):
        return _stemmer(_OF_SCRIPT["ru"])(word)
    if word in _KEPT_APART.get(language, ()):
        return _KEPT_APART[language][word]
    algorithm = _LATIN_LANGUAGES.get(language)
    return _stemmer(algorithm)(word) if algorithm and len(word) > 3 else word


def language_of(text: str, stated: str | None) -> str:
    """The language to read a text in: as told from its words where they are clear, else as stated, else English.

    Words win over a label of one of the six official languages because labels are often wrong; a stated language that
    cannot be told from words here (say, German) is believed.
    """
    code = stated.lower().split("-")[0] if stated else None
    if code is not None and code not in _TOLD_APART:
        return code
    return detect_language(text[:_SAMPLE]) or code or "en"


def _latin_language(language: str) -> str:
    # Latin words in Arabic, Chinese or Russian text are English technical terms as a rule.
    return language if language in _LATIN_LANGUAGES else "en"


def tokens_of(text: str, language: str | None = None) -> list[Token]:
    """The telling words of a text in their order; stop words are left out. No language: it is detected.

    >>> [token.term for token in tokens_of("Spectrum requirements of IMT-2020", "en")]
    ['spectrum', 'requir', 'imt2020', 'imt']
    >>> [token.term for token in tokens_of("网络安全", "zh")]
    ['网络', '络安', '安全']
    """
    return tokens_in(text, language_of(text, language)) if text else []


def tokens_in(text: str, language: str) -> list[Token]:
    """As `tokens_of`, in a language that is settled already."""
    if not text:
        return []
    folded = fold(text)
    lower = folded.text.lower()
    if len(lower) != len(folded.text):  # a rare letter (Turkish dotted capital I) grows when lowered
        lower = "".join(char if len(char.lower()) != 1 else char.lower() for char in folded.text)
    latin = _latin_language(language)
    span = folded.span
    tokens: list[Token] = []
    for match in _PIECE.finditer(lower):
        start = match.start()
        if match.lastgroup == "run":
            run = match.group()
            for term, offset in _pairs(run):
                tokens.append(Token(term, *span(start + offset, start + offset + len(term))))
            continue
        for form, term, first, last in _terms_of(match.group()[:1000], latin):
            tokens.append(Token(term, *span(start + first, start + last), form))
    return tokens


def terms_of(text: str, language: str | None = None) -> list[str]:
    """The terms of a text alone."""
    return [token.term for token in tokens_of(text, language)]


def _pairs(run: str) -> list[tuple[str, int]]:
    if len(run) < 2:
        return [] if run in STOP_WORDS["zh"] else [(run, 0)]
    return [(run[place : place + 2], place) for place in range(len(run) - 1)]


@lru_cache(maxsize=300_000)
def _terms_of(word: str, latin: str) -> tuple[tuple[str, str, int, int], ...]:
    # (form, term, start, end) of one printed word, which may be a compound.
    if _DIGIT.search(word):
        joined = word.replace("-", "")
        names = [(m.group(), m.start(), m.end()) for m in _LETTERS.finditer(word)] if joined.isalnum() else []
        if joined.isdigit() and "-" in word:  # "2017-2020" is two numbers
            return tuple((m.group(), m.group(), m.start(), m.end()) for m in re.finditer(r"\d+", word))
        whole = (joined, joined, 0, len(word))
        return (
            whole,
            *((n, stem(n, latin), s, e) for n, s, e in names if "-" in word and not _is_stop(n, latin)),
        )
    if "-" not in word:
        return () if _is_stop(word, latin) else ((word, stem(word, latin), 0, len(word)),)
    return tuple(_compound(word, latin))


def _compound(word: str, latin: str) -> list[tuple[str, str, int, int]]:
    # "cyber-security" is two words, and one for those who write "cybersecurity"; so is "e-waste" but for its "e".
    pieces = [(m.group(), m.start(), m.end()) for m in re.finditer(r"[^-]+", word)]
    joined = "".join(piece for piece, _, _ in pieces)
    found = [
        (piece, stem(piece, latin), start, end)
        for piece, start, end in pieces
        if len(piece) > 1 and not _is_stop(piece, latin)
    ]
    if len(pieces) == 2 and not any(_is_stop(piece, latin) for piece, _, _ in pieces if len(piece) > 1):
        found.append((joined, stem(joined, latin), 0, len(word)))
    return found


def _is_stop(word: str, latin: str) -> bool:
    if len(word) == 1:
        return True
    if _ARABIC.match(word):
        return word in STOP_WORDS["ar"]
    if _CYRILLIC.match(word):
        return word in STOP_WORDS["ru"]
    return word in STOP_WORDS.get(latin, ())


def is_shared_writing(form: str) -> bool:
    """Whether a form reads the same across languages: a number, an identifier, or a word in Latin letters.

    >>> is_shared_writing("imt2020"), is_shared_writing("частота")
    (True, False)
    """
    return bool(form) and form.isascii()


def shared_forms(tokens: Sequence[Token]) -> list[str]:
    """The unstemmed forms among the tokens that can meet in a text of another language, without the plural's s."""
    return [_PLURAL.sub("", token.form) for token in tokens if is_shared_writing(token.form)]
